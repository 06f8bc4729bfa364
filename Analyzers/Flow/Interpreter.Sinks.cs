using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>Where handles are kept: fields and what they hold, containers, delegates. What goes there is for other code to take out.</content>
internal sealed partial class Interpreter
{
    /// <summary>The place is written: a handle that only it held is lost.</summary>
    private FlowState Overwrite(Frame frame, IOperation operation, FlowState state, int place, Value value)
    {
        if (IsFullSlot(state, place))
        {
            var lost = NewDuty(id => new(id, DutyOrigin.Taken, operation.Syntax.ToString()) { Site = operation });
            Report(frame, FindingKind.Dropped, operation, lost.Id, state, "overwritten");
            return state;
        }
        if (state.Env.Get(place) is not Pended old || DutyOf(value) == old.Duty || state.Duties.Get(old.Duty) is not { } duty)
            return state;
        if (duty.Situation is not (Situation.Pended or Situation.Stored))
            return duty.IsInSink && _ids.PlaceKeyOf(place).Member is not null ? state.Set(old.Duty, duty with { IsInSink = false }) : state;
        for (var i = 0; i < state.Env.Count; i++)
            if (state.Env.KeyAt(i) != place && state.Env.ValueAt(i) is Pended { Duty: var held } && held == old.Duty)
                return duty.IsInSink && _ids.PlaceKeyOf(place).Member is not null ? state.Set(old.Duty, duty with { Situation = Situation.Pended, IsInSink = false }) : state;
        Report(frame, FindingKind.Dropped, operation, old.Duty, state, "overwritten", duty.Discharge?.Syntax);
        return state.Set(old.Duty, duty with { Situation = Situation.Unknown });
    }

    /// <summary>A value goes where other code finds it: into a field, or to code that is not analysed.</summary>
    private void Surrender(Frame frame, IOperation operation, ref FlowState state, Value value, ISymbol? sink, bool mayOverwrite = false, HashSet<Value>? seen = null)
    {
        if (value is Obj { Id: not Ids.This } shared)
        {
            if (!(seen ??= []).Add(shared))
                return; // objects that refer to each other
            state = state.Set(Changed(shared), Value.True);
            if (sink is not null)
                state = state.Set(SharedBy(shared), new Num(_ids.Object(sink))); // what is added to it later is found there too
        }
        switch (value)
        {
            case Pended pended when state.Duties.Get(pended.Duty) is { Situation: Situation.Pended } duty:
                if (sink is null || !symbols.Compilation.Declares(sink) || IsPerThread(sink))
                {
                    state = GiveUp(frame, operation, pended.Duty, state, "the handle goes where this analysis cannot follow it");
                    return;
                }
                state = state.Set(pended.Duty, duty with { Situation = Situation.Stored, IsInSink = true });
                if (_duties[pended.Duty].Origin == DutyOrigin.Handler && duty.Discharge is { } pend)
                    _stored.Add(new(pend.Syntax, sink, _duties[pended.Duty], mayOverwrite));
                break;
            case Pended pended when state.Duties.Get(pended.Duty) is { Situation: Situation.Stored }:
                state = GiveUp(frame, operation, pended.Duty, state, "the handle is kept in two places, and both may be emptied");
                break;
            case Obj { Id: not Ids.This } startable when IsStartable(startable):
                break; // started elsewhere in this body, or the end of the body tells
            case Obj { Id: not Ids.This } made when Content(state, made) is { } content:
                Surrender(frame, operation, ref state, content, sink, false, seen);
                break;
            case Obj { Id: not Ids.This } made:
                foreach (var held in FieldsOf(state, made).Distinct())
                    Surrender(frame, operation, ref state, held, sink, false, seen);
                break;
            case Struct structure:
                foreach (var held in HandlesIn(state, structure).Distinct())
                    Surrender(frame, operation, ref state, held, sink);
                break;
            case AnyOf any:
                foreach (var choice in any.Values)
                    Surrender(frame, operation, ref state, choice, sink, false, seen);
                break;
            case Func or Lazy:
                foreach (var held in CapturedBy(state, value))
                    if (state.Duties.Get(held.Duty) is { Situation: Situation.Pended })
                        state = GiveUp(frame, operation, held.Duty, state, "the handle is captured by a delegate that is kept");
                break;
        }
    }

