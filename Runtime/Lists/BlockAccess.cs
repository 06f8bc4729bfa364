namespace Chimney;

/// <summary>The one check behind every member of a view.</summary>
internal static class BlockAccess
{
    internal static BlockNode Node(BlockTree? tree, BlockNode? node, ulong stamp)
    {
        if (node is null || tree is null)
            throw new InvalidOperationException("This block is NULL: the chain of blocks ended. Test IsNull first.");
        return tree.Version == stamp ? node : Stale(tree, node);
    }

    /// <summary>What is read too late may still be what was there; what is written is lost.</summary>
    private static BlockNode Stale(BlockTree tree, BlockNode node)
    {
        BlockNode stale = tree.ReportStaleUse<BlockNode>();
        stale.Status = node.Status;
        return stale;
    }
}
