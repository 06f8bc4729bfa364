namespace Chimney;

/// <summary>What becomes of one buffer list.</summary>
/// <param name="Status">Its status.</param>
/// <param name="Bytes">Bytes sent and acknowledged; all of them where null and the status is success, else none.</param>
public readonly record struct ListOutcome(NdisStatus Status, uint? Bytes = null);

/// <summary>Chooses the outcome of a send, disconnect or forward.</summary>
/// <param name="operation">The request.</param>
/// <param name="list">One of its lists.</param>
/// <returns>The outcome.</returns>
public delegate ListOutcome ListChoice(OffloadOperation operation, NetBufferList list);

// The data path of the recording target: what the host asks for.
public sealed partial class RecordingTarget
{
    private readonly Queue<(PendedNetBufferListChain Chain, NetBufferList First, TargetObject Context)> _lists = new();
    private readonly List<NetBufferList> _returned = [];

    private static readonly ListChoice s_aborted = (_, _) => new ListOutcome(NdisStatus.RequestAborted);
    private static readonly ListChoice s_uploading = (_, _) => new ListOutcome(NdisStatus.UploadInProgress);

    /// <summary>Whether sends, disconnects and forwards stay where they are until <see cref="CompleteNextLists"/> is called.</summary>
    public bool Hangs { get; set; }

    /// <summary>The outcome of each list of a send, disconnect or forward; success unless set.</summary>
    public ListChoice? ChooseOutcome { get; set; }

    /// <summary>Whether unfinished sends are handed back with a terminate; else they are completed with UploadInProgress before it (C176).</summary>
    public bool HandsBackSends { get; set; } = true;

    /// <summary>The lists that the host gave back after it had accepted them, in order.</summary>
    public IReadOnlyList<NetBufferList> Returned => _returned;

    /// <summary>Completes the oldest send, disconnect or forward.</summary>
    /// <returns>Whether there was one.</returns>
    public bool CompleteNextLists()
    {
        if (!_lists.TryDequeue(out var next))
            return false;
        Complete(next.Chain, next.Context.HasFailed ? s_aborted : ChooseOutcome ?? ((_, _) => new ListOutcome(NdisStatus.Success)));
        return true;
    }

    /// <summary>Completes a disconnect without its list, as the DDI allows (C089).</summary>
    public void CompleteDisconnectWithoutList() => QueueWorkItem(() => Ndis.NdisTcpOffloadDisconnectComplete(NdisMiniportHandle, default));

    /// <inheritdoc/>
    public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => Queue(OffloadOperation.Send, miniportOffloadContext, netBufferList);

    /// <inheritdoc/>
    public override NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList, TcpDisconnectFlags flags)
    {
        if (flags == TcpDisconnectFlags.AbortiveClose)
        {
            // RST goes out at once: what was to be sent is dropped, and completed before the disconnect (C201).
            var context = (TargetObject)miniportOffloadContext.Value!;
            QueueWorkItem(() => CompleteAll(context, NdisStatus.RequestAborted, exceptLast: true));
        }
        return Queue(OffloadOperation.Disconnect, miniportOffloadContext, netBufferList);
    }

    /// <inheritdoc/>
    public override NdisStatus MiniportTcpOffloadForward(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => Queue(OffloadOperation.Forward, miniportOffloadContext, netBufferList);

    /// <inheritdoc/>
    public override NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext miniportAdapterContext, NetBufferListChain netBufferList)
    {
        for (NetBufferList? list = netBufferList.First; list is not null && KeepsRecords; list = list.Next)
            _returned.Add(list);
        return NdisStatus.Success;
    }

    private NdisStatus Queue(OffloadOperation operation, OffloadContext context, NetBufferListChain chain)
    {
        if (KeepsRecords)
            _requests.Add(operation);
        NetBufferList first = chain.First!;
        _lists.Enqueue((chain.Pend(), first, (TargetObject)context.Value!));
        if (CompletesByItself && !Hangs)
            QueueWorkItem(() => CompleteNextLists());
        return NdisStatus.Pending;
    }

    /// <summary>Completes everything of a connection with one status.</summary>
    private void CompleteAll(TargetObject context, NdisStatus status, bool exceptLast)
    {
        int left = _lists.Count;
        foreach (var entry in _lists.ToArray())
        {
            _lists.Dequeue();
            left--;
            if (entry.Context != context || (exceptLast && left == 0))
                _lists.Enqueue(entry);
            else
                Complete(entry.Chain, (_, _) => new ListOutcome(status));
        }
    }

    private void Complete(PendedNetBufferListChain pended, ListChoice choose)
    {
        OffloadOperation operation = pended.Operation;
        NetBufferListChain chain = pended.Resume();
        for (NetBufferList? list = chain.First; list is not null; list = list.Next)
        {
            ListOutcome outcome = choose(operation, list);
            list.Status = outcome.Status;
            Record(list, outcome.Bytes ?? (outcome.Status == NdisStatus.Success && operation != OffloadOperation.Forward ? list.DataLength : 0));
        }
        switch (operation)
        {
            case OffloadOperation.Send: Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain); break;
            case OffloadOperation.Receive: Ndis.NdisTcpOffloadReceiveComplete(NdisMiniportHandle, chain); break;
            case OffloadOperation.Disconnect: Ndis.NdisTcpOffloadDisconnectComplete(NdisMiniportHandle, chain); break;
            default: Ndis.NdisTcpOffloadForwardComplete(NdisMiniportHandle, chain); break;
        }
    }

    /// <summary>Notes the bytes and moves the data behind them (C198, C199).</summary>
    private static void Record(NetBufferList list, uint bytes)
    {
        list.TcpOffloadBytesTransferred = bytes;
        for (NetBuffer? buffer = list.FirstNetBuffer; buffer is not null; buffer = buffer.Next)
        {
            uint part = Math.Min(bytes, buffer.DataLength);
            Ndis.NdisAdvanceNetBufferDataStart(buffer, part);
            bytes -= part;
        }
    }

    /// <summary>What has to be settled before a terminate completes: sends go back with it, everything else completes (C174, C176).</summary>
    private void SettleLists(TargetObject context)
    {
        context.Delivery?.GiveBack(context, context.HasFailed ? NdisStatus.RequestAborted : NdisStatus.UploadInProgress);
        foreach (var entry in _lists.ToArray())
        {
            _lists.Dequeue();
            if (entry.Context != context)
                _lists.Enqueue(entry);
            else if (HandsBackSends && !context.HasFailed && entry.Chain.Operation == OffloadOperation.Send)
                context.AppendSendData(entry.First);
            else
                Complete(entry.Chain, context.HasFailed ? s_aborted : s_uploading);
        }
    }
}
