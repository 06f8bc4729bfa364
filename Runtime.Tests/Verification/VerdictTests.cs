using static Chimney.Runtime.Tests.Violations;

namespace Chimney.Runtime.Tests.Verification;

/// <summary>One mistake, one report, that names rule, driver and operation and says what to do: in the terms of whoever made it.</summary>
public class VerdictTests
{
    private sealed class Plain : IntermediateDriver;

    public static TheoryData<OffloadOperation> Operations => Ops.Data;

    [Theory]
    [InlineData(OffloadOperation.Query, null)]
    [InlineData(OffloadOperation.Update, "Get the list for the operation at hand from OffloadTree.GetBlockList")]
    public void A_host_that_sends_the_list_that_came_back(OffloadOperation again, string? remedy)
    {
        bool silent = false;
        var target = new ScriptedTarget();
        target.OnWork = (self, op, list) =>
        {
            if (!silent)
                ScriptedTarget.Succeed(op, list);
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        };
        var host = new Resending();
        OffloadTree tree = OffloadTree.Build(OffloadObject.Neighbor("N1"));
        using var stack = new NdisStack(host, [], target, new ContractVerifier(VerifierMode.Record));
        Ndis.NdisInitiateOffload(host.NdisBindingHandle, tree.GetBlockList(OffloadOperation.Initiate));
        stack.Run();
        host.OnQueryComplete = (self, list) =>
        {
            silent = true;
            self.OnQueryComplete = null;
            Ops.SendDown(again, self.NdisBindingHandle, list);
        };

        Ndis.NdisQueryOffloadState(host.NdisBindingHandle, tree.GetBlockList(OffloadOperation.Query));
        stack.Run();

        // The outcome of the first query does not pass for that of the second.
        Assert.Equal(remedy is null ? ["C105"] : ["C006", "C105"], stack.Verifier.Violations.Select(v => v.Rule));
        Assert.Contains(remedy ?? "", stack.Verifier.Violations[0].Message);
    }

    private delegate void HostScript(Resending self, ProtocolOffloadBlockList list);

    private sealed class Resending : ProtocolDriver
    {
        internal HostScript? OnQueryComplete { get; set; }

        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            => OnQueryComplete?.Invoke(this, offloadBlockList);
    }

    [Fact]
    public void A_host_that_sends_a_list_twice_or_none_is_told_in_its_own_terms()
    {
        using var rig = new Rig(VerifierMode.Record);
        ProtocolOffloadBlockList list = rig.Tree.GetBlockList(OffloadOperation.Initiate);

        Ndis.NdisInitiateOffload(rig.Host.NdisBindingHandle, list);
        Ndis.NdisInitiateOffload(rig.Host.NdisBindingHandle, list);
        Ndis.NdisInitiateOffload(rig.Host.NdisBindingHandle, default);
        rig.Stack.Run();

        Assert.Equal([("C056", "host"), ("C038", "host")], rig.Verifier.Violations.Select(v => (v.Rule, v.Driver)));
        Assert.Contains("Pass a list from OffloadTree.GetBlockList.", rig.Verifier.Violations[1].Message);
        Assert.Single(rig.Host.Completed);
    }

    [Theory]
    [InlineData(OffloadOperation.Initiate)]
    [InlineData(OffloadOperation.Terminate)]
    public void A_list_dropped_after_an_overlay_is_one_report_and_leaves_nothing_behind(OffloadOperation operation)
    {
        var filter = new ScriptedFilter { Name = "culprit", Only = operation, OnCompletion = (_, _, list) => list.OverlayAsMiniport() };
        using var rig = new Rig(VerifierMode.Record, filter, new ScriptedFilter());

        rig.Reach(operation);

        ContractViolation violation = Assert.Single(rig.Verifier.Violations);
        Assert.Equal((operation == OffloadOperation.Initiate ? "C001" : "C002", "culprit"), (violation.Rule, violation.Driver));
        Assert.All(rig.Objects, o => Assert.Equal(OffloadObjectState.NotOffloaded, o.State));
        if (operation == OffloadOperation.Terminate)
            Assert.Equal(0, filter.NdisBindingHandle.Owner.OffloadEntries.InUse);
    }

