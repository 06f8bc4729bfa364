// Fixes the spelling of the names that users rely on. Compiling is the test.
#nullable enable
using System.Collections.Generic;
using Chimney;

namespace Surface;

// every handler of both edges can be overridden, with these parameters
public class PassThrough : IntermediateDriver
{
    private readonly Queue<PendedMiniportOffload> _parked = new();

    public sealed class TimedCall : ImCallEntry { public long Started; }

    public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
    {
        var callEntry = new TimedCall { Started = System.Environment.TickCount64 };
        Ndis.NdisInitiateOffload(NdisBindingHandle, offloadBlockList.ToProtocol(callEntry));
    }
    public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Ndis.NdisTerminateOffload(NdisBindingHandle, offloadBlockList.ToProtocol(new ImCallEntry()));
    public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Ndis.NdisUpdateOffload(NdisBindingHandle, offloadBlockList.ToProtocol(new ImCallEntry()));
    public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Ndis.NdisQueryOffloadState(NdisBindingHandle, offloadBlockList.ToProtocol(new ImCallEntry()));
    public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => _parked.Enqueue(offloadBlockList.Pend());

    public void Drain()
    {
        while (_parked.TryDequeue(out PendedMiniportOffload? parked))
            Ndis.NdisInvalidateOffload(NdisBindingHandle, parked.Resume().ToProtocol(new ImCallEntry()));
    }

    public override void ProtocolInitiateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
        TimedCall call = ImCallEntry.From<TimedCall>(offloadBlockList);
        NdisMiniportHandle miniport = call.NdisMiniportHandle;
        _ = System.Environment.TickCount64 - call.Started;
        Ndis.NdisMInitiateOffloadComplete(miniport, offloadBlockList.ToMiniport());
    }
    public override void ProtocolTerminateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, offloadBlockList.ToMiniport());
    public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, offloadBlockList.ToMiniport());
    public override void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
        foreach (var block in offloadBlockList.Blocks)
            if (block.Status != NdisStatus.Success) { break; }
        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, offloadBlockList.ToMiniport());
    }
    public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
        bool failed = offloadBlockList.Root.Status != NdisStatus.Success;
        Finish(offloadBlockList, failed);
    }
    private void Finish([Discharges] ProtocolOffloadBlockList list, bool failed)
    {
        if (failed) Log(list);
        Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
    }
    private static void Log([Borrows] ProtocolOffloadBlockList list) => System.Console.WriteLine(list.Root.Status);
}

// the data path, as an intermediate driver writes it by hand
public class DataPath : IntermediateDriver
{
    public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => Ndis.NdisOffloadTcpSend(ImOffloadEntry.From(miniportOffloadContext).OffloadHandle, netBufferList);
    public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, netBufferList);
    public override NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList, TcpDisconnectFlags flags)
        => Ndis.NdisOffloadTcpDisconnect(ImOffloadEntry.From(miniportOffloadContext).OffloadHandle, netBufferList, flags);
    public override void ProtocolTcpOffloadEvent(OffloadHandle offloadContext, TcpOffloadEventType eventType, uint eventSpecificInformation)
        => Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(offloadContext).NdisOffloadHandle, eventType, eventSpecificInformation);
    public override NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle offloadContext, NetBufferListChain netBufferList, NdisStatus status, out uint bytesConsumed)
        => Ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(offloadContext).NdisOffloadHandle, netBufferList, status, out bytesConsumed);
}

// an offload target pends every request and completes it later
public class Target : OffloadTarget
{
    private readonly Queue<PendedMiniportOffload> _work = new();

    public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => _work.Enqueue(offloadBlockList.Pend());
    public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => _work.Enqueue(offloadBlockList.Pend());
    public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => _work.Enqueue(offloadBlockList.Pend());
    public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => _work.Enqueue(offloadBlockList.Pend());
    public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => _work.Enqueue(offloadBlockList.Pend());

    public void Work()
    {
        while (_work.TryDequeue(out PendedMiniportOffload? pended))
        {
            OffloadOperation operation = pended.Operation;
            MiniportOffloadBlockList list = pended.Resume();
            foreach (var block in list.Blocks)
                block.Status = NdisStatus.Failure;
            switch (operation)
            {
                case OffloadOperation.Initiate: Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list); break;
                case OffloadOperation.Terminate:
                    foreach (var block in list.Blocks)
                        block.NetBufferListChain = null;
                    Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, list);
                    break;
                case OffloadOperation.Update: Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list); break;
                case OffloadOperation.Query: Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list); break;
                default: Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list); break;
            }
        }
    }
}

// conversion by hand, as the DDI describes it
public class HandMade : IntermediateDriver
{
    public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
    {
        var callEntry = new ImCallEntry();
        offloadBlockList.Root.ImReserved.CopyTo(callEntry.SavedImReserved);
        callEntry.SavedSourceHandle = offloadBlockList.Root.SourceHandle;
        offloadBlockList.Root.ImReserved[0] = callEntry;
        Ndis.NdisInvalidateOffload(NdisBindingHandle, offloadBlockList.OverlayAsProtocol());
    }

    public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
    {
        ImCallEntry callEntry = ImCallEntry.From(offloadBlockList);
        MiniportOffloadBlockList rebuilt = offloadBlockList.OverlayAsMiniport();
        callEntry.SavedImReserved.CopyTo(rebuilt.Root.ImReserved);
        rebuilt.Root.SourceHandle = callEntry.SavedSourceHandle;
        callEntry.Release();
        Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, rebuilt);
    }
}

// a chain is completed part by part; a test double opts out
public class PartByPart : IntermediateDriver
{
    public override void ProtocolTcpOffloadReceiveComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
    {
        while (!netBufferList.IsNull)
        {
            NetBufferListChain part = netBufferList.SplitFirst(out netBufferList);
            Ndis.NdisTcpOffloadReceiveComplete(NdisMiniportHandle, part);
        }
    }
}

[OffloadRole(DriverRole.None)]
public class Double : ProtocolDriver { }

// a plain method can be a handler by attribute
public static class Functions
{
    [OffloadHandler(OffloadOperation.Invalidate, OffloadPhase.Completion)]
    public static void InvalidateComplete(NdisMiniportHandle miniport, ProtocolOffloadBlockList offloadBlockList)
        => Ndis.NdisMInvalidateOffloadComplete(miniport, offloadBlockList.ToMiniport());
}
