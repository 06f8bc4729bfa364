namespace Chimney;

/// <summary>
/// What every call of a DDI function goes through first: is it the right list, in the right hands, through the right function? A call with a
/// mistake still gets rid of the duty it was meant for (one mistake, one report), so the gate names the tree to go on with.
/// </summary>
internal static class CallGate
{
    /// <returns>The tree to send on, or null where nothing is left to do.</returns>
    internal static T? Admit<T>(BoundDriver? handleOwner, T? tree, bool isStale, OffloadOperation function, OffloadPhase phase)
        where T : Transfer
    {
        BoundDriver? running = HandlerFrame.Current?.Driver;
        if (tree is null)
            return AdmitNull(running ?? handleOwner, function, phase) as T;

        // A tree that is at home has no holder yet: the driver that sends it is its host.
        BoundDriver? holder = tree.Custody == Custody.Home ? handleOwner ?? running : tree.Holder;
        if (isStale)
            return AdmitStale(running ?? handleOwner ?? holder, tree, function, phase) as T;
        if (holder is null)
            throw Unattributed(function, phase, "the handle is null");
        if (tree.Custody == Custody.Riding)
        {
            Misuse.Report(holder.Role == DriverRole.Target ? "C129" : "C025", holder, tree, function,
                $"{Name(function, phase)} was called with the lists of a block. They go where their tree goes; a target has them once its initiate is completed with success.");
            return null;
        }
        if (tree.Custody == Custody.Home && !MayOriginate(holder, phase))
        {
            if (tree.Operation == OffloadOperation.ReceiveReturn && phase == OffloadPhase.Completion)
            {
                Misuse.Report("C091", holder, tree, function, $"{Name(function, phase)} was called with lists that were given back. A return has no completion: use the lists again.");
                return null;
            }
            Misuse.Report(Rules.NotToOriginate(holder, tree, phase), holder, tree, function, $"{Name(function, phase)} was called with a list of the driver's own. {(phase == OffloadPhase.Indication ? "Only the target originates indications." : "Only the host stack originates operations.")}");
            return null;
        }
        if (handleOwner != holder)
        {
            if (running is not null && running != holder)
                return AdmitForeign(running, tree, function, phase, "another driver") as T;
            ReportHandle(holder, handleOwner, tree, function, phase);
        }
        if (tree.Custody != Custody.Home && phase != OffloadPhase.Indication && function != OffloadOperation.ReceiveReturn)
            holder.Stack.CheckLane(tree);
        if (tree.IsMadeFor(function))
            return tree;
        if (tree.Custody == Custody.Home)
        {
            Misuse.Report("C006", holder, tree, tree.Operation,
                $"{Name(function, phase)} was called with a list made for {tree.Operation}. Get the list for the operation at hand from OffloadTree.GetBlockList.");
            return tree;
        }
        // A completion that is sent down is wrong whatever the operation: DownwardCall says so.
        if (phase == OffloadPhase.Request && tree.Phase == OffloadPhase.Completion)
            return tree;
        Transfer? owed = OpenDuty(holder);
        if (owed is not null && owed != tree && owed.Operation == function)
            return AdmitForeign(holder, tree, function, phase, "another operation") as T;
        Misuse.Report(Rules.WrongFunction(holder, tree, function), holder, tree, tree.Operation,
            $"{Name(function, phase)} was called for a list of {DdiNames.Handler(tree.Operation, tree.Phase)}. Call {Name(tree.Operation, tree.Operation >= OffloadOperation.ReceiveReturn ? tree.Phase : phase)}.");
        return tree;
    }

    /// <summary>Requests come from the host stack, indications from the target.</summary>
    private static bool MayOriginate(BoundDriver driver, OffloadPhase phase)
        => (driver.Role, phase) is (DriverRole.Host, OffloadPhase.Request) or (DriverRole.Target, OffloadPhase.Indication);

    /// <summary>The tree that the running handler was given and still holds.</summary>
    private static Transfer? OpenDuty(BoundDriver driver)
        => HandlerFrame.Current?.Given is { } tree && tree.IsHeldBy(driver) ? tree : null;

