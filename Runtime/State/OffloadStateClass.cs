namespace Chimney;

/// <summary>
/// The classes of state variables. The class says who owns a value while the object is offloaded, and thereby which operation moves it.
/// </summary>
/// <remarks>Source page: Classes of Offload State Variables.</remarks>
[Flags]
public enum OffloadStateClass : byte
{
    /// <summary>No state structure.</summary>
    None = 0,
    /// <summary>Constant values: given with the initiate and never changed (C162).</summary>
    Const = 1,
    /// <summary>Cached values: the host's, changed by an update only (C160, C161).</summary>
    Cached = 2,
    /// <summary>Delegated values: the target's while the object is offloaded. Read by a query, given back by a terminate (C157, C173).</summary>
    Delegated = 4,
    /// <summary>All three: the whole object.</summary>
    Whole = Const | Cached | Delegated,
}

/// <summary>What the values of <see cref="OffloadStateType"/> stand for.</summary>
internal static class OffloadStateTypes
{
    /// <summary>The classes that a type names. Neighbor, IPv4, IPv6 and TCP follow one another; 0x10, between the classes of TCP and its whole, is unused.</summary>
    internal static OffloadStateClass ClassOf(OffloadStateType type) => type switch
    {
        OffloadStateType.NeighborConst or OffloadStateType.Ip4Const or OffloadStateType.Ip6Const or OffloadStateType.TcpConst => OffloadStateClass.Const,
        OffloadStateType.NeighborCached or OffloadStateType.Ip4Cached or OffloadStateType.Ip6Cached or OffloadStateType.TcpCached => OffloadStateClass.Cached,
        OffloadStateType.NeighborDelegated or OffloadStateType.Ip4Delegated or OffloadStateType.Ip6Delegated or OffloadStateType.TcpDelegated
            => OffloadStateClass.Delegated,
        OffloadStateType.Neighbor or OffloadStateType.Ip4 or OffloadStateType.Ip6 or OffloadStateType.Tcp => OffloadStateClass.Whole,
        _ => OffloadStateClass.None,
    };

    /// <summary>The type that names one class, or the whole, of an object.</summary>
    internal static OffloadStateType Of(OffloadStateType whole, OffloadStateClass part) => part switch
    {
        OffloadStateClass.Const => whole == OffloadStateType.Tcp ? OffloadStateType.TcpConst : whole - 3,
        OffloadStateClass.Cached => whole == OffloadStateType.Tcp ? OffloadStateType.TcpCached : whole - 2,
        OffloadStateClass.Delegated => whole == OffloadStateType.Tcp ? OffloadStateType.TcpDelegated : whole - 1,
        _ => whole,
    };
}
