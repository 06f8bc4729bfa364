namespace Chimney.Runtime.Tests.Model;

/// <summary>The target's context of an object.</summary>
internal sealed class ModelContext(ModelObject item, NdisOffloadHandle handle)
{
    internal ModelObject Object { get; } = item;
    internal NdisOffloadHandle Handle { get; } = handle;
    internal OffloadState Values { get; } = OffloadState.For(item.Kind);
}

/// <summary>The target of a run: keeps what reaches it, and completes and indicates when the run says so.</summary>
internal sealed class ModelTarget(ModelRun run) : UniformTarget
{
    private readonly List<(ModelTree Tree, PendedMiniportOffload Pended)> _trees = [];
    private readonly Dictionary<(ModelObject Object, OffloadOperation Operation), List<Kept>> _chains = [];

    /// <summary>A chain that waits: pended, or come with an initiate and known by its first list.</summary>
    private sealed record Kept(int Count, PendedNetBufferListChain? Pended, NetBufferList? First)
    {
        internal NetBufferListChain Take() => Pended is null ? NetBufferListChain.From(First!) : Pended.Resume();
    }

    internal Dictionary<ModelObject, ModelContext> Contexts { get; } = [];

    /// <summary>Whether terminates hand sends back where nothing is said of it.</summary>
    internal bool HandsBack { get; init; }

    internal int TreesLeft => _trees.Count;

    internal void Later(Action work) => QueueWorkItem(work);

    /// <summary>Completes one of the trees it has.</summary>
    internal void Answer(int pick, IReadOnlyList<int> outcomes)
    {
        if (_trees.Count == 0)
            return;
        pick %= _trees.Count;
        (ModelTree tree, PendedMiniportOffload pended) = _trees[pick];
        _trees.RemoveAt(pick);
        ReferenceModel.Settle(tree, HandsBack && outcomes.Count == 0 && tree.Operation == OffloadOperation.Terminate ? [2] : outcomes);
        if (tree.Operation == OffloadOperation.Terminate)
            SettleData(tree);
        MiniportOffloadBlockList list = pended.Resume();
        int index = 0;
        foreach (MiniportOffloadBlock block in list.Blocks)
            Write(tree.Operation, tree.Blocks[index++], block);
        run.TurnsBack(tree);
        if (run.TakeFault(run.TargetLevel, FaultPlace.TargetWork, tree.Operation, tree) is { } fault)
            fault.TargetWork!(this, tree.Operation, list);
        else
            Ops.CompleteUp(tree.Operation, NdisMiniportHandle, list);
        if (tree.Operation is OffloadOperation.Query or OffloadOperation.Invalidate)
            tree.Blocks.FindAll(block => block.Object is not null && !block.Succeeded).ForEach(block => ReportHardware(block.Object!));
    }

    /// <summary>Completes the oldest lists of one kind, as far as they may be: those of one chain together.</summary>
    internal void AnswerData(ModelObject item, OffloadOperation operation, int lists, uint bytes)
    {
        ModelConnection connection = item.Connection!;
        while (lists > 0 && connection.Outcome(operation, item.MayNotSend) is not null)
        {
            List<Kept> queue = _chains[(item, operation)];
            Kept oldest = queue[0];
            queue.RemoveAt(0);
            NetBufferListChain chain = oldest.Take();
            int done = 0;
            for (NetBufferList? list = chain.First; list is not null && done < lists && connection.Outcome(operation, item.MayNotSend) is { } status; list = list.Next, done++)
                Complete(connection, list, status, bytes);
            lists -= done;
            if (done < oldest.Count)
            {
                chain = chain.SplitAt(done, out NetBufferListChain rest);
                queue.Insert(0, new Kept(oldest.Count - done, rest.Pend(), null));
            }
            if (run.TakeFault(run.TargetLevel, FaultPlace.TargetData, operation) is { } fault)
                fault.TargetData!(this, operation, chain);
            else
                DataOps.CompleteUp(operation, NdisMiniportHandle, chain);
        }
    }

