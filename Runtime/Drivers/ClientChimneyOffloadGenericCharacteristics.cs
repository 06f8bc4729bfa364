namespace Chimney;

/// <summary>NDIS_CLIENT_CHIMNEY_OFFLOAD_GENERIC_CHARACTERISTICS: the state handlers of a client that is composed from functions, one slot each.</summary>
/// <remarks>
/// Slots stand in the header's order; all are filled (C144). Register it with <see cref="Ndis.NdisSetOptionalHandlers"/>. Source page: NDIS_CLIENT_CHIMNEY_OFFLOAD_GENERIC_CHARACTERISTICS.
/// </remarks>
[OffloadCharacteristics(isProvider: false)]
public sealed class ClientChimneyOffloadGenericCharacteristics() : NdisDriverOptionalHandlers(new CharacteristicsHeader(HeaderType, 1, 0x38))
{
    /// <summary>Header.Type of the structure.</summary>
    public const byte HeaderType = 0x8E;

    /// <summary>The handler ProtocolInitiateOffloadComplete.</summary>
    public InitiateOffloadCompleteHandler? InitiateOffloadCompleteHandler { get; set; }

    /// <summary>The handler ProtocolTerminateOffloadComplete.</summary>
    public TerminateOffloadCompleteHandler? TerminateOffloadCompleteHandler { get; set; }

    /// <summary>The handler ProtocolUpdateOffloadComplete.</summary>
    public UpdateOffloadCompleteHandler? UpdateOffloadCompleteHandler { get; set; }

    /// <summary>The handler ProtocolInvalidateOffloadComplete.</summary>
    public InvalidateOffloadCompleteHandler? InvalidateOffloadCompleteHandler { get; set; }

    /// <summary>The handler ProtocolQueryOffloadComplete.</summary>
    public QueryOffloadCompleteHandler? QueryOffloadCompleteHandler { get; set; }

    /// <summary>The handler ProtocolIndicateOffloadEvent.</summary>
    public IndicateOffloadEventHandler? IndicateOffloadEventHandler { get; set; }

    internal override bool IsProvider => false;

    internal override (string Slot, Delegate? Handler)[] Slots =>
    [
        (nameof(InitiateOffloadCompleteHandler), InitiateOffloadCompleteHandler),
        (nameof(TerminateOffloadCompleteHandler), TerminateOffloadCompleteHandler),
        (nameof(UpdateOffloadCompleteHandler), UpdateOffloadCompleteHandler),
        (nameof(InvalidateOffloadCompleteHandler), InvalidateOffloadCompleteHandler),
        (nameof(QueryOffloadCompleteHandler), QueryOffloadCompleteHandler),
        (nameof(IndicateOffloadEventHandler), IndicateOffloadEventHandler),
    ];
}
