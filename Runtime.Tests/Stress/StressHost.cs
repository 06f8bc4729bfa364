namespace Chimney.Runtime.Tests.Stress;

internal enum StressPhase
{
    Out,
    Initiating,
    Live,
    Draining,
    Terminating,
    Done,
}

/// <summary>A connection of a stress run, with the lists that the host has for it.</summary>
internal sealed class StressConnection(OffloadObject item)
{
    internal OffloadObject Item { get; } = item;
    internal bool IsIn { get; set; }
    internal bool UploadAsked { get; set; }
    internal bool CloseAsked { get; set; }
    internal Stack<NetBufferList> Free { get; } = new();
}

/// <summary>A neighbor with a path and connections, and where its life is. Only handlers of its own objects touch it, so nothing is locked.</summary>
internal sealed class StressComponent
{
    internal StressComponent(int index)
    {
        Neighbor = OffloadObject.Neighbor($"N{index}");
        OffloadObject path = Neighbor.AddPath($"P{index}");
        Connections = [.. Enumerable.Range(0, 3).Select(i => new StressConnection(path.AddConnection($"T{index}.{i}")))];
        Whole = OffloadTree.Build(Neighbor);
        Queries = [OffloadTree.Build(Neighbor), OffloadTree.Build(Neighbor)];
    }

    internal OffloadObject Neighbor { get; }
    internal StressConnection[] Connections { get; }
    internal OffloadTree Whole { get; }
    internal OffloadTree[] Queries { get; }
    internal StressPhase Phase { get; set; }
    internal int Steps { get; set; }
    internal int Trees { get; set; }
    internal int Lists { get; set; }
    internal bool IsInvalid { get; set; }

    internal bool IsWhole => Array.TrueForAll(Connections, connection => connection.IsIn);
}

/// <summary>
/// The host of a stress run. It keeps a ledger of its own: every list is out or back, every tree is out or back, and what comes back without
/// being out is counted.
/// </summary>
internal sealed class StressHost : ProtocolDriver
{
    private readonly Dictionary<OffloadHandle, StressComponent> _components = [];
    private readonly Dictionary<OffloadHandle, StressConnection> _connections = [];
    private readonly Dictionary<NetBufferList, (StressComponent Component, StressConnection Connection)> _owners = [];
    private readonly HashSet<NetBufferList> _listsOut = [];
    private readonly HashSet<StressComponent> _all = [];
    private readonly long _budget;

    internal StressHost(int components, long operations)
    {
        Name = "host";
        _budget = operations;
        for (int i = 0; i < components; i++)
        {
            var component = new StressComponent(i);
            _all.Add(component);
            _components.Add(component.Neighbor.OffloadHandle, component);
            foreach (StressConnection connection in component.Connections)
            {
                _connections.Add(connection.Item.OffloadHandle, connection);
                for (int j = 0; j < 8; j++)
                {
                    var list = new NetBufferList(new NetBuffer(new byte[16]));
                    _owners.Add(list, (component, connection));
                    connection.Free.Push(list);
                }
            }
        }
    }

    /// <summary>Requests that were made, and what became of them.</summary>
    internal long Issued, Doubled, HandedBack, Aborted, Uploads, PartlyIn, Accepted, Refused;

    internal bool IsSettled
    {
        get
        {
            return _listsOut.Count == 0 && _all.All(component => component is { Phase: StressPhase.Done, Trees: 0, Lists: 0 }
                && component.Connections.All(connection => connection.Free.Count == 8));
        }
    }

    internal void Start()
    {
        foreach (StressComponent component in _all)
            Advance(component);
    }

    private static bool Chance(int of) => Random.Shared.Next(of) == 0;

    private bool HasBudget => Interlocked.Read(ref Issued) < _budget;

