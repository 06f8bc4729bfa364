namespace Chimney;

/// <summary>One block of a tree in the protocol view. Valid while the list it was taken from is.</summary>
/// <remarks>Source page: NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST.</remarks>
public readonly ref struct ProtocolOffloadBlock
{
    private readonly BlockTree? _tree;
    private readonly BlockNode? _node;
    private readonly ulong _stamp;

    internal ProtocolOffloadBlock(BlockTree? tree, BlockNode? node, ulong stamp)
    {
        _tree = tree;
        _node = node;
        _stamp = stamp;
    }

    private BlockNode Node => BlockAccess.Node(_tree, _node, _stamp);

    /// <summary>Whether this is the null pointer: the end of a chain of blocks.</summary>
    public bool IsNull => _node is null;

    /// <summary>Header: names the state that follows the block.</summary>
    public OffloadBlockHeader Header => Node.Header;

    /// <summary>NextBlock: the next block of the same layer.</summary>
    public ProtocolOffloadBlock NextBlock => new(_tree, Node.NextBlock, _stamp);

    /// <summary>DependentBlockList: the first block of the layer that depends on this one.</summary>
    public ProtocolOffloadBlock DependentBlockList => new(_tree, Node.DependentBlockList, _stamp);

    /// <summary>Status of the operation on this block, as the provider below wrote it. An intermediate driver carries it up unchanged (C023).</summary>
    [Preserve(DriverRole.Intermediate, OffloadPhase.Completion), Marks(ListMark.StatusWritten, OfEveryBlock = true)]
    public ref NdisStatus Status => ref Node.Status;

    /// <summary>OffloadHandle: the issuer's own handle of the object; null on a placeholder (C048, C049).</summary>
    public OffloadHandle? OffloadHandle => Node.Handle;

    /// <summary>ProtocolReserved, for the host stack; an intermediate driver leaves it alone (C054).</summary>
    [Preserve(DriverRole.Intermediate)]
    public Span<object?> ProtocolReserved => Node.ProtocolReserved;

    /// <summary>MiniportReserved, which belongs to the provider below (C054).</summary>
    public ReadOnlySpan<object?> MiniportReserved => Node.MiniportReserved;

    /// <summary>ImReserved, for intermediate drivers: saved and restored on the root (C041, C012).</summary>
    [Marks(ListMark.ReservedWritten, From = ListMark.ReservedSaved)]
    public Span<object?> ImReserved => Node.ImReserved;

    /// <summary>Scratch, for whoever holds the block now (C112).</summary>
    public Span<object?> Scratch => Node.Scratch;

    /// <summary>SourceHandle: written by NDIS on the root during the downward call; not by the driver that sends the list (C045).</summary>
    [Preserve(DriverRole.Intermediate, OffloadPhase.Request), Marks(ListMark.SourceHandleWritten, From = ListMark.SourceHandleSaved)]
    public ref object? SourceHandle => ref Node.SourceHandle;

    /// <summary>PortNumber; 0 is the default port (C055).</summary>
    public uint PortNumber => Node.PortNumber;

    /// <summary>NetBufferListChain: send data that travels with an initiate or terminate.</summary>
    [Preserve(DriverRole.Intermediate)]
    public ref NetBufferList? NetBufferListChain => ref Node.NetBufferListChain;

    /// <summary>The state structures that follow the block.</summary>
    public OffloadBlockState State => new(_tree, _node, _stamp);
}

/// <summary>The blocks of a tree in the protocol view, depth first; enumerated without allocation.</summary>
public ref struct ProtocolOffloadBlocks
{
    private readonly BlockTree? _tree;
    private readonly ulong _stamp;
    private BlockNode? _next;
    private BlockNode? _current;

    internal ProtocolOffloadBlocks(BlockTree? tree, ulong stamp)
    {
        _tree = tree;
        _stamp = stamp;
        _next = tree?.Root;
    }

    /// <summary>The block reached last.</summary>
    public readonly ProtocolOffloadBlock Current => new(_tree, _current, _stamp);

    /// <summary>Starts the enumeration.</summary>
    /// <returns>The enumerator.</returns>
    public readonly ProtocolOffloadBlocks GetEnumerator() => this;

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
