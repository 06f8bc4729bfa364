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
}
