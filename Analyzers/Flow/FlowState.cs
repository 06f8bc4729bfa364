using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Flow;

/// <summary>The possible situations of a duty; a state holds a set of them, and joining two states unites the sets.</summary>
[Flags]
internal enum Situation
{
    /// <summary>To be discharged by the code under analysis.</summary>
    Owed = 1,
    /// <summary>Held in a handle that only locals reach.</summary>
    Pended = 2,
    /// <summary>Held in a handle that was put where other code finds it.</summary>
    Stored = 4,
    Done = 8,
    DoneTwice = 16,
    /// <summary>Given up by the analysis; the reason was reported.</summary>
    Unknown = 32,
    /// <summary>The chain was taken apart; its pieces owe in its place.</summary>
    Split = 64,
    /// <summary>Made, but nobody waits for it yet.</summary>
    Idle = 128,
}

/// <summary>What a state knows of one duty. The operations serve messages and take no part in equality.</summary>
internal sealed record DutyState(Situation Situation, int Epoch)
{
    /// <summary>The call that discharged or pended the duty first.</summary>
    public IOperation? Discharge { get; init; }

    /// <summary>The call that brought the duty, where another method took it over.</summary>
    public IOperation? Bringer { get; init; }

    /// <summary>A call that completed another duty in this one's name (CHIM1004 where this one stays owed).</summary>
    public IOperation? Mistaken { get; init; }

    /// <summary>The call was made with something else than what came in, and with nothing better yet.</summary>
    public Finding? Altered { get; init; }

    /// <summary>Whether the handle lies where other code will find it and complete the duty.</summary>
    public bool IsInSink { get; init; }

    /// <summary>Whether the body looked at the list at all.</summary>
    public bool IsTouched { get; init; }

    /// <summary>The object that serves as call entry of the operation, or −1.</summary>
    public int EntryObject { get; init; } = -1;

    /// <summary>Whether the call entry is gone: released by a restoring conversion.</summary>
    public bool EntryGone { get; init; }

    /// <summary>A use after hand-over was reported on this path; one is enough.</summary>
    public bool UseReported { get; init; }

    /// <summary>The handle was resumed a second time, after the list had been handed over.</summary>
    public bool IsResumedAgain { get; init; }

    /// <summary>Resumed by work that was scheduled, which neither settled the duty nor gave it to anybody.</summary>
    public bool IsLostLater { get; init; }

    /// <summary>What was done to the list by hand.</summary>
    public Marks Marks { get; init; }

    /// <summary>The conversion by hand that the list is in, which asks for marks.</summary>
    public IMethodSymbol? Overlay { get; init; }

    /// <summary>A piece that was split off before in the same place was left open.</summary>
    public bool IsLost { get; init; }

    /// <summary>The epoch after this one; of a duty that stands in several at once (−1), none is known.</summary>
    public int NextEpoch => Epoch < 0 ? -1 : Epoch + 1;

    public bool IsOver => Situation is Situation.Done or Situation.DoneTwice or Situation.Stored or Situation.Pended or Situation.Split;

    public bool Equals(DutyState? other)
        => other is not null && Situation == other.Situation && Epoch == other.Epoch && Mistaken is null == other.Mistaken is null && Altered is null == other.Altered is null
            && EntryObject == other.EntryObject && IsInSink == other.IsInSink && EntryGone == other.EntryGone && UseReported == other.UseReported && IsLost == other.IsLost && IsResumedAgain == other.IsResumedAgain && IsLostLater == other.IsLostLater
            && Marks == other.Marks && SymbolEqualityComparer.Default.Equals(Overlay, other.Overlay);

    public override int GetHashCode() => (Situation, Epoch).GetHashCode();

    public DutyState Join(DutyState other) => this with
    {
        Situation = Situation | other.Situation,
        Epoch = Epoch == other.Epoch ? Epoch : -1,
        Mistaken = Mistaken ?? other.Mistaken,
        Altered = other.Altered is null ? null : Altered,
        EntryObject = EntryObject == other.EntryObject ? EntryObject : -1,
        IsInSink = IsInSink || other.IsInSink,
        IsTouched = IsTouched || other.IsTouched,
        EntryGone = EntryGone || other.EntryGone,
        UseReported = UseReported || other.UseReported,
        IsLost = IsLost || other.IsLost,
        IsResumedAgain = IsResumedAgain || other.IsResumedAgain,
        IsLostLater = IsLostLater || other.IsLostLater,
        Overlay = SymbolEqualityComparer.Default.Equals(Overlay, other.Overlay) ? Overlay : null,
        Marks = Marks | other.Marks, // where room is wanting, rather silent than wrong
    };
}