    [Fact]
    public void A_call_entry_is_out_of_hand_while_another_driver_keeps_the_list()
    {
        ImCallEntry? entry = null;
        using var rig = new Rig(new ScriptedFilter
        {
            Name = "culprit",
            OnRequest = (self, op, list) => Ops.SendDown(op, self.NdisBindingHandle, list.ToProtocol(entry = new ImCallEntry())),
        });
        rig.Target.CompletesByItself = false;
        rig.Do(OffloadOperation.Initiate);

        ContractViolation violation = Thrown(() => _ = entry!.SavedSourceHandle);

        Assert.Equal(("C056", "culprit"), (violation.Rule, violation.Driver));
    }

    [Fact]
    public void An_exception_that_leaves_a_work_item_is_told_as_one()
    {
        using var rig = new Rig(new ScriptedFilter
        {
            Name = "culprit",
            OnRequest = (self, _, list) =>
            {
                PendedMiniportOffload pended = list.Pend();
                self.Later(() =>
                {
                    pended.Resume();
                    throw new InvalidDataException("oops");
                });
            },
        });

        ContractViolation violation = Thrown(() => rig.Do(OffloadOperation.Initiate));

        Assert.Equal(("C274", "culprit"), (violation.Rule, violation.Driver));
        Assert.StartsWith("InvalidDataException left a work item with the list given to MiniportInitiateOffload still to be sent down.", violation.Message);
    }

    [Fact]
    public void A_SourceHandle_that_is_written_before_it_is_saved_is_one_report()
    {
        using var rig = new Rig(VerifierMode.Record, new ScriptedFilter
        {
            Name = "culprit",
            OnRequest = (self, op, list) =>
            {
                list.Root.SourceHandle = "overwritten";
                self.PassDown(op, list);
            },
        });

        rig.Do(OffloadOperation.Initiate);

        Assert.Equal("C045", Assert.Single(rig.Verifier.Violations).Rule);
        Assert.All(rig.LastStatuses, s => Assert.Equal(NdisStatus.Success, s));
    }

