namespace Chimney.Benchmarks.Conversion;

/// <summary>A driver that makes new blocks for the driver below, and again for the driver above, instead of using the blocks it has.</summary>
internal sealed class CopyingDriver
{
    public BlockNode Down(BlockNode root) => Copy(root, static block => ((ImOffloadEntry?)block.Context?.ContextWord.Value)?.OwnHandle);

    public BlockNode Up(BlockNode root) => Copy(root, static block => block.Handle?.Entry!.Upper);

    private static BlockNode Copy(BlockNode root, Func<BlockNode, OffloadHandle?> handle)
    {
        BlockNode? previous = null;
        return Chain(root, handle, ref previous)!;
    }

    /// <summary>Recursion goes down the three layers only.</summary>
    private static BlockNode? Chain(BlockNode? first, Func<BlockNode, OffloadHandle?> handle, ref BlockNode? previous)
    {
        BlockNode? head = null;
        BlockNode? last = null;
        for (BlockNode? block = first; block is not null; block = block.NextBlock)
        {
            OffloadHandle? mine = handle(block);
            var copy = new BlockNode
            {
                Context = mine,
                Handle = mine,
                NetBufferListChain = block.NetBufferListChain,
                Status = block.Status,
                SourceHandle = block.SourceHandle,
                Header = block.Header,
                PortNumber = block.PortNumber,
                Object = block.Object,
                WholeState = block.WholeState,
                Role = block.Role,
                ProtocolReserved = block.ProtocolReserved,
                MiniportReserved = block.MiniportReserved,
                ImReserved = block.ImReserved,
                Scratch = block.Scratch,
            };
            if (previous is not null)
                previous.NextInOrder = copy;
            previous = copy;
            if (last is null)
                head = copy;
            else
                last.NextBlock = copy;
            last = copy;
            copy.DependentBlockList = Chain(block.DependentBlockList, handle, ref previous);
        }
        return head;
    }
}
