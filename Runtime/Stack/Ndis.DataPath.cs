namespace Chimney;

// The data path: requests on a connection, and their completions.
public static partial class Ndis
{
    /// <summary>Sends a request on a connection to the driver below: send the data of the chain. Completes in the caller's ProtocolTcpOffloadSendComplete.</summary>
    /// <param name="ndisOffloadHandle">The caller's own handle of the connection (C068).</param>
    /// <param name="netBufferList">The chain: the caller's own, or the very one received (C069).</param>
    /// <returns><see cref="NdisStatus.Pending"/>, always; no error to act on (C258).</returns>
    [OffloadFunction(OffloadOperation.Send, OffloadPhase.Request)]
    public static NdisStatus NdisOffloadTcpSend([Needed] OffloadHandle ndisOffloadHandle, NetBufferListChain netBufferList)
        => ChainCall.Send(ndisOffloadHandle, netBufferList, OffloadOperation.Send);

    /// <summary>Sends a request on a connection to the driver below: fill the lists of the chain with received data. Completes in the caller's ProtocolTcpOffloadReceiveComplete.</summary>
    /// <param name="ndisOffloadHandle">The caller's own handle of the connection (C068).</param>
    /// <param name="netBufferList">The chain: the caller's own, or the very one received (C069).</param>
    /// <returns><see cref="NdisStatus.Pending"/>, always; no error to act on (C258).</returns>
    [OffloadFunction(OffloadOperation.Receive, OffloadPhase.Request)]
    public static NdisStatus NdisOffloadTcpReceive([Needed] OffloadHandle ndisOffloadHandle, NetBufferListChain netBufferList)
        => ChainCall.Send(ndisOffloadHandle, netBufferList, OffloadOperation.Receive);

    /// <summary>Sends a request on a connection to the driver below: close the send half, or abort. Completes in the caller's ProtocolTcpOffloadDisconnectComplete.</summary>
    /// <param name="ndisOffloadHandle">The caller's own handle of the connection (C068).</param>
    /// <param name="netBufferList">The chain: the caller's own, or the very one received (C069). A single list with one buffer (C257).</param>
    /// <param name="flags">How to close. An intermediate driver passes on what it got (C070).</param>
    /// <returns><see cref="NdisStatus.Pending"/>, always; no error to act on (C258).</returns>
    [OffloadFunction(OffloadOperation.Disconnect, OffloadPhase.Request)]
    public static NdisStatus NdisOffloadTcpDisconnect([Needed] OffloadHandle ndisOffloadHandle, NetBufferListChain netBufferList, [Accepts(typeof(TcpDisconnectFlags)), Unchanged] TcpDisconnectFlags flags)
        => ChainCall.Send(ndisOffloadHandle, netBufferList, OffloadOperation.Disconnect, flags);

    /// <summary>Sends a request on a connection to the driver below: process segments that came in while the connection was being offloaded. Completes in the caller's ProtocolTcpOffloadForwardComplete.</summary>
    /// <param name="ndisOffloadHandle">The caller's own handle of the connection (C068).</param>
    /// <param name="netBufferList">The chain: the caller's own, or the very one received (C069).</param>
    /// <returns><see cref="NdisStatus.Pending"/>, always; no error to act on (C258).</returns>
    [OffloadFunction(OffloadOperation.Forward, OffloadPhase.Request)]
    public static NdisStatus NdisOffloadTcpForward([Needed] OffloadHandle ndisOffloadHandle, NetBufferListChain netBufferList)
        => ChainCall.Send(ndisOffloadHandle, netBufferList, OffloadOperation.Forward);

    /// <summary>Gives lists back to the driver below that had been indicated. Returns when the target has them; has no completion (C091).</summary>
    /// <param name="ndisBindingHandle">The caller's binding to the driver below (C071).</param>
    /// <param name="netBufferList">The chain; may mix lists of several indications.</param>
    [OffloadFunction(OffloadOperation.ReceiveReturn, OffloadPhase.Request)]
    public static void NdisOffloadTcpReceiveReturn(NdisBindingHandle ndisBindingHandle, NetBufferListChain netBufferList)
        => ChainCall.Return(ndisBindingHandle, netBufferList);

    /// <summary>Completes lists that came in through MiniportTcpOffloadSend.</summary>
    /// <param name="ndisMiniportHandle">The caller's miniport that the lists came in on (C028, C086).</param>
    /// <param name="netBufferList">The very lists that came in, with a status in each (C084, C193); may mix lists of several requests.</param>
    [OffloadFunction(OffloadOperation.Send, OffloadPhase.Completion)]
    [RequiresMark(ListMark.BytesRecorded, OnSuccess = true, Role = DriverRole.Target), RequiresMark(ListMark.DataAdvanced, OnSuccess = true, Role = DriverRole.Target)]
    public static void NdisTcpOffloadSendComplete(NdisMiniportHandle ndisMiniportHandle, NetBufferListChain netBufferList)
        => ChainCall.Complete(ndisMiniportHandle, netBufferList, OffloadOperation.Send);

