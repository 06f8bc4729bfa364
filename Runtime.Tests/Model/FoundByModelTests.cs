namespace Chimney.Runtime.Tests.Model;

/// <summary>What random runs found once, as plain tests.</summary>
public class FoundByModelTests
{
    [Fact]
    public void An_invalidate_may_overtake_the_initiate_of_a_dependent()
    {
        using var rig = new Rig();
        rig.Do(OffloadOperation.Initiate, OffloadTree.Build(rig.Neighbor, item => item == rig.Neighbor ? BlockUse.Object : BlockUse.Omit));

        rig.Send(OffloadOperation.Invalidate, OffloadTree.Build(rig.Neighbor, item => item == rig.Neighbor ? BlockUse.Object : BlockUse.Omit));
        rig.Send(OffloadOperation.Initiate, OffloadTree.Build(rig.Path1, item => item == rig.Path1 ? BlockUse.Object : BlockUse.Omit));
        rig.Stack.Run();

        Assert.Equal(OffloadObjectState.Offloaded, rig.Path1.State);
    }

    [Fact]
    public void A_connection_whose_terminate_is_asked_for_again_is_counted_once()
    {
        using var rig = new Rig();
        rig.Do(OffloadOperation.Initiate);
        rig.Target.ChooseStatus = (_, _) => NdisStatus.Failure;
        rig.Do(OffloadOperation.Terminate);
        rig.Target.ChooseStatus = null;

        rig.Do(OffloadOperation.Terminate);

        Assert.Equal(0, rig.Stack.Adapter.Connections);
    }

    [Fact]
    public void What_depends_on_an_object_that_was_not_published_stays_out_as_well()
    {
        var target = new ScriptedTarget
        {
            Name = "culprit",
            OnWork = (self, op, list) =>
            {
                ScriptedTarget.Succeed(op, list);
                list.Root.MiniportOffloadContext = default;
                Ops.CompleteUp(op, self.NdisMiniportHandle, list);
            },
        };
        var host = new RecordingHost();
        var verifier = new ContractVerifier(VerifierMode.Record);
        OffloadObject neighbor = OffloadObject.Neighbor("N");
        OffloadObject connection = neighbor.AddPath("P").AddConnection("T");
        NetBufferList data = new(new NetBuffer(new byte[4]));
        connection.NetBufferListChain = data;
        using var stack = new NdisStack(host, [], target, verifier);

        host.Initiate(OffloadTree.Build(neighbor));
        stack.Run();

        Assert.Equal("C116", Assert.Single(verifier.Violations).Rule);
        Assert.All(host.Completed[0].Statuses, status => Assert.Equal(NdisStatus.Failure, status));
        Assert.True(connection.OffloadHandle.ContextWord.IsNull);
        // The send data is the host's again.
        Assert.Equal(4u, connection.NetBufferListChain.DataLength);
        Assert.Single(verifier.Violations);
    }

    [Fact]
    public void A_terminate_that_never_reaches_the_target_leaves_the_connection_with_it()
    {
        var target = new WaitingTarget();
        var verifier = new ContractVerifier(VerifierMode.Record);
        var host = new RecordingHost();
        using var stack = new NdisStack(host, [new ScriptedFilter { Name = "culprit", Only = OffloadOperation.Terminate, OnRequest = (_, _, _) => { } }], target, verifier);
        OffloadObject neighbor = OffloadObject.Neighbor("N");
        OffloadObject connection = neighbor.AddPath("P").AddConnection("T");
        OffloadTree tree = OffloadTree.Build(neighbor);
        host.Initiate(tree);
        stack.Run();
        Ndis.NdisOffloadTcpSend(connection.OffloadHandle, NetBufferListChain.From(new NetBufferList(new NetBuffer(new byte[4]))));
        stack.Run();

        host.Terminate(tree);
        stack.Run();
        target.CompleteSend();
        stack.Run();

        Assert.Equal(("C033", "culprit"), (Assert.Single(verifier.Violations).Rule, verifier.Violations[0].Driver));
    }

    /// <summary>Takes everything in, and keeps a send until it is told to complete it.</summary>
    private sealed class WaitingTarget : OffloadTarget
    {
        private PendedNetBufferListChain? _send;

        internal void CompleteSend()
        {
            NetBufferListChain chain = _send!.Resume();
            chain.First!.TcpOffloadBytesTransferred = 4;
            Ndis.NdisAdvanceNetBufferDataStart(chain.First.FirstNetBuffer!, 4);
            chain.First.Status = NdisStatus.Success;
            Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain);
        }

        private void Complete(PendedMiniportOffload pended) => QueueWorkItem(() =>
        {
            MiniportOffloadBlockList list = pended.Resume();
            ScriptedTarget.Succeed(pended.Operation, list);
            Ops.CompleteUp(pended.Operation, NdisMiniportHandle, list);
        });

        public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        {
            _send = netBufferList.Pend();
            return NdisStatus.Pending;
        }

        public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList.Pend());
        public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList.Pend());
        public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList.Pend());
        public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList.Pend());
        public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList.Pend());
    }
}
