namespace Chimney;

/// <summary>The data path of NDIS: takes chains from drivers and queues them for the provider below, or for the clients that SourceHandles name.</summary>
internal static class ChainCall
{
    /// <summary>Makes a chain of lists that belong to the caller.</summary>
    internal static BufferChain Originate(NetBufferList first)
    {
        BoundDriver? driver = HandlerFrame.Current?.Driver;
        if (first.Chain is { } known && ChainOf(known, first, driver) is { } there)
            return there;
        CheckFree(first);
        for (NetBufferList? list = first; list is not null; list = list.NextMember)
        {
            if (list.Chain is { } old)
                Dissolve(old);
        }
        BufferChain chain = BufferLedger.Rent(driver ?? first.Origin);
        chain.Custody = Custody.Home;
        chain.Holder = driver;
        chain.Operation = default;
        chain.Hold(first);
        return chain;
    }

    /// <summary>NdisOffloadTcpXxx.</summary>
    internal static NdisStatus Send(OffloadHandle? handle, NetBufferListChain token, OffloadOperation function, TcpDisconnectFlags flags = default)
    {
        BoundDriver? owner = handle?.Binding?.Owner ?? (handle?.Entry)?.Driver;
        BufferChain? chain = CallGate.Admit(owner ?? HandlerFrame.Current?.Driver, token.Chain, token.IsStale, function, OffloadPhase.Request);
        if (chain is null)
            return NdisStatus.Pending;
        if (chain.Custody == Custody.Home)
        {
            BoundDriver? host = owner ?? HandlerFrame.Current?.Driver ?? chain.First!.Origin;
            if (host is null)
                throw new InvalidOperationException($"{DdiNames.Function(function, OffloadPhase.Request)} was called for a connection that was never offloaded. Initiate its offload first.");
            chain.Operation = function;
            chain.Phase = OffloadPhase.Request;
            chain.Flags = flags;
            chain.Holder = host;
            chain.Handle = handle;
            chain.Lane = null;
            if (!host.Stack.PutOff(chain, Start))
                Start(chain);
        }
        else if (chain.Phase != OffloadPhase.Request || chain.Operation == OffloadOperation.ReceiveReturn || chain.Holder!.Below is null)
        {
            // A target has nobody below it, and the gate has reported the handle; a return that goes down as a request was reported as well.
            if (chain.Phase == OffloadPhase.Completion)
            {
                Misuse.Report(Rules.WrongFunction(chain.Holder!, chain, function), chain.Holder!, chain, chain.Operation,
                    $"{DdiNames.Function(function, OffloadPhase.Request)} was called for a completion. Call {DdiNames.Function(chain.Operation, OffloadPhase.Completion)}.");
            }
            Settle(chain);
        }
        else
        {
            handle = ChainChecks.OnWayDown(handle, chain, flags);
            for (NetBufferList? list = chain.First; list is not null; list = list.Link)
            {
                // A driver that brings a list context of its own restores from that.
                if (list.ContextOf(chain.Holder!) is null)
                    list.SaveFor(chain.Holder!);
            }
            GoDown(chain, handle);
        }
        return NdisStatus.Pending;
    }

    /// <summary>NdisTcpOffloadXxxComplete.</summary>
    internal static void Complete(NdisMiniportHandle? handle, NetBufferListChain token, OffloadOperation function)
    {
        if (token.IsNull && function == OffloadOperation.Disconnect && CompleteNull(handle))
            return;
        BufferChain? chain = CallGate.Admit(handle?.Owner, token.Chain, token.IsStale, function, OffloadPhase.Completion);
        if (chain is null)
            return;
        if (chain.Phase == OffloadPhase.Indication || chain.Operation == OffloadOperation.ReceiveReturn)
        {
            // Was reported as the wrong function: it has no completion.
            Settle(chain);
            return;
        }
        ChainCompletionChecks.Run(chain.Holder!, handle, chain);
        Finish(chain);
    }

    /// <summary>NdisOffloadTcpReceiveReturn: synchronous, down to the target whose lists they are.</summary>
    internal static void Return(NdisBindingHandle? handle, NetBufferListChain token)
    {
        BufferChain? chain = CallGate.Admit(handle?.Owner, token.Chain, token.IsStale, OffloadOperation.ReceiveReturn, OffloadPhase.Request);
        if (chain is null)
            return;
        if (chain.Custody != Custody.Home && chain.Operation != OffloadOperation.ReceiveReturn)
        {
            // Was reported as the wrong function.
            Settle(chain);
            return;
        }
        BoundDriver driver = chain.Custody == Custody.Home ? handle?.Owner ?? HandlerFrame.Current!.Driver : chain.Holder!;
        if (chain.Custody == Custody.Home)
        {
            chain.Hold(chain.First!);
            chain.Holder = driver;
            if (!ReturnChecks.KeepIndicated(driver, chain))
                return;
        }
        else if (!driver.Stack.Verifier.IsOff)
        {
            ChainChecks.CheckLinks(chain, OffloadPhase.Request);
        }
        chain.Operation = OffloadOperation.ReceiveReturn;
        chain.Phase = OffloadPhase.Request;
        chain.Via = handle is not null && handle.Owner == driver ? handle : driver.BindingHandle!;
        driver.Trace.Add(TraceKind.Called, driver, chain);
        PassDown(driver, chain);
    }

