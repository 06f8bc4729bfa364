namespace Chimney;

/// <summary>NDIS_CLIENT_CHIMNEY_OFFLOAD_TCP_CHARACTERISTICS: the data-path handlers of a client that is composed from functions, one slot each.</summary>
/// <remarks>
/// Slots stand in the header's order; all are filled (C144). Register it with <see cref="Ndis.NdisSetOptionalHandlers"/>. Source page: NDIS_CLIENT_CHIMNEY_OFFLOAD_TCP_CHARACTERISTICS.
/// </remarks>
[OffloadCharacteristics(isProvider: false)]
public sealed class ClientChimneyOffloadTcpCharacteristics() : NdisDriverOptionalHandlers(new CharacteristicsHeader(HeaderType, 1, 0x40))
{
    /// <summary>Header.Type of the structure.</summary>
    public const byte HeaderType = 0x93;

    /// <summary>The kind of chimney, which is TCP (C147).</summary>
    [OnlyValue(NdisChimneyOffloadType.Tcp)]
    public NdisChimneyOffloadType OffloadType { get; set; } = NdisChimneyOffloadType.Tcp;

    /// <summary>The handler ProtocolTcpOffloadSendComplete.</summary>
    public TcpOffloadSendCompleteHandler? TcpOffloadSendCompleteHandler { get; set; }

    /// <summary>The handler ProtocolTcpOffloadReceiveComplete.</summary>
    public TcpOffloadRecvCompleteHandler? TcpOffloadReceiveCompleteHandler { get; set; }

    /// <summary>The handler ProtocolTcpOffloadDisconnectComplete.</summary>
    public TcpOffloadDisconnectCompleteHandler? TcpOffloadDisconnectCompleteHandler { get; set; }

    /// <summary>The handler ProtocolTcpOffloadForwardComplete.</summary>
    public TcpOffloadForwardCompleteHandler? TcpOffloadForwardCompleteHandler { get; set; }

    /// <summary>The handler ProtocolTcpOffloadEvent.</summary>
    public TcpOffloadEventHandler? TcpOffloadEventHandler { get; set; }

    /// <summary>The handler ProtocolTcpOffloadReceiveIndicate.</summary>
    public TcpOffloadReceiveIndicateHandler? TcpOffloadReceiveIndicateHandler { get; set; }

    internal override bool IsProvider => false;

    internal override NdisChimneyOffloadType? ChimneyType => OffloadType;

    internal override (string Slot, Delegate? Handler)[] Slots =>
    [
        (nameof(TcpOffloadSendCompleteHandler), TcpOffloadSendCompleteHandler),
        (nameof(TcpOffloadReceiveCompleteHandler), TcpOffloadReceiveCompleteHandler),
        (nameof(TcpOffloadDisconnectCompleteHandler), TcpOffloadDisconnectCompleteHandler),
        (nameof(TcpOffloadForwardCompleteHandler), TcpOffloadForwardCompleteHandler),
        (nameof(TcpOffloadEventHandler), TcpOffloadEventHandler),
        (nameof(TcpOffloadReceiveIndicateHandler), TcpOffloadReceiveIndicateHandler),
    ];
}
