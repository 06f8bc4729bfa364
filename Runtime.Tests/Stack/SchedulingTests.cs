namespace Chimney.Runtime.Tests.Stack;

public class SchedulingTests
{
    private sealed class Plain : IntermediateDriver;

    /// <summary>A driver that only implements the interfaces: it gets its handles through the binding interface.</summary>
    private sealed class Bare : IOffloadProvider, IOffloadClient, IOffloadBinding
    {
        private NdisBindingHandle? _below;
        private NdisMiniportHandle? _above;

        public bool IsBound => _below is not null && _above is not null;

        void IOffloadBinding.BindProtocolEdge(NdisBindingHandle? ndisBindingHandle) => _below = ndisBindingHandle;
        void IOffloadBinding.BindMiniportEdge(NdisMiniportHandle? ndisMiniportHandle) => _above = ndisMiniportHandle;

        public void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
            => Ndis.NdisInitiateOffload(_below!, offloadBlockList.ToProtocol(new ImCallEntry()));
        public void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
            => Ndis.NdisTerminateOffload(_below!, offloadBlockList.ToProtocol(new ImCallEntry()));
        public void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
            => Ndis.NdisUpdateOffload(_below!, offloadBlockList.ToProtocol(new ImCallEntry()));
        public void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
            => Ndis.NdisInvalidateOffload(_below!, offloadBlockList.ToProtocol(new ImCallEntry()));
        public void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
            => Ndis.NdisQueryOffloadState(_below!, offloadBlockList.ToProtocol(new ImCallEntry()));
        public void ProtocolInitiateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            => Ndis.NdisMInitiateOffloadComplete(_above!, offloadBlockList.ToMiniport());
        public void ProtocolTerminateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            => Ndis.NdisMTerminateOffloadComplete(_above!, offloadBlockList.ToMiniport());
        public void ProtocolUpdateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            => Ndis.NdisMUpdateOffloadComplete(_above!, offloadBlockList.ToMiniport());
        public void ProtocolInvalidateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            => Ndis.NdisMInvalidateOffloadComplete(_above!, offloadBlockList.ToMiniport());
        public void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            => Ndis.NdisMQueryOffloadStateComplete(_above!, offloadBlockList.ToMiniport());
    }

    [Fact]
    public void Every_call_queues_one_delivery_and_a_step_makes_one()
    {
        using var rig = new Rig(new Plain());
        rig.Host.Initiate(rig.Tree);
        Assert.False(rig.Stack.IsIdle);

        // Down through filter and target, the target's work item, up through filter and host.
        for (int step = 1; step <= 5; step++)
        {
            Assert.Empty(rig.Host.Completed);
            Assert.True(rig.Stack.Step());
            Assert.Equal(step, rig.Stack.Steps);
        }

        Assert.Single(rig.Host.Completed);
        Assert.True(rig.Stack.IsIdle);
        Assert.False(rig.Stack.Step());
    }

    [Fact]
    public void Operations_in_flight_interleave_in_the_order_they_were_queued()
    {
        using var rig = new Rig(new Plain());
        OffloadTree second = OffloadTree.Build(OffloadObject.Neighbor("N2"));

        rig.Host.Initiate(rig.Tree);
        rig.Host.Initiate(second);
        rig.Stack.Run();

        Assert.Equal([6, 1], rig.Host.Completed.Select(c => c.Statuses.Count));
        Assert.Equal(["N1", "N2", "N1", "N2"],
            rig.Stack.Trace.Where(e => e.Kind == TraceKind.Entered && e.Phase == OffloadPhase.Request).Select(e => e.Object));
    }

    [Fact]
    public void A_driver_that_only_implements_the_interfaces_gets_its_handles()
    {
        var bare = new Bare();
        using (var rig = new Rig(new Plain(), bare, new Plain()))
        {
            foreach (OffloadOperation operation in (OffloadOperation[])[OffloadOperation.Initiate, OffloadOperation.Update, OffloadOperation.Query, OffloadOperation.Invalidate, OffloadOperation.Terminate])
                rig.Do(operation);
            Assert.Equal(5, rig.Host.Completed.Count);
            int ran = 0;
            rig.Stack.QueueWorkItem(bare, () => ran++);
            rig.Stack.Run();
            Assert.Equal(1, ran);
            Assert.Throws<ArgumentException>(() => rig.Stack.QueueWorkItem(new Bare(), () => { }));
            Assert.True(bare.IsBound);
        }
        Assert.False(bare.IsBound);
    }

