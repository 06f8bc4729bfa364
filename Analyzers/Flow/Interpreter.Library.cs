using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>
/// The few library members whose meaning matters: atomic exchanges, containers that hold or give out handles, code that runs a delegate
/// once or many times.
/// </content>
internal sealed partial class Interpreter
{
    public static readonly string[] Removers = ["Dequeue", "TryDequeue", "Pop", "TryPop", "Take", "TryTake", "Remove", "TryRemove", "TryRead", "RemoveAt", "RemoveFirst", "RemoveLast", "RemoveAll"];

    /// <summary>Handles the call where the member is one of these; false leaves it to the general rules.</summary>
    private bool Library(Frame frame, CallSite site, FlowState state, Action<FlowState, Value> push)
    {
        var method = site.Method!;
        if (symbols.Compilation.Declares(method))
            return false;
        if (Scalar(frame, site, state, push) || Ask(site, state, push))
            return true;
        if (SpanOver(method, site.Arguments) is { } whole)
        {
            push(state, whole);
            return true;
        }
        if (Pure(state, site) is { } pure)
        {
            push(pure.State, pure.Value);
            return true;
        }
        var runsOnce = SchedulingOf(method) == Runs.Once && !IsCancellable(site);
        for (var i = 0; i < site.Arguments.Length; i++)
            if (!runsOnce || site.Arguments[i] is not Func)
                state = GiveAway(frame, site.Operation, method, method.Parameters[i], site.Arguments[i], state);
        if (method.ContainingType.Name == "Interlocked" && site.Arguments.Length > 0 && site.Arguments[0] is Ref place)
            return Exchange(frame, site, place, state, push);
        if (method.Name is "GetEnumerator" or "GetAsyncEnumerator" or "MoveNext" or "get_Current" && Enumerate(frame, site, state, push))
            return true;
        if (method.ContainingType.Name is "Enumerable" && Sequence(frame, site, state, push))
            return true;
        if (Schedule(frame, site, state, push) || Unregister(site, state, push))
            return true;
        var function = method.MethodKind == MethodKind.DelegateInvoke ? null : site.Arguments.FirstOrDefault(a => a is Func or AnyOf); // what a delegate that is not known does with it is not either
        if (IsAtomic(method) && method.Name == "Update" && function is Func transformer)
        {
            Transform(frame, site, transformer, SetOut(method, site, 0, state), push);
            return true;
        }
        var source = site.Receiver is Obj ? site.Receiver : site.Arguments.FirstOrDefault() ?? Value.Unknown;
        if (function is Func target && (CapturedBy(state, target).Count > 0 || HoldsTracked(state) || ElementOf(state, source) is not null))
        {
            MayThrow(frame, site.Operation, state);
            if (site.Operation is IObjectCreationOperation creation)
                CreateOpaque(frame, creation, site, state, push); // new Lazy<T>(…): nothing runs yet
            else if (IsFramework(method.ContainingType) && (!IsThreading(method.ContainingType) || method.ContainingType.Name == "Parallel") && !IsAtomic(method))
                RunRepeatedly(frame, site, target, source, 0, state, s => PushFresh(s, site.Operation, push));
            else
                return false;
            return true;
        }
        return Container(frame, site, state, push);
    }

    /// <summary>Whether the type is a task, or what awaits one.</summary>
    private static bool IsOfTask(ITypeSymbol type) => type.ContainingNamespace?.ToString() is "System.Threading.Tasks" or "System.Runtime.CompilerServices";

