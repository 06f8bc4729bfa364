namespace Chimney;

/// <summary>PNET_BUFFER_LIST: the token for a chain of lists. In a handler it carries the duty to send the chain on or complete it.</summary>
/// <remarks>
/// A driver gets one as a handler parameter, from <see cref="SplitFirst"/>, from <see cref="PendedNetBufferListChain.Resume"/>, or from
/// <see cref="From"/> for lists of its own. It gets rid of it by handing it to <see cref="Ndis"/>, splitting it or pending it. After that
/// every use of it is a violation (C079, C090, C098). Source page: NET_BUFFER_LIST.
/// </remarks>
[OffloadToken]
public readonly ref struct NetBufferListChain
{
    private readonly ulong _stamp;

    internal NetBufferListChain(BufferChain? chain, ulong stamp)
    {
        Chain = chain;
        _stamp = stamp;
    }

    internal BufferChain? Chain { get; }

    internal bool IsStale => Chain is not null && Chain.Version != _stamp;

    /// <summary>Whether this is the null pointer, which owes nothing.</summary>
    public bool IsNull => Chain is null;

    /// <summary>The first list of the chain; null on a null chain. The others follow by <see cref="NetBufferList.Next"/>.</summary>
    public NetBufferList? First => Chain is null ? null : IsStale ? Chain.ReportStaleUse<NetBufferList>() : Chain.First;

    /// <summary>
    /// The virtual miniport that the lists came in on, for a driver that carries them up (C086): of the first list where the chain was not
    /// split by <see cref="SplitFirst"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The chain is null, or the lists did not come in on a miniport.</exception>
    [NeedsList]
    public NdisMiniportHandle NdisMiniportHandle
    {
        get
        {
            if (Chain is null)
                throw new InvalidOperationException("The chain is null and belongs to no miniport. Test IsNull first.");
            BoundDriver? holder = IsStale ? HandlerFrame.Current?.Driver : Chain.Holder;
            if (IsStale)
                Misuse.StaleUse(Chain);
            if (holder is null or { Role: DriverRole.Host })
                throw new InvalidOperationException("The lists are a host stack's own and came in on no miniport.");
            return holder.MiniportHandles[IsStale ? 0 : Chain.First?.UpperBinding(holder)?.Index ?? 0];
        }
    }

    /// <summary>Makes a chain of lists that belong to the caller: sends and posted receives of a host stack, indications of a target.</summary>
    /// <param name="first">
    /// The first list; the others follow by <see cref="NetBufferList.Next"/>. None may be under way. A target gets the send data of a block
    /// that it took over this way, to complete it (C130); a host stack the lists of an indication that it accepted, to return them.
    /// </param>
    /// <returns>The chain. Nothing is owed for it until it is handed to <see cref="Ndis"/>; for send data taken over, its completion is.</returns>
    /// <exception cref="InvalidOperationException">A list is part of another chain that is under way, or the chain runs in a circle.</exception>
    public static NetBufferListChain From([NeedsList] NetBufferList first)
    {
        ArgumentNullException.ThrowIfNull(first);
        BufferChain chain = ChainCall.Originate(first);
        return new NetBufferListChain(chain, chain.Version);
    }

    /// <summary>Splits off the leading run of lists that belong to one owner: the driver, and virtual miniport, that they go back to (C086).</summary>
    /// <param name="rest">What follows the run; null where nothing does.</param>
    /// <returns>The run. It and the rest each owe what the chain owed.</returns>
    [Splits]
    public NetBufferListChain SplitFirst(out NetBufferListChain rest)
    {
        if (Chain is not { } chain || IsStale)
        {
            var same = new NetBufferListChain(Chain, 0);
            rest = default;
            return same;
        }
        return Split(chain, ChainCall.EndOfFirstRun(chain), out rest);
    }

    /// <summary>Splits off the first lists, for a target that completes part of what it was given.</summary>
    /// <param name="count">Number of lists to split off; at least one.</param>
    /// <param name="rest">What follows them; null where nothing does.</param>
    /// <returns>The first lists. They and the rest each owe what the chain owed.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than one, or the chain is shorter.</exception>
    [Splits]
    public NetBufferListChain SplitAt(int count, out NetBufferListChain rest)
    {
        if (Chain is not { } chain || IsStale)
        {
            var same = new NetBufferListChain(Chain, 0);
            rest = default;
            return same;
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, chain.Count);
        NetBufferList last = chain.First!;
        for (int i = 1; i < count; i++)
            last = last.Link!;
        return Split(chain, last, out rest);
    }

    /// <summary>
    /// Puts other lists behind those of this chain, to complete them in one call: lists of several requests of one kind, which may be on
    /// several connections.
    /// </summary>
    /// <param name="rest">The lists that follow. Their duty goes over to this chain; a null chain adds nothing.</param>
    /// <exception cref="InvalidOperationException">The chains are not both held by one driver, for the same kind of request.</exception>
    [NeedsList]
    public void Append([Discharges] NetBufferListChain rest)
    {
        if (Chain is null)
            throw new InvalidOperationException("There is no chain to append to: this one is null. Use the other one.");
        if (rest.Chain is null)
            return;
        if (IsStale || rest.IsStale)
            Misuse.StaleUse(IsStale ? Chain : rest.Chain);
        else
            ChainCall.Append(Chain, rest.Chain);
    }

    /// <summary>Keeps the chain for later in a handle that can be stored. The handler may return then.</summary>
    /// <param name="handle">A handle of the driver's that was resumed, to be used again in place of a new one; null for a new one.</param>
    /// <returns>The handle; whoever resumes it completes the chain or sends it on.</returns>
    /// <exception cref="InvalidOperationException"><paramref name="handle"/> was not resumed yet.</exception>
    [Pends]
    public PendedNetBufferListChain Pend(PendedNetBufferListChain? handle = null) => (handle ?? new PendedNetBufferListChain()).Keep(Chain, IsStale);

    private static NetBufferListChain Split(BufferChain chain, NetBufferList last, out NetBufferListChain rest)
    {
        if (chain.Holder is { Role: not DriverRole.Host } driver && chain.Custody == Custody.Held && !driver.Stack.Verifier.IsOff)
            ChainChecks.CheckLinks(chain, chain.Phase);
        BufferChain? behind = chain.CutBehind(last);
        chain.Move(LastMove.Split, chain.Custody);
        if (behind is not null)
            chain.Holder?.Stack.NoteSplit(chain, behind);
        // The caller may put the rest where this chain was: nothing of this is read after that.
        rest = new NetBufferListChain(behind, behind?.Version ?? 0);
        return new NetBufferListChain(chain, chain.Version);
    }
}
