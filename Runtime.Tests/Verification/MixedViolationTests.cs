using static Chimney.Runtime.Tests.Violations;

namespace Chimney.Runtime.Tests.Verification;

/// <summary>Mistakes that take more than one operation, driver or stack.</summary>
public class MixedViolationTests
{
    private sealed class Plain : IntermediateDriver;

    [Theory]
    [InlineData(VerifierMode.Throw)]
    [InlineData(VerifierMode.Record)]
    public void The_list_of_another_operation_is_C010(VerifierMode mode)
    {
        PendedProtocolOffload? kept = null;
        var filter = new ScriptedFilter
        {
            Name = "culprit",
            OnCompletion = (self, op, list) =>
            {
                switch (op)
                {
                    case OffloadOperation.Query:
                        kept = list.Pend();
                        break;
                    case OffloadOperation.Update:
                        Ndis.NdisMUpdateOffloadComplete(self.NdisMiniportHandle, kept!.Resume().ToMiniport());
                        break;
                    default:
                        self.PassUp(op, list);
                        break;
                }
            },
        };
        using var rig = new Rig(mode, filter);
        OffloadTree second = OffloadTree.Build(rig.Neighbor);
        rig.Do(OffloadOperation.Initiate);
        rig.Do(OffloadOperation.Query);

        if (mode == VerifierMode.Throw)
            Assert.Throws<ContractViolationException>(() => rig.Do(OffloadOperation.Update, second));
        else
            rig.Do(OffloadOperation.Update, second);

        ContractViolation violation = Assert.Single(rig.Verifier.Violations);
        Assert.Equal(("C010", "culprit", OffloadOperation.Update), (violation.Rule, violation.Driver, violation.Operation));
        if (mode == VerifierMode.Record)
        {
            Assert.Equal([OffloadOperation.Initiate, OffloadOperation.Update, OffloadOperation.Query], rig.Host.Completed.Select(c => c.Operation).Order());
            Assert.False(rig.Tree.IsInUse || second.IsInUse);
        }
    }

    [Theory]
    [InlineData(VerifierMode.Throw)]
    [InlineData(VerifierMode.Record)]
    public void The_list_of_another_driver_is_C010(VerifierMode mode)
    {
        PendedMiniportOffload? kept = null;
        var upper = new ScriptedFilter { Name = "culprit", Only = OffloadOperation.Query };
        var lower = new ScriptedFilter { Name = "owner", Only = OffloadOperation.Update, OnRequest = (_, _, list) => kept = list.Pend() };
        upper.OnRequest = (self, _, _) => Ndis.NdisUpdateOffload(self.NdisBindingHandle, kept!.Resume().ToProtocol(new ImCallEntry()));
        using var rig = new Rig(mode, upper, lower);
        OffloadTree second = OffloadTree.Build(rig.Neighbor);
        rig.Do(OffloadOperation.Initiate);
        rig.Do(OffloadOperation.Update);

        if (mode == VerifierMode.Throw)
            Assert.Throws<ContractViolationException>(() => rig.Do(OffloadOperation.Query, second));
        else
            rig.Do(OffloadOperation.Query, second);

        ContractViolation violation = Assert.Single(rig.Verifier.Violations);
        Assert.Equal(("C010", "culprit"), (violation.Rule, violation.Driver));
        if (mode == VerifierMode.Record)
            Assert.False(rig.Tree.IsInUse || second.IsInUse);
    }

    [Fact]
    public void The_miniport_handle_of_another_driver_is_C028()
    {
        var other = new Plain { Name = "other" };
        var culprit = new ScriptedFilter { Name = "culprit", OnCompletion = (_, op, list) => Ops.CompleteUp(op, other.NdisMiniportHandle, list.ToMiniport()) };
        using var rig = new Rig(other, culprit);

        ContractViolation violation = Thrown(() => rig.Do(OffloadOperation.Initiate));

        Assert.Equal(("C028", "culprit"), (violation.Rule, violation.Driver));
        Assert.Contains("other", violation.Message);
    }

