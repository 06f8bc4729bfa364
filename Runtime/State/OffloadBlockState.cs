using System.Runtime.CompilerServices;

namespace Chimney;

/// <summary>
/// The state structures that follow a block in the operation at hand. An initiate carries the whole of each new object, a query what it asks
/// for, an update cached and a terminate delegated structures, an invalidate nothing.
/// </summary>
/// <remarks>
/// Access to a structure that does not follow the block is a violation (C114, C115, C168), and so is a write that is not the driver's (C024,
/// C058, C161, C162). Valid while the list is. Source pages: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST; NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST.
/// </remarks>
public readonly ref struct OffloadBlockState
{
    private readonly BlockTree? _tree;
    private readonly BlockNode? _node;
    private readonly ulong _stamp;

    internal OffloadBlockState(BlockTree? tree, BlockNode? node, ulong stamp)
    {
        _tree = tree;
        _node = node;
        _stamp = stamp;
    }

    /// <summary>The classes of structures that follow the block; none on placeholders, on linkers, and in an invalidate.</summary>
    [MarksRead(ListMark.BlockTested), MarksRead(ListMark.StateTested)]
    public OffloadStateClass Classes => StateTransfer.ClassesBehind(_tree!, BlockAccess.Node(_tree, _node, _stamp));

    /// <summary>The layer of the object that the block stands for.</summary>
    /// <exception cref="InvalidOperationException">The block is a placeholder.</exception>
    [MarksRead(ListMark.BlockTested), MarksRead(ListMark.StateTested)]
    public OffloadObjectKind Layer => BlockAccess.Node(_tree, _node, _stamp).State?.Layer
        ?? throw new InvalidOperationException("A placeholder stands for no object, so it has no layer. Test IsPlaceholder first (C115).");

    /// <summary>Whether a structure follows the block.</summary>
    /// <typeparam name="T">The structure.</typeparam>
    /// <returns>Whether it does.</returns>
    [MarksRead(ListMark.BlockTested), MarksRead(ListMark.StateTested)]
    public bool Has<T>() where T : struct, IOffloadState<T>
        => BlockAccess.Node(_tree, _node, _stamp) is { State: { } state } node && state.Layer == T.Info.Layer
            && (StateTransfer.ClassesBehind(_tree!, node) & T.Info.Class) != 0;

    /// <summary>A structure that follows the block.</summary>
    /// <typeparam name="T">The structure.</typeparam>
    /// <returns>A reference for reading.</returns>
    [RequiresMark(ListMark.BlockTested)]
    [NotDuring(OffloadOperation.Invalidate)]
    public ref readonly T Read<T>() where T : struct, IOffloadState<T> => ref Find<T>(write: false);

    /// <summary>
    /// A structure that follows the block, for the target to fill: what a query asks for, and delegated values in a terminate (C157, C173).
    /// </summary>
    /// <typeparam name="T">The structure.</typeparam>
    /// <returns>A reference for reading and writing.</returns>
    [Preserve(DriverRole.Intermediate), Marks(ListMark.StateFilled, OfEveryBlock = true), RequiresMark(ListMark.BlockTested)]
    [NotDuring(OffloadOperation.Initiate, OffloadOperation.Update, OffloadOperation.Invalidate, Role = DriverRole.Target)]
    public ref T Write<T>() where T : struct, IOffloadState<T> => ref Find<T>(write: true);

    /// <summary>Copies every structure that follows the block, as a target does that takes an object over or updates it.</summary>
    /// <param name="state">Receives the structures; those that do not follow the block stay as they are.</param>
    /// <exception cref="ArgumentException">The state is one of another layer.</exception>
    public void CopyTo(OffloadState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        BlockNode node = BlockAccess.Node(_tree, _node, _stamp);
        if (node.State is { } own)
            state.CopyFrom(OfLayer(own, state), StateTransfer.ClassesBehind(_tree!, node));
    }

    /// <summary>Fills every structure that follows the block, as a target does for a query and a terminate (C157, C173).</summary>
    /// <param name="state">Holds the values.</param>
    /// <exception cref="ArgumentException">The state is one of another layer.</exception>
    [Preserve(DriverRole.Intermediate), Marks(ListMark.StateFilled, OfEveryBlock = true)]
    [NotDuring(OffloadOperation.Initiate, OffloadOperation.Update, OffloadOperation.Invalidate, Role = DriverRole.Target)]
    public void CopyFrom(OffloadState state)
    {
        ArgumentNullException.ThrowIfNull(state);
        BlockNode node = BlockAccess.Node(_tree, _node, _stamp);
        OffloadStateClass classes = StateTransfer.ClassesBehind(_tree!, node);
        if (node.State is { } own && StateAccess.MayWrite(_tree!, classes))
            own.CopyFrom(OfLayer(state, own), classes);
    }

    /// <summary>Sets VlanId of a new neighbor: one of the two values that an intermediate driver may change, on an initiate (C058).</summary>
    /// <param name="vlanId">12 bits; 0 for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is above 4095.</exception>
    [Preserve(DriverRole.Intermediate, OffloadPhase.Completion)]
    public void SetVlanId(uint vlanId) => Find<NeighborOffloadStateConst>(write: true, tag: true).VlanId = vlanId;

    /// <summary>Sets UserPriority of a new connection: one of the two values that an intermediate driver may change, on an initiate (C058).</summary>
    /// <param name="userPriority">3 bits.</param>
    /// <exception cref="ArgumentOutOfRangeException">The value is above 7.</exception>
    [Preserve(DriverRole.Intermediate, OffloadPhase.Completion)]
    public void SetUserPriority(byte userPriority) => Find<TcpOffloadStateCached>(write: true, tag: true).UserPriority = userPriority;

    private static OffloadState OfLayer(OffloadState state, OffloadState other)
        => state.Layer == other.Layer
            ? state
            : throw new ArgumentException($"State of a {state.Layer} does not fit a {other.Layer}. Make it with OffloadState.For for the layer of the block.");

    private ref T Find<T>(bool write, bool tag = false) where T : struct, IOffloadState<T>
    {
        BlockNode node = BlockAccess.Node(_tree, _node, _stamp);
        if (!Has<T>())
            StateAccess.ReportAbsent<T>(_tree!, node, _stamp);
        else if (!write || StateAccess.MayWrite(_tree!, T.Info.Class, tag))
            return ref T.In(node.State!);
        // Only recorded: the caller gets memory of nobody's.
        return ref new StrongBox<T>(new T()).Value;
    }
}