    /// <summary>Completes lists that came in through MiniportTcpOffloadReceive.</summary>
    /// <param name="ndisMiniportHandle">The caller's miniport that the lists came in on (C028, C086).</param>
    /// <param name="netBufferList">The very lists that came in, with a status in each (C084, C193); may mix lists of several requests.</param>
    [OffloadFunction(OffloadOperation.Receive, OffloadPhase.Completion)]
    [RequiresMark(ListMark.BytesRecorded, OnSuccess = true, Role = DriverRole.Target), RequiresMark(ListMark.DataAdvanced, OnSuccess = true, Role = DriverRole.Target)]
    public static void NdisTcpOffloadReceiveComplete(NdisMiniportHandle ndisMiniportHandle, NetBufferListChain netBufferList)
        => ChainCall.Complete(ndisMiniportHandle, netBufferList, OffloadOperation.Receive);

    /// <summary>Completes lists that came in through MiniportTcpOffloadDisconnect.</summary>
    /// <param name="ndisMiniportHandle">The caller's miniport that the lists came in on (C028, C086).</param>
    /// <param name="netBufferList">The single list that came in (C200).</param>
    [OffloadFunction(OffloadOperation.Disconnect, OffloadPhase.Completion)]
    public static void NdisTcpOffloadDisconnectComplete(NdisMiniportHandle ndisMiniportHandle, NetBufferListChain netBufferList)
        => ChainCall.Complete(ndisMiniportHandle, netBufferList, OffloadOperation.Disconnect);

    /// <summary>Completes lists that came in through MiniportTcpOffloadForward.</summary>
    /// <param name="ndisMiniportHandle">The caller's miniport that the lists came in on (C028, C086).</param>
    /// <param name="netBufferList">The very lists that came in, with a status in each (C084, C193); may mix lists of several requests.</param>
    [OffloadFunction(OffloadOperation.Forward, OffloadPhase.Completion)]
    public static void NdisTcpOffloadForwardComplete(NdisMiniportHandle ndisMiniportHandle, NetBufferListChain netBufferList)
        => ChainCall.Complete(ndisMiniportHandle, netBufferList, OffloadOperation.Forward);

    /// <summary>
    /// Puts a list context of the calling driver on a list that it has: what it has to know when the list comes back, such as SourceHandle.
    /// NDIS then leaves SourceHandle of this list to the driver (C076).
    /// </summary>
    /// <param name="netBufferList">The list.</param>
    /// <param name="context">The driver's context; one for a list and driver.</param>
    /// <exception cref="InvalidOperationException">No driver is running, or it has a context on the list already.</exception>
    /// <remarks>Source page: NdisAllocateNetBufferListContext.</remarks>
    [ListContext(ListContextStep.Allocates)]
    public static void NdisAllocateNetBufferListContext(NetBufferList netBufferList, object context)
    {
        ArgumentNullException.ThrowIfNull(netBufferList);
        ArgumentNullException.ThrowIfNull(context);
        ref object? place = ref netBufferList.ContextOf(ListAccess.RunningDriver());
        if (place is not null)
            throw new InvalidOperationException("The driver has a context on the list already. Free that one first.");
        if (ListAccess.IsAllowed(netBufferList))
            place = context;
    }

    /// <summary>The list context that the calling driver has on a list.</summary>
    /// <param name="netBufferList">The list.</param>
    /// <returns>The context; null where there is none.</returns>
    /// <exception cref="InvalidOperationException">No driver is running.</exception>
    /// <remarks>In place of NET_BUFFER_LIST_CONTEXT_DATA_START.</remarks>
    [ListContext(ListContextStep.Reads)]
    public static object? NdisGetNetBufferListContext(NetBufferList netBufferList)
    {
        ArgumentNullException.ThrowIfNull(netBufferList);
        return netBufferList.ContextOf(ListAccess.RunningDriver());
    }

    /// <summary>Takes the list context of the calling driver off a list, before the list goes up (C087).</summary>
    /// <param name="netBufferList">The list.</param>
    /// <exception cref="InvalidOperationException">No driver is running, or it has no context on the list.</exception>
    /// <remarks>Source page: NdisFreeNetBufferListContext.</remarks>
    [ListContext(ListContextStep.Frees)]
    public static void NdisFreeNetBufferListContext(NetBufferList netBufferList)
    {
        ArgumentNullException.ThrowIfNull(netBufferList);
        ref object? place = ref netBufferList.ContextOf(ListAccess.RunningDriver());
        if (place is null)
            throw new InvalidOperationException("The driver has no context on the list: it was freed, or never put there.");
        place = null;
    }

    /// <summary>Moves the start of a buffer's data behind what was sent and acknowledged, or stored (C199).</summary>
    /// <param name="netBuffer">The buffer.</param>
    /// <param name="dataOffsetDelta">Number of bytes, at most the length of the data.</param>
    /// <exception cref="ArgumentOutOfRangeException">The buffer holds less data.</exception>
    /// <remarks>The model has no MDLs to free. Source page: NdisAdvanceNetBufferDataStart.</remarks>
    [Preserve(DriverRole.Intermediate, OffloadPhase.Completion)]
    [Marks(ListMark.DataAdvanced)]
    public static void NdisAdvanceNetBufferDataStart(NetBuffer netBuffer, uint dataOffsetDelta)
    {
        ArgumentNullException.ThrowIfNull(netBuffer);
        netBuffer.Advance(dataOffsetDelta);
    }
}
