using System.Runtime.InteropServices;

namespace Chimney;

/// <summary>Flags of TCP_OFFLOAD_STATE_CONST (prefix TCP_FLAG_): what the two ends agreed on. Honoured for the life of the connection (C140).</summary>
[Flags]
public enum TcpOffloadStateConstFlags : ushort
{
    /// <summary>None of them.</summary>
    None = 0,
    /// <summary>TCP_FLAG_TIMESTAMP_ENABLED.</summary>
    TimestampEnabled = 0x01,
    /// <summary>TCP_FLAG_SACK_ENABLED.</summary>
    SackEnabled = 0x02,
    /// <summary>TCP_FLAG_WINDOW_SCALING_ENABLED.</summary>
    WindowScalingEnabled = 0x04,
}

/// <summary>TCP_OFFLOAD_STATE_CONST: constant values of a TCP connection. Laid out as on x64, 0x18 bytes.</summary>
/// <remarks>Source page: TCP_OFFLOAD_STATE_CONST.</remarks>
[StructLayout(LayoutKind.Sequential)]
public record struct TcpOffloadStateConst : IOffloadState<TcpOffloadStateConst>
{
    /// <summary>Size in bytes on x64.</summary>
    public const int Size = 0x18;

    /// <summary>Header; its length is the size of the structure.</summary>
    public readonly OffloadStateHeader Header = new(Size);

    /// <summary>Flags.</summary>
    public TcpOffloadStateConstFlags Flags;

    /// <summary>RemotePort, in network byte order.</summary>
    public ushort RemotePort;

    /// <summary>LocalPort, in network byte order.</summary>
    public ushort LocalPort;

    private byte _windowScales;

    /// <summary>RemoteMss: the maximum segment size that the peer announced, in bytes.</summary>
    public ushort RemoteMss;

    /// <summary>HashValue: the receive-side-scaling hash of the connection.</summary>
    public uint HashValue;

    /// <summary>Makes constant values that are all 0.</summary>
    public TcpOffloadStateConst()
    {
    }

    /// <summary>SndWindScale, 4 bits: shift of the windows that the peer announces.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is above 15.</exception>
    public byte SndWindScale
    {
        readonly get => (byte)(_windowScales & 0xF);
        set => _windowScales = (byte)((_windowScales & 0xF0u) | BitField.Checked(value, 4, nameof(SndWindScale)));
    }

    /// <summary>RcvWindScale, 4 bits: shift of the windows that this end announces.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is above 15.</exception>
    public byte RcvWindScale
    {
        readonly get => (byte)(_windowScales >> 4);
        set => _windowScales = (byte)((_windowScales & 0x0Fu) | BitField.Checked(value, 4, nameof(RcvWindScale)) << 4);
    }

    static OffloadStateInfo IOffloadState<TcpOffloadStateConst>.Info => new(OffloadObjectKind.TcpConnection, OffloadStateClass.Const, Size, 1UL << 5);

    static ref TcpOffloadStateConst IOffloadState<TcpOffloadStateConst>.In(OffloadState state) => ref ((TcpOffloadState)state).Const;
}
