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
    [FirstOf(nameof(VirtualMiniports))]
    public NdisMiniportHandle NdisMiniportHandle => MiniportEdge;

    /// <summary>How many miniports the driver shows to the driver above: 1 unless overridden. Asked once, when the stack is composed.</summary>
    /// <remarks>Each is a binding of the driver above. Source page: Propagating the Completion of an I/O Operation.</remarks>
    public virtual int VirtualMiniports => 1;

    /// <summary>All miniports of the driver, in order; the first is <see cref="NdisMiniportHandle"/>. Empty while the driver is in no stack.</summary>
    public IReadOnlyList<NdisMiniportHandle> NdisMiniportHandles => MiniportEdges;

    /// <summary>The driver's binding to the driver below, for sending requests down; the first where there are several.</summary>
    public NdisBindingHandle NdisBindingHandle => ProtocolEdge;

    /// <summary>The driver's bindings: one for each miniport of the driver below, in order. Empty while the driver is in no stack.</summary>
    public IReadOnlyList<NdisBindingHandle> NdisBindingHandles => ProtocolEdges;

    private protected sealed override int MiniportCount => VirtualMiniports;

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
        => Ndis.NdisMInitiateOffloadComplete(MiniportOf(offloadBlockList), offloadBlockList.ToMiniport());

    /// <inheritdoc/>
    public virtual void ProtocolTerminateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Ndis.NdisMTerminateOffloadComplete(MiniportOf(offloadBlockList), offloadBlockList.ToMiniport());

    /// <inheritdoc/>
    public virtual void ProtocolUpdateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Ndis.NdisMUpdateOffloadComplete(MiniportOf(offloadBlockList), offloadBlockList.ToMiniport());

    /// <inheritdoc/>
    public virtual void ProtocolInvalidateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Ndis.NdisMInvalidateOffloadComplete(MiniportOf(offloadBlockList), offloadBlockList.ToMiniport());

    /// <inheritdoc/>
    public virtual void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Ndis.NdisMQueryOffloadStateComplete(MiniportOf(offloadBlockList), offloadBlockList.ToMiniport());

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
    {
        while (!netBufferList.IsNull)
        {
            NetBufferListChain part = netBufferList.SplitFirst(out netBufferList);
            Ndis.NdisTcpOffloadSendComplete(part.NdisMiniportHandle, part);
        }
    }

    /// <inheritdoc/>
    public virtual void ProtocolTcpOffloadReceiveComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
    {
        while (!netBufferList.IsNull)
        {
            NetBufferListChain part = netBufferList.SplitFirst(out netBufferList);
            Ndis.NdisTcpOffloadReceiveComplete(part.NdisMiniportHandle, part);
        }
    }

    /// <inheritdoc/>
    public virtual void ProtocolTcpOffloadDisconnectComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
    {
        while (!netBufferList.IsNull)
        {
            NetBufferListChain part = netBufferList.SplitFirst(out netBufferList);
            Ndis.NdisTcpOffloadDisconnectComplete(part.NdisMiniportHandle, part);
        }
    }

    /// <inheritdoc/>
    public virtual void ProtocolTcpOffloadForwardComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
    {
        while (!netBufferList.IsNull)
        {
            NetBufferListChain part = netBufferList.SplitFirst(out netBufferList);
            Ndis.NdisTcpOffloadForwardComplete(part.NdisMiniportHandle, part);
        }
    }

    /// <inheritdoc/>
    public virtual void ProtocolTcpOffloadEvent(OffloadHandle offloadContext, TcpOffloadEventType eventType, uint eventSpecificInformation)
        => Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(offloadContext).NdisOffloadHandle, eventType, eventSpecificInformation);

    /// <inheritdoc/>
    public virtual NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle offloadContext, NetBufferListChain netBufferList, NdisStatus status, out uint bytesConsumed)
        => Ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(offloadContext).NdisOffloadHandle, netBufferList, status, out bytesConsumed);

    /// <inheritdoc/>
    public virtual void ProtocolIndicateOffloadEvent(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList, IndicateOffloadEvent indicationCode)
        => Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, offloadBlockList.OverlayAsMiniport(), indicationCode);

    private NdisMiniportHandle MiniportOf([Borrows] ProtocolOffloadBlockList list)
        => MiniportEdges.Count == 1 ? MiniportEdge : ImCallEntry.From(list).NdisMiniportHandle;
}
