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

    /// <summary>Request to send the data of a chain of lists. Ends with NdisTcpOffloadSendComplete.</summary>
    /// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
    /// <param name="miniportOffloadContext">What the driver published for the connection.</param>
    /// <param name="netBufferList">The chain.</param>
    /// <returns><see cref="NdisStatus.Pending"/>, always (C072).</returns>
    [OffloadHandler(OffloadOperation.Send, OffloadPhase.Request)]
    NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => MissingHandler.Report(this, OffloadOperation.Send);

    /// <summary>Request to fill the lists of a chain with received data. Ends with NdisTcpOffloadReceiveComplete.</summary>
    /// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
    /// <param name="miniportOffloadContext">What the driver published for the connection.</param>
    /// <param name="netBufferList">The chain.</param>
    /// <returns><see cref="NdisStatus.Pending"/>, always (C072).</returns>
    [OffloadHandler(OffloadOperation.Receive, OffloadPhase.Request)]
    NdisStatus MiniportTcpOffloadReceive(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => MissingHandler.Report(this, OffloadOperation.Receive);

    /// <summary>Request to close the send half of a connection, or to abort it. Ends with NdisTcpOffloadDisconnectComplete.</summary>
    /// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
    /// <param name="miniportOffloadContext">What the driver published for the connection.</param>
    /// <param name="netBufferList">The single list, with one buffer; without data for an abortive close (C257).</param>
    /// <param name="flags">How to close; goes down unchanged (C070).</param>
    /// <returns><see cref="NdisStatus.Pending"/>, always (C072).</returns>
    [OffloadHandler(OffloadOperation.Disconnect, OffloadPhase.Request)]
    NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList, TcpDisconnectFlags flags)
        => MissingHandler.Report(this, OffloadOperation.Disconnect);

    /// <summary>Request to process segments that the host had received, as if they came from the network. Ends with NdisTcpOffloadForwardComplete.</summary>
    /// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
    /// <param name="miniportOffloadContext">What the driver published for the connection.</param>
    /// <param name="netBufferList">The chain.</param>
    /// <returns><see cref="NdisStatus.Pending"/>, always (C072).</returns>
    [OffloadHandler(OffloadOperation.Forward, OffloadPhase.Request)]
    NdisStatus MiniportTcpOffloadForward(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => MissingHandler.Report(this, OffloadOperation.Forward);

    /// <summary>Gives lists back that had been indicated. Has no completion (C091); a target owes nothing for it.</summary>
    /// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
    /// <param name="netBufferList">The chain; may mix lists of several indications.</param>
    /// <returns><see cref="NdisStatus.Success"/>, always (C073).</returns>
    [OffloadHandler(OffloadOperation.ReceiveReturn, OffloadPhase.Request)]
    NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext miniportAdapterContext, NetBufferListChain netBufferList)
        => MissingHandler.Report(this, OffloadOperation.ReceiveReturn);
}
