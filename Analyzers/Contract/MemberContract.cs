using System.Collections.Immutable;

namespace Chimney.Analyzers.Contract;

/// <summary>What a list has to be marked with when it is handed over.</summary>
/// <param name="Mark">The value of the Runtime's ListMark.</param>
/// <param name="FirstOnly">Whether the first element of the member is enough.</param>
/// <param name="ByStatus">Whether the blocks ask for it one by one, as their statuses say.</param>
/// <param name="Role">The only role that is asked for it; None for every role.</param>
internal readonly record struct RequiredMark(int Mark, bool FirstOnly, bool ByStatus, Role Role);

/// <summary>What the attributes say about a member of a block or of a call entry.</summary>
internal sealed class MemberContract
{
    public static readonly MemberContract None = new();

    /// <summary>The roles that leave the member alone, in one phase or in all.</summary>
    public ImmutableArray<(Role Role, Phase? Phase)> Preserved { get; init; } = ImmutableArray<(Role, Phase?)>.Empty;

    /// <summary>The mark that a write sets, or −1.</summary>
    public int Mark { get; init; } = -1;

    /// <summary>Whether the mark is about all blocks of a tree; its first element is the root then.</summary>
    public bool OfEveryBlock { get; init; }

    /// <summary>Whether the member tells how the operation ended.</summary>
    public bool IsStatus { get; init; }

    /// <summary>A mark that comes too late where this one is not set yet, or −1.</summary>
    public int Before { get; init; } = -1;

    /// <summary>The mark of the members that a value for this one is copied from, or −1 for any value.</summary>
    public int From { get; init; } = -1;

    /// <summary>Whether a value that was read from the other member does not belong here.</summary>
    public bool IsWrongFrom(MemberContract source) => From >= 0 && source.Mark >= 0 && source.Mark != From;

    /// <summary>The members of the same block of which one is asked before this one is used; none for most (C049, C114).</summary>
    public ImmutableArray<string> AskedBefore { get; init; } = ImmutableArray<string>.Empty;

    /// <summary>Whether another member of the block asks for this one first.</summary>
    public bool IsAsked { get; init; }

    public bool IsPreservedBy(Role role, Phase? phase) => Preserved.Any(p => p.Role == role && (p.Phase is null || p.Phase == phase));
}

/// <summary>The marks of a list: two bits each, for the two elements of a member; a member without elements sets both.</summary>
[Flags]
internal enum Marks
{
    None = 0,

    /// <summary>Code that the analysis does not see may have set every one.</summary>
    All = -1,
}

/// <summary>Arithmetic on marks.</summary>
internal static class MarkExtensions
{
    private const int Both = 3;

    /// <summary>The marks after a write to the member, or to one element of it.</summary>
    public static Marks With(this Marks marks, MemberContract member, long? element)
    {
        var late = member.Before < 0 ? 0 : marks.Of(member.Before);
        return marks | (Marks)((Elements(element) & ~late) << (2 * member.Mark));
    }

    /// <summary>The marks without that of the member: what was written there was the wrong value.</summary>
    public static Marks Without(this Marks marks, MemberContract member) => marks & ~(Marks)(Both << (2 * member.Mark));

    public static bool Has(this Marks marks, RequiredMark required)
        => Elements(required.FirstOnly ? 0 : null) is var asked && (marks.Of(required.Mark) & asked) == asked;

    /// <summary>Whether the member was written in the first of its places only.</summary>
    public static bool HasFirstOnly(this Marks marks, RequiredMark required) => marks.Of(required.Mark) == 1;

    public static bool HasNone(this Marks marks, RequiredMark required) => marks.Of(required.Mark) == 0;

    /// <summary>The elements of a member that a mark says were written.</summary>
    private static int Of(this Marks marks, int mark) => (int)marks >> (2 * mark) & Both;

    private static int Elements(long? element) => element switch { 0 => 1, 1 => 2, _ => Both };
}
