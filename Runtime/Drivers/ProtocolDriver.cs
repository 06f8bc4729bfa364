namespace Chimney;

/// <summary>Base of a host stack, or of another protocol driver that originates operations. Its completion handlers owe nothing (C031).</summary>
[OffloadRole(DriverRole.Host)]
public abstract class ProtocolDriver : OffloadDriver, IOffloadClient
{
    /// <summary>The driver's binding to the driver below, for sending requests down.</summary>
    public NdisBindingHandle NdisBindingHandle => ProtocolEdge;

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
}
