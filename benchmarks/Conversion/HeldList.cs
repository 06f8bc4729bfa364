namespace Chimney.Benchmarks.Conversion;

/// <summary>A stack in which an intermediate driver holds a query of objects that are offloaded already: what it converts is warm.</summary>
internal sealed class HeldList : IDisposable
{
    private readonly NdisStack _stack;

    public HeldList(int blocks)
    {
        var filter = new KeepsQueries();
        var host = new RecordingHost { KeepsRecords = false };
        _stack = new NdisStack(host, [filter], new RecordingTarget { KeepsRecords = false }, new ContractVerifier());
        _stack.Trace.IsEnabled = false;
        OffloadTree tree = Build(blocks);
        host.Initiate(tree);
        _stack.Run();
        host.Query(tree);
        _stack.Run();
        Tree = filter.Kept!.Resume().Tree!;
    }

    public BlockTree Tree { get; }

    public MiniportOffloadBlockList List => new(Tree, Tree.Version);

    public void Dispose()
    {
        foreach (MiniportOffloadBlock block in List.Blocks)
            block.Status = NdisStatus.Failure;
        Ndis.NdisMQueryOffloadStateComplete(Tree.Holder!.MiniportHandle!, List);
        _stack.Run();
        _stack.Dispose();
    }

    /// <summary>Neighbors with up to four paths, each with up to fifteen connections.</summary>
    private static OffloadTree Build(int blocks)
    {
        var neighbors = new List<OffloadObject>();
        OffloadObject? path = null;
        for (int i = 0, inNeighbor = 0; i < blocks; i++, inNeighbor++)
        {
            if (i == 0 || inNeighbor == 1 + 4 * 16)
            {
                neighbors.Add(OffloadObject.Neighbor("N"));
                inNeighbor = 0;
            }
            else if (inNeighbor % 16 == 1)
                path = neighbors[^1].AddPath("P");
            else
                path!.AddConnection("T");
        }
        return OffloadTree.Build(neighbors);
    }

    private sealed class KeepsQueries : IntermediateDriver
    {
        public PendedMiniportOffload? Kept { get; private set; }

        public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
            => Kept = offloadBlockList.Pend();
    }
}
