namespace Chimney;

/// <summary>The kinds of objects that can be offloaded, bottom layer first.</summary>
public enum OffloadObjectKind
{
    /// <summary>A neighbor: next hop on the link. Depends on nothing.</summary>
    Neighbor,
    /// <summary>A path to an IP address. Depends on a neighbor.</summary>
    Path,
    /// <summary>A TCP connection. Depends on a path.</summary>
    TcpConnection,
}

/// <summary>Main states of an object, as the host stack sees it.</summary>
public enum OffloadObjectState
{
    /// <summary>N: the host has it.</summary>
    NotOffloaded,
    /// <summary>G: initiate sent, not completed.</summary>
    Offloading,
    /// <summary>A: the target has it.</summary>
    Offloaded,
    /// <summary>X: still offloaded, but not to be used for sending.</summary>
    Invalidated,
    /// <summary>Z: terminate sent, not completed.</summary>
    Terminating,
}

/// <summary>An object of the host stack that can be offloaded: a neighbor, a path, or a TCP connection, with what depends on it.</summary>
/// <remarks>State follows the life cycle of the DDI; a request that the life cycle forbids is a violation. Source page: Offload State Objects.</remarks>
public sealed class OffloadObject
{
    private readonly List<OffloadObject> _dependents = [];

    private OffloadObject(OffloadObjectKind kind, string name, OffloadObject? parent, bool isIp6)
    {
        ArgumentNullException.ThrowIfNull(name);
        Kind = kind;
        Name = name;
        Parent = parent;
        IsIp6 = isIp6;
        Values = OffloadState.For(kind);
        if (Values is TcpOffloadState tcp)
        {
            tcp.Delegated.State = TcpOffloadConnectionState.Established;
            Connection = new ConnectionRecord();
        }
        parent?._dependents.Add(this);
    }

    /// <summary>The layer of the object.</summary>
    public OffloadObjectKind Kind { get; }

    /// <summary>Names the object in messages and traces.</summary>
    public string Name { get; }

    /// <summary>The object of the lower layer that this one depends on; null for a neighbor.</summary>
    public OffloadObject? Parent { get; private set; }

    /// <summary>Whether a path is one of IPv6.</summary>
    public bool IsIp6 { get; }

    /// <summary>The objects of the upper layer that depend on this one.</summary>
    public IReadOnlyList<OffloadObject> Dependents => _dependents;

    /// <summary>The same, enumerated without allocation.</summary>
    internal List<OffloadObject> DependentList => _dependents;

    /// <summary>The host's NDIS_OFFLOAD_HANDLE of the object.</summary>
    [NamesObject]
    public OffloadHandle OffloadHandle
        // Made when it is asked for, first by a tree, so that the handles of a tree lie together.
        => field ?? Interlocked.CompareExchange(ref field, new OffloadHandle(this), null) ?? field;

    /// <summary>
    /// Outstanding send data of a connection: goes along with its initiate and belongs to the target from success on; comes back with a
    /// terminate (C130, C177). <see cref="TcpOffloadStateDelegated.SendDataHead"/> and the sequence numbers say which part is unsent.
    /// </summary>
    public NetBufferList? NetBufferListChain { get; set; }

    /// <summary>The host's values of the object.</summary>
    internal OffloadState Values { get; }

    /// <summary>Goes up with every change of the host's cached values, and with every request that carries them down.</summary>
    internal int CachedEpoch { get; set; }

    /// <summary>Whether the target has the host's cached values, as far as the host knows.</summary>
    internal bool IsCachedInStep { get; set; }

    /// <summary>The order of the requests on a connection.</summary>
    internal ConnectionOrder Order => field ??= new ConnectionOrder();

    /// <summary>Main state.</summary>
    public OffloadObjectState State { get; internal set; }

    /// <summary>Number of queries that are running (q).</summary>
    public int RunningQueries { get; internal set; }

    /// <summary>Whether an update is running (u).</summary>
    public bool IsUpdating { get; internal set; }

    /// <summary>Whether an invalidate is running (v).</summary>
    public bool IsInvalidating { get; internal set; }

    /// <summary>Whether a query or invalidate failed, which means that the hardware did (f).</summary>
    public bool HasHardwareFailed { get; internal set; }

    /// <summary>Whether a terminate failed: its delegated state is lost.</summary>
    public bool IsLost { get; internal set; }

    /// <summary>Status of the object's block in the operation that completed last.</summary>
    public NdisStatus LastStatus { get; internal set; }

    /// <summary>On a neighbor, the lane of a threaded run for it and all that depends on it.</summary>
    internal Lane? Lane { get; set; }

    /// <summary>The tree that is being checked; tells what goes along in the same operation.</summary>
    internal BlockTree? CurrentTree { get; set; }

    /// <summary>Main state as the target knows it: requests and completions take time between host and target.</summary>
    internal OffloadObjectState TargetState { get; set; }

