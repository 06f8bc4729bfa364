namespace Chimney.Runtime.Tests.Lists;

/// <summary>Handles, call entries and chains that are used again: nothing is allocated, and mistakes are still told.</summary>
public class ReuseTests
{
    private sealed class Plain : IntermediateDriver;

    private sealed class Host : ProtocolDriver
    {
        internal int Completions { get; private set; }
        internal PendedNetBufferListChain? Kept { get; set; }
        internal bool KeepsChains { get; init; }

        internal void Send(OffloadObject connection, NetBufferList list)
            => Ndis.NdisOffloadTcpSend(connection.OffloadHandle, NetBufferListChain.From(list));

        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList) => Completions++;

        public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        {
            Completions++;
            if (KeepsChains)
                Kept = netBufferList.Pend();
        }
    }

    /// <summary>Keeps one request at a time, in handles that it uses again, and completes from a work item.</summary>
    private sealed class Target : OffloadTarget
    {
        private readonly Action _complete;
        private readonly Action _sent;

        public Target()
        {
            _complete = Complete;
            _sent = Sent;
        }

        internal PendedMiniportOffload? Pended { get; private set; }
        internal PendedNetBufferListChain? Sending { get; private set; }
        internal bool ResumesTwice { get; set; }
        internal bool CompletesItself { get; set; } = true;

        public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend(Pended));
        public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend(Pended));
        public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend(Pended));
        public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend(Pended));
        public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend(Pended));

        public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        {
            Sending = netBufferList.Pend(Sending);
            QueueWorkItem(_sent);
            return NdisStatus.Pending;
        }

        private void Keep(PendedMiniportOffload pended)
        {
            Pended = pended;
            if (CompletesItself)
                QueueWorkItem(_complete);
        }

        private void Complete()
        {
            OffloadOperation operation = Pended!.Operation;
            MiniportOffloadBlockList list = Pended.Resume();
            if (ResumesTwice)
                Assert.True(Pended.Resume().IsNull);
            foreach (MiniportOffloadBlock block in list.Blocks)
            {
                block.Status = NdisStatus.Success;
                if (operation == OffloadOperation.Initiate)
                {
                    var state = OffloadState.For(block.State.Layer);
                    block.State.CopyTo(state);
                    block.MiniportOffloadContext = OffloadContext.From(state);
                }
                else
                {
                    block.State.CopyFrom((OffloadState)block.MiniportOffloadContext.Value!);
                }
            }
            Ops.CompleteUp(operation, NdisMiniportHandle, list);
        }

        private void Sent()
        {
            NetBufferListChain chain = Sending!.Resume();
            NetBufferList list = chain.First!;
            list.Status = NdisStatus.Success;
            list.TcpOffloadBytesTransferred = list.DataLength;
            Ndis.NdisAdvanceNetBufferDataStart(list.FirstNetBuffer!, list.DataLength);
            Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain);
        }
    }

    private sealed record Setup(Host Host, Target Target, NdisStack Stack, OffloadTree Tree, OffloadObject Connection);

    private static Setup Make(VerifierMode mode = VerifierMode.Throw, Host? host = null, int filters = 1)
    {
        host ??= new Host();
        var target = new Target();
        var stack = new NdisStack(host, Enumerable.Range(0, filters).Select(_ => new Plain()), target, new ContractVerifier(mode));
        stack.Trace.IsEnabled = false;
        OffloadObject neighbor = OffloadObject.Neighbor("N");
        OffloadObject connection = neighbor.AddPath("P").AddConnection("T");
        OffloadTree tree = OffloadTree.Build(neighbor);
        Ops.SendDown(OffloadOperation.Initiate, host.NdisBindingHandle, tree.GetBlockList(OffloadOperation.Initiate));
        stack.Run();
        return new Setup(host, target, stack, tree, connection);
    }

    private static void Query(Setup setup)
    {
        Ops.SendDown(OffloadOperation.Query, setup.Host.NdisBindingHandle, setup.Tree.GetBlockList(OffloadOperation.Query));
        setup.Stack.Run();
    }

    [Theory]
    [InlineData(VerifierMode.Off, 1)]
    [InlineData(VerifierMode.Record, 1)]
    [InlineData(VerifierMode.Record, 3)]
    public void A_warm_query_or_send_through_the_stack_allocates_nothing(VerifierMode mode, int filters)
    {
        Setup setup = Make(mode, filters: filters);
        var list = new NetBufferList(new NetBuffer(new byte[10]));
        long bytes = Allocations.Leanest(rounds: 6, round: () =>
        {
            for (int i = 0; i < 10; i++)
            {
                Query(setup);
                setup.Host.Send(setup.Connection, list);
                setup.Stack.Run();
            }
        });
        Assert.Equal(120, setup.Host.Completions);
        Assert.Equal(0, bytes);
        setup.Stack.Halt();
        Assert.Empty(setup.Stack.Verifier.Violations);
    }

    [Fact]
    public void C104_A_handle_that_is_used_again_tells_two_resumes_of_one_request()
    {
        Setup setup = Make(VerifierMode.Record);
        PendedMiniportOffload handle = setup.Target.Pended!;
        Query(setup);
        Assert.Same(handle, setup.Target.Pended);
        setup.Target.ResumesTwice = true;

        Query(setup);

        Assert.Equal(("C104", "Target"), Assert.Single(setup.Stack.Verifier.Violations.Select(v => (v.Rule, v.Driver))));
        Assert.Equal(2, setup.Host.Completions);
    }

    [Fact]
    public void C276_A_handle_that_still_keeps_a_list_takes_no_other()
    {
        Setup setup = Make(VerifierMode.Record);
        setup.Target.CompletesItself = false;
        Query(setup);
        OffloadTree other = OffloadTree.Build(OffloadObject.Neighbor("N2"));
        Ops.SendDown(OffloadOperation.Initiate, setup.Host.NdisBindingHandle, other.GetBlockList(OffloadOperation.Initiate));
        setup.Stack.Run();

        ContractViolation violation = Assert.Single(setup.Stack.Verifier.Violations);
        Assert.Equal("C274", violation.Rule);
        Assert.Contains("still keeps Query of N", violation.Cause!.Message);
        setup.Stack.Halt();
        Assert.Equal(["C274", "C276"], setup.Stack.Verifier.Violations.Select(v => v.Rule));
    }

    [Fact]
    public void A_list_that_is_sent_again_is_another_chain_to_a_handle_of_the_first()
    {
        Setup setup = Make(host: new Host { KeepsChains = true });
        var list = new NetBufferList(new NetBuffer(new byte[10]));
        setup.Host.Send(setup.Connection, list);
        setup.Stack.Run();
        PendedNetBufferListChain first = setup.Host.Kept!;

        // The handle keeps the chain, so the list gets another one.
        setup.Host.Send(setup.Connection, list);
        setup.Stack.Run();

        Assert.NotSame(first, setup.Host.Kept);
        Assert.Same(list, first.Resume().First);
        Assert.Same(list, setup.Host.Kept!.Resume().First);
    }

    [Fact]
    public void C056_A_chain_that_is_used_again_makes_older_tokens_stale()
    {
        var list = new NetBufferList(new NetBuffer(new byte[10]));
        Setup setup = Make(VerifierMode.Record);
        NetBufferListChain own = NetBufferListChain.From(list);
        Ndis.NdisOffloadTcpSend(setup.Connection.OffloadHandle, own);
        setup.Stack.Run();
        NetBufferListChain again = NetBufferListChain.From(list);

        Assert.Same(list, again.First);
        Assert.Throws<InvalidOperationException>((Action)(() => Stale(setup, list)));
        setup.Stack.Halt();

        static void Stale(Setup setup, NetBufferList list)
        {
            NetBufferListChain old = NetBufferListChain.From(list);
            Ndis.NdisOffloadTcpSend(setup.Connection.OffloadHandle, old);
            setup.Stack.Run();
            NetBufferListChain newer = NetBufferListChain.From(list);
            Assert.False(newer.IsNull);
            _ = old.First;
        }
    }
}
