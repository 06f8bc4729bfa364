namespace Chimney;

/// <summary>A host stack gives back what was indicated to it and what it accepted, once.</summary>
internal static class ReturnChecks
{
    /// <summary>Takes everything else out of the chain, and reports it.</summary>
    /// <returns>Whether a list is left.</returns>
    internal static bool KeepIndicated(BoundDriver driver, BufferChain chain)
    {
        bool foreign = false;
        for (NetBufferList? list = chain.First; list is not null;)
        {
            NetBufferList? next = list.Link;
            if (!list.IsIndicated)
            {
                chain.Remove(list);
                foreign = true;
            }
            list = next;
        }
        if (foreign)
        {
            Misuse.Report("C098", driver, chain, OffloadOperation.ReceiveReturn,
                $"{DdiNames.Function(OffloadOperation.ReceiveReturn, OffloadPhase.Request)} was called with a list that is not an indicated one, or was given back before. Return each accepted list once.");
        }
        if (chain.First is not null)
            return true;
        driver.Stack.Buffers.Return(chain);
        return false;
    }
}
