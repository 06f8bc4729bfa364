namespace Chimney;

/// <summary>The general OIDs of NDIS that matter to offloads.</summary>
public enum NdisOid : uint
{
    /// <summary>OID_PNP_SET_POWER, to a low power state.</summary>
    PnpSetPower = 0xFD010101,
}

/// <summary>What a client gets of general NDIS traffic, if it implements this: status indications, and late answers to its requests.</summary>
/// <remarks>
/// NDIS enters the nearest driver above that implements it. An intermediate driver that does carries the status on with
/// <see cref="Ndis.NdisMIndicateStatusEx"/>; past one that does not NDIS carries it.
/// </remarks>
public interface IOffloadStatusClient
{
    /// <summary>A driver below called NdisMIndicateStatusEx.</summary>
    /// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
    /// <param name="statusCode">OffloadPause, UploadAll or OffloadResume.</param>
    void ProtocolStatusEx(ProtocolBindingContext protocolBindingContext, NdisStatus statusCode);

    /// <summary>A request that was answered with <see cref="NdisStatus.Pending"/> is complete.</summary>
    /// <param name="protocolBindingContext">The driver's context for the binding to the driver below.</param>
    /// <param name="oid">The request.</param>
    /// <param name="status">The outcome.</param>
    void ProtocolOidRequestComplete(ProtocolBindingContext protocolBindingContext, NdisOid oid, NdisStatus status)
    {
    }
}

/// <summary>
/// What an offload target gets of general NDIS traffic, if it implements this. For a target that does not, the model answers: Pending until
/// the last connection is terminated (C280).
/// </summary>
public interface IOffloadOidProvider
{
    /// <summary>A request for the miniport.</summary>
    /// <param name="miniportAdapterContext">The driver's context for its adapter.</param>
    /// <param name="oid">The request.</param>
    /// <returns>The outcome, or <see cref="NdisStatus.Pending"/>; then <see cref="Ndis.NdisMOidRequestComplete"/> follows.</returns>
    NdisStatus MiniportOidRequest(MiniportAdapterContext miniportAdapterContext, NdisOid oid);
}
