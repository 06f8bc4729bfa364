namespace Chimney.Runtime.Tests.State;

/// <summary>What an update does beyond the cached values (C163, C165–C167), in the recording target.</summary>
public class TargetUpdateTests
{
    private delegate void Change(ref TcpOffloadStateCached cached);

    /// <summary>The delegated values of a connection after an update, with a keepalive timer at 50 of 100 and three probes before it.</summary>
    private static TcpOffloadStateDelegated After(Change change, TcpOffloadStateCachedFlags flags = TcpOffloadStateCachedFlags.KeepAliveEnabled)
    {
        using var rig = new Rig();
        rig.Tcp1.Write<TcpOffloadStateCached>() = new() { Flags = flags, KaTimeout = 100, KaInterval = 10, KaProbeCount = 5, InitialRcvWnd = 1000 };
        rig.Do(OffloadOperation.Initiate);
        ref TcpOffloadStateDelegated delegated = ref rig.Target.StateOf<TcpOffloadStateDelegated>(rig.Tcp1);
        delegated.TotalRT = 77;
        delegated.RcvWnd = 900;
        delegated.KeepAlive = new TcpKeepAlive { ProbeCount = 3, TimeoutDelta = 50 };
        change(ref rig.Tcp1.Write<TcpOffloadStateCached>());

        rig.Do(OffloadOperation.Update);

        Assert.Equal(rig.Tcp1.Read<TcpOffloadStateCached>(), rig.Target.StateOf<TcpOffloadStateCached>(rig.Tcp1));
        return delegated;
    }

    [Fact]
    public void An_update_of_other_values_leaves_timers_alone()
    {
        TcpOffloadStateDelegated state = After((ref TcpOffloadStateCached c) => c.TtlOrHopLimit = 9);
        Assert.Equal((77u, 900u, (byte)3, 50u), (state.TotalRT, state.RcvWnd, state.KeepAlive.ProbeCount, state.KeepAlive.TimeoutDelta));
    }

    [Fact]
    public void C165_A_restart_of_MaxRT_resets_TotalRT_and_the_keepalive_timer()
    {
        TcpOffloadStateDelegated state = After((ref TcpOffloadStateCached c) => c.Flags |= TcpOffloadStateCachedFlags.MaxRtRestart);
        Assert.Equal((0u, (byte)0, 100u), (state.TotalRT, state.KeepAlive.ProbeCount, state.KeepAlive.TimeoutDelta));
    }

    [Fact]
    public void C165_A_change_of_KaProbeCount_resets_the_probe_count()
    {
        TcpOffloadStateDelegated state = After((ref TcpOffloadStateCached c) => c.KaProbeCount = 8);
        Assert.Equal((77u, (byte)0, 50u), (state.TotalRT, state.KeepAlive.ProbeCount, state.KeepAlive.TimeoutDelta));
    }

    [Theory]
    [InlineData(200u, 10u, 200u)]
    [InlineData(100u, 20u, 100u)]
    [InlineData(100u, 10u, 50u)]
    public void C165_A_change_of_KaTimeout_or_KaInterval_restarts_the_timer(uint timeout, uint interval, uint expected)
    {
        TcpOffloadStateDelegated state = After((ref TcpOffloadStateCached c) => (c.KaTimeout, c.KaInterval) = (timeout, interval));
        Assert.Equal(((byte)3, expected), (state.KeepAlive.ProbeCount, state.KeepAlive.TimeoutDelta));
    }

    [Fact]
    public void C167_Keepalive_can_be_switched_off_and_on_and_restarted()
    {
        Assert.Equal(TcpOffloadStateDelegated.NotRunning, After((ref TcpOffloadStateCached c) => c.Flags = 0).KeepAlive.TimeoutDelta);
        Assert.Equal(100u, After((ref TcpOffloadStateCached c) => c.Flags = TcpOffloadStateCachedFlags.KeepAliveEnabled, 0).KeepAlive.TimeoutDelta);
        Assert.Equal(100u, After((ref TcpOffloadStateCached c) => c.Flags |= TcpOffloadStateCachedFlags.KeepAliveRestart).KeepAlive.TimeoutDelta);
    }

