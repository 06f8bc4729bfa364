namespace Chimney;

/// <summary>
/// The protocol edge of a driver: the handlers that NDIS calls when the driver below has completed an operation. An intermediate driver
/// carries the completion up (C001–C005); for the host stack the operation is over (C031).
/// </summary>
/// <remarks>Parameters carry the DDI's names. Source pages: INITIATE_OFFLOAD_COMPLETE_HANDLER and its siblings.</remarks>
public interface IOffloadClient
{
    /// <summary>Completion of NdisInitiateOffload. An intermediate driver calls NdisMInitiateOffloadComplete.</summary>
    /// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
    /// <param name="offloadBlockList">The root of the tree that was sent down, in the protocol view.</param>
    [OffloadHandler(OffloadOperation.Initiate, OffloadPhase.Completion)]
    void ProtocolInitiateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList);

    /// <summary>Completion of NdisTerminateOffload. An intermediate driver calls NdisMTerminateOffloadComplete.</summary>
    /// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
    /// <param name="offloadBlockList">The root of the tree that was sent down, in the protocol view.</param>
    [OffloadHandler(OffloadOperation.Terminate, OffloadPhase.Completion)]
    void ProtocolTerminateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList);

    /// <summary>Completion of NdisUpdateOffload. An intermediate driver calls NdisMUpdateOffloadComplete.</summary>
    /// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
    /// <param name="offloadBlockList">The root of the tree that was sent down, in the protocol view.</param>
    [OffloadHandler(OffloadOperation.Update, OffloadPhase.Completion)]
    void ProtocolUpdateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList);

    /// <summary>Completion of NdisInvalidateOffload. An intermediate driver calls NdisMInvalidateOffloadComplete.</summary>
    /// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
    /// <param name="offloadBlockList">The root of the tree that was sent down, in the protocol view.</param>
    [OffloadHandler(OffloadOperation.Invalidate, OffloadPhase.Completion)]
    void ProtocolInvalidateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList);

    /// <summary>Completion of NdisQueryOffloadState. An intermediate driver calls NdisMQueryOffloadStateComplete.</summary>
    /// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
    /// <param name="offloadBlockList">The root of the tree that was sent down, in the protocol view.</param>
    [OffloadHandler(OffloadOperation.Query, OffloadPhase.Completion)]
    void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList);
}
