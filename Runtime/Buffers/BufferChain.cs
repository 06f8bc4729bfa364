namespace Chimney;

/// <summary>A chain of lists with its place in the operation. Chains are used again and again; their versions never go back.</summary>
internal sealed class BufferChain : Transfer
{
    /// <summary>The first list; the others follow by <see cref="NetBufferList.Link"/>. Null on the null list of a disconnect completion (C089).</summary>
    internal NetBufferList? First;

    internal NetBufferList? Last;

    /// <summary>The handle that a request or indication travels by; what its receiver gets in place of it follows from it.</summary>
    internal OffloadHandle? Handle;

    internal TcpDisconnectFlags Flags;

    /// <summary>The next chain that is free, where this one is.</summary>
    internal BufferChain? NextFree;

    private int _count;

    internal override string Name => Handle?.Name ?? "a chain";

    internal override TraceList Kind => TraceList.Buffers;

    internal override int Count => _count;

    internal override IEnumerable<OffloadObject> Objects
    {
        get
        {
            // The lists of a request that is about to start may be an earlier connection's yet.
            if (Custody == Custody.Home && Handle?.HostObject is { } asked)
            {
                yield return asked;
                yield break;
            }
            OffloadObject? previous = null;
            for (NetBufferList? list = First; list is not null; list = list.Link)
            {
                if (list.Connection is { } connection && connection != previous)
                    yield return connection;
                previous = list.Connection;
            }
        }
    }

    internal override NdisStatus? OutcomeOf(OffloadPhase phase) => phase == OffloadPhase.Completion ? First?.StatusMember : null;

    internal override void Enter(BoundDriver driver)
    {
        if (First is null)
        {
            // Nobody owes anything for a null list.
            Custody = Custody.Home;
            driver.Stack.Forget(this);
        }
        else if (driver.Role != DriverRole.Host)
        {
            for (NetBufferList? list = First; list is not null; list = list.Link)
            {
                list.Lead = First;
                list.Look();
                if (Phase == OffloadPhase.Request)
                    list.Sequence = list.Connection!.Order.Next();
            }
        }
        ulong version = Version;
        driver.Enter(this);
        if (Custody == Custody.Home && Version == version)
            driver.Stack.Buffers.Return(this);
    }

    /// <inheritdoc/>
    /// <remarks>A driver's own chain has no operation until it is sent.</remarks>
    internal override bool IsMadeFor(OffloadOperation function) => Custody == Custody.Home || Operation == function;

    internal override void ComeHome()
    {
        for (NetBufferList? list = First; list is not null; list = list.Link)
            list.Chain = null;
    }

    internal override void Settle() => ChainCall.Settle(this);

    /// <summary>Takes over the lists that follow one another by <see cref="NetBufferList.Next"/>.</summary>
    internal void Hold(NetBufferList first)
    {
        First = first;
        Last = null;
        _count = 0;
        for (NetBufferList? list = first; list is not null; list = list.NextMember)
        {
            list.Link = list.NextMember;
            Count1(list);
        }
    }

    /// <summary>Takes over the lists of another chain, which is empty then, behind its own.</summary>
    internal void Append(BufferChain other)
    {
        if (Last is null)
            First = other.First;
        else
            Last.Link = Last.NextMember = other.First;
        for (NetBufferList? list = other.First; list is not null; list = list.Link)
            Count1(list);
        other.First = other.Last = null;
        other._count = 0;
    }

    /// <summary>Cuts the chain behind a list.</summary>
    /// <returns>The rest, with the same place in the operation; null where there is none.</returns>
    internal BufferChain? CutBehind(NetBufferList last)
    {
        if (last.Link is not { } rest)
            return null;
        last.Link = last.NextMember = null;
        BufferChain chain = BufferLedger.Rent(Holder);
        chain.Operation = Operation;
        chain.Phase = Phase;
        chain.Custody = Custody;
        chain.Holder = Holder;
        chain.Via = Via;
        chain.LastMove = LastMove;
        chain.LastMover = LastMover;
        chain.LastPhase = LastPhase;
        chain.Handle = Handle;
        chain.Lane = Lane;
        chain.Flags = Flags;
        chain.Hold(rest);
        _count -= chain._count;
        Last = last;
        return chain;
    }

    /// <summary>Takes one list out.</summary>
    internal void Remove(NetBufferList removed)
    {
        NetBufferList? previous = null;
        NetBufferList? list = First;
        while (list != removed)
        {
            previous = list;
            list = list!.Link;
        }
        if (previous is null)
            First = removed.Link;
        else
            previous.Link = previous.NextMember = removed.Link;
        if (Last == removed)
            Last = previous;
        removed.Link = removed.NextMember = null;
        removed.Chain = null;
        _count--;
    }

    /// <summary>Puts every list where it was when NDIS got the chain.</summary>
    internal void Relink()
    {
        for (NetBufferList? list = First; list is not null; list = list.Link)
            list.NextMember = list.Link;
    }

    internal void Clear()
    {
        First = Last = null;
        _count = 0;
        Handle = null;
        Lane = null;
        Via = null;
        Flags = default;
    }

    private void Count1(NetBufferList list)
    {
        list.Chain = this;
        list.IsMisuseReported = false;
        Last = list;
        _count++;
    }
}
