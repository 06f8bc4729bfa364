namespace Chimney;

/// <summary>Base of an offload target, the miniport at the bottom. It records each request, returns, and completes it later (C101, C102).</summary>
[OffloadRole(DriverRole.Target)]
public abstract class OffloadTarget : OffloadDriver, IOffloadProvider
{
    /// <summary>The target's miniport, for completing operations.</summary>
    public NdisMiniportHandle NdisMiniportHandle => MiniportEdge;

    /// <inheritdoc/>
    public abstract void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList);

    /// <inheritdoc/>
    public abstract void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList);

    /// <inheritdoc/>
    public abstract void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList);

    /// <inheritdoc/>
    public abstract void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList);

    /// <inheritdoc/>
    public abstract void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList);

    /// <inheritdoc/>
    /// <remarks>Completes the lists later with <see cref="NdisStatus.UploadInProgress"/> unless overridden: this target does no data path.</remarks>
    public virtual NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => Refuse(netBufferList.Pend());

    /// <inheritdoc/>
    /// <remarks>Completes the lists later with <see cref="NdisStatus.UploadInProgress"/> unless overridden: this target does no data path.</remarks>
    public virtual NdisStatus MiniportTcpOffloadReceive(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => Refuse(netBufferList.Pend());

    /// <inheritdoc/>
    /// <remarks>Completes the lists later with <see cref="NdisStatus.UploadInProgress"/> unless overridden: this target does no data path.</remarks>
    public virtual NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList, TcpDisconnectFlags flags)
        => Refuse(netBufferList.Pend());

    /// <inheritdoc/>
    /// <remarks>Completes the lists later with <see cref="NdisStatus.UploadInProgress"/> unless overridden: this target does no data path.</remarks>
    public virtual NdisStatus MiniportTcpOffloadForward(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => Refuse(netBufferList.Pend());

    /// <inheritdoc/>
    public virtual NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext miniportAdapterContext, NetBufferListChain netBufferList) => NdisStatus.Success;

    private NdisStatus Refuse(PendedNetBufferListChain pended)
    {
        QueueWorkItem(() =>
        {
            OffloadOperation operation = pended.Operation;
            NetBufferListChain chain = pended.Resume();
            for (NetBufferList? list = chain.First; list is not null; list = list.Next)
                list.Status = NdisStatus.UploadInProgress;
            switch (operation)
            {
                case OffloadOperation.Send: Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain); break;
                case OffloadOperation.Receive: Ndis.NdisTcpOffloadReceiveComplete(NdisMiniportHandle, chain); break;
                case OffloadOperation.Disconnect: Ndis.NdisTcpOffloadDisconnectComplete(NdisMiniportHandle, chain); break;
                default: Ndis.NdisTcpOffloadForwardComplete(NdisMiniportHandle, chain); break;
            }
        });
        return NdisStatus.Pending;
    }
}
