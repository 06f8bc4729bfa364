namespace Chimney;

/// <summary>
/// The reserved members of each block: ProtocolReserved is the host stack's and comes back as it went down (C054); MiniportReserved and Scratch
/// are for whoever holds the block, so that nothing kept there may be counted on after a hand-over (C112).
/// </summary>
internal static class ReservedChecks
{
    /// <summary>A driver hands a tree to NDIS, in either direction.</summary>
    internal static void HandOver(BlockTree tree)
    {
        BoundDriver driver = tree.Holder!;
        if (driver.Stack.Verifier.IsOff)
            return;
        bool sends = driver.Role == DriverRole.Host;
        bool changed = false;
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            if (sends)
                block.HostReserved = block.ProtocolReserved;
            else
                changed |= Restore(block);
            block.MiniportReserved = default;
            block.Scratch = default;
        }
        if (changed)
        {
            Misuse.Report("C054", driver, tree, tree.Operation,
                "ProtocolReserved of a block was changed. It is the host stack's: keep what belongs to an operation in a class derived from ImCallEntry.");
        }
    }

    private static bool Restore(BlockNode block)
    {
        if (ReferenceEquals(block.ProtocolReserved[0], block.HostReserved[0]) && ReferenceEquals(block.ProtocolReserved[1], block.HostReserved[1]))
            return false;
        block.ProtocolReserved = block.HostReserved;
        return true;
    }
}
