namespace Chimney;

/// <summary>What a tree must look like when it is completed upward: a proper status in every block, contexts published or cleared.</summary>
internal static class CompletionChecks
{
    /// <summary>Stands in every block of a request until the target writes the status.</summary>
    internal const NdisStatus Unwritten = (NdisStatus)0xFFFFFFFF;

    internal static void Run(BlockTree tree)
    {
        BoundDriver driver = tree.Holder!;
        bool writesStatus = tree.Phase == OffloadPhase.Request;
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            if (writesStatus)
                CheckStatus(tree, driver, block);
            if (block.Context is not null)
                CheckContext(tree, driver, block, block.Context);
        }
    }

    private static void CheckStatus(BlockTree tree, BoundDriver driver, BlockNode block)
    {
        if (block.Status == NdisStatus.Success || IsAllowed(tree.Operation, block.Status))
            return;
        (string rule, string message) = block.Status switch
        {
            Unwritten => ("C105", "a block was completed without a status. Write Status in every block of the tree."),
            NdisStatus.Pending => ("C108", "a block was completed with status Pending. Write the outcome."),
            _ when tree.Operation == OffloadOperation.Initiate => ("C107", $"a block was completed with {block.Status}, which an initiate may not yield."),
            _ => ("C106", $"a block was completed with {block.Status}. This operation yields Success or Failure only."),
        };
        block.Status = NdisStatus.Failure;
        Misuse.Report(rule, driver, tree, tree.Operation, message);
    }

    private static bool IsAllowed(OffloadOperation operation, NdisStatus status) => status switch
    {
        NdisStatus.Failure => true,
        NdisStatus.OffloadPartialSuccess or NdisStatus.Resources or NdisStatus.NotSupported or NdisStatus.OffloadConnectionRejected
            or NdisStatus.OffloadPathMtu => operation == OffloadOperation.Initiate,
        >= NdisStatus.OffloadTcpEntries and <= NdisStatus.OffloadVlanMismatch => operation == OffloadOperation.Initiate,
        _ => false,
    };

    private static void CheckContext(BlockTree tree, BoundDriver driver, BlockNode block, OffloadHandle handle)
    {
        bool succeeded = block.Status is NdisStatus.Success or NdisStatus.OffloadPartialSuccess;
        bool target = driver.Role == DriverRole.Target;
        bool published = !handle.ContextWord.IsNull;
        if (tree.Operation == OffloadOperation.Initiate && block.Role == BlockRole.New)
        {
            if (succeeded && !published)
            {
                block.Status = NdisStatus.Failure;
                Misuse.Report(target ? "C116" : "C018", driver, tree, tree.Operation,
                    "a new block was completed with success, but nothing was published for it. Write the reference through MiniportOffloadContext first.");
            }
            else if (!succeeded && published)
            {
                handle.ContextWord = default;
                Misuse.Report(target ? "C117" : "C019", driver, tree, tree.Operation,
                    "a new block was completed with a failure, but a context was published for it. Leave the location alone on failure.");
            }
        }
        else if (tree.Operation == OffloadOperation.Terminate && succeeded && published && !target)
        {
            handle.ContextWord = default;
            Misuse.Report("C021", driver, tree, tree.Operation,
                "an object was terminated, but its offload entry is still published. Call Release() on the offload entry, or use ToMiniport().");
        }
    }
}