    /// <summary>Calls on scalars that are operators in all but name.</summary>
    private bool Scalar(Frame frame, CallSite site, FlowState state, Action<FlowState, Value> push)
    {
        var (method, type) = (site.Method!, site.Method!.ContainingType);
        var isNullable = Numbers.IsNullable(type);
        switch (method.Name)
        {
            case "ReferenceEquals" when type.SpecialType == SpecialType.System_Object:
                BinaryOperation(state, site.Operation, BinaryOperatorKind.Equals, site.Arguments[0], site.Arguments[1], type, push);
                return true;
            case "FromResult" or "ConfigureAwait" or "AsTask" or "Preserve" or "GetAwaiter" or "GetResult" or "get_Result" when IsOfTask(type) && site.Subject is Pended held:
                push(state, held);
                return true;
            case "Get" or "Set" when type.Name == "BitArray" && ElementPlace(state, site.Receiver, site.Arguments[0]) is >= 0 and var bit:
                if (method.ReturnsVoid)
                    push(WriteEntry(state, site.Operation, site.Receiver, site.Arguments[0], bit, site.Arguments[1]), Value.Unknown);
                else
                    ReadElement(site.Operation, site.Receiver, site.Arguments[0], method.ReturnType, state, push);
                return true;
            case "get_Length" when type.SpecialType == SpecialType.System_String && site.Receiver is Num { N: var text } && _ids.TextOf(text) is { Length: var length }:
                push(state, new Num(length));
                return true;
            case "IsNullOrEmpty" when type.SpecialType == SpecialType.System_String && site.Arguments[0] is Num { N: var tested } && (tested == 0 || _ids.TextOf(tested) is not null):
                push(state, Bool(tested == 0 || _ids.TextOf(tested) == ""));
                return true;
            case "Equals" when (type.SpecialType is not SpecialType.None || type.TypeKind == TypeKind.Enum) && method.Parameters.Length == (method.IsStatic ? 2 : 1):
                BinaryOperation(state, site.Operation, BinaryOperatorKind.Equals, site.Subject, site.Arguments[method.Parameters.Length - 1], type, push);
                return true;
            case "HasFlag" when type.SpecialType == SpecialType.System_Enum && site.Arguments is [Num flags]:
                var (masked, bits) = Binary(state, site.Operation, BinaryOperatorKind.And, site.Receiver, flags, null);
                BinaryOperation(masked, site.Operation, BinaryOperatorKind.Equals, bits, flags, null, push);
                return true;
            case "get_Value" when isNullable:
                push(state, site.Receiver);
                return true;
            case "get_HasValue" when isNullable:
                var (known, test) = Known(state, site.Operation, InSet(state, site.Receiver, Numbers.NullOf(type).Complement()));
                push(known, test);
                return true;
            case "GetValueOrDefault" when isNullable:
                var empty = InSet(state, site.Receiver, Numbers.NullOf(type));
                if (Assume(state, empty, true) is { } without)
                    push(without, site.Arguments is [var fallback] ? fallback : Default(type.TypeArguments[0]));
                if (Assume(state, empty, false) is { } with)
                    push(with, site.Receiver);
                return true;
            case "Read" when type.Name == "Volatile" && site.Arguments is [Ref source]:
                if (state.Env.Get(source.Place) is null && _ids.PlaceKeyOf(source.Place).Member is not null)
                    PushFresh(state, site.Operation, push); // other threads write it
                else
                    Load(frame, site.Operation, state, source, push);
                return true;
            case "Write" when type.Name == "Volatile" && site.Arguments is [Ref target, var value]:
                Store(frame, site.Operation, state, target, value, push);
                return true;
            default:
                return false;
        }
    }

    /// <summary>The outcomes of a task (0 done, 1 faulted, 2 cancelled) for which a continuation's options forbid it to run.</summary>
    private static Range Excluded(IMethodSymbol method, CallSite site)
    {
        const int FirstNotOn = 16;
        var options = method.Parameters.FirstOrDefault(p => p.Type.Name == "TaskContinuationOptions") is { } parameter && site.Arguments[parameter.Ordinal] is Num n ? n.N : 0;
        return Enumerable.Range(0, 3).Where(o => (options >> (FirstNotOn + o) & 1) != 0).Aggregate(Range.Empty, (set, o) => set.Union(Range.Of(o)));
    }

    private void Continue(Frame frame, CallSite site, Func function, Range excluded, FlowState state, Action<FlowState, Value> push)
    {
        var outcome = _ids.Symbol(new("outcome", null, Math.Max(site.Receiver.Symbol, 0)));
        if ((state.Confine(outcome, Range.Between(0, 2)) ?? state).Confine(outcome, excluded) is { } idle)
            PushFresh(idle, site.Operation, push);
        if ((state.Confine(outcome, Range.Between(0, 2)) ?? state).Confine(outcome, excluded.Complement()) is { } run)
            RunLater(frame, site, function, StateOf(site), run, s => PushFresh(s, site.Operation, push));
    }

