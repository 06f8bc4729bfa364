namespace Chimney;

/// <summary>What must hold where a chain of buffer lists passes NDIS.</summary>
internal static class ChainChecks
{
    /// <summary>A chain of the caller's own may be sent on an object that is offloaded.</summary>
    /// <returns>Whether it may; where not, it was reported and goes no further.</returns>
    internal static bool MayStart(OffloadHandle? handle, BufferChain chain, OffloadOperation function, TcpDisconnectFlags flags)
    {
        if (handle is { Binding: { } binding, Object: { } item })
            return ConnectionMonitor.MayAsk(binding.Owner, item, chain, function, flags);
        BoundDriver driver = handle?.Binding?.Owner ?? HandlerFrame.Current?.Driver
            ?? throw new InvalidOperationException($"{DdiNames.Function(function, OffloadPhase.Request)} was called for a connection that was never offloaded. Initiate its offload first.");
        Misuse.Report("C247", driver, chain, function,
            $"{DdiNames.Function(function, OffloadPhase.Request)} was called for a connection that is not offloaded. Wait until its initiate has completed.");
        return false;
    }

    /// <summary>An intermediate driver passes a chain down by its own handle of the same connection, flags unchanged.</summary>
    /// <returns>The handle to go on with.</returns>
    internal static OffloadHandle OnWayDown(OffloadHandle? handle, BufferChain chain, TcpDisconnectFlags flags)
    {
        BoundDriver driver = chain.Holder!;
        OffloadHandle upper = chain.Handle!;
        var entry = upper.ContextWord.Value as ImOffloadEntry;
        if (handle is null || handle.Entry is null || handle.Entry.Driver != driver || handle.Entry.Upper != upper)
        {
            Misuse.Report("C068", driver, chain, chain.Operation,
                $"{DdiNames.Function(chain.Operation, OffloadPhase.Request)} was called with a handle that is not the driver's own one of this connection. Pass ImOffloadEntry.From(miniportOffloadContext).OffloadHandle.");
            handle = entry?.OwnHandle ?? handle ?? upper;
        }
        if (chain.Operation == OffloadOperation.Disconnect && flags != chain.Flags)
            Misuse.Report("C070", driver, chain, chain.Operation, $"a disconnect that came with {chain.Flags} was sent down with {flags}. Pass the flags on.");
        return handle;
    }

    internal static void OnWayUp(BoundDriver driver, BufferChain chain)
    {
        if (driver is { Role: DriverRole.Target, HasDuties: true } && NdisStack.IsRunningHandlerOf(chain))
        {
            Misuse.Report("C192", driver, chain, chain.Operation,
                $"{DdiNames.Function(chain.Operation, OffloadPhase.Completion)} was called inside the request handler. Pend the chain, return, and complete it from a work item.");
        }
    }

    /// <summary>The result of a request handler is fixed.</summary>
    internal static void Result(BoundDriver driver, BufferChain chain, NdisStatus result)
    {
        bool isReturn = chain.Operation == OffloadOperation.ReceiveReturn;
        NdisStatus wanted = isReturn ? NdisStatus.Success : NdisStatus.Pending;
        if (result == wanted || !driver.HasDuties)
            return;
        OffloadOperation operation = chain.Operation;
        Misuse.Report(isReturn ? "C073" : "C072", driver, chain, operation,
            $"{DdiNames.Handler(operation, OffloadPhase.Request)} returned {result}. Return {wanted}, whatever happened.");
    }
}
