namespace Chimney.Runtime.Tests.Lists;

/// <summary>Whatever the tree, and whatever the target answers: what comes back up is what went down, with the answers in it.</summary>
public class RandomTreeTests
{
    /// <summary>What a block held; records compare the references by identity.</summary>
    private sealed record Seen(OffloadHandle? Handle, bool IsPlaceholder, object? Reserved0, object? Reserved1, object? Source, OffloadBlockHeader Header);

    /// <summary>A filter that compares what it completes upward with what it was given.</summary>
    private sealed class Comparing : IntermediateDriver
    {
        private List<Seen> _request = [];

        internal int Compared { get; private set; }

        private static List<Seen> Look(MiniportOffloadBlockList list)
        {
            var seen = new List<Seen>();
            foreach (MiniportOffloadBlock block in list.Blocks)
                seen.Add(new Seen(block.NdisOffloadHandle.Handle, block.IsPlaceholder, block.ImReserved[0], block.ImReserved[1], block.SourceHandle, block.Header));
            return seen;
        }

        internal void Down(OffloadOperation operation, MiniportOffloadBlockList list)
        {
            _request = Look(list);
            Ops.SendDown(operation, NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        }

        internal void Up(OffloadOperation operation, ProtocolOffloadBlockList list)
        {
            var before = new List<NdisStatus>();
            foreach (ProtocolOffloadBlock block in list.Blocks)
                before.Add(block.Status);
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            Assert.Equal(_request, Look(rebuilt));
            int i = 0;
            foreach (MiniportOffloadBlock block in rebuilt.Blocks)
            {
                Assert.Equal(before[i++], block.Status);
                if (!block.IsPlaceholder && !block.MiniportOffloadContext.IsNull)
                    Assert.Same(block.NdisOffloadHandle.Handle, ImOffloadEntry.From(block.MiniportOffloadContext).NdisOffloadHandle.Handle);
            }
            Compared += i;
            Ops.CompleteUp(operation, NdisMiniportHandle, rebuilt);
        }

        public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Down(OffloadOperation.Initiate, offloadBlockList);
        public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Down(OffloadOperation.Terminate, offloadBlockList);
        public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Down(OffloadOperation.Update, offloadBlockList);
        public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Down(OffloadOperation.Invalidate, offloadBlockList);
        public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Down(OffloadOperation.Query, offloadBlockList);
        public override void ProtocolInitiateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList) => Up(OffloadOperation.Initiate, offloadBlockList);
        public override void ProtocolTerminateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList) => Up(OffloadOperation.Terminate, offloadBlockList);
        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList) => Up(OffloadOperation.Update, offloadBlockList);
        public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList) => Up(OffloadOperation.Invalidate, offloadBlockList);
        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList) => Up(OffloadOperation.Query, offloadBlockList);
    }

    private static List<OffloadObject> Neighbors(Random random)
    {
        var neighbors = new List<OffloadObject>();
        for (int n = random.Next(1, 4); n > 0; n--)
        {
            OffloadObject neighbor = OffloadObject.Neighbor($"N{n}");
            for (int p = random.Next(0, 4); p > 0; p--)
            {
                OffloadObject path = neighbor.AddPath($"P{n}.{p}", random.Next(2) == 0);
                for (int t = random.Next(0, 5); t > 0; t--)
                    path.AddConnection($"T{n}.{p}.{t}");
            }
            neighbors.Add(neighbor);
        }
        return neighbors;
    }

    private static IEnumerable<OffloadObject> All(IEnumerable<OffloadObject> objects)
        => objects.SelectMany(o => new[] { o }.Concat(All(o.Dependents)));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void What_comes_back_is_what_went_down(int seed)
    {
        var random = new Random(seed);
        for (int run = 0; run < 60; run++)
        {
            List<OffloadObject> neighbors = Neighbors(random);
            Comparing[] filters = [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => new Comparing { Name = $"filter{i}" })];
            var host = new RecordingHost();
            var target = new RecordingTarget();
            using var stack = new NdisStack(host, filters, target);
            void Do(Action<OffloadTree> send, OffloadTree tree)
            {
                send(tree);
                stack.Run();
            }

            // Some objects first, then the rest: linkers, which have dependents (C266), and new blocks in one tree.
            target.ChooseStatus = (_, _) => random.Next(5) == 0 ? NdisStatus.Resources : NdisStatus.Success;
            Do(host.Initiate, OffloadTree.Build(neighbors, o => o.Kind == OffloadObjectKind.Neighbor || random.Next(2) == 0 ? BlockUse.Object : BlockUse.Omit));
            Do(host.Initiate, OffloadTree.Build(neighbors, o => o is { State: OffloadObjectState.Offloaded, Dependents.Count: 0 } ? BlockUse.Placeholder : BlockUse.Object));
            Assert.All(All(neighbors), o => Assert.Equal(o.State == OffloadObjectState.Offloaded, !o.OffloadHandle.MiniportOffloadContext.IsNull));
            int offloaded = All(neighbors).Count(o => o.State == OffloadObjectState.Offloaded);
            Assert.Equal(offloaded, target.ObjectCount);
            Assert.All(filters, f => Assert.Equal(offloaded, f.NdisBindingHandle.Owner.OffloadEntries.InUse));

            // Placeholders wherever an object is not offloaded, and some more.
            target.ChooseStatus = (op, _) => op != OffloadOperation.Terminate && random.Next(4) == 0 ? NdisStatus.Failure : NdisStatus.Success;
            BlockUse Some(OffloadObject o) => o.State == OffloadObjectState.Offloaded && random.Next(3) > 0 ? BlockUse.Object : BlockUse.Placeholder;
            Do(host.Query, OffloadTree.Build(neighbors, Some));
            Do(host.Update, OffloadTree.Build(neighbors, Some));
            Do(host.Invalidate, OffloadTree.Build(neighbors, Some));
            Do(host.Terminate, OffloadTree.Build(neighbors, o => o.State == OffloadObjectState.NotOffloaded ? BlockUse.Placeholder : BlockUse.Object));

            Assert.Equal(6, host.Completed.Count);
            Assert.All(filters, f => Assert.True(f.Compared > 0));
            Assert.All(filters, f => Assert.Equal(0, f.NdisBindingHandle.Owner.OffloadEntries.InUse));
            Assert.All(All(neighbors), o => Assert.Equal(OffloadObjectState.NotOffloaded, o.State));
            Assert.Equal(0, target.ObjectCount);
            stack.Halt();
            Assert.Empty(stack.Verifier.Violations);
        }
    }
}
