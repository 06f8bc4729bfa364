namespace Chimney;

/// <summary>A driver looks at a list, or writes to it, only while it has it: after a call that gives it away it is somebody else's.</summary>
internal static class ListAccess
{
    /// <summary>Whether the running driver may use the members of a list; where not, that is reported. Outside any handler nobody is to blame.</summary>
    internal static bool IsAllowed(NetBufferList list)
    {
        BufferChain? chain = list.Chain;
        if ((chain is null && list.Origin is null) || HandlerFrame.Current?.Driver is not { } driver)
            return true;
        bool mine = chain is null ? list.Origin == driver : chain.Custody switch
        {
            // Send data in a block is looked after with its tree; what was lost was reported.
            Custody.Riding or Custody.Lost or Custody.Spent => true,
            Custody.InTransit => false,
            _ => (chain.Holder ?? driver) == driver,
        };
        return mine || !IsMisuse(list, chain, driver);
    }

    /// <summary>The driver that calls a service of NDIS for its own use.</summary>
    internal static BoundDriver RunningDriver()
        => HandlerFrame.Current?.Driver ?? throw new InvalidOperationException("No driver is running: list contexts belong to drivers. Call this from a handler or work item.");

    private static bool IsMisuse(NetBufferList list, BufferChain? chain, BoundDriver driver)
    {
        // A list may start anew in another stack.
        BoundDriver owner = chain?.Holder ?? list.Origin!;
        if (owner.Stack != driver.Stack || driver is { HasDuties: false, Role: not DriverRole.Host } || driver.Stack.Verifier.IsOff)
            return false;
        // A loop over such a list is one mistake; where the first use throws there is no loop.
        if (list.IsMisuseReported && driver.Stack.Verifier.Mode != VerifierMode.Throw)
            return true;
        list.IsMisuseReported = true;
        Misuse.Report(Rule(chain, owner), driver, chain, chain?.Operation, "a list was used while the driver did not have it. Do everything with it before the call that gives it away.");
        return true;
    }

    private static string Rule(BufferChain? chain, BoundDriver owner)
    {
        bool indicated = chain is null ? owner.Role == DriverRole.Target
            : chain.Operation is OffloadOperation.ReceiveIndicate or OffloadOperation.ReceiveReturn;
        return indicated ? "C098" : chain is { Phase: OffloadPhase.Request } ? "C079" : "C090";
    }
}
