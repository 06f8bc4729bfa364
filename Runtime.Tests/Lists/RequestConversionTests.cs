namespace Chimney.Runtime.Tests.Lists;

/// <summary>The steps of the conversion on the way down, D1–D11, one test each.</summary>
public class RequestConversionTests
{
    /// <summary>Looks at the list before and after the request conversion of one operation.</summary>
    private static Rig Down(OffloadOperation operation, RequestScript script, bool two = false)
    {
        var filter = new ScriptedFilter { Name = "filter", Only = operation, OnRequest = script };
        var rig = two ? new Rig(new ScriptedFilter { Name = "above" }, filter) : new Rig(filter);
        rig.Reach(operation);
        Assert.Equal(1, filter.Runs);
        Assert.Empty(rig.Verifier.Violations);
        return rig;
    }

    [Fact]
    public void D1_The_call_entry_records_operation_and_miniport() => Down(OffloadOperation.Query, (self, op, list) =>
    {
        var entry = new Surface.PassThrough.TimedCall { Started = 5 };
        ProtocolOffloadBlockList converted = list.ToProtocol(entry);
        Assert.Equal(OffloadOperation.Query, entry.Operation);
        Assert.Same(self.NdisMiniportHandle, entry.NdisMiniportHandle);
        Assert.Same(entry, ImCallEntry.From<Surface.PassThrough.TimedCall>(converted));
        Ndis.NdisQueryOffloadState(self.NdisBindingHandle, converted);
    }).Dispose();

    [Fact]
    public void D2_ImReserved_and_SourceHandle_of_the_root_are_saved() => Down(OffloadOperation.Query, (self, _, list) =>
    {
        object?[] reserved = list.Root.ImReserved.ToArray();
        object? source = list.Root.SourceHandle;
        var entry = new ImCallEntry();
        ProtocolOffloadBlockList converted = list.ToProtocol(entry);
        Assert.Equal(reserved, entry.SavedImReserved.ToArray());
        Assert.IsType<ImCallEntry>(reserved[0]);
        Assert.NotNull(source);
        Assert.Same(source, entry.SavedSourceHandle);
        Ndis.NdisQueryOffloadState(self.NdisBindingHandle, converted);
    }, two: true).Dispose();

    [Fact]
    public void D3_The_call_entry_stands_in_ImReserved_of_the_root_alone() => Down(OffloadOperation.Query, (self, _, list) =>
    {
        object? second = list.Root.ImReserved[1];
        object? dependent = list.Root.DependentBlockList.ImReserved[0];
        var entry = new ImCallEntry();
        ProtocolOffloadBlockList converted = list.ToProtocol(entry);
        Assert.Same(entry, converted.Root.ImReserved[0]);
        Assert.Same(second, converted.Root.ImReserved[1]);
        Assert.Same(dependent, converted.Root.DependentBlockList.ImReserved[0]);
        Ndis.NdisQueryOffloadState(self.NdisBindingHandle, converted);
    }).Dispose();

    [Fact]
    public void D4_A_placeholder_stays_one()
    {
        int seen = 0;
        using var rig = new Rig(new ScriptedFilter
        {
            Only = OffloadOperation.Query,
            OnRequest = (self, op, list) =>
            {
                Assert.True(list.Root.IsPlaceholder);
                Assert.True(list.Root.NdisOffloadHandle.IsNull);
                ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
                Assert.Null(converted.Root.OffloadHandle);
                Assert.NotNull(converted.Root.DependentBlockList.OffloadHandle);
                Assert.Equal(6, self.NdisBindingHandle.Owner.OffloadEntries.InUse);
                seen++;
                Ops.SendDown(op, self.NdisBindingHandle, converted);
            },
            OnCompletion = (self, op, list) =>
            {
                Assert.Null(list.Root.OffloadHandle);
                MiniportOffloadBlockList rebuilt = list.ToMiniport();
                Assert.True(rebuilt.Root.IsPlaceholder);
                seen++;
                Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
            },
        });
        rig.Do(OffloadOperation.Initiate);

        rig.Do(OffloadOperation.Query, OffloadTree.Build(rig.Neighbor, o => o == rig.Neighbor ? BlockUse.Placeholder : BlockUse.Object));

        Assert.Equal(2, seen);
    }

    [Fact]
    public void A_placeholder_has_no_context_location()
    {
        using var rig = new Rig(VerifierMode.Record, new ScriptedFilter
        {
            Only = OffloadOperation.Query,
            OnRequest = (_, _, list) => _ = list.Root.MiniportOffloadContext,
        });
        rig.Do(OffloadOperation.Initiate);

        rig.Do(OffloadOperation.Query, OffloadTree.Build(rig.Neighbor, o => o == rig.Neighbor ? BlockUse.Placeholder : BlockUse.Object));

        ContractViolation violation = Assert.Single(rig.Verifier.Violations);
        Assert.Contains("IsPlaceholder", Assert.IsType<InvalidOperationException>(violation.Cause).Message);
    }

