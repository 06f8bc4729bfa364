namespace Chimney;

/// <summary>How a connection is to be closed: the Flags of a disconnect, exactly one of the two (C257).</summary>
/// <remarks>Source page: NdisOffloadTcpDisconnect.</remarks>
public enum TcpDisconnectFlags : uint
{
    /// <summary>TCP_DISCONNECT_GRACEFUL_CLOSE: send what is left, then FIN.</summary>
    GracefulClose = 0x01,
    /// <summary>TCP_DISCONNECT_ABORTIVE_CLOSE: send RST.</summary>
    AbortiveClose = 0x02,
}

/// <summary>TCP_OFFLOAD_EVENT_TYPE: what an offload target reports of a connection (C230).</summary>
/// <remarks>Source page: NDIS_TCP_OFFLOAD_EVENT_INDICATE.</remarks>
public enum TcpOffloadEventType : uint
{
    /// <summary>TcpIndicateSendBacklogChange: the information is the optimum number of outstanding send bytes.</summary>
    SendBacklogChange = 1,
    /// <summary>TcpIndicateDisconnect: the peer closed its half (C233).</summary>
    Disconnect = 2,
    /// <summary>TcpIndicateRetrieve: the host should, or must, terminate the offload; the information is a <see cref="TcpUploadReason"/> (C231).</summary>
    Retrieve = 3,
    /// <summary>TcpIndicateAbort: the peer reset the connection (C234).</summary>
    Abort = 4,
}

/// <summary>TCP_UPLOAD_REASON: why a target wants a connection to be given back.</summary>
/// <remarks>Source page: NDIS_TCP_OFFLOAD_EVENT_INDICATE.</remarks>
public enum TcpUploadReason : uint
{
    /// <summary>Little traffic. The host may keep the offload.</summary>
    LowActivity = 1,
    /// <summary>Many segments are dropped. The host may keep the offload.</summary>
    HighDropRate = 2,
    /// <summary>Requests are small. The host may keep the offload.</summary>
    SmallIO = 3,
    /// <summary>The host posts no receives. The host may keep the offload.</summary>
    NoBufferPreposting = 4,
    /// <summary>Urgent data came in. The host must terminate the offload.</summary>
    ReceivedUrgentData = 5,
    /// <summary>Many fragments. The host may keep the offload.</summary>
    HighFragmentation = 6,
    /// <summary>Many segments out of order. The host may keep the offload.</summary>
    HighOutOfOrderPackets = 7,
    /// <summary>A timer ran out. The host must terminate the offload.</summary>
    TimeoutExpiration = 8,
    /// <summary>State that the connection depends on is invalid. The host must terminate the offload.</summary>
    InvalidState = 9,
    /// <summary>The target needs its resources back. The host must terminate the offload.</summary>
    UploadRequested = 10,
    /// <summary>The hardware failed. The host must terminate the offload.</summary>
    HardwareFailure = 11,
}

/// <summary>INDICATE_OFFLOAD_EVENT: what a generic indication is about.</summary>
/// <remarks>Source page: NdisMOffloadEventIndicate.</remarks>
public enum IndicateOffloadEvent : uint
{
    /// <summary>Reserved; not to be indicated (C245).</summary>
    NeighborReachabilityInDoubt = 1,
    /// <summary>Asks the host how long ago a neighbor was known to be reachable (C242, C244).</summary>
    NeighborReachabilityQuery = 2,
}

/// <summary>NDIS_CHIMNEY_OFFLOAD_TYPE: the kind of chimney.</summary>
/// <remarks>Source page: NdisMGetOffloadHandlers.</remarks>
public enum NdisChimneyOffloadType
{
    /// <summary>NdisTcpChimneyOffload, the only usable one (C147, C152).</summary>
    Tcp = 1,
    /// <summary>Reserved.</summary>
    Ipsec = 2,
    /// <summary>Reserved.</summary>
    Rdma = 3,
}
