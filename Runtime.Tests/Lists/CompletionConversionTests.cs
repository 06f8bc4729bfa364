namespace Chimney.Runtime.Tests.Lists;

/// <summary>The steps of the conversion on the way up, U1–U12, one test each.</summary>
public class CompletionConversionTests
{
    /// <summary>Looks at the list before and after the completion conversion of one operation.</summary>
    private static Rig Up(OffloadOperation operation, CompletionScript script, StatusChoice? choose = null)
    {
        var filter = new ScriptedFilter { Name = "filter", Only = operation, OnCompletion = script };
        var rig = new Rig(filter);
        rig.Target.ChooseStatus = choose;
        rig.Reach(operation);
        Assert.Equal(1, filter.Runs);
        Assert.Empty(rig.Verifier.Violations);
        return rig;
    }

    [Fact]
    public void U1_The_call_entry_is_found_through_ImReserved() => Up(OffloadOperation.Query, (self, op, list) =>
    {
        Assert.Same(list.Root.ImReserved[0], ImCallEntry.From(list));
        self.PassUp(op, list);
    }).Dispose();

    [Fact]
    public void U2_ImReserved_and_SourceHandle_of_the_root_are_restored() => Up(OffloadOperation.Query, (self, op, list) =>
    {
        ImCallEntry entry = ImCallEntry.From(list);
        object?[] saved = entry.SavedImReserved.ToArray();
        object? source = entry.SavedSourceHandle;
        Assert.Same(self.NdisBindingHandle, list.Root.SourceHandle);
        MiniportOffloadBlockList rebuilt = list.ToMiniport();
        Assert.Equal(saved, rebuilt.Root.ImReserved.ToArray());
        Assert.Same(source, rebuilt.Root.SourceHandle);
        Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
    }).Dispose();

    [Fact]
    public void U3_U4_U5_Handle_and_context_of_the_driver_above_are_back() => Up(OffloadOperation.Query, (self, op, list) =>
    {
        var entries = new List<ImOffloadEntry>();
        foreach (ProtocolOffloadBlock block in list.Blocks)
            entries.Add(ImOffloadEntry.From(block.OffloadHandle!));
        MiniportOffloadBlockList rebuilt = list.ToMiniport();
        int i = 0;
        foreach (MiniportOffloadBlock block in rebuilt.Blocks)
        {
            Assert.Same(entries[i].NdisOffloadHandle.Handle, block.NdisOffloadHandle.Handle);
            Assert.Same(entries[i++], block.MiniportOffloadContext.Value);
        }
        Assert.Equal(6, i);
        Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
    }).Dispose();

    [Fact]
    public void U6_A_successful_initiate_publishes_the_entry() => Up(OffloadOperation.Initiate, (self, op, list) =>
    {
        ImOffloadEntry entry = ImOffloadEntry.From(list.Root.OffloadHandle!);
        MiniportOffloadBlockList rebuilt = list.ToMiniport();
        Assert.Same(entry, ImOffloadEntry.From(rebuilt.Root.MiniportOffloadContext));
        Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
    }).Dispose();

    [Fact]
    public void U7_A_failed_initiate_releases_the_entries_of_new_blocks()
    {
        BoundDriver? bound = null;
        using Rig rig = Up(OffloadOperation.Initiate, (self, op, list) =>
        {
            bound = self.NdisBindingHandle.Owner;
            Assert.Equal(6, bound.OffloadEntries.InUse);
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            Assert.Equal(0, bound.OffloadEntries.InUse);
            Assert.True(rebuilt.Root.MiniportOffloadContext.IsNull);
            Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
        }, (_, _) => NdisStatus.OffloadNeighborEntries);
        Assert.Equal(NdisStatus.OffloadNeighborEntries, rig.LastStatuses[0]);
        Assert.Equal(OffloadObjectState.NotOffloaded, rig.Tcp1.State);
    }

    [Fact]
    public void U7_A_linker_keeps_its_entry_when_its_dependents_fail()
    {
        var filter = new ScriptedFilter();
        using var rig = new Rig(filter);
        OffloadTree upper = OffloadTree.Build(rig.Neighbor, o => o.Kind == OffloadObjectKind.TcpConnection ? BlockUse.Omit : BlockUse.Object);
        rig.Do(OffloadOperation.Initiate, upper);
        OffloadContext before = rig.Neighbor.OffloadHandle.MiniportOffloadContext;
        rig.Target.ChooseStatus = (_, _) => NdisStatus.OffloadTcpEntries;

        rig.Do(OffloadOperation.Initiate);

        Assert.Equal([NdisStatus.Failure, NdisStatus.Failure, NdisStatus.OffloadTcpEntries, NdisStatus.OffloadTcpEntries, NdisStatus.Failure, NdisStatus.OffloadTcpEntries], rig.LastStatuses);
        Assert.Equal(3, filter.NdisBindingHandle.Owner.OffloadEntries.InUse);
        Assert.Same(before.Value, rig.Neighbor.OffloadHandle.MiniportOffloadContext.Value);
        Assert.Equal(OffloadObjectState.Offloaded, rig.Neighbor.State);
        Assert.Equal(OffloadObjectState.NotOffloaded, rig.Tcp3.State);
    }

    [Fact]
    public void U8_A_successful_terminate_clears_the_word_and_releases_the_entries()
    {
        ImOffloadEntry? entry = null;
        using Rig rig = Up(OffloadOperation.Terminate, (self, op, list) =>
        {
            entry = ImOffloadEntry.From(list.Root.OffloadHandle!);
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            Assert.True(rebuilt.Root.MiniportOffloadContext.IsNull);
            Assert.Equal(0, self.NdisBindingHandle.Owner.OffloadEntries.InUse);
            Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
        });
        Assert.True(entry!.IsReleased);
    }

