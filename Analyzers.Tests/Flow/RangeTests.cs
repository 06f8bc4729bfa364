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

    [Fact]
    public void Laws_hold_to_the_letter()
    {
        for (var seed = 0; seed < 2_000; seed++)
        {
            var random = new Random(seed);
            Range a = Random(random).Range, b = Random(random).Range, c = Random(random).Range;
            Assert.Equal(a.Union(b), b.Union(a));
            Assert.Equal(a.Union(b).Union(c), a.Union(b.Union(c)));
            Assert.Equal(a, a.Union(a));
            Assert.Equal(a, a.Complement().Complement());
            Assert.Equal(a.Union(b).GetHashCode(), b.Union(a).GetHashCode());
            Assert.Equal(a.Union(b).Complement(), a.Complement().Intersect(b.Complement()));
        }
    }

    [Fact]
    public void Widening_covers_both_and_ends()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var widened = Random(random).Range;
            var changes = 0;
            for (var i = 0; i < 50; i++)
            {
                var next = Random(random).Range;
                var wider = widened.Widen(next);
                Assert.True(wider.Contains(widened) && wider.Contains(next));
                changes += wider.Equals(widened) ? 0 : 1;
                widened = wider;
            }
            Assert.InRange(changes, 0, 2 * Bound + 4);
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