    /// <summary>Whether a collection made here holds the handle.</summary>
    private bool IsGathered(FlowState state, int duty)
    {
        for (var i = 0; i < state.Env.Count; i++)
            if (_ids.PlaceKeyOf(state.Env.KeyAt(i)) is { Root: ObjectKey, Member: long } && HandlesIn(state, state.Env.ValueAt(i)).Any(h => h.Duty == duty))
                return true;
        return false;
    }

    /// <summary>Remembers the field that an object made here was put into.</summary>
    private int SharedBy(Obj made) => _ids.Place(new ObjectKey(made.Id), "shared by");

    /// <summary>A slot that each thread, or each asynchronous flow, has of its own: who empties it cannot be told.</summary>
    private static bool IsPerThread(ISymbol sink)
        => sink.GetAttributes().Any(a => a.AttributeClass?.Name == "ThreadStaticAttribute") || sink is IFieldSymbol { Type.Name: "AsyncLocal" or "ThreadLocal" };

    private IEnumerable<Value> FieldsOf(FlowState state, Obj made)
    {
        for (var i = 0; i < state.Env.Count; i++)
            if (_ids.PlaceKeyOf(state.Env.KeyAt(i)).Root is ObjectKey key && key.Id == made.Id && state.Env.ValueAt(i).IsTracked)
                yield return state.Env.ValueAt(i);
    }

    /// <summary>The pended handles that the value is, or holds: in its fields and elements, and in theirs.</summary>
    private List<Pended> HandlesIn(FlowState state, Value value)
    {
        var (result, seen, open) = (new List<Pended>(), new HashSet<int>(), new Stack<Value>([value]));
        while (open.Count > 0)
            switch (open.Pop())
            {
                case Pended handle when !result.Exists(known => known.Duty == handle.Duty):
                    result.Add(handle);
                    break;
                case Struct structure:
                    for (var i = structure.Fields.Count - 1; i >= 0; i--)
                        open.Push(structure.Fields.ValueAt(i));
                    break;
                case Obj { Id: not Ids.This } made when seen.Add(made.Id):
                    foreach (var field in FieldsOf(state, made))
                        open.Push(field);
                    break;
            }
        return result;
    }

    /// <summary>The pended handles that a delegate can reach through the variables it shares, or through its receiver.</summary>
    private List<Pended> CapturedBy(FlowState state, Value function, HashSet<Body>? seen = null)
    {
        if (function is Lazy lazy)
            return [.. CapturedBy(state, lazy.Function, seen), .. lazy.Arguments.SelectMany(a => HandlesIn(state, a)), .. HandlesIn(state, lazy.Source)];
        if (function is not Func known)
            return [];
        var result = HandlesIn(state, known.Receiver);
        if (BodyOf(known) is not { } body || !(seen ??= []).Add(body))
            return result;
        for (var i = 0; i < state.Env.Count; i++)
            if (state.Env.ValueAt(i) is { IsTracked: true } value && _ids.PlaceKeyOf(state.Env.KeyAt(i)) is { Root: ISymbol symbol, Member: null } && body.Mentions(symbol))
                result.AddRange(value is Func ? CapturedBy(state, value, seen) : HandlesIn(state, value));
        return result;
    }

    private static Body? BodyOf(Func function) => function.Lambda is not null ? function.Home?.Nested(function.Lambda) : function.Home?.LocalFunction(function.Method);

    /// <summary>The variables of a body that is left which delegates share that outlive it.</summary>
    private HashSet<int> SharedOn(Frame frame, FlowState state, IEnumerable<Value> given)
    {
        var result = new HashSet<int>();
        var lasting = new List<Value>(given);
        for (var i = 0; i < state.Env.Count; i++)
            if (Keeps(frame, _ids.PlaceKeyOf(state.Env.KeyAt(i)), state.Env.ValueAt(i), int.MaxValue))
                lasting.Add(state.Env.ValueAt(i));
        foreach (var body in lasting.OfType<Func>().Select(BodyOf))
            for (var i = 0; body is not null && i < state.Env.Count; i++)
                if (state.Env.ValueAt(i).IsTracked && _ids.PlaceKeyOf(state.Env.KeyAt(i)) is { Root: ISymbol variable, Member: null } && frame.Body.Owns(variable) && body.Mentions(variable))
                    result.Add(state.Env.KeyAt(i));
        return result;
    }

