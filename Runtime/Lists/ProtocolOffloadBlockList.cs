namespace Chimney;

/// <summary>
/// PNDIS_PROTOCOL_OFFLOAD_BLOCK_LIST: the token for a whole tree as a client sees it. In an intermediate driver's completion handler it
/// carries the duty to complete the operation upward.
/// </summary>
/// <remarks>
/// After it was handed to <see cref="Ndis"/>, converted or pended, every use of it, or of a view taken from it, is a violation (C030, C056).
/// Source page: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST.
/// </remarks>
[OffloadToken]
public readonly ref struct ProtocolOffloadBlockList
{
    private readonly ulong _stamp;

    internal ProtocolOffloadBlockList(BlockTree? tree, ulong stamp)
    {
        Tree = tree;
        _stamp = stamp;
    }

    internal BlockTree? Tree { get; }

    internal bool IsStale => Tree is not null && Tree.Version != _stamp;

    /// <summary>Whether this is the null pointer, which owes nothing.</summary>
    public bool IsNull => Tree is null;

    /// <summary>The root block; a null view on a null list.</summary>
    public ProtocolOffloadBlock Root => new(Tree, Tree?.Root, _stamp);

    /// <summary>All blocks of the tree, depth first: a block, its dependents, then its next block.</summary>
    public ProtocolOffloadBlocks Blocks => new(Tree, _stamp);

    /// <summary>
    /// Converts the whole tree back to the miniport view, in place, to carry the completion up. Restores ImReserved and SourceHandle of the
    /// root from the call entry and the upper handle of every block, publishes or releases offload entries as operation and statuses demand,
    /// and releases the call entry: copy out of it what the completion call needs first (C015).
    /// </summary>
    /// <returns>The same blocks in the miniport view.</returns>
    /// <remarks>Source page: Reusing an NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST Structure.</remarks>
    [Converts(Restores = true)]
    public MiniportOffloadBlockList ToMiniport()
    {
        if (Tree is null || IsStale)
            return new MiniportOffloadBlockList(Tree, 0);
        BlockConversion.ToMiniport(Tree);
        return new MiniportOffloadBlockList(Tree, Tree.Version);
    }

    /// <summary>
    /// Switches the view of the whole tree, links and handle slots included, and leaves the rest to the driver: ImReserved and SourceHandle
    /// of the root, publishing and releasing offload entries, SourceHandle of chained lists, and the call entry's release.
    /// </summary>
    /// <returns>The same blocks in the miniport view.</returns>
    [Converts]
    [RequiresMark(ListMark.ReservedWritten), RequiresMark(ListMark.SourceHandleWritten), RequiresMark(ListMark.EntryReleased)]
    public MiniportOffloadBlockList OverlayAsMiniport()
    {
        if (Tree is null || IsStale)
            return new MiniportOffloadBlockList(Tree, 0);
        BlockConversion.OverlayAsMiniport(Tree);
        return new MiniportOffloadBlockList(Tree, Tree.Version);
    }

    /// <summary>Keeps the list for later in a handle that can be stored. The handler may return then.</summary>
    /// <param name="handle">A handle of the driver's that was resumed, to be used again in place of a new one; null for a new one.</param>
    /// <returns>The handle; whoever resumes it completes the operation.</returns>
    /// <exception cref="InvalidOperationException"><paramref name="handle"/> was not resumed yet.</exception>
    [Pends]
    public PendedProtocolOffload Pend(PendedProtocolOffload? handle = null) => (handle ?? new PendedProtocolOffload()).Keep(Tree, IsStale);
}