    private static Transfer? AdmitNull(BoundDriver? driver, OffloadOperation function, OffloadPhase phase)
    {
        if (driver is null)
            throw Unattributed(function, phase, "handle and list are null");
        Transfer? owed = OpenDuty(driver);
        Misuse.Report(Rules.WrongList(driver, function, phase), driver, owed, function,
            $"{Name(function, phase)} was called with a null list. {PassInstead(driver, phase)}");
        return GoOnWith(owed, phase);
    }

    private static Transfer? AdmitStale(BoundDriver? driver, Transfer tree, OffloadOperation function, OffloadPhase phase)
    {
        if (driver is null)
            throw Unattributed(function, phase, "the handle is null");
        if (tree.IsHeldBy(driver) && tree.LastMove is LastMove.Converted or LastMove.Split)
        {
            Misuse.Report(Rules.WrongList(driver, function, phase), driver, tree, tree.Operation,
                $"{Name(function, phase)} was called with a list that had been {(tree.LastMove == LastMove.Split ? "split" : "converted")} since. Pass what that returned.");
            return tree;
        }
        LastMove second = phase == OffloadPhase.Request ? LastMove.SentDown : LastMove.CompletedUp;
        Misuse.Report(Rules.DischargedTwice(driver, tree.Operation, tree.LastPhase, tree.LastMove, second), driver, tree, function,
            $"{Name(function, phase)} was called for a list that had been {Past(tree.LastMove)} already. Do one of the two, on every path.");
        return null;
    }

    private static Transfer? AdmitForeign(BoundDriver driver, Transfer tree, OffloadOperation function, OffloadPhase phase, string whose)
    {
        Misuse.Report("C010", driver, tree, function,
            $"{Name(function, phase)} was called with the list of {whose}. {PassInstead(driver, phase)}");
        tree.Settle();
        return GoOnWith(OpenDuty(driver), phase);
    }

    /// <summary>The list that the call should have been made with: it is sent down in its place, or completed right here.</summary>
    private static Transfer? GoOnWith(Transfer? owed, OffloadPhase phase)
    {
        if (owed is null || phase == OffloadPhase.Request)
            return owed;
        owed.Settle();
        return null;
    }

    private static void ReportHandle(BoundDriver holder, BoundDriver? owner, Transfer tree, OffloadOperation function, OffloadPhase phase)
    {
        string rule = phase == OffloadPhase.Request ? "C039" : owner is not null && owner.Instance == holder.Instance ? "C029" : "C028";
        string remedy = phase == OffloadPhase.Request
            ? "Pass the driver's own NdisBindingHandle."
            : "Pass the NdisMiniportHandle that the request came in on.";
        Misuse.Report(rule, holder, tree, tree.Operation,
            $"{Name(function, phase)} was called with {(owner is null ? "a null handle" : $"a handle of {owner.Name}")}. {remedy}");
    }

    private static ContractViolationException Unattributed(OffloadOperation function, OffloadPhase phase, string what)
        => new(new ContractViolation(phase == OffloadPhase.Request ? "C039" : "C028", function, "unknown", null,
            $"{Name(function, phase)} was called outside any handler, and {what}. Pass the driver's own handle."));

    private static string Name(OffloadOperation operation, OffloadPhase phase) => DdiNames.Function(operation, phase);

    private static string PassInstead(BoundDriver driver, OffloadPhase phase) => (driver.Role, phase) switch
    {
        (DriverRole.Host, _) => "Pass a list from OffloadTree.GetBlockList.",
        (DriverRole.Target, _) => "Pass the list that the handler received, as it came.",
        (_, OffloadPhase.Request) => "Pass the list that the handler received, converted with ToProtocol.",
        _ => "Pass the list that the handler received, converted with ToMiniport.",
    };

    private static string Past(LastMove move) => move switch
    {
        LastMove.SentDown => "sent down",
        LastMove.CompletedUp => "completed upward",
        LastMove.Pended => "pended",
        _ => "given away",
    };
}
