namespace Chimney;

/// <summary>The duty of a driver that holds a list, and what the verifier does in its place where it only records.</summary>
internal static class Duty
{
    /// <summary>Reports a list that a handler or work item left without getting rid of it, and completes it in the driver's place.</summary>
    internal static void ReportOpen(Transfer tree, Exception? cause)
    {
        BoundDriver driver = tree.Holder!;
        OffloadOperation operation = tree.Operation;
        if (cause is not null && RegistrationChecks.IsUseOfDeniedHandlers(driver, cause))
        {
            RegistrationChecks.UsedDeniedHandlers(driver, cause);
        }
        else if (cause is not null)
        {
            Misuse.Report("C274", driver, tree, operation,
                $"{cause.GetType().Name} left {Where(driver, tree)} still to be {Owed(tree)}. Catch it and complete the list with a failure status.", cause);
        }
        else
        {
            Misuse.Report(Rules.NotDischarged(driver, operation, tree.Phase), driver, tree, operation, DescribeOpen(tree));
        }
        tree.Settle();
    }

    internal static string DescribeOpen(Transfer tree)
    {
        string remedy = tree.Phase == OffloadPhase.Indication
                ? $"Call {DdiNames.Function(tree.Operation, OffloadPhase.Indication)} on every path."
            : tree.Phase == OffloadPhase.Completion || tree.Holder!.Role == DriverRole.Target
                ? $"Call {DdiNames.Function(tree.Operation, OffloadPhase.Completion)} on every path{(tree.Phase == OffloadPhase.Request ? ", later, for the list that the handler pends" : "")}."
            : $"Call {DdiNames.Function(tree.Operation, OffloadPhase.Request)} on every path, or pend the list.";
        return $"the list given to {DdiNames.Handler(tree.Operation, tree.Phase)} was never {Owed(tree)}. {remedy}";
    }

    /// <summary>Completes a list upward in the place of its driver: a request fails, a completion goes on as it came.</summary>
    internal static void Settle(BlockTree tree)
    {
        if (tree.Custody == Custody.Home)
            return;
        if (tree.Phase == OffloadPhase.Indication)
        {
            // What it was lent for is over when the indication returns.
            tree.Custody = Custody.Home;
            return;
        }
        if (tree.Phase == OffloadPhase.Request)
        {
            for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
                block.Status = NdisStatus.Failure;
        }
        BlockConversion.ForceMiniport(tree);
        CompletionChecks.Repair(tree);
        UpwardCall.Finish(tree);
    }

    private static string Owed(Transfer tree)
        => tree.Phase == OffloadPhase.Indication ? "carried up"
            : tree.Phase == OffloadPhase.Completion || tree.Holder!.Role == DriverRole.Target ? "completed upward"
            : "sent down";

    private static string Where(BoundDriver driver, Transfer tree)
    {
        string handler = DdiNames.Handler(tree.Operation, tree.Phase);
        return NdisStack.IsRunningHandlerOf(tree) ? $"{handler} with the list" : $"a work item with the list given to {handler}";
    }
}
