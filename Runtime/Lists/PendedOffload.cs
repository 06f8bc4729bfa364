namespace Chimney;

/// <summary>The part that all pended handles share: a list that can be taken out once.</summary>
internal sealed class PendedOffload
{
    private readonly Transfer? _list;
    private readonly ulong _stamp;

    // The list may be with another driver, or in another operation, when the handle is misused.
    private readonly BoundDriver? _driver;
    private readonly OffloadPhase _phase;

    private PendedOffload(Transfer? list)
    {
        _list = list;
        _driver = list?.Holder;
        _phase = list?.Phase ?? default;
        _stamp = list?.Version ?? 0;
        Operation = list?.Operation ?? default;
    }

    internal OffloadOperation Operation { get; }

    internal static PendedOffload Pend(Transfer? list, bool isStale)
    {
        if (list is null || isStale)
        {
            Misuse.PendWithoutList(list);
            return new PendedOffload(null);
        }
        list.Move(LastMove.Pended, Custody.Pended);
        list.Holder?.Trace.Add(TraceKind.Pended, list.Holder, list);
        return new PendedOffload(list);
    }

    /// <summary>The list in the hands of its driver again, or null where there is none or it was taken out before.</summary>
    internal Transfer? Resume()
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
    private readonly PendedOffload _pended;

    internal PendedMiniportOffload(PendedOffload pended) => _pended = pended;

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
}

/// <summary>A completion that an intermediate driver keeps for later: a protocol list that can be stored. Resume it once and complete it (C276).</summary>
[PendedToken]
public sealed class PendedProtocolOffload
{
    private readonly PendedOffload _pended;

    internal PendedProtocolOffload(PendedOffload pended) => _pended = pended;

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
}