    private bool Exchange(Frame frame, CallSite site, Ref place, FlowState state, Action<FlowState, Value> push)
    {
        var field = site.Operations[0] ?? site.Operation;
        if (site.Method!.Name is not ("Exchange" or "CompareExchange" or "Increment" or "Decrement" or "Add" or "And" or "Or" or "Read"))
            return false;
        Load(frame, field, state, place, (s, old) =>
        {
            if (symbols.IsPended(site.Method.ReturnType) && old is not Pended && site.Method.Name == "Exchange")
            {
                // the slot held a handle, which this code now has, or nothing
                if (Assume(s, old, true) is { } full)
                {
                    var (taken, duty) = Take(frame, site.Operation, old is Sym content ? full.Set(TakenOver(content.Id), Value.True) : full, Situation.Pended, -1);
                    Store(frame, site.Operation, Learn(taken, duty, _ids.PlaceKeyOf(place.Place).Member as ISymbol), place, site.Arguments[1], (t, _) => push(t, HandleOf(t, duty)));
                }
                if (Assume(s, old, false) is { } empty)
                    Store(frame, site.Operation, empty, place, site.Arguments[1], (t, _) => push(t, Value.False));
                return;
            }
            switch (site.Method.Name)
            {
                case "Exchange":
                    if (old is Pended held && s.Duties.Get(held.Duty) is { Situation: Situation.Stored } stored)
                        s = s.Set(held.Duty, stored with { Situation = Situation.Pended });
                    if (site.Arguments[1] is Pended)
                        Store(frame, site.Operation, s, place, site.Arguments[1], (t, _) => push(t, old));
                    else
                        push(s.Set(place.Place, site.Arguments[1]), old);
                    break;
                case "CompareExchange":
                    var (compared, equal) = Binary(s, site.Operation, BinaryOperatorKind.Equals, old, site.Arguments[2], site.Method.ReturnType);
                    foreach (var (yes, taken) in Assume(compared, equal, true) is { } same ? TakeExchanged(frame, site, place.Place, old, same) : [])
                        Store(frame, site.Operation, yes, place, site.Arguments[1], (t, _) => push(t, taken));
                    if (Assume(compared, equal, false) is { } no)
                        push(no, old);
                    break;
                case "Read":
                    push(s, old);
                    break;
                default:
                    var kind = site.Method.Name switch { "Decrement" => BinaryOperatorKind.Subtract, "And" => BinaryOperatorKind.And, "Or" => BinaryOperatorKind.Or, _ => BinaryOperatorKind.Add };
                    var (after, result) = Binary(s, site.Operation, kind, old, site.Arguments.Length > 1 ? site.Arguments[1] : new Num(1), site.Method.ReturnType);
                    push(after.Set(place.Place, result), kind is BinaryOperatorKind.And or BinaryOperatorKind.Or ? old : result);
                    break;
            }
        });
        return true;
    }

    /// <summary>Whether the method changes an immutable collection in its place, which it gets by reference.</summary>
    private static bool IsAtomic(IMethodSymbol method) => method is { IsStatic: true, ContainingType.Name: "ImmutableInterlocked", Parameters: [{ RefKind: RefKind.Ref }, ..] };

    /// <summary>An immutable collection is replaced by what the delegate makes of it. It may run again, and what it made before is thrown away then: it may put handles in, and do nothing else with them.</summary>
    private void Transform(Frame frame, CallSite site, Func function, FlowState state, Action<FlowState, Value> push)
    {
        MayThrow(frame, site.Operation, state);
        var arguments = site.Arguments.RemoveRange(0, 2).Insert(0, Value.Unknown); // the collection, and what the call passes on
        var captured = CapturedBy(state, function).Concat(arguments.SelectMany(a => HandlesIn(state, a))).ToList();
        CallFunction(frame, site with { Arguments = arguments, Operations = arguments.Select(_ => (IOperation?)null).ToImmutableArray() }, function, state, (s, _) =>
        {
            foreach (var handle in captured)
                if (s.Duties.Get(handle.Duty) is not { Situation: Situation.Pended or Situation.Stored or Situation.Unknown })
                    s = GiveUp(frame, site.Operation, handle.Duty, s, "how often the delegate runs is not known");
            PushFresh(s, site.Operation, push);
        });
    }

    private static bool IsFramework(INamedTypeSymbol type) => type.ContainingNamespace?.ToString() is { } space && (space + ".").StartsWith("System.", StringComparison.Ordinal);

    /// <summary>A slot is written that holds what it was compared with: a handle that stood there is this code's, by the name that it was compared by.</summary>
    private IEnumerable<(FlowState State, Value Old)> TakeExchanged(Frame frame, CallSite site, int place, Value old, FlowState state)
    {
        if (old is not Sym { Id: var content } || !symbols.IsPended(site.Method!.ReturnType))
            return [(state, old)];
        var result = new List<(FlowState, Value)>();
        if (state.Confine(content, Range.Zero) is { } empty)
            result.Add((empty, Value.False));
        if (state.Confine(content, Range.NonZero) is { } full)
        {
            var (taken, duty) = Take(frame, site.Operation, full, Situation.Pended, -1);
            var handle = HandleOf(taken, duty);
            var known = site.Arguments[2].Symbol;
            for (var i = 0; i < full.Env.Count; i++)
                if (full.Env.KeyAt(i) != place && full.Env.ValueAt(i) is Sym held && (held.Id == content || held.Id == known))
                    taken = taken.Set(full.Env.KeyAt(i), handle);
            result.Add((Learn(taken, duty, _ids.PlaceKeyOf(place).Member as ISymbol).Set(TakenOver(content), Value.True), handle));
        }
        return result;
    }

