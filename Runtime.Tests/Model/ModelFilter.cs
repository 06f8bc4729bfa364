namespace Chimney.Runtime.Tests.Model;

/// <summary>An intermediate driver of a run. It says what it saw, and may make one mistake.</summary>
internal sealed class ModelFilter(ModelRun run, FilterKind kind, int level) : UniformFilter
{
    /// <summary>What a driver that converts by hand has to remember of an operation.</summary>
    private sealed class HandEntry : ImCallEntry
    {
        internal List<bool> IsNew { get; } = [];
    }

    private readonly List<(PendedMiniportOffload? Request, PendedProtocolOffload? Completion)> _parked = [];
    private readonly Dictionary<NetBufferList, object?> _sources = [];
    private int _initiates;

    internal int Parked => _parked.Count;

    internal int Level => level;

    internal int EntriesInUse => NdisBindingHandle.Owner.OffloadEntries.InUse;

    internal void GoOn(int pick)
    {
        if (_parked.Count == 0)
            return;
        pick %= _parked.Count;
        (PendedMiniportOffload? request, PendedProtocolOffload? completion) = _parked[pick];
        _parked.RemoveAt(pick);
        QueueWorkItem(() =>
        {
            if (request is not null)
                PassDown(request.Operation, request.Resume());
            else
                PassUp(completion!.Operation, completion.Resume());
        });
    }

    internal void Later(Action work) => QueueWorkItem(work);

    internal void PassDown(OffloadOperation operation, MiniportOffloadBlockList list)
    {
        ProtocolOffloadBlockList converted = kind == FilterKind.ByHand ? ConvertDown(list) : list.ToProtocol(new ImCallEntry());
        // Both elements are the driver's while the list is below it (C042).
        converted.Root.ImReserved[1] = this;
        Ops.SendDown(operation, NdisBindingHandle, converted);
    }

    internal void PassUp(OffloadOperation operation, ProtocolOffloadBlockList list) => Ops.CompleteUp(operation, NdisMiniportHandle, Rebuild(operation, list));

    internal MiniportOffloadBlockList Rebuild(OffloadOperation operation, ProtocolOffloadBlockList list)
    {
        var tree = list.Root.ProtocolReserved[0] as ModelTree;
        MiniportOffloadBlockList rebuilt = kind == FilterKind.ByHand ? ConvertUp(operation, list) : list.ToMiniport();
        run.Recall(tree, level, rebuilt.Root.ImReserved, rebuilt.Root.SourceHandle);
        return rebuilt;
    }

    protected override void Request(OffloadOperation operation, MiniportOffloadBlockList list)
    {
        var tree = list.Root.ProtocolReserved[0] as ModelTree;
        run.Seen(tree, operation, OffloadPhase.Request, level);
        run.Remember(tree, level, list.Root.ImReserved, list.Root.SourceHandle);
        if (run.TakeFault(level, FaultPlace.FilterRequest, operation, tree) is { } fault)
        {
            fault.FilterRequest!(this, operation, list);
        }
        else if (kind == FilterKind.Parking)
        {
            _parked.Add((list.Pend(), null));
        }
        else if (kind == FilterKind.Failing && operation == OffloadOperation.Initiate && ++_initiates % 2 == 0)
        {
            foreach (MiniportOffloadBlock block in list.Blocks)
                block.Status = NdisStatus.Resources;
            run.SentBack(tree, level);
            Ops.CompleteUp(operation, NdisMiniportHandle, list);
        }
        else
        {
            PassDown(operation, list);
        }
    }

    protected override void Completion(OffloadOperation operation, ProtocolOffloadBlockList list)
    {
        var tree = list.Root.ProtocolReserved[0] as ModelTree;
        run.Seen(tree, operation, OffloadPhase.Completion, level);
        if (run.TakeFault(level, FaultPlace.FilterCompletion, operation, tree) is { } fault)
            fault.FilterCompletion!(this, operation, list);
        else if (kind == FilterKind.Parking)
            _parked.Add((null, list.Pend()));
        else
            PassUp(operation, list);
    }

    private ProtocolOffloadBlockList ConvertDown(MiniportOffloadBlockList list)
    {
        var entry = new HandEntry();
        list.Root.ImReserved.CopyTo(entry.SavedImReserved);
        entry.SavedSourceHandle = list.Root.SourceHandle;
        list.Root.ImReserved[0] = entry;
        foreach (MiniportOffloadBlock block in list.Blocks)
        {
            entry.IsNew.Add(!block.IsPlaceholder && block.MiniportOffloadContext.IsNull);
            for (NetBufferList? data = block.NetBufferListChain; data is not null; data = data.Next)
                _sources[data] = data.SourceHandle;
        }
        return list.OverlayAsProtocol();
    }

