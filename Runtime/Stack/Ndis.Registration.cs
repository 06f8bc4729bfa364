namespace Chimney;

// Registration of drivers that are composed from functions, and the entry points that a miniport asks for.
public static partial class Ndis
{
    /// <summary>Registers the handlers of one edge for one half of the DDI: state or data path. Each edge needs both (C141, C142).</summary>
    /// <param name="ndisDriverHandle">The handle that MiniportSetOptions or ProtocolSetOptions was called with, while it runs.</param>
    /// <param name="optionalHandlers">
    /// A provider's characteristics in MiniportSetOptions, a client's in ProtocolSetOptions. NDIS keeps a copy.
    /// </param>
    /// <returns>
    /// <see cref="NdisStatus.Success"/>; <see cref="NdisStatus.NotSupported"/> for another chimney than TCP (C147);
    /// <see cref="NdisStatus.Failure"/> for an empty slot (C144, C145), a wrong header (C148), or at the wrong time.
    /// </returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <remarks>Source pages: NdisSetOptionalHandlers; Registering Chimney Offload Functions.</remarks>
    public static NdisStatus NdisSetOptionalHandlers(NdisDriverHandle ndisDriverHandle, [Registers] NdisDriverOptionalHandlers optionalHandlers)
    {
        ArgumentNullException.ThrowIfNull(ndisDriverHandle);
        ArgumentNullException.ThrowIfNull(optionalHandlers);
        return Registration.SetOptionalHandlers(ndisDriverHandle, optionalHandlers);
    }

    /// <summary>Asks for the entry points of NDIS for one kind of chimney: once, from MiniportInitializeEx (C150).</summary>
    /// <param name="ndisMiniportHandle">The caller's miniport.</param>
    /// <param name="chimneyType"><see cref="NdisChimneyOffloadType.Tcp"/>; the others are reserved (C152).</param>
    /// <param name="offloadHandlers">The table, an <see cref="NdisTcpOffloadEventHandlers"/>; null unless the call succeeds (C151).</param>
    /// <returns><see cref="NdisStatus.Success"/> or <see cref="NdisStatus.NotSupported"/>.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="ndisMiniportHandle"/> is null.</exception>
    /// <remarks>Source page: NdisMGetOffloadHandlers.</remarks>
    [MustTestResult]
    public static NdisStatus NdisMGetOffloadHandlers(
        NdisMiniportHandle ndisMiniportHandle, [Accepts(NdisChimneyOffloadType.Tcp)] NdisChimneyOffloadType chimneyType, out NdisOffloadEventHandlers? offloadHandlers)
    {
        ArgumentNullException.ThrowIfNull(ndisMiniportHandle);
        return Registration.GetOffloadHandlers(ndisMiniportHandle.Owner, chimneyType, out offloadHandlers);
    }
}
