namespace Chimney;

/// <summary>The operations of the TCP chimney DDI: five that manipulate offloaded state, the data path, and the indications.</summary>
/// <remarks>Sources: the function and handler pages of the NDIS TCP chimney offload DDI. The numbers are the model's own; the DDI has none.</remarks>
public enum OffloadOperation
{
    /// <summary>NdisInitiateOffload … NdisMInitiateOffloadComplete.</summary>
    [AllowedStatus(NdisStatus.Success, NdisStatus.Failure, NdisStatus.OffloadPartialSuccess, NdisStatus.Resources, NdisStatus.NotSupported, NdisStatus.OffloadTcpEntries,
        NdisStatus.OffloadPathEntries, NdisStatus.OffloadNeighborEntries, NdisStatus.OffloadIpAddressEntries, NdisStatus.OffloadHwAddressEntries, NdisStatus.OffloadVlanEntries,
        NdisStatus.OffloadTcpXmitBuffer, NdisStatus.OffloadTcpRcvBuffer, NdisStatus.OffloadTcpRcvWindow, NdisStatus.OffloadVlanMismatch, NdisStatus.OffloadConnectionRejected,
        NdisStatus.OffloadPathMtu)]
    [MayGiveBack(NdisStatus.Failure, NdisStatus.Resources, NdisStatus.NotSupported, NdisStatus.OffloadTcpEntries, NdisStatus.OffloadPathEntries, NdisStatus.OffloadNeighborEntries,
        NdisStatus.OffloadIpAddressEntries, NdisStatus.OffloadHwAddressEntries, NdisStatus.OffloadVlanEntries, NdisStatus.OffloadTcpXmitBuffer, NdisStatus.OffloadTcpRcvBuffer,
        NdisStatus.OffloadTcpRcvWindow, NdisStatus.OffloadVlanMismatch, NdisStatus.OffloadConnectionRejected, NdisStatus.OffloadPathMtu)]
    [Offloads]
    [RefusedWhile(Initiate, Terminate)]
    Initiate,
    /// <summary>NdisTerminateOffload … NdisMTerminateOffloadComplete.</summary>
    [AllowedStatus(NdisStatus.Success, NdisStatus.Failure)]
    [RefusedWhile(Initiate, Terminate, Update, Query, Invalidate)]
    Terminate,
    /// <summary>NdisUpdateOffload … NdisMUpdateOffloadComplete.</summary>
    [AllowedStatus(NdisStatus.Success, NdisStatus.Failure)]
    [RefusedWhile(Initiate, Terminate, Update, Invalidate)]
    Update,
    /// <summary>NdisQueryOffloadState … NdisMQueryOffloadStateComplete.</summary>
    [AllowedStatus(NdisStatus.Success, NdisStatus.Failure)]
    [RefusedWhile(Initiate, Terminate)]
    Query,
    /// <summary>NdisInvalidateOffload … NdisMInvalidateOffloadComplete.</summary>
    [AllowedStatus(NdisStatus.Success, NdisStatus.Failure)]
    [RefusedWhile(Initiate, Terminate, Invalidate)]
    Invalidate,
    /// <summary>NdisOffloadTcpSend … NdisTcpOffloadSendComplete. The page names two statuses besides Success as examples (C184, C197).</summary>
    [AllowedStatus(NdisStatus.Success, NdisStatus.UploadInProgress, NdisStatus.RequestAborted, Role = DriverRole.Target, IsOpen = true)]
    [MayGiveBack(NdisStatus.RequestUpload, NdisStatus.UploadRequested)]
    [RequestReturns(NdisStatus.Pending)]
    [RefusedWhile(Initiate, Terminate)]
    Send,
    /// <summary>NdisOffloadTcpReceive … NdisTcpOffloadReceiveComplete.</summary>
    [AllowedStatus(NdisStatus.Success, NdisStatus.UploadInProgress, NdisStatus.RequestAborted, NdisStatus.InvalidState, Role = DriverRole.Target)]
    [MayGiveBack(NdisStatus.UploadInProgress, NdisStatus.RequestAborted, NdisStatus.InvalidState, NdisStatus.Failure, NdisStatus.Resources, NdisStatus.NotSupported,
        NdisStatus.RequestUpload, NdisStatus.UploadRequested, NdisStatus.Paused, NdisStatus.OffloadPolicy, NdisStatus.OffloadRequestReset)]
    [RequestReturns(NdisStatus.Pending)]
    [RefusedWhile(Initiate, Terminate)]
    Receive,
    /// <summary>NdisOffloadTcpDisconnect … NdisTcpOffloadDisconnectComplete.</summary>
    [AllowedStatus(NdisStatus.Success, NdisStatus.UploadInProgress, NdisStatus.RequestAborted, Role = DriverRole.Target)]
    [ListMayBeNull(OffloadPhase.Completion)]
    [MayGiveBack(NdisStatus.UploadInProgress, NdisStatus.RequestAborted, NdisStatus.InvalidState, NdisStatus.Failure, NdisStatus.Resources, NdisStatus.NotSupported,
        NdisStatus.RequestUpload, NdisStatus.UploadRequested, NdisStatus.Paused, NdisStatus.OffloadPolicy, NdisStatus.OffloadRequestReset)]
    [RequestReturns(NdisStatus.Pending)]
    [RefusedWhile(Initiate, Terminate)]
    Disconnect,
    /// <summary>NdisOffloadTcpForward … NdisTcpOffloadForwardComplete.</summary>
    [AllowedStatus(NdisStatus.Success, NdisStatus.UploadInProgress, NdisStatus.RequestAborted, Role = DriverRole.Target)]
    [MayGiveBack(NdisStatus.UploadInProgress, NdisStatus.RequestAborted, NdisStatus.InvalidState, NdisStatus.Failure, NdisStatus.Resources, NdisStatus.NotSupported,
        NdisStatus.RequestUpload, NdisStatus.UploadRequested, NdisStatus.Paused, NdisStatus.OffloadPolicy, NdisStatus.OffloadRequestReset)]
    [RequestReturns(NdisStatus.Pending)]
    [RefusedWhile(Initiate, Terminate)]
    Forward,
    /// <summary>NdisOffloadTcpReceiveReturn, which has no completion (C091).</summary>
    [RequestReturns(NdisStatus.Success)]
    ReceiveReturn,
    /// <summary>NdisTcpOffloadEventHandler, an indication without a list.</summary>
    [OwesCall]
    TcpEvent,
    /// <summary>NdisTcpOffloadReceiveHandler, an indication of received data.</summary>
    ReceiveIndicate,
    /// <summary>NdisMOffloadEventIndicate, the generic indication.</summary>
    [ListMayBeNull(OffloadPhase.Indication, IndicateOffloadEvent.NeighborReachabilityQuery)]
    [OwesCall]
    OffloadEvent,
}

/// <summary>The direction in which an operation travels when a handler or function sees it.</summary>
public enum OffloadPhase
{
    /// <summary>Down, from the host stack towards the offload target.</summary>
    Request,
    /// <summary>Up, answering a request.</summary>
    Completion,
    /// <summary>Up, started by the offload target.</summary>
    Indication,
}

/// <summary>The place of a driver in the offload stack. Duties differ by role (C031).</summary>
public enum DriverRole
{
    /// <summary>Not a driver of the stack, for example a test double: no duties.</summary>
    None,
    /// <summary>The host stack: its completion handlers end an operation.</summary>
    Host,
    /// <summary>An intermediate driver, with a miniport edge upward and a protocol edge downward.</summary>
    Intermediate,
    /// <summary>The offload target at the bottom.</summary>
    Target,
}
