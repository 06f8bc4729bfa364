namespace Chimney;

/// <summary>NdisMXxxOffloadComplete: takes a completion from a driver and queues it for the client that the root's SourceHandle names.</summary>
internal static class UpwardCall
{
    internal static void Complete(NdisMiniportHandle? handle, MiniportOffloadBlockList list, OffloadOperation function)
    {
        BlockTree? tree = CallGate.Admit(handle?.Owner, list.Tree, list.IsStale, function, OffloadPhase.Completion);
        if (tree is null)
            return;
        BoundDriver driver = tree.Holder!;
        if (driver is { Role: DriverRole.Target, HasDuties: true } && NdisStack.IsRunningHandlerOf(tree))
        {
            Misuse.Report("C102", driver, tree, tree.Operation,
                $"{DdiNames.Function(function, OffloadPhase.Completion)} was called inside the request handler. Pend the list, return, and complete it from a work item.");
        }
        NdisMiniportHandle expected = driver.MiniportHandles[tree.Frames[tree.Depth - 1].Binding.Index];
        if (handle is not null && handle.Owner == driver && handle != expected)
        {
            Misuse.Report("C029", driver, tree, tree.Operation,
                $"{DdiNames.Function(function, OffloadPhase.Completion)} was called on another virtual miniport than the request came in on. Pass NdisMiniportHandle of the call entry.");
        }
        if (tree.View == BlockView.Protocol)
            BlockConversion.ToMiniport(tree);
        CallEntryChecks.OnWayUp(tree);
        if (driver.Role != DriverRole.Target)
            SendData.Restore(tree);
        // Before anything is mended: what NDIS writes in the driver's place says nothing of its connections.
        if (driver.Role == DriverRole.Target)
            ConnectionMonitor.Answered(tree);
        CompletionChecks.Run(tree);
        if (driver.Role == DriverRole.Target)
            SendData.Settle(tree);
        Finish(tree);
    }

    /// <summary>Routes a tree in the miniport view to the client above.</summary>
    internal static void Finish(BlockTree tree)
    {
        BoundDriver driver = tree.Holder!;
        bool atTarget = driver.Role == DriverRole.Target;
        if (atTarget)
            LayerMonitor.LeavesTarget(tree);
        ReservedChecks.HandOver(tree);
        driver.Trace.Add(TraceKind.Called, driver, tree, OffloadPhase.Completion);
        tree.Move(LastMove.CompletedUp, Custody.InTransit);
        tree.Depth--;
        tree.View = BlockView.Protocol;
        tree.Phase = OffloadPhase.Completion;
        tree.Via = (NdisBindingHandle)tree.Root.SourceHandle!;
        tree.Holder = tree.Via.Owner;
        driver.Stack.Enqueue(tree);
        if (atTarget && tree.Operation == OffloadOperation.Terminate)
            driver.Stack.Adapter.FinishUpload();
    }
}
