namespace Chimney.Runtime.Tests.Stack;

/// <summary>Which deliveries may overtake which, and that a recorded order can be had again.</summary>
public class ScheduleTests
{
    private sealed class Plain : IntermediateDriver;

    /// <summary>Remembers which lists and trees came back, in order.</summary>
    private sealed class Host : ProtocolDriver
    {
        internal List<object> Back { get; } = [];

        internal void Send(OffloadObject connection, NetBufferList list)
            => Ndis.NdisOffloadTcpSend(connection.OffloadHandle, NetBufferListChain.From(list));

        internal void Do(OffloadOperation operation, OffloadTree tree)
            => Ops.SendDown(operation, NdisBindingHandle, tree.GetBlockList(operation));

        public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
            => Back.Add(netBufferList.First!);
        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            => Back.Add(offloadBlockList.Root.OffloadHandle!);
    }

    private sealed class Target : OffloadTarget
    {
        private void Complete(PendedMiniportOffload pended) => QueueWorkItem(() =>
        {
            MiniportOffloadBlockList list = pended.Resume();
            ScriptedTarget.Succeed(pended.Operation, list);
            Ops.CompleteUp(pended.Operation, NdisMiniportHandle, list);
        });

        public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList.Pend());
        public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList.Pend());
        public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList.Pend());
        public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList.Pend());
        public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList.Pend());
    }

    private sealed record Outcome(string Trace, List<string> Back, IReadOnlyList<int> Choices);

    /// <summary>Three sends and a query on each of two connections of one path, through two filters.</summary>
    private static Outcome RunData(Schedule schedule)
    {
        var host = new Host();
        using var stack = new NdisStack(host, [new Plain(), new Plain()], new Target()) { Schedule = schedule };
        OffloadObject neighbor = OffloadObject.Neighbor("N");
        OffloadObject path = neighbor.AddPath("P");
        OffloadObject[] connections = [path.AddConnection("T1"), path.AddConnection("T2")];
        var names = new Dictionary<object, string>();
        host.Do(OffloadOperation.Initiate, OffloadTree.Build(neighbor));
        stack.Run();
        for (int i = 0; i < 3; i++)
        {
            foreach (OffloadObject connection in connections)
            {
                var list = new NetBufferList(new NetBuffer(new byte[1]));
                names[list] = $"{connection.Name} {i}";
                host.Send(connection, list);
            }
        }
        foreach (OffloadObject connection in connections)
        {
            names[connection.OffloadHandle] = $"{connection.Name} query";
            host.Do(OffloadOperation.Query, OffloadTree.Build(connection));
        }
        stack.Run();
        stack.Halt();
        return new Outcome(stack.Trace.ToString(), [.. host.Back.Select(item => names[item])], schedule.Choices);
    }

    [Fact]
    public void A_recorded_order_runs_again_to_the_same_trace()
    {
        var traces = new HashSet<string>();
        for (int seed = 0; seed < 50; seed++)
        {
            Outcome first = RunData(new Schedule(new Random(seed).Next));
            Outcome again = RunData(Schedule.Replay(first.Choices));

            Assert.Equal(first.Trace, again.Trace);
            Assert.Equal(first.Choices, again.Choices);
            traces.Add(first.Trace);
        }
        Assert.Equal(50, traces.Count);
    }

    [Fact]
    public void Always_the_oldest_is_the_order_without_a_schedule()
    {
        Outcome oldest = RunData(Schedule.Replay([]));
        Assert.All(oldest.Choices, choice => Assert.Equal(0, choice));
        Assert.Equal(["T1 0", "T2 0", "T1 1", "T2 1", "T1 2", "T2 2", "T1 query", "T2 query"], oldest.Back);
    }

    [Fact]
    public void Lists_of_one_connection_keep_their_order_and_connections_overtake()
    {
        int overtaken = 0;
        for (int seed = 0; seed < 200; seed++)
        {
            List<string> back = RunData(new Schedule(new Random(seed).Next)).Back;
            Assert.Equal(8, back.Count);
            foreach (string name in new[] { "T1", "T2" })
                Assert.Equal([$"{name} 0", $"{name} 1", $"{name} 2", $"{name} query"], back.Where(item => item.StartsWith(name, StringComparison.Ordinal)));
            overtaken += back.IndexOf("T2 0") < back.IndexOf("T1 0") ? 1 : 0;
        }
        Assert.InRange(overtaken, 20, 180);
    }

    [Fact]
    public void A_tree_waits_for_an_older_one_that_shares_an_object_and_not_for_others()
    {
        bool othersOvertake = false;
        for (int seed = 0; seed < 100; seed++)
        {
            var host = new Host();
            using var stack = new NdisStack(host, [new Plain()], new Target()) { Schedule = new Schedule(new Random(seed).Next) };
            OffloadObject neighbor = OffloadObject.Neighbor("N");
            OffloadObject path = neighbor.AddPath("P");
            OffloadObject first = path.AddConnection("T1");
            OffloadObject second = path.AddConnection("T2");
            host.Do(OffloadOperation.Initiate, OffloadTree.Build(neighbor));
            stack.Run();
            OffloadTree whole = OffloadTree.Build(neighbor, item => item == second ? BlockUse.Omit : BlockUse.Object);
            host.Do(OffloadOperation.Query, whole);
            host.Do(OffloadOperation.Query, OffloadTree.Build(first));
            host.Do(OffloadOperation.Query, OffloadTree.Build(second));
            stack.Run();

            Assert.Equal(3, host.Back.Count);
            Assert.True(host.Back.IndexOf(neighbor.OffloadHandle) < host.Back.IndexOf(first.OffloadHandle));
            othersOvertake |= host.Back.IndexOf(second.OffloadHandle) == 0;
        }
        Assert.True(othersOvertake);
    }

    [Fact]
    public void All_orders_of_two_operations_are_reached()
    {
        // Three steps each: enter the target, its work item, enter the host. Work items keep their order, which is that of the first steps: of
        // the 20 ways to merge two threes, 14 are left.
        var traces = new HashSet<string>();
        var next = new List<int>();
        int runs = 0;
        do
        {
            var sizes = new List<int>();
            int step = 0;
            var schedule = new Schedule(ready =>
            {
                sizes.Add(ready);
                if (step == next.Count)
                    next.Add(0);
                return next[step++];
            });
            var host = new Host();
            using var stack = new NdisStack(host, [], new Target()) { Schedule = schedule };
            host.Do(OffloadOperation.Initiate, OffloadTree.Build(OffloadObject.Neighbor("N1")));
            host.Do(OffloadOperation.Initiate, OffloadTree.Build(OffloadObject.Neighbor("N2")));
            stack.Run();
            traces.Add(stack.Trace.ToString());
            runs++;
            // The next sequence of choices, as an odometer counts.
            while (next.Count > 0 && ++next[^1] == sizes[next.Count - 1])
                next.RemoveAt(next.Count - 1);
        }
        while (next.Count > 0);

        Assert.Equal(14, traces.Count);
        Assert.Equal(14, runs);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(-1)]
    public void A_choice_that_is_not_ready_is_refused(int choice)
    {
        var host = new Host();
        using var stack = new NdisStack(host, [], new Target()) { Schedule = Schedule.Replay([choice]) };
        host.Do(OffloadOperation.Initiate, OffloadTree.Build(OffloadObject.Neighbor("N1")));
        host.Do(OffloadOperation.Initiate, OffloadTree.Build(OffloadObject.Neighbor("N2")));

        string message = Assert.Throws<InvalidOperationException>(() => stack.Run()).Message;

        Assert.Contains($"is {choice}, but 2 deliveries are ready", message);
    }
}
