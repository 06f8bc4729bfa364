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
    [BuildsTree]
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
        // Made apart from the blocks, so that these lie close together; and each handle with its state, for those who need both of every block.
        for (BlockNode? block = root; block is not null; block = block.NextInOrder)
        {
            if (block.Object is null)
                continue;
            block.State = OffloadState.For(block.Object.Kind);
            _ = block.Object.OffloadHandle;
        }
        return new OffloadTree(new BlockTree(root, count, NameOf(root)));
    }

    /// <summary>Builds a tree that hangs paths under a neighbor, for an update that links them to it (C163).</summary>
    /// <param name="neighbor">The neighbor that the paths are to depend on.</param>
    /// <param name="paths">The paths, which depend on another neighbor now.</param>
    /// <returns>The tree.</returns>
    /// <exception cref="ArgumentException">The first argument is no neighbor, or one of the others no path (C254).</exception>
    /// <remarks>Source page: Linking Path State Objects to a New Neighbor State Object.</remarks>
    public static OffloadTree BuildLink([NeedsObject(OffloadObjectKind.Neighbor)] OffloadObject neighbor, IEnumerable<OffloadObject> paths)
    {
        ArgumentNullException.ThrowIfNull(neighbor);
        ArgumentNullException.ThrowIfNull(paths);
        OffloadObject[] linked = [.. paths];
        if (neighbor.Kind != OffloadObjectKind.Neighbor || !Array.TrueForAll(linked, path => path is { Kind: OffloadObjectKind.Path }))
            throw new ArgumentException("An update links paths to a neighbor, nothing else (C254). Pass a neighbor, and paths.", nameof(paths));
        BlockNode root = Chain([neighbor], item => item == neighbor ? BlockUse.Object : BlockUse.Omit, 0)!;
        root.DependentBlockList = Chain(linked, item => item.Kind == OffloadObjectKind.Path ? BlockUse.Object : BlockUse.Omit, 0);
        return new OffloadTree(new BlockTree(root, BlockTree.LinkInOrder(root), neighbor.Name));
    }

    /// <summary>Prepares the blocks for an operation and gives the list to send down with the operation's function of <see cref="Ndis"/>.</summary>
    /// <param name="operation">The operation; decides which state Header.Type names.</param>
    /// <param name="queried">The classes of state that a query asks for: one of them, or the whole object.</param>
    /// <returns>The list in the protocol view. The host owes nothing for it.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The operation is none of the five that take a tree.</exception>
    /// <exception cref="ArgumentException">The operation is no query, and classes are named; or no type names these classes.</exception>
    /// <exception cref="InvalidOperationException">An operation is still running on the blocks.</exception>
    [OnlyRole(DriverRole.Host)]
    [NamesObject]
    public ProtocolOffloadBlockList GetBlockList(OffloadOperation operation, OffloadStateClass queried = OffloadStateClass.Whole)
    {
        if (queried is not (OffloadStateClass.Const or OffloadStateClass.Cached or OffloadStateClass.Delegated or OffloadStateClass.Whole))
            throw new ArgumentException("A query asks for one class of state or for the whole object: pass Const, Cached, Delegated or Whole.", nameof(queried));
        if (operation != OffloadOperation.Query && queried != OffloadStateClass.Whole)
            throw new ArgumentException($"{operation} has its state from the DDI: only a query chooses.", nameof(queried));
        if (operation is < OffloadOperation.Initiate or > OffloadOperation.Invalidate)
            throw new ArgumentOutOfRangeException(nameof(operation), operation, "Only initiate, terminate, update, query and invalidate take a tree.");
        if (IsInUse)
            throw new InvalidOperationException($"The blocks of {_tree.Name} are in use by {_tree.Operation}. Wait for its completion, or build a second tree.");
        // An update carries cached state, a terminate gets delegated state back; an initiate carries, and an invalidate names, the whole object.
        OffloadStateClass part = operation switch
        {
            OffloadOperation.Update => OffloadStateClass.Cached,
            OffloadOperation.Terminate => OffloadStateClass.Delegated,
            _ => queried,
        };
        _tree.Operation = operation;
        for (BlockNode? block = _tree.Root; block is not null; block = block.NextInOrder)
        {
            block.Handle = block.Object?.OffloadHandle;
            block.Role = block.Handle is null ? BlockRole.Placeholder : block.Handle.ContextWord.IsNull ? BlockRole.New : BlockRole.Linker;
            block.Header = new OffloadBlockHeader(OffloadStateTypes.Of(block.WholeState, part), 1, OffloadBlockHeader.BlockListSize);
            StateTransfer.Load(_tree, block);
        }
        _tree.Root.ImReserved = _hostReserved;
        _tree.Root.SourceHandle = null;
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

    private sealed class Leftover
    {
        public override string ToString() => "left by the host stack";
    }
}