    /// <summary>A handle goes into a table under a key. What stood there before is lost, unless the key is new or its entry was taken out.</summary>
    private FlowState StoreEntry(Frame frame, IOperation operation, FlowState state, PropertyTarget entry, Value value)
    {
        if (entry.Receiver is Obj { Id: not Ids.This } local && state.Env.Get(SharedBy(local)) is null)
            return state.Set(_ids.Place(new ObjectKey(local.Id), (long)_ids.Object(operation)), entry.Key is Pended ? entry.Key : value);
        var target = (operation as ISimpleAssignmentOperation)?.Target as IPropertyReferenceOperation;
        var sink = SinkOf(frame, target?.Instance);
        if (entry.Key is Pended)
            Surrender(frame, operation, ref state, entry.Key, sink);
        var isFree = target?.Arguments is [{ Value: IIncrementOrDecrementOperation or IObjectCreationOperation or IInvocationOperation { TargetMethod.Name: "Increment" or "NewGuid" } }]
            || sink is not null && state.Env.Get(TakenKey(sink)) is { } taken && taken.Equals(entry.Key)
            || MembershipOf(entry.Receiver, entry.Key) is var place && place >= 0 && state.Env.Get(place) is { } membership && InSet(state, membership, Range.Zero) is Num { N: not 0 };
        Surrender(frame, operation, ref state, value, sink, !isFree);
        return state;
    }

    /// <summary>A value goes into an element of an array that a field holds, or to a place that is not known.</summary>
    private void StoreElement(Frame frame, IOperation operation, ref FlowState state, Value value)
    {
        var element = (operation as ISimpleAssignmentOperation)?.Target;
        var sink = SinkOf(frame, element);
        var isFree = element is IArrayElementReferenceOperation { Indices: [IIncrementOrDecrementOperation] } || sink is not null && frame.Body.Graph.OriginalOperation.Descendants().Any(o => IsNullTest(o) && SymbolEqualityComparer.Default.Equals(SinkOf(frame, o.ChildOperations.First()), sink));
        Surrender(frame, operation, ref state, value, sink, !isFree);
    }

