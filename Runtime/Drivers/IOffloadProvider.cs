namespace Chimney;

/// <summary>
/// The miniport edge of a driver: the handlers that NDIS calls for the driver above. Each gets a duty: an intermediate driver sends the
/// request on (C032–C036), a target records it and completes it later (C101, C102).
/// </summary>
/// <remarks>Parameters carry the DDI's names. Source pages: W_INITIATE_OFFLOAD_HANDLER and its siblings.</remarks>
public interface IOffloadProvider
{
    /// <summary>Request to offload the objects of the tree. Ends with NdisMInitiateOffloadComplete.</summary>
    /// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
    /// <param name="offloadBlockList">The root of the tree, in the miniport view.</param>
    [OffloadHandler(OffloadOperation.Initiate, OffloadPhase.Request)]
    void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList);

    /// <summary>Request to end the offload of the objects of the tree. Ends with NdisMTerminateOffloadComplete.</summary>
    /// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
    /// <param name="offloadBlockList">The root of the tree, in the miniport view.</param>
    [OffloadHandler(OffloadOperation.Terminate, OffloadPhase.Request)]
    void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList);

    /// <summary>Request to change cached values of the objects of the tree, or link paths to another neighbor. Ends with NdisMUpdateOffloadComplete.</summary>
    /// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
    /// <param name="offloadBlockList">The root of the tree, in the miniport view.</param>
    [OffloadHandler(OffloadOperation.Update, OffloadPhase.Request)]
    void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList);

    /// <summary>Request to stop using the objects of the tree for sending. Ends with NdisMInvalidateOffloadComplete.</summary>
    /// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
    /// <param name="offloadBlockList">The root of the tree, in the miniport view.</param>
    [OffloadHandler(OffloadOperation.Invalidate, OffloadPhase.Request)]
    void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList);

    /// <summary>Request to read the state of the objects of the tree. Ends with NdisMQueryOffloadStateComplete.</summary>
    /// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
    /// <param name="offloadBlockList">The root of the tree, in the miniport view.</param>
    [OffloadHandler(OffloadOperation.Query, OffloadPhase.Request)]
    void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList);
}
