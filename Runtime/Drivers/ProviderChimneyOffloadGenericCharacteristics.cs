namespace Chimney;

/// <summary>NDIS_PROVIDER_CHIMNEY_OFFLOAD_GENERIC_CHARACTERISTICS: the state handlers of a provider that is composed from functions, one slot each.</summary>
/// <remarks>
/// Slots stand in the header's order; all are filled (C144). Register it with <see cref="Ndis.NdisSetOptionalHandlers"/>. Source page: NDIS_PROVIDER_CHIMNEY_OFFLOAD_GENERIC_CHARACTERISTICS.
/// </remarks>
[OffloadCharacteristics(isProvider: true)]
public sealed class ProviderChimneyOffloadGenericCharacteristics() : NdisDriverOptionalHandlers(new CharacteristicsHeader(HeaderType, 1, 0x30))
{
    /// <summary>Header.Type of the structure.</summary>
    public const byte HeaderType = 0x8F;

    /// <summary>The handler MiniportInitiateOffload.</summary>
    public WInitiateOffloadHandler? InitiateOffloadHandler { get; set; }

    /// <summary>The handler MiniportTerminateOffload.</summary>
    public WTerminateOffloadHandler? TerminateOffloadHandler { get; set; }

    /// <summary>The handler MiniportUpdateOffload.</summary>
    public WUpdateOffloadHandler? UpdateOffloadHandler { get; set; }

    /// <summary>The handler MiniportInvalidateOffload.</summary>
    public WInvalidateOffloadHandler? InvalidateOffloadHandler { get; set; }

    /// <summary>The handler MiniportQueryOffload.</summary>
    public WQueryOffloadHandler? QueryOffloadHandler { get; set; }

    internal override bool IsProvider => true;

    internal override (string Slot, Delegate? Handler)[] Slots =>
    [
        (nameof(InitiateOffloadHandler), InitiateOffloadHandler),
        (nameof(TerminateOffloadHandler), TerminateOffloadHandler),
        (nameof(UpdateOffloadHandler), UpdateOffloadHandler),
        (nameof(InvalidateOffloadHandler), InvalidateOffloadHandler),
        (nameof(QueryOffloadHandler), QueryOffloadHandler),
    ];
}