    internal void Indicate(ModelObject item, TcpOffloadEventType type, TcpUploadReason reason)
    {
        ModelConnection connection = item.Connection!;
        if (!connection.MayIndicate(type, reason))
            return;
        connection.Indicate(type, reason);
        uint information = type == TcpOffloadEventType.Retrieve ? (uint)reason : 0;
        run.Expected = (item, type, information);
        if (run.TakeFault(run.TargetLevel, FaultPlace.TargetEvent, OffloadOperation.TcpEvent) is { } fault)
            fault.TargetEvent!(this, Contexts[item].Handle, type, information);
        else
            Ndis.NdisTcpOffloadEventHandler(Contexts[item].Handle, type, information);
        run.Expect(run.Expected is null, $"{type} of {item.Name} did not reach the host");
    }

    internal void IndicateData(ModelObject item, uint bytes, uint accepted)
    {
        ModelConnection connection = item.Connection!;
        if (!connection.MayIndicateData)
            return;
        bytes += connection.Refused;
        var list = new NetBufferList(new NetBuffer(new byte[bytes]));
        accepted = Math.Min(accepted, bytes);
        ModelList known = run.Know(list, item, OffloadOperation.ReceiveIndicate, bytes);
        run.ExpectedData = known;
        run.Host.Accepts = accepted;
        NdisStatus result = Ndis.NdisTcpOffloadReceiveHandler(Contexts[item].Handle, NetBufferListChain.From(list), NdisStatus.Success, out uint consumed);
        run.Expect(run.ExpectedData is null, $"data of {item.Name} did not reach the host");
        run.Expect(consumed == accepted, $"the host took {accepted} bytes of {item.Name}, the target was told {consumed}");
        NdisStatus expected = accepted == bytes ? NdisStatus.Success : accepted == 0 ? NdisStatus.OffloadDataNotAccepted : NdisStatus.OffloadDataPartiallyAccepted;
        run.Expect(result == expected, $"the indication on {item.Name} returned {result}");
        connection.Indicated(bytes, consumed);
        known.IsHome = result != NdisStatus.Success;
    }

    private void Complete(ModelConnection connection, NetBufferList list, NdisStatus status, uint bytes)
    {
        ModelList known = run.ListOf(list);
        run.Expect(connection.QueueOf(known.Operation).Peek() == known, $"the oldest list of {known.Operation} on {known.Object.Name} is not the one that was sent first");
        run.Expect(known.Journey.Turn(run.TargetLevel), $"{known.Operation} on {known.Object.Name} is not with the target");
        known.Status = list.Status = status;
        known.Transferred = list.TcpOffloadBytesTransferred = connection.Bytes(known, status, bytes);
        connection.Complete(known);
        Ndis.NdisAdvanceNetBufferDataStart(list.FirstNetBuffer!, known.Transferred);
    }

    /// <summary>Everything that is outstanding on the connections of a terminate is completed before it.</summary>
    private void SettleData(ModelTree tree)
    {
        foreach (ModelBlock block in tree.Blocks)
        {
            if (block.Object is not { Connection: { } } item)
                continue;
            ModelConnection connection = item.Connection;
            block.HandsBack &= connection.IsThere && !connection.IsAborted;
            // What is handed back with the block is out of the way of a disconnect.
            for (; block.HandsBack && connection.Sends.Count > 0; connection.Sends.Dequeue())
                block.SendData.Add(connection.Sends.Peek());
            foreach (OffloadOperation operation in (OffloadOperation[])[OffloadOperation.Receive, OffloadOperation.Forward, OffloadOperation.Send, OffloadOperation.Disconnect])
                AnswerData(item, operation, int.MaxValue, 0);
        }
    }

