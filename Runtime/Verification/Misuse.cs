namespace Chimney;

/// <summary>Reports misuse of lists, call entries and offload entries outside a call of a DDI function.</summary>
internal static class Misuse
{
    internal static void Report(string rule, BoundDriver driver, Transfer? list, OffloadOperation? operation, string message, Exception? cause = null)
        => driver.Stack.Verifier.Report(new ContractViolation(rule, operation, driver.Name, list?.Name, message, cause), driver.Trace);

    internal static void StaleUse(Transfer list)
    {
        // A token lives no longer than a handler does, but the memory of a chain may be with another driver by now, and an indication has been with
        // another one in between.
        BoundDriver? driver = list is BufferChain || list.Phase == OffloadPhase.Indication ? HandlerFrame.Current?.Driver ?? list.LastMover : list.LastMover;
        if (driver is null)
            throw new InvalidOperationException("This list was taken from its tree again since. Use the newest one.");
        // A loop over a stale list is one mistake; where the first use throws there is no loop.
        if (list.StaleUseReported == list.Version && driver.Stack.Verifier.Mode != VerifierMode.Throw)
            return;
        list.StaleUseReported = list.Version;
        string rule = Rules.UsedAfter(list, list.LastMove, list.LastPhase);
        Report(rule, driver, list, list.Operation, list.LastMove switch
        {
            LastMove.SentDown => "the list was used after it had been sent down. Do everything with it before the call; it may be completed already.",
            LastMove.CompletedUp => "the list was used after it had been completed upward. Do everything with it before the call.",
            LastMove.Pended => "the list was used after it had been pended. Use the list that Resume() returns.",
            LastMove.Converted => "the list was used after it had been converted. Use the list that the conversion returned.",
            _ => "the list was used after it had been given away. Use the list that was received last.",
        });
    }

    internal static void PendWithoutList(Transfer? list)
    {
        BoundDriver? driver = list?.LastMover ?? HandlerFrame.Current?.Driver;
        if (driver is null)
            throw new InvalidOperationException("There is no list to pend: this one is null. Test IsNull first.");
        if (list is null)
            Report(Rules.WrongList(driver, HandlerFrame.Current!.Operation ?? default, HandlerFrame.Current!.Phase), driver, null, HandlerFrame.Current!.Operation, "a null list was pended. Pend the list that the handler received.");
        else if (list.LastMove == LastMove.Converted)
            Report(Rules.WrongList(driver, list.Operation, list.LastPhase), driver, list, list.Operation, "the list was pended after it had been converted. Pend the list that the conversion returned.");
        else
            Report(Rules.DischargedTwice(driver, list.Operation, list.LastPhase, list.LastMove, LastMove.Pended), driver, list, list.Operation,
                "the list was pended after it had been given away. Pend it instead of giving it away, not as well.");
    }

    internal static void ResumedTwice(Transfer list, BoundDriver? driver, OffloadOperation operation, OffloadPhase phase)
    {
        if (driver is null)
            throw new InvalidOperationException("This list was resumed before.");
        Report(Rules.DischargedTwice(driver, operation, phase, LastMove.Pended, LastMove.Pended), driver, list, operation,
            "a pended list was resumed twice. Take a handle out of its queue when resuming it.");
    }

    /// <summary>Reports a call entry that cannot record a request, and gives a fresh one.</summary>
    internal static ImCallEntry ReplaceCallEntry(ImCallEntry? callEntry, BoundDriver driver, BlockTree tree)
    {
        if (callEntry is null)
            Report("C040", driver, tree, tree.Operation, "no call entry was given to ToProtocol. Make a new ImCallEntry for each operation.");
        else
            Report("C044", driver, tree, tree.Operation, "the call entry still records another operation. Make a new ImCallEntry for each operation.");
        return new ImCallEntry();
    }

    /// <summary>Reports that a list which came back from below has no live call entry in ImReserved of its root, and puts one there.</summary>
    internal static ImCallEntry NoCallEntry(BlockTree tree)
    {
        BoundDriver driver = ReceiverFromBelow(tree);
        if (tree.Root.ImReserved[0] is ImCallEntry { IsReleased: true })
            Report("C015", driver, tree, tree.Operation, "the call entry was released before the list was converted. Release it last, or leave that to ToMiniport().");
        else
            Report("C011", driver, tree, tree.Operation, "ImReserved of the root holds no call entry of this operation. Leave ImReserved[0] alone until the list is converted back.");
        ref RequestFrame frame = ref tree.Frames[tree.Depth - 1];
        ImCallEntry callEntry = frame.CallEntry is { } left && !left.RecordsAnother(tree) ? left : new ImCallEntry();
        callEntry.SaveFrom(frame);
        callEntry.Attach(tree, driver);
        tree.Root.ImReserved[0] = callEntry;
        frame.CallEntry = callEntry;
        return callEntry;
    }

    /// <summary>The driver that can carry a list further up. A host stack has nobody above it.</summary>
    internal static BoundDriver ReceiverFromBelow(BlockTree tree)
        => tree.Holder is { Role: not DriverRole.Host } driver
            ? driver
            : throw new InvalidOperationException("The list is the host stack's own: it has neither a call entry nor a miniport view.");

    internal static void ReleasedEntry(BoundDriver? driver, BlockTree? tree, OffloadOperation operation)
    {
        if (driver is null)
            throw new InvalidOperationException("This call entry was released before it recorded an operation.");
        Report("C015", driver, tree, operation, "the call entry was used after its release. Copy what is needed out of it before ToMiniport() or Release().");
    }

    internal static void EntryOutOfHand(BoundDriver driver, BlockTree tree)
        => Report(tree.LastMove == LastMove.CompletedUp && tree.LastMover == driver ? "C030" : "C056", driver, tree, tree.Operation,
            "the call entry was used while its list is not in the driver's hands. Do everything with it before the call.");

    internal static void StaleOffloadEntry(ImOffloadEntry entry)
        => Report("C021", entry.Driver, HandlerFrame.Current?.Given, HandlerFrame.Current?.Operation, "an offload entry was used after its release: the object is not offloaded any more. Find entries through the context or handle of the request at hand.");
}
