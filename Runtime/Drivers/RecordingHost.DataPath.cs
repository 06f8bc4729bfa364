namespace Chimney;

/// <summary>A buffer list that came back to a <see cref="RecordingHost"/>.</summary>
/// <param name="Operation">The request that completed.</param>
/// <param name="List">The list; null for a disconnect that completed without one (C089).</param>
/// <param name="Status">Its status.</param>
/// <param name="BytesTransferred">Its TcpOffloadBytesTransferred.</param>
public sealed record CompletedList(OffloadOperation Operation, NetBufferList? List, NdisStatus Status, uint BytesTransferred);

/// <summary>An event that reached a <see cref="RecordingHost"/>.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="EventType">What happened.</param>
/// <param name="Information">Backlog in bytes, or the reason of an upload request.</param>
public sealed record IndicatedEvent(OffloadObject Connection, TcpOffloadEventType EventType, uint Information);

/// <summary>Data that was indicated to a <see cref="RecordingHost"/>.</summary>
/// <param name="Connection">The connection.</param>
/// <param name="Data">The bytes that were indicated.</param>
/// <param name="BytesConsumed">How many of them the host took.</param>
public sealed record IndicatedData(OffloadObject Connection, IReadOnlyList<byte> Data, uint BytesConsumed);

/// <summary>Chooses how much of indicated data a host takes.</summary>
/// <param name="connection">The connection.</param>
/// <param name="length">Bytes indicated.</param>
/// <returns>Bytes taken: all of them to accept, 0 to refuse, fewer to accept in part.</returns>
public delegate uint DataAnswer(OffloadObject connection, uint length);

// The data path of the recording host.
public sealed partial class RecordingHost
{
    private readonly List<CompletedList> _completedLists = [];
    private readonly List<IndicatedEvent> _events = [];
    private readonly List<IndicatedData> _data = [];
    private readonly List<IndicateOffloadEvent> _indications = [];
    private readonly List<NetBufferList> _kept = [];

    /// <summary>The lists that came back, in order.</summary>
    public IReadOnlyList<CompletedList> CompletedLists => _completedLists;

    /// <summary>The events that reached the host, in order.</summary>
    public IReadOnlyList<IndicatedEvent> Events => _events;

    /// <summary>The data that was indicated, in order.</summary>
    public IReadOnlyList<IndicatedData> Data => _data;

    /// <summary>The codes of the generic indications that reached the host, in order.</summary>
    public IReadOnlyList<IndicateOffloadEvent> Indications => _indications;

    /// <summary>Lists that were indicated and accepted and wait for <see cref="ReturnAll"/>.</summary>
    public IReadOnlyList<NetBufferList> Kept => _kept;

    /// <summary>How much of indicated data the host takes; all of it unless set.</summary>
    public DataAnswer? ChooseAnswer { get; set; }

    /// <summary>HostReachabilityDelta that the host answers a reachability query with, in ticks.</summary>
    public uint HostReachabilityDelta { get; set; }

    /// <summary>Sends data on a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="first">The first list; the others follow by <see cref="NetBufferList.Next"/>.</param>
    public void Send([Requests(OffloadOperation.Send), NeedsObject(OffloadObjectKind.TcpConnection)] OffloadObject connection, NetBufferList first) => Ndis.NdisOffloadTcpSend(HandleOf(connection), NetBufferListChain.From(first));

    /// <summary>Posts lists for received data.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="first">The first list; the others follow by <see cref="NetBufferList.Next"/>.</param>
    public void PostReceive([Requests(OffloadOperation.Receive), NeedsObject(OffloadObjectKind.TcpConnection)] OffloadObject connection, NetBufferList first) => Ndis.NdisOffloadTcpReceive(HandleOf(connection), NetBufferListChain.From(first));

    /// <summary>Forwards segments that came in by another way.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="first">The first list, one segment in each; the others follow by <see cref="NetBufferList.Next"/>.</param>
    public void Forward([Requests(OffloadOperation.Forward), NeedsObject(OffloadObjectKind.TcpConnection)] OffloadObject connection, NetBufferList first) => Ndis.NdisOffloadTcpForward(HandleOf(connection), NetBufferListChain.From(first));