    private void Write(OffloadOperation operation, ModelBlock model, MiniportOffloadBlock block)
    {
        block.Status = model.Status;
        if (operation == OffloadOperation.Terminate)
            block.NetBufferListChain = null;
        run.Expect(block.IsPlaceholder == model.Object is null, "a placeholder is none any more");
        if (model.Object is not { } item)
            return;
        run.Expect(block.State.Layer == item.Kind, $"the block of {item.Name} is one of a {block.State.Layer}");
        if (operation == OffloadOperation.Initiate && model is { IsNew: true, Succeeded: true })
            TakeIn(item, model, block);
        else if (operation != OffloadOperation.Initiate && model.Succeeded && Contexts.TryGetValue(item, out ModelContext? context))
            Carry(operation, item, model, block, context);
        if (operation == OffloadOperation.Invalidate)
            item.IsInvalidAtTarget = model.Succeeded;
        else if (operation == OffloadOperation.Terminate)
            item.Connection?.GiveUp();
    }

    private void TakeIn(ModelObject item, ModelBlock model, MiniportOffloadBlock block)
    {
        run.Expect(block.MiniportOffloadContext.IsNull, $"{item.Name} is new, but has a context");
        var context = new ModelContext(item, block.NdisOffloadHandle);
        Contexts[item] = context;
        block.State.CopyTo(context.Values);
        if (context.Values is TcpOffloadState tcp)
            tcp.Delegated = tcp.Delegated with { SendDataHead = null, SendDataTail = null, BufferedData = null };
        item.TargetCached = model.Cached;
        item.TargetDelegated = model.Delegated;
        item.IsInvalidAtTarget = false;
        run.Expect(ModelValues.Cached(context.Values) == model.Cached, $"{item.Name} came with another cached value");
        run.Expect(ModelValues.Delegated(context.Values) == model.Delegated, $"{item.Name} came with another delegated value");
        block.MiniportOffloadContext = OffloadContext.From(context);
        item.Connection?.TakeIn();
        NetBufferList? list = block.NetBufferListChain;
        if (list is not null)
            ChainsOf(item, OffloadOperation.Send).Add(new Kept(model.SendData.Count, null, list));
        foreach (ModelList known in model.SendData)
        {
            run.Expect(list == known.List, $"the send data of {item.Name} came in another order");
            list = list?.Next;
            known.IsHome = false;
            known.Journey.RideTo(run.TargetLevel);
            item.Connection!.Arrive(known);
        }
        run.Expect(list is null, $"{item.Name} came with more send data than it had");
    }

    private void Carry(OffloadOperation operation, ModelObject item, ModelBlock model, MiniportOffloadBlock block, ModelContext context)
    {
        run.Expect(block.MiniportOffloadContext.Value == context, $"{item.Name} came with another context");
        switch (operation)
        {
            case OffloadOperation.Update:
                block.State.CopyTo(context.Values);
                item.TargetCached = model.Cached;
                run.Expect(ModelValues.Cached(context.Values) == model.Cached, $"{item.Name} was updated to another value");
                break;
            case OffloadOperation.Query:
                block.State.CopyFrom(context.Values);
                model.Delegated = item.TargetDelegated;
                break;
            case OffloadOperation.Terminate:
                GiveBack(context, model, block);
                model.Delegated = item.TargetDelegated;
                block.MiniportOffloadContext = default;
                Contexts.Remove(item);
                break;
        }
    }

    private void GiveBack(ModelContext context, ModelBlock model, MiniportOffloadBlock block)
    {
        if (context.Values is TcpOffloadState tcp)
        {
            // What the host did not take, and no receive did, goes up (C179).
            uint left = context.Object.Connection!.Refused;
            NetBufferList? undelivered = left == 0 ? null : new NetBufferList(new NetBuffer(new byte[left]));
            tcp.Delegated = tcp.Delegated with { SendDataHead = null, SendDataTail = null, BufferedData = undelivered };
        }
        if (model.HandsBack && model.SendData.Count > 0)
        {
            List<Kept> chains = ChainsOf(context.Object, OffloadOperation.Send);
            foreach (Kept kept in chains)
            {
                if (kept.Pended is null)
                    block.NetBufferListChain = kept.First;
                else
                    block.HandBack(kept.Pended.Resume());
            }
            chains.Clear();
            var delegated = (TcpOffloadState)context.Values;
            delegated.Delegated = delegated.Delegated with { SendDataHead = model.SendData[0].List, SendDataTail = model.SendData[^1].List };
        }
        block.State.CopyFrom(context.Values);
    }

