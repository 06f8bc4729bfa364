namespace Chimney.Runtime.Tests.Stress;

/// <summary>The target of a stress run: hangs for a while, completes in parts, refuses connections, asks for uploads, indicates.</summary>
internal sealed class StressTarget : OffloadTarget
{
    internal StressTarget() => Name = "target";

    internal long Indicated, Returned, Refused;

    /// <summary>The target's context of an object; those of one neighbor's objects are used by its handlers alone.</summary>
    private sealed class Context(OffloadObjectKind layer)
    {
        internal OffloadState Values { get; } = OffloadState.For(layer);
        internal NdisOffloadHandle Handle { get; set; }
        internal Queue<PendedNetBufferListChain> Sends { get; } = new();
        internal Queue<PendedNetBufferListChain> Receives { get; } = new();
        internal Queue<PendedNetBufferListChain> Forwards { get; } = new();
        internal Queue<PendedNetBufferListChain> Disconnects { get; } = new();
        internal bool IsStopped { get; set; }
        internal bool IsClosing { get; set; }
        internal bool IsRefused { get; set; }
        internal bool IsGone { get; set; }

        /// <summary>Bytes of the last indication that the host did not take.</summary>
        internal uint Undelivered { get; set; }

        internal Queue<PendedNetBufferListChain> Of(OffloadOperation operation) => operation switch
        {
            OffloadOperation.Send => Sends,
            OffloadOperation.Receive => Receives,
            OffloadOperation.Forward => Forwards,
            _ => Disconnects,
        };
    }

    private static bool Chance(int of) => Random.Shared.Next(of) == 0;

    /// <summary>Does it later: after some work items that do nothing, as a target that hangs.</summary>
    private void Hang(Action work, int times) => QueueWorkItem(times == 0 ? work : () => Hang(work, times - 1));

    private void Keep(PendedMiniportOffload pended) => Hang(() => Complete(pended), Chance(3) ? Random.Shared.Next(6) : 0);

    private void Complete(PendedMiniportOffload pended)
    {
        OffloadOperation operation = pended.Operation;
        MiniportOffloadBlockList list = pended.Resume();
        SettleChain(operation, list.Root, lowerIn: true);
        Ops.CompleteUp(operation, NdisMiniportHandle, list);
    }

    private (int In, int Of) SettleChain(OffloadOperation operation, MiniportOffloadBlock first, bool lowerIn)
    {
        (int taken, int count) = (0, 0);
        for (MiniportOffloadBlock block = first; !block.IsNull; block = block.NextBlock, count++)
        {
            block.Status = NdisStatus.Success;
            if (operation == OffloadOperation.Initiate)
                block.Status = !lowerIn ? NdisStatus.Failure : block.State.Layer == OffloadObjectKind.TcpConnection && Chance(10) ? NdisStatus.Resources : NdisStatus.Success;
            bool isIn = block.Status == NdisStatus.Success;
            (int In, int Of) above = SettleChain(operation, block.DependentBlockList, isIn);
            if (isIn && above.In < above.Of)
                block.Status = NdisStatus.OffloadPartialSuccess;
            if (isIn)
                Settle(operation, block);
            taken += isIn ? 1 : 0;
        }
        return (taken, count);
    }

    private void Settle(OffloadOperation operation, MiniportOffloadBlock block)
    {
        if (operation == OffloadOperation.Initiate)
        {
            var made = new Context(block.State.Layer) { Handle = block.NdisOffloadHandle };
            block.State.CopyTo(made.Values);
            if (made.Values.Layer == OffloadObjectKind.TcpConnection)
            {
                // The unions have sizes in them for a query (C159).
                ref TcpOffloadStateDelegated delegated = ref made.Values.Get<TcpOffloadStateDelegated>();
                delegated.SendDataHead = delegated.SendDataTail = delegated.BufferedData = null;
            }
            block.MiniportOffloadContext = OffloadContext.From(made);
            return;
        }
        var context = (Context)block.MiniportOffloadContext.Value!;
        if (operation == OffloadOperation.Update)
            block.State.CopyTo(context.Values);
        else if (operation is OffloadOperation.Query or OffloadOperation.Terminate)
            block.State.CopyFrom(context.Values);
        if (operation != OffloadOperation.Terminate)
            return;
        context.IsGone = true;
        block.NetBufferListChain = null;
        while (context.Receives.Count > 0)
            Finish(OffloadOperation.Receive, context);
        while (context.Forwards.Count > 0)
            Finish(OffloadOperation.Forward, context);
        // Some sends are completed, the others go back with the block.
        while (context.Sends.Count > 0 && Chance(2))
            Finish(OffloadOperation.Send, context);
        while (context.Sends.TryDequeue(out PendedNetBufferListChain? send))
            HandBack(block, send.Resume());
        while (context.Disconnects.Count > 0)
            Finish(OffloadOperation.Disconnect, context);
        if (context.Undelivered > 0)
            block.State.Write<TcpOffloadStateDelegated>().BufferedData = new NetBufferList(new NetBuffer(new byte[context.Undelivered]));
        block.MiniportOffloadContext = default;
    }

