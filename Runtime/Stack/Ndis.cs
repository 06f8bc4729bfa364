namespace Chimney;

/// <summary>The functions of NDIS for the TCP chimney, one method each, with the DDI's names and parameters.</summary>
/// <remarks>
/// Each takes a list for good: after the call the list, its blocks and the call entry are not the caller's (C030, C056). A call that the
/// contract allows never throws. A call that breaks it throws <see cref="ContractViolationException"/>, or is recorded and repaired where the
/// stack's <see cref="ContractVerifier"/> only records.
/// </remarks>
public static partial class Ndis
{
    /// <summary>Sends a request to the driver below: offload the objects of the tree. Completes in the caller's ProtocolInitiateOffloadComplete.</summary>
    /// <param name="ndisBindingHandle">The caller's binding to the driver below (C039).</param>
    /// <param name="offloadBlockList">The root of the tree in the protocol view: the caller's own, or the one received, converted (C038).</param>
    [OffloadFunction(OffloadOperation.Initiate, OffloadPhase.Request)]
    public static void NdisInitiateOffload(NdisBindingHandle ndisBindingHandle, ProtocolOffloadBlockList offloadBlockList)
        => DownwardCall.Send(ndisBindingHandle, offloadBlockList, OffloadOperation.Initiate);

    /// <summary>Sends a request to the driver below: end the offload of the objects of the tree. Completes in the caller's ProtocolTerminateOffloadComplete.</summary>
    /// <param name="ndisBindingHandle">The caller's binding to the driver below (C039).</param>
    /// <param name="offloadBlockList">The root of the tree in the protocol view: the caller's own, or the one received, converted (C038).</param>
    [OffloadFunction(OffloadOperation.Terminate, OffloadPhase.Request)]
    public static void NdisTerminateOffload(NdisBindingHandle ndisBindingHandle, ProtocolOffloadBlockList offloadBlockList)
        => DownwardCall.Send(ndisBindingHandle, offloadBlockList, OffloadOperation.Terminate);

    /// <summary>Sends a request to the driver below: change cached values of the objects of the tree, or link paths to another neighbor. Completes in the caller's ProtocolUpdateOffloadComplete.</summary>
    /// <param name="ndisBindingHandle">The caller's binding to the driver below (C039).</param>
    /// <param name="offloadBlockList">The root of the tree in the protocol view: the caller's own, or the one received, converted (C038).</param>
    [OffloadFunction(OffloadOperation.Update, OffloadPhase.Request)]
    public static void NdisUpdateOffload(NdisBindingHandle ndisBindingHandle, ProtocolOffloadBlockList offloadBlockList)
        => DownwardCall.Send(ndisBindingHandle, offloadBlockList, OffloadOperation.Update);

    /// <summary>Sends a request to the driver below: stop using the objects of the tree for sending. Completes in the caller's ProtocolInvalidateOffloadComplete.</summary>
    /// <param name="ndisBindingHandle">The caller's binding to the driver below (C039).</param>
    /// <param name="offloadBlockList">The root of the tree in the protocol view: the caller's own, or the one received, converted (C038).</param>
    [OffloadFunction(OffloadOperation.Invalidate, OffloadPhase.Request)]
    public static void NdisInvalidateOffload(NdisBindingHandle ndisBindingHandle, ProtocolOffloadBlockList offloadBlockList)
        => DownwardCall.Send(ndisBindingHandle, offloadBlockList, OffloadOperation.Invalidate);

    /// <summary>Sends a request to the driver below: read the state of the objects of the tree. Completes in the caller's ProtocolQueryOffloadComplete.</summary>
    /// <param name="ndisBindingHandle">The caller's binding to the driver below (C039).</param>
    /// <param name="offloadBlockList">The root of the tree in the protocol view: the caller's own, or the one received, converted (C038).</param>
    [OffloadFunction(OffloadOperation.Query, OffloadPhase.Request)]
    public static void NdisQueryOffloadState(NdisBindingHandle ndisBindingHandle, ProtocolOffloadBlockList offloadBlockList)
        => DownwardCall.Send(ndisBindingHandle, offloadBlockList, OffloadOperation.Query);

