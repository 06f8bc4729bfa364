namespace Chimney;

/// <summary>Who may see and write the structures behind a block.</summary>
internal static class StateAccess
{
    /// <summary>Reports access to a structure that does not follow the block.</summary>
    internal static void ReportAbsent<T>(BlockTree tree, BlockNode node, ulong stamp) where T : struct, IOffloadState<T>
    {
        // A stale view was reported already.
        if (tree.Version != stamp)
            return;
        (string rule, string message) = Absence(tree, node);
        Report(tree, rule, $"{typeof(T).Name} was asked of a block that it does not follow. {message}");
    }

    /// <summary>Whether the driver that has the tree may write structures of these classes; reported where it may not.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="classes">The classes.</param>
    /// <param name="tag">The write is one of VlanId or UserPriority.</param>
    internal static bool MayWrite(BlockTree tree, OffloadStateClass classes, bool tag = false)
    {
        (string Rule, string Message)? wrong = tree.Holder?.Role switch
        {
            // The target fills the block of its own indication, the host answers in it (C242, C244).
            DriverRole.Target or DriverRole.Host when tree.Operation == OffloadOperation.OffloadEvent => null,
            DriverRole.Target => Target(tree, classes),
            DriverRole.Intermediate when tree.Phase == OffloadPhase.Completion
                => ("C024", "state behind a block was written on its way up. Carry it up unchanged."),
            DriverRole.Intermediate when !(tag && tree.Operation == OffloadOperation.Initiate)
                => ("C058", "state behind a block was written on its way down. An intermediate driver sets VlanId and UserPriority only, with SetVlanId and SetUserPriority, and on an initiate only."),
            DriverRole.Intermediate => null,
            _ => throw new InvalidOperationException("State behind the host stack's own blocks is a copy. Write the values of the OffloadObject; GetBlockList copies them."),
        };
        if (wrong is null)
            return true;
        Report(tree, wrong.Value.Rule, wrong.Value.Message);
        return false;
    }

    private static (string Rule, string Message)? Target(BlockTree tree, OffloadStateClass classes) => tree.Operation switch
    {
        OffloadOperation.Query or OffloadOperation.Terminate => null,
        _ when (classes & OffloadStateClass.Const) != 0
            => ("C162", "constant values behind a block were written. They never change: keep own data in the offload context."),
        _ when (classes & OffloadStateClass.Cached) != 0
            => ("C161", "cached values behind a block were written. They are the host's: read them."),
        _ => ("C109", $"delegated values behind a block of an {tree.Operation} were written. Copy them to the offload context, and write them back in query and terminate."),
    };

    private static (string Rule, string Message) Absence(BlockTree tree, BlockNode node)
    {
        if (tree.Operation == OffloadOperation.Invalidate)
            return ("C168", "An invalidate carries no state: look at the offload context.");
        if (node.Object is null)
            return ("C115", "A placeholder has no state, whatever Header.Type says: test IsPlaceholder first.");
        if (tree.Operation == OffloadOperation.Initiate && node.Role == BlockRole.Linker)
            return ("C114", "A linker stands for an object that is offloaded already: only where MiniportOffloadContext is null there is state.");
        return ("C115", $"Header.Type is {node.Header.Type}: read what it names, or test Has first.");
    }

    private static void Report(BlockTree tree, string rule, string message)
    {
        if (tree.Holder is not { } driver)
            throw new InvalidOperationException($"{message} ({rule})");
        Misuse.Report(rule, driver, tree, tree.Operation, message);
    }
}
