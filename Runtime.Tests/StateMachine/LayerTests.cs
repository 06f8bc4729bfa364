using static Chimney.OffloadObjectState;

namespace Chimney.Runtime.Tests.StateMachine;

/// <summary>The rows of neighbors and paths, on the tables and on runs.</summary>
public class LayerTests
{
    private static readonly OffloadObject s_neighbor = OffloadObject.Neighbor("N1");
    private static readonly OffloadObject s_path = s_neighbor.AddPath("P1");

    private static LayerSituation Of(OffloadObject item, bool dependentsOut = true) => new(item, dependentsOut);

    [Fact]
    public void N01_A_neighbor_is_refused_for_its_source_address()
    {
        LayerTables.Neighbor.Allows("N01", Offloading, NeighborEvent.RefusedForAddress, Of(s_neighbor), NotOffloaded);
        LayerTables.Neighbor.Refuses("N01", "C137", Offloading, NeighborEvent.RefusedForAddress, Of(s_path));
        Assert.Null(RunRefused(NdisStatus.OffloadHwAddressEntries, index: 0));
        Assert.Equal("C137", RunRefused(NdisStatus.OffloadHwAddressEntries, index: 1));
    }

    [Fact]
    public void N02_A_neighbor_is_refused_for_its_vlan()
    {
        LayerTables.Neighbor.Allows("N02", Offloading, NeighborEvent.RefusedForVlan, Of(s_neighbor), NotOffloaded);
        LayerTables.Neighbor.Refuses("N02", "C138", Offloading, NeighborEvent.RefusedForVlan, Of(s_path));
        Assert.Null(RunRefused(NdisStatus.OffloadVlanEntries, index: 0));
        Assert.Equal("C138", RunRefused(NdisStatus.OffloadVlanMismatch, index: 2));
    }

    /// <returns>The rule that the target broke when it refused one block of an initiate with a status.</returns>
    private static string? RunRefused(NdisStatus status, int index)
    {
        using var rig = new Rig(VerifierMode.Record);
        rig.Target.ChooseStatus = (_, i) => i == index ? status : NdisStatus.Success;
        rig.Do(OffloadOperation.Initiate);
        Assert.Equal(NotOffloaded, rig.Objects[index].State);
        Assert.All(rig.Verifier.Violations, v => Assert.Equal("target", v.Driver));
        return rig.Verifier.Violations.SingleOrDefault()?.Rule;
    }

    [Fact]
    public void N03_Acknowledged_data_confirms_the_neighbor()
    {
        using var rig = new DataRig();
        rig.Stack.TickCount = 1_000;
        rig.Ask(OffloadOperation.Send);
        rig.CompleteAll(NdisStatus.Success);

        Assert.Equal(1_000u, rig.Neighbor.NicReachableAt);
        rig.Stack.TickCount = 2_000;
        rig.Ask(OffloadOperation.Send);
        rig.CompleteAll(NdisStatus.UploadInProgress);
        Assert.Equal(1_000u, rig.Neighbor.NicReachableAt);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(0xFFFFFFF0u)]
    public void N04_Reachability_is_queried_when_both_ages_exceed_the_limit(uint now)
    {
        using var rig = new DataRig(nceStaleTicks: 100);
        rig.Stack.TickCount = now;
        rig.Ask(OffloadOperation.Send);
        rig.CompleteAll(NdisStatus.Success);

        unchecked
        {
            rig.Stack.TickCount = now + 100;
            Assert.Equal("C244", rig.QueryReachability());
            rig.Stack.TickCount = now + 101;
            Assert.Null(rig.QueryReachability());
            // The host was in touch 50 ticks ago.
            ConnectionMonitor.ReachabilityAnswered(rig.Stack.Target, rig.Neighbor, 50);
            rig.Stack.TickCount = now + 151;
            Assert.Equal("C244", rig.QueryReachability());
            rig.Stack.TickCount = now + 152;
            Assert.Null(rig.QueryReachability());
            ConnectionMonitor.ReachabilityAnswered(rig.Stack.Target, rig.Neighbor, 0);
            Assert.Null(rig.QueryReachability());
        }
        LayerTables.Neighbor.Refuses("N04", "C242", Offloaded, NeighborEvent.ReachabilityQuery, Of(s_path));
        LayerTables.Neighbor.Refuses("N04 early", "C135", Offloading, NeighborEvent.ReachabilityQuery, Of(s_neighbor));
        LayerTables.Neighbor.Refuses("N04 unknown", "C232", NotOffloaded, NeighborEvent.ReachabilityQuery, Of(s_neighbor));
        LayerTables.Neighbor.Allows("N04 pointless", Invalidated, NeighborEvent.ReachabilityQuery, Of(s_neighbor));
        LayerTables.Neighbor.Allows("N04 pointless", Terminating, NeighborEvent.ReachabilityQuery, Of(s_neighbor));
    }

