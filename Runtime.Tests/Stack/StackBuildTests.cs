namespace Chimney.Runtime.Tests.Stack;

/// <summary>Stacks that cannot be built are refused with a message that says what to change.</summary>
public class StackBuildTests
{
    private sealed class Plain : IntermediateDriver;

    private sealed class TopEdgeOnly : IOffloadProvider
    {
        public void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => offloadBlockList.Pend();
        public void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => offloadBlockList.Pend();
        public void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => offloadBlockList.Pend();
        public void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => offloadBlockList.Pend();
        public void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => offloadBlockList.Pend();
    }

    private static string Refused(IOffloadClient? host, IEnumerable<IOffloadProvider?>? filters, IOffloadProvider? target)
    {
        var thrown = Assert.Throws<ArgumentException>(() => new NdisStack(host, filters, target));
        // A refused stack leaves its drivers free.
        if (host is RecordingHost free)
            new NdisStack(free, [], new RecordingTarget()).Dispose();
        return thrown.Message;
    }

    [Fact]
    public void Without_a_host() => Assert.Contains("no host: pass the driver", Refused(null, [], new RecordingTarget()));

    [Fact]
    public void Without_a_target() => Assert.Contains("no target: pass the driver", Refused(new RecordingHost(), [], null));

    [Fact]
    public void Without_a_list_of_filters() => Assert.Contains("pass an empty collection", Refused(new RecordingHost(), null, new RecordingTarget()));

    [Fact]
    public void With_a_null_filter()
        => Assert.Contains("driver 1 is null: pass a driver, or leave it out", Refused(new RecordingHost(), [new Plain(), null], new RecordingTarget()));

    [Fact]
    public void With_a_filter_that_has_one_edge_only()
        => Assert.Contains("TopEdgeOnly) has no protocol edge: implement IOffloadClient", Refused(new RecordingHost(), [new TopEdgeOnly()], new RecordingTarget()));

    [Fact]
    public void With_one_instance_twice()
    {
        var filter = new Plain { Name = "twin" };
        Assert.Contains("twin is in the stack twice", Refused(new RecordingHost(), [filter, new Plain(), filter], new RecordingTarget()));
    }

    [Fact]
    public void With_a_driver_of_another_stack()
    {
        var filter = new Plain { Name = "taken" };
        using var rig = new Rig(filter);
        Assert.Contains("taken is in another stack: dispose that stack first", Refused(new RecordingHost(), [filter], new RecordingTarget()));
    }

    [Fact]
    public void A_driver_is_free_again_when_its_stack_is_disposed()
    {
        var filter = new Plain();
        new Rig(filter).Dispose();
        using var rig = new Rig(filter);

        rig.Do(OffloadOperation.Initiate);

        Assert.Equal(OffloadObjectState.Offloaded, rig.Neighbor.State);
    }

    [Fact]
    public void A_driver_without_a_stack_has_no_handles()
    {
        Assert.Contains("Put it into an NdisStack", Assert.Throws<InvalidOperationException>(() => new Plain().NdisBindingHandle).Message);
        Assert.Throws<InvalidOperationException>(() => new RecordingTarget().NdisMiniportHandle);
        Assert.Throws<InvalidOperationException>(() => new ScriptedFilter().Later(() => { }));
    }

    [Fact]
    public void Handles_and_contexts_name_their_driver()
    {
        using var rig = new Rig(new Plain { Name = "filter" });
        Assert.Equal("binding handle of host", rig.Host.NdisBindingHandle.ToString());
        Assert.Equal("miniport handle of target", rig.Target.NdisMiniportHandle.ToString());
        Assert.Equal("protocol binding context of host", rig.Host.NdisBindingHandle.Owner.BindingContexts[0].ToString());
        Assert.Equal("miniport adapter context of filter", rig.Host.NdisBindingHandle.Owner.Below!.AdapterContexts[0].ToString());
    }

    private sealed class Unbindable : IntermediateDriver, IOffloadBinding
    {
        void IOffloadBinding.BindProtocolEdge(NdisBindingHandle? ndisBindingHandle) => throw new InvalidDataException("not today");
    }

    [Fact]
    public void A_driver_that_cannot_be_bound_leaves_the_others_free()
    {
        var host = new RecordingHost();

        Assert.Throws<InvalidDataException>(() => new NdisStack(host, [new Unbindable()], new RecordingTarget()));

        new NdisStack(host, [], new RecordingTarget()).Dispose();
    }
}
