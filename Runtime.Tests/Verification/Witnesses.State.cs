namespace Chimney.Runtime.Tests.Verification;

// Mistakes with the state behind blocks.
internal static partial class Witnesses
{
    private static Dictionary<string, Witness> State => new()
    {
        ["C022"] = OnCompletion((self, op, list) =>
        {
            ImOffloadEntry.From(list.Root.OffloadHandle!).Release();
            self.PassUp(op, list);
        }),
        ["C023"] = OnCompletion((self, op, list) =>
        {
            list.Root.Status = NdisStatus.Failure;
            self.PassUp(op, list);
        }),
        ["C025"] = OnCompletion((self, op, list) =>
        {
            list.Root.DependentBlockList.DependentBlockList.NetBufferListChain = new NetBufferList();
            self.PassUp(op, list);
        }, OffloadOperation.Terminate),
        ["C024"] = OnCompletion((self, op, list) =>
        {
            list.Root.State.Write<NeighborOffloadStateDelegated>().NicReachabilityDelta = 1;
            self.PassUp(op, list);
        }),
        ["C058"] = OnRequest((self, op, list) =>
        {
            list.Root.State.Write<NeighborOffloadStateCached>().HostReachabilityDelta = 1;
            self.PassDown(op, list);
        }, OffloadOperation.Initiate),
        ["C109"] = OnWork((self, op, list) =>
        {
            list.Root.State.Write<NeighborOffloadStateDelegated>().NicReachabilityDelta = 1;
            Complete(self, op, list);
        }, OffloadOperation.Initiate),
        ["C114"] = verifier =>
        {
            var filter = new ScriptedFilter { OnRequest = LookAtRoot };
            using var rig = new Rig(verifier, filter);
            rig.Do(OffloadOperation.Initiate, OffloadTree.Build(rig.Neighbor, o => o == rig.Neighbor ? BlockUse.Object : BlockUse.Omit));
            filter.Armed = true;
            rig.Do(OffloadOperation.Initiate);
        },
        ["C115"] = OnRequest(LookAtRoot, OffloadOperation.Update, armed: true),
        ["C125"] = Initiates(BlockUse.Placeholder, NdisStatus.Failure, NdisStatus.Failure, NdisStatus.Failure),
        ["C126"] = Initiates(BlockUse.Object, NdisStatus.Success, NdisStatus.Resources, NdisStatus.Failure),
        ["C127"] = Initiates(null, NdisStatus.OffloadPartialSuccess, NdisStatus.OffloadPathEntries, NdisStatus.Resources),
        ["C129"] = Initiates(null, changes: lists => lists.Status = NdisStatus.RequestAborted, NdisStatus.Success, NdisStatus.OffloadPartialSuccess, NdisStatus.Resources),
        ["C137"] = Initiates(null, NdisStatus.OffloadPartialSuccess, NdisStatus.OffloadHwAddressEntries, NdisStatus.Failure),
        ["C138"] = Initiates(null, NdisStatus.OffloadPartialSuccess, NdisStatus.OffloadVlanEntries, NdisStatus.Failure),
        ["C157"] = OnWork((self, op, list) =>
        {
            foreach (MiniportOffloadBlock block in list.Blocks)
                block.Status = NdisStatus.Success;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["C159"] = But((ref TcpOffloadStateDelegated state) => state.BufferedData = new NetBufferList(), OffloadOperation.Query),
        ["C161"] = OnWork((self, op, list) =>
        {
            list.Root.State.Write<NeighborOffloadStateCached>().HostReachabilityDelta = 1;
            Complete(self, op, list);
        }, OffloadOperation.Initiate),
        ["C162"] = OnWork((self, op, list) =>
        {
            list.Root.State.Write<NeighborOffloadStateConst>().VlanId = 1;
            Complete(self, op, list);
        }, OffloadOperation.Initiate),
        ["C173"] = OnWork((self, op, list) =>
        {
            foreach (MiniportOffloadBlock block in list.Blocks)
            {
                block.Status = NdisStatus.Success;
                block.MiniportOffloadContext = default;
                block.NetBufferListChain = null;
            }
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }, OffloadOperation.Terminate),
        ["C177"] = But((ref TcpOffloadStateDelegated state) => state.SendDataHead = state.SendDataTail = new NetBufferList()),
        ["C178"] = OnWork((self, op, list) =>
        {
            foreach (MiniportOffloadBlock block in list.Blocks)
            {
                block.Status = NdisStatus.Success;
                block.MiniportOffloadContext = default;
                block.State.CopyFrom(OffloadState.For(block.State.Layer));
            }
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }, OffloadOperation.Terminate),
        ["C181"] = But((ref TcpOffloadStateDelegated state) => state.KeepAlive = state.KeepAlive with { TimeoutDelta = 0 }),
        ["C268"] = But((ref TcpOffloadStateDelegated state) => state.Flags = 1),
        ["C168"] = OnRequest(LookAtRoot, OffloadOperation.Invalidate, armed: true),
    };

    private static Witness OnRequest(RequestScript script, OffloadOperation operation, bool armed)
        => verifier => Reach(verifier, new ScriptedFilter { Only = operation, OnRequest = script, Armed = armed }, operation);

    private static void LookAtRoot(ScriptedFilter self, OffloadOperation operation, MiniportOffloadBlockList list)
    {
        if (self.Armed)
            _ = list.Root.State.Read<NeighborOffloadStateDelegated>().NicReachabilityDelta;
        self.PassDown(operation, list);
    }

    private delegate void ChangeOfState(ref TcpOffloadStateDelegated state);

    /// <summary>A target that does all as it should, then changes the delegated values of the connection.</summary>
    private static Witness But(ChangeOfState change, OffloadOperation operation = OffloadOperation.Terminate) => OnWork((self, op, list) =>
    {
        ScriptedTarget.Succeed(op, list);
        change(ref list.Root.DependentBlockList.DependentBlockList.State.Write<TcpOffloadStateDelegated>());
        Ops.CompleteUp(op, self.NdisMiniportHandle, list);
    }, operation);

    /// <summary>A target that completes an initiate with these statuses.</summary>
    private static Witness Initiates(BlockUse? root, params NdisStatus[] statuses) => Initiates(root, _ => { }, statuses);

    private static Witness Initiates(BlockUse? root, Action<NetBufferList> changes, params NdisStatus[] statuses) => verifier =>
    {
        var host = new RecordingHost();
        var target = new ScriptedTarget();
        OffloadObject neighbor = OffloadObject.Neighbor("N1");
        OffloadObject tcp = neighbor.AddPath("P1").AddConnection("T1");
        tcp.NetBufferListChain = new NetBufferList();
        using var stack = new NdisStack(host, [], target, verifier);
        if (root is not null)
            host.Initiate(OffloadTree.Build(neighbor, o => o == neighbor ? BlockUse.Object : BlockUse.Omit));
        stack.Run();
        target.OnWork = (self, op, list) =>
        {
            int index = 0;
            changes(tcp.NetBufferListChain);
            foreach (MiniportOffloadBlock block in list.Blocks)
            {
                block.Status = statuses[index++];
                if (block.Status is NdisStatus.Success or NdisStatus.OffloadPartialSuccess && !block.IsPlaceholder && block.MiniportOffloadContext.IsNull)
                    block.MiniportOffloadContext = OffloadContext.From(new object());
            }
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        };
        host.Initiate(OffloadTree.Build(neighbor, o => o == neighbor ? root ?? BlockUse.Object : BlockUse.Object));
        stack.Run();
    };
}
