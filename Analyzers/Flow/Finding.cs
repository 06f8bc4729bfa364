using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Flow;

/// <summary>What the engine can find; each kind is one rule's business.</summary>
internal enum FindingKind
{
    NotCompleted,
    CompletedTwice,
    WrongFunction,
    WrongList,
    UsedAfter,
    Dropped,
    LeftByException,
    AnnotationContradicted,
    Preserved,
    NotSaved,
    NotRestored,
    NotPublished,
    EntryMisused,
    NotSettled,
    OffloadEntry,
    NotEveryBlock,
    NotRecorded,
    NotTested,
    NotOfOperation,
    StatusNotAllowed,
    CompletedInside,
    WrongAnswer,
    Blocks,
    CalledUnderLock,
    Incomplete,
    Untested,
    WrongSlot,
    Altered,
    ValueRefused,
    Originated,
    InFinalizer,
    TableNotObtained,
    WrongState,
    WrongLayer,
    Unproven,
}

/// <summary>What is wrong with a record that an intermediate driver keeps by hand.</summary>
internal enum Misuse
{
    /// <summary>The call entry is not released before the completion.</summary>
    Leaked,
    ReleasedTwice,
    UsedAfterRelease,
    /// <summary>The call entry was found in a field or container, not through the list.</summary>
    FoundElsewhere,
    /// <summary>All operations have one call entry.</summary>
    Shared,
    ContextLeaked,
    ContextFreedTwice,
    ContextReadAfterFree,
    /// <summary>An offload entry is given up while its object is offloaded.</summary>
    ReleasedWhileOffloaded,
    /// <summary>No offload entry is ever given up.</summary>
    Kept,
    /// <summary>A reference is published for an object that was not taken over.</summary>
    PublishedThoughFailed,
}

/// <summary>Where a duty comes from.</summary>
internal enum DutyOrigin
{
    /// <summary>The list parameter of a handler.</summary>
    Handler,
    /// <summary>A list parameter with an ownership attribute, of a helper.</summary>
    Annotated,
    /// <summary>A handle that the body resumed or took out of a container.</summary>
    Taken,
    /// <summary>An object of a type that a contract file declares, made here or received.</summary>
    Declared,
}

/// <summary>A duty's share of the chain that a body received.</summary>
internal enum Piece
{
    All,
    Part,
    Rest,
}

/// <summary>The fixed facts of one duty.</summary>
internal sealed record DutyInfo(int Id, DutyOrigin Origin, string Name)
{
    /// <summary>The operation and phase, where known.</summary>
    public Duty? Contract { get; init; }

    /// <summary>What the type of the object says, where a contract file declares it.</summary>
    public DeclaredDuty? Declared { get; init; }

    /// <summary>What the ownership attribute promises.</summary>
    public Passing Passing { get; init; }

    /// <summary>The parameter that brought the duty.</summary>
    public IParameterSymbol? Parameter { get; init; }

    /// <summary>The operation that took the duty, or made it by taking a chain apart.</summary>
    public IOperation? Site { get; init; }

    /// <summary>Which piece of a chain that was taken apart the duty is about.</summary>
    public Piece Piece { get; init; }

    /// <summary>The duty of the chain that was taken apart, or the duty itself.</summary>
    public int Whole { get; init; } = Id;

    /// <summary>Whether the duty belongs to the call: it is met by calling the function, with whatever list.</summary>
    public bool IsOfCall => Contract is { IsOfCall: true };

    /// <summary>The symbol for the operation's kind, of a resumed handle.</summary>
    public int OperationSymbol { get; init; } = -1;
}

/// <summary>One finding. <see cref="At"/> is null where control falls off the end of the body.</summary>
internal sealed record Finding(FindingKind Kind, SyntaxNode? At, DutyInfo Duty, PathNode? Path)
{
    /// <summary>Other places that belong to the finding: the first completion, the line inside a helper.</summary>
    public ImmutableArray<SyntaxNode> Related { get; init; } = ImmutableArray<SyntaxNode>.Empty;

    /// <summary>The one other place, where there is one.</summary>
    public static ImmutableArray<SyntaxNode> Places(SyntaxNode? other) => other is null ? ImmutableArray<SyntaxNode>.Empty : ImmutableArray.Create(other);

    /// <summary>The function that was called wrongly, or the reason why nothing could be proved.</summary>
    public string Detail { get; init; } = "";

    /// <summary>What to do instead, where the rule has several mistakes.</summary>
    public string Advice { get; init; } = "";

    /// <summary>The conversion by hand that the list is in, and the marks that it asks for in vain.</summary>
    public IMethodSymbol? Overlay { get; init; }

    public ImmutableArray<RequiredMark> Missing { get; init; } = ImmutableArray<RequiredMark>.Empty;

    /// <summary>What is wrong with the record, of findings about one.</summary>
    public Misuse Misuse { get; init; }

    /// <summary>The function that completes the operation with a status that it cannot end with.</summary>
    public (Duty Function, long Value, AllowedStatuses? Allowed) Status { get; init; }

    /// <summary>What is to be done instead.</summary>
    public string Remedy { get; init; } = "";

    /// <summary>The parameter to be passed in the place of the argument, or nothing.</summary>
    public string Pass { get; init; } = "";

    /// <summary>An argument that is not accepted: its parameter, what it is, and what to use instead.</summary>
    public (string Parameter, string Value, string Use) Argument { get; init; }

    /// <summary>The values that are accepted in the argument's place.</summary>
    public AcceptedValues? Accepted { get; init; }

    /// <summary>Whether the finding holds only where no condition has led to it.</summary>
    public bool IsUnconditional { get; init; }

    /// <summary>The field that a pended handle was put in.</summary>
    public ISymbol? Sink { get; init; }
}

/// <summary>A handle that a body put into a field: the type that declares the field must resume and complete it (C276).</summary>
/// <param name="Pend">Where it was pended.</param>
/// <param name="Sink">The field or property.</param>
/// <param name="Duty">The duty in it.</param>
/// <param name="MayOverwrite">Whether the field may have held the handle of another request.</param>
internal sealed record StoredHandle(SyntaxNode Pend, ISymbol Sink, DutyInfo Duty, bool MayOverwrite)
{
    /// <summary>Whether the body that put it in has seen to its end as well, by work that it scheduled.</summary>
    public bool IsSettled { get; init; }
}
