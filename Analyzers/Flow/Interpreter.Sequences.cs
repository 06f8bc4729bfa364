using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>Delegates that run once per element, lazy sequences, iterators, and loops over what is known.</content>
internal sealed partial class Interpreter
{
    public static readonly string[] LazySequences = ["Select", "Where", "SelectMany", "OrderBy", "TakeWhile", "SkipWhile", "Zip", "Concat", "DistinctBy"];

    private static readonly string[] WholeSequences = ["ToList", "ToArray", "ToHashSet", "ToDictionary", "Count", "Sum", "Last", "LastOrDefault", "Aggregate", "Max", "Min", "Average", "LongCount"];

    private void RunFunction(Frame frame, CallSite site, Func function, Value argument, FlowState state, Action<FlowState, Value> push)
        => CallFunction(frame, new(site.Operation, function.Method, null, function, function.Method.Parameters.Select(_ => argument).ToImmutableArray(), function.Method.Parameters.Select(_ => (IOperation?)null).ToImmutableArray()), function, state, push);

    /// <summary>Runs a delegate once per element of a known sequence, else any number of times; two runs show what a third would.</summary>
    private void RunRepeatedly(Frame frame, CallSite site, Func function, Value source, int least, FlowState state, Action<FlowState> push)
    {
        var length = source is Obj known ? (state.Env.Get(_ids.Place(new ObjectKey(known.Id), "length")) as Num)?.N : null;
        var states = new List<FlowState> { state };
        var most = length ?? 2;
        for (var turn = 0; turn < most && turn <= 2 * StateSet.Limit; turn++)
        {
            if (length is null && turn >= least)
                foreach (var s in states)
                    push(s);
            var after = new List<FlowState>();
            foreach (var s in states)
            {
                var element = source is Obj array && length is not null ? s.Env.Get(_ids.Place(new ObjectKey(array.Id), (long)turn)) ?? Value.Unknown : ElementOf(s, source) ?? Value.Unknown;
                RunFunction(frame, site, function, element, s, (t, _) => after.Add(t));
            }
            states = after.Distinct().ToList();
        }
        foreach (var s in states)
            push(s);
    }

    private Value? ElementOf(FlowState state, Value source) => source is Obj { Id: not Ids.This } holder ? Content(state, holder) : null;

    private bool Sequence(Frame frame, CallSite site, FlowState state, Action<FlowState, Value> push)
    {
        var name = site.Method!.Name;
        var source = site.Arguments.Length > 0 ? site.Arguments[0] : Value.Unknown;
        var function = site.Arguments.Skip(1).FirstOrDefault(a => a is Func) as Func;
        if (function is null && source is not Lazy || function is not null && CapturedBy(state, function).Count == 0 && ElementOf(state, source) is null && source is not Lazy)
            return false;
        if (LazySequences.Contains(name))
        {
            push(state, new Lazy(function ?? Value.Unknown, ImmutableArray<Value>.Empty, source));
            return true;
        }
        MayThrow(frame, site.Operation, state);
        var stopsEarly = !WholeSequences.Contains(name);
        Enumerate(frame, site, source, stopsEarly, state, s =>
        {
            if (function is null)
                PushFresh(s, site.Operation, push);
            else
                RunRepeatedly(frame, site, function, stopsEarly ? Value.Unknown : source, stopsEarly && source is Obj ? 1 : 0, s, t => PushFresh(t, site.Operation, push));
        });
        return true;
    }

    /// <summary>Runs what a lazy sequence holds back.</summary>
    private void Enumerate(Frame frame, CallSite site, Value sequence, bool stopsEarly, FlowState state, Action<FlowState> push)
    {
        if (sequence is not Lazy lazy)
        {
            push(state);
            return;
        }
        if (lazy.Function is Func { Lambda: null, Home: { } home } iterator && home.IsIterator && lazy.Source == Value.Unknown)
        {
            RunIterator(frame, site, iterator, lazy, state, push);
            return;
        }
        Enumerate(frame, site, lazy.Source, stopsEarly, state, s =>
        {
            if (lazy.Function is Func function)
                RunRepeatedly(frame, site, function, lazy.Source, 0, s, push);
            else
                push(s);
        });
    }

