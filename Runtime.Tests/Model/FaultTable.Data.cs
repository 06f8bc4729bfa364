namespace Chimney.Runtime.Tests.Model;

// The mistakes of intermediate drivers on the data path, and all of targets.
internal static partial class FaultTable
{
    private static OffloadOperation[] DisconnectOnly => [OffloadOperation.Disconnect];

    private static readonly Dictionary<string, FaultRow> s_dataRows = new()
    {
        ["chain dropped"] = DataDown(DropsData, (_, _, _, _, _) => NdisStatus.Pending),
        ["chain sent down by another function"] = DataDown(["C006"], (_, op, handle, chain, flags) => ModelFilter.PassDown(OtherData(op), handle, chain, TcpDisconnectFlags.GracefulClose)),
        ["chain sent down by the upper handle"] = DataDown(["C068"], (_, op, _, chain, flags) => ModelFilter.PassDown(op, null!, chain, flags)),
        ["flags changed"] = DataDown(["C070"], (_, op, handle, chain, flags) => ModelFilter.PassDown(op, handle, chain, flags ^ (TcpDisconnectFlags)3)) with { Only = DisconnectOnly },
        ["other result"] = DataDown(["C072"], (_, op, handle, chain, flags) =>
        {
            ModelFilter.PassDown(op, handle, chain, flags);
            return NdisStatus.Success;
        }),
        ["chain used after"] = DataDown(["C079", "C056"], (_, op, handle, chain, flags) =>
        {
            ModelFilter.PassDown(op, handle, chain, flags);
            chain.First!.Status = NdisStatus.Failure;
            return NdisStatus.Pending;
        }),
        ["chain completion dropped"] = DataUp(DropsDataCompletion, (_, _, _) => { }),
        ["chain completed by another function"] = DataUp(["C006"], (self, op, chain) => DataOps.CompleteUp(OtherData(op), self.NdisMiniportHandle, chain)),
        ["chain completed twice"] = DataUp(["C007", "C085"], (self, op, chain) =>
        {
            DataOps.CompleteUp(op, self.NdisMiniportHandle, chain);
            DataOps.CompleteUp(op, self.NdisMiniportHandle, chain);
        }),
        ["completed chain used after"] = DataUp(["C090", "C030"], (self, op, chain) =>
        {
            DataOps.CompleteUp(op, self.NdisMiniportHandle, chain);
            _ = chain.First;
        }),
        ["exception in a chain's completion"] = DataUp(["C274"], (_, _, _) => throw new InvalidDataException()),
        ["status of a list changed"] = DataUp(["C088"], (self, op, chain) =>
        {
            chain.First!.Status = chain.First.Status == NdisStatus.Success ? NdisStatus.RequestAborted : NdisStatus.Success;
            DataOps.CompleteUp(op, self.NdisMiniportHandle, chain);
        }),
        ["data swallowed"] = new(FaultPlace.FilterIndication, "C093")
        {
            FilterIndication = (ModelFilter _, OffloadHandle _, NetBufferListChain _, NdisStatus _, out uint consumed) =>
            {
                consumed = 0;
                return NdisStatus.OffloadDataNotAccepted;
            },
        },
        ["answer to data changed"] = new(FaultPlace.FilterIndication, "C096")
        {
            FilterIndication = (ModelFilter _, OffloadHandle handle, NetBufferListChain chain, NdisStatus status, out uint consumed) =>
            {
                NdisStatus result = Ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(handle).NdisOffloadHandle, chain, status, out consumed);
                return result == NdisStatus.Success ? NdisStatus.OffloadDataNotAccepted : NdisStatus.Success;
            },
        },
        ["return dropped"] = new(FaultPlace.FilterReturn, "C067") { FilterReturn = (_, _) => NdisStatus.Success },
        ["return with another result"] = new(FaultPlace.FilterReturn, "C073")
        {
            FilterReturn = (self, chain) =>
            {
                Ndis.NdisOffloadTcpReceiveReturn(self.NdisBindingHandle, chain);
                return NdisStatus.Pending;
            },
        },
        ["event by no handle"] = new(FaultPlace.FilterEvent, "C095") { FilterEvent = (_, _, type, information) => Ndis.NdisTcpOffloadEventHandler(default, type, information) },
        ["event swallowed"] = new(FaultPlace.FilterEvent, "C092", "C100") { FilterEvent = (_, _, _, _) => { } },
    };

    private static readonly Dictionary<string, FaultRow> s_targetRows = new()
    {
        ["target drops a request"] = new(FaultPlace.TargetRequest, "C101") { TargetRequest = (_, _, _) => { } },
        ["exception in the target"] = new(FaultPlace.TargetRequest, "C274") { TargetRequest = (_, _, _) => throw new InvalidDataException() },
        ["target completes inside the handler"] = new(FaultPlace.TargetRequest, "C102")
        {
            TargetRequest = (self, op, list) =>
            {
                foreach (MiniportOffloadBlock block in list.Blocks)
                    block.Status = block.IsPlaceholder ? NdisStatus.Success : NdisStatus.Failure;
                Ops.CompleteUp(op, self.NdisMiniportHandle, list);
            },
            Only = [OffloadOperation.Update],
        },
        ["target drops a resumed request"] = Work(["C101"], (_, _, _) => { }),
        ["target uses another function"] = Work(["C103"], (self, op, list) => Ops.CompleteUp(Ops.Other(op), self.NdisMiniportHandle, list)),
        ["target completes twice"] = Work(["C104"], (self, op, list) =>
        {
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["target yields another status"] = Work(["C106"], (self, op, list) =>
        {
            list.Root.Status = NdisStatus.OffloadPartialSuccess;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }) with { Only = [OffloadOperation.Query, OffloadOperation.Update, OffloadOperation.Invalidate, OffloadOperation.Terminate] },
        ["target yields a status of lists"] = Work(["C107"], (self, op, list) =>
        {
            list.Root.Status = NdisStatus.UploadInProgress;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }) with { Only = InitiateOnly },
        ["target yields pending"] = Work(["C108"], (self, op, list) =>
        {
            list.Root.Status = NdisStatus.Pending;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["target writes ImReserved"] = Work(["C110"], (self, op, list) =>
        {
            list.Root.ImReserved[0] = self;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["target writes SourceHandle"] = Work(["C110"], (self, op, list) =>
        {
            list.Root.SourceHandle = null;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["target publishes nothing"] = Work(["C116"], (self, op, list) =>
        {
            list.Root.MiniportOffloadContext = default;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }) with { Only = InitiateOnly, Needs = tree => tree.Blocks[0] is { IsNew: true, Succeeded: true } },
        ["target publishes what it refuses"] = Work(["C117"], (self, op, list) =>
        {
            foreach (MiniportOffloadBlock block in list.Blocks)
            {
                if (!block.IsPlaceholder && block.MiniportOffloadContext.IsNull)
                    block.MiniportOffloadContext = OffloadContext.From(self);
            }
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }) with { Only = InitiateOnly, Needs = tree => tree.Blocks.Exists(block => block is { IsNew: true, Succeeded: false }) },
        ["target fails a placeholder"] = Work(["C125"], (self, op, list) =>
        {
            list.Root.Status = NdisStatus.Failure;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }) with { Only = InitiateOnly, Needs = tree => tree.Blocks[0].Object is null },
        ["target contradicts the dependents"] = Work(["C124"], (self, op, list) =>
        {
            list.Root.Status = list.Root.Status == NdisStatus.Success ? NdisStatus.OffloadPartialSuccess : NdisStatus.Success;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }) with { Only = InitiateOnly, Needs = tree => tree.Blocks[0] is { IsNew: true, Succeeded: true } },
        ["target writes a header"] = Work(["C268"], (self, op, list) =>
        {
            System.Runtime.CompilerServices.Unsafe.AsRef(in list.Root.State.Write<NeighborOffloadStateConst>().Header) = new OffloadStateHeader(1);
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }) with { Only = [OffloadOperation.Query], Needs = tree => tree.Blocks[0] is { Object.Kind: OffloadObjectKind.Neighbor, Succeeded: true } },
        ["target hands back what is not the host's"] = Work(["C177", "C178"], (self, op, list) =>
        {
            list.Root.NetBufferListChain = new NetBufferList(new NetBuffer(new byte[1]));
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }) with { Only = [OffloadOperation.Terminate], Needs = tree => tree.Blocks[0] is { Object: not null, Succeeded: true, SendData.Count: 0 } },
        ["target uses a list after"] = Work(["C030"], (self, op, list) =>
        {
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
            _ = list.Root.Status;
        }),
        ["target drops a chain"] = Data(["C193", "C208", "C174"], (_, _, _) => { }),
        ["target completes a chain twice"] = Data(["C193", "C104"], (self, op, chain) =>
        {
            DataOps.CompleteUp(op, self.NdisMiniportHandle, chain);
            DataOps.CompleteUp(op, self.NdisMiniportHandle, chain);
        }),
        ["target gives a send back as paused"] = Data(["C282"], (self, op, chain) =>
        {
            // What is behind a send that did not go out must not have gone out either: that would be a second mistake.
            NetBufferList last = chain.First!;
            while (last.Next is { } next)
                last = next;
            last.Status = NdisStatus.Paused;
            DataOps.CompleteUp(op, self.NdisMiniportHandle, chain);
        }) with { Only = [OffloadOperation.Send] },
        ["target gives a receive another status"] = Data(["C209"], (self, op, chain) =>
        {
            chain.First!.Status = NdisStatus.Failure;
            DataOps.CompleteUp(op, self.NdisMiniportHandle, chain);
        }) with { Only = [OffloadOperation.Receive] },
        ["target counts too many bytes"] = Data(["C198", "C199", "C223"], (self, op, chain) =>
        {
            chain.First!.TcpOffloadBytesTransferred++;
            DataOps.CompleteUp(op, self.NdisMiniportHandle, chain);
        }) with { Only = [OffloadOperation.Send, OffloadOperation.Receive, OffloadOperation.Disconnect] },
        ["target makes an event up"] = new(FaultPlace.TargetEvent, "C230") { TargetEvent = (_, handle, _, _) => Ndis.NdisTcpOffloadEventHandler(handle, (TcpOffloadEventType)9, 0) },
        ["target makes a reason up"] = new(FaultPlace.TargetEvent, "C231") { TargetEvent = (_, handle, _, _) => Ndis.NdisTcpOffloadEventHandler(handle, TcpOffloadEventType.Retrieve, 12) },
    };

    private static OffloadOperation OtherData(OffloadOperation operation)
        => operation == OffloadOperation.Send ? OffloadOperation.Receive : OffloadOperation.Send;

    private static FaultRow DataDown(string[] rules, FilterDataRequestFault fault) => new(FaultPlace.FilterDataRequest, rules) { FilterDataRequest = fault };

    private static FaultRow DataUp(string[] rules, FilterDataCompletionFault fault) => new(FaultPlace.FilterDataCompletion, rules) { FilterDataCompletion = fault };

    private static FaultRow Work(string[] rules, TargetTreeFault fault) => new(FaultPlace.TargetWork, rules) { TargetWork = fault };

    private static FaultRow Data(string[] rules, TargetDataFault fault) => new(FaultPlace.TargetData, rules) { TargetData = fault };
}
