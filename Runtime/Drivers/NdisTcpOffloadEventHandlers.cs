namespace Chimney;

/// <summary>NDIS_OFFLOAD_EVENT_HANDLERS: a table of entry points of NDIS, of any chimney. The header says which one it is (C151).</summary>
/// <remarks>Source page: NdisMGetOffloadHandlers.</remarks>
[AskedFor]
public abstract class NdisOffloadEventHandlers
{
    private protected NdisOffloadEventHandlers(CharacteristicsHeader header) => Header = header;

    /// <summary>Header: the kind of chimney as type, revision and size of the table.</summary>
    public CharacteristicsHeader Header { get; }
}

/// <summary>NDIS_TCP_OFFLOAD_EVENT_HANDLERS: the entry points of NDIS that a miniport gets by asking for them.</summary>
/// <remarks>The methods of <see cref="Ndis"/> of the same names do the same. Source page: NDIS_TCP_OFFLOAD_EVENT_HANDLERS.</remarks>
public sealed class NdisTcpOffloadEventHandlers : NdisOffloadEventHandlers
{
    /// <summary>NDIS_OBJECT_TCP_OFFLOAD_REVISION_1: revision of the table.</summary>
    public const byte Revision1 = 1;

    internal static readonly NdisTcpOffloadEventHandlers Instance = new();

    private NdisTcpOffloadEventHandlers()
        : base(new CharacteristicsHeader((byte)NdisChimneyOffloadType.Tcp, Revision1, 0x38))
    {
    }

    /// <summary>Reports an event of a connection.</summary>
    public NdisTcpOffloadEventIndicate NdisTcpOffloadEventHandler { get; } = Ndis.NdisTcpOffloadEventHandler;

    /// <summary>Indicates received data.</summary>
    public NdisTcpOffloadReceiveIndicate NdisTcpOffloadReceiveHandler { get; } = Ndis.NdisTcpOffloadReceiveHandler;

    /// <summary>Completes lists of MiniportTcpOffloadSend.</summary>
    public NdisTcpOffloadSendComplete NdisTcpOffloadSendComplete { get; } = Ndis.NdisTcpOffloadSendComplete;

    /// <summary>Completes lists of MiniportTcpOffloadReceive.</summary>
    public NdisTcpOffloadReceiveComplete NdisTcpOffloadReceiveComplete { get; } = Ndis.NdisTcpOffloadReceiveComplete;

    /// <summary>Completes lists of MiniportTcpOffloadDisconnect.</summary>
    public NdisTcpOffloadDisconnectComplete NdisTcpOffloadDisconnectComplete { get; } = Ndis.NdisTcpOffloadDisconnectComplete;

    /// <summary>Completes lists of MiniportTcpOffloadForward.</summary>
    public NdisTcpOffloadForwardComplete NdisTcpOffloadForwardComplete { get; } = Ndis.NdisTcpOffloadForwardComplete;
}

/// <summary>NDIS_TCP_OFFLOAD_EVENT_INDICATE: type of <see cref="NdisTcpOffloadEventHandlers.NdisTcpOffloadEventHandler"/>.</summary>
/// <param name="ndisOffloadHandle">The handle of the driver above, stored when the connection was offloaded (C095, C232).</param>
/// <param name="eventType">What happened (C230).</param>
/// <param name="eventSpecificInformation">Backlog in bytes, or a <see cref="TcpUploadReason"/> (C231).</param>
[OffloadFunction(OffloadOperation.TcpEvent, OffloadPhase.Indication)]
public delegate void NdisTcpOffloadEventIndicate(NdisOffloadHandle ndisOffloadHandle, TcpOffloadEventType eventType, uint eventSpecificInformation);

/// <summary>NDIS_TCP_OFFLOAD_RECEIVE_INDICATE: type of <see cref="NdisTcpOffloadEventHandlers.NdisTcpOffloadReceiveHandler"/>.</summary>
/// <param name="ndisOffloadHandle">The handle of the driver above, stored when the connection was offloaded (C095, C232).</param>
/// <param name="netBufferList">The single list with the data (C220).</param>
/// <param name="status"><see cref="NdisStatus.Success"/> (C219).</param>
/// <param name="bytesConsumed">How much of the data was accepted, in bytes.</param>
/// <returns>Whose the list is now (C221).</returns>
[OffloadFunction(OffloadOperation.ReceiveIndicate, OffloadPhase.Indication)]
[MustTestResult(Role = DriverRole.Target)]
public delegate NdisStatus NdisTcpOffloadReceiveIndicate(NdisOffloadHandle ndisOffloadHandle, NetBufferListChain netBufferList, NdisStatus status, out uint bytesConsumed);

/// <summary>NDIS_TCP_OFFLOAD_SEND_COMPLETE: type of <see cref="NdisTcpOffloadEventHandlers.NdisTcpOffloadSendComplete"/>.</summary>
/// <param name="ndisMiniportHandle">The caller's miniport that the lists came in on (C028, C086).</param>
/// <param name="netBufferList">The lists, with a status in each (C084, C193).</param>
[OffloadFunction(OffloadOperation.Send, OffloadPhase.Completion)]
public delegate void NdisTcpOffloadSendComplete(NdisMiniportHandle ndisMiniportHandle, NetBufferListChain netBufferList);

/// <summary>NDIS_TCP_OFFLOAD_RECEIVE_COMPLETE: type of <see cref="NdisTcpOffloadEventHandlers.NdisTcpOffloadReceiveComplete"/>.</summary>
/// <param name="ndisMiniportHandle">The caller's miniport that the lists came in on (C028, C086).</param>
/// <param name="netBufferList">The lists, with a status in each (C084, C193).</param>
[OffloadFunction(OffloadOperation.Receive, OffloadPhase.Completion)]
public delegate void NdisTcpOffloadReceiveComplete(NdisMiniportHandle ndisMiniportHandle, NetBufferListChain netBufferList);

/// <summary>NDIS_TCP_OFFLOAD_DISCONNECT_COMPLETE: type of <see cref="NdisTcpOffloadEventHandlers.NdisTcpOffloadDisconnectComplete"/>.</summary>
/// <param name="ndisMiniportHandle">The caller's miniport that the lists came in on (C028, C086).</param>
/// <param name="netBufferList">The lists, with a status in each (C084, C193).</param>
[OffloadFunction(OffloadOperation.Disconnect, OffloadPhase.Completion)]
public delegate void NdisTcpOffloadDisconnectComplete(NdisMiniportHandle ndisMiniportHandle, NetBufferListChain netBufferList);

/// <summary>NDIS_TCP_OFFLOAD_FORWARD_COMPLETE: type of <see cref="NdisTcpOffloadEventHandlers.NdisTcpOffloadForwardComplete"/>.</summary>
/// <param name="ndisMiniportHandle">The caller's miniport that the lists came in on (C028, C086).</param>
/// <param name="netBufferList">The lists, with a status in each (C084, C193).</param>
[OffloadFunction(OffloadOperation.Forward, OffloadPhase.Completion)]
public delegate void NdisTcpOffloadForwardComplete(NdisMiniportHandle ndisMiniportHandle, NetBufferListChain netBufferList);