    [Fact]
    public void The_drivers_own_handle_of_another_miniport_is_C029()
    {
        var culprit = new ScriptedFilter { Name = "culprit" };
        NdisMiniportHandle old;
        using (new Rig(culprit))
            old = culprit.NdisMiniportHandle;
        culprit.OnCompletion = (_, op, list) => Ops.CompleteUp(op, old, list.ToMiniport());
        using var rig = new Rig(culprit);

        ContractViolation violation = Thrown(() => rig.Do(OffloadOperation.Initiate));

        Assert.Equal(("C029", "culprit"), (violation.Rule, violation.Driver));
    }

    [Fact]
    public void The_binding_handle_of_another_driver_is_C039()
    {
        var other = new Plain();
        var culprit = new ScriptedFilter { Name = "culprit", OnRequest = (_, op, list) => Ops.SendDown(op, other.NdisBindingHandle, list.ToProtocol(new ImCallEntry())) };
        using var rig = new Rig(other, culprit);

        Assert.Equal("C039", Thrown(() => rig.Do(OffloadOperation.Initiate)).Rule);
    }

    [Theory]
    [InlineData(VerifierMode.Throw)]
    [InlineData(VerifierMode.Record)]
    public void A_call_entry_for_two_operations_is_C044(VerifierMode mode)
    {
        var shared = new ImCallEntry();
        var culprit = new ScriptedFilter
        {
            Name = "culprit",
            Only = OffloadOperation.Query,
            OnRequest = (self, op, list) => Ops.SendDown(op, self.NdisBindingHandle, list.ToProtocol(shared)),
        };
        using var rig = new Rig(mode, culprit);
        OffloadTree second = OffloadTree.Build(rig.Neighbor);
        rig.Do(OffloadOperation.Initiate);
        rig.Send(OffloadOperation.Query, rig.Tree);
        rig.Send(OffloadOperation.Query, second);

        if (mode == VerifierMode.Throw)
            Assert.Throws<ContractViolationException>(() => rig.Stack.Run());
        else
            rig.Stack.Run();

        Assert.Equal("C044", Assert.Single(rig.Verifier.Violations).Rule);
        if (mode == VerifierMode.Record)
            Assert.Equal(3, rig.Host.Completed.Count);
    }

    [Fact]
    public void A_released_call_entry_may_record_another_operation()
    {
        var shared = new ImCallEntry();
        using var rig = new Rig(new ScriptedFilter
        {
            OnRequest = (self, op, list) => Ops.SendDown(op, self.NdisBindingHandle, list.ToProtocol(shared)),
        });

        foreach (OffloadOperation operation in (OffloadOperation[])[OffloadOperation.Initiate, OffloadOperation.Query, OffloadOperation.Terminate])
            rig.Do(operation);

        Assert.Equal(3, rig.Host.Completed.Count);
    }

    [Fact]
    public void An_operation_that_an_intermediate_driver_starts_itself_is_C062()
    {
        OffloadTree own = OffloadTree.Build(OffloadObject.Neighbor("own"));
        var culprit = new ScriptedFilter
        {
            Name = "culprit",
            OnRequest = (self, op, list) =>
            {
                Ndis.NdisInitiateOffload(self.NdisBindingHandle, own.GetBlockList(OffloadOperation.Initiate));
                self.PassDown(op, list);
            },
        };
        using var rig = new Rig(VerifierMode.Record, culprit);

        rig.Do(OffloadOperation.Initiate);

        ContractViolation violation = Assert.Single(rig.Verifier.Violations);
        Assert.Equal(("C062", "culprit", "own"), (violation.Rule, violation.Driver, violation.Object));
        Assert.Single(rig.Host.Completed);
    }

    [Fact]
    public void A_handle_that_is_resumed_again_after_its_operation_ended_names_its_own_driver()
    {
        PendedMiniportOffload? kept = null;
        var filter = new ScriptedFilter { Name = "culprit", Only = OffloadOperation.Query };
        filter.OnRequest = (self, op, list) =>
        {
            kept = list.Pend();
            self.Later(() => self.PassDown(op, kept.Resume()));
        };
        using var rig = new Rig(filter);
        rig.Do(OffloadOperation.Initiate);
        rig.Do(OffloadOperation.Query);
        rig.Do(OffloadOperation.Update);

        ContractViolation violation = Thrown(() => kept!.Resume());

        Assert.Equal(("C037", "culprit", OffloadOperation.Query), (violation.Rule, violation.Driver, violation.Operation));
    }

