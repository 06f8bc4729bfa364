using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;
using Range = Chimney.Analyzers.Flow.Range;

namespace Chimney.Analyzers.Tests.Flow.Laws;

/// <summary>Ranges are a lattice of sets up to the ends of the number line, and widening them ends.</summary>
public class RangeLawTests(ITestOutputHelper output)
{
    /// <summary>From nothing to something, then at most four bounds on each side, and the holes once.</summary>
    private const int MostGrowth = 10;

    private static readonly Gen<long> s_point = from bound in Operands.Number from off in Gen.Choose(-1, 1) select unchecked(bound + off);

    [Fact]
    public void Join_is_associative_commutative_and_idempotent() => LawCheck.Holds(output, Operands.Three(Operands.SomeRange), ranges =>
    {
        var (a, b, c) = ranges;
        Assert.Equal(a.Union(b.Union(c)), a.Union(b).Union(c));
        Assert.Equal(a.Union(b), b.Union(a));
        Assert.Equal(a, a.Union(a));
        Assert.Equal(a.Union(b).GetHashCode(), b.Union(a).GetHashCode());
        Assert.Equal(a, a.Union(Range.Empty));
        Assert.True(a.Union(Range.All).IsAll);
    });

    [Fact]
    public void Join_and_meet_absorb_each_other_and_distribute() => LawCheck.Holds(output, Operands.Three(Operands.SomeRange), ranges =>
    {
        var (a, b, c) = ranges;
        Assert.Equal(a, a.Union(a.Intersect(b)));
        Assert.Equal(a, a.Intersect(a.Union(b)));
        Assert.Equal(a.Intersect(b.Union(c)), a.Intersect(b).Union(a.Intersect(c)));
        Assert.Equal(a.Intersect(b).Complement(), a.Complement().Union(b.Complement()));
        Assert.Equal(a, a.Complement().Complement());
    });

    [Fact]
    public void Containing_is_the_order_of_join_and_meet() => LawCheck.Holds(output, Operands.Three(Operands.SomeRange), ranges =>
    {
        var (a, b, c) = ranges;
        Assert.Equal(a.Contains(b), a.Union(b).Equals(a));
        Assert.Equal(a.Contains(b), a.Intersect(b).Equals(b));
        Assert.True(a.Contains(a) && a.Union(b).Contains(b));
        Assert.True(!(a.Contains(b) && b.Contains(c)) || a.Contains(c));
        Assert.True(!(a.Contains(b) && b.Contains(a)) || a.Equals(b));
    });

    [Fact]
    public void Operations_are_those_of_sets() => LawCheck.Holds(output, from ranges in Operands.Three(Operands.SomeRange) from point in s_point select (ranges.First, ranges.Second, point), operands =>
    {
        var (a, b, point) = operands;
        Assert.Equal(a.Contains(point) || b.Contains(point), a.Union(b).Contains(point));
        Assert.Equal(a.Contains(point) && b.Contains(point), a.Intersect(b).Contains(point));
        Assert.Equal(!a.Contains(point), a.Complement().Contains(point));
        Assert.Equal(a.Contains(point), a.Contains(Range.Of(point)));
    });

    [Fact]
    public void Narrowing_is_monotone() => LawCheck.Holds(output, Operands.Three(Operands.SomeRange), ranges =>
    {
        var (a, b, c) = ranges;
        Assert.True(a.Contains(a.Intersect(b)));
        Assert.True(a.Union(b).Intersect(c).Contains(a.Intersect(c)));
        Assert.Equal(a.Intersect(b).Intersect(c), a.Intersect(c).Intersect(b));
    });

    [Fact]
    public void Moving_is_monotone_and_loses_no_value() => LawCheck.Holds(output, from ranges in Operands.Three(Operands.SomeRange) from distance in Operands.Number from point in s_point select (ranges.First, ranges.Second, distance, point), operands =>
    {
        var (a, b, distance, point) = operands;
        Assert.True(a.Union(b).Shift(distance).Contains(a.Shift(distance)));
        var moved = (Int128)point + distance;
        if (a.Contains(point) && moved >= long.MinValue && moved <= long.MaxValue)
            Assert.True(a.Shift(distance).Contains((long)moved), $"{a} by {distance}: {moved} is not in {a.Shift(distance)}");
    });

    [Fact]
    public void Widening_covers_both_and_changes_nothing_that_is_covered() => LawCheck.Holds(output, Operands.Three(Operands.SomeRange), ranges =>
    {
        var (a, b, _) = ranges;
        Assert.True(a.Widen(b).Contains(a.Union(b)));
        Assert.True(!a.Contains(b) || a.Widen(b).Equals(a));
    });

    [Fact]
    public void Widening_ends() => LawCheck.Holds(output, Operands.Three(Operands.SomeRange), ranges =>
    {
        var (widened, growth) = (Range.Empty, 0);
        for (int turn = 0; turn < 40; turn++)
        {
            // Loops that count in both directions, from anywhere.
            var wider = widened.Widen((turn % 3) switch { 0 => ranges.First, 1 => ranges.Second, _ => ranges.Third }).Widen(Range.Between(-3 * turn, 5 * turn));
            growth += wider.Equals(widened) ? 0 : 1;
            widened = wider;
        }
        Assert.InRange(growth, 0, MostGrowth);
    });
}
