namespace Chimney.Runtime.Tests.Verification;

/// <summary>Without the verifier nothing is told, nothing is thrown, and the model does not fall over what drivers do wrong.</summary>
public class VerifierOffTests
{
    public static TheoryData<string> Mistakes => [.. s_mistakes.Keys];

    private static readonly Dictionary<string, Action<ScriptedFilter, ScriptedTarget>> s_mistakes = new()
    {
        ["drops the request"] = (filter, _) => filter.OnRequest = (_, _, _) => { },
        ["drops the completion"] = (filter, _) => filter.OnCompletion = (_, _, _) => { },
        ["completes twice"] = (filter, _) => filter.OnCompletion = (self, operation, list) =>
        {
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            Ops.CompleteUp(operation, self.NdisMiniportHandle, rebuilt);
            Ops.CompleteUp(operation, self.NdisMiniportHandle, rebuilt);
        },
        ["reads it after the call"] = (filter, _) => filter.OnCompletion = (self, operation, list) =>
        {
            self.PassUp(operation, list);
            foreach (ProtocolOffloadBlock block in list.Blocks)
                block.Status = NdisStatus.Failure;
        },
        ["restores nothing"] = (filter, _) => filter.OnCompletion = (self, operation, list) =>
            Ops.CompleteUp(operation, self.NdisMiniportHandle, list.OverlayAsMiniport()),
        ["saves nothing"] = (filter, _) => filter.OnRequest = (self, operation, list) =>
            Ops.SendDown(operation, self.NdisBindingHandle, list.OverlayAsProtocol()),
        ["writes no status"] = (_, target) => target.OnWork = (self, operation, list) =>
            Ops.CompleteUp(operation, self.NdisMiniportHandle, list),
        ["completes in the handler"] = (_, target) => target.OnRequest = (self, operation, list) =>
        {
            ScriptedTarget.Succeed(operation, list);
            Ops.CompleteUp(operation, self.NdisMiniportHandle, list);
        },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public void Nothing_is_told_and_the_next_operation_goes_through(string mistake)
    {
        var filter = new ScriptedFilter { Only = OffloadOperation.Query };
        var target = new ScriptedTarget { Only = OffloadOperation.Query };
        var host = new RecordingHost();
        var verifier = new ContractVerifier(VerifierMode.Off);
        using var stack = new NdisStack(host, [filter], target, verifier);
        OffloadObject neighbor = OffloadObject.Neighbor("N");
        neighbor.AddPath("P");
        OffloadObject other = OffloadObject.Neighbor("N2");
        OffloadTree tree = OffloadTree.Build(neighbor);
        OffloadTree second = OffloadTree.Build(other);
        host.Initiate(tree);
        host.Initiate(second);
        stack.Run();

        s_mistakes[mistake](filter, target);
        host.Query(tree);
        stack.Run();
        filter.OnRequest = null;
        filter.OnCompletion = null;
        target.OnRequest = null;
        target.OnWork = null;
        host.Query(second);
        stack.Run();

        Assert.Equal([NdisStatus.Success], host.Completed[^1].Statuses);
        stack.Halt();
        Assert.Empty(verifier.Violations);
    }
}