    /// <summary>Closes the send half of a connection, or aborts the connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="flags">How to close.</param>
    /// <param name="list">The single list, with one buffer; one without data unless given.</param>
    public void Disconnect([Requests(OffloadOperation.Disconnect), NeedsObject(OffloadObjectKind.TcpConnection)] OffloadObject connection, TcpDisconnectFlags flags = TcpDisconnectFlags.GracefulClose, NetBufferList? list = null)
        => Ndis.NdisOffloadTcpDisconnect(HandleOf(connection), NetBufferListChain.From(list ?? new NetBufferList(new NetBuffer([]))), flags);

    /// <summary>Gives all lists back that were indicated and accepted, in one call.</summary>
    public void ReturnAll()
    {
        if (_kept.Count == 0)
            return;
        for (int i = 0; i < _kept.Count; i++)
            _kept[i].Next = i + 1 < _kept.Count ? _kept[i + 1] : null;
        NetBufferList first = _kept[0];
        _kept.Clear();
        Ndis.NdisOffloadTcpReceiveReturn(NdisBindingHandle, NetBufferListChain.From(first));
    }

    /// <inheritdoc/>
    public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => Record(OffloadOperation.Send, netBufferList);

    /// <inheritdoc/>
    public override void ProtocolTcpOffloadReceiveComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => Record(OffloadOperation.Receive, netBufferList);

    /// <inheritdoc/>
    public override void ProtocolTcpOffloadDisconnectComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => Record(OffloadOperation.Disconnect, netBufferList);

    /// <inheritdoc/>
    public override void ProtocolTcpOffloadForwardComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => Record(OffloadOperation.Forward, netBufferList);

    /// <inheritdoc/>
    public override void ProtocolTcpOffloadEvent(OffloadHandle offloadContext, TcpOffloadEventType eventType, uint eventSpecificInformation)
    {
        if (KeepsRecords)
            _events.Add(new IndicatedEvent(offloadContext.Object!, eventType, eventSpecificInformation));
    }

    /// <inheritdoc/>
    public override NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle offloadContext, NetBufferListChain netBufferList, NdisStatus status, out uint bytesConsumed)
    {
        NetBufferList list = netBufferList.First!;
        uint length = list.DataLength;
        bytesConsumed = Math.Min(ChooseAnswer?.Invoke(offloadContext.Object!, length) ?? length, length);
        if (KeepsRecords)
        {
            var data = new List<byte>();
            for (NetBuffer? buffer = list.FirstNetBuffer; buffer is not null; buffer = buffer.Next)
                data.AddRange(buffer.Data);
            _data.Add(new IndicatedData(offloadContext.Object!, data, bytesConsumed));
        }
        if (bytesConsumed < length)
            return bytesConsumed == 0 ? NdisStatus.OffloadDataNotAccepted : NdisStatus.OffloadDataPartiallyAccepted;
        _kept.Add(list);
        return NdisStatus.Success;
    }

    /// <inheritdoc/>
    public override void ProtocolIndicateOffloadEvent(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList, IndicateOffloadEvent indicationCode)
    {
        if (KeepsRecords)
            _indications.Add(indicationCode);
        if (!offloadBlockList.IsNull)
            offloadBlockList.Root.State.Write<NeighborOffloadStateCached>().HostReachabilityDelta = HostReachabilityDelta;
    }

    private static OffloadHandle HandleOf(OffloadObject connection)
    {
        ArgumentNullException.ThrowIfNull(connection);
        return connection.OffloadHandle;
    }

    private void Record(OffloadOperation operation, [Borrows] NetBufferListChain chain)
    {
        if (!KeepsRecords)
            return;
        if (chain.IsNull)
            _completedLists.Add(new CompletedList(operation, null, NdisStatus.Success, 0));
        for (NetBufferList? list = chain.First; list is not null; list = list.Next)
            _completedLists.Add(new CompletedList(operation, list, list.Status, list.TcpOffloadBytesTransferred));
    }
}
