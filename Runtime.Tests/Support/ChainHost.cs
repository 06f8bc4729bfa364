namespace Chimney.Runtime.Tests;

/// <summary>A host stack that offloads one connection, sends requests on it, and keeps what is indicated until told to return it.</summary>
internal sealed class ChainHost : ProtocolDriver
{
    private readonly List<PendedNetBufferListChain> _kept = [];

    internal List<NetBufferList> Completed { get; } = [];
    internal List<TcpOffloadEventType> Events { get; } = [];
    internal int GenericIndications { get; private set; }

    internal OffloadObject Offload(NdisStack stack)
    {
        OffloadObject neighbor = OffloadObject.Neighbor("N");
        OffloadObject connection = neighbor.AddPath("P").AddConnection("T");
        Ndis.NdisInitiateOffload(NdisBindingHandle, OffloadTree.Build(neighbor).GetBlockList(OffloadOperation.Initiate));
        stack.Run();
        return connection;
    }

    internal void Request(OffloadOperation operation, OffloadHandle handle, NetBufferListChain chain)
    {
        NdisStatus result = operation switch
        {
            OffloadOperation.Send => Ndis.NdisOffloadTcpSend(handle, chain),
            OffloadOperation.Receive => Ndis.NdisOffloadTcpReceive(handle, chain),
            OffloadOperation.Forward => Ndis.NdisOffloadTcpForward(handle, chain),
            _ => Ndis.NdisOffloadTcpDisconnect(handle, chain, TcpDisconnectFlags.GracefulClose),
        };
        Assert.Equal(NdisStatus.Pending, result);
    }

    internal void ReturnKept()
    {
        foreach (PendedNetBufferListChain kept in _kept)
            Ndis.NdisOffloadTcpReceiveReturn(NdisBindingHandle, kept.Resume());
    }

    public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => Completed.Add(netBufferList.First!);
    public override void ProtocolTcpOffloadReceiveComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => Completed.Add(netBufferList.First!);
    public override void ProtocolTcpOffloadForwardComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => Completed.Add(netBufferList.First!);
    public override void ProtocolTcpOffloadDisconnectComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => Completed.Add(netBufferList.First!);
    public override void ProtocolTcpOffloadEvent(OffloadHandle offloadContext, TcpOffloadEventType eventType, uint eventSpecificInformation)
        => Events.Add(eventType);
    public override void ProtocolIndicateOffloadEvent(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList, IndicateOffloadEvent indicationCode)
        => GenericIndications++;

    public override NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle offloadContext, NetBufferListChain netBufferList, NdisStatus status, out uint bytesConsumed)
    {
        bytesConsumed = netBufferList.First!.DataLength;
        _kept.Add(netBufferList.Pend());
        return NdisStatus.Success;
    }
}
