namespace Chimney;

/// <summary>Where a tree is between two moves.</summary>
internal enum Custody : byte
{
    /// <summary>With the host stack that built it; no operation is running.</summary>
    Home,
    /// <summary>Given to NDIS, not yet delivered.</summary>
    InTransit,
    /// <summary>In the hands of a driver, which owes its duty.</summary>
    Held,
    /// <summary>In a storable handle of a driver.</summary>
    Pended,
    /// <summary>Given up after a violation that was thrown.</summary>
    Lost,
}

/// <summary>What made the last token for a tree stale.</summary>
internal enum LastMove : byte
{
    None,
    Delivered,
    Converted,
    Pended,
    Resumed,
    SentDown,
    CompletedUp,
}

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
}

/// <summary>A whole tree of blocks with its place in the operation. Tokens and views are valid while their stamp equals <see cref="Version"/>.</summary>
internal sealed class BlockTree(BlockNode root, int count, string name)
{
    private BlockNode? _detached;

    internal readonly BlockNode Root = root;
    internal readonly int Count = count;
    internal readonly string Name = name;

    /// <summary>Goes up with every move and never down, also when the blocks are used again. 0 is never current.</summary>
    internal ulong Version = 1;

    internal OffloadOperation Operation;
    internal OffloadPhase Phase;
    internal BlockView View;
    internal Custody Custody;
    internal BoundDriver? Holder;

    /// <summary>The last move, who made it and in which phase: what a stale token is judged by.</summary>
    internal LastMove LastMove;
    internal BoundDriver? LastMover;
    internal OffloadPhase LastPhase;

    /// <summary>The version that the use of a stale token was reported for: one report for each time the list was given away.</summary>
    internal ulong StaleUseReported;
    internal RequestFrame[] Frames = new RequestFrame[4];
    internal int Depth;

    /// <summary>The request was answered by NDIS itself because it was illegal; the objects' states were not touched.</summary>
    internal bool Refused;

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

    /// <summary>Reports the use of a stale token or view, and gives the caller memory that belongs to no tree.</summary>
    internal BlockNode ReportStaleUse()
    {
        Misuse.StaleUse(this);
        return _detached ??= new BlockNode();
    }

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