    [Fact]
    public void An_exception_with_the_duty_met_reaches_whoever_steps()
    {
        using var rig = new Rig(new ScriptedFilter
        {
            OnCompletion = (self, op, list) =>
            {
                self.PassUp(op, list);
                throw new InvalidDataException("after the fact");
            },
        });

        Assert.Throws<InvalidDataException>(() => rig.Do(OffloadOperation.Initiate));
        rig.Stack.Run();

        Assert.Single(rig.Host.Completed);
        Assert.Empty(rig.Verifier.Violations);
    }

    [Fact]
    public void A_violation_that_a_handler_swallows_is_still_known()
    {
        using var rig = new Rig(new ScriptedFilter
        {
            OnCompletion = (self, op, list) =>
            {
                self.PassUp(op, list);
                try
                {
                    self.PassUp(op, list);
                }
                catch (ContractViolationException)
                {
                }
            },
        });

        rig.Do(OffloadOperation.Initiate);

        Assert.Equal("C007", Assert.Single(rig.Verifier.Violations).Rule);
    }

    [OffloadRole(DriverRole.None)]
    private sealed class Sink : IntermediateDriver
    {
        public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        {
        }
    }

    [Fact]
    public void A_test_double_has_no_duties()
    {
        using var rig = new Rig(new Sink());

        rig.Do(OffloadOperation.Initiate);
        rig.Stack.Halt();

        Assert.Empty(rig.Verifier.Violations);
        Assert.Empty(rig.Host.Completed);
    }

    [Fact]
    public void A_stale_write_does_not_reach_the_list()
    {
        using var rig = new Rig(VerifierMode.Record, new ScriptedFilter
        {
            OnCompletion = (self, op, list) =>
            {
                MiniportOffloadBlockList rebuilt = list.ToMiniport();
                Ops.CompleteUp(op, self.NdisMiniportHandle, rebuilt);
                foreach (MiniportOffloadBlock block in rebuilt.Blocks)
                    block.Status = NdisStatus.Failure;
            },
        });

        rig.Do(OffloadOperation.Initiate);

        Assert.All(rig.LastStatuses, s => Assert.Equal(NdisStatus.Success, s));
    }

    [Fact]
    public void A_list_of_an_earlier_operation_on_the_same_blocks_stays_invalid()
    {
        OffloadTree tree = OffloadTree.Build(OffloadObject.Neighbor("N1"));
        ProtocolOffloadBlockList first = tree.GetBlockList(OffloadOperation.Initiate);
        ProtocolOffloadBlock root = first.Root;
        ProtocolOffloadBlockList second = tree.GetBlockList(OffloadOperation.Initiate);

        Assert.Equal(OffloadStateType.Neighbor, second.Root.Header.Type);
        bool refused = false;
        try
        {
            _ = root.Status;
        }
        catch (InvalidOperationException)
        {
            refused = true;
        }
        Assert.True(refused);
    }

    [Fact]
    public void Outside_any_stack_a_misuse_always_throws()
    {
        Assert.Equal("C039", Thrown(() => Ndis.NdisQueryOffloadState(null!, default)).Rule);
        Assert.Equal("C028", Thrown(() => Ndis.NdisMQueryOffloadStateComplete(null!, default)).Rule);
    }

    [Fact]
    public void Messages_take_their_names_from_the_contract_attributes()
    {
        using var rig = new Rig(VerifierMode.Record, new ScriptedFilter { Name = "leaky", Only = OffloadOperation.Query, OnCompletion = (_, _, _) => { } });

        rig.Reach(OffloadOperation.Query);

        Assert.Equal(
            "C005 leaky, Query of N1: the list given to ProtocolQueryOffloadComplete was never completed upward. Call NdisMQueryOffloadStateComplete on every path.",
            rig.Verifier.Violations[0].ToString());
    }
}
