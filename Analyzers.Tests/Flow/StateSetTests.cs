using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Range = Chimney.Analyzers.Flow.Range;

namespace Chimney.Analyzers.Tests.Flow;

/// <summary>States that are kept apart, dropped and merged: correlations may be lost, executions may not.</summary>
public class StateSetTests
{
    private const int Place = 1, Symbol = 2, Duty = 0, Merged = 100;

    private static FlowState State(long value, Situation situation = Situation.Owed)
        => FlowState.Start.Set(Place, new Num(value)).Set(Duty, new DutyState(situation, 0));

    private static FlowState Known(Range range, Situation situation = Situation.Owed)
        => FlowState.Start.Set(Place, new Sym(Symbol)).Set(Duty, new DutyState(situation, 0)).Confine(Symbol, range)!;

    private static int Name(int place) => Merged + place;

    private static IOperation SomeOperation()
    {
        var tree = CSharpSyntaxTree.ParseText("_ = 1;");
        var compilation = CSharpCompilation.Create("any", [tree], [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)]);
        return compilation.GetSemanticModel(tree).GetOperation(tree.GetRoot().DescendantNodes().OfType<GlobalStatementSyntax>().First().Statement)!;
    }

    [Fact]
    public void A_state_that_is_covered_is_not_kept()
    {
        var set = new StateSet();
        Assert.NotNull(set.Add(Known(Range.Between(0, 9)), Name));
        Assert.Null(set.Add(Known(Range.Between(3, 4)), Name));
        Assert.Single(set.States);
    }

    [Fact]
    public void A_weaker_state_takes_the_place_of_those_it_covers()
    {
        var set = new StateSet();
        set.Add(Known(Range.Of(1)), Name);
        set.Add(Known(Range.Of(2)), Name);
        Assert.NotNull(set.Add(Known(Range.All), Name));
        Assert.Single(set.States);
    }

    [Fact]
    public void States_with_other_duties_stay_apart()
    {
        var set = new StateSet();
        set.Add(Known(Range.All, Situation.Owed), Name);
        set.Add(Known(Range.All, Situation.Done), Name);
        Assert.Equal(2, set.States.Count);
    }

    [Fact]
    public void A_turn_of_a_loop_that_changes_nothing_leaves_one_way_on()
    {
        var set = new StateSet();
        var head = State(0);
        set.Add(head, Name);
        var condition = SomeOperation();
        var (again, on) = (head.Decide(condition, true, false), head.Decide(condition, false, false));
        PathNode.Oppose(again.Path!, on.Path!);
        Assert.True(on.Path!.Matters);
        Assert.Null(set.Add(again, Name));
        Assert.False(on.Path!.Matters);
    }

    [Fact]
    public void Beyond_the_limit_facts_merge_before_duties()
    {
        var set = new StateSet();
        for (var i = 0; i < 4 * StateSet.Limit; i++)
            set.Add(State(i), Name);
        set.Add(State(0, Situation.Done), Name);
        Assert.InRange(set.States.Count, 2, StateSet.Limit + 1);
        Assert.All(set.States, s => Assert.True(s.Duties.Get(Duty)!.Situation is Situation.Owed or Situation.Done));
    }

    [Fact]
    public void No_value_is_lost_by_merging()
    {
        var set = new StateSet();
        for (var i = 0; i < 4 * StateSet.Limit; i++)
            set.Add(State(i), Name);
        for (var i = 0; i < 4 * StateSet.Limit; i++)
            Assert.Contains(set.States, s => s.Env.Get(Place) is Num n ? n.N == i : s.Env.Get(Place) is Sym merged && s.RangeOf(merged.Id).Contains(i));
    }

    [Fact]
    public void Merging_ends()
    {
        var set = new StateSet();
        var grown = 0;
        for (var i = 0; i < 10_000; i++)
            if (set.Add(State(i), Name) is not null)
                grown++;
        Assert.InRange(grown, StateSet.Limit, 4 * StateSet.Limit);
    }

    [Fact]
    public void Joined_duties_are_united()
    {
        DutyState[] all = [.. Enum.GetValues<Situation>().Select(s => new DutyState(s, 0))];
        foreach (var a in all)
            foreach (var b in all)
            {
                Assert.Equal(a.Join(b), b.Join(a));
                Assert.Equal(a.Situation | b.Situation, a.Join(b).Situation);
                Assert.Equal(a, a.Join(a));
            }
    }

    /// <summary>What holds of either of two duties may hold of their join; each flag tells duties apart, but for that of a list that was looked at.</summary>
    [Fact]
    public void Flags_of_either_duty_are_those_of_the_join()
    {
        var flags = typeof(DutyState).GetProperties().Where(property => property.PropertyType == typeof(bool) && property.CanWrite).ToList();
        Assert.True(flags.Count > 6);
        Assert.All(flags, flag =>
        {
            var (without, with) = (new DutyState(Situation.Owed, 0), new DutyState(Situation.Owed, 0));
            flag.SetValue(with, true);
            Assert.Equal((true, true, true, false), ((bool)flag.GetValue(with.Join(without))!, (bool)flag.GetValue(without.Join(with))!, (bool)flag.GetValue(with.Join(with))!, (bool)flag.GetValue(without.Join(without))!));
            Assert.Equal(flag.Name == nameof(DutyState.IsTouched), with.Equals(without));
        });
    }

    /// <summary>A mistake is remembered from either side; a conversion by hand only where both made it, and what came in altered as well.</summary>
    [Fact]
    public void Duties_that_are_joined_keep_what_they_may()
    {
        var operation = SomeOperation();
        var methods = operation.SemanticModel!.Compilation.ObjectType.GetMembers().OfType<IMethodSymbol>().Take(2).ToArray();
        DutyState plain = new(Situation.Owed, 2), mistaken = plain with { Mistaken = operation };
        Assert.Same(operation, mistaken.Join(plain).Mistaken);
        Assert.Same(operation, plain.Join(mistaken).Mistaken);
        Assert.Null(plain.Join(plain).Mistaken);
        DutyState first = plain with { Overlay = methods[0] }, second = plain with { Overlay = methods[1] };
        Assert.Equal(methods[0], first.Join(first).Overlay, SymbolEqualityComparer.Default);
        Assert.Null(first.Join(second).Overlay);
        Assert.Null(first.Join(plain).Overlay);
        Assert.Null(plain.Join(first).Overlay);
        Assert.NotEqual(first, second);
        Assert.NotEqual(plain, mistaken);
        Assert.Equal(2, plain.Join(plain).Epoch);
        Assert.Equal(-1, plain.Join(plain with { Epoch = 3 }).Epoch);
        Assert.Equal(-1, plain.Join(plain with { Epoch = 3 }).NextEpoch);
        Assert.Equal(3, plain.NextEpoch);
    }
}
