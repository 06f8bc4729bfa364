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

    /// <summary>Makes a chain of lists that belong to the caller: sends and posted receives of a host stack, indications of a target.</summary>
    /// <param name="first">The first list; the others follow by <see cref="NetBufferList.Next"/>. None may be under way.</param>
    /// <returns>The chain. Nothing is owed for it until it is handed to <see cref="Ndis"/>.</returns>
    /// <exception cref="InvalidOperationException">A list is part of another chain that is under way, or the chain runs in a circle.</exception>
    public static NetBufferListChain From(NetBufferList first)
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
        if (Chain is null || IsStale)
        {
            rest = default;
            return new NetBufferListChain(Chain, 0);
        }
        return Split(ChainCall.EndOfFirstRun(Chain), out rest);
    }

    /// <summary>Splits off the first lists, for a target that completes part of what it was given.</summary>
    /// <param name="count">Number of lists to split off; at least one.</param>
    /// <param name="rest">What follows them; null where nothing does.</param>
    /// <returns>The first lists. They and the rest each owe what the chain owed.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="count"/> is less than one, or the chain is shorter.</exception>
    [Splits]
    public NetBufferListChain SplitAt(int count, out NetBufferListChain rest)
    {
        if (Chain is null || IsStale)
        {
            rest = default;
            return new NetBufferListChain(Chain, 0);
        }
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        NetBufferList? last = Chain.First;
        for (int i = 1; i < count; i++)
            last = last?.Next;
        if (last is null)
            throw new ArgumentOutOfRangeException(nameof(count), count, $"The chain has {Chain.Count} lists. Split off at most that.");
        return Split(last, out rest);
    }

    /// <summary>Keeps the chain for later in a handle that can be stored. The handler may return then.</summary>
    /// <param name="handle">A handle of the driver's that was resumed, to be used again in place of a new one; null for a new one.</param>
    /// <returns>The handle; whoever resumes it completes the chain or sends it on.</returns>
    /// <exception cref="InvalidOperationException"><paramref name="handle"/> was not resumed yet.</exception>
    [Pends]
    public PendedNetBufferListChain Pend(PendedNetBufferListChain? handle = null) => (handle ?? new PendedNetBufferListChain()).Keep(Chain, IsStale);

    private NetBufferListChain Split(NetBufferList last, out NetBufferListChain rest)
    {
        BufferChain? behind = Chain!.CutBehind(last);
        Chain.Move(LastMove.Split, Chain.Custody);
        if (behind is not null)
            Chain.Holder?.Stack.NoteSplit(Chain, behind);
        rest = new NetBufferListChain(behind, behind?.Version ?? 0);
        return new NetBufferListChain(Chain, Chain.Version);
    }
}