    /// <summary>Gets rid of a chain in the place of its driver: a request fails, anything else goes on as it came.</summary>
    internal static void Settle(BufferChain chain)
    {
        BoundDriver driver = chain.Holder!;
        switch (chain.Operation, chain.Phase)
        {
            case (OffloadOperation.ReceiveIndicate, _):
                // The indication's caller gets the list back: nobody accepted it.
                chain.Move(LastMove.Indicated, Custody.InTransit);
                break;
            case (OffloadOperation.ReceiveReturn, _):
                chain.Via = driver.BindingHandle!;
                PassDown(driver, chain);
                break;
            case (_, OffloadPhase.Request):
                chain.Relink();
                for (NetBufferList? list = chain.First; list is not null; list = list.Link)
                    list.StatusMember = NdisStatus.UploadInProgress;
                Finish(chain);
                break;
            default:
                chain.Relink();
                Finish(chain);
                break;
        }
    }

    /// <summary>The last list of the leading run that goes back to one owner.</summary>
    internal static NetBufferList EndOfFirstRun(BufferChain chain)
        => chain.Holder is { } driver ? EndOfRun(chain, driver) : chain.Last!;

    /// <summary>Puts the lists of one chain behind those of another.</summary>
    internal static void Append(BufferChain chain, BufferChain rest)
    {
        if (chain == rest || chain.Holder != rest.Holder || chain.Custody != rest.Custody || chain.Operation != rest.Operation || chain.Phase != rest.Phase)
            throw new InvalidOperationException($"A chain of {rest.Operation} cannot be appended to one of {chain.Operation}: both have to be in one driver's hands, for the same kind of request.");
        chain.Append(rest);
        rest.Holder?.Stack.Buffers.Return(rest);
    }

    /// <summary>The host starts a request.</summary>
    private static void Start(BufferChain chain)
    {
        BoundDriver host = chain.Holder!;
        OffloadHandle? handle = chain.Handle;
        chain.Hold(chain.First!);
        bool may = ChainChecks.MayStart(host, handle, chain, chain.Operation, chain.Flags);
        for (NetBufferList? list = chain.First; list is not null; list = list.Link)
            Enlist(host, handle, list);
        if (may)
        {
            GoDown(chain, handle!);
            return;
        }
        // NDIS answers the request itself: the host gets its lists back.
        for (NetBufferList? list = chain.First; list is not null; list = list.Link)
            list.StatusMember = NdisStatus.Failure;
        chain.Move(LastMove.SentDown, Custody.InTransit);
        chain.Phase = OffloadPhase.Completion;
        chain.Via = host.BindingHandle!;
        host.Stack.Enqueue(chain);
    }

    /// <summary>A list of the host's becomes one of the connection.</summary>
    internal static void Enlist(BoundDriver host, OffloadHandle? handle, NetBufferList list)
    {
        list.ForgetWay();
        list.Origin = host;
        list.Connection = handle?.HostObject;
        list.BytesMember = 0;
    }

    private static void GoDown(BufferChain chain, OffloadHandle handle)
    {
        BoundDriver driver = chain.Holder!;
        chain.Handle = handle;
        chain.Via = handle.Binding is { } binding && binding.Owner == driver ? binding : driver.BindingHandle!;
        driver.Trace.Add(TraceKind.Called, driver, chain);
        for (NetBufferList? list = chain.First; list is not null; list = list.Link)
            list.Stamp(chain.Via);
        chain.Move(LastMove.SentDown, Custody.InTransit);
        chain.Holder = driver.Below;
        driver.Stack.Enqueue(chain);
    }

    /// <summary>Routes the lists upward, in runs of one owner.</summary>
    private static void Finish(BufferChain chain)
    {
        BoundDriver driver = chain.Holder!;
        if (driver.Role == DriverRole.Target)
            ConnectionMonitor.Completed(driver, chain);
        driver.Trace.Add(TraceKind.Called, driver, chain, OffloadPhase.Completion);
        for (BufferChain? run = chain; run is not null;)
        {
            NetBufferList last = EndOfRun(run, driver);
            BufferChain? rest = run.CutBehind(last);
            for (NetBufferList? list = run.First; list is not null; list = list.Link)
                list.RestoreFor(driver);
            run.Move(LastMove.CompletedUp, Custody.InTransit);
            run.Phase = OffloadPhase.Completion;
            run.Via = last.UpperBinding(driver)!;
            run.Holder = run.Via.Owner;
            driver.Stack.Enqueue(run);
            run = rest;
        }
    }

