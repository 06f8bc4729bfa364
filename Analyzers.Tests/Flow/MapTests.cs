using Chimney.Analyzers.Flow;

namespace Chimney.Analyzers.Tests.Flow;

/// <summary>The persistent map against one that changes, and what states make of their numbers.</summary>
public class MapTests
{
    private static Map<string> Of(IEnumerable<KeyValuePair<int, string>> entries) => entries.Aggregate(Map<string>.Empty, (map, entry) => map.Set(entry.Key, entry.Value));

    [Fact]
    public void Agrees_with_a_map_that_changes()
    {
        var random = new Random(1);
        var (map, expected) = (Map<string>.Empty, new SortedDictionary<int, string>());
        for (int step = 0; step < 2_000; step++)
        {
            int key = random.Next(12);
            if (random.Next(3) == 0)
            {
                map = map.Remove(key);
                expected.Remove(key);
            }
            else
            {
                map = map.Set(key, $"{key} at {step % 3}");
                expected[key] = $"{key} at {step % 3}";
            }

            Assert.Equal(expected, Enumerable.Range(0, map.Count).Select(i => KeyValuePair.Create(map.KeyAt(i), map.ValueAt(i))));
            Assert.All(Enumerable.Range(0, 13), k => Assert.Equal(expected.GetValueOrDefault(k), map.Get(k)));
            Assert.True(map.Equals(Of(expected.Reverse())) && map.GetHashCode() == Of(expected.Reverse()).GetHashCode());
            Assert.False(map.Equals(map.Set(13, "more")) || map.Set(13, "more").Equals(map.Set(13, "other")) || map.Set(13, "more").Equals(map.Set(14, "more")) || map.Equals(null));
        }
    }

    [Fact]
    public void What_changes_nothing_makes_no_other_map()
    {
        var map = Of(new Dictionary<int, string> { [1] = "a", [3] = "b" });
        Assert.Same(map, map.Set(1, map.Get(1)!));
        Assert.Same(map, map.Remove(2));
        Assert.Same(map, map.Where((_, _) => true));
        Assert.Same(map, map.Select((_, value) => value));
        Assert.Equal(Of(new Dictionary<int, string> { [3] = "b" }), map.Where((key, _) => key > 1));
        Assert.Equal(Of(new Dictionary<int, string> { [1] = "a", [3] = "3b" }), map.Select((key, value) => key == 3 ? key + value : value));
    }

    [Fact]
    public void The_epoch_after_several_is_not_known()
    {
        var duty = new DutyState(Situation.Owed, 0);
        Assert.Equal((1, 6, -1), (duty.NextEpoch, (duty with { Epoch = 5 }).NextEpoch, (duty with { Epoch = -1 }).NextEpoch));
    }
}
