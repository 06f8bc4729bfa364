using Chimney.Analyzers.Flow;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;
using Range = Chimney.Analyzers.Flow.Range;

namespace Chimney.Analyzers.Tests.Flow.Laws;

/// <summary>Duties join as sets do; states lose correlations by merging, never executions, and merging ends.</summary>
public class StateLawTests(ITestOutputHelper output)
{
    private const int Samples = 6;

    private static readonly Gen<int> s_seed = Gen.Choose(0, int.MaxValue - 1);

    [Fact]
    public void Join_of_duties_is_associative_commutative_and_idempotent() => LawCheck.Holds(output, Operands.Three(Operands.SomeDuty), duties =>
    {
        var (a, b, c) = duties;
        Assert.Equal(a.Join(b.Join(c)), a.Join(b).Join(c));
        Assert.Equal(a.Join(b), b.Join(a));
        Assert.Equal(a.Join(b).GetHashCode(), b.Join(a).GetHashCode());
        Assert.Equal(a, a.Join(a));
        Assert.Equal(a.IsTouched || b.IsTouched, a.Join(b).IsTouched); // takes no part in equality
    });

    [Fact]
    public void Join_of_duties_absorbs_what_it_covers() => LawCheck.Holds(output, Operands.Three(Operands.SomeDuty), duties =>
    {
        var (a, b, c) = duties;
        Assert.Equal(a.Join(b), a.Join(b).Join(a));
        Assert.Equal(a.Join(b).Join(c), a.Join(b).Join(c).Join(b));
        Assert.Equal(a.Situation | b.Situation, a.Join(b).Situation);
        Assert.Equal(a.Epoch == b.Epoch ? a.Epoch : -1, a.Join(b).Epoch);
        Assert.Equal(a.EntryObject == b.EntryObject ? a.EntryObject : -1, a.Join(b).EntryObject);
        Assert.Equal(a.Altered is not null && b.Altered is not null, a.Join(b).Altered is not null);
    });

    [Fact]
    public void Covering_is_an_order_of_executions() => LawCheck.Holds(output, from states in Operands.Three(Operands.SomeState) from set in Operands.SomeRange from seed in s_seed select (states, set, seed), operands =>
    {
        var ((a, b, _), set, seed) = operands;
        Assert.True(a.Covers(a));
        // States that are alike but for facts meet seldom; here they always do.
        var c = a.With(facts: b.Facts);
        var narrow = c.Confine(0, set) ?? c;
        Assert.True(c.Covers(narrow));
        Assert.True(!(a.Covers(c) && c.Covers(narrow)) || a.Covers(narrow));
        Assert.True(!(a.Covers(c) && c.Covers(a)) || a.Equals(c));
        foreach (var (wide, state) in new[] { (a, b), (a, c), (c, a), (c, narrow) })
            if (wide.Covers(state))
                AssertStandsFor(wide, state, seed);
    });

    [Fact]
    public void Narrowing_is_monotone() => LawCheck.Holds(output, from state in Operands.SomeState from sets in Gen.Two(Operands.SomeRange) select (state, sets.Item1, sets.Item2), operands =>
    {
        var (state, a, b) = operands;
        Assert.Equal(state.RangeOf(0).Intersect(a).IsEmpty, state.Confine(0, a) is null);
        Assert.Equal(state.Confine(0, a)?.Confine(0, b), state.Confine(0, a.Intersect(b)));
        if (state.Confine(0, a) is not { } narrow)
            return;
        Assert.True(state.Covers(narrow) && a.Contains(narrow.RangeOf(0)));
        Assert.Equal(narrow, narrow.Confine(0, a));
        Assert.True(state.Confine(0, a.Union(b))!.Covers(narrow));
    });

    [Fact]
    public void Merging_loses_no_execution_and_absorbs_what_is_covered() => LawCheck.Holds(output, from states in Operands.Three(Operands.SomeState) from seed in s_seed select (states, seed), operands =>
    {
        var ((a, b, _), seed) = operands;
        var merged = a.Widen(b, Operands.Merged);
        AssertStandsFor(merged, a, seed);
        AssertStandsFor(merged, b, seed);
        Assert.Equal(a, a.Widen(a, Operands.Merged));
        Assert.True(!a.Covers(b) || a.Widen(b, Operands.Merged).Equals(a));
    });

    [Fact]
    public void A_set_of_states_loses_no_execution() => LawCheck.Holds(output, from states in Operands.SomeState.ArrayOf(24) from seed in s_seed select (states, seed), operands =>
    {
        var (states, seed) = operands;
        var random = new Random(seed);
        var (set, seen) = (new StateSet(), new List<Execution>());
        foreach (var state in states)
        {
            var before = set.States.ToList();
            var next = set.Add(state, Operands.Merged);
            Assert.Equal(next is null, before.SequenceEqual(set.States));
            Assert.True(next is null || set.States.Contains(next));
            Assert.InRange(set.States.Count, 1, 2 * StateSet.Limit);
            seen.Add(Execution.Of(state, random));
            foreach (var execution in seen)
                Assert.Contains(set.States, execution.IsOf);
        }
    });

    [Fact]
    public void Up_to_the_limit_order_makes_no_difference() => LawCheck.Holds(output, Operands.SomeState.ArrayOf(StateSet.Limit), states =>
    {
        var (forth, back) = (new StateSet(), new StateSet());
        foreach (var state in states)
            forth.Add(state, Operands.Merged);
        foreach (var state in states.Reverse())
            back.Add(state, Operands.Merged);
        Assert.Equal(forth.States.ToHashSet(), back.States.ToHashSet());
    });

    [Fact]
    public void Merging_ends() => LawCheck.Holds(output, Operands.SomeState.ArrayOf(2 * StateSet.Limit), states =>
    {
        var set = new StateSet();
        const int rounds = 40;
        for (int round = 0; round < rounds; round++)
        {
            bool grown = false;
            foreach (var state in states)
                grown |= set.Add(Counted(state, round), Operands.Merged) is not null;
            if (!grown && round > 2)
                return;
        }
        Assert.Fail($"Still growing after {rounds} rounds:\n{string.Join('\n', set.States.SelectMany(state => Enumerable.Range(0, state.Env.Count).Select(state.Env.ValueAt)))}");
    });

    /// <summary>The state in a later turn of a loop that counts.</summary>
    private static FlowState Counted(FlowState state, int turn)
    {
        Value Count(Value value) => value switch
        {
            Num n => new Num(unchecked(n.N + turn)),
            Struct fields => fields with { Fields = fields.Fields.Select((_, field) => Count(field)) },
            _ => value,
        };
        return state.With(env: state.Env.Select((_, value) => Count(value)));
    }

    private static void AssertStandsFor(FlowState wide, FlowState state, int seed)
    {
        var random = new Random(seed);
        for (int i = 0; i < Samples; i++)
        {
            var execution = Execution.Of(state, random);
            Assert.True(execution.IsOf(wide), $"{string.Join(' ', execution.Places)} {string.Join(' ', execution.Duties)} is lost.");
        }
    }
}
