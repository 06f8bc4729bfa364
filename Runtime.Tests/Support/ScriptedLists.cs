namespace Chimney.Runtime.Tests;

internal delegate NdisStatus ListRequestScript(ScriptedLists self, OffloadOperation operation, OffloadContext context, NetBufferListChain chain, TcpDisconnectFlags flags);

internal delegate void ListCompletionScript(ScriptedLists self, OffloadOperation operation, NetBufferListChain chain);

internal delegate void EventScript(ScriptedLists self, OffloadHandle own, TcpOffloadEventType type, uint information);

internal delegate NdisStatus DataScript(ScriptedLists self, OffloadHandle own, NetBufferListChain chain, NdisStatus status, out uint consumed);

internal delegate void GenericScript(ScriptedLists self, ProtocolOffloadBlockList list, IndicateOffloadEvent code);

internal delegate NdisStatus ReturnScript(ScriptedLists self, NetBufferListChain chain);

/// <summary>An intermediate driver whose data-path handlers run a script; one that is not set, or is for another request, passes through.</summary>
internal sealed class ScriptedLists : IntermediateDriver
{
    internal int Miniports { get; init; } = 1;
    public override int VirtualMiniports => Miniports;

    internal ListRequestScript? OnRequest { get; set; }
    internal ListCompletionScript? OnCompletion { get; set; }
    internal EventScript? OnEvent { get; set; }
    internal DataScript? OnData { get; set; }
    internal GenericScript? OnGeneric { get; set; }
    internal ReturnScript? OnReturn { get; set; }

    /// <summary>The request that the first two scripts are for.</summary>
    internal OffloadOperation Only { get; set; } = OffloadOperation.Send;

    /// <summary>A handle of the driver's own, for scripts that send down what they should not.</summary>
    internal OffloadHandle? Own { get; set; }

    internal void Later(Action work) => QueueWorkItem(work);

    internal static NdisStatus PassDown(OffloadOperation operation, OffloadContext context, NetBufferListChain chain, TcpDisconnectFlags flags)
        => Requests.Ask(operation, ImOffloadEntry.From(context).OffloadHandle, chain, flags);

    internal void PassUp(OffloadOperation operation, NetBufferListChain chain) => Requests.Complete(operation, NdisMiniportHandle, chain);

    private NdisStatus Request(OffloadOperation operation, OffloadContext context, NetBufferListChain chain, TcpDisconnectFlags flags = default)
        => OnRequest is not null && Only == operation ? OnRequest(this, operation, context, chain, flags) : PassDown(operation, context, chain, flags);

    public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => Request(OffloadOperation.Send, miniportOffloadContext, netBufferList);
    public override NdisStatus MiniportTcpOffloadReceive(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => Request(OffloadOperation.Receive, miniportOffloadContext, netBufferList);
    public override NdisStatus MiniportTcpOffloadForward(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => Request(OffloadOperation.Forward, miniportOffloadContext, netBufferList);
    public override NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList, TcpDisconnectFlags flags)
        => Request(OffloadOperation.Disconnect, miniportOffloadContext, netBufferList, flags);
    public override NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext miniportAdapterContext, NetBufferListChain netBufferList)
        => OnReturn?.Invoke(this, netBufferList) ?? base.MiniportTcpOffloadReceiveReturn(miniportAdapterContext, netBufferList);

    public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
    {
        if (OnCompletion is not null && Only == OffloadOperation.Send)
            OnCompletion(this, OffloadOperation.Send, netBufferList);
        else
            base.ProtocolTcpOffloadSendComplete(protocolBindingContext, netBufferList);
    }

    public override void ProtocolTcpOffloadDisconnectComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
    {
        if (OnCompletion is not null && Only == OffloadOperation.Disconnect)
            OnCompletion(this, OffloadOperation.Disconnect, netBufferList);
        else
            base.ProtocolTcpOffloadDisconnectComplete(protocolBindingContext, netBufferList);
    }

    public override void ProtocolTcpOffloadEvent(OffloadHandle offloadContext, TcpOffloadEventType eventType, uint eventSpecificInformation)
    {
        if (OnEvent is not null)
            OnEvent(this, offloadContext, eventType, eventSpecificInformation);
        else
            base.ProtocolTcpOffloadEvent(offloadContext, eventType, eventSpecificInformation);
    }

    public override NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle offloadContext, NetBufferListChain netBufferList, NdisStatus status, out uint bytesConsumed)
        => OnData is null
            ? base.ProtocolTcpOffloadReceiveIndicate(offloadContext, netBufferList, status, out bytesConsumed)
            : OnData(this, offloadContext, netBufferList, status, out bytesConsumed);

    public override void ProtocolIndicateOffloadEvent(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList, IndicateOffloadEvent indicationCode)
    {
        if (OnGeneric is not null)
            OnGeneric(this, offloadBlockList, indicationCode);
        else
            base.ProtocolIndicateOffloadEvent(protocolBindingContext, offloadBlockList, indicationCode);
    }
}

/// <summary>The functions of the data path, by request.</summary>
internal static class Requests
{
    internal static NdisStatus Ask(OffloadOperation operation, OffloadHandle handle, NetBufferListChain chain, TcpDisconnectFlags flags = TcpDisconnectFlags.GracefulClose) => operation switch
    {
        OffloadOperation.Send => Ndis.NdisOffloadTcpSend(handle, chain),
        OffloadOperation.Receive => Ndis.NdisOffloadTcpReceive(handle, chain),
        OffloadOperation.Forward => Ndis.NdisOffloadTcpForward(handle, chain),
        _ => Ndis.NdisOffloadTcpDisconnect(handle, chain, flags),
    };

    internal static void Complete(OffloadOperation operation, NdisMiniportHandle miniport, NetBufferListChain chain)
    {
        switch (operation)
        {
            case OffloadOperation.Send: Ndis.NdisTcpOffloadSendComplete(miniport, chain); break;
            case OffloadOperation.Receive: Ndis.NdisTcpOffloadReceiveComplete(miniport, chain); break;
            case OffloadOperation.Forward: Ndis.NdisTcpOffloadForwardComplete(miniport, chain); break;
            default: Ndis.NdisTcpOffloadDisconnectComplete(miniport, chain); break;
        }
    }

    /// <summary>Writes a status into every list of a chain.</summary>
    internal static void SetStatus(NetBufferListChain chain, NdisStatus status)
    {
        for (NetBufferList? list = chain.First; list is not null; list = list.Next)
            list.Status = status;
    }

    /// <summary>Fills in what a target records in a list that is done in full.</summary>
    internal static void Succeed(OffloadOperation operation, NetBufferListChain chain)
    {
        for (NetBufferList? list = chain.First; list is not null; list = list.Next)
        {
            list.Status = NdisStatus.Success;
            if (operation == OffloadOperation.Forward)
                continue;
            list.TcpOffloadBytesTransferred = list.DataLength;
            for (NetBuffer? buffer = list.FirstNetBuffer; buffer is not null; buffer = buffer.Next)
                Ndis.NdisAdvanceNetBufferDataStart(buffer, buffer.DataLength);
        }
    }
}
