namespace Chimney.Runtime.Tests.Verification;

/// <summary>Every mistake that an offload target can make, thrown and recorded.</summary>
public class TargetViolationTests
{
    private sealed record Mistake(string Rule, OffloadOperation Operation, TargetScript? Request = null, TargetScript? Work = null);

    private static readonly Dictionary<string, Mistake> s_mistakes = new()
    {
        ["request dropped"] = new("C101", OffloadOperation.Query, Request: (_, _, _) => { }),
        ["resumed and dropped"] = new("C101", OffloadOperation.Query, Work: (_, _, _) => { }),
        ["completed inside the handler"] = new("C102", OffloadOperation.Query, Request: (self, op, list) =>
        {
            ScriptedTarget.Succeed(op, list);
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["wrong completion"] = new("C103", OffloadOperation.Update, Work: (self, op, list) =>
        {
            ScriptedTarget.Succeed(op, list);
            Ops.CompleteUp(Ops.Other(op), self.NdisMiniportHandle, list);
        }),
        ["null list completed"] = new("C103", OffloadOperation.Update, Request: (self, op, _) =>
            Ops.CompleteUp(op, self.NdisMiniportHandle, default)),
        ["completed twice"] = new("C104", OffloadOperation.Query, Work: (self, op, list) =>
        {
            ScriptedTarget.Succeed(op, list);
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["resumed twice"] = new("C104", OffloadOperation.Query, Request: (self, op, list) =>
        {
            PendedMiniportOffload pended = list.Pend();
            self.Later(() =>
            {
                MiniportOffloadBlockList resumed = pended.Resume();
                ScriptedTarget.Succeed(op, resumed);
                Ops.CompleteUp(op, self.NdisMiniportHandle, resumed);
            });
            self.Later(() => pended.Resume());
        }),
        ["status on the root only"] = new("C105", OffloadOperation.Invalidate, Work: (self, op, list) =>
        {
            list.Root.Status = NdisStatus.Success;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["status of an initiate on a query"] = new("C106", OffloadOperation.Query, Work: (self, op, list) =>
        {
            ScriptedTarget.Succeed(op, list);
            list.Root.Status = NdisStatus.OffloadPartialSuccess;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["status that an initiate does not have"] = new("C107", OffloadOperation.Initiate, Work: (self, op, list) =>
        {
            ScriptedTarget.Succeed(op, list);
            list.Root.DependentBlockList.DependentBlockList.Status = NdisStatus.UploadInProgress;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["pending as a status"] = new("C108", OffloadOperation.Update, Work: (self, op, list) =>
        {
            ScriptedTarget.Succeed(op, list);
            list.Root.Status = NdisStatus.Pending;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["ImReserved written"] = new("C110", OffloadOperation.Query, Work: (self, op, list) =>
        {
            ScriptedTarget.Succeed(op, list);
            list.Root.ImReserved[1] = "mine";
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["SourceHandle written"] = new("C110", OffloadOperation.Query, Work: (self, op, list) =>
        {
            ScriptedTarget.Succeed(op, list);
            list.Root.SourceHandle = null;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["success without a context"] = new("C116", OffloadOperation.Initiate, Work: (self, op, list) =>
        {
            foreach (MiniportOffloadBlock block in list.Blocks)
                block.Status = NdisStatus.Success;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["failure with a context"] = new("C117", OffloadOperation.Initiate, Work: (self, op, list) =>
        {
            ScriptedTarget.Succeed(op, list);
            foreach (MiniportOffloadBlock block in list.Blocks)
                block.Status = NdisStatus.Failure;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["partial success of a connection"] = new("C124", OffloadOperation.Initiate, Work: (self, op, list) =>
        {
            ScriptedTarget.Succeed(op, list);
            list.Root.DependentBlockList.DependentBlockList.Status = NdisStatus.OffloadPartialSuccess;
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        }),
        ["sent down"] = new("C039", OffloadOperation.Query, Work: (_, op, list) =>
            Ops.SendDown(op, null!, list.OverlayAsProtocol())),
        ["null miniport handle"] = new("C028", OffloadOperation.Query, Work: (_, op, list) =>
        {
            ScriptedTarget.Succeed(op, list);
            Ops.CompleteUp(op, null!, list);
        }),
        ["list used after it was completed"] = new("C030", OffloadOperation.Query, Work: (self, op, list) =>
        {
            ScriptedTarget.Succeed(op, list);
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
            list.Root.Status = NdisStatus.Failure;
        }),
        ["exception in the handler"] = new("C274", OffloadOperation.Terminate, Request: (_, _, _) => throw new InvalidDataException()),
        ["exception in the work item"] = new("C274", OffloadOperation.Terminate, Work: (_, _, _) => throw new InvalidDataException()),
    };

    public static TheoryData<string> Cases => [.. s_mistakes.Keys];

    private static (NdisStack, RecordingHost, OffloadTree) Build(VerifierMode mode, Mistake mistake)
    {
        var host = new RecordingHost();
        var target = new ScriptedTarget { Name = "culprit", Only = mistake.Operation, OnRequest = mistake.Request, OnWork = mistake.Work };
        OffloadObject neighbor = OffloadObject.Neighbor("N1");
        neighbor.AddPath("P1").AddConnection("T1");
        var stack = new NdisStack(host, [new ScriptedFilter()], target, new ContractVerifier(mode));
        return (stack, host, OffloadTree.Build(neighbor));
    }

    private static void Reach(NdisStack stack, RecordingHost host, OffloadTree tree, OffloadOperation operation)
    {
        if (operation != OffloadOperation.Initiate)
        {
            host.Initiate(tree);
            stack.Run();
        }
        switch (operation)
        {
            case OffloadOperation.Initiate: host.Initiate(tree); break;
            case OffloadOperation.Terminate: host.Terminate(tree); break;
            case OffloadOperation.Update: host.Update(tree); break;
            case OffloadOperation.Query: host.Query(tree); break;
            default: host.Invalidate(tree); break;
        }
        stack.Run();
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_thrown(string name)
    {
        Mistake mistake = s_mistakes[name];
        (NdisStack stack, RecordingHost host, OffloadTree tree) = Build(VerifierMode.Throw, mistake);
        using (stack)
        {
            var thrown = Assert.Throws<ContractViolationException>(() => Reach(stack, host, tree, mistake.Operation));

            Assert.Equal(mistake.Rule, thrown.Violation.Rule);
            Assert.Equal("culprit", thrown.Violation.Driver);
            Assert.Equal("N1", thrown.Violation.Object);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Is_recorded_once_and_the_run_goes_on(string name)
    {
        Mistake mistake = s_mistakes[name];
        (NdisStack stack, RecordingHost host, OffloadTree tree) = Build(VerifierMode.Record, mistake);
        using (stack)
        {
            Reach(stack, host, tree, mistake.Operation);

            ContractViolation violation = Assert.Single(stack.Verifier.Violations);
            Assert.Equal(mistake.Rule, violation.Rule);
            Assert.Equal("culprit", violation.Driver);
            Assert.Equal(mistake.Operation, host.Completed[^1].Operation);
            Assert.False(tree.IsInUse);
            stack.Halt();
            Assert.Single(stack.Verifier.Violations);
        }
    }
}
