namespace Chimney;

/// <summary>NDIS_PROVIDER_CHIMNEY_OFFLOAD_TCP_CHARACTERISTICS: the data-path handlers of a provider that is composed from functions, one slot each.</summary>
/// <remarks>
/// Slots stand in the header's order; all are filled (C144). Register it with <see cref="Ndis.NdisSetOptionalHandlers"/>. Source page: NDIS_PROVIDER_CHIMNEY_OFFLOAD_TCP_CHARACTERISTICS.
/// </remarks>
[OffloadCharacteristics(isProvider: true)]
public sealed class ProviderChimneyOffloadTcpCharacteristics() : NdisDriverOptionalHandlers(new CharacteristicsHeader(HeaderType, 1, 0x38))
{
    /// <summary>Header.Type of the structure.</summary>
    public const byte HeaderType = 0x94;

    /// <summary>The kind of chimney, which is TCP (C147).</summary>
    [OnlyValue(NdisChimneyOffloadType.Tcp)]
    public NdisChimneyOffloadType OffloadType { get; set; } = NdisChimneyOffloadType.Tcp;

    /// <summary>The handler MiniportTcpOffloadSend.</summary>
    public WTcpOffloadSendHandler? TcpOffloadSendHandler { get; set; }

    /// <summary>The handler MiniportTcpOffloadReceive.</summary>
    public WTcpOffloadReceiveHandler? TcpOffloadReceiveHandler { get; set; }

    /// <summary>The handler MiniportTcpOffloadDisconnect.</summary>
    public WTcpOffloadDisconnectHandler? TcpOffloadDisconnectHandler { get; set; }

    /// <summary>The handler MiniportTcpOffloadForward.</summary>
    public WTcpOffloadForwardHandler? TcpOffloadForwardHandler { get; set; }

    /// <summary>The handler MiniportTcpOffloadReceiveReturn.</summary>
    public WTcpOffloadReceiveReturnHandler? TcpOffloadReceiveReturnHandler { get; set; }

    internal override bool IsProvider => true;

    internal override NdisChimneyOffloadType? ChimneyType => OffloadType;

    internal override (string Slot, Delegate? Handler)[] Slots =>
    [
        (nameof(TcpOffloadSendHandler), TcpOffloadSendHandler),
        (nameof(TcpOffloadReceiveHandler), TcpOffloadReceiveHandler),
        (nameof(TcpOffloadDisconnectHandler), TcpOffloadDisconnectHandler),
        (nameof(TcpOffloadForwardHandler), TcpOffloadForwardHandler),
        (nameof(TcpOffloadReceiveReturnHandler), TcpOffloadReceiveReturnHandler),
    ];
}
