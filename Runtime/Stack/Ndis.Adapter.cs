namespace Chimney;

// The functions that are about an adapter as a whole.
public static partial class Ndis
{
    /// <summary>Tells the drivers above that the target pauses, resumes, or wants all its offloads back (A01, A02, A04).</summary>
    /// <param name="ndisMiniportHandle">The caller's miniport.</param>
    /// <param name="statusCode">NDIS_STATUS_OFFLOAD_PAUSE, NDIS_STATUS_UPLOAD_ALL or NDIS_STATUS_OFFLOAD_RESUME (C283).</param>
    /// <exception cref="ArgumentOutOfRangeException">It is another status.</exception>
    /// <remarks>Source page: NdisMIndicateStatusEx.</remarks>
    public static void NdisMIndicateStatusEx(NdisMiniportHandle ndisMiniportHandle, NdisStatus statusCode)
    {
        ArgumentNullException.ThrowIfNull(ndisMiniportHandle);
        ndisMiniportHandle.Owner.Stack.Adapter.Indicate(ndisMiniportHandle.Owner, statusCode);
    }

    /// <summary>Sends a request of the host stack to the target's miniport. OID_PNP_SET_POWER follows the terminates (A05, A06).</summary>
    /// <param name="ndisBindingHandle">The host's binding.</param>
    /// <param name="oid">The request.</param>
    /// <returns>The outcome; <see cref="NdisStatus.Pending"/> where it comes later, in ProtocolOidRequestComplete.</returns>
    /// <remarks>Source page: Power Management for Offload Targets.</remarks>
    public static NdisStatus NdisOidRequest(NdisBindingHandle ndisBindingHandle, NdisOid oid)
    {
        ArgumentNullException.ThrowIfNull(ndisBindingHandle);
        return oid == NdisOid.PnpSetPower ? ndisBindingHandle.Owner.Stack.Adapter.SetLowPower() : NdisStatus.NotSupported;
    }

    /// <summary>Completes a request that MiniportOidRequest answered with Pending (C280).</summary>
    /// <param name="ndisMiniportHandle">The target's miniport.</param>
    /// <param name="oid">The request.</param>
    /// <param name="status">The outcome.</param>
    /// <remarks>Source page: NdisMOidRequestComplete.</remarks>
    public static void NdisMOidRequestComplete(NdisMiniportHandle ndisMiniportHandle, NdisOid oid, NdisStatus status)
    {
        ArgumentNullException.ThrowIfNull(ndisMiniportHandle);
        if (oid != NdisOid.PnpSetPower)
            throw new ArgumentOutOfRangeException(nameof(oid), oid, "The only request that can be pending is OID_PNP_SET_POWER.");
        ndisMiniportHandle.Owner.Stack.Adapter.CompleteSetPower(status);
    }
}