    private void Advance(StressComponent component)
    {
        if (component.Phase == StressPhase.Out)
        {
            component.Phase = HasBudget ? StressPhase.Initiating : StressPhase.Done;
            if (component.Phase == StressPhase.Initiating)
                Do(OffloadOperation.Initiate, component, component.Whole);
            return;
        }
        while (component.Phase == StressPhase.Live && component.Trees + component.Lists < 8)
        {
            bool stays = Array.Exists(component.Connections, connection => connection is { IsIn: true, UploadAsked: false });
            if (component.Steps-- <= 0 || !stays || !HasBudget)
                component.Phase = StressPhase.Draining;
            else
                Issue(component);
        }
        if (component is not { Phase: StressPhase.Draining, Trees: 0 })
            return;
        // Sends, receives and disconnects may still be with the target: it settles them.
        foreach (StressConnection connection in component.Connections)
        {
            if (connection is { IsIn: true, UploadAsked: false, CloseAsked: false, Free.Count: >= 3 } && Chance(2))
                Send(OffloadOperation.Send, component, connection);
        }
        component.Phase = StressPhase.Terminating;
        Do(OffloadOperation.Terminate, component, component.IsWhole ? component.Whole
            : OffloadTree.Build(component.Neighbor, item => item.State is OffloadObjectState.Offloaded or OffloadObjectState.Invalidated ? BlockUse.Object : BlockUse.Omit));
    }

    private void Issue(StressComponent component)
    {
        StressConnection connection = component.Connections[Random.Shared.Next(component.Connections.Length)];
        int what = Random.Shared.Next(20);
        if (what < 15 && connection is { IsIn: true, UploadAsked: false } && connection.Free.Count >= 3)
        {
            OffloadOperation operation = what < 10 ? OffloadOperation.Send : what < 13 ? OffloadOperation.Receive : OffloadOperation.Forward;
            if (Chance(30) && !connection.CloseAsked)
                operation = OffloadOperation.Disconnect;
            if (operation != OffloadOperation.Send || !connection.CloseAsked)
            {
                Send(operation, component, connection);
                return;
            }
        }
        OffloadTree? free = Array.Find(component.Queries, tree => !tree.IsInUse);
        if (!component.IsWhole || free is null)
            return;
        // Update and invalidate need the tree that terminates as well: one at a time.
        if (what < 17 || component.Whole.IsInUse || component.IsInvalid)
            Do(OffloadOperation.Query, component, free);
        else if (what == 19 && Chance(5))
            Do(OffloadOperation.Invalidate, component, component.Whole);
        else
            Do(OffloadOperation.Update, component, component.Whole);
    }

    private void Do(OffloadOperation operation, StressComponent component, OffloadTree tree)
    {
        component.Trees++;
        Interlocked.Increment(ref Issued);
        Ops.SendDown(operation, NdisBindingHandle, tree.GetBlockList(operation));
    }

    private void Send(OffloadOperation operation, StressComponent component, StressConnection connection)
    {
        NetBufferList? first = null;
        for (int i = operation == OffloadOperation.Disconnect ? 1 : Random.Shared.Next(1, 4); i > 0; i--)
        {
            NetBufferList list = connection.Free.Pop();
            list.FirstNetBuffer!.Reset();
            list.Next = first;
            first = list;
            component.Lists++;
            lock (_listsOut)
                _listsOut.Add(list);
        }
        connection.CloseAsked |= operation == OffloadOperation.Disconnect;
        Interlocked.Increment(ref Issued);
        NetBufferListChain chain = NetBufferListChain.From(first!);
        OffloadHandle handle = connection.Item.OffloadHandle;
        _ = operation switch
        {
            OffloadOperation.Send => Ndis.NdisOffloadTcpSend(handle, chain),
            OffloadOperation.Receive => Ndis.NdisOffloadTcpReceive(handle, chain),
            OffloadOperation.Forward => Ndis.NdisOffloadTcpForward(handle, chain),
            _ => Ndis.NdisOffloadTcpDisconnect(handle, chain, TcpDisconnectFlags.GracefulClose),
        };
    }

