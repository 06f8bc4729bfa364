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
    /// <summary>The classes that a type names; none where there is no such type.</summary>
    internal static OffloadStateClass ClassOf(OffloadStateType type) => NativeShape.Of(type).Classes;

    /// <summary>
    /// The type that names one class, or the whole, of an object. Neighbor, IPv4, IPv6 and TCP follow one another; 0x10, between the classes of TCP
    /// and its whole, is unused.
    /// </summary>
    internal static OffloadStateType Of(OffloadStateType whole, OffloadStateClass part) => part switch
    {
        OffloadStateClass.Const => whole == OffloadStateType.Tcp ? OffloadStateType.TcpConst : whole - 3,
        OffloadStateClass.Cached => whole == OffloadStateType.Tcp ? OffloadStateType.TcpCached : whole - 2,
        OffloadStateClass.Delegated => whole == OffloadStateType.Tcp ? OffloadStateType.TcpDelegated : whole - 1,
        _ => whole,
    };
}