/// <summary>One decision of a path: a condition and its outcome. Later found irrelevant where both outcomes led to the same state.</summary>
internal sealed class PathNode
{
    /// <summary>How many ways on from here are still of interest.</summary>
    private int _ways;

    public PathNode(IOperation condition, bool outcome, PathNode? parent)
    {
        (Condition, Outcome, Parent, Depth) = (condition, outcome, parent, (parent?.Depth ?? 0) + 1);
        if (parent is not null)
            parent._ways++;
    }

    public IOperation Condition { get; }

    public bool Outcome { get; }

    public PathNode? Parent { get; }

    public int Depth { get; }

    public bool IsIrrelevant { get; init; }

    /// <summary>Whether the condition rests on what is not followed.</summary>
    public bool IsDoubtful { get; init; }

    private bool IsForgotten { get; set; }

    /// <summary>The same decision, made the other way.</summary>
    private PathNode? Other { get; set; }

    /// <summary>Says of two decisions that they are the two outcomes of one.</summary>
    public static void Oppose(PathNode taken, PathNode fallen) => (taken.Other, fallen.Other) = (fallen, taken);

    /// <summary>Whether the decision has a part in where the path leads.</summary>
    public bool Matters => !IsIrrelevant && !IsForgotten;

    /// <summary>
    /// A second path led to a state that is kept already and ends here. What the two do not share made no difference, except where a decision
    /// has led elsewhere too. One that leads back to where it is made, as a turn of a loop that changes nothing does, leaves only its other outcome.
    /// </summary>
    public static void Forget(PathNode? dropped, PathNode? kept)
    {
        var (left, right) = (dropped, kept);
        while (!ReferenceEquals(left, right))
            if ((left?.Depth ?? 0) >= (right?.Depth ?? 0))
                left = left!.Parent;
            else
                right = right!.Parent;
        for (var node = dropped; node != left && node!._ways == 0; node = node.Parent)
        {
            node.IsForgotten = true;
            if (node.Parent is not null)
                node.Parent._ways--;
            if (node.Parent == kept && node.Other is { } only)
                only.IsForgotten = true;
        }
        for (var node = kept; node != left && node!._ways <= 1; node = node.Parent)
            node.IsForgotten = true;
    }
}

/// <summary>One abstract state: what the places hold, what is known of symbols, and how the duties stand. The path takes no part in equality.</summary>
internal sealed class FlowState(Map<Value> env, Map<Range> facts, Map<DutyState> duties, PathNode? path) : IEquatable<FlowState>
{
    public static readonly FlowState Start = new(Map<Value>.Empty, Map<Range>.Empty, Map<DutyState>.Empty, null);

    private int _hash;

    public Map<Value> Env { get; } = env;

    public Map<Range> Facts { get; } = facts;

    public Map<DutyState> Duties { get; } = duties;

    public PathNode? Path { get; } = path;

    public FlowState With(Map<Value>? env = null, Map<Range>? facts = null, Map<DutyState>? duties = null)
        => new(env ?? Env, facts ?? Facts, duties ?? Duties, Path);

    public FlowState WithPath(PathNode? path) => new(Env, Facts, Duties, path);

    public FlowState Set(int place, Value value) => With(env: Env.Set(place, value));

    public FlowState Set(int duty, DutyState state) => With(duties: Duties.Set(duty, state));

    public FlowState Decide(IOperation condition, bool outcome, bool isDoubtful) => WithPath(new PathNode(condition, outcome, Path) { IsDoubtful = isDoubtful });

    public Range RangeOf(int symbol) => Facts.Get(symbol) ?? Range.All;

    /// <summary>This state with the symbol confined to the set, or null where that is impossible.</summary>
    public FlowState? Confine(int symbol, Range set)
    {
        var old = RangeOf(symbol);
        var confined = old.Intersect(set);
        if (confined.IsEmpty)
            return null;
        return confined.Equals(old) || confined.IsScattered ? this : With(facts: Facts.Set(symbol, confined));
    }

    public bool Equals(FlowState? other)
        => other is not null && (ReferenceEquals(this, other)
            || (GetHashCode() == other.GetHashCode() && Duties.Equals(other.Duties) && Env.Equals(other.Env) && Facts.Equals(other.Facts)));

