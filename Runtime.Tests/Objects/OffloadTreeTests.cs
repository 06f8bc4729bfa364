namespace Chimney.Runtime.Tests.Objects;

public class OffloadTreeTests
{
    private static List<string> Names(OffloadTree tree, OffloadOperation operation)
    {
        var names = new List<string>();
        foreach (ProtocolOffloadBlock block in tree.GetBlockList(operation).Blocks)
            names.Add($"{block.OffloadHandle?.Object?.Name ?? "-"} {block.Header.Type}");
        return names;
    }

    [Fact]
    public void Blocks_are_visited_depth_first()
    {
        OffloadObject n1 = OffloadObject.Neighbor("N1");
        OffloadObject p1 = n1.AddPath("P1");
        p1.AddConnection("T1");
        p1.AddConnection("T2");
        n1.AddPath("P2", isIp6: true).AddConnection("T3");
        OffloadObject n2 = OffloadObject.Neighbor("N2");
        n2.AddPath("P3").AddConnection("T4");

        Assert.Equal(
            ["N1 Neighbor", "P1 Ip4", "T1 Tcp", "T2 Tcp", "P2 Ip6", "T3 Tcp", "N2 Neighbor", "P3 Ip4", "T4 Tcp"],
            Names(OffloadTree.Build([n1, n2]), OffloadOperation.Initiate));
    }

    [Theory]
    [InlineData(OffloadOperation.Update, "N NeighborCached", "P4 Ip4Cached", "T TcpCached", "P6 Ip6Cached")]
    [InlineData(OffloadOperation.Terminate, "N NeighborDelegated", "P4 Ip4Delegated", "T TcpDelegated", "P6 Ip6Delegated")]
    [InlineData(OffloadOperation.Query, "N Neighbor", "P4 Ip4", "T Tcp", "P6 Ip6")]
    public void The_header_names_the_state_that_goes_along(OffloadOperation operation, params string[] expected)
    {
        OffloadObject neighbor = OffloadObject.Neighbor("N");
        neighbor.AddPath("P4").AddConnection("T");
        neighbor.AddPath("P6", isIp6: true);

        Assert.Equal(expected, Names(OffloadTree.Build(neighbor), operation));
    }

    [Fact]
    public void Objects_can_be_left_out_or_stand_as_placeholders()
    {
        OffloadObject neighbor = OffloadObject.Neighbor("N");
        OffloadObject path = neighbor.AddPath("P");
        path.AddConnection("T");
        OffloadObject other = neighbor.AddPath("Q");
        other.AddConnection("U");

        OffloadTree tree = OffloadTree.Build(neighbor, o => o == neighbor ? BlockUse.Placeholder : o == other ? BlockUse.Omit : BlockUse.Object, portNumber: 7);

        Assert.Equal(3, tree.BlockCount);
        Assert.Equal(["- Neighbor", "P Ip4", "T Tcp"], Names(tree, OffloadOperation.Query));
        Assert.Equal(7u, tree.GetBlockList(OffloadOperation.Query).Root.PortNumber);
    }

    [Fact]
    public void A_tree_has_a_block_and_roots_of_one_layer()
    {
        OffloadObject neighbor = OffloadObject.Neighbor("N");
        OffloadObject path = neighbor.AddPath("P");
        Assert.Throws<ArgumentException>(() => OffloadTree.Build([]));
        Assert.Throws<ArgumentException>(() => OffloadTree.Build(neighbor, _ => BlockUse.Omit));
        Assert.Throws<ArgumentException>(() => OffloadTree.Build([neighbor, path]));
        Assert.Throws<InvalidOperationException>(() => path.AddPath("nested"));
        Assert.Throws<InvalidOperationException>(() => neighbor.AddConnection("direct"));
    }

    [Fact]
    public void The_end_of_a_chain_is_a_null_view()
    {
        ProtocolOffloadBlock next = OffloadTree.Build(OffloadObject.Neighbor("N")).GetBlockList(OffloadOperation.Query).Root.NextBlock;
        Assert.True(next.IsNull);
        bool refused = false;
        try
        {
            _ = next.Status;
        }
        catch (InvalidOperationException)
        {
            refused = true;
        }
        Assert.True(refused);
        Assert.True(default(ProtocolOffloadBlockList).IsNull);
        Assert.True(default(ProtocolOffloadBlockList).Root.IsNull);
        Assert.True(default(MiniportOffloadBlockList).ToProtocol(new ImCallEntry()).IsNull);
        Assert.True(default(ProtocolOffloadBlockList).ToMiniport().IsNull);
    }

    [Fact]
    public void Nulls_and_doubles_are_refused_with_what_to_change()
    {
        OffloadObject neighbor = OffloadObject.Neighbor("N1");

        Assert.Contains("A root is null", Assert.Throws<ArgumentException>(() => OffloadTree.Build((OffloadObject)null!)).Message);
        Assert.Contains("A root stands there twice", Assert.Throws<ArgumentException>(() => OffloadTree.Build([neighbor, neighbor])).Message);
        Assert.Throws<ArgumentNullException>(() => OffloadTree.Build((IEnumerable<OffloadObject>)null!));
        Assert.Throws<ArgumentNullException>(() => OffloadObject.Neighbor(null!));
        Assert.Throws<ArgumentNullException>(() => neighbor.AddPath(null!));
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = OffloadTree.Build(neighbor).GetBlockList(OffloadOperation.Send).IsNull);
        Assert.Empty(neighbor.Dependents);
    }
}
