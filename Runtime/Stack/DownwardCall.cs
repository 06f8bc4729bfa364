namespace Chimney;

/// <summary>NdisXxxOffload: takes a request from a driver and queues it for the provider below, over the same blocks.</summary>
internal static class DownwardCall
{
    internal static void Send(NdisBindingHandle? handle, ProtocolOffloadBlockList list, OffloadOperation function)
    {
        BlockTree? tree = CallGate.Admit(handle?.Owner, list.Tree, list.IsStale, function, OffloadPhase.Request);
        if (tree is null)
            return;
        if (tree.Custody == Custody.Held && tree.Holder!.Below is null)
        {
            // A target has nobody below it, so the gate has reported the handle.
            Duty.Settle(tree);
            return;
        }
        if (tree.Custody == Custody.Home)
        {
            tree.Holder = handle?.Owner ?? HandlerFrame.Current!.Driver;
            tree.Via = BindingFor(tree, handle);
            if (!tree.Holder.Stack.PutOff(tree, Start))
                Start(tree);
            return;
        }
        if (tree.Phase == OffloadPhase.Completion)
        {
            BoundDriver holder = tree.Holder!;
            Misuse.Report(Rules.WrongFunction(holder, tree, function), holder, tree, tree.Operation,
                $"{DdiNames.Function(function, OffloadPhase.Request)} was called for a completion. Call {DdiNames.Function(tree.Operation, OffloadPhase.Completion)} with the list converted by ToMiniport().");
            Duty.Settle(tree);
            return;
        }
        if (tree.View == BlockView.Miniport)
            BlockConversion.ToProtocol(tree, tree.TakePassingCallEntry());
        CallEntryChecks.OnWayDown(tree);
        StateChecks.OnWayDown(tree);
        tree.Via = BindingFor(tree, handle);
        Deliver(tree);
    }

    private static void Start(BlockTree tree)
    {
        if (!LifeCycleMonitor.MayStart(tree))
        {
            Refuse(tree, NdisStatus.Failure);
            return;
        }
        StateChecks.OnStart(tree);
        LifeCycleMonitor.Start(tree);
        SendData.Board(tree);
        Deliver(tree);
    }

    /// <summary>The binding to go by; where the handle is not the driver's own, which was reported, its first one.</summary>
    private static NdisBindingHandle BindingFor(BlockTree tree, NdisBindingHandle? handle)
        => handle is not null && handle.Owner == tree.Holder ? handle : tree.Holder!.BindingHandle!;

    private static void Deliver(BlockTree tree)
    {
        BoundDriver driver = tree.Holder!;
        NdisBindingHandle binding = tree.Via!;
        NdisStack stack = driver.Stack;
        BoundDriver below = driver.Below!;
        if (!below.OffersChimney && tree.Operation == OffloadOperation.Initiate)
        {
            Refuse(tree, NdisStatus.NotSupported);
            return;
        }
        ReservedChecks.HandOver(tree);
        driver.Trace.Add(TraceKind.Called, driver, tree);
        if (tree.Depth == tree.Frames.Length)
            Array.Resize(ref tree.Frames, tree.Depth * 2);
        ref RequestFrame frame = ref tree.Frames[tree.Depth++];
        frame.Binding = binding;
        frame.ImReserved = tree.Root.ImReserved;
        frame.CallEntry = null;
        tree.Root.SourceHandle = binding;
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            block.Context = block.Handle;
            if (block.Handle is not null && tree.Operation == OffloadOperation.Initiate)
                block.Handle.Binding = binding;
            SendData.Stamp(block, binding);
        }
        StateChecks.OnReach(tree, below);
        tree.Move(LastMove.SentDown, Custody.InTransit);
        tree.View = BlockView.Miniport;
        tree.Phase = OffloadPhase.Request;
        tree.Holder = below;
        stack.Enqueue(tree);
    }

    /// <summary>NDIS answers the request itself: the caller's own completion handler gets the list back.</summary>
    private static void Refuse(BlockTree tree, NdisStatus status)
    {
        tree.Holder!.Trace.Add(TraceKind.Called, tree.Holder, tree);
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
            block.Status = block.ReportedStatus = status;
        tree.Move(LastMove.SentDown, Custody.InTransit);
        tree.Refused = status == NdisStatus.Failure;
        tree.Phase = OffloadPhase.Completion;
        tree.Holder!.Stack.Enqueue(tree);
    }
}
