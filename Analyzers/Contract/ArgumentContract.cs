using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Contract;

/// <summary>A value of an enum, with its name.</summary>
internal readonly record struct NamedValue(long Value, string Name);

/// <summary>The values that are accepted in a place.</summary>
/// <param name="Values">The values.</param>
/// <param name="Type">The enum that they are of.</param>
/// <param name="IsDeclared">Whether they are all that the enum declares.</param>
/// <param name="With">The value of another argument that this holds for, or null.</param>
internal sealed record AcceptedValues(ImmutableArray<NamedValue> Values, ITypeSymbol Type, bool IsDeclared, TypedConstant? With)
{
    public bool Contains(long value) => Values.Any(v => v.Value == value);
}

/// <summary>What the attributes say about an argument, or about what a function returns.</summary>
internal sealed class ArgumentContract
{
    public static readonly ArgumentContract None = new();

    /// <summary>A driver that carries the operation on passes what its own handler got (C070, C092).</summary>
    public bool IsUnchanged { get; init; }

    public AcceptedValues? Accepted { get; init; }

    /// <summary>Never null or default.</summary>
    public bool IsNeeded { get; init; }

    /// <summary>The value of another argument that it is needed for, or null.</summary>
    public TypedConstant? NeededWith { get; init; }

    /// <summary>The status that a count of zero goes with, and no other count (C097); null where nothing is said.</summary>
    public long? ZeroOnlyWith { get; init; }

    public bool RestrictsValues => Accepted is not null || IsNeeded;
}
