namespace Chimney;

/// <summary>Chooses the outcome of an operation for the own object of one block.</summary>
/// <param name="operation">The operation.</param>
/// <param name="index">Position of the block in the tree, depth first, from 0.</param>
/// <returns>The status; success means that the block's own object is in.</returns>
public delegate NdisStatus StatusChoice(OffloadOperation operation, int index);

/// <summary>
/// A small offload target for tests and samples: pends every request and completes it later with the status that
/// <see cref="ChooseStatus"/> says, publishing and clearing contexts as the DDI asks. A query or invalidate that fails means failed hardware: what
/// the DDI asks for then follows by itself, Retrieve and Abort for the connection, and RequestAborted for what is outstanding (C188).
/// </summary>
public sealed partial class RecordingTarget : OffloadTarget
{
    private readonly Queue<PendedMiniportOffload> _pended = new();
    private readonly List<OffloadOperation> _requests = [];

    // By layer: a context has state of its layer.
    private readonly Stack<TargetObject>[] _freeContexts = [new(), new(), new()];
    private readonly Action _completeNext;

    // Connections whose query or invalidate has failed in the operation at hand.
    private readonly List<TargetObject> _failed = [];

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
        SettleChain(operation, list.Root, lower: null, lowerIn: true, ref index);
        switch (operation)
        {
            case OffloadOperation.Initiate: Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list); break;
            case OffloadOperation.Terminate: Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, list); break;
            case OffloadOperation.Update: Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list); break;
            case OffloadOperation.Query: Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list); break;
            default: Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list); break;
        }
        foreach (TargetObject failed in _failed)
        {
            Ndis.NdisTcpOffloadEventHandler(failed.NdisOffloadHandle, TcpOffloadEventType.Retrieve, (uint)TcpUploadReason.HardwareFailure);
            Ndis.NdisTcpOffloadEventHandler(failed.NdisOffloadHandle, TcpOffloadEventType.Abort, 0);
        }
        _failed.Clear();
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

    /// <summary>The target's own values of an object, for runs that play traffic.</summary>
    /// <typeparam name="T">The structure.</typeparam>
    /// <param name="item">The host's object.</param>
    /// <returns>A reference for reading and writing.</returns>
    /// <exception cref="InvalidOperationException">The object is not offloaded to this target.</exception>
    public ref T StateOf<T>(OffloadObject item) where T : struct, IOffloadState<T> => ref ContextOf(item).Values.Get<T>();

    internal static TargetObject ContextOf(OffloadObject item)
    {
        ArgumentNullException.ThrowIfNull(item);
        return TargetObject.Of(item) ?? throw new InvalidOperationException($"{item.Name} is {item.State}: the target has no state of it. Initiate its offload first.");
    }

    /// <summary>Settles a block, its dependents, and the blocks chained to it; recursion goes down the three layers only.</summary>
    /// <returns>How many objects of the chain are in, and of how many.</returns>
    private (int In, int Of) SettleChain(OffloadOperation operation, MiniportOffloadBlock first, TargetObject? lower, bool lowerIn, ref int index)
    {
        int taken = 0;
        int count = 0;
        for (MiniportOffloadBlock block = first; !block.IsNull; block = block.NextBlock)
        {
            bool isIn;
            if (operation == OffloadOperation.Initiate)
            {
                isIn = SettleInitiate(block, lower, lowerIn, ref index);
            }
            else
            {
                isIn = true;
                TargetObject? own = SettleOther(operation, block, lower, index++);
                SettleChain(operation, block.DependentBlockList, own, lowerIn: true, ref index);
            }
            count++;
            taken += isIn ? 1 : 0;
        }
        return (taken, count);
    }

    /// <summary>The status of a block in an initiate follows from its own outcome and that of its immediate dependents (C124–C127).</summary>
    /// <returns>Whether the block's own state is in.</returns>
    private bool SettleInitiate(MiniportOffloadBlock block, TargetObject? lower, bool lowerIn, ref int index)
    {
        bool isPlaceholder = block.IsPlaceholder;
        bool isLinker = !isPlaceholder && !block.MiniportOffloadContext.IsNull;
        NdisStatus own = NdisStatus.Success;
        if (!isPlaceholder && !isLinker)
        {
            own = lowerIn ? ChooseStatus?.Invoke(OffloadOperation.Initiate, index) ?? NdisStatus.Success : NdisStatus.Failure;
            if (own == NdisStatus.Success)
                TakeIn(block, lower);
        }
        index++;
        TargetObject? mine = isPlaceholder ? null : block.MiniportOffloadContext.Value as TargetObject;
        (int taken, int count) = SettleChain(OffloadOperation.Initiate, block.DependentBlockList, mine, lowerIn && own == NdisStatus.Success, ref index);
        block.Status = isPlaceholder || own != NdisStatus.Success || taken == count ? own
            : isLinker && taken == 0 ? NdisStatus.Failure
            : NdisStatus.OffloadPartialSuccess;
        return block.Status is NdisStatus.Success or NdisStatus.OffloadPartialSuccess;
    }

    /// <returns>The target's context of the object; null where there is none, or it has just been given back.</returns>
    private TargetObject? SettleOther(OffloadOperation operation, MiniportOffloadBlock block, TargetObject? lower, int index)
    {
        block.Status = block.IsPlaceholder ? NdisStatus.Success : ChooseStatus?.Invoke(operation, index) ?? NdisStatus.Success;
        if (operation == OffloadOperation.Terminate)
            block.NetBufferListChain = null;
        if (block.IsPlaceholder || block.MiniportOffloadContext.Value is not TargetObject context)
            return null;
        if (block.Status != NdisStatus.Success)
        {
            bool isHardware = block.Status == NdisStatus.Failure && operation is OffloadOperation.Query or OffloadOperation.Invalidate;
            if (isHardware && context.Values.Layer == OffloadObjectKind.TcpConnection && !context.HasFailed)
            {
                context.HasFailed = true;
                _failed.Add(context);
            }
            return context;
        }
        switch (operation)
        {
            case OffloadOperation.Query: context.Answer(block); break;
            case OffloadOperation.Update: context.Update(block, lower); break;
            case OffloadOperation.Terminate:
                SettleLists(context);
                GiveBack(block, context);
                break;
        }
        return context;
    }

    private void TakeIn(MiniportOffloadBlock block, TargetObject? lower)
    {
        OffloadObjectKind layer = block.State.Layer;
        if (!_freeContexts[(int)layer].TryPop(out TargetObject? context))
            context = new TargetObject(layer);
        context.TakeIn(block, lower);
        block.MiniportOffloadContext = OffloadContext.From(context);
        ObjectCount++;
    }

    private void GiveBack(MiniportOffloadBlock block, TargetObject context)
    {
        context.GiveBack(block);
        block.MiniportOffloadContext = default;
        _freeContexts[(int)context.Values.Layer].Push(context);
        ObjectCount--;
    }
}
