namespace Chimney;

/// <summary>One block of a tree in the miniport view. Valid while the list it was taken from is.</summary>
/// <remarks>Source page: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST.</remarks>
public readonly ref struct MiniportOffloadBlock
{
    private readonly BlockTree? _tree;
    private readonly BlockNode? _node;
    private readonly ulong _stamp;

    internal MiniportOffloadBlock(BlockTree? tree, BlockNode? node, ulong stamp)
    {
        _tree = tree;
        _node = node;
        _stamp = stamp;
    }

    private BlockNode Node => BlockAccess.Node(_tree, _node, _stamp);

    /// <summary>Whether this is the null pointer: the end of a chain of blocks.</summary>
    public bool IsNull => _node is null;

    /// <summary>Header: names the state that follows the block.</summary>
    [MarksRead(ListMark.BlockTested), MarksRead(ListMark.StateTested)]
    public OffloadBlockHeader Header => Node.Header;

    /// <summary>NextBlock: the next block of the same layer.</summary>
    public MiniportOffloadBlock NextBlock => new(_tree, Node.NextBlock, _stamp);

    /// <summary>DependentBlockList: the first block of the layer that depends on this one.</summary>
    public MiniportOffloadBlock DependentBlockList => new(_tree, Node.DependentBlockList, _stamp);

    /// <summary>Status of the operation on this block. The target writes it before completing, in every block (C105).</summary>
    [Preserve(DriverRole.Intermediate, OffloadPhase.Completion), Marks(ListMark.StatusWritten, OfEveryBlock = true)]
    public ref NdisStatus Status => ref Node.Status;

    /// <summary>Whether the block stands for no object in this operation: its MiniportOffloadContext pointer is NULL (C114).</summary>
    [MarksRead(ListMark.BlockTested)]
    public bool IsPlaceholder => Node.Context is null;

    /// <summary>
    /// The location that MiniportOffloadContext points at: null on a new block. The driver that takes the object over writes its reference
    /// there before it completes a successful initiate (C116).
    /// </summary>
    /// <exception cref="InvalidOperationException">The block is a placeholder, which has no such location.</exception>
    [Marks(ListMark.ContextPublished, OfEveryBlock = true), MarksRead(ListMark.BlockTested), NotDuring(OffloadOperation.Query, OffloadOperation.Update, OffloadOperation.Invalidate)]
    [AskFirst(nameof(IsPlaceholder), nameof(NdisOffloadHandle))]
    public ref OffloadContext MiniportOffloadContext
    {
        get
        {
            OffloadHandle? handle = Node.Context;
            if (handle is null)
                throw new InvalidOperationException("A placeholder has no context location: its MiniportOffloadContext is NULL. Test IsPlaceholder first (C049).");
            return ref handle.ContextWord;
        }
    }

    /// <summary>NdisOffloadHandle: names the object in indications to the driver above. Null on a placeholder.</summary>
    [MarksRead(ListMark.BlockTested)]
    public NdisOffloadHandle NdisOffloadHandle => new(Node.Handle);

    /// <summary>ProtocolReserved, which belongs to the host stack (C054, C110).</summary>
    public ReadOnlySpan<object?> ProtocolReserved => Node.ProtocolReserved;

    /// <summary>MiniportReserved, for the provider that holds the block (C112).</summary>
    public Span<object?> MiniportReserved => Node.MiniportReserved;

    /// <summary>ImReserved, for intermediate drivers: saved and restored on the root (C041, C012).</summary>
    [Preserve(DriverRole.Target), Marks(ListMark.ReservedWritten, From = ListMark.ReservedSaved)]
    public Span<object?> ImReserved => Node.ImReserved;

    /// <summary>Scratch, for whoever holds the block now (C112).</summary>
    public Span<object?> Scratch => Node.Scratch;

    /// <summary>SourceHandle: written by NDIS on the root. An intermediate driver saves and restores it (C041, C013).</summary>
    [Preserve(DriverRole.Target), Preserve(DriverRole.Intermediate, OffloadPhase.Request), Marks(ListMark.SourceHandleWritten, From = ListMark.SourceHandleSaved)]
    public ref object? SourceHandle => ref Node.SourceHandle;

    /// <summary>PortNumber; 0 is the default port (C055).</summary>
    public uint PortNumber => Node.PortNumber;

    /// <summary>NetBufferListChain: send data that travels with an initiate or terminate.</summary>
    [Preserve(DriverRole.Intermediate), Marks(ListMark.ChainSettled, ByValue = true)]
    public ref NetBufferList? NetBufferListChain => ref Node.NetBufferListChain;

    /// <summary>
    /// Gives sends that the target has not finished back to the host stack with this block of a terminate: puts the lists behind those that
    /// <see cref="NetBufferListChain"/> leads to already (C176, C177). The delegated state says which part of them was sent.
    /// </summary>
    /// <param name="chain">Sends of the connection, in their original order. Their duty is met.</param>
    [Marks(ListMark.ChainSettled)]
    public void HandBack([Discharges] NetBufferListChain chain)
    {
        BlockNode node = Node;
        if (chain.Chain is not { } lists)
            return;
        if (chain.IsStale)
            Misuse.StaleUse(lists);
        else
            SendData.HandBack(_tree!, node, lists);
    }

    /// <summary>The state structures that follow the block.</summary>
    public OffloadBlockState State => new(_tree, _node, _stamp);
}

/// <summary>The blocks of a tree in the miniport view, depth first; enumerated without allocation.</summary>
public ref struct MiniportOffloadBlocks
{
    private readonly BlockTree? _tree;
    private readonly ulong _stamp;
    private BlockNode? _next;
    private BlockNode? _current;

    internal MiniportOffloadBlocks(BlockTree? tree, ulong stamp)
    {
        _tree = tree;
        _stamp = stamp;
        _next = tree?.Root;
    }

    /// <summary>The block reached last.</summary>
    public readonly MiniportOffloadBlock Current => new(_tree, _current, _stamp);

    /// <summary>Starts the enumeration.</summary>
    /// <returns>The enumerator.</returns>
    public readonly MiniportOffloadBlocks GetEnumerator() => this;

    /// <summary>Goes to the next block.</summary>
    /// <returns>Whether there was one.</returns>
    public bool MoveNext()
    {
        if (_next is null)
            return false;
        _current = BlockAccess.Node(_tree, _next, _stamp);
        _next = _current.NextInOrder;
        return true;
    }
}
