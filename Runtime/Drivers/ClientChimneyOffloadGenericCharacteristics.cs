namespace Chimney;

/// <summary>NDIS_CLIENT_CHIMNEY_OFFLOAD_GENERIC_CHARACTERISTICS: the state handlers of a driver that is composed from functions, one slot each.</summary>
/// <remarks>Slots stand in the header's order. Source page: NDIS_CLIENT_CHIMNEY_OFFLOAD_GENERIC_CHARACTERISTICS.</remarks>
public sealed class ClientChimneyOffloadGenericCharacteristics
{
    /// <summary>Header.Type of the structure.</summary>
    public const byte HeaderType = 0x8E;

    /// <summary>Header: type and revision of the structure.</summary>
    public CharacteristicsHeader Header { get; } = new(HeaderType, 1);

    /// <summary>Flags, reserved: 0.</summary>
    public uint Flags { get; set; }

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
}
