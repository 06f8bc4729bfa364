namespace Chimney.Runtime.Tests.Model;

/// <summary>The completion functions of the data path, by operation.</summary>
internal static class DataOps
{
    internal static void CompleteUp(OffloadOperation operation, NdisMiniportHandle miniport, NetBufferListChain chain)
    {
        switch (operation)
        {
            case OffloadOperation.Send: Ndis.NdisTcpOffloadSendComplete(miniport, chain); break;
            case OffloadOperation.Receive: Ndis.NdisTcpOffloadReceiveComplete(miniport, chain); break;
            case OffloadOperation.Disconnect: Ndis.NdisTcpOffloadDisconnectComplete(miniport, chain); break;
            default: Ndis.NdisTcpOffloadForwardComplete(miniport, chain); break;
        }
    }
}
