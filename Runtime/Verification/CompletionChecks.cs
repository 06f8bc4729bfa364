namespace Chimney;

/// <summary>What a tree must look like when it is completed upward: a proper status in every block, contexts published or cleared.</summary>
internal static class CompletionChecks
{
    /// <summary>Stands in every block of a request until the target writes the status.</summary>
    internal const NdisStatus Unwritten = (NdisStatus)0xFFFFFFFF;

    internal static void Run(BlockTree tree)
    {
        if (tree.Holder!.Stack.Verifier.IsOff)
            return;
        if (Repair(tree) is { } first)
            Misuse.Report(first.Rule, tree.Holder!, tree, tree.Operation, first.Message);
    }

    /// <summary>Makes the tree one that may be completed.</summary>
    /// <returns>What was wrong first; null where nothing was.</returns>
    internal static (string Rule, string Message)? Repair(BlockTree tree)
    {
        BoundDriver driver = tree.Holder!;
        bool writesStatus = tree.Phase == OffloadPhase.Request;
        bool neverSent = writesStatus && driver is { Role: DriverRole.Intermediate, HasDuties: true };
        (string Rule, string Message)? first = null;
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            // Every block is repaired, the first one is reported: a driver that forgets a block forgets many.
            (string, string)? status = neverSent && block.Context is not null && block.HasSucceeded ? RefuseSuccess(block)
                : writesStatus ? RepairStatus(tree.Operation, block)
                : driver.Stack.Verifier.IsOff ? null
                : RestoreStatus(block);
            first ??= status;
        }
        (string, string)? contexts = RepairContexts(tree);
        first ??= contexts;
        if (writesStatus && tree.Operation == OffloadOperation.Initiate && driver is { Role: DriverRole.Target, HasDuties: true })
        {
            // Nothing stays in above a block that had to be failed: contexts that were published there go as well.
            (string, string)? statuses = InitiateStatusChecks.Repair(tree);
            first ??= statuses;
            if (first is not null)
                RepairContexts(tree);
        }
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
            block.ReportedStatus = block.Status;
        (string, string)? state = StateChecks.Repair(tree);
        return first ?? state;
    }

    private static (string Rule, string Message)? RepairContexts(BlockTree tree)
    {
        (string, string)? first = null;
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            (string, string)? flaw = block.Context is null ? null : RepairContext(tree.Operation, tree.Holder!, block, block.Context);
            first ??= flaw;
        }
        return first;
    }

    private static (string Rule, string Message)? RestoreStatus(BlockNode block)
    {
        NdisStatus status = block.Status;
        if (status == block.ReportedStatus)
            return null;
        block.Status = block.ReportedStatus;
        return ("C023", $"a block that was completed with {block.ReportedStatus} below was carried up with {status}. Carry every Status up as it came.");
    }

    private static (string Rule, string Message) RefuseSuccess(BlockNode block)
    {
        block.Status = NdisStatus.Failure;
        return ("C037", "a request was completed with success that was never sent down. Send it down, or complete it with a failure status.");
    }

    private static (string Rule, string Message)? RepairStatus(OffloadOperation operation, BlockNode block)
    {
        NdisStatus status = block.Status;
        if (status == NdisStatus.Success || IsAllowed(operation, status))
            return null;
        block.Status = NdisStatus.Failure;
        return status switch
        {
            Unwritten => ("C105", "a block was completed without a status. Write Status in every block of the tree."),
            NdisStatus.Pending => ("C108", "a block was completed with status Pending. Write the outcome."),
            _ when operation == OffloadOperation.Initiate => ("C107", $"a block was completed with {status}, which an initiate may not yield."),
            _ => ("C106", $"a block was completed with {status}. This operation yields Success or Failure only."),
        };
    }

    private static bool IsAllowed(OffloadOperation operation, NdisStatus status) => status switch
    {
        NdisStatus.Failure => true,
        NdisStatus.OffloadPartialSuccess or NdisStatus.Resources or NdisStatus.NotSupported or NdisStatus.OffloadConnectionRejected
            or NdisStatus.OffloadPathMtu => operation == OffloadOperation.Initiate,
        >= NdisStatus.OffloadTcpEntries and <= NdisStatus.OffloadVlanMismatch => operation == OffloadOperation.Initiate,
        _ => false,
    };

    private static (string Rule, string Message)? RepairContext(OffloadOperation operation, BoundDriver driver, BlockNode block, OffloadHandle handle)
    {
        bool target = driver.Role == DriverRole.Target;
        bool succeeded = block.HasSucceeded;
        bool published = !handle.ContextWord.IsNull;
        if (operation == OffloadOperation.Initiate && block.Role == BlockRole.New && succeeded && !published)
        {
            block.Status = NdisStatus.Failure;
            return (target ? "C116" : "C018",
                "a new block was completed with success, but nothing was published for it. Write the reference through MiniportOffloadContext first.");
        }
        if (operation == OffloadOperation.Initiate && block.Role == BlockRole.New && !succeeded && published)
        {
            driver.Contexts.Release(handle.ContextWord, block.Object!);
            Clear(handle);
            return (target ? "C117" : "C019",
                "a new block was completed with a failure, but a context was published for it. Leave the location alone on failure.");
        }
        if (operation == OffloadOperation.Initiate && block.Role == BlockRole.New && published && target && driver.HasDuties
            && !driver.Contexts.Take(handle.ContextWord.Value!, block.Object!))
        {
            Clear(handle);
            block.Status = NdisStatus.Failure;
            return ("C120", $"the context of another object was published for {block.Object!.Name}. Make a context for each object, and keep it until the object's terminate completes.");
        }
        if (operation == OffloadOperation.Terminate && succeeded && target)
            driver.Contexts.Release(block.Object!.TargetContext, block.Object);
        if (operation == OffloadOperation.Terminate && succeeded && published && !target)
        {
            Clear(handle);
            return ("C021", "an object was terminated, but its offload entry is still published. Call Release() on the offload entry, or use ToMiniport().");
        }
        return null;
    }

    private static void Clear(OffloadHandle handle)
    {
        if (handle.ContextWord.Value is ImOffloadEntry { IsReleased: false } entry)
            entry.Release();
        handle.ContextWord = default;
    }
}
