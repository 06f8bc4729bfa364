using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Contract;

/// <summary>
/// A type whose objects must be settled exactly once, as a contract file declares it. Members are told by name: overloads of one name
/// do the same.
/// </summary>
internal sealed class DeclaredDuty
{
    public INamedTypeSymbol Type { get; init; } = null!;

    /// <summary>The members that settle the object.</summary>
    public ImmutableArray<string> SettledBy { get; init; } = ImmutableArray<string>.Empty;

    /// <summary>The members that settle the object if nobody has, and return whether they did.</summary>
    public ImmutableArray<string> TrySettledBy { get; init; } = ImmutableArray<string>.Empty;

    /// <summary>The methods that only look. Properties do so anyway; what another method does is not known.</summary>
    public ImmutableArray<string> BorrowedBy { get; init; } = ImmutableArray<string>.Empty;

    /// <summary>The members whose use makes somebody wait. Where there is one, an object of which none was used owes nothing.</summary>
    public ImmutableArray<string> OwedFrom { get; init; } = ImmutableArray<string>.Empty;

    /// <summary>What an unknown callee does with the object; null where the option decides.</summary>
    public UnknownCalleeOption? UnknownCallee { get; init; }
}

/// <summary>What a conversion or a resumption takes: the parameter with the list or handle, or −1 for the receiver.</summary>
internal readonly record struct ForeignMove(MethodContract Contract, int Carrier);

/// <summary>An entry of a contract file that is wrong.</summary>
internal sealed record ContractError(string File, Location Location, string Message);

/// <summary>What contract files say about members and types that cannot be annotated.</summary>
internal sealed class ForeignContracts
{
    public static readonly ForeignContracts None = new();

    public ImmutableDictionary<IParameterSymbol, Passing> Passings { get; init; } = ImmutableDictionary<IParameterSymbol, Passing>.Empty;

    public ImmutableDictionary<IMethodSymbol, ForeignMove> Moves { get; init; } = ImmutableDictionary<IMethodSymbol, ForeignMove>.Empty;

    public ImmutableDictionary<INamedTypeSymbol, DeclaredDuty> Duties { get; init; } = ImmutableDictionary<INamedTypeSymbol, DeclaredDuty>.Empty;

    public ImmutableArray<ContractError> Errors { get; init; } = ImmutableArray<ContractError>.Empty;

    /// <summary>Names without which no code can use what the files are about.</summary>
    public IEnumerable<string> TriggerNames => Duties.Keys.Select(t => t.Name).Concat(Moves.Keys.Select(m => m.Name));

    /// <summary>The duty that objects of the type bring, its own or a base type's.</summary>
    public DeclaredDuty? DutyOf(ITypeSymbol? type)
    {
        if (!Duties.IsEmpty)
            for (var t = type as INamedTypeSymbol; t is not null; t = t.BaseType)
                if (Duties.TryGetValue(t.OriginalDefinition, out var duty))
                    return duty;
        return null;
    }
}
