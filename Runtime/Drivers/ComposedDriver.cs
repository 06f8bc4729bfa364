namespace Chimney;

/// <summary>
/// MINIPORT_SET_OPTIONS, PROTOCOL_SET_OPTIONS: where a driver registers its optional handlers with
/// <see cref="Ndis.NdisSetOptionalHandlers"/> (C141, C142).
/// </summary>
/// <param name="ndisDriverHandle">The handle to register with, valid for this call.</param>
/// <returns><see cref="NdisStatus.Success"/>, or the status of a registration that was refused.</returns>
public delegate NdisStatus SetOptionsHandler(NdisDriverHandle ndisDriverHandle);

/// <summary>MINIPORT_INITIALIZE: where a miniport asks for the entry points of NDIS with <see cref="Ndis.NdisMGetOffloadHandlers"/> (C150).</summary>
/// <param name="ndisMiniportHandle">The miniport.</param>
/// <returns><see cref="NdisStatus.Success"/>, or why the miniport cannot start.</returns>
public delegate NdisStatus InitializeHandler(NdisMiniportHandle ndisMiniportHandle);

/// <summary>
/// A driver that is composed from functions in place of a class: it registers its handlers as a driver written in C does. Stands at any place
/// of an <see cref="NdisStack"/>, and has the duties of that place.
/// </summary>
/// <remarks>
/// <see cref="NdisStack"/> calls <see cref="MiniportSetOptions"/> and <see cref="ProtocolSetOptions"/>, binds the driver, then calls
/// <see cref="MiniportInitializeEx"/>. Source pages: Registering Chimney Offload Functions; MINIPORT_SET_OPTIONS.
/// </remarks>
public sealed class ComposedDriver : OffloadDriver, IOffloadProvider, IOffloadClient
{
    private ProviderChimneyOffloadGenericCharacteristics? _provider;
    private ProviderChimneyOffloadTcpCharacteristics? _tcpProvider;
    private ClientChimneyOffloadGenericCharacteristics? _client;
    private ClientChimneyOffloadTcpCharacteristics? _tcpClient;

    /// <summary>Makes a driver without handlers.</summary>
    /// <param name="name">Names the driver in messages and traces.</param>
    public ComposedDriver(string name) => Name = name;

    /// <summary>Registers the handlers of the miniport edge: both provider characteristics. For intermediate drivers and targets.</summary>
    public SetOptionsHandler? MiniportSetOptions { get; init; }

    /// <summary>Registers the handlers of the protocol edge: both client characteristics. For host stacks and intermediate drivers.</summary>
    public SetOptionsHandler? ProtocolSetOptions { get; init; }

    /// <summary>Starts the miniport. May be left out: <see cref="Ndis"/> has the entry points as methods too.</summary>
    public InitializeHandler? MiniportInitializeEx { get; init; }

    /// <summary>The driver's miniport, for completing operations upward.</summary>
    public NdisMiniportHandle NdisMiniportHandle => MiniportEdge;

    /// <summary>The driver's binding to the driver below, for sending requests down.</summary>
    public NdisBindingHandle NdisBindingHandle => ProtocolEdge;

    /// <summary>How many of the two provider characteristics are registered.</summary>
    internal int ProviderCount => (_provider is null ? 0 : 1) + (_tcpProvider is null ? 0 : 1);

    /// <summary>How many of the two client characteristics are registered.</summary>
    internal int ClientCount => (_client is null ? 0 : 1) + (_tcpClient is null ? 0 : 1);

    /// <summary>Queues work that runs later, as a step of the stack of its own: the place to complete what a handler pended (C101).</summary>
    /// <param name="workItem">The work.</param>
    /// <exception cref="InvalidOperationException">The driver is in no stack.</exception>
    public new void QueueWorkItem(Action workItem) => base.QueueWorkItem(workItem);

    internal void Register(NdisDriverOptionalHandlers optionalHandlers)
    {
        switch (optionalHandlers.Copy())
        {
            case ProviderChimneyOffloadGenericCharacteristics provider: _provider = provider; break;
            case ProviderChimneyOffloadTcpCharacteristics tcpProvider: _tcpProvider = tcpProvider; break;
            case ClientChimneyOffloadGenericCharacteristics client: _client = client; break;
            case ClientChimneyOffloadTcpCharacteristics tcpClient: _tcpClient = tcpClient; break;
        }
    }

