namespace Chimney.Proof;

/// <summary>
/// A target that takes everything in, and completes the data requests of all connections in one chain, by turns. Generated targets derive from it.
/// </summary>
public class MixingTarget : OffloadTarget
{
    private readonly Queue<PendedNetBufferListChain> _kept = new();
    private readonly List<NdisOffloadHandle> _connections = [];

    /// <summary>Whether the connections are reset before their requests complete.</summary>
    internal bool Aborts { get; set; }

    /// <summary>Completes all that waits.</summary>
    internal void CompleteAll() => QueueWorkItem(() =>
    {
        if (!_kept.TryDequeue(out PendedNetBufferListChain? pended))
            return;
        OffloadOperation operation = pended.Operation;
        NetBufferListChain all = pended.Resume();
        while (_kept.TryDequeue(out PendedNetBufferListChain? next))
            all.Append(next.Resume());
        if (Aborts)
            _connections.ForEach(connection => Ndis.NdisTcpOffloadEventHandler(connection, TcpOffloadEventType.Abort, 0));
        for (NetBufferList? list = all.First; list is not null; list = list.Next)
        {
            list.Status = Aborts ? NdisStatus.RequestAborted : NdisStatus.Success;
            uint bytes = Aborts || operation == OffloadOperation.Forward ? 0 : list.DataLength;
            list.TcpOffloadBytesTransferred = bytes;
            for (NetBuffer? buffer = list.FirstNetBuffer; buffer is not null && bytes > 0; buffer = buffer.Next)
                Ndis.NdisAdvanceNetBufferDataStart(buffer, buffer.DataLength);
        }
        switch (operation)
        {
            case OffloadOperation.Send: Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, all); break;
            case OffloadOperation.Receive: Ndis.NdisTcpOffloadReceiveComplete(NdisMiniportHandle, all); break;
            case OffloadOperation.Disconnect: Ndis.NdisTcpOffloadDisconnectComplete(NdisMiniportHandle, all); break;
            default: Ndis.NdisTcpOffloadForwardComplete(NdisMiniportHandle, all); break;
        }
    });

    /// <inheritdoc/>
    public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend());

    /// <inheritdoc/>
    public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend());

    /// <inheritdoc/>
    public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend());

    /// <inheritdoc/>
    public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend());

    /// <inheritdoc/>
    public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend());

    /// <inheritdoc/>
    public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList) => Keep(netBufferList.Pend());

    /// <inheritdoc/>
    public override NdisStatus MiniportTcpOffloadReceive(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList) => Keep(netBufferList.Pend());

    /// <inheritdoc/>
    public override NdisStatus MiniportTcpOffloadForward(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList) => Keep(netBufferList.Pend());

    /// <inheritdoc/>
    public override NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList, TcpDisconnectFlags flags)
        => Keep(netBufferList.Pend());

    private NdisStatus Keep(PendedNetBufferListChain pended)
    {
        _kept.Enqueue(pended);
        return NdisStatus.Pending;
    }

    /// <summary>An initiate succeeds; nothing else is asked of this target, so that it fails.</summary>
    private void Keep(PendedMiniportOffload pended) => QueueWorkItem(() =>
    {
        OffloadOperation operation = pended.Operation;
        MiniportOffloadBlockList list = pended.Resume();
        foreach (MiniportOffloadBlock block in list.Blocks)
        {
            block.Status = operation == OffloadOperation.Initiate ? NdisStatus.Success : NdisStatus.Failure;
            if (operation == OffloadOperation.Terminate)
                block.NetBufferListChain = null;
            if (operation == OffloadOperation.Initiate && !block.IsPlaceholder)
            {
                block.MiniportOffloadContext = OffloadContext.From(new object());
                _connections.Add(block.NdisOffloadHandle);
            }
        }
        switch (operation)
        {
            case OffloadOperation.Initiate:
                // The connection is the last block of its tree.
                _connections.RemoveRange(_connections.Count - 3, 2);
                Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);
                break;
            case OffloadOperation.Terminate: Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, list); break;
            case OffloadOperation.Update: Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list); break;
            case OffloadOperation.Query: Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list); break;
            default: Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list); break;
        }
    });
}