    [Fact]
    public void A_stack_cannot_be_stepped_from_inside_a_handler()
    {
        Rig? rig = null;
        using (rig = new Rig(VerifierMode.Record, new ScriptedFilter { OnRequest = (_, _, _) => rig!.Stack.Step() }))
        {
            rig.Do(OffloadOperation.Initiate);
            Assert.IsType<InvalidOperationException>(Assert.Single(rig.Verifier.Violations).Cause);
        }
    }

    [Fact]
    public void A_completed_tree_can_be_sent_again_and_one_in_use_cannot()
    {
        using var rig = new Rig();
        rig.Host.Initiate(rig.Tree);
        Assert.True(rig.Tree.IsInUse);
        Assert.Contains("Wait for its completion", Assert.Throws<InvalidOperationException>(() => rig.Tree.GetBlockList(OffloadOperation.Query)).Message);
        rig.Stack.Run();

        rig.Do(OffloadOperation.Query);

        Assert.Equal(2, rig.Host.Completed.Count);
    }

    private sealed class Looping(Func<OffloadTree> tree) : ProtocolDriver
    {
        public int Completions { get; private set; }

        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        {
            if (++Completions < 3)
                Ndis.NdisQueryOffloadState(NdisBindingHandle, tree().GetBlockList(OffloadOperation.Query));
        }
    }

    [Fact]
    public void A_host_may_send_a_tree_again_from_its_completion_handler()
    {
        OffloadTree tree = OffloadTree.Build(OffloadObject.Neighbor("N1"));
        var host = new Looping(() => tree);
        using var stack = new NdisStack(host, [new Plain()], new RecordingTarget());
        Ndis.NdisInitiateOffload(host.NdisBindingHandle, tree.GetBlockList(OffloadOperation.Initiate));
        stack.Run();

        Ndis.NdisQueryOffloadState(host.NdisBindingHandle, tree.GetBlockList(OffloadOperation.Query));
        stack.Run();

        Assert.Equal(3, host.Completions);
    }

    private sealed class Keeping : ProtocolDriver
    {
        public PendedProtocolOffload? Kept { get; private set; }

        public override void ProtocolInitiateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            => Kept = offloadBlockList.Pend();
    }

    [Fact]
    public void A_host_may_keep_a_completed_list_to_read_it_later()
    {
        OffloadTree tree = OffloadTree.Build(OffloadObject.Neighbor("N1"));
        var host = new Keeping();
        using var stack = new NdisStack(host, [], new RecordingTarget());
        Ndis.NdisInitiateOffload(host.NdisBindingHandle, tree.GetBlockList(OffloadOperation.Initiate));
        stack.Run();
        Assert.True(tree.IsInUse);

        Assert.Equal(NdisStatus.Success, host.Kept!.Resume().Root.Status);

        Assert.False(tree.IsInUse);
        stack.Halt();
        Assert.Empty(stack.Verifier.Violations);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Ndis_answers_an_initiate_where_the_target_offers_no_chimney(int filters)
    {
        var host = new RecordingHost();
        var target = new RecordingTarget();
        OffloadObject neighbor = OffloadObject.Neighbor("N1");
        neighbor.AddPath("P1");
        using var stack = new NdisStack(host, Enumerable.Range(0, filters).Select(_ => new Plain()), target) { TargetOffersChimney = false };

        host.Initiate(OffloadTree.Build(neighbor));
        stack.Run();

        Assert.Equal([NdisStatus.NotSupported, NdisStatus.NotSupported], host.Completed[0].Statuses);
        Assert.Equal(OffloadObjectState.NotOffloaded, neighbor.State);
        Assert.Empty(target.Requests);
    }

    [Fact]
    public void A_disposed_stack_refuses_to_go_on()
    {
        var rig = new Rig();
        NdisBindingHandle old = rig.Host.NdisBindingHandle;
        rig.Dispose();

        Assert.Throws<ObjectDisposedException>(() => rig.Stack.Step());
        Assert.Throws<ObjectDisposedException>(() => Ndis.NdisInitiateOffload(old, rig.Tree.GetBlockList(OffloadOperation.Initiate)));
    }

    [Fact]
    public void The_host_has_neither_call_entry_nor_miniport_view()
    {
        using var rig = new Rig();
        Assert.Throws<InvalidOperationException>(() => rig.Tree.GetBlockList(OffloadOperation.Query).ToMiniport());
        Assert.Throws<InvalidOperationException>(() => rig.Tree.GetBlockList(OffloadOperation.Query).OverlayAsMiniport());
        Assert.Throws<InvalidOperationException>(() => ImCallEntry.From(rig.Tree.GetBlockList(OffloadOperation.Query)));
        Assert.Throws<InvalidOperationException>(() => ImCallEntry.From(default));
    }
}