    [Theory]
    [InlineData(TcpOffloadStateCachedFlags.UpdateRcvWnd, 2000u, 2000u)]
    [InlineData(TcpOffloadStateCachedFlags.UpdateRcvWnd, 1000u, 900u)]
    [InlineData(TcpOffloadStateCachedFlags.None, 2000u, 900u)]
    public void C166_A_changed_window_counts_where_the_flag_says_so(TcpOffloadStateCachedFlags flag, uint window, uint expected)
        => Assert.Equal(expected, After((ref TcpOffloadStateCached c) => (c.InitialRcvWnd, c.Flags) = (window, c.Flags | flag)).RcvWnd);

    [Fact]
    public void C121_Connections_are_linked_to_paths_and_paths_to_neighbors()
    {
        using var rig = new Rig(new ScriptedFilter());
        rig.Do(OffloadOperation.Initiate, OffloadTree.Build(rig.Neighbor, o => o == rig.Neighbor || o == rig.Path1 ? BlockUse.Object : BlockUse.Omit));
        rig.Do(OffloadOperation.Initiate);

        Assert.Null(RecordingTarget.ContextOf(rig.Neighbor).Lower);
        Assert.All([rig.Path1, rig.Path2], path => Assert.Same(RecordingTarget.ContextOf(rig.Neighbor), RecordingTarget.ContextOf(path).Lower));
        Assert.Same(RecordingTarget.ContextOf(rig.Path1), RecordingTarget.ContextOf(rig.Tcp2).Lower);
        Assert.Same(RecordingTarget.ContextOf(rig.Path2), RecordingTarget.ContextOf(rig.Tcp3).Lower);
    }

    [Fact]
    public void C163_An_update_links_paths_to_the_neighbor_above_them()
    {
        using var rig = new Rig(new ScriptedFilter(), new ScriptedFilter());
        OffloadObject other = OffloadObject.Neighbor("N2");
        rig.Do(OffloadOperation.Initiate);
        rig.Do(OffloadOperation.Initiate, OffloadTree.Build(other));
        rig.Path1.MoveTo(other);
        Assert.Same(RecordingTarget.ContextOf(rig.Neighbor), RecordingTarget.ContextOf(rig.Path1).Lower);

        rig.Do(OffloadOperation.Update, OffloadTree.Build(other, o => o.Kind == OffloadObjectKind.TcpConnection ? BlockUse.Omit : BlockUse.Object));

        Assert.Same(RecordingTarget.ContextOf(other), RecordingTarget.ContextOf(rig.Path1).Lower);
        Assert.Same(RecordingTarget.ContextOf(rig.Neighbor), RecordingTarget.ContextOf(rig.Path2).Lower);
        Assert.Same(RecordingTarget.ContextOf(rig.Path1), RecordingTarget.ContextOf(rig.Tcp1).Lower);

        // The old neighbor can go now, without the path that has left it (C253).
        rig.Do(OffloadOperation.Terminate, OffloadTree.Build(rig.Neighbor));
        Assert.Equal(OffloadObjectState.NotOffloaded, rig.Neighbor.State);
        Assert.Equal(OffloadObjectState.Offloaded, rig.Path1.State);
        Assert.Empty(rig.Verifier.Violations);
    }

    [Fact]
    public void C254_Only_a_path_moves_and_only_to_a_neighbor()
    {
        using var rig = new Rig();
        Assert.Contains("only a path moves", Assert.Throws<InvalidOperationException>(() => rig.Tcp1.MoveTo(rig.Path2)).Message);
        Assert.Throws<InvalidOperationException>(() => rig.Path1.MoveTo(rig.Path2));
        Assert.Throws<InvalidOperationException>(() => rig.Neighbor.MoveTo(rig.Neighbor));
        Assert.Same(rig.Path1, rig.Tcp1.Parent);
    }
}
