namespace Chimney;

/// <summary>
/// The one-block list of a NeighborReachabilityQuery (C242, C243): asks the host stack how long ago a neighbor was known to be reachable. The
/// target fills the state behind the block, indicates the list with <see cref="Ndis.NdisMOffloadEventIndicate"/>, and finds the answer in the
/// cached state of the block when the call has returned (C244).
/// </summary>
/// <remarks>Can be used any number of times. Source pages: NdisMOffloadEventIndicate; Making a NeighborReachabilityQuery Indication.</remarks>
public sealed class NeighborQuery
{
    private readonly BlockTree _tree;

    /// <summary>Makes the list for a neighbor.</summary>
    /// <param name="neighbor">NdisOffloadHandle of the block that the neighbor was offloaded with.</param>
    /// <exception cref="ArgumentException">The handle is null, or its object is not offloaded.</exception>
    public NeighborQuery(NdisOffloadHandle neighbor)
    {
        if (neighbor.IsStale || neighbor.Handle is not { Binding: { } binding, HostObject: { } item })
            throw new ArgumentException("The handle is that of no offloaded object. Pass the NdisOffloadHandle that was stored when the neighbor was offloaded.", nameof(neighbor));
        var block = new BlockNode
        {
            Object = item,
            WholeState = OffloadStateType.Neighbor,
            Header = new OffloadBlockHeader(OffloadStateType.Neighbor, 1, OffloadBlockHeader.BlockListSize),
            State = OffloadState.For(OffloadObjectKind.Neighbor),
        };
        _tree = new BlockTree(block, BlockTree.LinkInOrder(block), item.Name)
        {
            Operation = OffloadOperation.OffloadEvent,
            Phase = OffloadPhase.Indication,
            Custody = Custody.Home,
            Holder = binding.Owner.Below,
        };
    }

    /// <summary>The list as the target has it: before the indication to be filled, after it to be read. Status is Success.</summary>
    /// <returns>The list in the miniport view. Nothing is owed for it.</returns>
    public MiniportOffloadBlockList GetBlockList()
    {
        _tree.View = BlockView.Miniport;
        _tree.Root.Status = NdisStatus.Success;
        return new MiniportOffloadBlockList(_tree, _tree.Version);
    }
}
