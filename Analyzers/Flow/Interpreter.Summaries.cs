using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>
/// Running a body for a call. What a body does is remembered by what it could see: its arguments, the shared part of the caller's state, and
/// the duties. Recursion starts from "never returns" and is repeated until the exits do not change.
/// </content>
internal sealed partial class Interpreter
{
    private const int MaximumRounds = 12;

    private readonly Dictionary<Activation, Summary> _summaries = [];
    private readonly List<Activation> _active = [];
    private readonly HashSet<Body> _ran = [];

    /// <summary>The lowest activation whose unfinished summary was used, as index into the active ones; what rests on it is not final.</summary>
    private int _restsOn = int.MaxValue;

    private sealed record Activation(Body Body, Value Self, FlowState Entry, bool WantsThrows, bool IsDisposedEarly = false);

    private sealed class Summary
    {
        public List<Exit> Exits { get; set; } = [];

        public List<Finding> Findings { get; set; } = [];
    }

    /// <summary>Whether the body was run as part of this analysis.</summary>
    public bool HasRun(Body body) => _ran.Contains(body);

    private void Invoke(Frame frame, IOperation call, Body body, Value self, ImmutableArray<Value> arguments, FlowState state, Action<FlowState, Value> push)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        if (body.IsIterator)
        {
            push(state, new Lazy(new Func(body.Method!, null, body, self), arguments, Value.Unknown));
            return;
        }
        foreach (var list in arguments.OfType<Token>())
            if (state.Duties.Get(list.Duty) is { IsTouched: false } untouched)
                state = state.Set(list.Duty, untouched with { IsTouched = true });
        _steps += 8 + state.Env.Count / 2; // what a call costs besides the steps of its body
        var (shared, own) = Split(frame, body, state);
        var entry = Enter(frame, body, self, arguments, state, shared, out var byReference, out var receiver);
        var wantsThrows = frame.WantsThrows || IsProtected(frame.Block);
        var summary = Summarize(new(body, receiver, entry, wantsThrows), byReference);

        var isFar = body.Parent is null; // a method of its own, in contrast to a lambda or local function of this one
        foreach (var finding in summary.Findings)
            if ((state.Duties.Get(finding.Duty.Whole) is not null || !isFar || finding.Kind == FindingKind.ValueRefused || _isFinalizer && finding.Kind == FindingKind.InFinalizer) && !(isFar && IsOwnMistake(finding, arguments, state)) && !(finding.Kind == FindingKind.CompletedInside && frame.Body.Method?.IsAsync == true))
                frame.Findings.Add(Seen(finding, call, isFar || state.Duties.Get(finding.Duty.Id) is { Situation: Situation.Done or Situation.DoneTwice } && finding.Kind == FindingKind.CompletedTwice, state));

