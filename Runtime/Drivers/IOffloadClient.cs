namespace Chimney;

/// <summary>
/// The protocol edge of a driver: the handlers that NDIS calls when the driver below has completed an operation. An intermediate driver
/// carries the completion up (C001–C005); for the host stack the operation is over (C031).
/// </summary>
/// <remarks>Parameters carry the DDI's names. Source pages: INITIATE_OFFLOAD_COMPLETE_HANDLER and its siblings.</remarks>
public interface IOffloadClient
{
    /// <summary>Completion of NdisInitiateOffload. An intermediate driver calls NdisMInitiateOffloadComplete.</summary>
    /// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
    /// <param name="offloadBlockList">The root of the tree that was sent down, in the protocol view.</param>
    [OffloadHandler(OffloadOperation.Initiate, OffloadPhase.Completion)]
    void ProtocolInitiateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList);

    /// <summary>Completion of NdisTerminateOffload. An intermediate driver calls NdisMTerminateOffloadComplete.</summary>
    /// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
    /// <param name="offloadBlockList">The root of the tree that was sent down, in the protocol view.</param>
    [OffloadHandler(OffloadOperation.Terminate, OffloadPhase.Completion)]
    void ProtocolTerminateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList);

    /// <summary>Completion of NdisUpdateOffload. An intermediate driver calls NdisMUpdateOffloadComplete.</summary>
    /// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
    /// <param name="offloadBlockList">The root of the tree that was sent down, in the protocol view.</param>
    [OffloadHandler(OffloadOperation.Update, OffloadPhase.Completion)]
    void ProtocolUpdateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList);

    /// <summary>Completion of NdisInvalidateOffload. An intermediate driver calls NdisMInvalidateOffloadComplete.</summary>
    /// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
    /// <param name="offloadBlockList">The root of the tree that was sent down, in the protocol view.</param>
    [OffloadHandler(OffloadOperation.Invalidate, OffloadPhase.Completion)]
    void ProtocolInvalidateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList);

    /// <summary>Completion of NdisQueryOffloadState. An intermediate driver calls NdisMQueryOffloadStateComplete.</summary>
    /// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
    /// <param name="offloadBlockList">The root of the tree that was sent down, in the protocol view.</param>
    [OffloadHandler(OffloadOperation.Query, OffloadPhase.Completion)]
    void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList);

    /// <summary>Completion of NdisOffloadTcpSend. An intermediate driver calls NdisTcpOffloadSendComplete.</summary>
    /// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
    /// <param name="netBufferList">The chain; may mix lists of several requests (C086).</param>
    [OffloadHandler(OffloadOperation.Send, OffloadPhase.Completion)]
    void ProtocolTcpOffloadSendComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => MissingHandler.Report(this, OffloadOperation.Send);

    /// <summary>Completion of NdisOffloadTcpReceive. An intermediate driver calls NdisTcpOffloadReceiveComplete.</summary>
    /// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
    /// <param name="netBufferList">The chain; may mix lists of several requests (C086).</param>
    [OffloadHandler(OffloadOperation.Receive, OffloadPhase.Completion)]
    void ProtocolTcpOffloadReceiveComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => MissingHandler.Report(this, OffloadOperation.Receive);

    /// <summary>Completion of NdisOffloadTcpDisconnect. An intermediate driver calls NdisTcpOffloadDisconnectComplete.</summary>
    /// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
    /// <param name="netBufferList">The single list; may be null (C089).</param>
    [OffloadHandler(OffloadOperation.Disconnect, OffloadPhase.Completion)]
    void ProtocolTcpOffloadDisconnectComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => MissingHandler.Report(this, OffloadOperation.Disconnect);

    /// <summary>Completion of NdisOffloadTcpForward. An intermediate driver calls NdisTcpOffloadForwardComplete.</summary>
    /// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
    /// <param name="netBufferList">The chain; may mix lists of several requests (C086).</param>
    [OffloadHandler(OffloadOperation.Forward, OffloadPhase.Completion)]
    void ProtocolTcpOffloadForwardComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => MissingHandler.Report(this, OffloadOperation.Forward);

    /// <summary>The target reports an event of a connection. An intermediate driver calls NdisTcpOffloadEventHandler (C092).</summary>
    /// <param name="offloadContext">The driver's own handle of the connection.</param>
    /// <param name="eventType">What happened.</param>
    /// <param name="eventSpecificInformation">Backlog in bytes, or a <see cref="TcpUploadReason"/>; ignored for the other types.</param>
    [OffloadHandler(OffloadOperation.TcpEvent, OffloadPhase.Indication)]
    void ProtocolTcpOffloadEvent(OffloadHandle offloadContext, TcpOffloadEventType eventType, uint eventSpecificInformation)
        => MissingHandler.Report(this, OffloadOperation.TcpEvent);

    /// <summary>The target indicates received data. An intermediate driver calls NdisTcpOffloadReceiveHandler (C093).</summary>
    /// <param name="offloadContext">The driver's own handle of the connection.</param>
    /// <param name="netBufferList">The single list with the data.</param>
    /// <param name="status"><see cref="NdisStatus.Success"/>, always (C219).</param>
    /// <param name="bytesConsumed">How much of the data was accepted, in bytes; agrees with the result (C097).</param>
    /// <returns>
    /// <see cref="NdisStatus.Success"/> where the list is kept until it is returned, <see cref="NdisStatus.OffloadDataNotAccepted"/> or
    /// <see cref="NdisStatus.OffloadDataPartiallyAccepted"/> where it goes back with the call (C098).
    /// </returns>
    [OffloadHandler(OffloadOperation.ReceiveIndicate, OffloadPhase.Indication)]
    NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle offloadContext, NetBufferListChain netBufferList, NdisStatus status, out uint bytesConsumed)
    {
        bytesConsumed = 0;
        return MissingHandler.Report(this, OffloadOperation.ReceiveIndicate);
    }

    /// <summary>The target asks or reports something that is not about one connection. An intermediate driver calls NdisMOffloadEventIndicate (C094).</summary>
    /// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
    /// <param name="offloadBlockList">One block with the state of a neighbor for a reachability query; null for every other code (C099).</param>
    /// <param name="indicationCode">What the indication is about.</param>
    [OffloadHandler(OffloadOperation.OffloadEvent, OffloadPhase.Indication)]
    void ProtocolIndicateOffloadEvent(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList, IndicateOffloadEvent indicationCode)
        => MissingHandler.Report(this, OffloadOperation.OffloadEvent);
}
