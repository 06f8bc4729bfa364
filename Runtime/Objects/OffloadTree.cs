namespace Chimney;

/// <summary>What an object becomes in a tree.</summary>
public enum BlockUse
{
    /// <summary>A block for the object: a new one where the object is not offloaded, else a linker (C114).</summary>
    Object,
    /// <summary>A block that stands for no object in this operation and only holds its dependents together.</summary>
    Placeholder,
    /// <summary>No block, neither for the object nor for what depends on it.</summary>
    Omit,
}

/// <summary>
/// A tree of blocks that a host stack owns. It can be sent any number of times, one operation after the other, without allocating: links
/// never change, and a token or view of an earlier operation stays invalid.
/// </summary>
/// <remarks>Source pages: Offload State Tree; Placeholders, Linkers, and New Offloads.</remarks>
public sealed class OffloadTree
{
    private readonly BlockTree _tree;
    private readonly PointerPair _hostReserved;

    private OffloadTree(BlockTree tree)
    {
        _tree = tree;
        // ImReserved belongs to intermediate drivers, but what they find there is not theirs: it has to come back (C012).
        _hostReserved[0] = new Leftover();
        _hostReserved[1] = new Leftover();
    }

    /// <summary>Number of blocks.</summary>
    public int BlockCount => _tree.Count;

    /// <summary>Whether an operation is running on the blocks, so that they cannot be sent again.</summary>
    public bool IsInUse => _tree.Custody != Custody.Home;

    /// <summary>Builds a tree over an object and all that depends on it.</summary>
    /// <param name="root">The object of the root block.</param>
    /// <param name="use">What each object becomes; a block of its own unless given.</param>
    /// <param name="portNumber">PortNumber of every block; 0 is the default port.</param>
    /// <returns>The tree.</returns>
    /// <exception cref="ArgumentException">No block is left, or the root is null.</exception>
    public static OffloadTree Build(OffloadObject root, Func<OffloadObject, BlockUse>? use = null, uint portNumber = 0)
        => Build([root], use, portNumber);

    /// <summary>Builds a tree over several objects of one layer, chained by NextBlock, and all that depends on them.</summary>
    /// <param name="roots">The objects of the top layer of the tree, in order.</param>
    /// <param name="use">What each object becomes; a block of its own unless given.</param>
    /// <param name="portNumber">PortNumber of every block; 0 is the default port.</param>
    /// <returns>The tree.</returns>
    /// <exception cref="ArgumentException">No block is left, a root is null or stands there twice, or the roots are of several layers (C263).</exception>
    public static OffloadTree Build(IEnumerable<OffloadObject> roots, Func<OffloadObject, BlockUse>? use = null, uint portNumber = 0)
    {
        ArgumentNullException.ThrowIfNull(roots);
        List<OffloadObject> top = [.. roots];
        if (top.Contains(null!))
            throw new ArgumentException("A root is null: pass objects, or leave it out.", nameof(roots));
        if (top.Distinct().Count() != top.Count)
            throw new ArgumentException("A root stands there twice: one tree has one block for an object.", nameof(roots));
        if (top.Exists(root => root.Kind != top[0].Kind))
            throw new ArgumentException("The roots are of several layers: NextBlock stays within a layer (C263). Pass objects of one kind.", nameof(roots));
        BlockNode root = Chain(top, use ?? (_ => BlockUse.Object), portNumber)
            ?? throw new ArgumentException("The tree has no block: pass at least one object that is not omitted.", nameof(roots));
        int count = BlockTree.LinkInOrder(root);
        return new OffloadTree(new BlockTree(root, count, NameOf(root)));
    }

    /// <summary>Prepares the blocks for an operation and gives the list to send down with the operation's function of <see cref="Ndis"/>.</summary>
    /// <param name="operation">The operation; decides which state Header.Type names.</param>
    /// <returns>The list in the protocol view. The host owes nothing for it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The operation is none of the five that take a tree.</exception>
    /// <exception cref="InvalidOperationException">An operation is still running on the blocks.</exception>
    public ProtocolOffloadBlockList GetBlockList(OffloadOperation operation)
    {
        if (operation is < OffloadOperation.Initiate or > OffloadOperation.Invalidate)
            throw new ArgumentOutOfRangeException(nameof(operation), operation, "Only initiate, terminate, update, query and invalidate take a tree.");
        if (IsInUse)
            throw new InvalidOperationException($"The blocks of {_tree.Name} are in use by {_tree.Operation}. Wait for its completion, or build a second tree.");
        for (BlockNode? block = _tree.Root; block is not null; block = block.NextInOrder)
        {
            block.NetBufferListChain = null;
            block.Handle = block.Object?.OffloadHandle;
            block.Header = new OffloadBlockHeader(TypeFor(operation, block.WholeState), 1, OffloadBlockHeader.BlockListSize);
        }
        _tree.Root.ImReserved = _hostReserved;
        _tree.Root.SourceHandle = null;
        _tree.Operation = operation;
        _tree.Phase = OffloadPhase.Request;
        _tree.View = BlockView.Protocol;
        _tree.Holder = null;
        _tree.Depth = 0;
        _tree.Move(LastMove.None, Custody.Home);
        return new ProtocolOffloadBlockList(_tree, _tree.Version);
    }

    private static BlockNode? Chain(IReadOnlyList<OffloadObject> objects, Func<OffloadObject, BlockUse> use, uint portNumber)
    {
        BlockNode? first = null;
        BlockNode? last = null;
        foreach (OffloadObject item in objects)
        {
            BlockUse itemUse = use(item);
            if (itemUse == BlockUse.Omit)
                continue;
            var block = new BlockNode
            {
                Object = itemUse == BlockUse.Object ? item : null,
                WholeState = item.Kind switch
                {
                    OffloadObjectKind.Neighbor => OffloadStateType.Neighbor,
                    OffloadObjectKind.Path => item.IsIp6 ? OffloadStateType.Ip6 : OffloadStateType.Ip4,
                    _ => OffloadStateType.Tcp,
                },
                PortNumber = portNumber,
                DependentBlockList = Chain(item.Dependents, use, portNumber),
            };
            if (last is null)
                first = block;
            else
                last.NextBlock = block;
            last = block;
        }
        return first;
    }

    private static string NameOf(BlockNode root)
    {
        for (BlockNode? block = root; block is not null; block = block.NextInOrder)
        {
            if (block.Object is not null)
                return block.Object.Name;
        }
        return "a placeholder";
    }

    /// <summary>An update carries cached state, a terminate gets delegated state back; the others name the whole object.</summary>
    private static OffloadStateType TypeFor(OffloadOperation operation, OffloadStateType whole) => operation switch
    {
        OffloadOperation.Update => whole == OffloadStateType.Tcp ? OffloadStateType.TcpCached : whole - 2,
        OffloadOperation.Terminate => whole == OffloadStateType.Tcp ? OffloadStateType.TcpDelegated : whole - 1,
        _ => whole,
    };

    private sealed class Leftover
    {
        public override string ToString() => "left by the host stack";
    }
}
