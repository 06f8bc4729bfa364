namespace Chimney.Runtime.Tests.Lists;

/// <summary>Conversions that a driver writes itself on top of the overlays, for the operations that have contexts to settle.</summary>
public class HandWrittenConversionTests
{
    /// <summary>All of it by hand, or with one step left out.</summary>
    private static ScriptedFilter ByHand(OffloadOperation operation, bool settle = true) => new()
    {
        Name = "by hand",
        Only = operation,
        OnRequest = (self, op, list) =>
        {
            var entry = new ImCallEntry();
            list.Root.ImReserved.CopyTo(entry.SavedImReserved);
            entry.SavedSourceHandle = list.Root.SourceHandle;
            list.Root.ImReserved[0] = entry;
            Ops.SendDown(op, self.NdisBindingHandle, list.OverlayAsProtocol());
        },
        OnCompletion = (self, op, list) =>
        {
            ImCallEntry entry = ImCallEntry.From(list);
            foreach (ProtocolOffloadBlock block in list.Blocks)
            {
                if (block.OffloadHandle is null || !settle)
                    continue;
                ImOffloadEntry offload = ImOffloadEntry.From(block.OffloadHandle);
                bool succeeded = block.Status is NdisStatus.Success or NdisStatus.OffloadPartialSuccess;
                if (op == OffloadOperation.Initiate && succeeded)
                    offload.Publish();
            }
            var ended = new List<ImOffloadEntry>();
            foreach (ProtocolOffloadBlock block in list.Blocks)
            {
                bool succeeded = block.Status is NdisStatus.Success or NdisStatus.OffloadPartialSuccess;
                if (block.OffloadHandle is not null && settle && succeeded == (op == OffloadOperation.Terminate))
                    ended.Add(ImOffloadEntry.From(block.OffloadHandle));
            }
            MiniportOffloadBlockList rebuilt = list.OverlayAsMiniport();
            ended.ForEach(offload => offload.Release());
            entry.SavedImReserved.CopyTo(rebuilt.Root.ImReserved);
            rebuilt.Root.SourceHandle = entry.SavedSourceHandle;
            entry.Release();
            Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
        },
    };

    [Theory]
    [InlineData(OffloadOperation.Initiate)]
    [InlineData(OffloadOperation.Terminate)]
    public void Contexts_settled_by_hand_do_as_well_as_the_full_conversion(OffloadOperation operation)
    {
        ScriptedFilter filter = ByHand(operation);
        using var rig = new Rig(new ScriptedFilter(), filter, new ScriptedFilter());

        rig.Do(OffloadOperation.Initiate);
        rig.Do(OffloadOperation.Query);
        rig.Do(OffloadOperation.Terminate);

        Assert.Equal(2, filter.Runs);
        Assert.Equal(3, rig.Host.Completed.Count);
        Assert.Equal(0, filter.NdisBindingHandle.Owner.OffloadEntries.InUse);
    }

    [Fact]
    public void A_failed_initiate_settled_by_hand_leaves_nothing_behind()
    {
        ScriptedFilter filter = ByHand(OffloadOperation.Initiate);
        using var rig = new Rig(filter);
        rig.Target.ChooseStatus = (_, _) => NdisStatus.Resources;

        rig.Do(OffloadOperation.Initiate);

        Assert.Equal(0, filter.NdisBindingHandle.Owner.OffloadEntries.InUse);
        Assert.All(rig.Objects, o => Assert.Equal(OffloadObjectState.NotOffloaded, o.State));
    }

    [Theory]
    [InlineData(OffloadOperation.Initiate, "C018")]
    [InlineData(OffloadOperation.Terminate, "C021")]
    public void A_context_that_is_not_settled_is_reported(OffloadOperation operation, string rule)
    {
        using var rig = new Rig(VerifierMode.Record, ByHand(operation, settle: false));

        rig.Reach(operation);

        ContractViolation violation = Assert.Single(rig.Verifier.Violations);
        Assert.Equal((rule, "by hand", operation), (violation.Rule, violation.Driver, violation.Operation));
        Assert.All(rig.Objects, o => Assert.Equal(OffloadObjectState.NotOffloaded, o.State));
    }