    private StressComponent TakeBack(NetBufferList list)
    {
        (StressComponent component, StressConnection connection) = _owners[list];
        bool wasOut;
        lock (_listsOut)
            wasOut = _listsOut.Remove(list);
        if (!wasOut)
        {
            Interlocked.Increment(ref Doubled);
            return component;
        }
        component.Lists--;
        connection.Free.Push(list);
        return component;
    }

    private void TakeBack([Borrows] NetBufferListChain chain)
    {
        StressComponent? component = null;
        for (NetBufferList? list = chain.First; list is not null; list = list.Next)
        {
            if (list.Status is NdisStatus.RequestUpload or NdisStatus.UploadInProgress)
            {
                Interlocked.Increment(ref Aborted);
                _owners[list].Connection.UploadAsked = true;
            }
            component = TakeBack(list);
        }
        Advance(component!);
    }

    private StressComponent TakeBack([Borrows] ProtocolOffloadBlockList list)
    {
        StressComponent component = _components[list.Root.OffloadHandle!];
        if (--component.Trees < 0)
            Interlocked.Increment(ref Doubled);
        return component;
    }

    public override void ProtocolInitiateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
        StressComponent component = TakeBack(offloadBlockList);
        foreach (StressConnection connection in component.Connections)
        {
            connection.IsIn = connection.Item.State == OffloadObjectState.Offloaded;
            connection.UploadAsked = connection.CloseAsked = false;
        }
        if (component.Neighbor.State == OffloadObjectState.Offloaded && !component.IsWhole)
            Interlocked.Increment(ref PartlyIn);
        component.IsInvalid = false;
        component.Steps = Random.Shared.Next(5, 60);
        component.Phase = component.Neighbor.State == OffloadObjectState.Offloaded ? StressPhase.Live : StressPhase.Out;
        Advance(component);
    }

    public override void ProtocolTerminateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
        StressComponent component = TakeBack(offloadBlockList);
        foreach (ProtocolOffloadBlock block in offloadBlockList.Blocks)
        {
            for (NetBufferList? list = block.NetBufferListChain; list is not null;)
            {
                NetBufferList? next = list.Next;
                TakeBack(list);
                Interlocked.Increment(ref HandedBack);
                list = next;
            }
            block.NetBufferListChain = null;
        }
        foreach (StressConnection connection in component.Connections)
        {
            connection.IsIn = false;
            // They would go along with the next initiate.
            connection.Item.NetBufferListChain = null;
        }
        component.Phase = StressPhase.Out;
        Advance(component);
    }

    public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Advance(TakeBack(offloadBlockList));

    public override void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Advance(TakeBack(offloadBlockList));

    public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
        StressComponent component = TakeBack(offloadBlockList);
        component.IsInvalid = true;
        Advance(component);
    }

    public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList) => TakeBack(netBufferList);
    public override void ProtocolTcpOffloadReceiveComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList) => TakeBack(netBufferList);
    public override void ProtocolTcpOffloadForwardComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList) => TakeBack(netBufferList);
    public override void ProtocolTcpOffloadDisconnectComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList) => TakeBack(netBufferList);

    public override void ProtocolTcpOffloadEvent(OffloadHandle offloadContext, TcpOffloadEventType eventType, uint eventSpecificInformation)
    {
        if (eventType != TcpOffloadEventType.Retrieve)
            return;
        Interlocked.Increment(ref Uploads);
        _connections[offloadContext].UploadAsked = true;
    }

    public override NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle offloadContext, NetBufferListChain netBufferList, NdisStatus status, out uint bytesConsumed)
    {
        bytesConsumed = 0;
        if (Chance(4))
        {
            Interlocked.Increment(ref Refused);
            return NdisStatus.OffloadDataNotAccepted;
        }
        bytesConsumed = netBufferList.First!.DataLength;
        Interlocked.Increment(ref Accepted);
        PendedNetBufferListChain kept = netBufferList.Pend();
        QueueWorkItem(() => Ndis.NdisOffloadTcpReceiveReturn(NdisBindingHandle, kept.Resume()));
        return NdisStatus.Success;
    }
}
