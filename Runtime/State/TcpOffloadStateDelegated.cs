using System.Runtime.InteropServices;

namespace Chimney;

/// <summary>TCP_OFFLOAD_CONNECTION_STATE: the states of RFC 793. A connection is offloaded in some of them only (C246).</summary>
public enum TcpOffloadConnectionState
{
    /// <summary>TcpConnectionClosed.</summary>
    Closed = 0,
    /// <summary>TcpConnectionListen.</summary>
    Listen = 1,
    /// <summary>TcpConnectionSynSent.</summary>
    SynSent = 2,
    /// <summary>TcpConnectionSynRcvd.</summary>
    SynRcvd = 3,
    /// <summary>TcpConnectionEstablished.</summary>
    Established = 4,
    /// <summary>TcpConnectionFinWait1.</summary>
    FinWait1 = 5,
    /// <summary>TcpConnectionFinWait2.</summary>
    FinWait2 = 6,
    /// <summary>TcpConnectionCloseWait.</summary>
    CloseWait = 7,
    /// <summary>TcpConnectionClosing.</summary>
    Closing = 8,
    /// <summary>TcpConnectionLastAck.</summary>
    LastAck = 9,
    /// <summary>TcpConnectionTimeWait.</summary>
    TimeWait = 10,
}

/// <summary>KeepAlive of TCP_OFFLOAD_STATE_DELEGATED; 8 bytes.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct TcpKeepAlive
{
    /// <summary>ProbeCount: keepalive probes sent without an answer.</summary>
    public byte ProbeCount;

    /// <summary>TimeoutDelta: ticks until the timer fires; <see cref="TcpOffloadStateDelegated.NotRunning"/> where it does not run (C181).</summary>
    public uint TimeoutDelta = TcpOffloadStateDelegated.NotRunning;

    /// <summary>Makes a timer that does not run.</summary>
    public TcpKeepAlive()
    {
    }
}

/// <summary>Retransmit of TCP_OFFLOAD_STATE_DELEGATED; 8 bytes. The same timer stands for persist and FIN_WAIT_2.</summary>
[StructLayout(LayoutKind.Sequential)]
public record struct TcpRetransmit
{
    /// <summary>Count: retransmissions so far.</summary>
    public byte Count;

    /// <summary>TimeoutDelta: ticks until the timer fires; <see cref="TcpOffloadStateDelegated.NotRunning"/> where it does not run (C181).</summary>
    public uint TimeoutDelta = TcpOffloadStateDelegated.NotRunning;

    /// <summary>Makes a timer that does not run.</summary>
    public TcpRetransmit()
    {
    }
}

/// <summary>
/// TCP_OFFLOAD_STATE_DELEGATED: delegated values of a TCP connection; 0x80 bytes on x64 with NDIS 6.1. Members up to 0x5F lie as on x64. The two
/// unions are members side by side: the lists count in initiate and terminate, the backlog sizes in a query (C159).
/// </summary>
/// <remarks>Source page: TCP_OFFLOAD_STATE_DELEGATED.</remarks>
[StructLayout(LayoutKind.Explicit)]
public record struct TcpOffloadStateDelegated : IOffloadState<TcpOffloadStateDelegated>
{
    /// <summary>Size in bytes on x64.</summary>
    public const int Size = 0x80;

    /// <summary>TimeoutDelta of a timer that does not run: −1. A 0 would fire at once (C181).</summary>
    public const uint NotRunning = 0xFFFFFFFF;

    /// <summary>Backlog size of a target that does not count it (C159).</summary>
    public const uint BacklogNotSupported = 0xFFFFFFFF;

    /// <summary>SRtt carries the smoothed round-trip time in ticks, times this (C182).</summary>
    public const int SRttScale = 8;

    /// <summary>RttVar carries the variance of the round-trip time in ticks, times this (C182).</summary>
    public const int RttVarScale = 4;

    /// <summary>Bytes from the start that lie as on x64 and hold no pointer.</summary>
    internal const int PlainBytes = 0x60;

    /// <summary>Header; its length is the size of the structure.</summary>
    [FieldOffset(0x00)]
    public readonly OffloadStateHeader Header = new(Size);

    /// <summary>State of the connection.</summary>
    [FieldOffset(0x08)]
    [OffloadableIn(TcpOffloadConnectionState.Established, TcpOffloadConnectionState.FinWait1, TcpOffloadConnectionState.FinWait2, TcpOffloadConnectionState.CloseWait,
        TcpOffloadConnectionState.Closing, TcpOffloadConnectionState.LastAck)]
    public TcpOffloadConnectionState State;

    /// <summary>Flags: reserved (C268).</summary>
    [FieldOffset(0x0C)]
    public ushort Flags;

    /// <summary>RcvNxt: the next sequence number to receive.</summary>
    [FieldOffset(0x10)]
    public uint RcvNxt;

    /// <summary>RcvWnd: the receive window in bytes.</summary>
    [FieldOffset(0x14)]
    public uint RcvWnd;

    /// <summary>SndUna: the oldest sequence number without an acknowledgement; names the start of NetBufferListChain on initiate and terminate.</summary>
    [FieldOffset(0x18)]
    [GoesWith(ListMark.ChainSettled)]
    public uint SndUna;

