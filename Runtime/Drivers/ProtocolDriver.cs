namespace Chimney;

/// <summary>Base of a host stack, or of another protocol driver that originates operations. Its completion handlers owe nothing (C031).</summary>
[OffloadRole(DriverRole.Host)]
public abstract class ProtocolDriver : OffloadDriver, IOffloadClient
{
    /// <summary>The driver's binding to the driver below, for sending requests down; the first where there are several.</summary>
    public NdisBindingHandle NdisBindingHandle => ProtocolEdge;

    /// <summary>The driver's bindings: one for each miniport of the driver below, in order. Empty while the driver is in no stack.</summary>
    public IReadOnlyList<NdisBindingHandle> NdisBindingHandles => ProtocolEdges;

    /// <inheritdoc/>
    public virtual void ProtocolInitiateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
    }

    /// <inheritdoc/>
    public virtual void ProtocolTerminateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
    }

    /// <inheritdoc/>
    public virtual void ProtocolUpdateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
    }

    /// <inheritdoc/>
    public virtual void ProtocolInvalidateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
    }

    /// <inheritdoc/>
    public virtual void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
    }

    /// <inheritdoc/>
    public virtual void ProtocolTcpOffloadSendComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
    {
    }

    /// <inheritdoc/>
    public virtual void ProtocolTcpOffloadReceiveComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
    {
    }

    /// <inheritdoc/>
    public virtual void ProtocolTcpOffloadDisconnectComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
    {
    }

    /// <inheritdoc/>
    public virtual void ProtocolTcpOffloadForwardComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
    {
    }

    /// <inheritdoc/>
    public virtual void ProtocolTcpOffloadEvent(OffloadHandle offloadContext, TcpOffloadEventType eventType, uint eventSpecificInformation)
    {
    }

    /// <inheritdoc/>
    /// <remarks>Refuses the data unless overridden: the target keeps it until a receive is posted (C222).</remarks>
    public virtual NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle offloadContext, NetBufferListChain netBufferList, NdisStatus status, out uint bytesConsumed)
    {
        bytesConsumed = 0;
        return NdisStatus.OffloadDataNotAccepted;
    }

    /// <inheritdoc/>
    public virtual void ProtocolIndicateOffloadEvent(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList, IndicateOffloadEvent indicationCode)
    {
    }
}