    [Fact]
    public void D5_A_new_block_gets_an_offload_entry_with_a_zeroed_handle() => Down(OffloadOperation.Initiate, (self, _, list) =>
    {
        Assert.True(list.Root.MiniportOffloadContext.IsNull);
        OffloadHandle upper = list.Root.NdisOffloadHandle.Handle!;
        ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
        ImOffloadEntry entry = ImOffloadEntry.From(converted.Root.OffloadHandle!);
        Assert.Same(upper, entry.NdisOffloadHandle.Handle);
        Assert.True(entry.OffloadHandle.MiniportOffloadContext.IsNull);
        Assert.True(upper.MiniportOffloadContext.IsNull);
        Ndis.NdisInitiateOffload(self.NdisBindingHandle, converted);
    }).Dispose();

    [Fact]
    public void D6_An_object_that_is_offloaded_keeps_its_entry() => Down(OffloadOperation.Query, (self, _, list) =>
    {
        ImOffloadEntry published = ImOffloadEntry.From(list.Root.MiniportOffloadContext);
        ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
        Assert.Same(published, ImOffloadEntry.From(converted.Root.OffloadHandle!));
        Ndis.NdisQueryOffloadState(self.NdisBindingHandle, converted);
    }).Dispose();

    [Fact]
    public void D7_Every_block_carries_the_drivers_own_handle() => Down(OffloadOperation.Initiate, (self, _, list) =>
    {
        var upper = new List<OffloadHandle?>();
        foreach (MiniportOffloadBlock block in list.Blocks)
            upper.Add(block.NdisOffloadHandle.Handle);
        ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
        var own = new List<OffloadHandle?>();
        foreach (ProtocolOffloadBlock block in converted.Blocks)
            own.Add(block.OffloadHandle);
        Assert.Equal(6, own.Distinct().Count());
        Assert.Empty(own.Intersect(upper));
        Ndis.NdisInitiateOffload(self.NdisBindingHandle, converted);
    }).Dispose();

    [Fact]
    public void D8_Ndis_points_the_context_at_the_word_of_the_drivers_own_handle()
    {
        OffloadHandle? own = null;
        var upper = new ScriptedFilter
        {
            OnRequest = (self, op, list) =>
            {
                ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
                own = converted.Root.OffloadHandle;
                Ops.SendDown(op, self.NdisBindingHandle, converted);
            },
        };
        var lower = new ScriptedFilter
        {
            OnCompletion = (self, op, list) =>
            {
                MiniportOffloadBlockList rebuilt = list.ToMiniport();
                Assert.Same(own, rebuilt.Root.NdisOffloadHandle.Handle);
                Assert.Same(own!.MiniportOffloadContext.Value, rebuilt.Root.MiniportOffloadContext.Value);
                Assert.IsType<ImOffloadEntry>(own.MiniportOffloadContext.Value);
                Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
            },
        };
        using var rig = new Rig(upper, lower);

        rig.Do(OffloadOperation.Initiate);

        Assert.Equal(1, lower.Runs);
    }

    [Fact]
    public void D9_SourceHandle_of_chained_lists_is_saved_stamped_and_restored()
    {
        var chain = new NetBufferList { SourceHandle = "host", Next = new NetBufferList { SourceHandle = "host" } };
        var seen = new List<object?>();
        var filter = new ScriptedFilter
        {
            Name = "filter",
            OnRequest = (self, op, list) =>
            {
                seen.Add(list.Root.NetBufferListChain!.SourceHandle);
                self.PassDown(op, list);
            },
        };
        using var rig = new Rig(filter, new ScriptedFilter { Name = "below" });
        rig.Target.ChooseStatus = (_, _) => NdisStatus.Resources;
        ProtocolOffloadBlockList list = rig.Tree.GetBlockList(OffloadOperation.Initiate);
        list.Root.NetBufferListChain = chain;
        Ndis.NdisInitiateOffload(rig.Host.NdisBindingHandle, list);
        Assert.Same(rig.Host.NdisBindingHandle, chain.SourceHandle);

        rig.Stack.Run();

        Assert.Equal([rig.Host.NdisBindingHandle], seen);
        // A failed initiate gives the lists back to the host as NDIS had stamped them for it.
        Assert.Same(rig.Host.NdisBindingHandle, chain.SourceHandle);
        Assert.Same(rig.Host.NdisBindingHandle, chain.Next!.SourceHandle);
    }

    [Fact]
    public void D10_Everything_else_is_the_same_memory() => Down(OffloadOperation.Query, (self, _, list) =>
    {
        list.Root.MiniportReserved[0] = "m";
        list.Root.Scratch[1] = "s";
        List<string> before = Shapes.Of(list);
        ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
        Assert.Equal(before, Shapes.Of(converted));
        Assert.Equal("m", converted.Root.MiniportReserved[0]);
        Assert.Equal("s", converted.Root.Scratch[1]);
        Ndis.NdisQueryOffloadState(self.NdisBindingHandle, converted);
    }).Dispose();

    [Fact]
    public void D11_The_conversion_leaves_SourceHandle_to_Ndis() => Down(OffloadOperation.Query, (self, _, list) =>
    {
        object? source = list.Root.SourceHandle;
        ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
        Assert.Same(source, converted.Root.SourceHandle);
        Ndis.NdisQueryOffloadState(self.NdisBindingHandle, converted);
    }).Dispose();
}
