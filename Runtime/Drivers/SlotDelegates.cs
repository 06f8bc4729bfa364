namespace Chimney;

/// <summary>W_INITIATE_OFFLOAD_HANDLER: the slot for MiniportInitiateOffload.</summary>
/// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
/// <param name="offloadBlockList">The root of the tree, in the miniport view.</param>
[OffloadHandler(OffloadOperation.Initiate, OffloadPhase.Request)]
public delegate void WInitiateOffloadHandler(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList);

/// <summary>W_TERMINATE_OFFLOAD_HANDLER: the slot for MiniportTerminateOffload.</summary>
/// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
/// <param name="offloadBlockList">The root of the tree, in the miniport view.</param>
[OffloadHandler(OffloadOperation.Terminate, OffloadPhase.Request)]
public delegate void WTerminateOffloadHandler(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList);

/// <summary>W_UPDATE_OFFLOAD_HANDLER: the slot for MiniportUpdateOffload.</summary>
/// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
/// <param name="offloadBlockList">The root of the tree, in the miniport view.</param>
[OffloadHandler(OffloadOperation.Update, OffloadPhase.Request)]
public delegate void WUpdateOffloadHandler(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList);

/// <summary>W_INVALIDATE_OFFLOAD_HANDLER: the slot for MiniportInvalidateOffload.</summary>
/// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
/// <param name="offloadBlockList">The root of the tree, in the miniport view.</param>
[OffloadHandler(OffloadOperation.Invalidate, OffloadPhase.Request)]
public delegate void WInvalidateOffloadHandler(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList);

/// <summary>W_QUERY_OFFLOAD_HANDLER: the slot for MiniportQueryOffload.</summary>
/// <param name="miniportAdapterContext">The driver's context for the adapter.</param>
/// <param name="offloadBlockList">The root of the tree, in the miniport view.</param>
[OffloadHandler(OffloadOperation.Query, OffloadPhase.Request)]
public delegate void WQueryOffloadHandler(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList);

/// <summary>INITIATE_OFFLOAD_COMPLETE_HANDLER: the slot for ProtocolInitiateOffloadComplete.</summary>
/// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
/// <param name="offloadBlockList">The root of the tree that was sent down, in the protocol view.</param>
[OffloadHandler(OffloadOperation.Initiate, OffloadPhase.Completion)]
public delegate void InitiateOffloadCompleteHandler(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList);

/// <summary>TERMINATE_OFFLOAD_COMPLETE_HANDLER: the slot for ProtocolTerminateOffloadComplete.</summary>
/// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
/// <param name="offloadBlockList">The root of the tree that was sent down, in the protocol view.</param>
[OffloadHandler(OffloadOperation.Terminate, OffloadPhase.Completion)]
public delegate void TerminateOffloadCompleteHandler(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList);

/// <summary>UPDATE_OFFLOAD_COMPLETE_HANDLER: the slot for ProtocolUpdateOffloadComplete.</summary>
/// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
/// <param name="offloadBlockList">The root of the tree that was sent down, in the protocol view.</param>
[OffloadHandler(OffloadOperation.Update, OffloadPhase.Completion)]
public delegate void UpdateOffloadCompleteHandler(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList);

/// <summary>INVALIDATE_OFFLOAD_COMPLETE_HANDLER: the slot for ProtocolInvalidateOffloadComplete.</summary>
/// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
/// <param name="offloadBlockList">The root of the tree that was sent down, in the protocol view.</param>
[OffloadHandler(OffloadOperation.Invalidate, OffloadPhase.Completion)]
public delegate void InvalidateOffloadCompleteHandler(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList);

/// <summary>QUERY_OFFLOAD_COMPLETE_HANDLER: the slot for ProtocolQueryOffloadComplete.</summary>
/// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
/// <param name="offloadBlockList">The root of the tree that was sent down, in the protocol view.</param>
[OffloadHandler(OffloadOperation.Query, OffloadPhase.Completion)]
public delegate void QueryOffloadCompleteHandler(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList);
