using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Contract;

/// <summary>Phases of an operation, with the values of the Runtime's OffloadPhase.</summary>
internal enum Phase
{
    Request,
    Completion,
    Indication,
}

/// <summary>Roles of drivers, with the values of the Runtime's DriverRole.</summary>
internal enum Role
{
    None,
    Host,
    Intermediate,
    Target,
}

/// <summary>An operation and the direction in which it travels, as an attribute gives them.</summary>
/// <param name="Operation">The value of the Runtime's OffloadOperation.</param>
/// <param name="OperationName">Its name, for messages.</param>
/// <param name="Phase">The direction.</param>
/// <param name="IsOfCall">Whether the duty belongs to the call and not to a list: an event (C092, C094).</param>
internal sealed record Duty(int Operation, string OperationName, Phase Phase, bool IsOfCall)
{
    /// <summary>What the handler must return, whatever becomes of the operation (C072, C073); null where the handler decides.</summary>
    public Answer? Answer { get; init; }

    /// <summary>The statuses with which an intermediate driver may complete the request upward at once (C060, C074, C075); null where it may not.</summary>
    public AllowedStatuses? GivenBack { get; init; }

    /// <summary>Whether the operation brings objects to the target.</summary>
    public bool IsOffload { get; init; }

    /// <summary>The operations that must not be open on an object of which this one is requested (C247, C248, C250, C251).</summary>
    public ImmutableArray<int> RefusedWhile { get; init; } = ImmutableArray<int>.Empty;

    /// <summary>That the handler may be called without a list (C089, C099), or null.</summary>
    public NullList? NullList { get; init; }

    /// <summary>The statuses that a completion may bring, by role; none where it may bring any. They follow from the operation.</summary>
    public ImmutableArray<AllowedStatuses> Statuses { get; init; } = ImmutableArray<AllowedStatuses>.Empty;

    public bool Equals(Duty? other) => other is not null && Operation == other.Operation && Phase == other.Phase;

    public override int GetHashCode() => Operation * 31 + (int)Phase;
}

/// <summary>A status that a handler has to return.</summary>
/// <param name="Value">Its number.</param>
/// <param name="Name">Its name, without the type.</param>
internal sealed record Answer(long Value, string Name);

/// <summary>The statuses that an operation may end with.</summary>
/// <param name="Values">The statuses, the usual one first.</param>
/// <param name="Role">The role that is held to them; None for every role.</param>
/// <param name="Failure">Which of them stands for a failure.</param>
internal sealed record AllowedStatuses(ImmutableArray<TypedConstant> Values, Role Role, int Failure)
{
    /// <summary>Whether there may be others, so that another one is doubtful only.</summary>
    public bool IsOpen { get; init; }

    public bool Contains(long status) => Values.Any(v => System.Convert.ToInt64(v.Value) == status);
}

/// <summary>A handler may be called without a list.</summary>
/// <param name="Except">The codes of an indication with which it never is.</param>
internal sealed record NullList(ImmutableArray<TypedConstant> Except)
{
    /// <summary>Whether the parameter tells the code.</summary>
    public bool IsCode(ITypeSymbol parameter) => !Except.IsEmpty && SymbolEqualityComparer.Default.Equals(Except[0].Type, parameter);

    /// <summary>Whether there is a list with each of these codes.</summary>
    public bool IsExcluded(Flow.Range codes) => Except.Aggregate(codes, (left, code) => left.Intersect(Flow.Range.Of(System.Convert.ToInt64(code.Value)).Complement())).IsEmpty;
}

/// <summary>What a parameter's attributes promise about the list that is passed.</summary>
internal enum Passing
{
    Unstated,
    Borrows,
    Discharges,
    DischargesWhenTrue,
    DischargesWhenFalse,
}

/// <summary>What a function does with a list context, with the values of the Runtime's ListContextStep.</summary>
internal enum ListContextStep
{
    Allocates,
    Reads,
    Frees,
}

/// <summary>What the attributes say about a method or delegate type.</summary>
internal sealed class MethodContract
{
    public static readonly MethodContract None = new();

    /// <summary>The handler that the method is, by its own attribute, an overridden or an implemented member.</summary>
    public Duty? Handler { get; init; }

    /// <summary>The DDI function that the method is.</summary>
    public Duty? Function { get; init; }

    public bool Converts { get; init; }

    /// <summary>A conversion that saves, restores and releases by itself, in contrast to an overlay.</summary>
    public bool Restores { get; init; }

    public bool Pends { get; init; }

    public bool Resumes { get; init; }

    /// <summary>The member takes a chain apart into the part that it returns and the rest.</summary>
    public bool Splits { get; init; }

    /// <summary>What a list that the conversion returns has to be marked with when it is handed over.</summary>
    public ImmutableArray<RequiredMark> Requires { get; init; } = ImmutableArray<RequiredMark>.Empty;

    /// <summary>What the function does with the list context of its first argument; null where it does nothing with it.</summary>
    public ListContextStep? ListContext { get; init; }

    /// <summary>The operations whose handlers do not call the method.</summary>
    public ImmutableArray<int> NotDuring { get; init; } = ImmutableArray<int>.Empty;

    /// <summary>The duty of the list that a call of the method discharges.</summary>
    public Duty? Discharges => Function ?? Handler;
}
