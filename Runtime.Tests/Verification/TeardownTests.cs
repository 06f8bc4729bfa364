using static Chimney.Runtime.Tests.Violations;

namespace Chimney.Runtime.Tests.Verification;

/// <summary>What is still open when the stack is halted or disposed of.</summary>
public class TeardownTests
{
    [Theory]
    [InlineData(false, "C276")]
    [InlineData(true, "C276")]
    public void A_pended_list_that_nobody_resumes_is_reported_at_teardown(bool byTarget, string rule)
    {
        var filter = new ScriptedFilter { Name = "filter", Only = OffloadOperation.Query };
        var rig = new Rig(filter);
        rig.Do(OffloadOperation.Initiate);
        if (byTarget)
            rig.Target.CompletesByItself = false;
        else
            filter.OnCompletion = (_, _, list) => list.Pend();
        rig.Do(OffloadOperation.Query);

        ContractViolation violation = Thrown(rig.Stack.Halt);

        Assert.Equal((rule, byTarget ? "target" : "filter", OffloadOperation.Query, "N1"), (violation.Rule, violation.Driver, violation.Operation, violation.Object));
        Assert.Contains(byTarget ? "MiniportQueryOffload" : "ProtocolQueryOffloadComplete", violation.Message);
    }

    [Fact]
    public void Dispose_records_what_was_pended_too_and_never_throws()
    {
        var rig = new Rig();
        rig.Target.CompletesByItself = false;
        rig.Do(OffloadOperation.Initiate);

        rig.Dispose();
        rig.Dispose();

        Assert.Equal("C276", Assert.Single(rig.Verifier.Violations).Rule);
        Assert.Equal("C276", Thrown(rig.Verifier.ThrowIfAny).Rule);
    }

    [Fact]
    public void Dispose_does_not_replace_a_failing_assertion()
    {
        Assert.Throws<InvalidDataException>(LeaveWithAListPended);

        static void LeaveWithAListPended()
        {
            using var rig = new Rig();
            rig.Target.CompletesByItself = false;
            rig.Do(OffloadOperation.Initiate);
            throw new InvalidDataException("an assertion");
        }
    }

    [Fact]
    public void Dispose_does_not_replace_an_exception_that_is_on_its_way()
    {
        ContractViolation violation = Thrown(() =>
        {
            using var rig = new Rig(new ScriptedFilter { OnCompletion = (_, _, _) => { } });
            OffloadTree second = OffloadTree.Build(OffloadObject.Neighbor("N2"));
            rig.Target.CompletesByItself = false;
            rig.Send(OffloadOperation.Initiate, second);
            rig.Send(OffloadOperation.Initiate, rig.Tree);
            rig.Stack.Run();
            rig.Target.CompleteNext();
            rig.Stack.Run();
        });

        Assert.Equal("C001", violation.Rule);
    }

    [Fact]
    public void A_list_that_was_resumed_outside_a_step_and_never_completed_is_reported_at_teardown()
    {
        PendedProtocolOffload? kept = null;
        var rig = new Rig(VerifierMode.Record, new ScriptedFilter { Name = "filter", OnCompletion = (_, _, list) => kept = list.Pend() });
        rig.Do(OffloadOperation.Initiate);
        kept!.Resume();

        rig.Stack.Halt();

        ContractViolation violation = Assert.Single(rig.Verifier.Violations);
        Assert.Equal(("C001", "filter"), (violation.Rule, violation.Driver));
    }
}
