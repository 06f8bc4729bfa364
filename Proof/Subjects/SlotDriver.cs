namespace Chimney.Proof;

/// <summary>Handlers that stand in slots, put into a driver: what has no slot is passed through.</summary>
internal sealed class SlotDriver(
    ClientChimneyOffloadGenericCharacteristics client, ClientChimneyOffloadTcpCharacteristics tcpClient,
    ProviderChimneyOffloadGenericCharacteristics provider, ProviderChimneyOffloadTcpCharacteristics tcpProvider) : IntermediateDriver
{
    public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        => (provider.InitiateOffloadHandler ?? base.MiniportInitiateOffload)(context, list);

    public override void MiniportTerminateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        => (provider.TerminateOffloadHandler ?? base.MiniportTerminateOffload)(context, list);

    public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        => (provider.UpdateOffloadHandler ?? base.MiniportUpdateOffload)(context, list);

    public override void MiniportInvalidateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        => (provider.InvalidateOffloadHandler ?? base.MiniportInvalidateOffload)(context, list);

    public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        => (provider.QueryOffloadHandler ?? base.MiniportQueryOffload)(context, list);

    public override void ProtocolInitiateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        => (client.InitiateOffloadCompleteHandler ?? base.ProtocolInitiateOffloadComplete)(context, list);

    public override void ProtocolTerminateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        => (client.TerminateOffloadCompleteHandler ?? base.ProtocolTerminateOffloadComplete)(context, list);

    public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        => (client.UpdateOffloadCompleteHandler ?? base.ProtocolUpdateOffloadComplete)(context, list);

    public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        => (client.InvalidateOffloadCompleteHandler ?? base.ProtocolInvalidateOffloadComplete)(context, list);

    public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        => (client.QueryOffloadCompleteHandler ?? base.ProtocolQueryOffloadComplete)(context, list);

    public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain list)
        => (tcpProvider.TcpOffloadSendHandler ?? base.MiniportTcpOffloadSend)(context, connection, list);

    public override NdisStatus MiniportTcpOffloadReceive(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain list)
        => (tcpProvider.TcpOffloadReceiveHandler ?? base.MiniportTcpOffloadReceive)(context, connection, list);

    public override NdisStatus MiniportTcpOffloadForward(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain list)
        => (tcpProvider.TcpOffloadForwardHandler ?? base.MiniportTcpOffloadForward)(context, connection, list);

    public override NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain list, TcpDisconnectFlags flags)
        => (tcpProvider.TcpOffloadDisconnectHandler ?? base.MiniportTcpOffloadDisconnect)(context, connection, list, flags);

    public override NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext context, NetBufferListChain list)
        => (tcpProvider.TcpOffloadReceiveReturnHandler ?? base.MiniportTcpOffloadReceiveReturn)(context, list);

    public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext context, NetBufferListChain list)
        => (tcpClient.TcpOffloadSendCompleteHandler ?? base.ProtocolTcpOffloadSendComplete)(context, list);

    public override void ProtocolTcpOffloadReceiveComplete(ProtocolBindingContext context, NetBufferListChain list)
        => (tcpClient.TcpOffloadReceiveCompleteHandler ?? base.ProtocolTcpOffloadReceiveComplete)(context, list);

    public override void ProtocolTcpOffloadDisconnectComplete(ProtocolBindingContext context, NetBufferListChain list)
        => (tcpClient.TcpOffloadDisconnectCompleteHandler ?? base.ProtocolTcpOffloadDisconnectComplete)(context, list);

    public override void ProtocolTcpOffloadForwardComplete(ProtocolBindingContext context, NetBufferListChain list)
        => (tcpClient.TcpOffloadForwardCompleteHandler ?? base.ProtocolTcpOffloadForwardComplete)(context, list);

    public override void ProtocolTcpOffloadEvent(OffloadHandle connection, TcpOffloadEventType type, uint information)
        => (tcpClient.TcpOffloadEventHandler ?? base.ProtocolTcpOffloadEvent)(connection, type, information);

    public override NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle connection, NetBufferListChain list, NdisStatus status, out uint bytesConsumed)
        => (tcpClient.TcpOffloadReceiveIndicateHandler ?? base.ProtocolTcpOffloadReceiveIndicate)(connection, list, status, out bytesConsumed);

    public override void ProtocolIndicateOffloadEvent(ProtocolBindingContext context, ProtocolOffloadBlockList list, IndicateOffloadEvent code)
        => (client.IndicateOffloadEventHandler ?? base.ProtocolIndicateOffloadEvent)(context, list, code);
}
