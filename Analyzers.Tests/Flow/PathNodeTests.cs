using Chimney.Analyzers.Flow;

namespace Chimney.Analyzers.Tests.Flow;

/// <summary>Where two paths meet in one state, what they do not share made no difference; what has led elsewhere too did.</summary>
public class PathNodeTests
{
    private static PathNode After(PathNode? parent, bool outcome = true) => new(null!, outcome, parent);

    [Fact]
    public void What_both_share_matters()
    {
        var first = After(null);
        var (dropped, kept) = (After(first), After(first, false));
        PathNode.Forget(dropped, kept);
        Assert.True(first.Matters);
        Assert.False(dropped.Matters || kept.Matters);
    }

    [Fact]
    public void The_longer_path_is_forgotten_up_to_where_they_part()
    {
        var first = After(null);
        var kept = After(first, false);
        var longer = After(first);
        var dropped = After(After(longer));
        PathNode.Forget(dropped, kept);
        Assert.True(first.Matters);
        Assert.False(dropped.Matters || dropped.Parent!.Matters || longer.Matters || kept.Matters);
    }

    [Fact]
    public void The_shorter_path_is_forgotten_too()
    {
        var first = After(null);
        var dropped = After(first);
        var kept = After(After(first, false));
        PathNode.Forget(dropped, kept);
        Assert.True(first.Matters);
        Assert.False(dropped.Matters || kept.Matters || kept.Parent!.Matters);
    }

    [Fact]
    public void A_decision_that_led_elsewhere_too_matters()
    {
        var first = After(null);
        var decision = After(first);
        var (dropped, elsewhere) = (After(decision), After(decision, false));
        var kept = After(first, false);
        PathNode.Forget(dropped, kept);
        Assert.True(first.Matters && decision.Matters && elsewhere.Matters);
        Assert.False(dropped.Matters || kept.Matters);
    }

    [Fact]
    public void A_decision_is_forgotten_with_the_last_that_it_led_to()
    {
        var first = After(null);
        var decision = After(first);
        var (one, other) = (After(decision), After(decision, false));
        var kept = After(first, false);
        PathNode.Forget(one, kept);
        PathNode.Forget(other, kept);
        Assert.True(first.Matters);
        Assert.False(one.Matters || other.Matters || decision.Matters);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void What_is_kept_matters_where_it_went_on_in_two_ways(int ways, bool matters)
    {
        var first = After(null);
        var (dropped, kept) = (After(first), After(first, false));
        for (int way = 0; way < ways; way++)
            After(kept);
        PathNode.Forget(dropped, kept);
        Assert.Equal(matters, kept.Matters);
    }

    [Fact]
    public void One_path_forgets_nothing_of_itself()
    {
        var path = After(After(null));
        PathNode.Forget(path, path);
        Assert.True(path.Matters && path.Parent!.Matters);
    }

    [Fact]
    public void Without_a_decision_all_of_the_other_path_is_forgotten()
    {
        var (dropped, kept) = (After(After(null)), After(After(null)));
        PathNode.Forget(dropped, null);
        PathNode.Forget(null, kept);
        Assert.False(dropped.Matters || dropped.Parent!.Matters || kept.Matters || kept.Parent!.Matters);
        Assert.Equal((2, 1), (kept.Depth, kept.Parent.Depth));
    }
}
