namespace Chimney;

/// <summary>Where a list is between two moves.</summary>
internal enum Custody : byte
{
    /// <summary>With the driver that originated it; no operation is running.</summary>
    Home,
    /// <summary>Given to NDIS, not yet delivered.</summary>
    InTransit,
    /// <summary>In the hands of a driver, which owes its duty.</summary>
    Held,
    /// <summary>In a storable handle of a driver.</summary>
    Pended,
    /// <summary>With a driver that has no token for it: send data that a target took over with an initiate.</summary>
    Kept,
    /// <summary>Part of a tree: send data in a block, which goes where the tree goes.</summary>
    Riding,
    /// <summary>Given up after a violation that was thrown.</summary>
    Lost,
    /// <summary>Used up: its lists are in other chains now, or free.</summary>
    Spent,
}

/// <summary>What made the last token for a tree stale.</summary>
internal enum LastMove : byte
{
    None,
    Delivered,
    Converted,
    Pended,
    Resumed,
    Split,
    Indicated,
    SentDown,
    CompletedUp,
}

/// <summary>
/// What a token stands for: a tree of blocks or a chain of buffer lists, with its place in the operation. Tokens and views are valid while
/// their stamp equals <see cref="Version"/>.
/// </summary>
internal abstract class Transfer
{
    /// <summary>Goes up with every move and never down, also when the memory is used again. 0 is never current.</summary>
    internal ulong Version = 1;

    internal OffloadOperation Operation;
    internal OffloadPhase Phase;
    internal Custody Custody;
    internal BoundDriver? Holder;

    /// <summary>The binding that the list crossed last, or is about to cross.</summary>
    internal NdisBindingHandle? Via;

    /// <summary>The last move, who made it and in which phase: what a stale token is judged by.</summary>
    internal LastMove LastMove;
    internal BoundDriver? LastMover;
    internal OffloadPhase LastPhase;

    /// <summary>The version that the use of a stale token was reported for: one report for each time the list was given away.</summary>
    internal ulong StaleUseReported;

    /// <summary>Links of the lists that are on their way in a stack, and whether this is one of them.</summary>
    internal Transfer? PreviousOutstanding;
    internal Transfer? NextOutstanding;
    internal bool IsOutstanding;

    /// <summary>The lane of the objects that the list is about; null where no threaded run has asked for it.</summary>
    internal Lane? Lane;

    /// <summary>Names the list in messages and traces.</summary>
    internal abstract string Name { get; }

    /// <summary>What the list is, for traces.</summary>
    internal abstract TraceList Kind { get; }

    /// <summary>Number of blocks, or of lists.</summary>
    internal abstract int Count { get; }

    /// <summary>The host's objects that the list is about; lists about the same object keep their order.</summary>
    internal abstract IEnumerable<OffloadObject> Objects { get; }

    /// <summary>The status to show in a trace; null where there is none yet.</summary>
    internal abstract NdisStatus? OutcomeOf(OffloadPhase phase);

    /// <summary>Calls the handler that the list is for.</summary>
    internal abstract void Enter(BoundDriver driver);

    /// <summary>The completion reaches the driver that originated the list.</summary>
    internal abstract void ComeHome();

    /// <summary>Gets rid of the list in the place of its driver.</summary>
    internal abstract void Settle();

    /// <summary>Whether a function of this operation may be called with the list.</summary>
    internal virtual bool IsMadeFor(OffloadOperation function) => Operation == function;

    internal void Move(LastMove move, Custody custody)
    {
        Version++;
        LastMove = move;
        if (LastMover != Holder)
            LastMover = Holder;
        LastPhase = Phase;
        Custody = custody;
    }

    internal bool IsHeldBy(BoundDriver driver) => Custody == Custody.Held && Holder == driver;

    /// <summary>Whether the driver holds the list, or keeps it in a storable handle.</summary>
    internal bool IsWith(BoundDriver driver) => Custody is Custody.Held or Custody.Pended && Holder == driver;

    /// <summary>Reports the use of a stale token or view, and gives the caller memory that belongs to no list.</summary>
    internal T ReportStaleUse<T>() where T : class, new()
    {
        Misuse.StaleUse(this);
        return new T();
    }
}
