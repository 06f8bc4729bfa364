namespace Chimney.Runtime.Tests.Verification;

/// <summary>Each object of a target has a context of its own (C120).</summary>
public class ContextTests
{
    private static readonly object s_shared = new();

    /// <summary>Publishes the shared context for one object of each tree, and others for the rest.</summary>
    private static ScriptedTarget Sharing() => new()
    {
        Only = OffloadOperation.Initiate,
        OnWork = (self, op, list) =>
        {
            ScriptedTarget.Succeed(op, list);
            list.Root.DependentBlockList.MiniportOffloadContext = OffloadContext.From(s_shared);
            Ops.CompleteUp(op, self.NdisMiniportHandle, list);
        },
    };

    private static OffloadTree Tree(string suffix, out OffloadObject path)
    {
        OffloadObject neighbor = OffloadObject.Neighbor("N" + suffix);
        path = neighbor.AddPath("P" + suffix);
        path.AddConnection("T" + suffix);
        return OffloadTree.Build(neighbor);
    }

    [Fact]
    public void C120_The_second_object_of_a_context_is_not_offloaded()
    {
        var verifier = new ContractVerifier(VerifierMode.Record);
        var host = new RecordingHost();
        using var stack = new NdisStack(host, [new ScriptedFilter()], Sharing(), verifier);
        host.Initiate(Tree("1", out OffloadObject first));
        host.Initiate(Tree("2", out OffloadObject second));

        stack.Run();

        Assert.Equal(["C120"], verifier.Violations.Select(v => v.Rule));
        Assert.Contains("P2", verifier.Violations[0].Message);
        Assert.Equal((OffloadObjectState.Offloaded, OffloadObjectState.NotOffloaded), (first.State, second.State));
        Assert.Equal([NdisStatus.OffloadPartialSuccess, NdisStatus.Failure, NdisStatus.Failure], host.Completed[1].Statuses);
    }

    [Fact]
    public void C120_A_context_may_be_used_again_once_its_object_is_terminated()
    {
        var host = new RecordingHost();
        using var stack = new NdisStack(host, [new ScriptedFilter()], Sharing());
        OffloadTree one = Tree("1", out _);
        host.Initiate(one);
        stack.Run();
        host.Terminate(one);
        stack.Run();
        host.Initiate(Tree("2", out OffloadObject second));
        stack.Run();

        Assert.Equal(OffloadObjectState.Offloaded, second.State);
    }
}
