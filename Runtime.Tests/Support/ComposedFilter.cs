namespace Chimney.Runtime.Tests;

/// <summary>
/// A pass-through intermediate driver composed from functions, as one written in C is. Tests put other handlers into its slots, or take them
/// out, before it goes into a stack.
/// </summary>
internal sealed class ComposedFilter
{
    private NdisTcpOffloadEventHandlers _ndis = null!;

    internal ComposedFilter(string name = "filter")
    {
        Driver = new ComposedDriver(name)
        {
            MiniportSetOptions = handle => Both(handle, Provider, TcpProvider),
            ProtocolSetOptions = handle => Both(handle, Client, TcpClient),
            MiniportInitializeEx = handle => OnInitialize!(handle),
        };
        OnInitialize = Initialize;
        Provider = new ProviderChimneyOffloadGenericCharacteristics
        {
            InitiateOffloadHandler = (_, list) => Ndis.NdisInitiateOffload(Driver.NdisBindingHandle, list.ToProtocol(new ImCallEntry())),
            TerminateOffloadHandler = (_, list) => Ndis.NdisTerminateOffload(Driver.NdisBindingHandle, list.ToProtocol(new ImCallEntry())),
            UpdateOffloadHandler = (_, list) => Ndis.NdisUpdateOffload(Driver.NdisBindingHandle, list.ToProtocol(new ImCallEntry())),
            InvalidateOffloadHandler = (_, list) => Ndis.NdisInvalidateOffload(Driver.NdisBindingHandle, list.ToProtocol(new ImCallEntry())),
            QueryOffloadHandler = (_, list) => Ndis.NdisQueryOffloadState(Driver.NdisBindingHandle, list.ToProtocol(new ImCallEntry())),
        };
        TcpProvider = new ProviderChimneyOffloadTcpCharacteristics
        {
            TcpOffloadSendHandler = (_, context, chain) => Ndis.NdisOffloadTcpSend(ImOffloadEntry.From(context).OffloadHandle, chain),
            TcpOffloadReceiveHandler = (_, context, chain) => Ndis.NdisOffloadTcpReceive(ImOffloadEntry.From(context).OffloadHandle, chain),
            TcpOffloadDisconnectHandler = (_, context, chain, flags) => Ndis.NdisOffloadTcpDisconnect(ImOffloadEntry.From(context).OffloadHandle, chain, flags),
            TcpOffloadForwardHandler = (_, context, chain) => Ndis.NdisOffloadTcpForward(ImOffloadEntry.From(context).OffloadHandle, chain),
            TcpOffloadReceiveReturnHandler = (_, chain) =>
            {
                Ndis.NdisOffloadTcpReceiveReturn(Driver.NdisBindingHandle, chain);
                return NdisStatus.Success;
            },
        };
        Client = new ClientChimneyOffloadGenericCharacteristics
        {
            InitiateOffloadCompleteHandler = (_, list) => Ndis.NdisMInitiateOffloadComplete(Driver.NdisMiniportHandle, list.ToMiniport()),
            TerminateOffloadCompleteHandler = (_, list) => Ndis.NdisMTerminateOffloadComplete(Driver.NdisMiniportHandle, list.ToMiniport()),
            UpdateOffloadCompleteHandler = (_, list) => Ndis.NdisMUpdateOffloadComplete(Driver.NdisMiniportHandle, list.ToMiniport()),
            InvalidateOffloadCompleteHandler = (_, list) => Ndis.NdisMInvalidateOffloadComplete(Driver.NdisMiniportHandle, list.ToMiniport()),
            QueryOffloadCompleteHandler = (_, list) => Ndis.NdisMQueryOffloadStateComplete(Driver.NdisMiniportHandle, list.ToMiniport()),
            IndicateOffloadEventHandler = (_, list, code) => Ndis.NdisMOffloadEventIndicate(Driver.NdisMiniportHandle, list.OverlayAsMiniport(), code),
        };
        TcpClient = new ClientChimneyOffloadTcpCharacteristics
        {
            TcpOffloadSendCompleteHandler = (_, chain) => _ndis.NdisTcpOffloadSendComplete(Driver.NdisMiniportHandle, chain),
            TcpOffloadReceiveCompleteHandler = (_, chain) => _ndis.NdisTcpOffloadReceiveComplete(Driver.NdisMiniportHandle, chain),
            TcpOffloadDisconnectCompleteHandler = (_, chain) => _ndis.NdisTcpOffloadDisconnectComplete(Driver.NdisMiniportHandle, chain),
            TcpOffloadForwardCompleteHandler = (_, chain) => _ndis.NdisTcpOffloadForwardComplete(Driver.NdisMiniportHandle, chain),
            TcpOffloadEventHandler = (own, type, information) => _ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(own).NdisOffloadHandle, type, information),
            TcpOffloadReceiveIndicateHandler = (OffloadHandle own, NetBufferListChain chain, NdisStatus status, out uint bytesConsumed)
                => _ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(own).NdisOffloadHandle, chain, status, out bytesConsumed),
        };
    }

    internal ComposedDriver Driver { get; }
    internal ProviderChimneyOffloadGenericCharacteristics? Provider { get; set; }
    internal ProviderChimneyOffloadTcpCharacteristics? TcpProvider { get; set; }
    internal ClientChimneyOffloadGenericCharacteristics? Client { get; set; }
    internal ClientChimneyOffloadTcpCharacteristics? TcpClient { get; set; }

    /// <summary>What MiniportInitializeEx does; asks for the entry points of NDIS unless set.</summary>
    internal InitializeHandler OnInitialize { get; set; }

    internal NdisStatus Initialize(NdisMiniportHandle handle)
    {
        NdisStatus status = Ndis.NdisMGetOffloadHandlers(handle, NdisChimneyOffloadType.Tcp, out NdisOffloadEventHandlers? handlers);
        if (status != NdisStatus.Success)
            return status;
        Assert.Equal(new CharacteristicsHeader((byte)NdisChimneyOffloadType.Tcp, NdisTcpOffloadEventHandlers.Revision1, 0x38), handlers!.Header);
        _ndis = (NdisTcpOffloadEventHandlers)handlers;
        return status;
    }

    private static NdisStatus Both(NdisDriverHandle handle, NdisDriverOptionalHandlers? generic, NdisDriverOptionalHandlers? tcp)
    {
        NdisStatus status = generic is null ? NdisStatus.Success : Ndis.NdisSetOptionalHandlers(handle, generic);
        return status != NdisStatus.Success || tcp is null ? status : Ndis.NdisSetOptionalHandlers(handle, tcp);
    }
}