        foreach (var exit in summary.Exits)
        {
            var after = Return(call, state, own, exit, out var result, out var references);
            if (isFar)
                after = DischargedBy(call, state, BroughtBy(call, ForgetMade(state, LeaveToCallee(state, after, result, references), result, references), references.Insert(0, result)));
            for (var i = 0; i < byReference.Length; i++)
                if (Target(self, arguments, body, i) is { Member: < 0 } field && HandlesIn(after, references[i]).Any())
                    Store(frame, call, after, field, references[i], (s, _) => after = s);
                else if (Target(self, arguments, body, i) is { } target)
                    after = target.Member < 0 ? after.Set(target.Place, references[i])
                        : after.Set(target.Place, StructAt(after, target.Place).With(target.Member, references[i]));
            if (exit.Kind == ExitKind.Return || body.Method?.IsAsync == true)
                push(after, result);
            else
                Raise(frame, exit.Exception! with { At = frame.IsLater && !isFar ? exit.Exception.At : exit.Kind == ExitKind.Throw || exit.Exception.At is not null ? call.Syntax : null }, after, frame.Block.EnclosingRegion, frame.Continuation);
        }
    }

    /// <summary>
    /// A handle that the callee resumed and did not hand back is the callee's to complete: it is a root of its own, and its reports stand there.
    /// </summary>
    private static FlowState LeaveToCallee(FlowState before, FlowState after, Value result, ImmutableArray<Value> references)
    {
        for (var i = 0; i < before.Duties.Count; i++)
        {
            var id = before.Duties.KeyAt(i);
            if (before.Duties.ValueAt(i).Situation == Situation.Pended && after.Duties.Get(id) is { Situation: Situation.Owed } resumed && DutyOf(result) != id && references.All(r => DutyOf(r) != id))
                after = after.Set(id, resumed with { Situation = Situation.Unknown });
        }
        return after;
    }

    /// <summary>What the callee took over and gives to its caller is that one's, and is told of at the call.</summary>
    private FlowState BroughtBy(IOperation call, FlowState after, ImmutableArray<Value> given)
    {
        foreach (var value in given)
            if (DutyOf(value) is >= 0 and var id && _duties[id].Origin == DutyOrigin.Taken && after.Duties.Get(id) is { } duty)
                after = after.Set(id, duty with { Bringer = call });
        return after;
    }

    /// <summary>A handle that the callee completed while it is stored: at the end its caller sees whether it stays there, and tells of it at the call.</summary>
    private static FlowState DischargedBy(IOperation call, FlowState before, FlowState after)
        => after.With(duties: after.Duties.Select((id, duty) => duty is { Situation: Situation.Done, IsInSink: true } && before.Duties.Get(id) is not { Situation: Situation.Done } ? duty with { Discharge = call } : duty));

    /// <summary>A callee's finding as its caller sees it: at the call, unless the mistake lies wholly inside a lambda or local function.</summary>
    private static Finding Seen(Finding finding, IOperation call, bool moves, FlowState state) => finding with
    {
        At = moves ? call.Syntax : finding.At,
        Related = moves && finding.At is not null ? finding.Related.Insert(0, finding.At) : finding.Related,
        // that the list came of a handle resumed before was the mistake, whatever the callee decides
        Path = finding.Kind == FindingKind.CompletedTwice && state.Duties.Get(finding.Duty.Id) is { IsResumedAgain: true } ? state.Path : Splice(state.Path, finding.Path),
    };

    /// <summary>Separates what the callee can reach (objects, statics, shared variables) from what stays the caller's own.</summary>
    private (Map<Value> Shared, FlowState Own) Split(Frame frame, Body body, FlowState state)
    {
        bool IsShared(int place) => _ids.PlaceKeyOf(place) switch
        {
            { Root: ISymbol { Kind: SymbolKind.Local or SymbolKind.Parameter } symbol } => frame.Body.IsShared(symbol) && !(body.Parent is null && body.Owns(symbol)),
            { Root: CaptureKey or Body } => false,
            _ => true,
        };
        var shared = state.Env.Where((place, _) => IsShared(place));
        return (shared, state.With(env: state.Env.Where((place, _) => !IsShared(place))));
    }

    private FlowState Enter(Frame frame, Body body, Value self, ImmutableArray<Value> arguments, FlowState caller, Map<Value> shared, out ImmutableArray<int> byReference, out Value receiver)
    {
        var state = new FlowState(shared, Map<Range>.Empty, Map<DutyState>.Empty, null);
        var references = ImmutableArray.CreateBuilder<int>();
        receiver = self;
        if (self is Ref or Struct && body.Parent is null)
        {
            var place = _ids.Place(body, "this");
            state = state.Set(place, self is Ref holder ? Read(holder) : self);
            references.Add(place);
            receiver = new Ref(place, -1);
        }
        var parameters = body.Method?.Parameters ?? ImmutableArray<IParameterSymbol>.Empty;
        var widen = _active.Count(a => a.Body == body) > 2; // deep recursion: forget the scalars, so that contexts repeat
        for (var i = 0; i < parameters.Length; i++)
        {
            var place = _ids.Place(parameters[i]);
            var value = i < arguments.Length ? arguments[i] : Value.Unknown;
            if (parameters[i].RefKind is RefKind.Ref or RefKind.Out)
                references.Add(place);
            if (value is Ref reference)
                value = parameters[i].RefKind == RefKind.Out ? Value.Unknown : Read(reference);
            if (value is Num or Test or Sym && widen || ReferenceEquals(value, Value.Unknown))
                value = new Sym(_ids.Symbol(new(parameters[i])));
            state = state.Set(place, value);
        }
        if (body.ReceiverParameter is { } extended)
            state = state.Set(_ids.Place(extended), self);
        byReference = references.ToImmutable();
        return Prune(frame, state.With(facts: caller.Facts, duties: caller.Duties), 0);

        Value Read(Ref reference) => caller.Env.Get(reference.Place) switch
        {
            Struct structure when reference.Member >= 0 => structure.Fields.Get(reference.Member) ?? Value.Unknown,
            { } value when reference.Member < 0 => value,
            _ => Value.Unknown,
        };
    }

    /// <summary>The place that the caller passed for the callee's by-reference parameter (the receiver of a struct first).</summary>
    private static Ref? Target(Value self, ImmutableArray<Value> arguments, Body body, int index)
    {
        var places = new List<Value>();
        if (self is Ref or Struct && body.Parent is null)
            places.Add(self);
        for (var i = 0; i < (body.Method?.Parameters.Length ?? 0); i++)
            if (body.Method!.Parameters[i].RefKind is RefKind.Ref or RefKind.Out)
                places.Add(i < arguments.Length ? arguments[i] : Value.Unknown);
        return places[index] as Ref;
    }

    private Summary Summarize(Activation activation, ImmutableArray<int> byReference)
    {
        if (_summaries.TryGetValue(activation, out var known))
        {
            var index = _active.IndexOf(activation);
            if (index >= 0)
                _restsOn = Math.Min(_restsOn, index);
            return known;
        }
        var summary = _summaries[activation] = new();
        var depth = _active.Count;
        _active.Add(activation);
        _ran.Add(activation.Body);
        var outer = _restsOn;
        for (var round = 0; ; round++)
        {
            _restsOn = int.MaxValue;
            var frame = new Frame(activation.Body, activation.Self, false, activation.WantsThrows) { ByReference = byReference, IsDisposedEarly = activation.IsDisposedEarly, Given = [] };
            for (var i = 0; i < activation.Entry.Env.Count; i++)
            {
                Collect(activation.Entry.Env.ValueAt(i), frame.CallerSymbols);
                frame.Given.Add(DutyOf(activation.Entry.Env.ValueAt(i)));
            }
            Explore(frame, activation.Entry);
            var isStable = frame.Exits.Count == summary.Exits.Count && frame.Exits.Zip(summary.Exits, SameExit).All(same => same);
            (summary.Exits, summary.Findings) = (frame.Exits, frame.Findings);
            if (_restsOn > depth || isStable || IsExhausted)
                break;
            if (round == MaximumRounds)
                _steps = Budget + 1;
        }
        _active.RemoveAt(depth);
        if (_restsOn < depth)
            _summaries.Remove(activation); // rests on an activation further out that is not finished
        _restsOn = Math.Min(outer, _restsOn >= depth ? int.MaxValue : _restsOn);
        return summary;
    }

    private static bool SameExit(Exit left, Exit right)
        => left.Kind == right.Kind && left.State.Equals(right.State) && left.Result.Equals(right.Result) && left.ByReference.SequenceEqual(right.ByReference);

    /// <summary>The caller's state after the call: its own part, what the callee left of the shared part, and names for what is new.</summary>
    private FlowState Return(IOperation call, FlowState before, FlowState own, Exit exit, out Value result, out ImmutableArray<Value> references)
    {
        var names = new Dictionary<int, int>();
        var known = new HashSet<int>();
        for (var i = 0; i < before.Env.Count; i++)
            Collect(before.Env.ValueAt(i), known);
        int Rename(int symbol)
        {
            if (known.Contains(symbol) || before.Facts.Get(symbol) is not null || _ids.SymbolKeyOf(symbol).Origin is not IOperation)
                return symbol; // the caller knew it, or it is named by what it is
            if (!names.TryGetValue(symbol, out var renamed))
                names.Add(symbol, renamed = _ids.Symbol(new(call, names.Count)));
            return renamed;
        }
        Value Renamed(Value value) => value switch
        {
            Sym s when Rename(s.Id) is var id => id == s.Id ? s : new Sym(id),
            Test t when Rename(t.Id) is var id => id == t.Id ? t : t with { Id = id },
            Struct s => new Struct(s.Fields.Select((_, v) => Renamed(v))) { Rest = s.Rest < 0 ? -1 : Rename(s.Rest) },
            _ => value,
        };
        var state = own;
        result = Renamed(exit.Result);
        references = exit.ByReference.Select(Renamed).ToImmutableArray();
        var env = exit.State.Env.Select((_, v) => Renamed(v));
        foreach (var name in names.Values)
            state = Kill(state, name);
        var merged = state.Env;
        for (var i = 0; i < env.Count; i++)
            merged = merged.Set(env.KeyAt(i), env.ValueAt(i));
        var facts = state.Facts;
        for (var i = 0; i < exit.State.Facts.Count; i++)
            facts = facts.Set(Rename(exit.State.Facts.KeyAt(i)), exit.State.Facts.ValueAt(i));
        return new FlowState(merged, facts, exit.State.Duties, Splice(before.Path, exit.State.Path));
    }

    private static PathNode? Splice(PathNode? path, PathNode? suffix)
        => suffix is null ? path : new PathNode(suffix.Condition, suffix.Outcome, Splice(path, suffix.Parent)) { IsIrrelevant = !suffix.Matters, IsDoubtful = suffix.IsDoubtful };
}
