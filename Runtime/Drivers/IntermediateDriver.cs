namespace Chimney;

/// <summary>
/// Base of an intermediate driver: a miniport edge upward and a protocol edge downward. Every handler passes its list through; override
/// those that do something else.
/// </summary>
/// <remarks>Source page: Propagating a State-Manipulation Operation.</remarks>
[OffloadRole(DriverRole.Intermediate)]
public abstract class IntermediateDriver : OffloadDriver, IOffloadProvider, IOffloadClient
{
    /// <summary>The driver's first miniport, for completing operations upward. A completion belongs on the miniport that the request came in on.</summary>
    public NdisMiniportHandle NdisMiniportHandle => MiniportEdge;

    /// <summary>The driver's binding to the driver below, for sending requests down.</summary>
    public NdisBindingHandle NdisBindingHandle => ProtocolEdge;

    /// <inheritdoc/>
    public virtual void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Ndis.NdisInitiateOffload(NdisBindingHandle, offloadBlockList.ToProtocol());

    /// <inheritdoc/>
    public virtual void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Ndis.NdisTerminateOffload(NdisBindingHandle, offloadBlockList.ToProtocol());

    /// <inheritdoc/>
    public virtual void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Ndis.NdisUpdateOffload(NdisBindingHandle, offloadBlockList.ToProtocol());

    /// <inheritdoc/>
    public virtual void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Ndis.NdisInvalidateOffload(NdisBindingHandle, offloadBlockList.ToProtocol());

    /// <inheritdoc/>
    public virtual void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Ndis.NdisQueryOffloadState(NdisBindingHandle, offloadBlockList.ToProtocol());

    /// <inheritdoc/>
    public virtual void ProtocolInitiateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, offloadBlockList.ToMiniport());

    /// <inheritdoc/>
    public virtual void ProtocolTerminateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, offloadBlockList.ToMiniport());

    /// <inheritdoc/>
    public virtual void ProtocolUpdateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, offloadBlockList.ToMiniport());

    /// <inheritdoc/>
    public virtual void ProtocolInvalidateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, offloadBlockList.ToMiniport());

    /// <inheritdoc/>
    public virtual void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, offloadBlockList.ToMiniport());

    /// <inheritdoc/>
    public virtual NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => Ndis.NdisOffloadTcpSend(ImOffloadEntry.From(miniportOffloadContext).OffloadHandle, netBufferList);

    /// <inheritdoc/>
    public virtual NdisStatus MiniportTcpOffloadReceive(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => Ndis.NdisOffloadTcpReceive(ImOffloadEntry.From(miniportOffloadContext).OffloadHandle, netBufferList);

    /// <inheritdoc/>
    public virtual NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList, TcpDisconnectFlags flags)
        => Ndis.NdisOffloadTcpDisconnect(ImOffloadEntry.From(miniportOffloadContext).OffloadHandle, netBufferList, flags);

    /// <inheritdoc/>
    public virtual NdisStatus MiniportTcpOffloadForward(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => Ndis.NdisOffloadTcpForward(ImOffloadEntry.From(miniportOffloadContext).OffloadHandle, netBufferList);

    /// <inheritdoc/>
    public virtual NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext miniportAdapterContext, NetBufferListChain netBufferList)
    {
        Ndis.NdisOffloadTcpReceiveReturn(NdisBindingHandle, netBufferList);
        return NdisStatus.Success;
    }

    /// <inheritdoc/>
    public virtual void ProtocolTcpOffloadSendComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, netBufferList);

    /// <inheritdoc/>
    public virtual void ProtocolTcpOffloadReceiveComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => Ndis.NdisTcpOffloadReceiveComplete(NdisMiniportHandle, netBufferList);

    /// <inheritdoc/>
    public virtual void ProtocolTcpOffloadDisconnectComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => Ndis.NdisTcpOffloadDisconnectComplete(NdisMiniportHandle, netBufferList);

    /// <inheritdoc/>
    public virtual void ProtocolTcpOffloadForwardComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => Ndis.NdisTcpOffloadForwardComplete(NdisMiniportHandle, netBufferList);

    /// <inheritdoc/>
    public virtual void ProtocolTcpOffloadEvent(OffloadHandle offloadContext, TcpOffloadEventType eventType, uint eventSpecificInformation)
        => Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(offloadContext).NdisOffloadHandle, eventType, eventSpecificInformation);

    /// <inheritdoc/>
    public virtual NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle offloadContext, NetBufferListChain netBufferList, NdisStatus status, out uint bytesConsumed)
        => Ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(offloadContext).NdisOffloadHandle, netBufferList, status, out bytesConsumed);

    /// <inheritdoc/>
    public virtual void ProtocolIndicateOffloadEvent(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList, IndicateOffloadEvent indicationCode)
        => Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, offloadBlockList.OverlayAsMiniport(), indicationCode);
}
