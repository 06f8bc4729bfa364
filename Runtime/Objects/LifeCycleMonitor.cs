namespace Chimney;

/// <summary>Drives the life cycle of the host's objects: by the requests the host sends, and by the completions that reach it.</summary>
internal static class LifeCycleMonitor
{
    /// <summary>Checks a request of the host against the state of every object in the tree. Changes nothing.</summary>
    /// <returns>Whether the request is legal; where it is not, it was reported and goes no further.</returns>
    internal static bool MayStart(BlockTree tree)
    {
        BoundDriver host = tree.Holder!;
        if (tree.Operation == OffloadOperation.Initiate && !host.Stack.Adapter.MayInitiate(host, tree))
            return false;
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            if (block.Object is not null)
                block.Object.CurrentTree = tree;
        }
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            OffloadObject? item = block.Object;
            if (item is null)
                continue;
            LifeCycleSituation situation = Situation(item, tree);
            StateOutcome outcome = LifeCycle.Table.Look(item.State, RequestEvent(tree.Operation, item), situation);
            if (outcome.Rule is null)
                outcome = LayerMonitor.Look(tree.Operation, block, situation);
            if (outcome.Rule is null && tree.Operation == OffloadOperation.Initiate && situation.WordWritten && block.DependentBlockList is null)
                outcome = new StateOutcome("linker", "C266");
            if (outcome.Rule is null)
                continue;
            Misuse.Report(outcome.Rule, host, tree, tree.Operation,
                $"{DdiNames.Function(tree.Operation, OffloadPhase.Request)} was called for {item.Name}, which is {Describe(item)} ({outcome.Row}). {(item.IsLost ? "Its terminate failed: ask for that again, the driver below still holds the object." : Remedy(outcome.Rule))}");
            return false;
        }
        return true;
    }

    /// <summary>Puts every object of the tree into the state of the running operation. No block has a status until the target writes it.</summary>
    internal static void Start(BlockTree tree)
    {
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            OffloadObject? item = block.Object;
            block.Status = CompletionChecks.Unwritten;
            block.Role = item is null ? BlockRole.Placeholder : item.OffloadHandle.ContextWord.IsNull ? BlockRole.New : BlockRole.Linker;
            if (item is null)
                continue;
            LifeCycleSituation situation = Situation(item, tree);
            LayerMonitor.Start(tree.Operation, situation);
            OffloadObjectState state = item.State;
            LifeCycle.Table.Apply(ref state, RequestEvent(tree.Operation, item), situation);
            Enter(tree, item, state);
        }
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            if (block.Object is not null)
                block.Object.CurrentTree = null;
        }
    }

    /// <summary>Puts every object of the tree into the state that its block's status says.</summary>
    internal static void Complete(BlockTree tree)
    {
        bool rootRefused = tree is { Operation: OffloadOperation.Initiate, Root: { Role: BlockRole.New, Status: not NdisStatus.OffloadPartialSuccess } }
            && tree.Root.Status != NdisStatus.Success;
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            OffloadObject? item = block.Object;
            if (item is null)
                continue;
            item.LastStatus = block.Status;
            if (tree.Refused || (tree.Operation == OffloadOperation.Initiate && block.Role == BlockRole.Linker))
                continue;
            bool succeeded = block.HasSucceeded;
            if (tree.Operation == OffloadOperation.Initiate && succeeded && !Apply(tree, block, item, LifeCycleEvent.TakeIn))
                continue;
            LayerMonitor.Refuse(tree, block, item);
            Apply(tree, block, item, CompletionEvent(tree.Operation, block.Status, rootRefused));
            LayerMonitor.Complete(tree.Operation, block, item);
            // Who clears the word after a terminate is not documented; an intermediate driver did, for a target NDIS does.
            if (tree.Operation == OffloadOperation.Terminate && succeeded)
                item.OffloadHandle.ContextWord = default;
        }
        tree.Refused = false;
    }

    private static bool Apply(BlockTree tree, BlockNode block, OffloadObject item, LifeCycleEvent happened)
    {
        OffloadObjectState state = item.State;
        StateOutcome outcome = LifeCycle.Table.Apply(ref state, happened, Situation(item, tree));
        Enter(tree, item, state);
        if (outcome.Rule is null)
            return true;
        string before = Describe(item);
        // The object goes on as one whose initiate failed.
        Enter(tree, item, OffloadObjectState.NotOffloaded);
        item.OffloadHandle.ContextWord = default;
        block.Status = NdisStatus.Failure;
        Misuse.Report(outcome.Rule, tree.Holder!.Stack.Target, tree, tree.Operation,
            $"{DdiNames.Function(tree.Operation, OffloadPhase.Completion)} reported {item.LastStatus} for {item.Name}, which is {before} ({outcome.Row}). {Remedy(outcome.Rule)}");
        return false;
    }

    private static void Enter(BlockTree tree, OffloadObject item, OffloadObjectState state)
    {
        if (item.State != state)
            tree.Holder!.Trace.AddState(tree.Holder, tree.Operation, item, state);
        item.State = state;
    }

    private static LifeCycleEvent RequestEvent(OffloadOperation operation, OffloadObject item) => operation switch
    {
        OffloadOperation.Initiate => item.OffloadHandle.ContextWord.IsNull ? LifeCycleEvent.Initiate : LifeCycleEvent.Link,
        OffloadOperation.Terminate => LifeCycleEvent.Terminate,
        OffloadOperation.Update => LifeCycleEvent.Update,
        OffloadOperation.Query => LifeCycleEvent.Query,
        _ => LifeCycleEvent.Invalidate,
    };

    private static LifeCycleEvent CompletionEvent(OffloadOperation operation, NdisStatus status, bool rootRefused)
    {
        bool succeeded = status == NdisStatus.Success;
        return operation switch
        {
            OffloadOperation.Initiate when rootRefused && !succeeded && status != NdisStatus.OffloadPartialSuccess => LifeCycleEvent.RootRefused,
            OffloadOperation.Initiate when status == NdisStatus.OffloadPartialSuccess => LifeCycleEvent.InitiatePartlySucceeded,
            OffloadOperation.Initiate => succeeded ? LifeCycleEvent.InitiateSucceeded : LifeCycleEvent.InitiateFailed,
            OffloadOperation.Terminate => succeeded ? LifeCycleEvent.TerminateSucceeded : LifeCycleEvent.TerminateFailed,
            OffloadOperation.Update => succeeded ? LifeCycleEvent.UpdateSucceeded : LifeCycleEvent.UpdateFailed,
            OffloadOperation.Query => succeeded ? LifeCycleEvent.QuerySucceeded : LifeCycleEvent.QueryFailed,
            _ => succeeded ? LifeCycleEvent.InvalidateSucceeded : LifeCycleEvent.InvalidateFailed,
        };
    }

    private static LifeCycleSituation Situation(OffloadObject item, BlockTree tree)
    {
        OffloadObject? lower = item.Parent;
        // An invalidate may overtake the initiate of what depends on the object: it is still offloaded, and the dependent goes in.
        bool lowerLayerIn = lower is null || lower.State == OffloadObjectState.Offloaded
            || (lower.State == OffloadObjectState.Invalidated && item.State == OffloadObjectState.Offloading)
            || (lower.CurrentTree == tree && lower.State is OffloadObjectState.NotOffloaded or OffloadObjectState.Offloading);
        bool dependentsOut = true;
        foreach (OffloadObject dependent in item.DependentList)
            dependentsOut &= dependent.State == OffloadObjectState.NotOffloaded || dependent.CurrentTree == tree;
        return new LifeCycleSituation(item, lowerLayerIn, dependentsOut, !item.OffloadHandle.ContextWord.IsNull);
    }

    private static string Describe(OffloadObject item)
        => item.State + (item.RunningQueries > 0 ? ", queried" : "") + (item.IsUpdating ? ", updating" : "") + (item.IsInvalidating ? ", invalidating" : "")
            + (item.IsLost ? ", lost" : "");

    private static string Remedy(string rule) => rule switch
    {
        "C124" => "Only a neighbor or path can be in partly.",
        "C128" => "The object that it depends on has to be offloaded, or go along in the same tree.",
        "C246" => "Offload a connection only between its handshake and its end.",
        "C247" => "Wait until its initiate has completed, and ask only for objects that are offloaded.",
        "C248" => "Wait for the running update, and update only objects that are offloaded and valid.",
        "C250" => "Wait for its queries, updates and invalidates.",
        "C251" => "Ask nothing of an object that is being terminated.",
        "C266" => "It is there for what depends on it: put that into the tree, or leave the object out.",
        "C254" => "Only a path changes what it depends on, and only to a neighbor.",
        "C253" => "Terminate what depends on it first, or in the same tree.",
        _ => "Follow the object's life cycle.",
    };
}
