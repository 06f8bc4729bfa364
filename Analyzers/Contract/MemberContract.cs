using System.Collections.Immutable;

namespace Chimney.Analyzers.Contract;

/// <summary>What a list has to be marked with when it is handed over.</summary>
/// <param name="Mark">The value of the Runtime's ListMark.</param>
internal readonly record struct RequiredMark(int Mark)
{
    /// <summary>Whether the first element of the member is enough.</summary>
    public bool FirstOnly { get; init; }

    /// <summary>Whether the blocks ask for it one by one, as their statuses say.</summary>
    public bool ByStatus { get; init; }

    /// <summary>Whether it is asked for only where one block has it.</summary>
    public bool IfAny { get; init; }

    /// <summary>Whether it is asked for where the operation ends with success, of any code of the driver.</summary>
    public bool OnSuccess { get; init; }

    /// <summary>The only role that is asked for it; None for every role.</summary>
    public Role Role { get; init; }

    /// <summary>The mark of which both elements are set where this one is asked for; the mark itself where it always is.</summary>
    public int After { get; init; } = Mark;
}

/// <summary>The operations that a member does not belong to.</summary>
/// <param name="Operations">Their numbers.</param>
/// <param name="Role">The only role that leaves the member alone; None for all.</param>
internal sealed record NotDuring(ImmutableArray<int> Operations, Role Role);

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

    /// <summary>Whether null sets the first element of the mark only.</summary>
    public bool ByValue { get; init; }

    /// <summary>The marks that reading the member sets.</summary>
    public ImmutableArray<int> ReadMarks { get; init; } = ImmutableArray<int>.Empty;

    /// <summary>The operations that the member does not belong to; null where it belongs to all.</summary>
    public NotDuring? NotDuring { get; init; }

    /// <summary>Whether what the member shows is the driver's only as long as the list is.</summary>
    public bool IsBorrowed { get; init; }

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

/// <summary>
/// The marks of a list: two bits each, for the two elements of a member; a member without elements sets both. A mark about every block has the
/// root, or what one link leads to, as its first element.
/// </summary>
[Flags]
internal enum Marks : long
{
    None = 0,

    /// <summary>Code that the analysis does not see may have set every one.</summary>
    All = -1,
}

/// <summary>Arithmetic on marks.</summary>
internal static class MarkExtensions
{
    private const int Both = 3;

    /// <summary>A mark of the analysis itself: which of the two links of a block were followed.</summary>
    private const int Links = 30;

    /// <summary>The marks after a write to the member, or to one element of it.</summary>
    public static Marks With(this Marks marks, MemberContract member, long? element)
    {
        var late = member.Before < 0 ? 0 : marks.Of(member.Before);
        return marks.With(member.Mark, Elements(element) & ~late);
    }

    /// <summary>The marks without that of the member: what was written there was the wrong value.</summary>
    public static Marks Without(this Marks marks, MemberContract member) => marks & ~(Marks)((long)Both << (2 * member.Mark));

    /// <summary>The marks after something was read that sets this one.</summary>
    public static Marks With(this Marks marks, int mark) => marks.With(mark, Both);

    /// <summary>The marks after one of the two links of a block was followed.</summary>
    public static Marks Following(this Marks marks, int link) => marks.With(Links, 1 << link);

    /// <summary>Whether both links of blocks were followed, so that a write may reach any block.</summary>
    public static bool FollowsBoth(this Marks marks) => marks.Of(Links) == Both;

    /// <summary>The only link that was followed, or −1.</summary>
    public static int OnlyLink(this Marks marks) => marks.Of(Links) switch { 1 => 0, 2 => 1, _ => -1 };

    private static Marks With(this Marks marks, int mark, int elements) => marks | (Marks)((long)elements << (2 * mark));

    /// <summary>Whether the mark is asked for at all, given what else was done.</summary>
    public static bool Asks(this Marks marks, RequiredMark required) => required.After == required.Mark || marks.Of(required.After) == Both;

    public static bool Has(this Marks marks, RequiredMark required)
        => Elements(required.FirstOnly ? 0 : null) is var asked && (marks.Of(required.Mark) & asked) == asked;

    /// <summary>Whether the member was written in the first of its places only.</summary>
    public static bool HasFirstOnly(this Marks marks, RequiredMark required) => marks.Of(required.Mark) == 1;

    public static bool HasNone(this Marks marks, RequiredMark required) => marks.Of(required.Mark) == 0;

    /// <summary>The elements of a member that a mark says were written.</summary>
    private static int Of(this Marks marks, int mark) => (int)((long)marks >> (2 * mark)) & Both;

    private static int Elements(long? element) => element switch { 0 => 1, 1 => 2, _ => Both };
}
