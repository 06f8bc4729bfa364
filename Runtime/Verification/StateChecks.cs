namespace Chimney;

/// <summary>What must hold of state, and of the lists that hang on blocks, at each place where a tree passes NDIS.</summary>
internal static class StateChecks
{
    private const string ListsChanged = "the lists in NetBufferListChain are not those that came, in their order. Leave them alone: they are not the driver's.";

    /// <summary>Whether the target is to be blamed: a test double is not.</summary>
    private static bool Watches(BlockTree tree) => tree.Holder is { HasDuties: true };

    /// <summary>The host sends a request: the structures that go along are whole.</summary>
    internal static void OnStart(BlockTree tree)
    {
        if (tree.Holder!.Stack.Verifier.IsOff)
            return;
        ListSnapshot.Take(tree);
        if (!StateTransfer.GoesDown(tree.Operation))
            return;
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            OffloadStateClass classes = StateTransfer.ClassesBehind(tree, block);
            if (classes == OffloadStateClass.None)
                continue;
            if (block.State!.Repair(classes, tree.Operation) is { } flaw)
                Report(tree, flaw);
        }
    }

    /// <summary>An intermediate driver passes a request down: the lists hang where they hung.</summary>
    internal static void OnWayDown(BlockTree tree)
    {
        if (tree.Holder!.Stack.Verifier.IsOff || ListSnapshot.Restore(tree, static (_, _) => true, withStatus: false))
            return;
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            // The conversion did not see lists that were taken away before it, so it has not saved their SourceHandles (D9).
            for (NetBufferList? list = block.Riding?.First; list is not null; list = list.Link)
                list.SaveFor(tree.Holder!);
        }
        Report(tree, ("C058", ListsChanged));
    }

    /// <summary>The target is about to get a request: what it has to write is made to look unwritten.</summary>
    internal static void OnReach(BlockTree tree, BoundDriver driver)
    {
        bool isTerminate = tree.Operation == OffloadOperation.Terminate;
        if (driver is not { Role: DriverRole.Target, HasDuties: true } || !(isTerminate || tree.Operation == OffloadOperation.Query))
            return;
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            if (block.State is not { } state)
                continue;
            if (block.Context!.ContextWord.IsNull)
            {
                // Of an object that it does not have, for a driver above has lost it, a target cannot tell anything.
                state.CopyFrom(OffloadState.For(state.Layer), OffloadStateClass.Whole);
                continue;
            }
            state.Poison(StateTransfer.ClassesBehind(tree, block));
            if (isTerminate)
                block.NetBufferListChain ??= tree.LeftoverList ??= new NetBufferList();
        }
    }

    /// <summary>Makes state and lists of a tree such that it may be completed; statuses are settled already.</summary>
    /// <returns>What was wrong first; null where nothing was.</returns>
    internal static (string Rule, string Message)? Repair(BlockTree tree)
    {
        if (tree.Holder!.Stack.Verifier.IsOff)
            return null;
        (string, string)? first = null;
        if (tree.Phase == OffloadPhase.Completion)
            return CarriedUp(tree);
        if (tree.Holder is { Role: DriverRole.Target })
        {
            if (tree.Operation == OffloadOperation.Initiate && !ListSnapshot.Restore(tree, IsGivenBack, withStatus: true) && Watches(tree))
                first = ("C129", "a connection was not taken over, but lists of its NetBufferListChain or their Status were changed. They are the host's: leave them alone.");
            for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
            {
                (string, string)? flaw = block.State is null ? null : Answered(tree, block, block.State);
                if (Watches(tree))
                    first ??= flaw;
            }
        }
        ListSnapshot.Take(tree);
        return first;
    }

    /// <summary>Whether the lists of the block go back to the host with the tree: all but those that a target has taken over.</summary>
    private static bool IsGivenBack(BlockTree tree, BlockNode block)
        => tree.Operation != OffloadOperation.Initiate || block.Role != BlockRole.New || !block.HasSucceeded;

    /// <summary>An intermediate driver carries a completion up: the same lists, with the SourceHandle that they came down with (C025, C059).</summary>
    private static (string, string)? CarriedUp(BlockTree tree)
    {
        (string, string)? first = ListSnapshot.Restore(tree, IsGivenBack, withStatus: true) ? null : ("C025", ListsChanged);
        NdisBindingHandle binding = tree.Frames[tree.Depth - 1].Binding;
        for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
        {
            if (block.NetBufferListChain is null || !IsGivenBack(tree, block))
                continue;
            for (NetBufferList? list = block.NetBufferListChain; list is not null; list = list.Next)
            {
                if (ReferenceEquals(list.SourceHandle, binding))
                    continue;
                list.SourceHandle = binding;
                first ??= ("C025", "SourceHandle of a list in NetBufferListChain is not what it was when the list came down. Save it on the way down and restore it, or use ToProtocol and ToMiniport.");
            }
        }
        return first;
    }

    /// <summary>What a target gives with a block. All of it is mended, whatever is reported.</summary>
    private static (string, string)? Answered(BlockTree tree, BlockNode block, OffloadState state)
    {
        bool isLeft = block.NetBufferListChain is not null && block.NetBufferListChain == tree.LeftoverList;
        if (isLeft)
            block.NetBufferListChain = null;
        if (!block.HasSucceeded || StateTransfer.GoesDown(tree.Operation) || tree.Operation == OffloadOperation.Invalidate)
            return null;
        (string, string)? structures = state.Repair(StateTransfer.ClassesBehind(tree, block), tree.Operation);
        if (tree.Operation == OffloadOperation.Query)
            return block.Context!.ContextWord.IsNull ? null : structures ?? Queried(tree, block, state);
        (string, string)? rest = Terminated(tree, block, state);
        return structures ?? rest
            ?? (isLeft ? ("C178", "NetBufferListChain of a terminated object was not written. Write null where there is no send data to hand back.") : null);
    }

    private static (string, string)? Queried(BlockTree tree, BlockNode block, OffloadState state)
    {
        OffloadStateClass classes = StateTransfer.ClassesBehind(tree, block);
        if (state is TcpOffloadState tcp && (classes & OffloadStateClass.Delegated) != 0
            && (tcp.Delegated.SendDataHead ?? tcp.Delegated.SendDataTail ?? tcp.Delegated.BufferedData) is not null)
        {
            tcp.Delegated = tcp.Delegated with { SendDataHead = null, SendDataTail = null, BufferedData = null };
            return ("C159", "lists were written in the delegated state of a queried connection. A query reads SendBacklogSize and ReceiveBacklogSize in their place: 0xFFFFFFFF where they are not counted.");
        }
        OffloadObject item = block.Object!;
        if ((classes & OffloadStateClass.Const) != 0 && !SameConst(state, item.Values))
            return ("C162", $"constant values of {item.Name} are not those of its initiate. Nobody changes them while it is offloaded.");
        if ((classes & OffloadStateClass.Cached) != 0 && block.CachedEpoch == item.CachedEpoch && item.IsCachedInStep && !SameCached(state, item.Values))
            return ("C161", $"cached values of {item.Name} are not those of the host's last initiate or update. A target changes them when an update tells it to, and not otherwise.");
        return null;
    }

    // An intermediate driver may have set VlanId and UserPriority (C058), so the host cannot know these.
    private static bool SameConst(OffloadState state, OffloadState host) => (state, host) switch
    {
        (NeighborOffloadState a, NeighborOffloadState b) => a.Const == b.Const with { VlanId = a.Const.VlanId },
        (PathOffloadState a, PathOffloadState b) => a.Const == b.Const,
        (TcpOffloadState a, TcpOffloadState b) => a.Const == b.Const,
        _ => true,
    };

    private static bool SameCached(OffloadState state, OffloadState host) => (state, host) switch
    {
        (NeighborOffloadState a, NeighborOffloadState b) => a.Cached == b.Cached,
        (PathOffloadState a, PathOffloadState b) => a.Cached == b.Cached,
        (TcpOffloadState a, TcpOffloadState b) => a.Cached == b.Cached with { UserPriority = a.Cached.UserPriority },
        _ => true,
    };

    private static (string, string)? Terminated(BlockTree tree, BlockNode block, OffloadState state)
    {
        if (state is not TcpOffloadState tcp)
        {
            if (block.NetBufferListChain is null)
                return null;
            block.NetBufferListChain = null;
            return ("C178", $"lists were handed back with {block.Object!.Name}, which is no connection. Only a connection has send data.");
        }
        ref TcpOffloadStateDelegated delegated = ref tcp.Delegated;
        (string, string)? flaw = null;
        if (delegated.SendBacklogSize != 0 || delegated.ReceiveBacklogSize != 0)
        {
            delegated.SendBacklogSize = 0;
            delegated.ReceiveBacklogSize = 0;
            flaw = ("C159", "backlog sizes were written in the delegated state of a terminated connection. SendDataHead and BufferedData stand in their place: only a query has them.");
        }
        (string, string)? lists = HandedBack(tree, block, ref delegated);
        return flaw ?? lists ?? Timers(block.Object!, delegated);
    }

    private static (string, string)? HandedBack(BlockTree tree, BlockNode block, ref TcpOffloadStateDelegated delegated)
    {
        bool areOriginals = DropForeignLists(tree, block);
        NetBufferList? chain = block.NetBufferListChain;
        bool head = false;
        bool tail = false;
        for (NetBufferList? list = chain; list is not null; list = list.Next)
        {
            head |= list == delegated.SendDataHead;
            tail |= head && list == delegated.SendDataTail;
        }
        bool isNamed = chain is null ? (delegated.SendDataHead ?? delegated.SendDataTail) is null : tail;
        if (!isNamed)
        {
            delegated.SendDataHead = chain;
            delegated.SendDataTail = chain;
            while (delegated.SendDataTail?.Next is { } next)
                delegated.SendDataTail = next;
        }
        if (!areOriginals)
            return ("C177", "a list in NetBufferListChain of a terminated connection is none that the host had given. Hand back the original lists, in their original order.");
        if (!isNamed)
            return ("C177", "SendDataHead and SendDataTail do not name the first and last list with data of NetBufferListChain. Write both with the chain; null where it is null.");
        // Sequence numbers wrap, so they are compared by their distance.
        return chain is not null && ((int)(delegated.SndNxt - delegated.SndUna) < 0 || (int)(delegated.SndMax - delegated.SndNxt) < 0)
            ? ("C177", $"send data was handed back with SndUna {delegated.SndUna}, SndNxt {delegated.SndNxt} and SndMax {delegated.SndMax}. Write all three, in this order of the stream, so that the host knows what was sent.")
            : null;
    }

    /// <summary>Takes lists out of a chain that did not come down over the edge that they go up by.</summary>
    /// <returns>Whether there were none.</returns>
    private static bool DropForeignLists(BlockTree tree, BlockNode block)
    {
        NdisBindingHandle binding = tree.Frames[tree.Depth - 1].Binding;
        bool none = true;
        NetBufferList? last = null;
        for (NetBufferList? list = block.NetBufferListChain; list is not null; list = list.Next)
        {
            if (ReferenceEquals(list.SourceHandle, binding))
            {
                last = list;
                continue;
            }
            none = false;
            if (last is null)
                block.NetBufferListChain = list.Next;
            else
                last.Next = list.Next;
        }
        return none;
    }

    /// <summary>A timer that surely does not run must not read 0, which would fire at once in the host.</summary>
    private static (string, string)? Timers(OffloadObject item, in TcpOffloadStateDelegated delegated)
    {
        bool keepAliveOff = item.IsCachedInStep && (((TcpOffloadState)item.Values).Cached.Flags & TcpOffloadStateCachedFlags.KeepAliveEnabled) == 0;
        // The retransmit timer stands for persist (closed window) and FIN_WAIT_2 as well.
        bool retransmitOff = delegated.SndUna == delegated.SndMax && delegated.SendDataHead is null && delegated.State == TcpOffloadConnectionState.Established;
        string? timer = keepAliveOff && delegated.KeepAlive.TimeoutDelta == 0 ? "KeepAlive"
            : retransmitOff && delegated.Retransmit.TimeoutDelta == 0 ? "Retransmit"
            : null;
        return timer is null
            ? null
            : ("C181", $"TimeoutDelta of {timer} is 0, but the timer does not run. Write TcpOffloadStateDelegated.NotRunning: 0 fires at once in the host.");
    }

    private static void Report(BlockTree tree, (string Rule, string Message) flaw)
        => Misuse.Report(flaw.Rule, tree.Holder!, tree, tree.Operation, flaw.Message);
}
