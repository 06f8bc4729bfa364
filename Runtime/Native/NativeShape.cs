namespace Chimney;

/// <summary>
/// What Header.Type says of the memory from a block on (C115, C267): block, structures without a gap, the block's NDIS_OFFLOAD_HANDLE on the
/// next multiple of 8, and, where constant values of a path follow, the two addresses.
/// </summary>
/// <param name="IsKnown">Whether there is such a type.</param>
/// <param name="Layer">The layer of the block.</param>
/// <param name="Classes">The structures.</param>
/// <param name="ConstSize">Size of the constant structure; 0 where it does not follow.</param>
/// <param name="CachedSize">Size of the cached structure; 0 where it does not follow.</param>
/// <param name="DelegatedSize">Size of the delegated structure; 0 where it does not follow.</param>
/// <param name="AddressLength">Length of each of the two addresses; 0 where there are none.</param>
internal readonly record struct NativeShape(
    bool IsKnown, OffloadObjectKind Layer, OffloadStateClass Classes, int ConstSize, int CachedSize, int DelegatedSize, int AddressLength)
{
    private static readonly NativeShape[] s_shapes = Shapes();

    /// <summary>Distance of the constant structure from the block.</summary>
    internal const int ConstOffset = NativeBlock.Size;

    /// <summary>Distance of the cached structure from the block.</summary>
    internal int CachedOffset { get; } = ConstOffset + ConstSize;

    /// <summary>Distance of the delegated structure from the block.</summary>
    internal int DelegatedOffset { get; } = ConstOffset + ConstSize + CachedSize;

    /// <summary>Distance of the handle from the block.</summary>
    internal int HandleOffset { get; } = (ConstOffset + ConstSize + CachedSize + DelegatedSize + 7) & ~7;

    internal static ref readonly NativeShape Of(OffloadStateType type) => ref s_shapes[(byte)type];

    private static NativeShape[] Shapes()
    {
        (OffloadStateType Whole, OffloadObjectKind Layer, int Const, int Cached, int Delegated, int AddressLength)[] objects =
        [
            (OffloadStateType.Neighbor, OffloadObjectKind.Neighbor,
                NeighborOffloadStateConst.Size, NeighborOffloadStateCached.Size, NeighborOffloadStateDelegated.Size, 0),
            (OffloadStateType.Ip4, OffloadObjectKind.Path, PathOffloadStateConst.Size, PathOffloadStateCached.Size, PathOffloadStateDelegated.Size, 4),
            (OffloadStateType.Ip6, OffloadObjectKind.Path, PathOffloadStateConst.Size, PathOffloadStateCached.Size, PathOffloadStateDelegated.Size, 16),
            (OffloadStateType.Tcp, OffloadObjectKind.TcpConnection, TcpOffloadStateConst.Size, TcpOffloadStateCached.Size, TcpOffloadStateDelegated.Size, 0),
        ];
        var shapes = new NativeShape[byte.MaxValue + 1];
        foreach (var row in objects)
        {
            foreach (OffloadStateClass classes in (OffloadStateClass[])[OffloadStateClass.Const, OffloadStateClass.Cached, OffloadStateClass.Delegated, OffloadStateClass.Whole])
            {
                bool hasConst = (classes & OffloadStateClass.Const) != 0;
                shapes[(byte)OffloadStateTypes.Of(row.Whole, classes)] = new NativeShape(true, row.Layer, classes,
                    hasConst ? row.Const : 0,
                    (classes & OffloadStateClass.Cached) != 0 ? row.Cached : 0,
                    (classes & OffloadStateClass.Delegated) != 0 ? row.Delegated : 0,
                    hasConst ? row.AddressLength : 0);
            }
        }
        return shapes;
    }
}