    /// <summary>What the target published for the object, for as long as it is offloaded.</summary>
    internal OffloadContext TargetContext { get; set; }

    /// <summary>What is known of a connection beyond its main state; null for the other kinds.</summary>
    internal ConnectionRecord? Connection { get; }

    /// <summary>When a neighbor was last known to be reachable to the target, in ticks of the stack.</summary>
    internal uint? NicReachableAt { get; set; }

    /// <summary>The same, to the host.</summary>
    internal uint? HostReachableAt { get; set; }

    /// <summary>Makes a neighbor.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The neighbor.</returns>
    [MakesObject(OffloadObjectKind.Neighbor)]
    public static OffloadObject Neighbor(string name) => new(OffloadObjectKind.Neighbor, name, null, false);

    /// <summary>Makes a path that depends on this neighbor.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="isIp6">Whether it is a path of IPv6.</param>
    /// <returns>The path.</returns>
    /// <exception cref="InvalidOperationException">This is not a neighbor.</exception>
    [MakesObject(OffloadObjectKind.Path), NeedsObject(OffloadObjectKind.Neighbor)]
    public OffloadObject AddPath(string name, bool isIp6 = false)
        => Kind == OffloadObjectKind.Neighbor
            ? new OffloadObject(OffloadObjectKind.Path, name, this, isIp6)
            : throw new InvalidOperationException($"{Name} is no neighbor: a path depends on a neighbor (C263).");

    /// <summary>Makes a TCP connection that depends on this path.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The connection.</returns>
    /// <exception cref="InvalidOperationException">This is not a path.</exception>
    [MakesObject(OffloadObjectKind.TcpConnection), NeedsObject(OffloadObjectKind.Path)]
    public OffloadObject AddConnection(string name)
        => Kind == OffloadObjectKind.Path
            ? new OffloadObject(OffloadObjectKind.TcpConnection, name, this, false)
            : throw new InvalidOperationException($"{Name} is no path: a connection depends on a path (C263).");

    /// <summary>
    /// Lets this path depend on another neighbor. Where the path is offloaded, tell the target with an update of a tree that has it under a block
    /// of the new neighbor, which has to be offloaded before (C163). Only paths can move (C254).
    /// </summary>
    /// <param name="neighbor">The new neighbor.</param>
    /// <exception cref="InvalidOperationException">This is not a path, or the other is not a neighbor.</exception>
    [NeedsObject(OffloadObjectKind.Path)]
    public void MoveTo([NeedsObject(OffloadObjectKind.Neighbor)] OffloadObject neighbor)
    {
        ArgumentNullException.ThrowIfNull(neighbor);
        if (Kind != OffloadObjectKind.Path || neighbor.Kind != OffloadObjectKind.Neighbor)
            throw new InvalidOperationException($"{Name} is a {Kind} and {neighbor.Name} a {neighbor.Kind}: only a path moves, and to a neighbor (C254).");
        Parent!._dependents.Remove(this);
        Parent = neighbor;
        neighbor._dependents.Add(this);
    }

    /// <summary>One of the structures with the host's values of the object. Delegated values are as old as the last query or terminate.</summary>
    /// <typeparam name="T">The structure.</typeparam>
    /// <returns>A reference for reading.</returns>
    /// <exception cref="ArgumentException">The structure is one of another layer.</exception>
    public ref readonly T Read<T>() where T : struct, IOffloadState<T> => ref Values.Get<T>();

    /// <summary>
    /// The same for writing: cached values at any time, for an update to carry down; constant and delegated ones while the object is not offloaded.
    /// </summary>
    /// <typeparam name="T">The structure.</typeparam>
    /// <returns>A reference for reading and writing.</returns>
    /// <exception cref="ArgumentException">The structure is one of another layer.</exception>
    /// <exception cref="InvalidOperationException">The object is offloaded, and the values are not the host's to change.</exception>
    public ref T Write<T>() where T : struct, IOffloadState<T>
    {
        ref T values = ref Values.Get<T>();
        if (State != OffloadObjectState.NotOffloaded && T.Info.Class != OffloadStateClass.Cached)
        {
            throw new InvalidOperationException(T.Info.Class == OffloadStateClass.Const
                ? $"{Name} is {State}: constant values do not change while it is offloaded (C162). Terminate it first."
                : $"{Name} is {State}: delegated values are the target's while it is offloaded. Query or terminate it to get them.");
        }
        if (T.Info.Class == OffloadStateClass.Cached)
        {
            CachedEpoch++;
            IsCachedInStep = false;
        }
        return ref values;
    }

    /// <summary>Links a path to another neighbor.</summary>
    internal void LinkTo(OffloadObject neighbor)
    {
        Parent!._dependents.Remove(this);
        Parent = neighbor;
        neighbor._dependents.Add(this);
    }

    /// <summary>Kind, name and state.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{Kind} {Name} ({State})";
}
