using Range = Chimney.Analyzers.Flow.Range;

namespace Chimney.Analyzers.Tests.Flow;

/// <summary>The sets of values against sets written out, over a small domain and many seeds.</summary>
public class RangeTests
{
    private const int Bound = 9;
    private static readonly long[] Domain = [.. Enumerable.Range(-Bound, 2 * Bound + 1).Select(n => (long)n)];

    private static (Range Range, HashSet<long> Set) Random(Random random)
    {
        var (range, set) = (Range.Empty, new HashSet<long>());
        for (var parts = random.Next(4); parts >= 0; parts--)
        {
            long lo = random.Next(-Bound, Bound + 1), hi = lo + random.Next(4);
            range = range.Union(Range.Between(lo, hi));
            set.UnionWith(Domain.Where(n => n >= lo && n <= hi));
        }
        return (range, set);
    }

    private static IEnumerable<long> Values(Range range) => Domain.Where(range.Contains);

    [Fact]
    public void Operations_agree_with_sets()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            var ((a, setA), (b, setB)) = (Random(random), Random(random));
            Assert.Equal(Domain.Where(setA.Contains), Values(a));
            Assert.Equal(Domain.Where(n => setA.Contains(n) || setB.Contains(n)), Values(a.Union(b)));
            Assert.Equal(Domain.Where(n => setA.Contains(n) && setB.Contains(n)), Values(a.Intersect(b)));
            Assert.Equal(Domain.Where(n => !setA.Contains(n)), Values(a.Complement()));
            Assert.Equal(a.Intersect(b).Equals(b), a.Contains(b));
        }
    }

    [Theory]
    [InlineData(long.MinValue, long.MaxValue)]
    [InlineData(long.MinValue, -1)]
    [InlineData(0, long.MaxValue)]
    public void Ends_of_the_number_line_do_not_overflow(long lo, long hi)
    {
        var range = Range.Between(lo, hi);
        Assert.Equal(range, range.Complement().Complement());
        Assert.True(range.Union(range.Complement()).IsAll);
        Assert.True(range.Intersect(range.Complement()).IsEmpty);
        Assert.True(range.Contains(lo) && range.Contains(hi));
    }

    [Fact]
    public void Moving_moves_every_value()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var (range, _) = Random(random);
            for (var distance = -Bound; distance <= Bound; distance++)
                Assert.All(Enumerable.Range(-4 * Bound, 8 * Bound), n => Assert.Equal(range.Contains(n - distance), range.Shift(distance).Contains(n)));
        }
    }

    /// <summary>What leaves the 64 bits stays at their end; a part without end keeps having none.</summary>
    [Theory]
    [InlineData(long.MinValue, 5, 3, long.MinValue, 8)]
    [InlineData(long.MinValue, 5, -3, long.MinValue, 2)]
    [InlineData(5, long.MaxValue, 3, 8, long.MaxValue)]
    [InlineData(5, long.MaxValue, -3, 2, long.MaxValue)]
    [InlineData(long.MaxValue - 2, long.MaxValue - 1, 5, long.MaxValue, long.MaxValue)]
    [InlineData(long.MaxValue - 6, long.MaxValue - 1, 5, long.MaxValue - 1, long.MaxValue)]
    [InlineData(long.MinValue + 1, long.MinValue + 2, -5, long.MinValue, long.MinValue)]
    [InlineData(long.MinValue + 1, long.MinValue + 6, -5, long.MinValue, long.MinValue + 1)]
    [InlineData(1, 2, long.MinValue, long.MinValue + 1, long.MinValue + 2)]
    public void Moving_stops_at_the_ends(long lo, long hi, long distance, long movedLo, long movedHi) => Assert.Equal(Range.Between(movedLo, movedHi), Range.Between(lo, hi).Shift(distance));

    /// <summary>A bound that grows goes to the next of -1, 0, 1 and infinity.</summary>
    [Theory]
    [InlineData(0, 0, 1, 0, 1)]
    [InlineData(0, 0, 2, 0, long.MaxValue)]
    [InlineData(0, 0, -1, -1, 0)]
    [InlineData(0, 0, -2, long.MinValue, 0)]
    [InlineData(5, 6, 7, 5, long.MaxValue)]
    [InlineData(5, 6, 3, 1, 6)]
    [InlineData(5, 6, 1, 1, 6)]
    [InlineData(5, 6, 0, 0, 6)]
    [InlineData(-6, -5, -3, -6, -1)]
    [InlineData(-6, -5, 0, -6, 0)]
    [InlineData(-6, -5, -7, long.MinValue, -5)]
    [InlineData(0, 9, 4, 0, 9)]
    public void Growing_bounds_go_far(long lo, long hi, long added, long widenedLo, long widenedHi) => Assert.Equal(Range.Between(widenedLo, widenedHi), Range.Between(lo, hi).Widen(Range.Of(added)));

    [Fact]
    public void Few_values_are_told_from_many()
    {
        Assert.True(Range.Of(7).IsSingle(out long value));
        Assert.Equal(7, value);
        Assert.False(Range.Empty.IsSingle(out _) || Range.Between(7, 8).IsSingle(out _) || Range.Of(7).Union(Range.Of(9)).IsSingle(out _));
        Assert.True(Range.Between(8, 7).IsEmpty && !Range.Between(7, 7).IsEmpty && Range.All.IsAll && !Range.NonZero.IsAll && !Range.Empty.IsAll && !Range.Less(0).IsAll);
        Assert.Equal(Range.Between(long.MinValue, 6), Range.Less(7));
        Assert.True(Range.Less(long.MinValue).IsEmpty);
        var holes = Enumerable.Range(0, 100).Aggregate(Range.Empty, (all, n) => all.Union(Range.Of(2 * n)));
        Assert.False(holes.IsScattered);
        Assert.True(holes.Union(Range.Of(-2)).IsScattered);
    }

    [Fact]
    public void Text_shows_every_part() => Assert.Equal("-3 1..2 7", Range.Of(-3).Union(Range.Between(1, 2)).Union(Range.Of(7)).ToString());
}
