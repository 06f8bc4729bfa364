namespace Chimney;

/// <summary>The part that both pended handles share: a tree that can be taken out once.</summary>
internal sealed class PendedOffload
{
    private readonly BlockTree? _tree;
    private readonly ulong _stamp;

    // The tree may be with another driver, or in another operation, when the handle is misused.
    private readonly BoundDriver? _driver;
    private readonly OffloadPhase _phase;

    private PendedOffload(BlockTree? tree)
    {
        _tree = tree;
        _driver = tree?.Holder;
        _phase = tree?.Phase ?? default;
        _stamp = tree?.Version ?? 0;
        Operation = tree?.Operation ?? default;
    }

    internal OffloadOperation Operation { get; }

    internal static PendedOffload Pend(BlockTree? tree, bool isStale)
    {
        if (tree is null || isStale)
        {
            Misuse.PendWithoutList(tree);
            return new PendedOffload(null);
        }
        tree.Move(LastMove.Pended, Custody.Pended);
        tree.Holder?.Trace.Add(TraceKind.Pended, tree.Holder, tree);
        return new PendedOffload(tree);
    }

    /// <summary>The tree in the hands of its driver again, or null where there is none or it was taken out before.</summary>
    internal BlockTree? Resume()
    {
        if (_tree is null)
            return null;
        if (_tree.Version != _stamp)
        {
            Misuse.ResumedTwice(_tree, _driver, Operation, _phase);
            return null;
        }
        // A host stack's list is at home once its completion has been delivered: it owes nothing for it.
        bool atHome = _tree.Holder is null or { Role: DriverRole.Host };
        _tree.Move(LastMove.Resumed, atHome ? Custody.Home : Custody.Held);
        _tree.Holder?.Stack.NoteResumed(_tree);
        return _tree;
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
        BlockTree? tree = _pended.Resume();
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
        BlockTree? tree = _pended.Resume();
        return new ProtocolOffloadBlockList(tree, tree?.Version ?? 0);
    }
}
