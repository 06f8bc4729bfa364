namespace Chimney;

/// <summary>Chooses the outcome of an operation for the own object of one block.</summary>
/// <param name="operation">The operation.</param>
/// <param name="index">Position of the block in the tree, depth first, from 0.</param>
/// <returns>The status; success means that the block's own object is in.</returns>
public delegate NdisStatus StatusChoice(OffloadOperation operation, int index);

/// <summary>
/// A small offload target for tests and samples: pends every request and completes it later with the status that
/// <see cref="ChooseStatus"/> says, publishing and clearing contexts as the DDI asks.
/// </summary>
public sealed class RecordingTarget : OffloadTarget
{
    private readonly Queue<PendedMiniportOffload> _pended = new();
    private readonly List<OffloadOperation> _requests = [];
    private readonly Stack<ObjectContext> _freeContexts = new();
    private readonly Action _completeNext;

    /// <summary>Makes a target that is called "target" in messages and traces.</summary>
    public RecordingTarget()
    {
        Name = "target";
        _completeNext = () => CompleteNext();
    }

    /// <summary>Whether every request queues a work item that completes it. Turn it off to call <see cref="CompleteNext"/> by hand.</summary>
    public bool CompletesByItself { get; set; } = true;

    /// <summary>The outcome for each block; success unless set.</summary>
    public StatusChoice? ChooseStatus { get; set; }

    /// <summary>The requests that reached the target, in order.</summary>
    public IReadOnlyList<OffloadOperation> Requests => _requests;

    /// <summary>Number of objects that are offloaded to the target.</summary>
    public int ObjectCount { get; private set; }

    /// <summary>Whether requests are recorded. Turn it off for runs that count allocations.</summary>
    public bool KeepsRecords { get; set; } = true;

    /// <summary>Completes the oldest request that is pended.</summary>
    /// <returns>Whether there was one.</returns>
    public bool CompleteNext()
    {
        if (!_pended.TryDequeue(out PendedMiniportOffload? pended))
            return false;
        OffloadOperation operation = pended.Operation;
        MiniportOffloadBlockList list = pended.Resume();
        int index = 0;
        SettleChain(operation, list.Root, lowerIn: true, ref index);
        switch (operation)
        {
            case OffloadOperation.Initiate: Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list); break;
            case OffloadOperation.Terminate: Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, list); break;
            case OffloadOperation.Update: Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list); break;
            case OffloadOperation.Query: Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list); break;
            default: Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list); break;
        }
        return true;
    }

    /// <inheritdoc/>
    public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Keep(OffloadOperation.Initiate, offloadBlockList.Pend());

    /// <inheritdoc/>
    public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Keep(OffloadOperation.Terminate, offloadBlockList.Pend());

    /// <inheritdoc/>
    public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Keep(OffloadOperation.Update, offloadBlockList.Pend());

    /// <inheritdoc/>
    public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Keep(OffloadOperation.Invalidate, offloadBlockList.Pend());

    /// <inheritdoc/>
    public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        => Keep(OffloadOperation.Query, offloadBlockList.Pend());

    private void Keep(OffloadOperation operation, PendedMiniportOffload pended)
    {
        if (KeepsRecords)
            _requests.Add(operation);
        _pended.Enqueue(pended);
        if (CompletesByItself)
            QueueWorkItem(_completeNext);
    }

    /// <summary>Settles a block, its dependents, and the blocks chained to it; recursion goes down the three layers only.</summary>
    /// <returns>How many objects of the chain are in, and of how many.</returns>
    private (int In, int Of) SettleChain(OffloadOperation operation, MiniportOffloadBlock first, bool lowerIn, ref int index)
    {
        int taken = 0;
        int count = 0;
        for (MiniportOffloadBlock block = first; !block.IsNull; block = block.NextBlock)
        {
            bool isIn;
            if (operation == OffloadOperation.Initiate)
            {
                isIn = SettleInitiate(block, lowerIn, ref index);
            }
            else
            {
                isIn = true;
                SettleOther(operation, block, index++);
                SettleChain(operation, block.DependentBlockList, lowerIn: true, ref index);
            }
            count++;
            taken += isIn ? 1 : 0;
        }
        return (taken, count);
    }

    /// <summary>The status of a block in an initiate follows from its own outcome and that of its immediate dependents (C124–C127).</summary>
    /// <returns>Whether the block's own state is in.</returns>
    private bool SettleInitiate(MiniportOffloadBlock block, bool lowerIn, ref int index)
    {
        bool isPlaceholder = block.IsPlaceholder;
        bool isLinker = !isPlaceholder && !block.MiniportOffloadContext.IsNull;
        NdisStatus own = NdisStatus.Success;
        if (!isPlaceholder && !isLinker)
        {
            own = lowerIn ? ChooseStatus?.Invoke(OffloadOperation.Initiate, index) ?? NdisStatus.Success : NdisStatus.Failure;
            if (own == NdisStatus.Success)
                TakeIn(block);
        }
        index++;
        (int taken, int count) = SettleChain(OffloadOperation.Initiate, block.DependentBlockList, lowerIn && own == NdisStatus.Success, ref index);
        block.Status = isPlaceholder || own != NdisStatus.Success || taken == count ? own
            : isLinker && taken == 0 ? NdisStatus.Failure
            : NdisStatus.OffloadPartialSuccess;
        return block.Status is NdisStatus.Success or NdisStatus.OffloadPartialSuccess;
    }

    private void SettleOther(OffloadOperation operation, MiniportOffloadBlock block, int index)
    {
        block.Status = block.IsPlaceholder ? NdisStatus.Success : ChooseStatus?.Invoke(operation, index) ?? NdisStatus.Success;
        if (operation != OffloadOperation.Terminate)
            return;
        block.NetBufferListChain = null;
        if (block.Status == NdisStatus.Success && !block.IsPlaceholder)
            GiveBack(block);
    }

    private void TakeIn(MiniportOffloadBlock block)
    {
        if (!_freeContexts.TryPop(out ObjectContext? context))
            context = new ObjectContext();
        context.NdisOffloadHandle = block.NdisOffloadHandle;
        block.MiniportOffloadContext = OffloadContext.From(context);
        ObjectCount++;
    }

    private void GiveBack(MiniportOffloadBlock block)
    {
        if (block.MiniportOffloadContext.Value is not ObjectContext context)
            return;
        block.MiniportOffloadContext = default;
        _freeContexts.Push(context);
        ObjectCount--;
    }

    /// <summary>The target's offload context area of one object (C120, C122).</summary>
    private sealed class ObjectContext
    {
        internal NdisOffloadHandle NdisOffloadHandle { get; set; }
    }
}
