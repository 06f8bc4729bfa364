namespace Chimney;

/// <summary>What must hold where a chain of buffer lists passes NDIS on its way down.</summary>
internal static class ChainChecks
{
    /// <summary>A chain of the host's own may be sent on an object that is offloaded, if it has the form that the operation asks for.</summary>
    /// <returns>Whether it may; where not, it was reported and goes no further.</returns>
    internal static bool MayStart(BoundDriver driver, OffloadHandle? handle, BufferChain chain, OffloadOperation function, TcpDisconnectFlags flags)
    {
        if (handle is { Binding: not null, Object: { } item })
        {
            if (!ConnectionMonitor.MayAsk(driver, item, chain, function, flags))
                return false;
        }
        (string Rule, string Message)? wrong =
            handle is not { Binding: not null, Object: not null }
                ? ("C247", "for a connection that is not offloaded. Wait until its initiate has completed.")
            : function == OffloadOperation.Forward && !AllHaveOneBuffer(chain)
                ? ("C256", "with a list that does not have exactly one buffer. Put one TCP segment, from its TCP header on, into one buffer of one list.")
            : function != OffloadOperation.Disconnect
                ? null
            : flags is not (TcpDisconnectFlags.GracefulClose or TcpDisconnectFlags.AbortiveClose)
                ? ("C257", $"with flags {(uint)flags}. Pass one of the two values.")
            : chain.Count != 1 || !AllHaveOneBuffer(chain)
                ? ("C257", $"with {chain.Count} lists, or not with exactly one buffer. Pass a single list with one buffer.")
            : flags == TcpDisconnectFlags.AbortiveClose && chain.First!.Length != 0
                ? ("C257", "to abort, with data. Pass a list with an empty buffer.")
            : null;
        if (wrong is null)
            return true;
        Misuse.Report(wrong.Value.Rule, driver, chain, function, $"{DdiNames.Function(function, OffloadPhase.Request)} was called {wrong.Value.Message}");
        return false;
    }

    /// <summary>An intermediate driver passes a chain down as it came, by its own handle of the same connection, in order, flags unchanged.</summary>
    /// <returns>The handle to go on with.</returns>
    internal static OffloadHandle OnWayDown(OffloadHandle? handle, BufferChain chain, TcpDisconnectFlags flags)
    {
        BoundDriver driver = chain.Holder!;
        OffloadHandle upper = chain.Handle!;
        string function = DdiNames.Function(chain.Operation, OffloadPhase.Request);
        var entry = upper.ContextWord.Value as ImOffloadEntry;
        if (handle is null || handle.Entry is null || handle.Entry.Driver != driver || handle.Entry.Upper != upper)
        {
            Misuse.Report("C068", driver, chain, chain.Operation,
                $"{function} was called with a handle that is not the driver's own one of this connection. Pass ImOffloadEntry.From(miniportOffloadContext).OffloadHandle.");
            handle = entry?.OwnHandle ?? handle ?? upper;
        }
        if (chain.Operation == OffloadOperation.Disconnect && flags != chain.Flags)
            Misuse.Report("C070", driver, chain, chain.Operation, $"a disconnect that came with {chain.Flags} was sent down with {flags}. Pass the flags on.");
        if (driver.Stack.Verifier.IsOff)
            return handle;
        CheckLinks(chain, OffloadPhase.Request);
        bool inOrder = true;
        for (NetBufferList? list = chain.First; list is not null; list = list.Link)
        {
            inOrder &= list.Connection!.Order.Pass(driver.Level, chain.Operation, list.Sequence);
            if (ReferenceEquals(list.SourceHandleMember, list.UpperBinding(driver)))
                continue;
            list.SourceHandleMember = list.UpperBinding(driver);
            Misuse.Report("C076", driver, chain, chain.Operation,
                $"SourceHandle of a list was written before {function}. Leave it to NDIS on the way down, and restore it on the way up.");
        }
        if (!inOrder)
            Misuse.Report("C078", driver, chain, chain.Operation, $"{function} was called out of order: later lists of the connection went down before. Send what was pended first.");
        return handle;
    }

    /// <summary>A chain goes on with the lists it came with, in their order. Where it does not, it is put together again.</summary>
    internal static void CheckLinks(BufferChain chain, OffloadPhase phase)
    {
        int reached = 0;
        bool foreign = false;
        bool moved = false;
        NetBufferList? expected = chain.First;
        for (NetBufferList? list = chain.First; list is not null && reached <= chain.Count; list = list.NextMember)
        {
            reached++;
            foreign |= list.Chain != chain;
            moved |= list != expected;
            expected = expected?.Link;
        }
        if (!moved && expected is null)
            return;
        BoundDriver driver = chain.Holder!;
        chain.Relink();
        (string Rule, string What) wrong = foreign ? (Rules.WrongChain(driver, phase), "with lists that are not of the chain that the handler received")
            : reached < chain.Count ? (phase == OffloadPhase.Completion && driver.Role == DriverRole.Intermediate ? "C085" : Rules.WrongChain(driver, phase), "without some lists of the chain that the handler received")
            : (phase == OffloadPhase.Request ? "C078" : Rules.WrongChain(driver, phase), "with its lists in another order");
        Misuse.Report(wrong.Rule, driver, chain, chain.Operation,
            $"{DdiNames.Function(chain.Operation, phase)} was called {wrong.What}. Leave Next alone; take a chain apart with SplitFirst or SplitAt.");
    }

    /// <summary>The result of a request handler is fixed.</summary>
    internal static void Result(BoundDriver driver, OffloadOperation operation, BufferChain chain, NdisStatus result)
    {
        bool isReturn = operation == OffloadOperation.ReceiveReturn;
        NdisStatus wanted = isReturn ? NdisStatus.Success : NdisStatus.Pending;
        if (result == wanted || !driver.HasDuties)
            return;
        Misuse.Report(isReturn ? "C073" : "C072", driver, chain, operation,
            $"{DdiNames.Handler(operation, OffloadPhase.Request)} returned {result}. Return {wanted}, whatever happened.");
    }

    private static bool AllHaveOneBuffer(BufferChain chain)
    {
        for (NetBufferList? list = chain.First; list is not null; list = list.Link)
        {
            if (!list.HasOneBuffer)
                return false;
        }
        return true;
    }
}