    /// <summary>SndNxt: the next sequence number to send.</summary>
    [FieldOffset(0x1C)]
    [GoesWith(ListMark.ChainSettled)]
    public uint SndNxt;

    /// <summary>SndMax: the highest sequence number sent; up to it data is sent again first (C131).</summary>
    [FieldOffset(0x20)]
    [GoesWith(ListMark.ChainSettled)]
    public uint SndMax;

    /// <summary>SndWnd: the send window in bytes.</summary>
    [FieldOffset(0x24)]
    public uint SndWnd;

    /// <summary>MaxSndWnd: the largest send window seen, in bytes.</summary>
    [FieldOffset(0x28)]
    public uint MaxSndWnd;

    /// <summary>SendWL1: the sequence number of the last window update.</summary>
    [FieldOffset(0x2C)]
    public uint SendWL1;

    /// <summary>CWnd: the congestion window in bytes.</summary>
    [FieldOffset(0x30)]
    public uint CWnd;

    /// <summary>SsThresh: the slow-start threshold in bytes.</summary>
    [FieldOffset(0x34)]
    public uint SsThresh;

    /// <summary>SRtt: the smoothed round-trip time in ticks, times <see cref="SRttScale"/> (C182).</summary>
    [FieldOffset(0x38)]
    public ushort SRtt;

    /// <summary>RttVar: the variance of the round-trip time in ticks, times <see cref="RttVarScale"/> (C182).</summary>
    [FieldOffset(0x3A)]
    public ushort RttVar;

    /// <summary>TsRecent: the timestamp to echo.</summary>
    [FieldOffset(0x3C)]
    public uint TsRecent;

    /// <summary>TsRecentAge: ticks since <see cref="TsRecent"/> was received.</summary>
    [FieldOffset(0x40)]
    public uint TsRecentAge;

    /// <summary>TsTime: the sender's clock plus its timestamp delta (C182).</summary>
    [FieldOffset(0x44)]
    public uint TsTime;

    /// <summary>TotalRT: ticks spent retransmitting the present data.</summary>
    [FieldOffset(0x48)]
    public uint TotalRT;

    /// <summary>DupAckCount: duplicate acknowledgements received.</summary>
    [FieldOffset(0x4C)]
    public byte DupAckCount;

    /// <summary>SndWndProbeCount: round of the persist timer.</summary>
    [FieldOffset(0x4D)]
    public byte SndWndProbeCount;

    /// <summary>KeepAlive: the keepalive timer.</summary>
    [FieldOffset(0x50)]
    public TcpKeepAlive KeepAlive = new();

    /// <summary>Retransmit: the retransmit timer, which stands for persist and FIN_WAIT_2 as well.</summary>
    [FieldOffset(0x58)]
    public TcpRetransmit Retransmit = new();

    /// <summary>SendDataHead: the first list of NetBufferListChain that holds data (C177). Initiate and terminate.</summary>
    [FieldOffset(0x60)]
    [GoesWith(ListMark.ChainSettled)]
    [NotDuring(OffloadOperation.Query)]
    public NetBufferList? SendDataHead;

    /// <summary>SendDataTail: the last such list. Initiate and terminate.</summary>
    [FieldOffset(0x68)]
    [GoesWith(ListMark.ChainSettled)]
    [NotDuring(OffloadOperation.Query)]
    public NetBufferList? SendDataTail;

    /// <summary>BufferedData: received data that was acknowledged and not delivered (C132, C179). Initiate and terminate.</summary>
    [FieldOffset(0x70)]
    [Borrows, NotDuring(OffloadOperation.Query)]
    public NetBufferList? BufferedData;

    /// <summary>DWnd: in the header since NDIS 6.1, without documentation.</summary>
    [FieldOffset(0x78)]
    public uint DWnd;

    /// <summary>SendBacklogSize in bytes; <see cref="BacklogNotSupported"/> where the target does not count it (C159). Query; 0x60 on x64.</summary>
    [FieldOffset(0x80)]
    [NotDuring(OffloadOperation.Initiate, OffloadOperation.Update, OffloadOperation.Terminate)]
    public uint SendBacklogSize;

    /// <summary>ReceiveBacklogSize in bytes; <see cref="BacklogNotSupported"/> where the target does not count it (C159). Query; 0x70 on x64.</summary>
    [FieldOffset(0x84)]
    [NotDuring(OffloadOperation.Initiate, OffloadOperation.Update, OffloadOperation.Terminate)]
    public uint ReceiveBacklogSize;

    /// <summary>Makes delegated values that are all 0, with timers that do not run.</summary>
    public TcpOffloadStateDelegated()
    {
    }

    // RcvNxt to SsThresh, TsRecent to TotalRT, the two TimeoutDeltas, the two backlog sizes.
    static OffloadStateInfo IOffloadState<TcpOffloadStateDelegated>.Info => new(OffloadObjectKind.TcpConnection, OffloadStateClass.Delegated, Size,
        1UL << 2 | 0x3FFUL << 4 | 0xFUL << 15 | 1UL << 21 | 1UL << 23 | 0b11UL << 32);

    static ref TcpOffloadStateDelegated IOffloadState<TcpOffloadStateDelegated>.In(OffloadState state) => ref ((TcpOffloadState)state).Delegated;
}
