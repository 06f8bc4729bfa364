namespace Chimney.Runtime.Tests.Lists;

/// <summary>Bytes that a warm operation allocates: some per operation, none per block.</summary>
public class AllocationTests
{
    private sealed class Measuring : IntermediateDriver
    {
        private readonly ImCallEntry _entry = new();

        internal long Bytes { get; private set; }

        public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        {
            PendedMiniportOffload pended = offloadBlockList.Pend();
            Bytes = Allocations.Leanest(() =>
            {
                MiniportOffloadBlockList back = pended.Resume().ToProtocol(_entry).ToMiniport();
                int blocks = 0;
                foreach (MiniportOffloadBlock block in back.Blocks)
                    blocks += block.IsPlaceholder ? 0 : 1;
                back.Pend(pended);
            });
            Ndis.NdisQueryOffloadState(NdisBindingHandle, pended.Resume().ToProtocol(_entry));
        }
    }

    private sealed class Plain : IntermediateDriver;

    private static OffloadTree Tree(int blocks)
    {
        OffloadObject neighbor = OffloadObject.Neighbor("N");
        OffloadObject? path = null;
        for (int i = 1; i < blocks; i++)
        {
            if (i % 50 == 1)
                path = neighbor.AddPath("P");
            else
                path!.AddConnection("T");
        }
        return OffloadTree.Build(neighbor);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(1_000)]
    [InlineData(100_000)]
    public void A_warm_conversion_down_and_up_allocates_nothing(int blocks)
    {
        var filter = new Measuring();
        var host = new RecordingHost { KeepsRecords = false };
        using var stack = new NdisStack(host, [filter], new RecordingTarget());
        stack.Trace.IsEnabled = false;
        OffloadTree tree = Tree(blocks);
        Assert.Equal(blocks, tree.BlockCount);
        host.Initiate(tree);
        stack.Run();
        host.Query(tree);
        stack.Run();

        host.Query(tree);
        stack.Run();

        Assert.Equal(0, filter.Bytes);
    }

    private static long BytesOfInitiateAndTerminate(int blocks)
    {
        var host = new RecordingHost { KeepsRecords = false };
        using var stack = new NdisStack(host, [new Plain(), new Plain()], new RecordingTarget { KeepsRecords = false });
        stack.Trace.IsEnabled = false;
        OffloadTree tree = Tree(blocks);
        return Allocations.Leanest(() =>
        {
            host.Initiate(tree);
            stack.Run();
            host.Terminate(tree);
            stack.Run();
        });
    }

    [Fact]
    public void A_warm_initiate_and_terminate_allocates_the_same_for_any_number_of_blocks()
    {
        long one = BytesOfInitiateAndTerminate(1);
        Assert.Equal(one, BytesOfInitiateAndTerminate(1_000));
        Assert.Equal(one, BytesOfInitiateAndTerminate(20_000));
        Assert.InRange(one, 1, 2_000);
    }
}