    [Fact]
    public void A_context_that_is_published_for_a_failed_block_is_C019()
    {
        using var rig = new Rig(VerifierMode.Record, new ScriptedFilter
        {
            Name = "culprit",
            OnCompletion = (self, op, list) =>
            {
                ImOffloadEntry.From(list.Root.OffloadHandle!).Publish();
                self.PassUp(op, list);
            },
        });
        rig.Target.ChooseStatus = (_, _) => NdisStatus.Resources;

        rig.Do(OffloadOperation.Initiate);

        Assert.Equal("C019", Assert.Single(rig.Verifier.Violations).Rule);
    }

    [Fact]
    public void An_initiate_that_cannot_be_sent_down_is_undone_and_failed()
    {
        var chain = new NetBufferList();
        ScriptedFilter filter = new()
        {
            OnRequest = (self, op, list) =>
            {
                ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
                foreach (ProtocolOffloadBlock block in converted.Blocks)
                    block.Status = NdisStatus.Resources;
                Ops.CompleteUp(op, self.NdisMiniportHandle, converted.ToMiniport());
            },
        };
        using var rig = new Rig(filter);
        ProtocolOffloadBlockList list = rig.Tree.GetBlockList(OffloadOperation.Initiate);
        list.Root.NetBufferListChain = chain;
        Ndis.NdisInitiateOffload(rig.Host.NdisBindingHandle, list);
        rig.Stack.Run();

        Assert.All(rig.LastStatuses, s => Assert.Equal(NdisStatus.Resources, s));
        Assert.Equal(0, filter.NdisBindingHandle.Owner.OffloadEntries.InUse);
        Assert.Same(rig.Host.NdisBindingHandle, chain.SourceHandle);
        Assert.Empty(rig.Target.Requests);
    }

    [Fact]
    public void References_to_an_entry_that_was_released_are_stale()
    {
        OffloadContext context = default;
        OffloadHandle? own = null;
        NdisOffloadHandle upper = default;
        var above = new ScriptedFilter { Name = "above" };
        var filter = new ScriptedFilter
        {
            Name = "filter",
            Only = OffloadOperation.Query,
            OnRequest = (self, op, list) =>
            {
                context = list.Root.MiniportOffloadContext;
                upper = list.Root.NdisOffloadHandle;
                own = ImOffloadEntry.From(context).OffloadHandle;
                self.PassDown(op, list);
            },
        };
        using var rig = new Rig(above, filter);
        rig.Do(OffloadOperation.Initiate);
        rig.Do(OffloadOperation.Query);
        Assert.False(upper.IsStale);
        rig.Do(OffloadOperation.Terminate);

        Assert.True(upper.IsStale);
        Assert.Equal("C021", Assert.Throws<ContractViolationException>(() => ImOffloadEntry.From(context)).Violation.Rule);
        Assert.Equal("C021", Assert.Throws<ContractViolationException>(() => ImOffloadEntry.From(own!)).Violation.Rule);

        rig.Do(OffloadOperation.Initiate);
        Assert.Equal("C021", Assert.Throws<ContractViolationException>(() => ImOffloadEntry.From(context)).Violation.Rule);
    }

    [Fact]
    public void Contexts_and_handles_of_others_are_no_offload_entries()
    {
        Assert.Throws<ArgumentException>(() => ImOffloadEntry.From(OffloadContext.From("a target's")));
        Assert.Throws<ArgumentException>(() => ImOffloadEntry.From(default(OffloadContext)));
        Assert.Throws<ArgumentException>(() => ImOffloadEntry.From(OffloadObject.Neighbor("N").OffloadHandle));
        Assert.Throws<ArgumentNullException>(() => OffloadContext.From(null!));
    }
}
