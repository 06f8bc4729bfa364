namespace Chimney;

/// <summary>NDIS_PROVIDER_CHIMNEY_OFFLOAD_GENERIC_CHARACTERISTICS: the state handlers of a driver that is composed from functions, one slot each.</summary>
/// <remarks>Slots stand in the header's order. Source page: NDIS_PROVIDER_CHIMNEY_OFFLOAD_GENERIC_CHARACTERISTICS.</remarks>
public sealed class ProviderChimneyOffloadGenericCharacteristics
{
    /// <summary>Header.Type of the structure.</summary>
    public const byte HeaderType = 0x8F;

    /// <summary>Header: type and revision of the structure.</summary>
    public CharacteristicsHeader Header { get; } = new(HeaderType, 1);

    /// <summary>Flags, reserved: 0.</summary>
    public uint Flags { get; set; }

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
}
