namespace Chimney;

/// <summary>The buffer lists that hang on the blocks of a tree, in their order, as somebody handed them over.</summary>
internal sealed class ListSnapshot
{
    private readonly List<(BlockNode Block, NetBufferList List, NdisStatus Status)> _lists = [];

    /// <summary>Remembers what hangs on the blocks now. Trees without lists, which most are, need no snapshot.</summary>
    internal static void Take(BlockTree tree)
    {
        tree.Lists?._lists.Clear();
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            for (NetBufferList? list = block.NetBufferListChain; list is not null; list = list.Next)
                (tree.Lists ??= new ListSnapshot())._lists.Add((block, list, list.Status));
        }
    }

    /// <summary>Compares the chains of all blocks with what is remembered, and puts back what differs.</summary>
    /// <param name="tree">The tree.</param>
    /// <param name="among">The blocks to look at; of the others the target has the lists, and uses them as it likes.</param>
    /// <param name="withStatus">Whether the statuses of the lists count as well.</param>
    /// <returns>Whether nothing differed.</returns>
    internal static bool Restore(BlockTree tree, Func<BlockTree, BlockNode, bool> among, bool withStatus)
    {
        bool same = true;
        int next = 0;
        List<(BlockNode Block, NetBufferList List, NdisStatus Status)>? lists = tree.Lists?._lists;
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            int start = next;
            while (next < lists?.Count && lists[next].Block == block)
                next++;
            if (among(tree, block))
                same &= Restore(block, lists, start, next, withStatus);
        }
        return same;
    }

    private static bool Restore(BlockNode block, List<(BlockNode Block, NetBufferList List, NdisStatus Status)>? lists, int start, int end, bool withStatus)
    {
        bool same = true;
        NetBufferList? found = block.NetBufferListChain;
        for (int i = start; i < end; i++)
        {
            (_, NetBufferList list, NdisStatus status) = lists![i];
            same &= found == list && (!withStatus || list.Status == status);
            found = found?.Next;
        }
        same &= found is null;
        if (same)
            return true;
        block.NetBufferListChain = start < end ? lists![start].List : null;
        for (int i = start; i < end; i++)
        {
            lists![i].List.Next = i + 1 < end ? lists[i + 1].List : null;
            if (withStatus)
                lists[i].List.Status = lists[i].Status;
        }
        return false;
    }
}
