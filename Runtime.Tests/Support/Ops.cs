namespace Chimney.Runtime.Tests;

/// <summary>The functions of the five state operations, by operation.</summary>
internal static class Ops
{
    internal static readonly OffloadOperation[] All =
        [OffloadOperation.Initiate, OffloadOperation.Terminate, OffloadOperation.Update, OffloadOperation.Query, OffloadOperation.Invalidate];

    internal static TheoryData<OffloadOperation> Data => [.. All];

    internal static void SendDown(OffloadOperation operation, NdisBindingHandle binding, ProtocolOffloadBlockList list)
    {
        switch (operation)
        {
            case OffloadOperation.Initiate: Ndis.NdisInitiateOffload(binding, list); break;
            case OffloadOperation.Terminate: Ndis.NdisTerminateOffload(binding, list); break;
            case OffloadOperation.Update: Ndis.NdisUpdateOffload(binding, list); break;
            case OffloadOperation.Query: Ndis.NdisQueryOffloadState(binding, list); break;
            default: Ndis.NdisInvalidateOffload(binding, list); break;
        }
    }

    internal static void CompleteUp(OffloadOperation operation, NdisMiniportHandle miniport, MiniportOffloadBlockList list)
    {
        switch (operation)
        {
            case OffloadOperation.Initiate: Ndis.NdisMInitiateOffloadComplete(miniport, list); break;
            case OffloadOperation.Terminate: Ndis.NdisMTerminateOffloadComplete(miniport, list); break;
            case OffloadOperation.Update: Ndis.NdisMUpdateOffloadComplete(miniport, list); break;
            case OffloadOperation.Query: Ndis.NdisMQueryOffloadStateComplete(miniport, list); break;
            default: Ndis.NdisMInvalidateOffloadComplete(miniport, list); break;
        }
    }

    internal static OffloadOperation Other(OffloadOperation operation)
        => operation == OffloadOperation.Query ? OffloadOperation.Invalidate : OffloadOperation.Query;
}
