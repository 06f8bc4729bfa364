namespace Chimney;

internal enum BlockView : byte
{
    Protocol,
    Miniport,
}

/// <summary>One downward call: what NDIS and the verifier need to know when the answer comes back over the same edge.</summary>
internal struct RequestFrame
{
    /// <summary>The binding that the request was sent through: SourceHandle of the root as the receiver sees it.</summary>
    internal NdisBindingHandle Binding;

    /// <summary>ImReserved of the root as the receiver sees it.</summary>
    internal PointerPair ImReserved;

    /// <summary>The call entry that the receiver left in ImReserved when it sent the list on.</summary>
    internal ImCallEntry? CallEntry;

    /// <summary>A call entry that no driver has seen: for those that pass requests on without an entry of their own. Stays for the next request.</summary>
    internal ImCallEntry? Spare;
}

/// <summary>A whole tree of blocks with its place in the operation.</summary>
internal sealed class BlockTree(BlockNode root, int count, string name) : Transfer
{
    internal readonly BlockNode Root = root;

    internal BlockView View;
    internal RequestFrame[] Frames = new RequestFrame[4];
    internal int Depth;

    /// <summary>The request was answered by NDIS itself because it was illegal; the objects' states were not touched.</summary>
    internal bool Refused;

    /// <summary>The buffer lists on the blocks, as they were handed over last; null as long as there were none.</summary>
    internal ListSnapshot? Lists;

    /// <summary>Stands in NetBufferListChain of a terminate until the target writes it (C178).</summary>
    internal NetBufferList? LeftoverList;

    /// <summary>A call entry for a driver that passes the request on and keeps nothing in it.</summary>
    internal ImCallEntry TakePassingCallEntry()
    {
        ref RequestFrame frame = ref Frames[Depth - 1];
        if (frame.Spare is null or { IsSeen: true } or { IsInUse: true })
            frame.Spare = new ImCallEntry();
        return frame.Spare;
    }

    internal override string Name { get; } = name;

    internal override TraceList Kind => View == BlockView.Miniport ? TraceList.Miniport : TraceList.Protocol;

    internal override int Count { get; } = count;

    internal override IEnumerable<OffloadObject> Objects
    {
        get
        {
            for (BlockNode? block = Root; block is not null; block = block.NextInOrder)
            {
                if (block.Object is not null)
                    yield return block.Object;
            }
        }
    }

    internal override NdisStatus? OutcomeOf(OffloadPhase phase) => phase == OffloadPhase.Completion ? Root.Status : null;

    internal override void Enter(BoundDriver driver) => driver.Enter(this);

    internal override void ComeHome()
    {
        LifeCycleMonitor.Complete(this);
        StateTransfer.Unload(this);
        SendData.Alight(this);
    }

    internal override void Settle() => Duty.Settle(this);

    /// <summary>Lays out the depth-first order: a block, its dependents, then its next block.</summary>
    internal static int LinkInOrder(BlockNode root)
    {
        int count = 0;
        BlockNode? last = null;
        Visit(root);
        return count;

        // Recurses per layer only (neighbor, path, connection), so the depth is at most three.
        void Visit(BlockNode first)
        {
            for (BlockNode? block = first; block is not null; block = block.NextBlock)
            {
                count++;
                if (last is not null)
                    last.NextInOrder = block;
                last = block;
                if (block.DependentBlockList is not null)
                    Visit(block.DependentBlockList);
            }
        }
    }
}
