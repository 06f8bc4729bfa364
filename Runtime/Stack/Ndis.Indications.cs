namespace Chimney;

// Indications: started by the target, carried up by intermediate drivers. All are synchronous.
public static partial class Ndis
{
    /// <summary>Reports an event of a connection to the driver above, which is entered before the call returns.</summary>
    /// <param name="ndisOffloadHandle">The handle of the driver above, stored when the connection was offloaded (C095, C232).</param>
    /// <param name="eventType">What happened (C230).</param>
    /// <param name="eventSpecificInformation">Backlog in bytes, or a <see cref="TcpUploadReason"/> (C231).</param>
    [OffloadFunction(OffloadOperation.TcpEvent, OffloadPhase.Indication)]
    public static void NdisTcpOffloadEventHandler(
        [Needed] NdisOffloadHandle ndisOffloadHandle,
        [Accepts(typeof(TcpOffloadEventType)), Unchanged] TcpOffloadEventType eventType,
        [Accepts(typeof(TcpUploadReason), With = TcpOffloadEventType.Retrieve), Unchanged] uint eventSpecificInformation)
        => IndicationCall.Event(ndisOffloadHandle, eventType, eventSpecificInformation);

    /// <summary>Indicates received data to the driver above, whose answer is the result.</summary>
    /// <param name="ndisOffloadHandle">The handle of the driver above, stored when the connection was offloaded (C095, C232).</param>
    /// <param name="netBufferList">The single list with the data (C220).</param>
    /// <param name="status"><see cref="NdisStatus.Success"/> (C219).</param>
    /// <param name="bytesConsumed">How much of the data was accepted, in bytes.</param>
    /// <returns>
    /// <see cref="NdisStatus.Success"/>: the list stays above until it is returned. <see cref="NdisStatus.OffloadDataNotAccepted"/> or
    /// <see cref="NdisStatus.OffloadDataPartiallyAccepted"/>: the list is the caller's again (C221).
    /// </returns>
    [OffloadFunction(OffloadOperation.ReceiveIndicate, OffloadPhase.Indication)]
    [MustTestResult(Role = DriverRole.Target)]
    [return: Accepts(NdisStatus.Success, NdisStatus.OffloadDataNotAccepted, NdisStatus.OffloadDataPartiallyAccepted)]
    public static NdisStatus NdisTcpOffloadReceiveHandler(
        [Needed] NdisOffloadHandle ndisOffloadHandle, NetBufferListChain netBufferList, [Accepts(NdisStatus.Success)] NdisStatus status,
        [ZeroOnlyWith(NdisStatus.OffloadDataNotAccepted)] out uint bytesConsumed)
        => IndicationCall.Receive(ndisOffloadHandle, netBufferList, status, out bytesConsumed);

    /// <summary>Asks or reports something that is not about one connection. The answer is in the list's cached state on return (C244).</summary>
    /// <param name="ndisMiniportHandle">The caller's miniport.</param>
    /// <param name="offloadBlockList">One block with the state of a neighbor for a reachability query; null for every other code (C242).</param>
    /// <param name="indicationCode">What the indication is about (C245).</param>
    [OffloadFunction(OffloadOperation.OffloadEvent, OffloadPhase.Indication)]
    public static void NdisMOffloadEventIndicate(
        NdisMiniportHandle ndisMiniportHandle,
        [Needed(With = IndicateOffloadEvent.NeighborReachabilityQuery)] MiniportOffloadBlockList offloadBlockList,
        [Accepts(IndicateOffloadEvent.NeighborReachabilityQuery)] IndicateOffloadEvent indicationCode)
        => IndicationCall.Generic(ndisMiniportHandle, offloadBlockList, indicationCode);
}
