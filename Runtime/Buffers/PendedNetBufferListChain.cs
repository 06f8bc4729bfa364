namespace Chimney;

/// <summary>A chain that a driver keeps for later: a chain that can be stored. Resume it once and complete it, or send it on (C276).</summary>
[PendedToken]
public sealed class PendedNetBufferListChain
{
    private PendedOffload _pended;

    internal PendedNetBufferListChain()
    {
    }

    /// <summary>The operation of the chain, which decides the function that completes it.</summary>
    public OffloadOperation Operation => _pended.Operation;

    /// <summary>Takes the chain out again. The caller has the duty now.</summary>
    /// <returns>The chain that was pended.</returns>
    [Resumes]
    public NetBufferListChain Resume()
    {
        var chain = (BufferChain?)_pended.Resume();
        return new NetBufferListChain(chain, chain?.Version ?? 0);
    }

    internal PendedNetBufferListChain Keep(Transfer? list, bool isStale)
    {
        _pended.Pend(list, isStale);
        return this;
    }
}
