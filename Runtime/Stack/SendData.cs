namespace Chimney;

/// <summary>
/// Send data that travels in blocks: with an initiate it becomes the target's where its block succeeds (C130), with a terminate the target gives
/// back what it has not sent (C176). NDIS keeps a chain for it, so that every list is somewhere.
/// </summary>
internal static class SendData
{
    /// <summary>The host sends a tree: its blocks' lists go along.</summary>
    internal static void Board(BlockTree tree)
    {
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            if (block.NetBufferListChain is not { } first)
                continue;
            BufferChain chain = ChainCall.Originate(first);
            if (chain.Custody != Custody.Home)
                throw new InvalidOperationException($"The send data of {block.Object!.Name} goes along with another tree already.");
            chain.Operation = OffloadOperation.Send;
            chain.Phase = OffloadPhase.Request;
            chain.Holder = tree.Holder;
            chain.Move(LastMove.SentDown, Custody.Riding);
            for (NetBufferList? list = chain.First; list is not null; list = list.Link)
            {
                ChainCall.Enlist(tree.Holder!, block.Handle, list);
                list.Lead = first;
            }
            block.Riding = chain;
        }
    }

    /// <summary>NDIS's stamp on a downward call.</summary>
    internal static void Stamp(BlockNode block, NdisBindingHandle binding)
    {
        if (block.Riding is not { } chain)
            return;
        chain.Handle = block.Handle;
        chain.Via = binding;
        for (NetBufferList? list = chain.First; list is not null; list = list.Link)
            list.Stamp(binding);
    }

    /// <summary>A target completes a tree: lists change hands.</summary>
    internal static void Settle(BlockTree tree)
    {
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            if (tree.Operation == OffloadOperation.Initiate && block.Riding is { } chain)
                SettleInitiate(tree, block, chain);
            else if (tree.Operation == OffloadOperation.Terminate)
                SettleTerminate(tree, block);
        }
    }

    /// <summary>
    /// An intermediate driver completes a tree: NDIS restores the SourceHandles that it saved when the lists were sent. What the driver saved it
    /// restores itself; of a request that it gives back, everything is to be as it came (C060).
    /// </summary>
    internal static void Restore(BlockTree tree)
    {
        BoundDriver driver = tree.Holder!;
        bool routed = true;
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            for (NetBufferList? list = block.Riding?.First; list is not null; list = list.Link)
            {
                if (list.IsSavedFor(driver) && ReferenceEquals(list.SourceHandleMember, list.BindingFrom(driver.Level)))
                    list.RestoreFor(driver);
                if (tree.Phase != OffloadPhase.Request || ReferenceEquals(list.SourceHandleMember, list.UpperBinding(driver)))
                    continue;
                list.RestoreFor(driver);
                routed = false;
            }
        }
        if (!routed)
            Report("C060", tree, "SourceHandle of a list in a block was changed, and not restored before the request was given back. Undo what was done.");
    }

    /// <summary>The tree is back at the host: so are the lists in it.</summary>
    internal static void Alight(BlockTree tree)
    {
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            if (block.Riding is not { } chain)
                continue;
            block.Riding = null;
            chain.ComeHome();
            tree.Holder!.Stack.Buffers.Return(chain);
        }
    }

    /// <summary>A target gives lists back with a block of a terminate.</summary>
    internal static void HandBack(BlockTree tree, BlockNode block, BufferChain chain)
    {
        BoundDriver target = chain.Holder!;
        if (tree.Operation != OffloadOperation.Terminate || !tree.IsHeldBy(target) || chain.Operation != OffloadOperation.Send || chain.Custody != Custody.Held)
        {
            Misuse.Report("C177", target, chain, tree.Operation, $"lists of {chain.Operation} were handed back with a block of {tree.Operation}. Hand back sends only, with the block of their connection in a terminate.");
            chain.Settle();
            return;
        }
        if (block.NetBufferListChain is { } before && block.Riding is null && before != tree.LeftoverList)
            Ride(tree, block, before);
        if (block.Riding is { } riding)
        {
            riding.Append(chain);
            target.Stack.Buffers.Return(chain);
        }
        else
        {
            chain.Move(LastMove.CompletedUp, Custody.Riding);
            target.Stack.Forget(chain);
            block.Riding = chain;
        }
        block.NetBufferListChain = block.Riding.First;
    }

    private static void SettleInitiate(BlockTree tree, BlockNode block, BufferChain chain)
    {
        BoundDriver target = tree.Holder!;
        if (block.Role != BlockRole.New || !block.HasSucceeded)
            return;
        chain.Holder = target;
        chain.Move(LastMove.Delivered, Custody.Kept);
        for (NetBufferList? list = chain.First; list is not null; list = list.Link)
        {
            list.Look();
            list.Sequence = list.Connection!.Order.Next();
        }
        target.Stack.Buffers.Keep(chain);
        block.Riding = null;
    }

    /// <summary>The target may have written NetBufferListChain itself: the lists leave the chains that they are pended in.</summary>
    private static void SettleTerminate(BlockTree tree, BlockNode block)
    {
        if (block.NetBufferListChain is { } first && block.Riding?.First != first)
            Ride(tree, block, first);
        else if (block.NetBufferListChain is null && block.Riding is { } chain)
            block.NetBufferListChain = chain.First;
        if (block is { HasSucceeded: true, Object: { } connection, Riding: null } && tree.Holder!.Stack.Buffers.KeptFor(connection) is { } left)
        {
            Ride(tree, block, left.First!);
            ListSnapshot.Take(tree);
            Report("C176", tree, "a connection was terminated, but send data that came with its initiate was neither completed nor handed back. Hand it back in NetBufferListChain.");
        }
        if (block.Riding is not { } riding)
            return;
        ulong last = 0;
        bool inOrder = true;
        for (NetBufferList? list = riding.First; list is not null; list = list.Link)
        {
            inOrder &= list.Sequence >= last;
            last = list.Sequence;
        }
        if (!inOrder)
            Report("C177", tree, "lists were handed back in another order than they were sent in. Hand back the original lists in their original order.");
    }

    private static void Ride(BlockTree tree, BlockNode block, NetBufferList first)
    {
        BoundDriver target = tree.Holder!;
        BufferChain riding = block.Riding ?? BufferLedger.Rent(target);
        NetBufferList? last = null;
        bool foreign = false;
        for (NetBufferList? list = first; list is not null;)
        {
            NetBufferList? next = list.NextMember;
            if (list.Chain is { Operation: OffloadOperation.Send, Custody: Custody.Pended or Custody.Kept or Custody.Held } chain && chain.Holder == target)
            {
                chain.Remove(list);
                if (chain.First is null)
                {
                    target.Stack.Buffers.Unkeep(chain);
                    target.Stack.Buffers.Return(chain);
                }
                if (last is not null)
                    last.NextMember = list;
                else
                    first = list;
                last = list;
            }
            else
            {
                foreign = true;
            }
            list = next;
        }
        if (foreign)
            Report("C177", tree, "NetBufferListChain of a block leads to a list that is not one of the target's outstanding sends. Hand back the lists that were sent, and no others.");
        if (last is null)
        {
            block.NetBufferListChain = riding.First;
            return;
        }
        riding.Hold(first);
        riding.Operation = OffloadOperation.Send;
        riding.Phase = OffloadPhase.Request;
        riding.Holder = target;
        riding.Handle = block.Handle;
        riding.Move(LastMove.CompletedUp, Custody.Riding);
        block.Riding = riding;
        block.NetBufferListChain = first;
    }

    private static void Report(string rule, BlockTree tree, string message)
        => Misuse.Report(rule, tree.Holder!, tree, tree.Operation, message);
}