    [Fact]
    public void N05_An_invalidated_neighbor_is_not_reachable_to_the_host()
    {
        LayerTables.Neighbor.Allows("N05", Offloaded, NeighborEvent.Invalidated, Of(s_neighbor), Invalidated);
        using var rig = new Rig();
        rig.Do(OffloadOperation.Initiate);
        rig.Neighbor.HostReachableAt = 5;
        rig.Do(OffloadOperation.Invalidate, OffloadTree.Build(rig.Neighbor, o => o == rig.Neighbor ? BlockUse.Object : BlockUse.Omit));
        Assert.Null(rig.Neighbor.HostReachableAt);
        Assert.Equal(Invalidated, rig.Neighbor.State);
        // What depends on it must not send, though it is valid itself.
        Assert.True(new ConnectionSituation(rig.Tcp1).IsInvalid);
    }

    [Fact]
    public void N06_An_updated_address_changes_no_link()
    {
        LayerTables.Neighbor.Allows("N06", Offloaded, NeighborEvent.DestinationUpdated, Of(s_neighbor));
        using var rig = new Rig();
        rig.Do(OffloadOperation.Initiate);
        rig.Do(OffloadOperation.Update);
        Assert.Equal([rig.Path1, rig.Path2], rig.Neighbor.Dependents);
    }

    [Fact]
    public void N07_A_neighbor_is_terminated_with_its_paths_or_after_them()
    {
        LayerTables.Neighbor.Allows("N07", Offloaded, NeighborEvent.Terminate, Of(s_neighbor), Terminating);
        LayerTables.Neighbor.Allows("N07", Invalidated, NeighborEvent.Terminate, Of(s_neighbor), Terminating);
        LayerTables.Neighbor.Refuses("N07", "C253", Offloaded, NeighborEvent.Terminate, Of(s_neighbor, dependentsOut: false));
        Assert.Equal("C253", RunAlone(rig => rig.Neighbor));
    }

    [Fact]
    public void P01_An_update_links_a_path_to_another_neighbor()
    {
        OffloadObject other = OffloadObject.Neighbor("N2");
        LayerTables.Path.Refuses("P01", "C128", Offloaded, PathEvent.Relink, new LayerSituation(s_path, NewNeighbor: other));
        LayerTables.Path.Refuses("P01", "C254", Offloaded, PathEvent.Relink, new LayerSituation(s_path.AddConnection("T"), NewNeighbor: other));
        foreach (OffloadObjectState state in (OffloadObjectState[])[NotOffloaded, Offloading, Terminating])
            LayerTables.Path.Refuses("P01 elsewhere", "C248", state, PathEvent.Relink, new LayerSituation(s_path, NewNeighbor: other));

        using var rig = new Rig(new ScriptedFilter());
        rig.Do(OffloadOperation.Initiate);
        rig.Do(OffloadOperation.Initiate, OffloadTree.Build(other));
        rig.Do(OffloadOperation.Update, OffloadTree.BuildLink(other, [rig.Path1]));

        Assert.Same(other, rig.Path1.Parent);
        Assert.Equal([rig.Path1], other.Dependents);
        Assert.Equal([rig.Path2], rig.Neighbor.Dependents);
        // The old neighbor has one dependent less to go with it.
        rig.Do(OffloadOperation.Terminate, OffloadTree.Build(rig.Neighbor));
        Assert.Equal([NotOffloaded, Offloaded, Offloaded], new[] { rig.Neighbor, rig.Path1, rig.Tcp1 }.Select(o => o.State));
        rig.Do(OffloadOperation.Terminate, OffloadTree.Build(other));
        Assert.Equal(0, rig.Target.ObjectCount);
    }

