namespace Chimney;

/// <summary>What must hold where a chain of buffer lists passes NDIS on its way up. What is wrong is put right; the first of it is reported.</summary>
internal static class ChainCompletionChecks
{
    internal static void Run(BoundDriver driver, NdisMiniportHandle? handle, BufferChain chain)
    {
        if (driver is { Role: DriverRole.Target, HasDuties: true } && NdisStack.IsRunningHandlerOf(chain))
        {
            Misuse.Report("C192", driver, chain, chain.Operation,
                $"{DdiNames.Function(chain.Operation, OffloadPhase.Completion)} was called inside the request handler. Pend the chain, return, and complete it from a work item.");
        }
        if (driver.Stack.Verifier.IsOff)
            return;
        ChainChecks.CheckLinks(chain, OffloadPhase.Completion);
        bool isTarget = driver.Role == DriverRole.Target;
        (string Rule, string Message)? first = null;
        for (NetBufferList? list = chain.First; list is not null; list = list.Link)
        {
            // Every list is repaired, the first mistake is reported: a driver that forgets one list forgets many.
            (string, string)? wrong = Route(driver, handle, chain, list)
                ?? (isTarget ? TargetChecks.Repair(chain, list) : chain.Phase == OffloadPhase.Request ? RepairRefusal(driver, chain, list) : RepairPreserved(list));
            first ??= wrong;
        }
        first ??= isTarget ? TargetChecks.Pattern(chain) : null;
        if (first is { } mistake)
            Misuse.Report(mistake.Rule, driver, chain, chain.Operation, mistake.Message);
    }

    /// <summary>SourceHandle as it was received, list contexts off, and the miniport that the request came in on.</summary>
    private static (string, string)? Route(BoundDriver driver, NdisMiniportHandle? handle, BufferChain chain, NetBufferList list)
    {
        NdisBindingHandle? upper = list.UpperBinding(driver);
        bool saved = list.IsSavedFor(driver);
        object? source = list.SourceHandleMember;
        ref object? context = ref list.ContextOf(driver);
        bool leaked = context is not null && driver.Role == DriverRole.Intermediate;
        context = null;
        // A list that NDIS saved still has the stamp of the downward call: the completion function restores it.
        bool right = ReferenceEquals(source, upper) || (saved && ReferenceEquals(source, list.BindingFrom(driver.Level)));
        list.RestoreFor(driver);
        if (!right)
        {
            return driver.Role == DriverRole.Target
                ? ("C110", "SourceHandle of a list was changed. A target leaves it alone.")
                : chain.Phase == OffloadPhase.Request
                    ? ("C077", "SourceHandle of a list was changed, and not restored before the list was given back. Restore what was changed already.")
                    : ("C076", "SourceHandle of a list is not what it was when the list came in. Restore it from the list context, or leave it to NDIS.");
        }
        if (leaked)
            return ("C087", "a list context was left on a list. Call NdisFreeNetBufferListContext before completing the list upward.");
        return handle is not null && handle.Owner == driver && upper is not null && handle.Index != upper.Index
            ? ("C086", "a list was completed on another virtual miniport than it came in on. Split the chain with SplitFirst and complete each part on its NdisMiniportHandle.")
            : null;
    }

    /// <summary>An intermediate driver that cannot send a request down says so in a way that the host understands.</summary>
    private static (string, string)? RepairRefusal(BoundDriver driver, BufferChain chain, NetBufferList list)
    {
        if (!driver.HasDuties)
            return null;
        if (chain.Operation != OffloadOperation.Send)
        {
            if (list.StatusMember is not (NdisStatus.Success or NdisStatus.Pending))
                return null;
            list.StatusMember = NdisStatus.UploadInProgress;
            return ("C075", "a request was completed with success that was never sent down. Send it down, or complete it with a failure status.");
        }
        bool leads = list.Lead == list;
        NdisStatus wanted = leads ? NdisStatus.RequestUpload : NdisStatus.UploadRequested;
        bool sentInPart = !leads && list.Lead!.IsSavedFor(driver);
        if (list.StatusMember == wanted && !sentInPart)
            return null;
        list.StatusMember = wanted;
        return ("C074", sentInPart
            ? "a part of a send was sent down and the rest was given back. Send all lists of a chain down, or none."
            : "a send that was not sent down has other statuses than RequestUpload on its first list and UploadRequested on all others. Write these.");
    }

    private static (string, string)? RepairPreserved(NetBufferList list)
    {
        if (list.Changed is not { } member)
            return null;
        list.LookAsBefore();
        return ("C088", $"{member} of a list was changed on its way up. Carry lists up as they came.");
    }
}
