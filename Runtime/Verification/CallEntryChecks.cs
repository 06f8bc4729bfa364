namespace Chimney;

/// <summary>The members that an intermediate driver saves on the way down and restores on the way up, and its call entry.</summary>
internal static class CallEntryChecks
{
    internal static void OnWayDown(BlockTree tree)
    {
        BoundDriver driver = tree.Holder!;
        ref RequestFrame frame = ref tree.Frames[tree.Depth - 1];
        BlockNode root = tree.Root;
        if (driver.Stack.Verifier.IsOff)
        {
            // A hand-written conversion leaves it to NDIS to note whose record the entry is.
            frame.CallEntry = root.ImReserved[0] as ImCallEntry;
            frame.CallEntry?.Attach(tree, driver);
            return;
        }
        bool sourceWritten = !ReferenceEquals(root.SourceHandle, frame.Binding);
        if (sourceWritten)
        {
            Report("C045", tree, "SourceHandle of the list sent down was written. Leave it to NDIS.");
            root.SourceHandle = frame.Binding;
        }
        var callEntry = root.ImReserved[0] as ImCallEntry;
        (string Rule, string Message)? wrong =
            ReferenceEquals(root.ImReserved[0], frame.ImReserved[0])
                ? ("C040", "the list was sent down without a call entry of the driver's own. Make an ImCallEntry, save ImReserved and SourceHandle in it, and leave it in ImReserved[0]; or use ToProtocol.")
            : callEntry is null
                ? ("C043", "ImReserved[0] of the list sent down does not hold a call entry. Leave the entry there; or use ToProtocol.")
            : callEntry.IsReleased
                ? ("C015", "the call entry in ImReserved[0] was released before the list was sent down. Release it in the completion.")
            : callEntry.RecordsAnother(tree)
                ? ("C044", "the call entry in ImReserved[0] still records another operation. Make a new ImCallEntry for each operation.")
            : null;
        if (wrong is not null)
        {
            Report(wrong.Value.Rule, tree, wrong.Value.Message);
            callEntry = new ImCallEntry();
            callEntry.SaveFrom(frame);
            root.ImReserved[0] = callEntry;
        }
        CheckSaved(tree, callEntry!, ref frame, sourceWritten);
        callEntry!.Attach(tree, driver);
        frame.CallEntry = callEntry;
    }

    internal static void OnWayUp(BlockTree tree)
    {
        ref RequestFrame frame = ref tree.Frames[tree.Depth - 1];
        if (tree.Holder!.Stack.Verifier.IsOff)
        {
            BlockConversion.RestoreFromFrame(tree);
            return;
        }
        BlockNode root = tree.Root;
        bool target = tree.Holder!.Role == DriverRole.Target;
        if (!ReferenceEquals(root.ImReserved[0], frame.ImReserved[0]) || !ReferenceEquals(root.ImReserved[1], frame.ImReserved[1]))
        {
            Report(target ? "C110" : "C012", tree, target
                ? "ImReserved of the root was changed. A target leaves it alone."
                : "ImReserved of the root does not hold what it held when the request came in. Restore both elements from the call entry, or use ToMiniport().");
        }
        if (!ReferenceEquals(root.SourceHandle, frame.Binding))
        {
            Report(target ? "C110" : "C013", tree, target
                ? "SourceHandle of the root was changed. A target leaves it alone."
                : "SourceHandle of the root is not what it was when the request came in. Restore it from the call entry, or use ToMiniport().");
        }
        BlockConversion.RestoreFromFrame(tree);
        if (frame.CallEntry is { IsReleased: false } leaked)
        {
            Report("C014", tree, "the call entry of the operation was not released. Call Release() before completing upward, or use ToMiniport().");
            leaked.Detach();
        }
    }

    private static void CheckSaved(BlockTree tree, ImCallEntry callEntry, ref RequestFrame frame, bool sourceWritten)
    {
        // What was saved after it had been written is the same mistake.
        if (!sourceWritten && !callEntry.HasSavedSourceHandle(frame))
            Report("C041", tree, "SourceHandle of the root was not saved in the call entry before the list was sent down. Set SavedSourceHandle, or use ToProtocol.");
        bool first = callEntry.HasSaved(frame, 0);
        bool second = callEntry.HasSaved(frame, 1);
        if (!first || !second)
        {
            Report(first ? "C042" : "C041", tree, first
                ? "only one element of ImReserved was saved in the call entry. Copy both to SavedImReserved, or use ToProtocol."
                : "ImReserved of the root was not saved in the call entry before it was overwritten. Copy it to SavedImReserved first, or use ToProtocol.");
        }
        callEntry.SaveFrom(frame);
    }

    private static void Report(string rule, BlockTree tree, string message)
        => Misuse.Report(rule, tree.Holder!, tree, tree.Operation, message);
}
