namespace Chimney;

/// <summary>The offload context area of one object in a <see cref="RecordingTarget"/>: its state, its handle, its link to the layer below (C119–C122).</summary>
/// <remarks>Source pages: Creating an Offload Context Area; Offload Target's Internal State Trees.</remarks>
internal sealed class TargetObject(OffloadObjectKind layer)
{
    internal OffloadState Values { get; } = OffloadState.For(layer);

    /// <summary>Names the object in indications (C122).</summary>
    internal NdisOffloadHandle NdisOffloadHandle { get; private set; }

    /// <summary>The path of a connection, the neighbor of a path (C121).</summary>
    internal TargetObject? Lower { get; private set; }

    /// <summary>Send data that came with the initiate and is not completed yet, in its order (C130, C131).</summary>
    internal NetBufferList? SendData { get; set; }

    /// <summary>The target's copy of received data that the host had not delivered (C132); it waits for posted receives (C134).</summary>
    internal NetBufferList? BufferedData { get; set; }

    /// <summary>Whether a query or invalidate of the connection failed, so that nothing works on it any more (C188).</summary>
    internal bool HasFailed { get; set; }

    /// <summary>The receive side of a connection; null before it is used.</summary>
    internal RecordingTarget.Delivery? Delivery { get; set; }

    /// <summary>The context of an object of the host, however many drivers are in between; null where the target does not have it.</summary>
    internal static TargetObject? Of(OffloadObject item)
    {
        object? context = item.OffloadHandle.ContextWord.Value;
        while (context is ImOffloadEntry entry)
            context = entry.OwnHandle.ContextWord.Value;
        return context as TargetObject;
    }

    /// <summary>Takes over the state behind a new block.</summary>
    internal void TakeIn(MiniportOffloadBlock block, TargetObject? lower)
    {
        NdisOffloadHandle = block.NdisOffloadHandle;
        Lower = lower;
        HasFailed = false;
        block.State.CopyTo(Values);
        SendData = block.NetBufferListChain;
        if (Values is TcpOffloadState tcp)
        {
            // The host frees its buffered data once it sees the success (C132).
            BufferedData = CopyOf(tcp.Delegated.BufferedData);
            tcp.Delegated = tcp.Delegated with { SendDataHead = null, SendDataTail = null, BufferedData = null };
        }
    }

    /// <summary>Gives what a query asks for (C157). Backlog sizes stand where lists do in a terminate (C159).</summary>
    internal void Answer(MiniportOffloadBlock block)
    {
        if (Values is TcpOffloadState tcp)
            tcp.Delegated = tcp.Delegated with { SendBacklogSize = BytesIn(SendData), ReceiveBacklogSize = BytesIn(BufferedData) };
        block.State.CopyFrom(Values);
    }

    /// <summary>Takes over cached values, and nothing else (C160), with what they do to delegated ones; a path may get another neighbor (C163).</summary>
    internal void Update(MiniportOffloadBlock block, TargetObject? lower)
    {
        if (lower is not null && Values.Layer == OffloadObjectKind.Path)
            Lower = lower;
        if (Values is not TcpOffloadState tcp)
        {
            block.State.CopyTo(Values);
            return;
        }
        TcpOffloadStateCached before = tcp.Cached;
        block.State.CopyTo(Values);
        ApplyChanges(before, tcp.Cached, ref tcp.Delegated);
    }

    /// <summary>Gives delegated values and unfinished data back to the host (C173, C177–C179).</summary>
    internal void GiveBack(MiniportOffloadBlock block)
    {
        block.NetBufferListChain = SendData;
        if (Values is TcpOffloadState tcp)
        {
            tcp.Delegated = tcp.Delegated with
            {
                SendDataHead = SendData,
                SendDataTail = LastOf(SendData),
                BufferedData = BufferedData,
                SendBacklogSize = 0,
                ReceiveBacklogSize = 0,
            };
        }
        block.State.CopyFrom(Values);
        SendData = null;
        BufferedData = null;
        Delivery = null;
        Lower = null;
    }

    /// <summary>Puts lists behind the send data that goes back to the host.</summary>
    internal void AppendSendData(NetBufferList lists) => SendData = Joined(SendData, lists);

    /// <summary>Puts a list behind the undelivered data that goes back to the host.</summary>
    internal void AppendBufferedData(NetBufferList list) => BufferedData = Joined(BufferedData, list);

    private static NetBufferList Joined(NetBufferList? chain, NetBufferList lists)
    {
        if (LastOf(chain) is not { } last)
            return lists;
        last.Next = lists;
        return chain!;
    }

    /// <summary>C165–C167. One page ties the restart of MaxRT to the keepalive timer, the others to TotalRT: it does both.</summary>
    private static void ApplyChanges(in TcpOffloadStateCached before, in TcpOffloadStateCached now, ref TcpOffloadStateDelegated delegated)
    {
        bool restartMaxRT = (now.Flags & TcpOffloadStateCachedFlags.MaxRtRestart) != 0;
        if (restartMaxRT)
            delegated.TotalRT = 0;
        if (restartMaxRT || now.KaProbeCount != before.KaProbeCount)
            delegated.KeepAlive.ProbeCount = 0;
        bool keepAlive = (now.Flags & TcpOffloadStateCachedFlags.KeepAliveEnabled) != 0;
        bool wasKeepAlive = (before.Flags & TcpOffloadStateCachedFlags.KeepAliveEnabled) != 0;
        if (!keepAlive)
            delegated.KeepAlive.TimeoutDelta = TcpOffloadStateDelegated.NotRunning;
        else if (restartMaxRT || !wasKeepAlive || (now.Flags & TcpOffloadStateCachedFlags.KeepAliveRestart) != 0
            || now.KaTimeout != before.KaTimeout || now.KaInterval != before.KaInterval)
            delegated.KeepAlive.TimeoutDelta = now.KaTimeout;
        if ((now.Flags & TcpOffloadStateCachedFlags.UpdateRcvWnd) != 0 && now.InitialRcvWnd != before.InitialRcvWnd)
            delegated.RcvWnd = now.InitialRcvWnd;
    }

    private static NetBufferList? CopyOf(NetBufferList? chain)
    {
        NetBufferList? first = null;
        NetBufferList? last = null;
        for (NetBufferList? list = chain; list is not null; list = list.Next)
        {
            var data = new byte[list.DataLength];
            int offset = 0;
            for (NetBuffer? buffer = list.FirstNetBuffer; buffer is not null; buffer = buffer.Next)
            {
                buffer.Data.CopyTo(data.AsSpan(offset));
                offset += (int)buffer.DataLength;
            }
            var copy = new NetBufferList(new NetBuffer(data));
            if (last is null)
                first = copy;
            else
                last.Next = copy;
            last = copy;
        }
        return first;
    }

    private static uint BytesIn(NetBufferList? chain)
    {
        uint bytes = 0;
        for (NetBufferList? list = chain; list is not null; list = list.Next)
            bytes += list.DataLength;
        return bytes;
    }

    private static NetBufferList? LastOf(NetBufferList? chain)
    {
        while (chain?.Next is not null)
            chain = chain.Next;
        return chain;
    }
}
