namespace Chimney.Runtime.Tests.Lists;

/// <summary>The steps of the two conversions, one test each: D1–D11 on the way down, U1–U12 on the way up.</summary>
public class ConversionStepTests
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

    private static List<string> Shape(MiniportOffloadBlockList list)
    {
        var shape = new List<string>();
        foreach (MiniportOffloadBlock block in list.Blocks)
            shape.Add($"{block.Header} {block.PortNumber} next {!block.NextBlock.IsNull} below {!block.DependentBlockList.IsNull}");
        return shape;
    }

    private static List<string> Shape(ProtocolOffloadBlockList list)
    {
        var shape = new List<string>();
        foreach (ProtocolOffloadBlock block in list.Blocks)
            shape.Add($"{block.Header} {block.PortNumber} next {!block.NextBlock.IsNull} below {!block.DependentBlockList.IsNull}");
        return shape;
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
        List<string> before = Shape(list);
        ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
        Assert.Equal(before, Shape(converted));
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
        var chain = new NetBufferList();
        using Rig rig = Up(OffloadOperation.Query, (self, op, list) =>
        {
            list.Root.NetBufferListChain = chain;
            List<string> before = Shape(list);
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            Assert.Equal(before, Shape(rebuilt));
            Assert.Same(chain, rebuilt.Root.NetBufferListChain);
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
}
