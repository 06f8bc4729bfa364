namespace Chimney;

/// <summary>Drives the rows of the three layers by the operations on trees, on the host's side and on the target's.</summary>
internal static class LayerMonitor
{
    /// <summary>Looks up what a request of the host means to the layer of one of its objects.</summary>
    internal static StateOutcome Look(OffloadOperation operation, BlockNode block, in LifeCycleSituation situation)
    {
        OffloadObject item = situation.Object;
        switch (operation)
        {
            case OffloadOperation.Initiate when item.Kind == OffloadObjectKind.TcpConnection:
                return ConnectionTable.Table.Look(item.State, ConnectionEvent.Initiate, new ConnectionSituation(item));
            case OffloadOperation.Terminate when item.Kind == OffloadObjectKind.Neighbor:
                return LayerTables.Neighbor.Look(item.State, NeighborEvent.Terminate, new LayerSituation(item, situation.DependentsOut));
            case OffloadOperation.Terminate when item.Kind == OffloadObjectKind.Path:
                return LayerTables.Path.Look(item.State, PathEvent.Terminate, new LayerSituation(item, situation.DependentsOut));
            case OffloadOperation.Update:
                return LookAtLinks(block, item);
            default:
                return default;
        }
    }

    /// <summary>A request of the host is on its way.</summary>
    internal static void Start(OffloadOperation operation, in LifeCycleSituation situation)
    {
        if (operation == OffloadOperation.Initiate && situation.Object.Kind == OffloadObjectKind.TcpConnection)
            ConnectionTable.Table.Affect(situation.Object.State, ConnectionEvent.Initiate, new ConnectionSituation(situation.Object));
    }

    /// <summary>A neighbor may be refused for its address or its VLAN, other objects may not (N01, N02).</summary>
    internal static void Refuse(BlockTree tree, BlockNode block, OffloadObject item)
    {
        NeighborEvent? refused = block.Status switch
        {
            NdisStatus.OffloadHwAddressEntries => NeighborEvent.RefusedForAddress,
            NdisStatus.OffloadVlanEntries or NdisStatus.OffloadVlanMismatch => NeighborEvent.RefusedForVlan,
            _ => null,
        };
        if (refused is null || LayerTables.Neighbor.Affect(item.State, refused.Value, new LayerSituation(item)) is not { Rule: { } rule } outcome)
            return;
        Misuse.Report(rule, tree.Holder!.Stack.Target, tree, tree.Operation,
            $"{item.Name} was refused with {block.Status}, which is about a neighbor ({outcome.Row}). Write that status in the neighbor's block.");
    }

    /// <summary>An operation on an object has completed, and its main state is the new one.</summary>
    internal static void Complete(OffloadOperation operation, BlockNode block, OffloadObject item)
    {
        if (!block.HasSucceeded)
            return;
        var situation = new LayerSituation(item);
        if (operation == OffloadOperation.Invalidate && item.Kind == OffloadObjectKind.Neighbor)
        {
            // The life cycle has moved on already; this row starts where that one did.
            LayerTables.Neighbor.Affect(OffloadObjectState.Offloaded, NeighborEvent.Invalidated, situation);
        }
        if (operation != OffloadOperation.Update)
            return;
        if (item.Kind == OffloadObjectKind.Neighbor)
            LayerTables.Neighbor.Affect(item.State, NeighborEvent.DestinationUpdated, situation);
        else if (item.Kind == OffloadObjectKind.Path)
            LayerTables.Path.Affect(item.State, PathEvent.MtuUpdated, situation);
        for (BlockNode? dependent = block.DependentBlockList; dependent is not null; dependent = dependent.NextBlock)
        {
            if (IsOtherLink(dependent, item) && dependent.HasSucceeded)
                LayerTables.Path.Affect(dependent.Object!.State, PathEvent.Relink, new LayerSituation(dependent.Object, NewNeighbor: item));
        }
    }