    /// <summary>Queues, tables, channels and the like: what goes in, what comes out, and what a refused addition means.</summary>
    private bool Container(Frame frame, CallSite site, FlowState state, Action<FlowState, Value> push)
    {
        var method = site.Method!;
        var receiver = IsAtomic(method) ? site.Operations[0] : site.ReceiverOperation;
        if (receiver is null)
            return false;
        var isBool = method.ReturnType.SpecialType == SpecialType.System_Boolean;
        if (IsAtomic(method))
            state = SetOut(method, site, 0, state);
        if (Removers.Contains(method.Name) && isBool && site.Arguments.OfType<Pended>().FirstOrDefault() is { } named)
        {
            // a handle that is found by itself is this code's again
            var duty = state.Duties.Get(named.Duty)!;
            var isStored = duty is { Situation: Situation.Stored, IsInSink: true };
            var removed = state.Set(named.Duty, duty with { Situation = isStored ? Situation.Pended : duty.Situation, IsInSink = false });
            push(removed, Value.True);
            push(isStored ? state : removed, Value.False);
            return true;
        }
        if (site.Arguments.FirstOrDefault(a => HandlesIn(state, a).Any()) is { } added and (Pended or Struct or Obj))
        {
            if (!method.ContainingType.IsGenericType && !IsFramework(method.ContainingType))
                return false; // it may resume what it gets
            MayThrow(frame, site.Operation, state);
            if (!method.IsStatic && method.ContainingType.Name.StartsWith("Immutable", StringComparison.Ordinal) && IsDropped(site.Operation))
            {
                PushFresh(state, site.Operation, push); // the collection with the handle in it is thrown away
                return true;
            }
            var isNew = method.Name == "Add" || method.Name == "TryAdd" && added.Equals(site.Arguments[0]) && method.Parameters.Length == 2; // what holds it as a key holds it once, and a fresh handle is in none
            if (isBool && !isNew)
                push(state, Value.False);
            var shared = site.Receiver is Obj { Id: not Ids.This } kept ? state.Env.Get(SharedBy(kept)) as Num : null;
            if (site.Receiver is Obj { Id: not Ids.This } local && shared is null)
                state = state.Set(_ids.Place(new ObjectKey(local.Id), (long)_ids.Object(site.Operation)), added);
            else
                Surrender(frame, site.Operation, ref state, added, shared is not null ? (ISymbol)_ids.ObjectOf((int)shared.N) : SinkOf(frame, receiver));
            if (isBool)
                push(state, Value.True);
            else
                PushFresh(state, site.Operation, push);
            return true;
        }
        if (Removers.Contains(method.Name) || method.Name == "Clear")
            state = state.With(duties: state.Duties.Select((_, duty) => duty.IsInSink ? duty with { IsInSink = false } : duty));
        if (!Removers.Contains(method.Name))
        {
            if (method.Name != "Clear")
                return false;
            PushFresh(state, site.Operation, push);
            return true;
        }
        var output = method.Parameters.FirstOrDefault(p => p.RefKind == RefKind.Out && symbols.IsPended(p.Type));
        if (output is null && !symbols.IsPended(method.ReturnType))
        {
            PushFresh(state, site.Operation, push); // removed, but not taken
            return true;
        }
        MayThrow(frame, site.Operation, state);
        if (SinkOf(frame, receiver) is { } sink && method.Parameters.FirstOrDefault(p => p.RefKind == RefKind.None) is { } key)
            state = state.Set(TakenKey(sink), site.Arguments[key.Ordinal]);
        var (taken, value) = TakeOut(frame, site, receiver, state);
        if (output is null)
        {
            push(taken, value);
            return true;
        }
        GiveOut(taken, value, Value.True);
        GiveOut(state, Value.False, Value.False);
        return true;

        void GiveOut(FlowState s, Value handle, Value result)
        {
            if (site.Arguments[output.Ordinal] is not Ref target)
                push(s, result);
            else if (_ids.PlaceKeyOf(target.Place).Member is not null)
                StoreWhole(frame, site.Operation, s, target.Place, handle, (t, _) => push(t, result));
            else
                push(s.Set(target.Place, handle), result);
        }
    }

    private (FlowState State, Value Value) TakeOut(Frame frame, CallSite site, IOperation receiver, FlowState state)
    {
        if (site.Receiver is Obj { Id: not Ids.This } local && Content(state, local) is Pended held)
        {
            var emptied = state.With(env: state.Env.Where((place, _) => !(_ids.PlaceKeyOf(place) is { Root: ObjectKey key, Member: long } && key.Id == local.Id)));
            return (emptied, held);
        }
        var (taken, duty) = Take(frame, site.Operation, state, Situation.Pended, -1);
        return (Learn(taken, duty, SinkOf(frame, receiver)), HandleOf(taken, duty));
    }
}