    [Fact]
    public void P01_A_run_refuses_to_link_a_path_to_a_neighbor_that_is_not_offloaded()
    {
        using var rig = new Rig(VerifierMode.Record);
        OffloadObject other = OffloadObject.Neighbor("N2");
        rig.Do(OffloadOperation.Initiate);

        rig.Do(OffloadOperation.Update, OffloadTree.BuildLink(other, [rig.Path1]));
        Assert.Equal("C247", Assert.Single(rig.Verifier.Violations).Rule);
        Assert.Same(rig.Neighbor, rig.Path1.Parent);
        Assert.Contains("C254", Assert.Throws<ArgumentException>(() => OffloadTree.BuildLink(rig.Path1, [rig.Path2])).Message);
        Assert.Contains("C254", Assert.Throws<ArgumentException>(() => OffloadTree.BuildLink(other, [rig.Tcp1])).Message);
    }

    [Fact]
    public void P02_An_update_of_the_mtu_leaves_the_path_where_it_is()
    {
        LayerTables.Path.Allows("P02", Offloaded, PathEvent.MtuUpdated, Of(s_path));
        using var rig = new Rig();
        rig.Do(OffloadOperation.Initiate);
        rig.Do(OffloadOperation.Update, OffloadTree.Build(rig.Path1));
        Assert.Same(rig.Neighbor, rig.Path1.Parent);
    }

    [Fact]
    public void P03_A_path_is_terminated_with_its_connections_or_after_them()
    {
        LayerTables.Path.Allows("P03", Invalidated, PathEvent.Terminate, Of(s_path), Terminating);
        LayerTables.Path.Refuses("P03", "C253", Offloaded, PathEvent.Terminate, Of(s_path, dependentsOut: false));
        Assert.Equal("C253", RunAlone(rig => rig.Path1));
    }

    private static string RunAlone(Func<Rig, OffloadObject> which)
    {
        using var rig = new Rig(VerifierMode.Record);
        rig.Do(OffloadOperation.Initiate);
        OffloadObject item = which(rig);
        rig.Do(OffloadOperation.Terminate, OffloadTree.Build(item, o => o == item ? BlockUse.Object : BlockUse.Omit));
        Assert.Equal(Offloaded, item.State);
        ContractViolation violation = Assert.Single(rig.Verifier.Violations);
        Assert.Equal("host", violation.Driver);
        return violation.Rule;
    }

    /// <summary>Where a row of a layer changes the main state, the life cycle does the same on the event that belongs to it.</summary>
    [Theory]
    [InlineData(LifeCycleEvent.InitiateFailed, "N01")]
    [InlineData(LifeCycleEvent.InitiateFailed, "N02")]
    [InlineData(LifeCycleEvent.InvalidateSucceeded, "N05")]
    [InlineData(LifeCycleEvent.Terminate, "N07")]
    [InlineData(LifeCycleEvent.Terminate, "P03")]
    [InlineData(LifeCycleEvent.Initiate, "K01")]
    internal void A_layer_agrees_with_the_life_cycle(LifeCycleEvent happened, string id)
    {
        StateRowText row = ((IStateTable[])[LayerTables.Neighbor, LayerTables.Path, ConnectionTable.Table]).SelectMany(t => t.RowTexts).Single(r => r.Id == id);
        foreach (string name in row.States)
        {
            OffloadObject item = OffloadObject.Neighbor("N");
            item.IsInvalidating = happened == LifeCycleEvent.InvalidateSucceeded;
            OffloadObjectState state = Enum.Parse<OffloadObjectState>(name);
            LifeCycle.Table.Apply(ref state, happened, new LifeCycleSituation(item, true, true, false));
            Assert.Equal(row.Next, state.ToString());
        }
        string[] changing = [.. ((IStateTable[])[LayerTables.Neighbor, LayerTables.Path, ConnectionTable.Table]).SelectMany(t => t.RowTexts).Where(r => r.Next is not null).Select(r => r.Id)];
        Assert.Equal(["N01", "N02", "N05", "N07", "P03", "K01"], changing);
    }
}
