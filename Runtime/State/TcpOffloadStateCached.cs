using System.Runtime.InteropServices;

namespace Chimney;

/// <summary>Flags of TCP_OFFLOAD_STATE_CACHED (prefix TCP_FLAG_). Those for on and off hold on initiate and update, the others act on an update (C165–C167).</summary>
[Flags]
public enum TcpOffloadStateCachedFlags : ushort
{
    /// <summary>None of them.</summary>
    None = 0,
    /// <summary>TCP_FLAG_KEEP_ALIVE_ENABLED.</summary>
    KeepAliveEnabled = 0x01,
    /// <summary>TCP_FLAG_NAGLING_ENABLED.</summary>
    NaglingEnabled = 0x02,
    /// <summary>TCP_FLAG_KEEP_ALIVE_RESTART: the keepalive timer starts anew.</summary>
    KeepAliveRestart = 0x04,
    /// <summary>TCP_FLAG_MAX_RT_RESTART: TotalRT starts anew (C165).</summary>
    MaxRtRestart = 0x08,
    /// <summary>TCP_FLAG_UPDATE_RCV_WND: the peer is told of a changed InitialRcvWnd (C166).</summary>
    UpdateRcvWnd = 0x10,
}

/// <summary>TCP_OFFLOAD_STATE_CACHED: cached values of a TCP connection. Laid out as on x64, 0x2C bytes.</summary>
/// <remarks>Times are in ticks of the target's clock, as many a second as the connection parameters say. Source page: TCP_OFFLOAD_STATE_CACHED.</remarks>
[StructLayout(LayoutKind.Sequential)]
public record struct TcpOffloadStateCached : IOffloadState<TcpOffloadStateCached>
{
    /// <summary>Size in bytes on x64.</summary>
    public const int Size = 0x2C;

    /// <summary>Header; its length is the size of the structure.</summary>
    public readonly OffloadStateHeader Header = new(Size);

    /// <summary>Flags.</summary>
    public TcpOffloadStateCachedFlags Flags;

    /// <summary>InitialRcvWnd in bytes. A target that cannot support it fails the connection (C139).</summary>
    public uint InitialRcvWnd;

    /// <summary>RcvIndicationSize in bytes: how much data is worth an indication.</summary>
    public uint RcvIndicationSize;

    /// <summary>KaProbeCount: number of keepalive probes without an answer before the connection is given up.</summary>
    public byte KaProbeCount;

    /// <summary>KaTimeout in ticks: idle time before the first keepalive probe.</summary>
    public uint KaTimeout;

    /// <summary>KaInterval in ticks: time between keepalive probes.</summary>
    public uint KaInterval;

    /// <summary>MaxRT in ticks: time of retransmitting before the connection is given up.</summary>
    public uint MaxRT;

    private uint _flowLabel;

    /// <summary>TtlOrHopLimit: time to live (IPv4) or hop limit (IPv6).</summary>
    public byte TtlOrHopLimit;

    /// <summary>TosOrTrafficClass: type of service (IPv4) or traffic class (IPv6).</summary>
    public byte TosOrTrafficClass;

    private byte _userPriority;

    /// <summary>Makes cached values that are all 0.</summary>
    public TcpOffloadStateCached()
    {
    }

    /// <summary>FlowLabel, 20 bits: flow label of IPv6.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is above 1048575.</exception>
    public uint FlowLabel
    {
        readonly get => _flowLabel & 0xFFFFF;
        set => _flowLabel = BitField.Checked(value, 20, nameof(FlowLabel));
    }

    /// <summary>UserPriority, 3 bits: priority of IEEE 802.1p. An intermediate driver may set it on an initiate (C058).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is above 7.</exception>
    public byte UserPriority
    {
        readonly get => (byte)(_userPriority & 0x7);
        set => _userPriority = (byte)BitField.Checked(value, 3, nameof(UserPriority));
    }

    static OffloadStateInfo IOffloadState<TcpOffloadStateCached>.Info
        => new(OffloadObjectKind.TcpConnection, OffloadStateClass.Cached, Size, 1UL << 3 | 1UL << 4 | 0b1111UL << 6);

    static ref TcpOffloadStateCached IOffloadState<TcpOffloadStateCached>.In(OffloadState state) => ref ((TcpOffloadState)state).Cached;
}
