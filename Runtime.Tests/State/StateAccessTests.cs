namespace Chimney.Runtime.Tests.State;

/// <summary>What follows a block in which operation, and who may write it.</summary>
public class StateAccessTests
{
    private static string Follows(MiniportOffloadBlock block)
    {
        OffloadBlockState state = block.State;
        string[] found =
        [
            .. Name(state.Has<NeighborOffloadStateConst>(), "NC"), .. Name(state.Has<NeighborOffloadStateCached>(), "Nc"), .. Name(state.Has<NeighborOffloadStateDelegated>(), "Nd"),
            .. Name(state.Has<PathOffloadStateConst>(), "PC"), .. Name(state.Has<PathOffloadStateCached>(), "Pc"), .. Name(state.Has<PathOffloadStateDelegated>(), "Pd"),
            .. Name(state.Has<TcpOffloadStateConst>(), "TC"), .. Name(state.Has<TcpOffloadStateCached>(), "Tc"), .. Name(state.Has<TcpOffloadStateDelegated>(), "Td"),
        ];
        return string.Join(" ", found);

        static string[] Name(bool follows, string name) => follows ? [name] : [];
    }

    /// <summary>What a filter sees behind neighbor, first path and first connection.</summary>
    private static List<string> Seen(OffloadOperation operation, OffloadStateClass queried = OffloadStateClass.Whole)
    {
        var seen = new List<string>();
        var filter = new ScriptedFilter
        {
            Only = operation,
            OnRequest = (self, op, list) =>
            {
                foreach (MiniportOffloadBlock block in list.Blocks)
                    seen.Add(Follows(block));
                self.PassDown(op, list);
            },
        };
        using var rig = new Rig(VerifierMode.Record, filter);
        if (operation != OffloadOperation.Initiate)
            rig.Do(OffloadOperation.Initiate);
        Ops.SendDown(operation, rig.Host.NdisBindingHandle, rig.Tree.GetBlockList(operation, queried));
        rig.Stack.Run();
        return [.. seen.Take(3)];
    }

    [Theory]
    [InlineData(OffloadOperation.Initiate, OffloadStateClass.Whole, "NC Nc Nd", "PC Pc Pd", "TC Tc Td")]
    [InlineData(OffloadOperation.Query, OffloadStateClass.Whole, "NC Nc Nd", "PC Pc Pd", "TC Tc Td")]
    [InlineData(OffloadOperation.Query, OffloadStateClass.Const, "NC", "PC", "TC")]
    [InlineData(OffloadOperation.Query, OffloadStateClass.Cached, "Nc", "Pc", "Tc")]
    [InlineData(OffloadOperation.Query, OffloadStateClass.Delegated, "Nd", "Pd", "Td")]
    [InlineData(OffloadOperation.Update, OffloadStateClass.Whole, "Nc", "Pc", "Tc")]
    [InlineData(OffloadOperation.Terminate, OffloadStateClass.Whole, "Nd", "Pd", "Td")]
    [InlineData(OffloadOperation.Invalidate, OffloadStateClass.Whole, "", "", "")]
    public void An_operation_carries_its_classes(OffloadOperation operation, OffloadStateClass queried, params string[] expected)
        => Assert.Equal(expected, Seen(operation, queried));

    [Fact]
    public void Linkers_and_placeholders_of_an_initiate_carry_none()
    {
        using var rig = new Rig();
        rig.Do(OffloadOperation.Initiate, OffloadTree.Build(rig.Neighbor, o => o == rig.Neighbor || o == rig.Path1 ? BlockUse.Object : BlockUse.Omit));
        var seen = new List<string>();
        foreach (ProtocolOffloadBlock block in OffloadTree.Build(rig.Neighbor, o => o == rig.Neighbor ? BlockUse.Placeholder : BlockUse.Object).GetBlockList(OffloadOperation.Initiate).Blocks)
            seen.Add(block.State.Classes.ToString());
        Assert.Equal(["None", "None", "Whole", "Whole", "Whole", "Whole"], seen);
    }