    public override bool Equals(object? obj) => Equals(obj as FlowState);

    public override int GetHashCode()
    {
        if (_hash == 0)
            _hash = (Env, Facts, Duties).GetHashCode();
        return _hash;
    }

    /// <summary>Whether every execution that <paramref name="other"/> stands for is one of this state's: same duties, weaker facts.</summary>
    public bool Covers(FlowState other)
    {
        if (!Duties.Equals(other.Duties) || !Env.Equals(other.Env))
            return false;
        for (var i = 0; i < Facts.Count; i++)
            if (!Facts.ValueAt(i).Contains(other.RangeOf(Facts.KeyAt(i))))
                return false;
        return true;
    }

    /// <summary>A state that stands for both, with ranges widened. <paramref name="merged"/> names the symbol for a place whose values differ.</summary>
    public FlowState Widen(FlowState other, Func<int, int> merged)
    {
        var env = Env;
        var facts = Map<Range>.Empty;
        for (var i = 0; i < Facts.Count; i++)
        {
            var symbol = Facts.KeyAt(i);
            var range = Facts.ValueAt(i).Widen(other.RangeOf(symbol));
            if (!range.IsAll)
                facts = facts.Set(symbol, range);
        }
        for (var i = 0; i < Env.Count; i++)
        {
            var place = Env.KeyAt(i);
            var (left, right) = (Env.ValueAt(i), other.Env.Get(place));
            if (right is null)
                env = env.Remove(place);
            else if (!left.Equals(right))
            {
                var symbol = merged(place);
                var (value, range) = Merge(left, right, other, IsElsewhere(symbol, place) || other.IsElsewhere(symbol, place) ? null : symbol);
                env = env.Set(place, value);
                if (range is not null)
                    facts = range.IsAll ? facts.Remove(symbol) : facts.Set(symbol, range);
            }
        }
        var duties = Duties.Select((id, duty) => other.Duties.Get(id) is { } there ? duty.Join(there) : duty);
        for (var i = 0; i < other.Duties.Count; i++)
            if (duties.Get(other.Duties.KeyAt(i)) is null)
                duties = duties.Set(other.Duties.KeyAt(i), other.Duties.ValueAt(i));
        return new(env, facts, duties, Path);
    }

    /// <summary>Whether another place still has the value that this symbol stood for when the states were merged before.</summary>
    private bool IsElsewhere(int symbol, int place)
    {
        for (var i = 0; i < Env.Count; i++)
            if (Env.KeyAt(i) != place && Env.ValueAt(i).RestsOn(symbol))
                return true;
        return false;
    }

    private (Value Value, Range? Range) Merge(Value left, Value right, FlowState other, int? symbol)
    {
        if (symbol is { } id && ScalarRange(left) is { } mine && other.ScalarRange(right) is { } theirs)
            return (new Sym(id), mine.Widen(theirs));
        return (Value.Either(left, right), null);
    }

    private Range? ScalarRange(Value value) => value switch
    {
        Num n => Range.Of(n.N),
        Sym s => RangeOf(s.Id),
        Test => Range.Between(0, 1),
        _ => null,
    };
}

/// <summary>
/// The states kept at one point. At most <see cref="Limit"/> apart; beyond that states are merged for good, first those whose duties agree,
/// then the others. Correlations are lost by that, never executions.
/// </summary>
internal sealed class StateSet
{
    public const int Limit = 8;

    private readonly List<FlowState> _states = [];

    public IReadOnlyList<FlowState> States => _states;

    /// <summary>Adds a state; returns the state to go on with, or null where nothing new was learned.</summary>
    public FlowState? Add(FlowState state, Func<int, int> merged)
    {
        foreach (var kept in _states)
            if (kept.Covers(state))
            {
                PathNode.Forget(state.Path, kept.Path);
                return null;
            }
        _states.RemoveAll(state.Covers);
        if (_states.Count < Limit)
        {
            _states.Add(state);
            return state;
        }
        var index = _states.FindIndex(kept => kept.Duties.Equals(state.Duties));
        if (index < 0 && _states.Count < 2 * Limit)
        {
            _states.Add(state);
            return state;
        }
        index = Math.Max(index, 0);
        var widened = _states[index].Widen(state, merged);
        if (widened.Equals(_states[index]))
            return null;
        _states[index] = widened;
        return widened;
    }
}
