using System.Runtime.InteropServices;

namespace Chimney;

/// <summary>NEIGHBOR_OFFLOAD_STATE_CONST: constant values of a neighbor. Laid out as on x64, 0x2C bytes.</summary>
/// <remarks>Source page: NEIGHBOR_OFFLOAD_STATE_CONST.</remarks>
[StructLayout(LayoutKind.Sequential)]
public record struct NeighborOffloadStateConst : IOffloadState<NeighborOffloadStateConst>
{
    /// <summary>Size in bytes on x64.</summary>
    public const int Size = 0x2C;

    /// <summary>Header; its length is the size of the structure.</summary>
    public readonly OffloadStateHeader Header = new(Size);

    /// <summary>DlSourceAddress: the source address of frames to the neighbor; all 0 for the interface's own (C137).</summary>
    public HardwareAddress DlSourceAddress;

    private uint _vlanId;

    /// <summary>Makes constant values without a source address and without a VLAN.</summary>
    public NeighborOffloadStateConst()
    {
    }

    /// <summary>VlanId, 12 bits; 0 for none. An intermediate driver may set it on an initiate (C058, C138).</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is above 4095.</exception>
    public uint VlanId
    {
        readonly get => _vlanId & 0xFFF;
        set => _vlanId = BitField.Checked(value, 12, nameof(VlanId));
    }

    static OffloadStateInfo IOffloadState<NeighborOffloadStateConst>.Info => new(OffloadObjectKind.Neighbor, OffloadStateClass.Const, Size, 1UL << 10);

    static ref NeighborOffloadStateConst IOffloadState<NeighborOffloadStateConst>.In(OffloadState state) => ref ((NeighborOffloadState)state).Const;
}

/// <summary>NEIGHBOR_OFFLOAD_STATE_CACHED: cached values of a neighbor. Laid out as on x64, 0x2C bytes.</summary>
/// <remarks>Source page: NEIGHBOR_OFFLOAD_STATE_CACHED.</remarks>
[StructLayout(LayoutKind.Sequential)]
public record struct NeighborOffloadStateCached : IOffloadState<NeighborOffloadStateCached>
{
    /// <summary>Size in bytes on x64.</summary>
    public const int Size = 0x2C;

    /// <summary>Header; its length is the size of the structure.</summary>
    public readonly OffloadStateHeader Header = new(Size);

    /// <summary>DlDestinationAddress: the neighbor's address on the link.</summary>
    public HardwareAddress DlDestinationAddress;

    /// <summary>HostReachabilityDelta: ticks since the host last knew the neighbor to be reachable (C244).</summary>
    public uint HostReachabilityDelta;

    /// <summary>Makes cached values that are all 0.</summary>
    public NeighborOffloadStateCached()
    {
    }

    static OffloadStateInfo IOffloadState<NeighborOffloadStateCached>.Info => new(OffloadObjectKind.Neighbor, OffloadStateClass.Cached, Size, 1UL << 10);

    static ref NeighborOffloadStateCached IOffloadState<NeighborOffloadStateCached>.In(OffloadState state) => ref ((NeighborOffloadState)state).Cached;
}

/// <summary>NEIGHBOR_OFFLOAD_STATE_DELEGATED: delegated values of a neighbor. Laid out as on x64, 0x0C bytes.</summary>
/// <remarks>Source page: NEIGHBOR_OFFLOAD_STATE_DELEGATED.</remarks>
[StructLayout(LayoutKind.Sequential)]
public record struct NeighborOffloadStateDelegated : IOffloadState<NeighborOffloadStateDelegated>
{
    /// <summary>Size in bytes on x64.</summary>
    public const int Size = 0x0C;

    /// <summary>Header; its length is the size of the structure.</summary>
    public readonly OffloadStateHeader Header = new(Size);

    /// <summary>NicReachabilityDelta: ticks since the target last knew the neighbor to be reachable.</summary>
    public uint NicReachabilityDelta;

    /// <summary>Makes delegated values that are all 0.</summary>
    public NeighborOffloadStateDelegated()
    {
    }

    static OffloadStateInfo IOffloadState<NeighborOffloadStateDelegated>.Info => new(OffloadObjectKind.Neighbor, OffloadStateClass.Delegated, Size, 1UL << 2);

    static ref NeighborOffloadStateDelegated IOffloadState<NeighborOffloadStateDelegated>.In(OffloadState state)
        => ref ((NeighborOffloadState)state).Delegated;
}