    private static void HandBack(MiniportOffloadBlock block, [Discharges] NetBufferListChain chain)
    {
        ref TcpOffloadStateDelegated delegated = ref block.State.Write<TcpOffloadStateDelegated>();
        delegated.SendDataHead ??= chain.First;
        for (NetBufferList? list = chain.First; list is not null; list = list.Next)
            delegated.SendDataTail = list;
        block.HandBack(chain);
    }

    private NdisStatus Take(OffloadOperation operation, OffloadContext miniportOffloadContext, PendedNetBufferListChain pended)
    {
        var context = (Context)miniportOffloadContext.Value!;
        context.Of(operation).Enqueue(pended);
        context.IsClosing |= operation == OffloadOperation.Disconnect;
        if (operation == OffloadOperation.Receive)
            context.IsRefused = false;
        Hang(() => Work(operation, context), Chance(4) ? Random.Shared.Next(6) : 0);
        return NdisStatus.Pending;
    }

    private void Work(OffloadOperation operation, Context context)
    {
        if (context.Of(operation).Count == 0)
            return;
        // What the disconnect closes goes first.
        if (operation == OffloadOperation.Disconnect && context.Sends.Count > 0)
        {
            QueueWorkItem(() => Work(operation, context));
            return;
        }
        Finish(operation, context);
        if (!context.IsGone)
            Indicate(context);
    }

    private void Finish(OffloadOperation operation, Context context)
    {
        NetBufferListChain chain = context.Of(operation).Dequeue().Resume();
        bool fails = context.IsStopped || context.IsGone;
        if (chain.First!.Next is not null && Chance(2))
        {
            NetBufferListChain first = chain.SplitAt(1, out chain);
            Finish(operation, first, fails);
        }
        Finish(operation, chain, fails);
    }

    private void Finish(OffloadOperation operation, [Discharges] NetBufferListChain chain, bool fails)
    {
        for (NetBufferList? list = chain.First; list is not null; list = list.Next)
        {
            list.Status = fails ? NdisStatus.UploadInProgress : NdisStatus.Success;
            if (fails || operation == OffloadOperation.Forward)
                continue;
            list.TcpOffloadBytesTransferred = list.DataLength;
            Ndis.NdisAdvanceNetBufferDataStart(list.FirstNetBuffer!, list.DataLength);
        }
        switch (operation)
        {
            case OffloadOperation.Send: Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain); break;
            case OffloadOperation.Receive: Ndis.NdisTcpOffloadReceiveComplete(NdisMiniportHandle, chain); break;
            case OffloadOperation.Forward: Ndis.NdisTcpOffloadForwardComplete(NdisMiniportHandle, chain); break;
            default: Ndis.NdisTcpOffloadDisconnectComplete(NdisMiniportHandle, chain); break;
        }
    }

    private void Indicate(Context context)
    {
        switch (Random.Shared.Next(60))
        {
            case < 10:
                Ndis.NdisTcpOffloadEventHandler(context.Handle, TcpOffloadEventType.SendBacklogChange, 100);
                break;
            case < 20 when context is { IsStopped: false, IsRefused: false, Receives.Count: 0 }:
                var list = new NetBufferList(new NetBuffer(new byte[8]));
                Interlocked.Increment(ref Indicated);
                NdisStatus result = Ndis.NdisTcpOffloadReceiveHandler(context.Handle, NetBufferListChain.From(list), NdisStatus.Success, out uint consumed);
                context.IsRefused = result != NdisStatus.Success;
                context.Undelivered = context.IsRefused ? 8 - consumed : 0;
                if (context.IsRefused)
                    Interlocked.Increment(ref Refused);
                break;
            case 20 when !context.IsClosing:
                Ndis.NdisTcpOffloadEventHandler(context.Handle, TcpOffloadEventType.Retrieve, (uint)TcpUploadReason.LowActivity);
                break;
            case 21:
                context.IsStopped = true;
                Ndis.NdisTcpOffloadEventHandler(context.Handle, TcpOffloadEventType.Retrieve, (uint)TcpUploadReason.UploadRequested);
                break;
        }
    }

    public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend());
    public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend());
    public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend());
    public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend());
    public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend());

    public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => Take(OffloadOperation.Send, miniportOffloadContext, netBufferList.Pend());
    public override NdisStatus MiniportTcpOffloadReceive(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => Take(OffloadOperation.Receive, miniportOffloadContext, netBufferList.Pend());
    public override NdisStatus MiniportTcpOffloadForward(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => Take(OffloadOperation.Forward, miniportOffloadContext, netBufferList.Pend());
    public override NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList, TcpDisconnectFlags flags)
        => Take(OffloadOperation.Disconnect, miniportOffloadContext, netBufferList.Pend());

    public override NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext miniportAdapterContext, NetBufferListChain netBufferList)
    {
        for (NetBufferList? list = netBufferList.First; list is not null; list = list.Next)
            Interlocked.Increment(ref Returned);
        return NdisStatus.Success;
    }
}
