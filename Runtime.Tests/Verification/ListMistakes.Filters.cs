namespace Chimney.Runtime.Tests.Verification;

// What an intermediate driver can do wrong.
internal static partial class ListMistakes
{
    private static Dictionary<string, ListMistake> OfFilters => new()
    {
        ["null chain sent down"] = Request("C069", (_, op, context, _, flags) => ScriptedLists.PassDown(op, context, default, flags)),
        ["lists cut off on the way down"] = Request("C069", (_, op, context, chain, flags) =>
        {
            chain.First!.Next = null;
            return ScriptedLists.PassDown(op, context, chain, flags);
        }),
        ["foreign list chained on"] = Request("C069", (_, op, context, chain, flags) =>
        {
            chain.First!.Next!.Next = ListRig.Data();
            return ScriptedLists.PassDown(op, context, chain, flags);
        }),
        ["lists sent down in another order"] = Request("C078", (_, op, context, chain, flags) =>
        {
            PendedNetBufferListChain[] parts = new PendedNetBufferListChain[2];
            parts[0] = chain.SplitAt(1, out NetBufferListChain rest).Pend();
            parts[1] = rest.Pend();
            ScriptedLists.PassDown(op, context, parts[1].Resume(), flags);
            return ScriptedLists.PassDown(op, context, parts[0].Resume(), flags);
        }),
        ["chain overtaken by a later one"] = Request("C078", (self, op, context, chain, flags) =>
        {
            PendedNetBufferListChain pended = chain.Pend();
            self.Later(() => ScriptedLists.PassDown(op, context, pended.Resume(), flags));
            return NdisStatus.Pending;
        }),
        ["send refused with another status"] = Request("C074", (self, op, _, chain, _) => Refuse(self, op, chain, NdisStatus.UploadInProgress)),
        ["rest of a send refused"] = Request("C074", (self, op, context, chain, flags) =>
        {
            ScriptedLists.PassDown(op, context, chain.SplitAt(1, out NetBufferListChain rest), flags);
            return Refuse(self, op, rest, NdisStatus.UploadRequested);
        }),
        ["receive refused with success"] = Request("C075", (self, op, _, chain, _) => Refuse(self, op, chain, NdisStatus.Success), OffloadOperation.Receive),
        ["SourceHandle written before the chain goes down"] = Request("C076", (_, op, context, chain, flags) =>
        {
            chain.First!.SourceHandle = "mine";
            return ScriptedLists.PassDown(op, context, chain, flags);
        }),
        ["SourceHandle not restored from an own context"] = new("C076", "filter", rig => ByHand(rig.Filter, restore: false, free: true)),
        ["list context not freed"] = new("C087", "filter", rig => ByHand(rig.Filter, restore: true, free: false)),
        ["SourceHandle left changed in a refused send"] = Request("C077", (self, op, _, chain, _) =>
        {
            chain.First!.SourceHandle = null;
            chain.First.Status = NdisStatus.RequestUpload;
            chain.First.Next!.Status = NdisStatus.UploadRequested;
            self.PassUp(op, chain);
            return NdisStatus.Pending;
        }),
        ["chain used after it was sent down"] = Request("C079", (_, op, context, chain, flags) =>
        {
            NdisStatus result = ScriptedLists.PassDown(op, context, chain, flags);
            GC.KeepAlive(chain.First);
            return result;
        }),
        ["list written after it was sent down"] = Request("C079", (_, op, context, chain, flags) =>
        {
            NetBufferList list = chain.First!;
            NdisStatus result = ScriptedLists.PassDown(op, context, chain, flags);
            list.Status = NdisStatus.Failure;
            return result;
        }),
        ["sent down twice"] = Request("C037", (_, op, context, chain, flags) =>
        {
            ScriptedLists.PassDown(op, context, chain, flags);
            return ScriptedLists.PassDown(op, context, chain, flags);
        }),
        ["completion sent down"] = Completion("C006", (self, op, chain) => Requests.Ask(op, self.Own!, chain)),
        ["null chain completed"] = Completion("C084", (self, op, _) => self.PassUp(op, default)),
        ["foreign list completed along"] = Completion("C084", (self, op, chain) =>
        {
            chain.First!.Next!.Next = ListRig.Data();
            self.PassUp(op, chain);
        }),
        ["own lists completed"] = Completion("C084", (self, op, chain) =>
        {
            self.PassUp(op, chain);
            self.PassUp(op, NetBufferListChain.From(ListRig.Data()));
        }),
        ["lists cut off on the way up"] = Completion("C085", (self, op, chain) =>
        {
            chain.First!.Next = null;
            self.PassUp(op, chain);
        }),
        ["completed twice"] = Completion("C085", (self, op, chain) =>
        {
            self.PassUp(op, chain);
            self.PassUp(op, chain);
        }),
        ["rest of a split chain dropped"] = Completion("C080", (self, op, chain) => self.PassUp(op, chain.SplitAt(1, out _))),
        ["completed on another miniport"] = Completion("C086", (self, op, chain) => Requests.Complete(op, self.NdisMiniportHandles[1], chain)) with { Miniports = 2 },
        ["status changed on the way up"] = Completion("C088", (self, op, chain) =>
        {
            chain.First!.Status = NdisStatus.RequestAborted;
            self.PassUp(op, chain);
        }),
        ["byte count changed on the way up"] = Completion("C088", (self, op, chain) =>
        {
            chain.First!.TcpOffloadBytesTransferred = 1;
            self.PassUp(op, chain);
        }),
        ["data moved on the way up"] = Completion("C088", (self, op, chain) =>
        {
            chain.First!.FirstNetBuffer!.Reset();
            self.PassUp(op, chain);
        }),
        ["list read after it went up"] = Completion("C090", (self, op, chain) =>
        {
            NetBufferList list = chain.First!;
            self.PassUp(op, chain);
            GC.KeepAlive(list.Next);
        }),
        ["chain used after it went up"] = Completion("C090", (self, op, chain) =>
        {
            self.PassUp(op, chain);
            GC.KeepAlive(chain.First);
        }),
        ["return completed"] = new("C091", "filter", rig => rig.Filter.OnReturn = (self, chain) =>
        {
            Ndis.NdisTcpOffloadReceiveComplete(self.NdisMiniportHandle, chain);
            return NdisStatus.Success;
        }),
        ["return pended and never sent down"] = new("C276", "filter", rig => rig.Filter.OnReturn = (_, chain) =>
        {
            chain.Pend();
            return NdisStatus.Success;
        }),
        ["returned lists completed by the target"] = new("C091", "target", rig => rig.Target.OnReturn = (self, _, chain) =>
            Ndis.NdisTcpOffloadReceiveComplete(self.NdisMiniportHandle, chain)),
        ["another event passed on"] = Event("C092", (own, type, _) => Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(own).NdisOffloadHandle, type, 1)),
        ["event passed on twice"] = Event("C092", (own, type, information) =>
        {
            Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(own).NdisOffloadHandle, type, information);
            Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(own).NdisOffloadHandle, type, information);
        }),
        ["event passed on for no object"] = Event("C095", (_, type, information) => Ndis.NdisTcpOffloadEventHandler(default, type, information)),
        ["data passed on with another status"] = Data("C093", (ScriptedLists _, OffloadHandle own, NetBufferListChain chain, NdisStatus _, out uint consumed) =>
            Ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(own).NdisOffloadHandle, chain, NdisStatus.Resources, out consumed)),
        ["no data passed on"] = Data("C093", (ScriptedLists _, OffloadHandle own, NetBufferListChain chain, NdisStatus status, out uint consumed) =>
            Ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(own).NdisOffloadHandle, default, status, out consumed)),
        ["another generic indication passed on"] = new("C094", "filter", rig => rig.Filter.OnGeneric = (self, list, _) =>
            Ndis.NdisMOffloadEventIndicate(self.NdisMiniportHandle, list.OverlayAsMiniport(), (IndicateOffloadEvent)9)),
        ["answer changed on the way down"] = Data("C096", (ScriptedLists _, OffloadHandle own, NetBufferListChain chain, NdisStatus status, out uint consumed) =>
        {
            Ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(own).NdisOffloadHandle, chain, status, out consumed);
            consumed = 0;
            return NdisStatus.OffloadDataNotAccepted;
        }),
        ["refused list used"] = Data("C098", (ScriptedLists _, OffloadHandle own, NetBufferListChain chain, NdisStatus status, out uint consumed) =>
        {
            NetBufferList list = chain.First!;
            NdisStatus result = Ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(own).NdisOffloadHandle, chain, status, out consumed);
            list.Status = NdisStatus.Success;
            return result;
        }),
    };
}
