namespace Chimney;

/// <summary>
/// The conversions between the two views, in place. Step names D1–D11 (down) and U1–U12 (up) follow the two Reusing pages: what they leave
/// out is settled as the model's own decision and said at the step.
/// </summary>
internal static class BlockConversion
{
    internal static void ToProtocol(BlockTree tree, ImCallEntry? callEntry)
    {
        BoundDriver driver = tree.Holder!;
        if (callEntry is null || callEntry.IsInUse)
            callEntry = Misuse.ReplaceCallEntry(callEntry, driver, tree);
        callEntry.Attach(tree, driver);
        callEntry.Save(tree.Root);                                                   // D2
        tree.Root.ImReserved[0] = callEntry;                                         // D3
        Down(tree, driver, saveLists: true);
        SwitchView(tree, driver, BlockView.Protocol);
    }

    internal static void OverlayAsProtocol(BlockTree tree)
    {
        BoundDriver driver = tree.Holder!;
        Down(tree, driver, saveLists: false);
        SwitchView(tree, driver, BlockView.Protocol);
    }

    internal static void ToMiniport(BlockTree tree)
    {
        if (tree.Operation == OffloadOperation.OffloadEvent)
        {
            // An indication was never sent down, so there is nothing to restore.
            OverlayAsMiniport(tree);
            return;
        }
        ImCallEntry? callEntry = tree.Root.ImReserved[0] as ImCallEntry;              // U1
        if (callEntry is null || !callEntry.BelongsTo(tree))
            callEntry = Misuse.NoCallEntry(tree);
        callEntry.Restore(tree.Root);                                                 // U2
        BoundDriver driver = tree.Holder!;
        Up(tree, driver, settle: true);
        callEntry.Detach();                                                           // U12
        SwitchView(tree, driver, BlockView.Miniport);
    }

    /// <summary>Brings a tree back as its holder had received it from above, for the verifier to complete it in the driver's place.</summary>
    internal static void ForceMiniport(BlockTree tree)
    {
        if (tree.View == BlockView.Protocol)
        {
            Up(tree, tree.Holder!, settle: true);
            tree.View = BlockView.Miniport;
        }
        if (tree.Root.ImReserved[0] is ImCallEntry unsent && unsent.BelongsTo(tree))
            unsent.Detach();
        RestoreFromFrame(tree);
        tree.Frames[tree.Depth - 1].CallEntry?.Detach();
    }

    internal static void OverlayAsMiniport(BlockTree tree)
    {
        BoundDriver driver = Misuse.ReceiverFromBelow(tree);
        Up(tree, driver, settle: false);
        SwitchView(tree, driver, BlockView.Miniport);
    }

    /// <summary>Puts the root's members back as the holder had received them; the verifier's repair where no call entry can do it.</summary>
    internal static void RestoreFromFrame(BlockTree tree)
    {
        if (tree.Depth == 0)
            return;
        ref RequestFrame frame = ref tree.Frames[tree.Depth - 1];
        tree.Root.ImReserved = frame.ImReserved;
        tree.Root.SourceHandle = frame.Binding;
    }

    private static void SwitchView(BlockTree tree, BoundDriver driver, BlockView view)
    {
        tree.View = view;                                                             // D10, U11: everything else is the same memory
        tree.Move(LastMove.Converted, Custody.Held);
        if (driver.Trace.IsEnabled)
            driver.Trace.Add(TraceKind.Converted, driver, tree);
    }

    private static void Down(BlockTree tree, BoundDriver driver, bool saveLists)
    {
        OffloadEntryPool pool = driver.OffloadEntries;
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            if (saveLists && block.Riding is { } lists)
            {
                for (NetBufferList? list = lists.First; list is not null; list = list.Link)
                    list.SaveFor(driver);                                             // D9
            }
            OffloadHandle? upper = block.Context;
            if (upper is null)
                continue;                                                             // D4: OffloadHandle of a placeholder is NULL already
            ImOffloadEntry entry = EntryOf(upper) ?? pool.Take(upper);                // D6, D5
            block.Handle = entry.OwnHandle;                                           // D7
        }
    }

    private static ImOffloadEntry? EntryOf(OffloadHandle upper)
    {
        // A stale reference reads as "not offloaded"; its publisher was reported when it failed to clear the word (C021).
        var entry = upper.ContextWord.Value as ImOffloadEntry;
        return entry is not null && entry.Generation == upper.ContextWord.Generation ? entry : null;
    }

    private static void Up(BlockTree tree, BoundDriver driver, bool settle)
    {
        bool terminate = tree.Operation == OffloadOperation.Terminate;
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            if (settle && block.Riding is { } lists)
            {
                // Lists that the target took over ride no more: they go up with their own completion (C025, C059).
                for (NetBufferList? list = lists.First; list is not null; list = list.Link)
                    list.RestoreFor(driver);                                          // U7, U8
            }
            OffloadHandle? own = block.Handle;
            if (own is null)
            {
                block.Context = null;                                                 // U5
                continue;
            }
            ImOffloadEntry entry = own.Entry!;                                        // U3
            OffloadHandle upper = entry.Upper!;
            block.Handle = upper;                                                     // U4
            block.Context = upper;                                                    // U5
            if (settle && (terminate || !entry.IsPublished))
                Settle(tree, block, entry);
        }
    }

    /// <summary>U6–U9: the entry of a new block is published or given up, that of a terminated object is given up.</summary>
    private static void Settle(BlockTree tree, BlockNode block, ImOffloadEntry entry)
    {
        bool succeeded = block.HasSucceeded;
        entry.Happened(
            tree.Operation == OffloadOperation.Terminate && entry.IsPublished
                ? succeeded ? ImOffloadEntryEvent.TerminateSucceeded : ImOffloadEntryEvent.TerminateFailed // U8, U9
            : tree.Operation == OffloadOperation.Initiate && succeeded ? ImOffloadEntryEvent.InitiateSucceeded // U6
            : ImOffloadEntryEvent.InitiateFailed);                                    // U7
    }
}
