using System.Runtime.InteropServices;

namespace Chimney;

/// <summary>
/// PATH_OFFLOAD_STATE_CONST: constant values of an IPv4 or IPv6 path; 0x18 bytes on x64. The structure points at the addresses; here it holds them.
/// </summary>
/// <remarks>Source page: PATH_OFFLOAD_STATE_CONST.</remarks>
[StructLayout(LayoutKind.Sequential)]
public record struct PathOffloadStateConst : IOffloadState<PathOffloadStateConst>
{
    /// <summary>Size in bytes on x64.</summary>
    public const int Size = 0x18;

    /// <summary>Header; its length is the size of the structure.</summary>
    public readonly OffloadStateHeader Header = new(Size);

    /// <summary>SourceAddress: what the pointer leads to.</summary>
    public PathAddress SourceAddress;

    /// <summary>DestinationAddress: what the pointer leads to.</summary>
    public PathAddress DestinationAddress;

    /// <summary>Makes constant values with addresses that are all 0.</summary>
    public PathOffloadStateConst()
    {
    }

    static OffloadStateInfo IOffloadState<PathOffloadStateConst>.Info => new(OffloadObjectKind.Path, OffloadStateClass.Const, Size, 1UL << 2 | 1UL << 6);

    static ref PathOffloadStateConst IOffloadState<PathOffloadStateConst>.In(OffloadState state) => ref ((PathOffloadState)state).Const;
}

/// <summary>PATH_OFFLOAD_STATE_CACHED: cached values of a path. Laid out as on x64, 0x0C bytes.</summary>
/// <remarks>Source page: PATH_OFFLOAD_STATE_CACHED.</remarks>
[StructLayout(LayoutKind.Sequential)]
public record struct PathOffloadStateCached : IOffloadState<PathOffloadStateCached>
{
    /// <summary>Size in bytes on x64.</summary>
    public const int Size = 0x0C;

    /// <summary>Header; its length is the size of the structure.</summary>
    public readonly OffloadStateHeader Header = new(Size);

    /// <summary>PathMtu in bytes. A target that cannot support it fails the path (C139).</summary>
    public uint PathMtu;

    /// <summary>Makes cached values that are all 0.</summary>
    public PathOffloadStateCached()
    {
    }

    static OffloadStateInfo IOffloadState<PathOffloadStateCached>.Info => new(OffloadObjectKind.Path, OffloadStateClass.Cached, Size, 1UL << 2);

    static ref PathOffloadStateCached IOffloadState<PathOffloadStateCached>.In(OffloadState state) => ref ((PathOffloadState)state).Cached;
}

/// <summary>PATH_OFFLOAD_STATE_DELEGATED: a path has no delegated values, only the header. Laid out as on x64, 8 bytes.</summary>
/// <remarks>Source page: PATH_OFFLOAD_STATE_DELEGATED.</remarks>
[StructLayout(LayoutKind.Sequential)]
public record struct PathOffloadStateDelegated : IOffloadState<PathOffloadStateDelegated>
{
    /// <summary>Size in bytes on x64.</summary>
    public const int Size = 0x08;

    /// <summary>Header; its length is the size of the structure.</summary>
    public readonly OffloadStateHeader Header = new(Size);

    /// <summary>Makes the structure.</summary>
    public PathOffloadStateDelegated()
    {
    }

    static OffloadStateInfo IOffloadState<PathOffloadStateDelegated>.Info => new(OffloadObjectKind.Path, OffloadStateClass.Delegated, Size, 0);

    static ref PathOffloadStateDelegated IOffloadState<PathOffloadStateDelegated>.In(OffloadState state) => ref ((PathOffloadState)state).Delegated;
}
