
namespace Chimney.Runtime.Tests.Docs;

/// <summary>What the page of the runtime shows is compiled and run here. UPDATE_DOCS=1 rewrites the page.</summary>
public class ReadmeTests
{
    private sealed class MyFilter : IntermediateDriver;

    // testing a driver
    [Fact]
    public void My_filter_carries_everything_through()
    {
        var host = new RecordingHost();
        OffloadObject neighbor = OffloadObject.Neighbor("N1");
        neighbor.AddPath("P1").AddConnection("T1");
        OffloadTree tree = OffloadTree.Build(neighbor);
        using var stack = new NdisStack(host, [new MyFilter()], new RecordingTarget(), new ContractVerifier(VerifierMode.Record));

        host.Initiate(tree);
        stack.Run();
        host.Terminate(tree);

        stack.Halt();
        stack.Verifier.ThrowIfAny();
    }
    // end of testing a driver

    [Fact]
    public void The_page_shows_how_a_driver_is_tested() => AssertSnippet("testing a driver");

    [Fact]
    public void The_page_shows_how_a_driver_is_composed() => AssertSnippet("composing a driver");

    private static ComposedDriver Filter()
    {
        // composing a driver
        ComposedDriver filter = null!;
        filter = new ComposedDriver("filter")
        {
            ProtocolSetOptions = handle =>
            {
                var generic = new ClientChimneyOffloadGenericCharacteristics
                {
                    InvalidateOffloadCompleteHandler = (_, list) => Ndis.NdisMInvalidateOffloadComplete(filter.NdisMiniportHandle, list.ToMiniport()),
                    // … and a handler in every other slot
                };
                NdisStatus status = Ndis.NdisSetOptionalHandlers(handle, generic);
                // … then the same for TCP
                return status;
            },
            MiniportSetOptions = handle => NdisStatus.Success, // … the same with the two provider characteristics
        };
        // end of composing a driver
        return filter;
    }

    [Fact]
    public void The_composed_driver_of_the_page_is_told_what_it_lacks()
    {
        var verifier = new ContractVerifier(VerifierMode.Record);
        using var stack = new NdisStack(new RecordingHost(), [Filter()], new RecordingTarget(), verifier);
        Assert.Contains("InitiateOffloadCompleteHandler of ClientChimneyOffloadGenericCharacteristics is empty", Assert.Single(verifier.Violations).Message);
    }

    [Fact]
    public void The_page_shows_a_run_as_a_diagram()
    {
        var host = new RecordingHost();
        OffloadTree tree = OffloadTree.Build(OffloadObject.Neighbor("N1"));
        using var stack = new NdisStack(host, [new MyFilter { Name = "filter" }], new RecordingTarget());
        host.Initiate(tree);
        stack.Run();
        stack.Trace.Clear();

        host.Invalidate(tree);
        stack.Run();

        Repository.AssertBlock("Runtime/README.md", "a run", $"```mermaid\n{stack.Trace.ToMermaid()}```\n");
    }

    /// <summary>A test that fails says what was broken, and shows the whole run.</summary>
    [Fact]
    public void A_failure_holds_every_violation_and_the_trace()
    {
        using var rig = new Rig(VerifierMode.Record, new ScriptedFilter { Name = "leaky", OnCompletion = (_, _, _) => { } });
        rig.Reach(OffloadOperation.Query);
        rig.Stack.Halt();

        var failure = Assert.Throws<ContractViolationException>(rig.Verifier.ThrowIfAny);

        Assert.Equal("C001", failure.Violation.Rule);
        Assert.Contains("C001 leaky, Initiate of N1: ", failure.Message);
        Assert.Contains("C005 leaky, Query of N1: ", failure.Message);
        Assert.Contains(rig.Stack.Trace.ToString(), failure.Message);
    }

    [Fact]
    public void Without_a_violation_nothing_is_thrown() => new ContractVerifier().ThrowIfAny();

    private static void AssertSnippet(string name)
    {
        string[] lines = Repository.Read("Runtime.Tests/Docs/ReadmeTests.cs").Split('\n');
        int from = Array.FindIndex(lines, line => line.Trim() == $"// {name}") + 1;
        int to = Array.FindIndex(lines, line => line.Trim() == $"// end of {name}");
        int indent = lines[from].Length - lines[from].TrimStart().Length;
        IEnumerable<string> snippet = lines[from..to].Select(line => line.Length > indent ? line[indent..] : line.TrimStart());
        Repository.AssertBlock("Runtime/README.md", name, $"```csharp\n{string.Join('\n', snippet)}\n```\n");
    }
}