    private MiniportOffloadBlockList ConvertUp(OffloadOperation operation, ProtocolOffloadBlockList list)
    {
        HandEntry entry = ImCallEntry.From<HandEntry>(list);
        var ended = new List<ImOffloadEntry>();
        int index = 0;
        foreach (ProtocolOffloadBlock block in list.Blocks)
        {
            bool succeeded = block.Status is NdisStatus.Success or NdisStatus.OffloadPartialSuccess;
            bool isNew = entry.IsNew[index++] && operation == OffloadOperation.Initiate;
            if (isNew && succeeded)
                ImOffloadEntry.From(block.OffloadHandle!).Publish();
            else if (isNew || (operation == OffloadOperation.Terminate && succeeded && block.OffloadHandle is not null))
                ended.Add(ImOffloadEntry.From(block.OffloadHandle!));
            for (NetBufferList? data = block.NetBufferListChain; data is not null && !(isNew && succeeded); data = data.Next)
            {
                if (_sources.Remove(data, out object? source))
                    data.SourceHandle = source;
            }
        }
        MiniportOffloadBlockList rebuilt = list.OverlayAsMiniport();
        ended.ForEach(offload => offload.Release());
        entry.SavedImReserved.CopyTo(rebuilt.Root.ImReserved);
        rebuilt.Root.SourceHandle = entry.SavedSourceHandle;
        entry.Release();
        return rebuilt;
    }

    private NdisStatus DataRequest(OffloadOperation operation, OffloadContext context, NetBufferListChain chain, TcpDisconnectFlags flags = default)
    {
        run.Seen(chain, operation, OffloadPhase.Request, level);
        OffloadHandle handle = ImOffloadEntry.From(context).OffloadHandle;
        return run.TakeFault(level, FaultPlace.FilterDataRequest, operation) is { } fault
            ? fault.FilterDataRequest!(this, operation, handle, chain, flags)
            : PassDown(operation, handle, chain, flags);
    }

    internal static NdisStatus PassDown(OffloadOperation operation, OffloadHandle handle, NetBufferListChain chain, TcpDisconnectFlags flags) => operation switch
    {
        OffloadOperation.Send => Ndis.NdisOffloadTcpSend(handle, chain),
        OffloadOperation.Receive => Ndis.NdisOffloadTcpReceive(handle, chain),
        OffloadOperation.Disconnect => Ndis.NdisOffloadTcpDisconnect(handle, chain, flags),
        _ => Ndis.NdisOffloadTcpForward(handle, chain),
    };

    private void DataCompletion(OffloadOperation operation, NetBufferListChain chain)
    {
        run.Seen(chain, operation, OffloadPhase.Completion, level);
        for (NetBufferList? list = chain.First; list is not null; list = list.Next)
        {
            // What went down with an initiate.
            if (_sources.Remove(list, out object? source))
                list.SourceHandle = source;
        }
        if (run.TakeFault(level, FaultPlace.FilterDataCompletion, operation) is { } fault)
            fault.FilterDataCompletion!(this, operation, chain);
        else
            DataOps.CompleteUp(operation, NdisMiniportHandle, chain);
    }

    public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => DataRequest(OffloadOperation.Send, miniportOffloadContext, netBufferList);
    public override NdisStatus MiniportTcpOffloadReceive(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => DataRequest(OffloadOperation.Receive, miniportOffloadContext, netBufferList);
    public override NdisStatus MiniportTcpOffloadForward(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => DataRequest(OffloadOperation.Forward, miniportOffloadContext, netBufferList);
    public override NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList, TcpDisconnectFlags flags)
        => DataRequest(OffloadOperation.Disconnect, miniportOffloadContext, netBufferList, flags);

    public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => DataCompletion(OffloadOperation.Send, netBufferList);
    public override void ProtocolTcpOffloadReceiveComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => DataCompletion(OffloadOperation.Receive, netBufferList);
    public override void ProtocolTcpOffloadDisconnectComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => DataCompletion(OffloadOperation.Disconnect, netBufferList);
    public override void ProtocolTcpOffloadForwardComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => DataCompletion(OffloadOperation.Forward, netBufferList);

    public override void ProtocolTcpOffloadEvent(OffloadHandle offloadContext, TcpOffloadEventType eventType, uint eventSpecificInformation)
    {
        if (run.TakeFault(level, FaultPlace.FilterEvent, OffloadOperation.TcpEvent) is { } fault)
            fault.FilterEvent!(this, offloadContext, eventType, eventSpecificInformation);
        else
            base.ProtocolTcpOffloadEvent(offloadContext, eventType, eventSpecificInformation);
    }

    public override NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle offloadContext, NetBufferListChain netBufferList, NdisStatus status, out uint bytesConsumed)
        => run.TakeFault(level, FaultPlace.FilterIndication, OffloadOperation.ReceiveIndicate) is { } fault
            ? fault.FilterIndication!(this, offloadContext, netBufferList, status, out bytesConsumed)
            : base.ProtocolTcpOffloadReceiveIndicate(offloadContext, netBufferList, status, out bytesConsumed);

    public override NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext miniportAdapterContext, NetBufferListChain netBufferList)
        => run.TakeFault(level, FaultPlace.FilterReturn, OffloadOperation.ReceiveReturn) is { } fault
            ? fault.FilterReturn!(this, netBufferList)
            : base.MiniportTcpOffloadReceiveReturn(miniportAdapterContext, netBufferList);
}