    [Fact]
    public void A_call_entry_released_and_used_again_while_its_list_is_below_is_one_report()
    {
        var shared = new ImCallEntry();
        var culprit = new ScriptedFilter
        {
            Name = "culprit",
            Only = OffloadOperation.Query,
            OnRequest = (self, op, list) =>
            {
                Ops.SendDown(op, self.NdisBindingHandle, list.ToProtocol(shared));
                if (self.Runs == 1)
                    shared.Release();
            },
        };
        using var rig = new Rig(VerifierMode.Record, culprit);
        OffloadTree second = OffloadTree.Build(rig.Neighbor);
        rig.Do(OffloadOperation.Initiate);

        rig.Send(OffloadOperation.Query, rig.Tree);
        rig.Send(OffloadOperation.Query, second);
        rig.Stack.Run();

        Assert.Equal(("C011", "culprit"), Assert.Single(rig.Verifier.Violations.Select(v => (v.Rule, v.Driver))));
        Assert.Equal(3, rig.Host.Completed.Count);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void A_completion_that_is_sent_down_is_told_the_function_that_completes(OffloadOperation function)
    {
        using var rig = new Rig(VerifierMode.Record, new ScriptedFilter
        {
            Name = "culprit",
            Only = OffloadOperation.Query,
            OnCompletion = (self, _, list) => Ops.SendDown(function, self.NdisBindingHandle, list),
        });

        rig.Reach(OffloadOperation.Query);

        ContractViolation violation = Assert.Single(rig.Verifier.Violations);
        Assert.Equal(("C006", "culprit", OffloadOperation.Query), (violation.Rule, violation.Driver, violation.Operation));
        Assert.Contains("Call NdisMQueryOffloadStateComplete", violation.Message);
        Assert.Equal(2, rig.Host.Completed.Count);
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public void A_request_that_is_answered_with_success_but_was_never_sent_down_is_C037(OffloadOperation operation)
    {
        using var rig = new Rig(VerifierMode.Record, new Plain(), new ScriptedFilter
        {
            Name = "culprit",
            Only = operation,
            OnRequest = (self, op, list) =>
            {
                ProtocolOffloadBlockList converted = list.ToProtocol(new ImCallEntry());
                foreach (ProtocolOffloadBlock block in converted.Blocks)
                    block.Status = NdisStatus.Success;
                Ops.CompleteUp(op, self.NdisMiniportHandle, converted.ToMiniport());
            },
        });

        rig.Reach(operation);

        ContractViolation violation = Assert.Single(rig.Verifier.Violations);
        Assert.Equal(("C037", "culprit", operation), (violation.Rule, violation.Driver, violation.Operation));
        Assert.All(rig.LastStatuses, s => Assert.Equal(NdisStatus.Failure, s));
        if (operation == OffloadOperation.Initiate)
            Assert.All(rig.Objects, o => Assert.Equal(OffloadObjectState.NotOffloaded, o.State));
    }

    [OffloadRole(DriverRole.None)]
    private sealed class AnswersAtOnce : OffloadTarget
    {
        public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        {
            ScriptedTarget.Succeed(OffloadOperation.Initiate, offloadBlockList);
            Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, offloadBlockList);
        }

        public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => offloadBlockList.Pend();
        public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => offloadBlockList.Pend();
        public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => offloadBlockList.Pend();
        public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => offloadBlockList.Pend();
    }

    [Fact]
    public void A_test_double_may_complete_inside_the_request_handler()
    {
        var host = new RecordingHost();
        using var stack = new NdisStack(host, [new Plain()], new AnswersAtOnce());
        host.Initiate(OffloadTree.Build(OffloadObject.Neighbor("N1")));

        stack.Run();

        Assert.Single(host.Completed);
        Assert.Empty(stack.Verifier.Violations);
    }

    [Fact]
    public void A_call_entry_whose_list_was_dropped_may_be_used_again()
    {
        var shared = new ImCallEntry();
        using var rig = new Rig(VerifierMode.Record, new Plain(), new ScriptedFilter
        {
            Name = "culprit",
            Only = OffloadOperation.Query,
            OnRequest = (self, op, list) =>
            {
                ProtocolOffloadBlockList converted = list.ToProtocol(shared);
                if (self.Runs > 1)
                    Ops.SendDown(op, self.NdisBindingHandle, converted);
            },
        });

        rig.Reach(OffloadOperation.Query);
        rig.Do(OffloadOperation.Query);

        Assert.Equal(("C036", "culprit"), Assert.Single(rig.Verifier.Violations.Select(v => (v.Rule, v.Driver))));
    }

    [Fact]
    public void The_call_entry_of_the_driver_above_is_not_ones_own()
    {
        using var rig = new Rig(VerifierMode.Record, new Plain(), new ScriptedFilter
        {
            Name = "culprit",
            Only = OffloadOperation.Query,
            OnRequest = (self, op, list) =>
            {
                ProtocolOffloadBlockList converted = list.OverlayAsProtocol();
                Assert.IsType<ImCallEntry>(converted.Root.ImReserved[0]);
                _ = ImCallEntry.From(converted);
                Ops.SendDown(op, self.NdisBindingHandle, converted);
            },
        });

        rig.Reach(OffloadOperation.Query);

        Assert.Equal(("C011", "culprit"), Assert.Single(rig.Verifier.Violations.Select(v => (v.Rule, v.Driver))));
    }

    [Fact]
    public void Drivers_of_one_name_are_told_apart()
    {
        using var rig = new Rig(VerifierMode.Record, new Plain(), new Forgetful(), new Forgetful());

        rig.Reach(OffloadOperation.Query);

        Assert.Equal(["Forgetful at level 3", "Forgetful"], rig.Verifier.Violations.Select(v => v.Driver));
    }

    private sealed class Forgetful : IntermediateDriver
    {
        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
        {
        }
    }

    [Fact]
    public void Every_verdict_inside_a_handler_names_the_operation()
    {
        using var rig = new Rig(VerifierMode.Record, new ScriptedFilter
        {
            Name = "culprit",
            Only = OffloadOperation.Query,
            OnCompletion = (self, op, list) =>
            {
                default(ProtocolOffloadBlockList).Pend();
                ImOffloadEntry entry = ImOffloadEntry.From(list.Root.OffloadHandle!);
                entry.Release();
                self.PassUp(op, list);
            },
        });

        rig.Reach(OffloadOperation.Query);

        Assert.Equal(["C009", "C022"], rig.Verifier.Violations.Select(v => v.Rule));
        Assert.All(rig.Verifier.Violations, v => Assert.Equal(("culprit", OffloadOperation.Query), (v.Driver, v.Operation)));
    }
}
