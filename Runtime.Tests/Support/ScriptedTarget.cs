namespace Chimney.Runtime.Tests;

internal delegate void TargetScript(ScriptedTarget self, OffloadOperation operation, MiniportOffloadBlockList list);

/// <summary>
/// A target with two scripts: one for its handlers, which pends and completes later unless set, and one for the work item that completes.
/// </summary>
internal sealed class ScriptedTarget : UniformTarget
{
    internal TargetScript? OnRequest { get; set; }
    internal TargetScript? OnWork { get; set; }

    /// <summary>The operation that the scripts are for; all of them where null.</summary>
    internal OffloadOperation? Only { get; set; }

    /// <summary>Send data for scripts to hand back.</summary>
    internal NetBufferList? Sends { get; set; }

    internal void Later(Action work) => QueueWorkItem(work);

    /// <summary>Takes every block in, or gives it back, with success. What is asked of state is as it was when the object was made.</summary>
    internal static void Succeed(OffloadOperation operation, MiniportOffloadBlockList list)
    {
        foreach (MiniportOffloadBlock block in list.Blocks)
        {
            block.Status = NdisStatus.Success;
            if (block.IsPlaceholder)
                continue;
            if (operation == OffloadOperation.Initiate && block.MiniportOffloadContext.IsNull)
                block.MiniportOffloadContext = OffloadContext.From(new object());
            else if (operation == OffloadOperation.Query)
                Answer(block);
            else if (operation == OffloadOperation.Terminate)
                GiveBack(block);
        }
    }

    /// <summary>The target's part of a query that succeeds: the connection is established still.</summary>
    internal static void Answer(MiniportOffloadBlock block)
    {
        var state = OffloadState.For(block.State.Layer);
        if (state is TcpOffloadState tcp)
            tcp.Delegated.State = TcpOffloadConnectionState.Established;
        block.State.CopyFrom(state);
    }

    /// <summary>The target's part of a terminate that succeeds.</summary>
    internal static void GiveBack(MiniportOffloadBlock block)
    {
        block.MiniportOffloadContext = default;
        block.NetBufferListChain = null;
        block.State.CopyFrom(OffloadState.For(block.State.Layer));
    }

    protected override void Request(OffloadOperation operation, MiniportOffloadBlockList list)
    {
        bool mine = (Only ?? operation) == operation;
        if (OnRequest is not null && mine)
        {
            OnRequest(this, operation, list);
            return;
        }
        PendedMiniportOffload pended = list.Pend();
        QueueWorkItem(() =>
        {
            MiniportOffloadBlockList resumed = pended.Resume();
            if (OnWork is not null && mine)
            {
                OnWork(this, operation, resumed);
                return;
            }
            Succeed(operation, resumed);
            Ops.CompleteUp(operation, NdisMiniportHandle, resumed);
        });
    }
}
