namespace Chimney;

/// <summary>A stack's book of lists that no operation is running for; and chains that are free for use again.</summary>
internal sealed class BufferLedger(SharedGate gate)
{
    // Lists that were indicated and accepted, and chains of send data that a target took over with an initiate.
    private readonly HashSet<NetBufferList> _indicated = [];
    private readonly HashSet<BufferChain> _kept = [];

    // By thread: a handler that gave a chain back may still have it among its lists, and must not meet what another thread does with it.
    [ThreadStatic]
    private static BufferChain? t_free;

    /// <summary>A free chain, so that sending and completing allocates nothing.</summary>
    internal static BufferChain Rent(BoundDriver? driver)
    {
        if (driver is null)
            return new BufferChain();
        BufferChain chain = t_free ?? new BufferChain();
        t_free = chain.NextFree;
        chain.NextFree = null;
        return chain;
    }

    /// <summary>Takes back a chain whose lists are elsewhere or free.</summary>
    internal void Return(BufferChain chain)
    {
        chain.Holder?.Stack.Forget(chain);
        chain.Move(LastMove.None, Custody.Spent);
        // The next user is nobody's successor.
        chain.LastMover = null;
        chain.Clear();
        chain.NextFree = t_free;
        t_free = chain;
    }

    internal void Indicated(NetBufferList list)
    {
        list.IsIndicated = true;
        using (gate.Enter())
            _indicated.Add(list);
    }

    internal void Returned(NetBufferList list)
    {
        list.IsIndicated = false;
        using (gate.Enter())
            _indicated.Remove(list);
    }

    internal void Keep(BufferChain chain)
    {
        using (gate.Enter())
            _kept.Add(chain);
    }

    internal void Unkeep(BufferChain chain)
    {
        using (gate.Enter())
            _kept.Remove(chain);
    }

    /// <summary>Send data of a connection that a target took over and still has; null where there is none.</summary>
    internal BufferChain? KeptFor(OffloadObject connection)
    {
        using SharedGate.Scope scope = gate.Enter();
        foreach (BufferChain chain in _kept)
        {
            // Those of other connections may change while several threads run.
            if (chain.First?.Connection == connection)
                return chain;
        }
        return null;
    }

    /// <summary>What is missing when the stack is taken down.</summary>
    internal void AddOpen(List<ContractViolation> violations)
    {
        foreach (IGrouping<BufferChain?, NetBufferList> lists in _indicated.GroupBy(list => list.Chain))
        {
            // An intermediate driver that keeps a return is reported as such.
            if (lists.Key is not { Holder: { Role: DriverRole.Host } host } chain)
                continue;
            violations.Add(new ContractViolation("C154", OffloadOperation.ReceiveReturn, host.Name, chain.Name,
                $"{lists.Count()} indicated lists were not given back. Call {DdiNames.Function(OffloadOperation.ReceiveReturn, OffloadPhase.Request)} before the stack is taken down."));
        }
    }
}
