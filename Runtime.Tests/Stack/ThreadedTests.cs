namespace Chimney.Runtime.Tests.Stack;

/// <summary>What goes at the same time on several threads, what does not, and what a mistake in it looks like.</summary>
public class ThreadedTests
{
    private sealed class Plain : IntermediateDriver;

    /// <summary>Asks each neighbor's tree again and again, from its own completion handler.</summary>
    private sealed class Host(int rounds) : ProtocolDriver
    {
        private readonly Dictionary<OffloadHandle, OffloadTree> _trees = [];
        private readonly Dictionary<OffloadHandle, int> _left = [];
        private int _running;

        internal int Overlaps;
        internal int Completions;

        internal OffloadTree Add(OffloadTree tree, OffloadObject root)
        {
            _trees.Add(root.OffloadHandle, tree);
            _left.Add(root.OffloadHandle, rounds);
            return tree;
        }

        internal void Do(OffloadOperation operation, OffloadTree tree) => Ops.SendDown(operation, NdisBindingHandle, tree.GetBlockList(operation));

        internal void Later(Action work) => QueueWorkItem(work);

        public override void ProtocolInitiateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            => Again(offloadBlockList.Root.OffloadHandle!);
        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            => Again(offloadBlockList.Root.OffloadHandle!);

        private void Again(OffloadHandle root)
        {
            if (Interlocked.Increment(ref _running) > 1)
                Interlocked.Increment(ref Overlaps);
            Thread.SpinWait(200);
            Interlocked.Increment(ref Completions);
            // Only the lane of this root gets here, so the dictionary's value has one writer.
            ref int left = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrNullRef(_left, root);
            if (left-- > 0)
                Do(OffloadOperation.Query, _trees[root]);
            Interlocked.Decrement(ref _running);
        }
    }

    /// <summary>Completes each request from a work item that the request queued; shares nothing between requests.</summary>
    private sealed class Target : OffloadTarget
    {
        internal PendedMiniportOffload? Stolen;
        internal bool Keeps { get; init; }

        private void Complete(PendedMiniportOffload pended)
        {
            if (Keeps && Interlocked.CompareExchange(ref Stolen, pended, null) is null)
                return;
            QueueWorkItem(() =>
            {
                Finish(pended);
                if (Keeps && Interlocked.Exchange(ref Stolen, null) is { } other)
                    Finish(other);
            });
        }

        private void Finish(PendedMiniportOffload pended)
        {
            OffloadOperation operation = pended.Operation;
            MiniportOffloadBlockList list = pended.Resume();
            ScriptedTarget.Succeed(operation, list);
            Ops.CompleteUp(operation, NdisMiniportHandle, list);
        }

