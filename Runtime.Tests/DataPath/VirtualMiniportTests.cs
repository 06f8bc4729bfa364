namespace Chimney.Runtime.Tests.DataPath;

/// <summary>An intermediate driver with several virtual miniports: each is a binding of the driver above, and answers go back on the one they came in on.</summary>
public class VirtualMiniportTests
{
    private sealed class Watching : IntermediateDriver
    {
        internal int Miniports { get; init; } = 2;
        internal List<NdisMiniportHandle> CameIn { get; } = [];
        internal List<NdisMiniportHandle> Remembered { get; } = [];
        internal List<(NdisMiniportHandle Miniport, int Count)> Parts { get; } = [];

        /// <summary>Miniport that trees, and chains, are completed on in place of their own.</summary>
        internal int? TreesOn { get; set; }
        internal int? ChainsOn { get; set; }

        public override int VirtualMiniports => Miniports;

        public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        {
            CameIn.Add(miniportAdapterContext.NdisMiniportHandle);
            base.MiniportInitiateOffload(miniportAdapterContext, offloadBlockList);
        }

        public override void ProtocolInitiateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        {
            NdisMiniportHandle own = ImCallEntry.From(offloadBlockList).NdisMiniportHandle;
            Remembered.Add(own);
            Ndis.NdisMInitiateOffloadComplete(TreesOn is { } index ? NdisMiniportHandles[index] : own, offloadBlockList.ToMiniport());
        }

        public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        {
            CameIn.Add(miniportAdapterContext.NdisMiniportHandle);
            return base.MiniportTcpOffloadSend(miniportAdapterContext, miniportOffloadContext, netBufferList);
        }

        public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        {
            if (ChainsOn is { } index)
            {
                Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandles[index], netBufferList);
                return;
            }
            while (!netBufferList.IsNull)
            {
                NetBufferListChain part = netBufferList.SplitFirst(out netBufferList);
                int count = 0;
                for (NetBufferList? list = part.First; list is not null; list = list.Next)
                    count++;
                Parts.Add((part.NdisMiniportHandle, count));
                Ndis.NdisTcpOffloadSendComplete(part.NdisMiniportHandle, part);
            }
        }
    }

    private sealed class TwoBindings : IDisposable
    {
        internal TwoBindings(Watching filter, VerifierMode mode = VerifierMode.Throw)
        {
            Filter = filter;
            Stack = new NdisStack(Host, [filter, new ScriptedFilter { Name = "below" }], Target, new ContractVerifier(mode));
            for (int i = 0; i < 2; i++)
            {
                OffloadObject neighbor = OffloadObject.Neighbor($"N{i}");
                Connections.Add(neighbor.AddPath("P").AddConnection($"T{i}"));
                Ndis.NdisInitiateOffload(Host.NdisBindingHandles[i], OffloadTree.Build(neighbor).GetBlockList(OffloadOperation.Initiate));
            }
            Stack.Run();
        }

        internal RecordingHost Host { get; } = new();
        internal Watching Filter { get; }
        internal ListTarget Target { get; } = new();
        internal NdisStack Stack { get; }
        internal List<OffloadObject> Connections { get; } = [];

        /// <summary>Sends on both connections by turns; the target completes all of it in one chain.</summary>
        internal void SendByTurns()
        {
            Target.OnRequest = (self, _, chain) => self.Kept.Enqueue(chain.Pend());
            for (int i = 0; i < 4; i++)
                Host.Send(Connections[i / 2 % 2], ListRig.Data());
            Stack.Run();
            Target.Later(() =>
            {
                NetBufferListChain all = Target.Kept.Dequeue().Resume();
                while (Target.Kept.TryDequeue(out PendedNetBufferListChain? next))
                    all.Append(next.Resume());
                Requests.Succeed(OffloadOperation.Send, all);
                Ndis.NdisTcpOffloadSendComplete(Target.NdisMiniportHandle, all);
            });
            Stack.Run();
        }

        public void Dispose() => Stack.Dispose();
    }

    [Fact]
    public void Each_miniport_is_a_binding_of_the_driver_above()
    {
        using var rig = new TwoBindings(new Watching());

        Assert.Equal(2, rig.Filter.NdisMiniportHandles.Count);
        Assert.Same(rig.Filter.NdisMiniportHandle, rig.Filter.NdisMiniportHandles[0]);
        Assert.Equal(2, rig.Host.NdisBindingHandles.Count);
        Assert.Same(rig.Host.NdisBindingHandle, rig.Host.NdisBindingHandles[0]);
        Assert.Single(rig.Filter.NdisBindingHandles);
        Assert.Equal(rig.Filter.NdisMiniportHandles, rig.Filter.CameIn);
        Assert.Equal(rig.Filter.NdisMiniportHandles, rig.Filter.Remembered);
    }

    [Fact]
    public void A_chain_that_mixes_miniports_is_split_by_owner()
    {
        using var rig = new TwoBindings(new Watching());
        rig.SendByTurns();

        Assert.Equal([(rig.Filter.NdisMiniportHandles[0], 2), (rig.Filter.NdisMiniportHandles[1], 2)], rig.Filter.Parts);
        rig.Stack.Halt();
        Assert.Equal(4, rig.Host.CompletedLists.Count);
        Assert.Empty(rig.Stack.Verifier.Violations);
    }

    [Fact]
    public void C086_A_chain_that_is_completed_on_one_miniport_goes_back_to_all_owners()
    {
        using var rig = new TwoBindings(new Watching { ChainsOn = 0 }, VerifierMode.Record);
        rig.SendByTurns();
        rig.Stack.Halt();

        Assert.Equal("C086", Assert.Single(rig.Stack.Verifier.Violations).Rule);
        Assert.Equal(4, rig.Host.CompletedLists.Count);
    }

    [Fact]
    public void C029_A_tree_that_is_completed_on_another_miniport_goes_back_to_its_owner()
    {
        using var rig = new TwoBindings(new Watching { TreesOn = 1 }, VerifierMode.Record);

        ContractViolation violation = Assert.Single(rig.Stack.Verifier.Violations);
        Assert.Equal(("C029", "N0"), (violation.Rule, violation.Object));
        Assert.All(rig.Connections, connection => Assert.Equal(OffloadObjectState.Offloaded, connection.State));
    }

    [Fact]
    public void A_driver_without_a_miniport_has_no_place_in_a_stack()
    {
        var exception = Assert.Throws<ArgumentException>(() => new NdisStack(new RecordingHost(), [new Watching { Miniports = 0 }], new RecordingTarget()));
        Assert.Contains("Watching has 0 virtual miniports", exception.Message);
    }
}
