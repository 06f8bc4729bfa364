namespace Chimney.Runtime.Tests.Stress;

/// <summary>An intermediate driver that runs out of memory now and then; with a fault, it drops or doubles one completion in so many.</summary>
internal sealed class StressFilter : IntermediateDriver
{
    private long _completions;

    /// <summary>Which completion of queries and sends goes wrong: every one of this many; none where 0.</summary>
    internal int FaultEvery { get; init; }

    internal long OutOfMemory;
    internal long Dropped, Doubled, DroppedSends, DoubledSends;

    public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
    {
        if (Random.Shared.Next(20) != 0)
        {
            base.MiniportInitiateOffload(miniportAdapterContext, offloadBlockList);
            return;
        }
        // C060.
        Interlocked.Increment(ref OutOfMemory);
        foreach (MiniportOffloadBlock block in offloadBlockList.Blocks)
            block.Status = NdisStatus.Failure;
        Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, offloadBlockList);
    }

    public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
    {
        if (Random.Shared.Next(100) != 0)
            return base.MiniportTcpOffloadSend(miniportAdapterContext, miniportOffloadContext, netBufferList);
        // C074.
        Interlocked.Increment(ref OutOfMemory);
        for (NetBufferList? list = netBufferList.First; list is not null; list = list.Next)
            list.Status = list == netBufferList.First ? NdisStatus.RequestUpload : NdisStatus.UploadRequested;
        Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, netBufferList);
        return NdisStatus.Pending;
    }

    private long Fault()
    {
        if (FaultEvery == 0)
            return 0;
        long number = Interlocked.Increment(ref _completions);
        return number % FaultEvery == 0 ? number / FaultEvery : 0;
    }

    public override void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
        long fault = Fault();
        if (fault % 2 == 1)
        {
            Interlocked.Increment(ref Dropped);
            return;
        }
        MiniportOffloadBlockList rebuilt = offloadBlockList.ToMiniport();
        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, rebuilt);
        if (fault == 0)
            return;
        Interlocked.Increment(ref Doubled);
        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, rebuilt);
    }

    public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
    {
        long fault = Fault();
        if (fault % 2 == 1)
        {
            Interlocked.Increment(ref DroppedSends);
            return;
        }
        Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, netBufferList);
        if (fault == 0)
            return;
        Interlocked.Increment(ref DoubledSends);
        Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, netBufferList);
    }
}
