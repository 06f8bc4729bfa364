namespace Chimney.Runtime.Tests.Model;

/// <summary>The host stack of a run: sends what the run asks for, and tells the run what comes back.</summary>
internal sealed class ModelHost(ModelRun run) : ProtocolDriver
{
    private readonly Queue<PendedNetBufferListChain> _received = new();

    /// <summary>How much of an indication is taken.</summary>
    internal uint Accepts { get; set; }

    internal int Received => _received.Count;

    internal void Send(ModelTree tree, OffloadTree blocks)
    {
        ProtocolOffloadBlockList list = blocks.GetBlockList(tree.Operation);
        list.Root.ProtocolReserved[0] = tree;
        run.Remember(tree, 0, list.Root.ImReserved, list.Root.SourceHandle);
        Ops.SendDown(tree.Operation, NdisBindingHandle, list);
    }

    internal void Send(OffloadOperation operation, OffloadHandle handle, NetBufferList first, bool abort)
    {
        NetBufferListChain chain = NetBufferListChain.From(first);
        NdisStatus result = operation switch
        {
            OffloadOperation.Send => Ndis.NdisOffloadTcpSend(handle, chain),
            OffloadOperation.Receive => Ndis.NdisOffloadTcpReceive(handle, chain),
            OffloadOperation.Forward => Ndis.NdisOffloadTcpForward(handle, chain),
            _ => Ndis.NdisOffloadTcpDisconnect(handle, chain, abort ? TcpDisconnectFlags.AbortiveClose : TcpDisconnectFlags.GracefulClose),
        };
        run.Expect(result == NdisStatus.Pending, $"{operation} returned {result}");
    }

    internal void GiveBackOldest() => Ndis.NdisOffloadTcpReceiveReturn(NdisBindingHandle, _received.Dequeue().Resume());

    private void Completed(OffloadOperation operation, ProtocolOffloadBlockList list)
    {
        if (list.Root.ProtocolReserved[0] is not ModelTree tree)
        {
            run.Expect(false, $"a completion of {operation} has lost ProtocolReserved");
            return;
        }
        run.Expect(tree.Operation == operation, $"{tree} was completed as {operation}");
        var statuses = new List<NdisStatus>();
        foreach (ProtocolOffloadBlock block in list.Blocks)
        {
            statuses.Add(block.Status);
            // A terminate that a driver spoilt fails, and what had been handed back by then is on its block.
            for (NetBufferList? data = block.NetBufferListChain; data is not null && run.FaultIsMade && operation == OffloadOperation.Terminate; data = data.Next)
                run.ListOf(data).IsHome = true;
        }
        run.Recall(tree, 0, list.Root.ImReserved, tree.IsRefused ? null : NdisBindingHandle);
        run.Expect(tree.IsRefused || ReferenceEquals(list.Root.SourceHandle, NdisBindingHandle), $"{tree} came with a foreign SourceHandle");
        run.CameHome(tree, statuses);
    }

    private void Completed(OffloadOperation operation, NetBufferListChain chain) => run.Seen(chain, operation, OffloadPhase.Completion, 0);

    public override void ProtocolInitiateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Completed(OffloadOperation.Initiate, offloadBlockList);
    public override void ProtocolTerminateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Completed(OffloadOperation.Terminate, offloadBlockList);
    public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Completed(OffloadOperation.Update, offloadBlockList);
    public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Completed(OffloadOperation.Invalidate, offloadBlockList);
    public override void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Completed(OffloadOperation.Query, offloadBlockList);

    public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => Completed(OffloadOperation.Send, netBufferList);
    public override void ProtocolTcpOffloadReceiveComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => Completed(OffloadOperation.Receive, netBufferList);
    public override void ProtocolTcpOffloadDisconnectComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => Completed(OffloadOperation.Disconnect, netBufferList);
    public override void ProtocolTcpOffloadForwardComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => Completed(OffloadOperation.Forward, netBufferList);

    public override void ProtocolTcpOffloadEvent(OffloadHandle offloadContext, TcpOffloadEventType eventType, uint eventSpecificInformation)
        => run.HostSaw(offloadContext, eventType, eventSpecificInformation);

    public override NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle offloadContext, NetBufferListChain netBufferList, NdisStatus status, out uint bytesConsumed)
    {
        run.Expect(status == NdisStatus.Success, $"data was indicated with {status}");
        run.HostSaw(offloadContext, netBufferList.First!);
        uint length = netBufferList.First!.DataLength;
        bytesConsumed = Math.Min(Accepts, length);
        if (bytesConsumed < length)
            return bytesConsumed == 0 ? NdisStatus.OffloadDataNotAccepted : NdisStatus.OffloadDataPartiallyAccepted;
        _received.Enqueue(netBufferList.Pend());
        return NdisStatus.Success;
    }
}
