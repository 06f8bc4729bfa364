namespace Chimney;

/// <summary>OFFLOAD_STATE_TYPE: which state structures follow a block (C115). Has no meaning on a placeholder.</summary>
public enum OffloadStateType : byte
{
    /// <summary>NEIGHBOR_OFFLOAD_STATE_CONST.</summary>
    NeighborConst = 0x01,
    /// <summary>NEIGHBOR_OFFLOAD_STATE_CACHED.</summary>
    NeighborCached = 0x02,
    /// <summary>NEIGHBOR_OFFLOAD_STATE_DELEGATED.</summary>
    NeighborDelegated = 0x03,
    /// <summary>The whole neighbor object.</summary>
    Neighbor = 0x04,
    /// <summary>PATH_OFFLOAD_STATE_CONST of an IPv4 path.</summary>
    Ip4Const = 0x05,
    /// <summary>PATH_OFFLOAD_STATE_CACHED of an IPv4 path.</summary>
    Ip4Cached = 0x06,
    /// <summary>PATH_OFFLOAD_STATE_DELEGATED of an IPv4 path.</summary>
    Ip4Delegated = 0x07,
    /// <summary>The whole IPv4 path object.</summary>
    Ip4 = 0x08,
    /// <summary>PATH_OFFLOAD_STATE_CONST of an IPv6 path.</summary>
    Ip6Const = 0x09,
    /// <summary>PATH_OFFLOAD_STATE_CACHED of an IPv6 path.</summary>
    Ip6Cached = 0x0A,
    /// <summary>PATH_OFFLOAD_STATE_DELEGATED of an IPv6 path.</summary>
    Ip6Delegated = 0x0B,
    /// <summary>The whole IPv6 path object.</summary>
    Ip6 = 0x0C,
    /// <summary>TCP_OFFLOAD_STATE_CONST.</summary>
    TcpConst = 0x0D,
    /// <summary>TCP_OFFLOAD_STATE_CACHED.</summary>
    TcpCached = 0x0E,
    /// <summary>TCP_OFFLOAD_STATE_DELEGATED.</summary>
    TcpDelegated = 0x0F,
    /// <summary>Reserved and unused.</summary>
    TcpResource = 0x10,
    /// <summary>The whole TCP connection object.</summary>
    Tcp = 0x11,
    /// <summary>Reserved for filter drivers.</summary>
    FilterReserved = 0xFE,
}

/// <summary>NDIS_OBJECT_HEADER of a block. The builder of the block fills it; everybody else preserves it (C027).</summary>
/// <param name="Type">Which state structures follow the block.</param>
/// <param name="Revision">Revision of those state structures.</param>
/// <param name="Size">Size of the block structure in bytes: 0x98, as on x64.</param>
public readonly record struct OffloadBlockHeader(OffloadStateType Type, byte Revision, ushort Size)
{
    /// <summary>sizeof(NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST) on x64; the miniport list has the same size.</summary>
    public const ushort BlockListSize = 0x98;
}
