namespace Chimney;

/// <summary>A chain of lists with its place in the operation. Chains are used again and again; their versions never go back.</summary>
internal sealed class BufferChain : Transfer
{
    internal NetBufferList? First;

    /// <summary>The handle that a request or indication travels by; what its receiver gets in place of it follows from it.</summary>
    internal OffloadHandle? Handle;

    internal TcpDisconnectFlags Flags;
    internal NdisStatus IndicatedStatus;

    internal override string Name => Handle?.Name ?? "a chain";

    internal override TraceList Kind => TraceList.Buffers;

    internal override int Count
    {
        get
        {
            int count = 0;
            for (NetBufferList? list = First; list is not null; list = list.Next)
                count++;
            return count;
        }
    }

    internal override IEnumerable<OffloadObject> Objects => Handle?.HostObject is { } connection ? [connection] : [];

    internal override NdisStatus? OutcomeOf(OffloadPhase phase) => phase == OffloadPhase.Completion ? First?.Status : null;

    internal override void Enter(BoundDriver driver) => driver.Enter(this);

    /// <inheritdoc/>
    /// <remarks>A driver's own chain has no operation until it is sent.</remarks>
    internal override bool IsMadeFor(OffloadOperation function) => Custody == Custody.Home || Operation == function;

    internal override void ComeHome()
    {
        for (NetBufferList? list = First; list is not null; list = list.Next)
            list.Chain = null;
        if (First is not null)
            First.FreeChain = this;
    }

    internal override void Settle() => ChainCall.Settle(this);

    /// <summary>Takes over a run of lists that ends where <see cref="NetBufferList.Next"/> is null.</summary>
    internal void Hold(NetBufferList first)
    {
        First = first;
        for (NetBufferList? list = first; list is not null; list = list.Next)
            list.Chain = this;
    }

    /// <summary>Cuts the chain behind a list.</summary>
    /// <returns>The rest, with the same place in the operation; null where there is none.</returns>
    internal BufferChain? CutBehind(NetBufferList last)
    {
        NetBufferList? rest = last.Next;
        if (rest is null)
            return null;
        last.Next = null;
        var chain = new BufferChain
        {
            Operation = Operation,
            Phase = Phase,
            Custody = Custody,
            Holder = Holder,
            LastMove = LastMove,
            LastMover = LastMover,
            LastPhase = LastPhase,
            Handle = Handle,
            Flags = Flags,
            IndicatedStatus = IndicatedStatus,
        };
        chain.Hold(rest);
        return chain;
    }
}
