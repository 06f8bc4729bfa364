namespace Chimney.Runtime.Tests;

/// <summary>A target that takes everything in, refuses data requests later, and indicates when a test says so.</summary>
internal sealed class ChainTarget : OffloadTarget
{
    /// <summary>The handle of the connection that was offloaded last, for indications.</summary>
    internal NdisOffloadHandle Connection { get; private set; }

    /// <summary>What the handler for sends does; refuses them later unless set.</summary>
    internal WTcpOffloadSendHandler? OnSend { get; set; }

    /// <summary>What the handler for returned lists answers.</summary>
    internal NdisStatus ReturnResult { get; set; } = NdisStatus.Success;

    internal List<NetBufferList> Returned { get; } = [];

    internal void Later(Action work) => QueueWorkItem(work);

    private void Complete(MiniportOffloadBlockList list)
    {
        PendedMiniportOffload pended = list.Pend();
        QueueWorkItem(() =>
        {
            MiniportOffloadBlockList resumed = pended.Resume();
            ScriptedTarget.Succeed(pended.Operation, resumed);
            foreach (MiniportOffloadBlock block in resumed.Blocks)
                Connection = block.NdisOffloadHandle;
            Ops.CompleteUp(pended.Operation, NdisMiniportHandle, resumed);
        });
    }

    public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList);
    public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList);
    public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList);
    public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList);
    public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList);

    public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => OnSend?.Invoke(miniportAdapterContext, miniportOffloadContext, netBufferList)
            ?? base.MiniportTcpOffloadSend(miniportAdapterContext, miniportOffloadContext, netBufferList);

    public override NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext miniportAdapterContext, NetBufferListChain netBufferList)
    {
        Returned.Add(netBufferList.First!);
        return ReturnResult;
    }
}
