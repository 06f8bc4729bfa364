namespace Chimney;

/// <summary>The part that all pended handles share: a list that can be taken out once.</summary>
internal struct PendedOffload
{
    private Transfer? _list;
    private ulong _stamp;

    // The list may be with another driver, or in another operation, when the handle is misused.
    private BoundDriver? _driver;
    private OffloadPhase _phase;

    internal OffloadOperation Operation { get; private set; }

    /// <summary>Puts a list in.</summary>
    /// <exception cref="InvalidOperationException">There is one that nobody has taken out.</exception>
    internal void Pend(Transfer? list, bool isStale)
    {
        if (_list is not null && _list.Version == _stamp)
            throw new InvalidOperationException($"The handle still keeps {Operation} of {_list.Name}. Resume it first, or pend into a handle of its own.");
        _list = null;
        Operation = list?.Operation ?? default;
        if (list is null || isStale)
        {
            Misuse.PendWithoutList(list);
            return;
        }
        list.Move(LastMove.Pended, Custody.Pended);
        list.Holder?.Trace.Add(TraceKind.Pended, list.Holder, list);
        _list = list;
        _driver = list.Holder;
        _phase = list.Phase;
        _stamp = list.Version;
    }

    /// <summary>The list in the hands of its driver again, or null where there is none or it was taken out before.</summary>
    internal readonly Transfer? Resume()
    {
        if (_list is null)
            return null;
        if (_list.Version != _stamp)
        {
            Misuse.ResumedTwice(_list, _driver, Operation, _phase);
            return null;
        }
        // A host stack's list is at home once its completion has been delivered: it owes nothing for it.
        bool atHome = _list.Holder is null or { Role: DriverRole.Host };
        _list.Move(LastMove.Resumed, atHome ? Custody.Home : Custody.Held);
        _list.Holder?.Stack.NoteResumed(_list);
        return _list;
    }
}

/// <summary>A request that a provider keeps for later: a miniport list that can be stored. Resume it once and complete it (C101, C276).</summary>
[PendedToken]
public sealed class PendedMiniportOffload
{
    private PendedOffload _pended;

    internal PendedMiniportOffload()
    {
    }

    /// <summary>The operation of the list, which decides the function that completes it.</summary>
    public OffloadOperation Operation => _pended.Operation;

    /// <summary>Takes the list out again. The caller has the duty now.</summary>
    /// <returns>The list that was pended.</returns>
    [Resumes]
    public MiniportOffloadBlockList Resume()
    {
        var tree = (BlockTree?)_pended.Resume();
        return new MiniportOffloadBlockList(tree, tree?.Version ?? 0);
    }

    internal PendedMiniportOffload Keep(Transfer? list, bool isStale)
    {
        _pended.Pend(list, isStale);
        return this;
    }
}

/// <summary>A completion that an intermediate driver keeps for later: a protocol list that can be stored. Resume it once and complete it (C276).</summary>
[PendedToken]
public sealed class PendedProtocolOffload
{
    private PendedOffload _pended;

    internal PendedProtocolOffload()
    {
    }

    /// <summary>The operation of the list, which decides the function that completes it.</summary>
    public OffloadOperation Operation => _pended.Operation;

    /// <summary>Takes the list out again. The caller has the duty now.</summary>
    /// <returns>The list that was pended.</returns>
    [Resumes]
    public ProtocolOffloadBlockList Resume()
    {
        var tree = (BlockTree?)_pended.Resume();
        return new ProtocolOffloadBlockList(tree, tree?.Version ?? 0);
    }

    internal PendedProtocolOffload Keep(Transfer? list, bool isStale)
    {
        _pended.Pend(list, isStale);
        return this;
    }
}