    private List<Kept> ChainsOf(ModelObject item, OffloadOperation operation)
    {
        if (!_chains.TryGetValue((item, operation), out List<Kept>? chains))
            _chains[(item, operation)] = chains = [];
        return chains;
    }

    /// <summary>The hardware failed: the host has to terminate all connections that depend on the object (C188).</summary>
    private void ReportHardware(ModelObject failed)
    {
        foreach (ModelObject item in run.Model.Objects.Where(item => item.Connection is { IsThere: true } && item.DependsOn(failed)))
        {
            Indicate(item, TcpOffloadEventType.Retrieve, TcpUploadReason.HardwareFailure);
            Indicate(item, TcpOffloadEventType.Abort, default);
        }
    }

    protected override void Request(OffloadOperation operation, MiniportOffloadBlockList list)
    {
        if (list.Root.ProtocolReserved[0] is not ModelTree tree)
        {
            run.Expect(false, $"a request of {operation} has lost ProtocolReserved");
            return;
        }
        run.Seen(tree, operation, OffloadPhase.Request, run.TargetLevel);
        if (operation == OffloadOperation.Terminate)
        {
            foreach (ModelBlock block in tree.Blocks)
            {
                if (block.Object?.Connection is { } connection)
                    connection.IsLeaving = true;
            }
        }
        if (run.TakeFault(run.TargetLevel, FaultPlace.TargetRequest, operation, tree) is { } fault)
            fault.TargetRequest!(this, operation, list);
        else
            _trees.Add((tree, list.Pend()));
    }

    private NdisStatus DataRequest(OffloadOperation operation, OffloadContext context, NetBufferListChain chain)
    {
        run.Seen(chain, operation, OffloadPhase.Request, run.TargetLevel);
        ModelObject item = run.ListOf(chain.First!).Object;
        run.Expect(context.Value == Contexts.GetValueOrDefault(item), $"{operation} on {item.Name} came with another context");
        int count = 0;
        for (NetBufferList? list = chain.First; list is not null; list = list.Next, count++)
            item.Connection!.Arrive(run.ListOf(list));
        ChainsOf(item, operation).Add(new Kept(count, chain.Pend(), null));
        return NdisStatus.Pending;
    }

    public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => DataRequest(OffloadOperation.Send, miniportOffloadContext, netBufferList);
    public override NdisStatus MiniportTcpOffloadReceive(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => DataRequest(OffloadOperation.Receive, miniportOffloadContext, netBufferList);
    public override NdisStatus MiniportTcpOffloadForward(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        => DataRequest(OffloadOperation.Forward, miniportOffloadContext, netBufferList);
    public override NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList, TcpDisconnectFlags flags)
    {
        run.Expect(flags == TcpDisconnectFlags.AbortiveClose == run.ListOf(netBufferList.First!).IsAbort, "a disconnect came with other flags");
        return DataRequest(OffloadOperation.Disconnect, miniportOffloadContext, netBufferList);
    }

    public override NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext miniportAdapterContext, NetBufferListChain netBufferList)
    {
        for (NetBufferList? list = netBufferList.First; list is not null; list = list.Next)
        {
            ModelList known = run.ListOf(list);
            run.Expect(known is { Operation: OffloadOperation.ReceiveIndicate, IsHome: false }, "a list was returned that was not with the host");
            known.IsHome = true;
        }
        return NdisStatus.Success;
    }
}