    /// <summary>Completes the operation that came in through MiniportInitiateOffload.</summary>
    /// <param name="ndisMiniportHandle">The caller's miniport that the request came in on (C028, C029).</param>
    /// <param name="offloadBlockList">The root of the very tree that came in, in the miniport view (C009, C010), with a status in every block (C105).</param>
    [OffloadFunction(OffloadOperation.Initiate, OffloadPhase.Completion)]
    [RequiresMark(ListMark.StatusWritten), RequiresMark(ListMark.ContextPublished, ByStatus = true)]
    [RequiresMark(ListMark.OffloadEntryReleased, ByStatus = true, Role = DriverRole.Intermediate)]
    public static void NdisMInitiateOffloadComplete(NdisMiniportHandle ndisMiniportHandle, MiniportOffloadBlockList offloadBlockList)
        => UpwardCall.Complete(ndisMiniportHandle, offloadBlockList, OffloadOperation.Initiate);

    /// <summary>Completes the operation that came in through MiniportTerminateOffload.</summary>
    /// <param name="ndisMiniportHandle">The caller's miniport that the request came in on (C028, C029).</param>
    /// <param name="offloadBlockList">The root of the very tree that came in, in the miniport view (C009, C010), with a status in every block (C105).</param>
    [OffloadFunction(OffloadOperation.Terminate, OffloadPhase.Completion)]
    [RequiresMark(ListMark.StatusWritten), RequiresMark(ListMark.ChainSettled, FirstOnly = true)]
    [RequiresMark(ListMark.StateFilled, IfAny = true), RequiresMark(ListMark.StateFilled, After = ListMark.ChainSettled)]
    [RequiresMark(ListMark.OffloadEntryReleased, ByStatus = true, Role = DriverRole.Intermediate)]
    public static void NdisMTerminateOffloadComplete(NdisMiniportHandle ndisMiniportHandle, MiniportOffloadBlockList offloadBlockList)
        => UpwardCall.Complete(ndisMiniportHandle, offloadBlockList, OffloadOperation.Terminate);

    /// <summary>Completes the operation that came in through MiniportUpdateOffload.</summary>
    /// <param name="ndisMiniportHandle">The caller's miniport that the request came in on (C028, C029).</param>
    /// <param name="offloadBlockList">The root of the very tree that came in, in the miniport view (C009, C010), with a status in every block (C105).</param>
    [OffloadFunction(OffloadOperation.Update, OffloadPhase.Completion)]
    [RequiresMark(ListMark.StatusWritten)]
    public static void NdisMUpdateOffloadComplete(NdisMiniportHandle ndisMiniportHandle, MiniportOffloadBlockList offloadBlockList)
        => UpwardCall.Complete(ndisMiniportHandle, offloadBlockList, OffloadOperation.Update);

    /// <summary>Completes the operation that came in through MiniportInvalidateOffload.</summary>
    /// <param name="ndisMiniportHandle">The caller's miniport that the request came in on (C028, C029).</param>
    /// <param name="offloadBlockList">The root of the very tree that came in, in the miniport view (C009, C010), with a status in every block (C105).</param>
    [OffloadFunction(OffloadOperation.Invalidate, OffloadPhase.Completion)]
    [RequiresMark(ListMark.StatusWritten)]
    public static void NdisMInvalidateOffloadComplete(NdisMiniportHandle ndisMiniportHandle, MiniportOffloadBlockList offloadBlockList)
        => UpwardCall.Complete(ndisMiniportHandle, offloadBlockList, OffloadOperation.Invalidate);

    /// <summary>Completes the operation that came in through MiniportQueryOffload.</summary>
    /// <param name="ndisMiniportHandle">The caller's miniport that the request came in on (C028, C029).</param>
    /// <param name="offloadBlockList">The root of the very tree that came in, in the miniport view (C009, C010), with a status in every block (C105).</param>
    [OffloadFunction(OffloadOperation.Query, OffloadPhase.Completion)]
    [RequiresMark(ListMark.StatusWritten), RequiresMark(ListMark.StateFilled, IfAny = true)]
    public static void NdisMQueryOffloadStateComplete(NdisMiniportHandle ndisMiniportHandle, MiniportOffloadBlockList offloadBlockList)
        => UpwardCall.Complete(ndisMiniportHandle, offloadBlockList, OffloadOperation.Query);
}
