namespace Chimney.Runtime.Tests;

public class PassThroughTests
{
    private sealed class Plain : IntermediateDriver;

    public static TheoryData<int> FilterCounts => [0, 1, 2, 5];

    [Theory]
    [MemberData(nameof(FilterCounts))]
    public void All_five_operations_go_down_and_up(int filters)
    {
        using var rig = new Rig([.. Enumerable.Range(0, filters).Select(_ => new Plain())]);

        rig.Do(OffloadOperation.Initiate);
        Assert.All(rig.Objects, o => Assert.Equal(OffloadObjectState.Offloaded, o.State));
        rig.Do(OffloadOperation.Query);
        rig.Do(OffloadOperation.Update);
        rig.Do(OffloadOperation.Invalidate);
        Assert.All(rig.Objects, o => Assert.Equal(OffloadObjectState.Invalidated, o.State));
        rig.Do(OffloadOperation.Terminate);
        Assert.All(rig.Objects, o => Assert.Equal(OffloadObjectState.NotOffloaded, o.State));

        OffloadOperation[] expected =
            [OffloadOperation.Initiate, OffloadOperation.Query, OffloadOperation.Update, OffloadOperation.Invalidate, OffloadOperation.Terminate];
        Assert.Equal(expected, rig.Target.Requests);
        Assert.Equal(expected, rig.Host.Completed.Select(c => c.Operation));
        Assert.All(rig.Host.Completed, c => Assert.Equal(Enumerable.Repeat(NdisStatus.Success, 6), c.Statuses));
        Assert.Equal(0, rig.Target.ObjectCount);
        rig.Stack.Halt();
    }

    [Fact]
    public void A_conversion_by_hand_runs_between_two_full_ones()
    {
        using var rig = new Rig(new Plain { Name = "upper" }, new Surface.HandMade(), new Plain { Name = "lower" });

        rig.Reach(OffloadOperation.Invalidate);

        Assert.Equal(OffloadOperation.Invalidate, rig.Host.Completed[^1].Operation);
        Assert.All(rig.LastStatuses, s => Assert.Equal(NdisStatus.Success, s));
    }

    [Fact]
    public void A_list_that_a_filter_pended_goes_on_when_it_is_drained()
    {
        var filter = new Surface.PassThrough();
        using var rig = new Rig(filter);
        rig.Do(OffloadOperation.Initiate);

        rig.Do(OffloadOperation.Invalidate);
        Assert.Equal([OffloadOperation.Initiate], rig.Target.Requests);
        filter.Drain();
        rig.Stack.Run();

        Assert.Equal(OffloadOperation.Invalidate, rig.Host.Completed[^1].Operation);
        Assert.Equal(OffloadObjectState.Invalidated, rig.Neighbor.State);
    }

    [Fact]
    public void A_target_that_fails_everything_leaves_all_objects_with_the_host()
    {
        var target = new Surface.Target();
        var host = new RecordingHost();
        OffloadObject neighbor = OffloadObject.Neighbor("N1");
        neighbor.AddPath("P1").AddConnection("T1");
        using var stack = new NdisStack(host, [new Surface.PassThrough(), new Surface.HandMade()], target);

        host.Initiate(OffloadTree.Build(neighbor));
        stack.Run();
        target.Work();
        stack.Run();

        Assert.Equal([NdisStatus.Failure, NdisStatus.Failure, NdisStatus.Failure], host.Completed[0].Statuses);
        Assert.Equal(OffloadObjectState.NotOffloaded, neighbor.State);
        Assert.True(neighbor.OffloadHandle.MiniportOffloadContext.IsNull);
    }
}