    [Theory]
    [InlineData(OffloadStateClass.None)]
    [InlineData(OffloadStateClass.Const | OffloadStateClass.Cached)]
    public void A_query_asks_for_one_class_or_the_whole(OffloadStateClass queried)
    {
        OffloadTree tree = OffloadTree.Build(OffloadObject.Neighbor("N"));
        Assert.Contains("pass Const, Cached, Delegated or Whole", Assert.Throws<ArgumentException>(() => _ = tree.GetBlockList(OffloadOperation.Query, queried).IsNull).Message);
        Assert.Contains("only a query chooses", Assert.Throws<ArgumentException>(() => _ = tree.GetBlockList(OffloadOperation.Update, OffloadStateClass.Const).IsNull).Message);
    }

    /// <summary>A filter reads delegated values of the root, as it may not; the read gives zeros, and the run goes on.</summary>
    private static void Misread(OffloadOperation operation, BlockUse root, string rule, string words)
    {
        var filter = new ScriptedFilter
        {
            OnRequest = (self, op, list) =>
            {
                if (self.Armed)
                    Assert.Equal(0u, list.Root.State.Read<NeighborOffloadStateDelegated>().NicReachabilityDelta);
                self.PassDown(op, list);
            },
        };
        using var rig = new Rig(VerifierMode.Record, filter);
        rig.Do(OffloadOperation.Initiate, OffloadTree.Build(rig.Neighbor, o => operation != OffloadOperation.Initiate || o == rig.Neighbor ? BlockUse.Object : BlockUse.Omit));
        filter.Armed = true;
        rig.Do(operation, OffloadTree.Build(rig.Neighbor, o => o == rig.Neighbor ? root : BlockUse.Object));

        ContractViolation violation = Assert.Single(rig.Verifier.Violations);
        Assert.Equal((rule, nameof(ScriptedFilter), operation), (violation.Rule, violation.Driver, violation.Operation));
        Assert.Contains(words, violation.Message);
        Assert.All(rig.LastStatuses, status => Assert.Equal(NdisStatus.Success, status));
    }

    [Fact]
    public void C168_an_invalidate_has_no_state_to_read()
        => Misread(OffloadOperation.Invalidate, BlockUse.Object, "C168", "An invalidate carries no state");

    [Fact]
    public void C115_header_type_says_what_can_be_read()
        => Misread(OffloadOperation.Update, BlockUse.Object, "C115", "Header.Type is NeighborCached");

    [Fact]
    public void C115_a_placeholder_has_no_state_to_read()
        => Misread(OffloadOperation.Query, BlockUse.Placeholder, "C115", "test IsPlaceholder");

    [Fact]
    public void C114_a_linker_has_no_state_to_read()
        => Misread(OffloadOperation.Initiate, BlockUse.Object, "C114", "only where MiniportOffloadContext is null");

    [Fact]
    public void The_host_writes_its_objects_and_not_the_blocks()
    {
        using var rig = new Rig();
        rig.Tcp1.Write<TcpOffloadStateConst>().RemoteMss = 1460;
        Assert.Equal(1460, rig.Tcp1.Read<TcpOffloadStateConst>().RemoteMss);
        Assert.Contains("is no state of a Neighbor", Assert.Throws<ArgumentException>(() => _ = rig.Neighbor.Read<TcpOffloadStateConst>().RemoteMss).Message);
        Assert.Contains("Write the values of the OffloadObject", Assert.Throws<InvalidOperationException>(() => TryWrite(rig, fromHost: true)).Message);

        rig.Do(OffloadOperation.Initiate);
        rig.Tcp1.Write<TcpOffloadStateCached>().KaTimeout = 7;
        Assert.Contains("C162", Assert.Throws<InvalidOperationException>(() => rig.Tcp1.Write<TcpOffloadStateConst>().RemoteMss = 1).Message);
        Assert.Contains("are the target's", Assert.Throws<InvalidOperationException>(() => rig.Tcp1.Write<TcpOffloadStateDelegated>().RcvNxt = 1).Message);

        static void TryWrite(Rig rig, bool fromHost)
        {
            ProtocolOffloadBlockList list = rig.Tree.GetBlockList(OffloadOperation.Initiate);
            if (fromHost)
                list.Root.State.SetVlanId(1);
        }
    }
}