    [Fact]
    public void U9_A_failed_terminate_keeps_the_entries_until_the_second_one()
    {
        var filter = new ScriptedFilter();
        using var rig = new Rig(filter);
        rig.Do(OffloadOperation.Initiate);
        rig.Target.ChooseStatus = (_, _) => NdisStatus.Failure;
        rig.Do(OffloadOperation.Terminate);
        Assert.Equal(6, filter.NdisBindingHandle.Owner.OffloadEntries.InUse);
        Assert.True(rig.Neighbor.IsLost);

        rig.Target.ChooseStatus = null;
        rig.Do(OffloadOperation.Terminate);

        Assert.Equal(0, filter.NdisBindingHandle.Owner.OffloadEntries.InUse);
        Assert.True(rig.Neighbor.OffloadHandle.MiniportOffloadContext.IsNull);
        Assert.False(rig.Neighbor.IsLost);
    }

    [Theory]
    [InlineData(OffloadOperation.Query)]
    [InlineData(OffloadOperation.Update)]
    [InlineData(OffloadOperation.Invalidate)]
    public void U10_The_other_operations_leave_the_entries_alone(OffloadOperation operation)
    {
        using Rig rig = Up(operation, (self, op, list) =>
        {
            ImOffloadEntry entry = ImOffloadEntry.From(list.Root.OffloadHandle!);
            self.PassUp(op, list);
            Assert.False(entry.IsReleased);
            Assert.Equal(6, self.NdisBindingHandle.Owner.OffloadEntries.InUse);
        }, (op, _) => op == operation ? NdisStatus.Failure : NdisStatus.Success);
        Assert.All(rig.LastStatuses, s => Assert.Equal(NdisStatus.Failure, s));
    }

    [Fact]
    public void U11_Everything_else_is_the_same_memory()
    {
        using Rig rig = Up(OffloadOperation.Query, (self, op, list) =>
        {
            NetBufferList chain = new();
            list.Root.NetBufferListChain = chain;
            List<string> before = Shapes.Of(list);
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            Assert.Equal(before, Shapes.Of(rebuilt));
            Assert.Same(chain, rebuilt.Root.NetBufferListChain);
            rebuilt.Root.NetBufferListChain = null;
            Assert.Equal(NdisStatus.Failure, rebuilt.Root.Status);
            Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
        }, (op, i) => op == OffloadOperation.Query && i % 2 == 0 ? NdisStatus.Failure : NdisStatus.Success);
        Assert.Equal(
            [NdisStatus.Failure, NdisStatus.Success, NdisStatus.Failure, NdisStatus.Success, NdisStatus.Failure, NdisStatus.Success], rig.LastStatuses);
    }

    [Fact]
    public void U12_The_call_entry_is_released() => Up(OffloadOperation.Query, (self, op, list) =>
    {
        ImCallEntry entry = ImCallEntry.From(list);
        NdisMiniportHandle miniport = entry.NdisMiniportHandle;
        MiniportOffloadBlockList rebuilt = list.ToMiniport();
        Assert.True(entry.IsReleased);
        Ops.CompleteUp(op, miniport, rebuilt);
    }).Dispose();

    /// <summary>Lists that no target takes over go back to the host wherever they hang, and with the SourceHandle that it knows (C025, C059).</summary>
    [Theory]
    [InlineData(OffloadOperation.Initiate, BlockUse.Placeholder, NdisStatus.Success)]
    [InlineData(OffloadOperation.Initiate, BlockUse.Object, NdisStatus.Failure)]
    [InlineData(OffloadOperation.Query, BlockUse.Object, NdisStatus.Success)]
    [InlineData(OffloadOperation.Terminate, BlockUse.Object, NdisStatus.Failure)]
    public void Lists_of_any_block_come_back_as_they_went(OffloadOperation operation, BlockUse root, NdisStatus outcome)
    {
        var target = new ScriptedTarget { OnWork = (self, op, list) => Answer(self, op, list, NdisStatus.Success) };
        var host = new RecordingHost();
        OffloadObject neighbor = OffloadObject.Neighbor("N1");
        using var stack = new NdisStack(host, [new ScriptedFilter(), new ScriptedFilter()], target);
        host.Initiate(OffloadTree.Build(neighbor));
        stack.Run();
        OffloadObject path = neighbor.AddPath("P1");
        OffloadTree tree = operation == OffloadOperation.Initiate
            ? OffloadTree.Build(neighbor, o => o == neighbor ? root : BlockUse.Object)
            : OffloadTree.Build(neighbor, o => o == neighbor ? root : BlockUse.Omit);
        target.OnWork = (self, op, list) => Answer(self, op, list, outcome);
        var chain = new NetBufferList { Next = new NetBufferList() };
        ProtocolOffloadBlockList sent = tree.GetBlockList(operation);
        sent.Root.NetBufferListChain = chain;

        Ops.SendDown(operation, host.NdisBindingHandle, sent);
        stack.Run();

        Assert.Equal(2, host.Completed.Count);
        Assert.Same(host.NdisBindingHandle, chain.SourceHandle);
        Assert.Same(host.NdisBindingHandle, chain.Next.SourceHandle);
        Assert.Equal(operation == OffloadOperation.Initiate && outcome == NdisStatus.Success, path.State == OffloadObjectState.Offloaded);
    }

    private static void Answer(ScriptedTarget target, OffloadOperation operation, MiniportOffloadBlockList list, NdisStatus outcome)
    {
        if (outcome == NdisStatus.Success)
            ScriptedTarget.Succeed(operation, list);
        else
            foreach (MiniportOffloadBlock block in list.Blocks)
                block.Status = outcome;
        Ops.CompleteUp(operation, target.NdisMiniportHandle, list);
    }
}
