namespace Chimney;

/// <summary>NDIS_STATUS: the values that the chimney DDI uses, with their DDI values. The name prefix NDIS_STATUS_ is dropped.</summary>
/// <remarks>Sources: ndis.h and ntstatus.h; the pages of the offload block lists and of the completion functions say where each is allowed.</remarks>
public enum NdisStatus : uint
{
    /// <summary>The operation on this block, or this list, succeeded.</summary>
    Success = 0x00000000,
    /// <summary>Result of the four I/O requests only; never the status of a block (C108).</summary>
    Pending = 0x00000103,
    /// <summary>Status indication: the target takes no new offloads.</summary>
    OffloadPause = 0x40020001,
    /// <summary>Status indication: the host must terminate every offloaded connection.</summary>
    UploadAll = 0x40020002,
    /// <summary>Status indication: the target takes offloads again.</summary>
    OffloadResume = 0x40020003,
    /// <summary>Initiate: the block's own state is in, but that of some immediate dependent is not (C124). Informational severity.</summary>
    OffloadPartialSuccess = 0x40020004,
    /// <summary>In the header, without a documented use.</summary>
    OffloadStateInvalid = 0x40020005,
    /// <summary>The operation on this block failed, or the block was never tried.</summary>
    Failure = 0xC0000001,
    /// <summary>Initiate: out of memory. Never on a chimney receive indication (C219).</summary>
    Resources = 0xC000009A,
    /// <summary>The lower miniport offers no chimney; written by NDIS itself.</summary>
    NotSupported = 0xC00000BB,
    /// <summary>A receive that was posted after a disconnect had been indicated.</summary>
    InvalidState = 0xC0000184,
    /// <summary>A list that a reset or an error has ended.</summary>
    RequestAborted = 0xC001000C,
    /// <summary>Ordinary sends only; not used for chimney sends (C282).</summary>
    Paused = 0xC023002A,
    /// <summary>A list given back because its connection is being uploaded.</summary>
    UploadInProgress = 0xC0231001,
    /// <summary>First list of a send that an intermediate driver cannot propagate (C074).</summary>
    RequestUpload = 0xC0231002,
    /// <summary>The lists after <see cref="RequestUpload"/>.</summary>
    UploadRequested = 0xC0231003,
    /// <summary>Initiate: no room for another TCP connection.</summary>
    OffloadTcpEntries = 0xC0231004,
    /// <summary>Initiate: no room for another path.</summary>
    OffloadPathEntries = 0xC0231005,
    /// <summary>Initiate: no room for another neighbor.</summary>
    OffloadNeighborEntries = 0xC0231006,
    /// <summary>Initiate: no room for another IP address.</summary>
    OffloadIpAddressEntries = 0xC0231007,
    /// <summary>Initiate: the source hardware address is not supported (C137).</summary>
    OffloadHwAddressEntries = 0xC0231008,
    /// <summary>Initiate: out of VLAN resources (C138).</summary>
    OffloadVlanEntries = 0xC0231009,
    /// <summary>Initiate: no transmit buffer.</summary>
    OffloadTcpXmitBuffer = 0xC023100A,
    /// <summary>Initiate: no receive buffer.</summary>
    OffloadTcpRcvBuffer = 0xC023100B,
    /// <summary>Initiate: the receive window cannot be supported.</summary>
    OffloadTcpRcvWindow = 0xC023100C,
    /// <summary>Initiate: the neighbor's VLAN is not one of the interface's (C138).</summary>
    OffloadVlanMismatch = 0xC023100D,
    /// <summary>Result of a receive indication: nothing was taken.</summary>
    OffloadDataNotAccepted = 0xC023100E,
    /// <summary>In the header, without a documented use.</summary>
    OffloadPolicy = 0xC023100F,
    /// <summary>Result of a receive indication: a part was taken.</summary>
    OffloadDataPartiallyAccepted = 0xC0231010,
    /// <summary>In the header, without a documented use.</summary>
    OffloadRequestReset = 0xC0231011,
    /// <summary>Initiate: the target refuses this connection.</summary>
    OffloadConnectionRejected = 0xC0231012,
    /// <summary>
    /// Initiate: the path MTU cannot be supported. The pages list the name, but no header defines it; the number is private to this model.
    /// </summary>
    OffloadPathMtu = 0xE0231013,
}
