namespace Chimney;

/// <summary>
/// PNDIS_MINIPORT_OFFLOAD_BLOCK_LIST: the token for a whole tree as a provider sees it. It carries the duty to complete the operation.
/// </summary>
/// <remarks>
/// A driver gets one as a handler parameter, from a conversion or from <see cref="PendedMiniportOffload.Resume"/>, and gets rid of it by
/// handing it to <see cref="Ndis"/>, converting it or pending it. After that every use of it, or of a view taken from it, is a violation
/// (C030, C056). Source page: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST.
/// </remarks>
[OffloadToken]
public readonly ref struct MiniportOffloadBlockList
{
    private readonly ulong _stamp;

    internal MiniportOffloadBlockList(BlockTree? tree, ulong stamp)
    {
        Tree = tree;
        _stamp = stamp;
    }

    internal BlockTree? Tree { get; }

    internal bool IsStale => Tree is not null && Tree.Version != _stamp;

    /// <summary>Whether this is the null pointer, which owes nothing.</summary>
    public bool IsNull => Tree is null;

    /// <summary>The root block; a null view on a null list.</summary>
    public MiniportOffloadBlock Root => new(Tree, Tree?.Root, _stamp);

    /// <summary>All blocks of the tree, depth first: a block, its dependents, then its next block.</summary>
    public MiniportOffloadBlocks Blocks => new(Tree, _stamp);

    /// <summary>
    /// Converts the whole tree to the protocol view, in place, to send the request down. Saves ImReserved and SourceHandle of the root in the
    /// call entry, leaves the entry in ImReserved, and puts the driver's own handle in every block; new blocks get an offload entry.
    /// </summary>
    /// <param name="callEntry">The record of this operation; one per operation (C040, C044). A released one may be used again.</param>
    /// <returns>The same blocks in the protocol view.</returns>
    /// <remarks>Source page: Reusing an NDIS_MINIPORT_OFFLOAD_BLOCK_LIST Structure.</remarks>
    [Converts(Restores = true)]
    public ProtocolOffloadBlockList ToProtocol(ImCallEntry callEntry)
    {
        if (Tree is null || IsStale)
            return new ProtocolOffloadBlockList(Tree, 0);
        BlockConversion.ToProtocol(Tree, callEntry);
        return new ProtocolOffloadBlockList(Tree, Tree.Version);
    }

    /// <summary>Converts with a call entry that the driver never sees.</summary>
    internal ProtocolOffloadBlockList ToProtocol()
        => Tree is null || IsStale ? new ProtocolOffloadBlockList(Tree, 0) : ToProtocol(Tree.TakePassingCallEntry());

    /// <summary>
    /// Switches the view of the whole tree, links and handle slots included, and leaves the rest to the driver: ImReserved and SourceHandle
    /// of the root, the call entry, and SourceHandle of chained lists.
    /// </summary>
    /// <returns>The same blocks in the protocol view.</returns>
    [Converts]
    [RequiresMark(ListMark.ReservedSaved), RequiresMark(ListMark.SourceHandleSaved), RequiresMark(ListMark.ReservedWritten, FirstOnly = true)]
    public ProtocolOffloadBlockList OverlayAsProtocol()
    {
        if (Tree is null || IsStale)
            return new ProtocolOffloadBlockList(Tree, 0);
        BlockConversion.OverlayAsProtocol(Tree);
        return new ProtocolOffloadBlockList(Tree, Tree.Version);
    }

    /// <summary>Keeps the list for later in a handle that can be stored. The handler may return then.</summary>
    /// <param name="handle">A handle of the driver's that was resumed, to be used again in place of a new one; null for a new one.</param>
    /// <returns>The handle; whoever resumes it completes the operation.</returns>
    /// <exception cref="InvalidOperationException"><paramref name="handle"/> was not resumed yet.</exception>
    [Pends]
    public PendedMiniportOffload Pend(PendedMiniportOffload? handle = null) => (handle ?? new PendedMiniportOffload()).Keep(Tree, IsStale);
}