        public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList.Pend());
        public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList.Pend());
        public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList.Pend());
        public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList.Pend());
        public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList.Pend());
    }

    private static OffloadObject MakeNeighbor(int index)
    {
        OffloadObject neighbor = OffloadObject.Neighbor($"N{index}");
        neighbor.AddPath($"P{index}").AddConnection($"T{index}");
        return neighbor;
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void Every_request_comes_back_whatever_the_number_of_threads(int threads)
    {
        var host = new Host(rounds: 200);
        using var stack = new NdisStack(host, [new Plain(), new Plain()], new Target());
        for (int i = 0; i < 8; i++)
        {
            OffloadObject neighbor = MakeNeighbor(i);
            host.Do(OffloadOperation.Initiate, host.Add(OffloadTree.Build(neighbor), neighbor));
        }

        int steps = stack.RunThreaded(threads);

        Assert.Equal(8 * 201, host.Completions);
        Assert.Equal(8 * 201 * 7, steps);
        Assert.Equal(steps, stack.Steps);
        Assert.True(stack.IsIdle);
        if (threads == 1)
            Assert.Equal(0, host.Overlaps);
        stack.Halt();
        Assert.Empty(stack.Verifier.Violations);
    }

    [Fact]
    public void Neighbors_go_at_the_same_time_until_a_tree_brings_them_together()
    {
        // Each handler waits for the other one, for a while: they can only meet if both run at once.
        Assert.True(Meet(together: false));
        Assert.False(Meet(together: true));

        static bool Meet(bool together)
        {
            using var barrier = new Barrier(2);
            bool met = false;
            var filter = new ScriptedFilter { Only = OffloadOperation.Query };
            filter.OnRequest = (self, operation, list) =>
            {
                if (barrier.SignalAndWait(TimeSpan.FromMilliseconds(together ? 100 : 20_000)))
                    met = true;
                self.PassDown(operation, list);
            };
            var host = new Host(rounds: 0);
            using var stack = new NdisStack(host, [filter], new Target());
            OffloadObject[] neighbors = [MakeNeighbor(0), MakeNeighbor(1)];
            OffloadTree[] trees = [.. neighbors.Select(neighbor => host.Add(OffloadTree.Build(neighbor), neighbor))];
            foreach (OffloadTree tree in trees)
                host.Do(OffloadOperation.Initiate, tree);
            stack.RunThreaded(2);
            if (together)
            {
                filter.Only = OffloadOperation.Update;
                host.Do(OffloadOperation.Query, OffloadTree.Build(neighbors));
                stack.RunThreaded(2);
                filter.Only = OffloadOperation.Query;
            }
            foreach (OffloadTree tree in trees)
                host.Do(OffloadOperation.Query, tree);
            stack.RunThreaded(2);
            return met;
        }
    }

    [Fact]
    public void A_request_of_the_host_from_elsewhere_is_put_off_to_its_objects()
    {
        var host = new Host(rounds: 3);
        using var stack = new NdisStack(host, [new Plain()], new Target());
        for (int i = 0; i < 20; i++)
        {
            OffloadObject neighbor = MakeNeighbor(i);
            OffloadTree tree = host.Add(OffloadTree.Build(neighbor), neighbor);
            host.Later(() => host.Do(OffloadOperation.Initiate, tree));
        }

        stack.RunThreaded(3);

        Assert.Equal(80, host.Completions);
        stack.Halt();
    }

    [Fact]
    public void Completing_a_list_from_work_for_other_objects_is_refused()
    {
        var host = new Host(rounds: 0);
        using var stack = new NdisStack(host, [], new Target { Keeps = true }, new ContractVerifier(VerifierMode.Record));
        for (int i = 0; i < 2; i++)
        {
            OffloadObject neighbor = MakeNeighbor(i);
            host.Do(OffloadOperation.Initiate, host.Add(OffloadTree.Build(neighbor), neighbor));
        }

        stack.RunThreaded(2);

        ContractViolation violation = Assert.Single(stack.Verifier.Violations);
        Assert.Equal("C274", violation.Rule);
        Assert.Contains("was used from a handler or work item of other objects", violation.Cause!.Message);
    }

    [Fact]
    public void What_a_handler_throws_ends_the_run_and_the_rest_can_go_on()
    {
        int thrown = 0;
        var filter = new ScriptedFilter { Only = OffloadOperation.Query };
        filter.OnRequest = (self, operation, list) =>
        {
            self.PassDown(operation, list);
            if (Interlocked.Increment(ref thrown) == 10)
                throw new InvalidTimeZoneException("tenth");
        };
        var host = new Host(rounds: 20);
        using var stack = new NdisStack(host, [filter], new Target());
        for (int i = 0; i < 4; i++)
        {
            OffloadObject neighbor = MakeNeighbor(i);
            host.Do(OffloadOperation.Initiate, host.Add(OffloadTree.Build(neighbor), neighbor));
        }

        Assert.Equal("tenth", Assert.Throws<InvalidTimeZoneException>(() => stack.RunThreaded(3)).Message);
        Assert.False(stack.IsIdle);
        stack.Run();

        Assert.Equal(4 * 21, host.Completions);
        stack.Halt();
    }

    [Fact]
    public void C005_A_verifier_that_throws_ends_the_run()
    {
        var filter = new ScriptedFilter { Only = OffloadOperation.Query, OnCompletion = (_, _, _) => { } };
        var host = new Host(rounds: 5);
        using var stack = new NdisStack(host, [filter], new Target());
        OffloadObject neighbor = MakeNeighbor(0);
        host.Do(OffloadOperation.Initiate, host.Add(OffloadTree.Build(neighbor), neighbor));

        Assert.Equal("C005", Assert.Throws<ContractViolationException>(() => stack.RunThreaded(2)).Violation.Rule);
    }

    [Fact]
    public void It_needs_a_thread_and_no_handler_around_it()
    {
        using var rig = new Rig();
        Assert.Throws<ArgumentOutOfRangeException>(() => rig.Stack.RunThreaded(0));
        rig.Stack.QueueWorkItem(rig.Host, () => rig.Stack.RunThreaded(2));
        Assert.Throws<InvalidOperationException>(() => rig.Stack.Run());
    }
}
