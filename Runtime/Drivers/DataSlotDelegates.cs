namespace Chimney;

/// <summary>W_TCP_OFFLOAD_SEND_HANDLER: the slot for MiniportTcpOffloadSend.</summary>
/// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
/// <param name="miniportOffloadContext">What the driver published for the connection.</param>
/// <param name="netBufferList">The chain.</param>
/// <returns><see cref="NdisStatus.Pending"/>, always (C072).</returns>
[OffloadHandler(OffloadOperation.Send, OffloadPhase.Request)]
public delegate NdisStatus WTcpOffloadSendHandler(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList);

/// <summary>W_TCP_OFFLOAD_RECEIVE_HANDLER: the slot for MiniportTcpOffloadReceive.</summary>
/// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
/// <param name="miniportOffloadContext">What the driver published for the connection.</param>
/// <param name="netBufferList">The chain.</param>
/// <returns><see cref="NdisStatus.Pending"/>, always (C072).</returns>
[OffloadHandler(OffloadOperation.Receive, OffloadPhase.Request)]
public delegate NdisStatus WTcpOffloadReceiveHandler(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList);

/// <summary>W_TCP_OFFLOAD_DISCONNECT_HANDLER: the slot for MiniportTcpOffloadDisconnect.</summary>
/// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
/// <param name="miniportOffloadContext">What the driver published for the connection.</param>
/// <param name="netBufferList">The chain.</param>
/// <param name="flags">How to close; goes down unchanged (C070).</param>
/// <returns><see cref="NdisStatus.Pending"/>, always (C072).</returns>
[OffloadHandler(OffloadOperation.Disconnect, OffloadPhase.Request)]
public delegate NdisStatus WTcpOffloadDisconnectHandler(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList, TcpDisconnectFlags flags);

/// <summary>W_TCP_OFFLOAD_FORWARD_HANDLER: the slot for MiniportTcpOffloadForward.</summary>
/// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
/// <param name="miniportOffloadContext">What the driver published for the connection.</param>
/// <param name="netBufferList">The chain.</param>
/// <returns><see cref="NdisStatus.Pending"/>, always (C072).</returns>
[OffloadHandler(OffloadOperation.Forward, OffloadPhase.Request)]
public delegate NdisStatus WTcpOffloadForwardHandler(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList);

/// <summary>W_TCP_OFFLOAD_RECEIVE_RETURN_HANDLER: the slot for MiniportTcpOffloadReceiveReturn.</summary>
/// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
/// <param name="netBufferList">The chain.</param>
/// <returns><see cref="NdisStatus.Success"/>, always (C073).</returns>
[OffloadHandler(OffloadOperation.ReceiveReturn, OffloadPhase.Request)]
public delegate NdisStatus WTcpOffloadReceiveReturnHandler(MiniportAdapterContext miniportAdapterContext, NetBufferListChain netBufferList);

/// <summary>TCP_OFFLOAD_SEND_COMPLETE_HANDLER: the slot for ProtocolTcpOffloadSendComplete.</summary>
/// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
/// <param name="netBufferList">The chain.</param>
[OffloadHandler(OffloadOperation.Send, OffloadPhase.Completion)]
public delegate void TcpOffloadSendCompleteHandler(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList);

/// <summary>TCP_OFFLOAD_RECV_COMPLETE_HANDLER: the slot for ProtocolTcpOffloadReceiveComplete.</summary>
/// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
/// <param name="netBufferList">The chain.</param>
[OffloadHandler(OffloadOperation.Receive, OffloadPhase.Completion)]
public delegate void TcpOffloadRecvCompleteHandler(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList);

/// <summary>TCP_OFFLOAD_DISCONNECT_COMPLETE_HANDLER: the slot for ProtocolTcpOffloadDisconnectComplete.</summary>
/// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
/// <param name="netBufferList">The single list; may be null (C089).</param>
[OffloadHandler(OffloadOperation.Disconnect, OffloadPhase.Completion)]
public delegate void TcpOffloadDisconnectCompleteHandler(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList);

/// <summary>TCP_OFFLOAD_FORWARD_COMPLETE_HANDLER: the slot for ProtocolTcpOffloadForwardComplete.</summary>
/// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
/// <param name="netBufferList">The chain.</param>
[OffloadHandler(OffloadOperation.Forward, OffloadPhase.Completion)]
public delegate void TcpOffloadForwardCompleteHandler(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList);

/// <summary>TCP_OFFLOAD_EVENT_HANDLER: the slot for ProtocolTcpOffloadEvent.</summary>
/// <param name="offloadContext">The driver's own handle of the connection.</param>
/// <param name="eventType">What happened.</param>
/// <param name="eventSpecificInformation">Backlog in bytes, or a <see cref="TcpUploadReason"/>.</param>
[OffloadHandler(OffloadOperation.TcpEvent, OffloadPhase.Indication)]
public delegate void TcpOffloadEventHandler(OffloadHandle offloadContext, TcpOffloadEventType eventType, uint eventSpecificInformation);

/// <summary>TCP_OFFLOAD_RECEIVE_INDICATE_HANDLER: the slot for ProtocolTcpOffloadReceiveIndicate.</summary>
/// <param name="offloadContext">The driver's own handle of the connection.</param>
/// <param name="netBufferList">The single list with the data.</param>
/// <param name="status"><see cref="NdisStatus.Success"/>, always (C219).</param>
/// <param name="bytesConsumed">How much of the data was accepted, in bytes (C097).</param>
/// <returns>Whether the list is kept (C098).</returns>
[OffloadHandler(OffloadOperation.ReceiveIndicate, OffloadPhase.Indication)]
public delegate NdisStatus TcpOffloadReceiveIndicateHandler(OffloadHandle offloadContext, NetBufferListChain netBufferList, NdisStatus status, out uint bytesConsumed);

/// <summary>INDICATE_OFFLOAD_EVENT_HANDLER: the slot for ProtocolIndicateOffloadEvent.</summary>
/// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
/// <param name="offloadBlockList">One block with the state of a neighbor for a reachability query; null for every other code (C099).</param>
/// <param name="indicationCode">What the indication is about.</param>
[OffloadHandler(OffloadOperation.OffloadEvent, OffloadPhase.Indication)]
public delegate void IndicateOffloadEventHandler(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList, IndicateOffloadEvent indicationCode);