    private static bool IsNullTest(IOperation operation)
        => operation is IIsPatternOperation { Value: var tested } && IsPart(tested) || operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals, LeftOperand: var compared } && IsPart(compared);

    /// <summary>Whether the operation is an element, or a place that a reference leads to.</summary>
    private static bool IsPart(IOperation operation) => operation is IArrayElementReferenceOperation or ILocalReferenceOperation { Local.RefKind: not RefKind.None } || IsOfReference(operation);

    /// <summary>Whether the operation calls a method or property that gives out a reference.</summary>
    private static bool IsOfReference(IOperation operation) => operation is IInvocationOperation { TargetMethod.RefKind: not RefKind.None } or IPropertyReferenceOperation { Property.RefKind: not RefKind.None };

    /// <summary>Whether the reference that such a call gives out is what matters, and not the value that it leads to.</summary>
    private static bool StandsForPlace(Frame frame, IOperation call) => call.Parent switch
    {
        null => frame.Body.Method is { RefKind: not RefKind.None },
        IIncrementOrDecrementOperation or IFlowCaptureOperation => true,
        ICompoundAssignmentOperation assignment => assignment.Target == call,
        IMemberReferenceOperation or IInvocationOperation => call.Type is { IsReferenceType: false } && IsByReference(call),
        _ => IsByReference(call),
    };

    /// <summary>Whether the place is an element of an array that was not made here.</summary>
    private bool IsElementOfOther(int place) => _ids.PlaceKeyOf(place) is { Member: long or Keyed { IsElement: true }, Root: ValueTuple<string, int> };

    /// <summary>Whether the place is that of a variable which refers to a place that is not known.</summary>
    private bool IsUnknownReference(Value target) => target is Ref { Member: -1, Place: var place } && _ids.PlaceKeyOf(place) is { Root: ILocalSymbol { RefKind: not RefKind.None }, Member: null };

    /// <summary>Remembers the key whose entry was taken out of a table last.</summary>
    private int TakenKey(ISymbol sink) => _ids.Place("static", ("taken", sink));

    /// <summary>The field or property of this compilation that a container is kept in.</summary>
    private ISymbol? SinkOf(Frame frame, IOperation? receiver) => SinkOf(frame.Body, receiver, 0);

    private ISymbol? SinkOf(Body body, IOperation? receiver, int depth)
    {
        ISymbol? Of(IOperation? part) => SinkOf(body, part, depth);
        return receiver switch
        {
            IInvocationOperation { TargetMethod: { RefKind: not RefKind.None } method } when symbols.Compilation.Declares(method) => Returned(method, depth),
            IPropertyReferenceOperation { Property: { RefKind: not RefKind.None } property } when symbols.Compilation.Declares(property) => Returned(property.GetMethod!, depth),
            IFieldReferenceOperation field when symbols.Compilation.Declares(field.Field) => field.Field,
            IPropertyReferenceOperation property when symbols.Compilation.Declares(property.Property) => property.Property,
            IPropertyReferenceOperation property => Of(property.Instance),
            IConversionOperation conversion => Of(conversion.Operand),
            IInvocationOperation { Instance: null, TargetMethod.IsExtensionMethod: true, Arguments: [var extended, ..] } => Of(extended.Value),
            IInvocationOperation call => Of(call.Instance),
            IArrayElementReferenceOperation element => Of(element.ArrayReference),
            ILocalReferenceOperation local => SourcesOf(body, local.Local).Select(Of).FirstOrDefault(s => s is not null),
            IParameterReferenceOperation { Parameter.ContainingSymbol: var lambda } when UpdatedBy(body, lambda) is { } update => Of(update.Arguments[0].Value),
            IFlowCaptureReferenceOperation { Id: var id } => Of(body.Graph.Blocks.SelectMany(b => b.Operations).OfType<IFlowCaptureOperation>().FirstOrDefault(c => c.Id.Equals(id))?.Value),
            { } indexed when IsImplicitIndexer(indexed) => Of(indexed.ChildOperations.First()),
            _ => null,
        };
    }

    /// <summary>The field that a method gives a reference into.</summary>
    private ISymbol? Returned(IMethodSymbol method, int depth)
        => depth < 4 && bodies.Of(method, cancellation) is { } body
            ? body.Graph.OriginalOperation.Descendants().OfType<IReturnOperation>().Select(r => SinkOf(body, r.ReturnedValue, depth + 1)).FirstOrDefault(s => s is not null) : null;

    /// <summary>The call that puts what the lambda makes of an immutable collection in its place.</summary>
    private static IInvocationOperation? UpdatedBy(Body body, ISymbol lambda)
        => body.Graph.OriginalOperation.DescendantsAndSelf().OfType<IAnonymousFunctionOperation>().FirstOrDefault(f => SymbolEqualityComparer.Default.Equals(f.Symbol, lambda)) is { Parent: IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation call } } }
            && IsAtomic(call.TargetMethod) ? call : null;

    /// <summary>What a local variable gets its values from, where that is a part of something else: an element, or what a look-up gives out.</summary>
    private static IEnumerable<IOperation> SourcesOf(Body body, ILocalSymbol local)
    {
        foreach (var mention in body.Graph.OriginalOperation.Descendants())
            switch (mention)
            {
                case IVariableDeclaratorOperation { Initializer.Value: var value } declared when Is(declared.Symbol) && IsOfPart(value):
                    yield return value;
                    break;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation assigned } assignment when Is(assigned.Local) && IsOfPart(assignment.Value):
                    yield return assignment.Value;
                    break;
                case IForEachLoopOperation loop when loop.Locals.Any(Is):
                    yield return loop.Collection;
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.Out, Parent: IInvocationOperation { Instance: { } table } } argument when argument.Value.DescendantsAndSelf().Any(o => o is ILocalReferenceOperation given && Is(given.Local)):
                    yield return table;
                    break;
            }

        bool Is(ILocalSymbol other) => SymbolEqualityComparer.Default.Equals(other, local);
        bool IsOfPart(IOperation value) => value is IPropertyReferenceOperation or IArrayElementReferenceOperation or IInvocationOperation || IsImplicitIndexer(value) || local.RefKind != RefKind.None || IsSpan(local.Type);
    }

    /// <summary>An index from the end, or a range, of a list or span: an operation that this Roslyn has no type for.</summary>
    private static bool IsImplicitIndexer(IOperation operation) => operation.GetType().Name == "ImplicitIndexerReferenceOperation";
}
