namespace Chimney;

// The data path of the recording target: received data, events, queries.
public sealed partial class RecordingTarget
{
    /// <summary>What the host answered to the last <see cref="QueryReachability"/>, in ticks; 0 before.</summary>
    public uint HostReachabilityDelta { get; private set; }

    /// <summary>Received data arrives: it goes into posted receives, or is indicated.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="data">The next bytes of the stream.</param>
    /// <param name="push">Whether the segment has PSH set.</param>
    public void Receive(OffloadObject connection, byte[] data, bool push = true)
    {
        ArgumentNullException.ThrowIfNull(data);
        QueueWorkItem(() => DeliveryOf(ContextOf(connection)).Algorithm.Receive(data, push));
    }

    /// <summary>The push timer of a connection expires.</summary>
    /// <param name="connection">The connection.</param>
    public void ExpirePushTimer(OffloadObject connection) => QueueWorkItem(() => DeliveryOf(ContextOf(connection)).Algorithm.PushTimerExpired());

    /// <summary>Reports an event of a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="eventType">What happened.</param>
    /// <param name="information">Backlog in bytes, or a <see cref="TcpUploadReason"/>.</param>
    public void Indicate(OffloadObject connection, TcpOffloadEventType eventType, uint information = 0)
        => QueueWorkItem(() => Ndis.NdisTcpOffloadEventHandler(ContextOf(connection).NdisOffloadHandle, eventType, information));

    /// <summary>Asks the host to terminate the offload of a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="reason">Why.</param>
    public void RequestUpload(OffloadObject connection, TcpUploadReason reason) => Indicate(connection, TcpOffloadEventType.Retrieve, (uint)reason);

    /// <summary>Asks the host how long ago a neighbor was known to be reachable.</summary>
    /// <param name="neighbor">The neighbor.</param>
    public void QueryReachability(OffloadObject neighbor) => QueueWorkItem(() =>
    {
        var query = new NeighborQuery(ContextOf(neighbor).NdisOffloadHandle);
        query.GetBlockList().Root.State.CopyFrom(ContextOf(neighbor).Values);
        Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, query.GetBlockList(), IndicateOffloadEvent.NeighborReachabilityQuery);
        HostReachabilityDelta = query.GetBlockList().Root.State.Read<NeighborOffloadStateCached>().HostReachabilityDelta;
    });

    /// <inheritdoc/>
    public override NdisStatus MiniportTcpOffloadReceive(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
    {
        if (KeepsRecords)
            _requests.Add(OffloadOperation.Receive);
        Delivery delivery = DeliveryOf((TargetObject)miniportOffloadContext.Value!);
        while (!netBufferList.IsNull)
        {
            NetBufferListChain one = netBufferList.SplitAt(1, out netBufferList);
            NetBufferList list = one.First!;
            var posted = new PostedReceive((int)list.DataLength, list.TcpReceiveNoPush, (int)Math.Min(list.TcpReceiveBytesTransferred, list.DataLength), new Posted(list, one.Pend()));
            delivery.Algorithm.Post(posted);
        }
        return NdisStatus.Pending;
    }

    private Delivery DeliveryOf(TargetObject context) => context.Delivery ??= new Delivery(this, context);

    private sealed record Posted(NetBufferList List, PendedNetBufferListChain Pended);

    /// <summary>The receive side of one connection: does with NDIS what the delivery algorithm wants done, in work items (C192, C216).</summary>
    internal sealed class Delivery : IReceiveDeliveryActions
    {
        private readonly RecordingTarget _target;
        private readonly TargetObject _context;

        internal Delivery(RecordingTarget target, TargetObject context)
        {
            _target = target;
            _context = context;
            Algorithm = new ReceiveDelivery(this);
        }

        internal ReceiveDelivery Algorithm { get; }

        public void Store(PostedReceive receive, ReadOnlyMemory<byte> data)
            => data.Span.CopyTo(((Posted)receive.Tag!).List.FirstNetBuffer!.Data[receive.Stored..]);

        public void Complete(IReadOnlyList<PostedReceive> receives)
        {
            PostedReceive[] completing = [.. receives];
            _target.QueueWorkItem(() =>
            {
                Complete(completing, NdisStatus.Success);
                Algorithm.CompletionReturned();
            });
        }

        public void Indicate(ReadOnlyMemory<byte> data) => _target.QueueWorkItem(() =>
        {
            NetBufferListChain chain = NetBufferListChain.From(new NetBufferList(new NetBuffer(data.ToArray())));
            NdisStatus result = Ndis.NdisTcpOffloadReceiveHandler(_context.NdisOffloadHandle, chain, NdisStatus.Success, out uint consumed);
            Algorithm.IndicationReturned(result, consumed);
        });

        public void StartPushTimer()
        {
        }

        public void StopPushTimer()
        {
        }

        /// <summary>Posted receives complete, and undelivered data goes along with the terminate (C174, C179).</summary>
        internal void GiveBack(TargetObject context, NdisStatus status)
        {
            Complete([.. Algorithm.TakePosted()], status);
            foreach (ReadOnlyMemory<byte> data in Algorithm.TakeBuffered())
                context.AppendBufferedData(new NetBufferList(new NetBuffer(data.ToArray())));
        }

        private void Complete(PostedReceive[] receives, NdisStatus status)
        {
            NetBufferListChain all = default;
            foreach (PostedReceive receive in receives)
            {
                var posted = (Posted)receive.Tag!;
                NetBufferListChain one = posted.Pended.Resume();
                posted.List.Status = status;
                Record(posted.List, (uint)receive.Stored);
                if (all.IsNull)
                    all = one;
                else
                    all.Append(one);
            }
            if (!all.IsNull)
                Ndis.NdisTcpOffloadReceiveComplete(_target.NdisMiniportHandle, all);
        }
    }
}