    /// <summary>Forgets what was registered: the driver goes into a stack anew, or NDIS refused one of its edges.</summary>
    internal void Unregister()
    {
        _provider = null;
        _tcpProvider = null;
        _client = null;
        _tcpClient = null;
    }

    // NDIS calls through a slot only where the edge is registered, and then every slot is filled.

    void IOffloadProvider.MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => _provider!.InitiateOffloadHandler!(miniportAdapterContext, offloadBlockList);

    void IOffloadProvider.MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => _provider!.TerminateOffloadHandler!(miniportAdapterContext, offloadBlockList);

    void IOffloadProvider.MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => _provider!.UpdateOffloadHandler!(miniportAdapterContext, offloadBlockList);

    void IOffloadProvider.MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => _provider!.InvalidateOffloadHandler!(miniportAdapterContext, offloadBlockList);

    void IOffloadProvider.MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => _provider!.QueryOffloadHandler!(miniportAdapterContext, offloadBlockList);

    NdisStatus IOffloadProvider.MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => _tcpProvider!.TcpOffloadSendHandler!(miniportAdapterContext, miniportOffloadContext, netBufferList);

    NdisStatus IOffloadProvider.MiniportTcpOffloadReceive(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => _tcpProvider!.TcpOffloadReceiveHandler!(miniportAdapterContext, miniportOffloadContext, netBufferList);

    NdisStatus IOffloadProvider.MiniportTcpOffloadDisconnect(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList, TcpDisconnectFlags flags)
        => _tcpProvider!.TcpOffloadDisconnectHandler!(miniportAdapterContext, miniportOffloadContext, netBufferList, flags);

    NdisStatus IOffloadProvider.MiniportTcpOffloadForward(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => _tcpProvider!.TcpOffloadForwardHandler!(miniportAdapterContext, miniportOffloadContext, netBufferList);

    NdisStatus IOffloadProvider.MiniportTcpOffloadReceiveReturn(MiniportAdapterContext miniportAdapterContext, NetBufferListChain netBufferList)
        => _tcpProvider!.TcpOffloadReceiveReturnHandler!(miniportAdapterContext, netBufferList);

    void IOffloadClient.ProtocolInitiateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => _client!.InitiateOffloadCompleteHandler!(protocolBindingContext, offloadBlockList);

    void IOffloadClient.ProtocolTerminateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => _client!.TerminateOffloadCompleteHandler!(protocolBindingContext, offloadBlockList);

    void IOffloadClient.ProtocolUpdateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => _client!.UpdateOffloadCompleteHandler!(protocolBindingContext, offloadBlockList);

    void IOffloadClient.ProtocolInvalidateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => _client!.InvalidateOffloadCompleteHandler!(protocolBindingContext, offloadBlockList);

    void IOffloadClient.ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        => _client!.QueryOffloadCompleteHandler!(protocolBindingContext, offloadBlockList);

    void IOffloadClient.ProtocolTcpOffloadSendComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => _tcpClient!.TcpOffloadSendCompleteHandler!(protocolBindingContext, netBufferList);

    void IOffloadClient.ProtocolTcpOffloadReceiveComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => _tcpClient!.TcpOffloadReceiveCompleteHandler!(protocolBindingContext, netBufferList);

    void IOffloadClient.ProtocolTcpOffloadDisconnectComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => _tcpClient!.TcpOffloadDisconnectCompleteHandler!(protocolBindingContext, netBufferList);

    void IOffloadClient.ProtocolTcpOffloadForwardComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
        => _tcpClient!.TcpOffloadForwardCompleteHandler!(protocolBindingContext, netBufferList);

    void IOffloadClient.ProtocolTcpOffloadEvent(OffloadHandle offloadContext, TcpOffloadEventType eventType, uint eventSpecificInformation)
        => _tcpClient!.TcpOffloadEventHandler!(offloadContext, eventType, eventSpecificInformation);

    NdisStatus IOffloadClient.ProtocolTcpOffloadReceiveIndicate(OffloadHandle offloadContext, NetBufferListChain netBufferList, NdisStatus status, out uint bytesConsumed)
        => _tcpClient!.TcpOffloadReceiveIndicateHandler!(offloadContext, netBufferList, status, out bytesConsumed);

    void IOffloadClient.ProtocolIndicateOffloadEvent(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList, IndicateOffloadEvent indicationCode)
        => _client!.IndicateOffloadEventHandler!(protocolBindingContext, offloadBlockList, indicationCode);
}