    /// <summary>A tree has reached the target.</summary>
    internal static void ReachedTarget(BlockTree tree)
    {
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            if (block.Object is not { } item)
                continue;
            item.TargetContext = block.Context?.ContextWord ?? default;
            if (tree.Operation == OffloadOperation.Terminate)
            {
                item.TargetState = OffloadObjectState.Terminating;
                item.Connection?.Sends.Leave();
            }
            else if (tree.Operation == OffloadOperation.Initiate && block.Role == BlockRole.New)
                item.TargetState = OffloadObjectState.Offloading;
        }
    }

    /// <summary>The target completes a tree: what a terminate leaves behind, and what an object may not lose before (section "settled", K16).</summary>
    internal static void LeavesTarget(BlockTree tree)
    {
        BoundDriver target = tree.Holder!;
        (StateOutcome Outcome, OffloadObject Item)? first = null;
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            if (block.Object is not { } item || block.Role == BlockRole.Placeholder)
                continue;
            StateOutcome outcome = LeaveTarget(tree.Operation, block, item, target.Stack.Adapter);
            if (outcome.Rule is not null)
                first ??= (outcome, item);
        }
        if (first is not var ((row, rule), culprit))
            return;
        Misuse.Report(rule!, target, tree, tree.Operation,
            $"{DdiNames.Function(tree.Operation, OffloadPhase.Completion)} was called for {culprit.Name} ({row}). {ConnectionMonitor.Remedy(rule!)}");
    }

    private static StateOutcome LeaveTarget(OffloadOperation operation, BlockNode block, OffloadObject item, AdapterMonitor adapter)
    {
        ConnectionRecord? record = item.Connection;
        switch (operation)
        {
            case OffloadOperation.Initiate when block.Role == BlockRole.New:
                item.TargetState = block.HasSucceeded ? OffloadObjectState.Offloaded : OffloadObjectState.NotOffloaded;
                if (record is null || !block.HasSucceeded)
                    return default;
                adapter.Count(1);
                record.IsCounted = true;
                for (NetBufferList? list = block.NetBufferListChain; list is not null; list = list.Next)
                    record.Sends.Arrive();
                return default;
            case OffloadOperation.Terminate:
                for (NetBufferList? list = block.NetBufferListChain; list is not null && record is not null; list = list.Next)
                    record.Sends.Complete();
                StateOutcome settled = record is null
                    ? default : ConnectionTable.Table.Look(item.TargetState, ConnectionEvent.TerminateCompleted, new ConnectionSituation(item, block.Status, Undelivered(block)));
                item.TargetState = OffloadObjectState.NotOffloaded;
                if (record is null)
                    return default;
                record.Reset();
                // A terminate that failed is asked for again.
                if (record.IsCounted)
                    adapter.Count(-1);
                record.IsCounted = false;
                return settled;
            case OffloadOperation.Invalidate when block.HasSucceeded:
                item.TargetState = OffloadObjectState.Invalidated;
                break;
        }
        if (operation == OffloadOperation.Initiate || !block.Context!.ContextWord.IsNull || item.TargetContext.IsNull)
            return default;
        block.Context.ContextWord = item.TargetContext;
        return ConnectionTable.Table.Look(item.TargetState, ConnectionEvent.ContextReleased, new ConnectionSituation(item));
    }

    /// <summary>Bytes of received data that a terminate brings back.</summary>
    private static uint Undelivered(BlockNode block)
    {
        uint bytes = 0;
        for (NetBufferList? list = (block.State as TcpOffloadState)?.Delegated.BufferedData; list is not null; list = list.Next)
            bytes += list.DataLength;
        return bytes;
    }

    private static StateOutcome LookAtLinks(BlockNode block, OffloadObject item)
    {
        for (BlockNode? dependent = block.DependentBlockList; dependent is not null; dependent = dependent.NextBlock)
        {
            if (!IsOtherLink(dependent, item))
                continue;
            StateOutcome outcome = LayerTables.Path.Look(dependent.Object!.State, PathEvent.Relink, new LayerSituation(dependent.Object, NewNeighbor: item));
            if (outcome.Rule is not null)
                return outcome;
        }
        return default;
    }

    private static bool IsOtherLink(BlockNode dependent, OffloadObject lower) => dependent.Object is { } item && item.Parent != lower;
}
