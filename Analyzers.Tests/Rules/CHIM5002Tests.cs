using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer>;

/// <summary>CHIM5002: neighbors, paths and connections are used where their layer belongs (C254, C263).</summary>
public class CHIM5002Tests
{
    private static Task VerifyAsync(string body, string parameters = "") => Verify.VerifyAnalyzerAsync($$"""
        using System.Collections.Generic;
        using Chimney;

        public class Host : ProtocolDriver
        {
            private OffloadObject _path = null!;

            public void Work({{parameters}})
            {
                OffloadObject neighbor = OffloadObject.Neighbor("n");
                OffloadObject path = neighbor.AddPath("p");
                OffloadObject connection = path.AddConnection("c");
                {{body}}
            }

            private static void Link(OffloadObject one, OffloadObject two) => one.MoveTo(two);
        }
        """.ReplaceLineEndings("\n"));

    [Fact, Breaks("C254")]
    public Task Of_a_connection_that_moves() => VerifyAsync("{|CHIM5002:connection.MoveTo(neighbor)|};");

    [Fact, Breaks("C254")]
    public Task Of_a_move_to_a_path() => VerifyAsync("{|CHIM5002:path.MoveTo(path)|};");

    [Fact, Breaks("C254")]
    public Task Of_links_to_a_path() => VerifyAsync("OffloadTree tree = {|CHIM5002:OffloadTree.BuildLink(path, new List<OffloadObject> { path })|};");

    [Fact, Breaks("C263")]
    public Task Of_a_path_under_a_path() => VerifyAsync("{|CHIM5002:path.AddPath(\"q\")|};");

    [Fact, Breaks("C263")]
    public Task Of_a_connection_under_a_neighbor() => VerifyAsync("{|CHIM5002:neighbor.AddConnection(\"d\")|};");

    [Fact]
    public Task In_a_chain_of_calls() => VerifyAsync("{|CHIM5002:OffloadObject.Neighbor(\"m\").AddConnection(\"d\")|};");

    [Fact]
    public Task Through_a_variable() => VerifyAsync("OffloadObject same = connection; {|CHIM5002:same.MoveTo(neighbor)|};");

    [Fact]
    public Task Of_data_on_a_path() => VerifyAsync("{|CHIM5002:host.Send(path, list)|};", "RecordingHost host, NetBufferList list");

    [Fact]
    public Task In_a_helper() => VerifyAsync("{|CHIM5002:Link(connection, neighbor)|};");

    [Fact]
    public Task Silent_for_paths_that_move() => VerifyAsync("OffloadObject next = OffloadObject.Neighbor(\"m\"); path.MoveTo(next); Link(path, neighbor);");

    [Fact]
    public Task Silent_for_links() => VerifyAsync("OffloadTree tree = OffloadTree.BuildLink(neighbor, new List<OffloadObject> { path });");

    [Fact]
    public Task Silent_for_objects_from_elsewhere() => VerifyAsync("other.MoveTo(neighbor); _path.MoveTo(other);", "OffloadObject other");

    [Fact]
    public Task Silent_where_a_variable_holds_several() => VerifyAsync("OffloadObject some = other ? path : connection; some.MoveTo(neighbor);", "bool other");

    [Fact]
    public Task Silent_where_a_variable_changes() => VerifyAsync("OffloadObject some = connection; if (other) some = path; some.MoveTo(neighbor);", "bool other");

    [Fact]
    public Task Silent_for_the_dependents() => VerifyAsync("foreach (OffloadObject each in neighbor.Dependents) each.MoveTo(OffloadObject.Neighbor(\"m\"));");
}
