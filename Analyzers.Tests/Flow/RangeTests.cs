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
}