    /// <summary>Whether the loop that enumerates may end before the sequence does.</summary>
    private static bool MayStop(IOperation enumeration)
        => enumeration.Syntax.FirstAncestorOrSelf<CommonForEachStatementSyntax>() is { } loop && loop.Statement.DescendantNodesAndSelf().Any(n => n is BreakStatementSyntax or ReturnStatementSyntax or GotoStatementSyntax or ThrowStatementSyntax);

    private void RunIterator(Frame frame, CallSite site, Func iterator, Lazy lazy, FlowState state, Action<FlowState> push)
    {
        var (shared, own) = Split(frame, iterator.Home!, state);
        var entry = Enter(frame, iterator.Home!, iterator.Receiver, lazy.Arguments, state, shared, out var byReference, out var receiver);
        var summary = Summarize(new(iterator.Home!, receiver, entry, frame.WantsThrows || IsProtected(frame.Block), MayStop(site.Operation)), byReference);
        foreach (var finding in summary.Findings)
            if (state.Duties.Get(finding.Duty.Id) is not null)
                frame.Findings.Add(Seen(finding, site.Operation, true, state));
        foreach (var exit in summary.Exits)
        {
            var after = Return(site.Operation, state, own, exit, out _, out _);
            if (exit.Kind == ExitKind.Return)
                push(after);
            else
                Raise(frame, exit.Exception!, after, frame.Block.EnclosingRegion, frame.Continuation);
        }
    }

    /// <summary>The elements of an array made here in their order; of another collection made here those that hold a handle.</summary>
    private List<Value> ElementsOf(FlowState state, Obj collection)
    {
        var length = (state.Env.Get(_ids.Place(new ObjectKey(collection.Id), "length")) as Num)?.N;
        var result = new List<Value>();
        for (var i = 0L; i < length; i++)
            result.Add(state.Env.Get(_ids.Place(new ObjectKey(collection.Id), i)) ?? Value.Unknown);
        for (var i = 0; length is null && i < state.Env.Count; i++)
            if (_ids.PlaceKeyOf(state.Env.KeyAt(i)) is { Root: ObjectKey key, Member: long } && key.Id == collection.Id && HandlesIn(state, state.Env.ValueAt(i)).Any())
                result.Add(state.Env.ValueAt(i));
        return result;
    }

    /// <summary>Whether the object is an enumerator that was made here, which knows where it stands.</summary>
    private bool IsCursor(FlowState state, Obj made) => state.Env.Get(_ids.Place(new ObjectKey(made.Id), "count")) is not null;

    /// <summary>A <c>foreach</c> over an array made here, or over a lazy sequence.</summary>
    private bool Enumerate(Frame frame, CallSite site, FlowState state, Action<FlowState, Value> push)
    {
        switch (site.Receiver)
        {
            case Lazy when site.Method!.Name is "GetEnumerator" or "GetAsyncEnumerator":
                Enumerate(frame, site, site.Receiver, false, state, s => PushFresh(s, site.Operation, push));
                return true;
            case Obj { Id: not Ids.This } source when site.Method!.Name == "GetEnumerator" && ElementsOf(state, source) is { Count: > 0 } elements:
                var (emptied, enumerator) = NewObject(site.Operation, state);
                for (var i = 0; i < elements.Count; i++)
                    emptied = emptied.Set(_ids.Place(new ObjectKey(enumerator.Id), (long)i), elements[i]);
                push(emptied.Set(_ids.Place(new ObjectKey(enumerator.Id), "count"), new Num(elements.Count)).Set(_ids.Place(new ObjectKey(enumerator.Id), "index"), new Num(-1)), enumerator);
                return true;
            case Obj { Id: not Ids.This } cursor when state.Env.Get(_ids.Place(new ObjectKey(cursor.Id), "count")) is Num count:
                var place = _ids.Place(new ObjectKey(cursor.Id), "index");
                if (state.Env.Get(place) is not Num index)
                    PushFresh(state, site.Operation, push);
                else if (site.Method!.Name == "MoveNext")
                    push(state.Set(place, new Num(index.N + 1)), Bool(index.N + 1 < count.N));
                else
                    push(state, state.Env.Get(_ids.Place(new ObjectKey(cursor.Id), index.N)) ?? Value.Unknown);
                return true;
            default:
                return false;
        }
    }
}
