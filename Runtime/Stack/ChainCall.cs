namespace Chimney;

/// <summary>The data path of NDIS: takes chains from drivers and queues them for the provider below, or for the clients that SourceHandles name.</summary>
internal static class ChainCall
{
    /// <summary>Makes a chain of lists that belong to the caller.</summary>
    internal static BufferChain Originate(NetBufferList first)
    {
        BoundDriver? driver = HandlerFrame.Current?.Driver;
        NetBufferList? slow = first;
        for (NetBufferList? list = first; list is not null; list = list.Next)
        {
            if (list.Chain is { Custody: not (Custody.Home or Custody.Spent) } busy)
                throw new InvalidOperationException($"A list is under way in {busy.Operation} of {busy.Name}. Wait until it is completed, or pass on the chain that was received.");
            slow = list.Next is null ? null : slow?.Next;
            if (list.Next?.Next is { } ahead && ahead == slow)
                throw new InvalidOperationException("The chain runs in a circle. End it with a list whose Next is null.");
        }
        // A chain that the host still keeps in a handle stays its own.
        BufferChain chain = first.FreeChain is { Custody: Custody.Home or Custody.Spent } free ? free : new BufferChain();
        first.FreeChain = null;
        chain.Holder = driver;
        chain.Move(LastMove.None, Custody.Home);
        chain.LastMover = null;
        chain.Handle = null;
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
            if (!ChainChecks.MayStart(handle, chain, function, flags))
                return NdisStatus.Pending;
            chain.Operation = function;
            chain.Phase = OffloadPhase.Request;
            chain.Flags = flags;
            chain.Holder = owner;
        }
        else
        {
            handle = ChainChecks.OnWayDown(handle, chain, flags);
            NetBufferList.SaveSourceHandles(chain.First, chain.Holder!);
        }
        BoundDriver driver = chain.Holder!;
        chain.Handle = handle;
        driver.Trace.Add(TraceKind.Called, driver, chain);
        NetBufferList.StampSourceHandles(chain.First, driver.BindingHandle!);
        chain.Move(LastMove.SentDown, Custody.InTransit);
        chain.Holder = driver.Below;
        driver.Stack.Enqueue(chain);
        return NdisStatus.Pending;
    }

    /// <summary>NdisTcpOffloadXxxComplete.</summary>
    internal static void Complete(NdisMiniportHandle? handle, NetBufferListChain token, OffloadOperation function)
    {
        BufferChain? chain = CallGate.Admit(handle?.Owner, token.Chain, token.IsStale, function, OffloadPhase.Completion);
        if (chain is null)
            return;
        BoundDriver driver = chain.Holder!;
        ChainChecks.OnWayUp(driver, chain);
        if (driver.Role == DriverRole.Intermediate && chain.Phase == OffloadPhase.Completion)
            NetBufferList.RestoreSourceHandles(chain.First, driver);
        Finish(chain);
    }

    /// <summary>NdisOffloadTcpReceiveReturn: synchronous, down to the target whose lists they are.</summary>
    internal static void Return(NdisBindingHandle? handle, NetBufferListChain token)
    {
        BufferChain? chain = CallGate.Admit(handle?.Owner, token.Chain, token.IsStale, OffloadOperation.ReceiveReturn, OffloadPhase.Request);
        if (chain is null)
            return;
        BoundDriver driver = chain.Custody == Custody.Home ? handle?.Owner ?? HandlerFrame.Current!.Driver : chain.Holder!;
        chain.Holder = driver;
        chain.Operation = OffloadOperation.ReceiveReturn;
        chain.Phase = OffloadPhase.Request;
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
                PassDown(driver, chain);
                break;
            case (_, OffloadPhase.Request):
                for (NetBufferList? list = chain.First; list is not null; list = list.Next)
                    list.Status = NdisStatus.UploadInProgress;
                Finish(chain);
                break;
            default:
                NetBufferList.RestoreSourceHandles(chain.First, driver);
                Finish(chain);
                break;
        }
    }

    /// <summary>The last list of the leading run that goes back to one owner.</summary>
    internal static NetBufferList EndOfFirstRun(BufferChain chain)
    {
        NetBufferList last = chain.First!;
        while (last.Next is { } next && ReferenceEquals(OwnerHandle(next, chain.Holder), OwnerHandle(last, chain.Holder)))
            last = next;
        return last;
    }

    /// <summary>The SourceHandle that a list has, or will have again, in the hands of a driver.</summary>
    private static object? OwnerHandle(NetBufferList list, BoundDriver? driver)
        => list.Context is { } context && context.Owner == driver ? context.SourceHandle : list.SourceHandle;

    /// <summary>Routes the lists upward, in runs of one SourceHandle.</summary>
    private static void Finish(BufferChain chain)
    {
        BoundDriver driver = chain.Holder!;
        if (driver.Role == DriverRole.Target)
            ConnectionMonitor.Completed(driver, chain);
        driver.Trace.Add(TraceKind.Called, driver, chain, OffloadPhase.Completion);
        for (BufferChain? run = chain; run is not null;)
        {
            NetBufferList last = run.First!;
            while (last.Next is { } next && ReferenceEquals(next.SourceHandle, last.SourceHandle))
                last = next;
            BufferChain? rest = run.CutBehind(last);
            run.Move(LastMove.CompletedUp, Custody.InTransit);
            run.Phase = OffloadPhase.Completion;
            run.Holder = ((NdisBindingHandle)last.SourceHandle!).Owner;
            driver.Stack.Enqueue(run);
            run = rest;
        }
    }

    private static void PassDown(BoundDriver driver, BufferChain chain)
    {
        BoundDriver below = driver.Below!;
        bool atHome = below.Role == DriverRole.Target;
        chain.Move(LastMove.SentDown, atHome ? Custody.Home : Custody.Held);
        chain.Holder = below;
        if (atHome)
            chain.ComeHome();
        HandlerFrame frame = HandlerFrame.Push(below, chain, OffloadOperation.ReceiveReturn, OffloadPhase.Request);
        try
        {
            driver.Trace.Add(TraceKind.Entered, below, chain);
            frame.Run(static frame =>
            {
                var chain = (BufferChain)frame.Given!;
                NdisStatus result = frame.Driver.Provider!.MiniportTcpOffloadReceiveReturn(frame.Driver.AdapterContext, new NetBufferListChain(chain, chain.Version));
                ChainChecks.Result(frame.Driver, chain, result);
            });
        }
        finally
        {
            frame.Pop();
        }
    }
}
