namespace Chimney;

/// <summary>NDIS_DRIVER_OPTIONAL_HANDLERS: what <see cref="Ndis.NdisSetOptionalHandlers"/> takes. The four characteristics structures derive from it.</summary>
/// <remarks>Source page: NDIS_DRIVER_OPTIONAL_HANDLERS.</remarks>
public abstract class NdisDriverOptionalHandlers
{
    private protected NdisDriverOptionalHandlers(CharacteristicsHeader header)
    {
        RequiredHeader = header;
        Header = header;
    }

    /// <summary>Header: type, revision and size of the structure. Stays as it is (C148).</summary>
    public CharacteristicsHeader Header { get; set; }

    /// <summary>Flags, reserved: 0 (C149).</summary>
    [OnlyValue(0)]
    public uint Flags { get; set; }

    /// <summary>The header that the structure must have.</summary>
    internal CharacteristicsHeader RequiredHeader { get; }

    /// <summary>Whether the structure is for the miniport edge.</summary>
    internal abstract bool IsProvider { get; }

    /// <summary>The kind of chimney; null where the structure has no such member.</summary>
    internal virtual NdisChimneyOffloadType? ChimneyType => null;

    /// <summary>The handlers in the header's order, with the names of their slots.</summary>
    internal abstract (string Slot, Delegate? Handler)[] Slots { get; }

    /// <summary>NDIS keeps a copy: what the driver does with its structure later changes nothing.</summary>
    internal NdisDriverOptionalHandlers Copy() => (NdisDriverOptionalHandlers)MemberwiseClone();
}
