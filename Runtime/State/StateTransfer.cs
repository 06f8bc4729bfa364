namespace Chimney;

/// <summary>How values move between the host's objects and the blocks of a tree: with the request down, and with the completion back.</summary>
internal static class StateTransfer
{
    /// <summary>The classes of structures that follow a block in the operation of its tree.</summary>
    internal static OffloadStateClass ClassesBehind(BlockTree tree, BlockNode node)
        => node.State is null || tree.Operation == OffloadOperation.Invalidate || (tree.Operation == OffloadOperation.Initiate && node.Role != BlockRole.New)
            ? OffloadStateClass.None
            : OffloadStateTypes.ClassOf(node.Header.Type);

    /// <summary>Whether an operation brings values from the host down, and not from the target up.</summary>
    internal static bool GoesDown(OffloadOperation operation) => operation is OffloadOperation.Initiate or OffloadOperation.Update;

    /// <summary>Puts the values of the host's object behind its block, and the send data that goes along.</summary>
    internal static void Load(BlockTree tree, BlockNode node)
    {
        node.NetBufferListChain = null;
        if (node.Object is not { } item)
            return;
        OffloadStateClass classes = ClassesBehind(tree, node);
        if (!GoesDown(tree.Operation))
        {
            node.CachedEpoch = item.IsCachedInStep ? item.CachedEpoch : -1;
            return;
        }
        if (classes == OffloadStateClass.None)
            return;
        node.State!.CopyFrom(item.Values, classes);
        node.CachedEpoch = ++item.CachedEpoch;
        item.IsCachedInStep = false;
        if (tree.Operation == OffloadOperation.Initiate && node.State is TcpOffloadState tcp)
        {
            node.NetBufferListChain = item.NetBufferListChain;
            // The unions point at lists in an initiate; sizes are what an earlier query left (C159).
            tcp.Delegated.SendBacklogSize = 0;
            tcp.Delegated.ReceiveBacklogSize = 0;
        }
    }

    /// <summary>Takes over what a completion brought to the host.</summary>
    internal static void Unload(BlockTree tree)
    {
        for (BlockNode? node = tree.Root; node is not null; node = node.NextInOrder)
        {
            if (node is { Object: { } item, State: { } state, HasSucceeded: true })
                Unload(tree, node, item, state);
        }
    }

    private static void Unload(BlockTree tree, BlockNode node, OffloadObject item, OffloadState state)
    {
        if (GoesDown(tree.Operation))
            item.IsCachedInStep |= node.CachedEpoch == item.CachedEpoch && ClassesBehind(tree, node) != OffloadStateClass.None;
        switch (tree.Operation)
        {
            case OffloadOperation.Initiate when node.Role == BlockRole.New:
                // The send data is the target's now, and of the buffered data it has a copy (C130, C132, C260).
                item.NetBufferListChain = null;
                if (item.Values is TcpOffloadState tcp)
                    tcp.Delegated = tcp.Delegated with { SendDataHead = null, SendDataTail = null, BufferedData = null };
                break;
            case OffloadOperation.Query:
                // Constant and cached values are the host's own (C161, C162); what the target says of them stays behind the block.
                item.Values.CopyFrom(state, ClassesBehind(tree, node) & OffloadStateClass.Delegated);
                break;
            case OffloadOperation.Terminate:
                item.Values.CopyFrom(state, OffloadStateClass.Delegated);
                item.NetBufferListChain = node.NetBufferListChain;
                break;
        }
    }
}