    private static NetBufferList EndOfRun(BufferChain chain, BoundDriver driver)
    {
        NetBufferList last = chain.First!;
        while (last.Link is { } next && next.UpperBinding(driver) == last.UpperBinding(driver))
            last = next;
        return last;
    }

    /// <summary>A disconnect may be completed with a null list; an intermediate driver that gets one may carry it up, and need not (C089).</summary>
    /// <returns>Whether that is so here.</returns>
    private static bool CompleteNull(NdisMiniportHandle? handle)
    {
        HandlerFrame? frame = HandlerFrame.Current;
        BoundDriver? driver = frame?.Driver ?? handle?.Owner;
        bool carries = frame?.Given is BufferChain { First: null, Operation: OffloadOperation.Disconnect };
        bool originates = driver is { Role: DriverRole.Target } && frame?.Given is not { Custody: Custody.Held };
        if (handle is null || handle.Owner != driver || !(carries || originates))
            return false;
        BufferChain none = BufferLedger.Rent(driver);
        none.Operation = OffloadOperation.Disconnect;
        none.Phase = OffloadPhase.Completion;
        none.Holder = driver;
        driver.Trace.Add(TraceKind.Called, driver, none);
        none.Move(LastMove.CompletedUp, Custody.InTransit);
        none.Holder = driver.Above;
        none.Via = driver.Above!.BindingHandles[handle.Index];
        driver.Stack.Enqueue(none);
        return true;
    }

    /// <summary>The chain that lists are in already, where the driver may have it: what it keeps, or holds from this list on.</summary>
    private static BufferChain? ChainOf(BufferChain chain, NetBufferList first, BoundDriver? driver)
    {
        if (chain.Custody == Custody.Kept && (driver is null || driver == chain.Holder))
        {
            if (chain.First != first)
            {
                NetBufferList previous = chain.First!;
                while (previous.Link != first)
                    previous = previous.Link!;
                BufferChain behind = chain.CutBehind(previous)!;
                behind.Holder!.Stack.Buffers.Keep(behind);
                chain = behind;
            }
            BoundDriver target = chain.Holder!;
            target.Stack.Buffers.Unkeep(chain);
            chain.Move(LastMove.Resumed, Custody.Held);
            target.Stack.NoteTaken(chain);
            return chain;
        }
        return chain.First == first && chain.Custody is Custody.Home or Custody.Riding && chain.Last!.NextMember is null
            || (chain.First == first && chain.Custody == Custody.Held && chain.Holder == driver) ? chain : null;
    }

    private static void CheckFree(NetBufferList first)
    {
        NetBufferList? slow = first;
        for (NetBufferList? list = first; list is not null; list = list.NextMember)
        {
            if (list.Chain is { Custody: not (Custody.Home or Custody.Spent) } busy)
                throw new InvalidOperationException($"A list is under way in {busy.Operation} of {busy.Name}. Wait until it is completed, or pass on the chain that was received.");
            slow = list.NextMember is null ? null : slow?.NextMember;
            if (list.NextMember?.NextMember is { } ahead && ahead == slow)
                throw new InvalidOperationException("The chain runs in a circle. End it with a list whose Next is null.");
        }
    }

    /// <summary>Frees the lists of a chain that is at home, to be chained anew.</summary>
    private static void Dissolve(BufferChain chain)
    {
        chain.ComeHome();
        (chain.Holder ?? chain.First!.Origin)?.Stack.Buffers.Return(chain);
    }

    private static void PassDown(BoundDriver driver, BufferChain chain)
    {
        BoundDriver below = driver.Below!;
        bool atHome = below.Role == DriverRole.Target;
        chain.Move(LastMove.SentDown, atHome ? Custody.Home : Custody.Held);
        chain.Holder = below;
        if (atHome)
        {
            for (NetBufferList? list = chain.First; list is not null; list = list.Link)
                driver.Stack.Buffers.Returned(list);
            driver.Stack.Forget(chain);
            chain.ComeHome();
        }
        else
        {
            driver.Stack.Note(chain);
        }
        ulong version = chain.Version;
        HandlerFrame frame = HandlerFrame.Push(below, chain, OffloadOperation.ReceiveReturn, OffloadPhase.Request);
        try
        {
            driver.Trace.Add(TraceKind.Entered, below, chain);
            frame.Run(static frame =>
            {
                BoundDriver driver = frame.Driver;
                var chain = (BufferChain)frame.Given!;
                NdisStatus result = driver.Provider!.MiniportTcpOffloadReceiveReturn(driver.AdapterContexts[chain.Via!.Index], new NetBufferListChain(chain, chain.Version));
                ChainChecks.Result(driver, OffloadOperation.ReceiveReturn, chain, result);
            });
        }
        finally
        {
            frame.Pop();
        }
        if (chain.Custody == Custody.Home && chain.Version == version)
            driver.Stack.Buffers.Return(chain);
    }
}
