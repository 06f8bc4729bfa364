namespace Chimney.Runtime.Tests.StateMachine;

/// <summary>Every row of the life cycle by its number, on the table itself and, where a stack can reach it, on a run.</summary>
public class LifeCycleTests
{
    private static readonly LifeCycleSituation s_good = new(null!, LowerLayerIn: true, DependentsOut: true, WordWritten: true);
    private static readonly LifeCycleSituation s_noWord = s_good with { WordWritten = false };

    private static OffloadObject In(OffloadObjectState state, Action<OffloadObject>? with = null)
    {
        OffloadObject item = OffloadObject.Neighbor("N1").AddPath("P1");
        item.State = state;
        with?.Invoke(item);
        return item;
    }

    private static void Allowed(string row, OffloadObject item, LifeCycleEvent happened, OffloadObjectState next, LifeCycleSituation? situation = null)
    {
        Assert.Equal((row, (string?)null), Apply(item, happened, situation));
        Assert.Equal(next, item.State);
    }

    private static void Refused(string row, string rule, OffloadObject item, LifeCycleEvent happened, LifeCycleSituation? situation = null)
    {
        OffloadObjectState before = item.State;
        Assert.Equal((row, rule), Apply(item, happened, situation));
        Assert.Equal(before, item.State);
    }

    private static (string? Row, string? Rule) Apply(OffloadObject item, LifeCycleEvent happened, LifeCycleSituation? situation)
    {
        OffloadObjectState state = item.State;
        StateOutcome outcome = LifeCycle.Table.Apply(ref state, happened, (situation ?? s_good) with { Object = item });
        item.State = state;
        return (outcome.Row, outcome.Rule);
    }

    [Fact]
    public void T01()
    {
        Allowed("T01", In(OffloadObjectState.NotOffloaded), LifeCycleEvent.Initiate, OffloadObjectState.Offloading);
        Refused("T01", "C128", In(OffloadObjectState.NotOffloaded), LifeCycleEvent.Initiate, s_good with { LowerLayerIn = false });
    }

    [Fact]
    public void T02()
    {
        Allowed("T02", In(OffloadObjectState.Offloading), LifeCycleEvent.TakeIn, OffloadObjectState.Offloading);
        Refused("T02", "C128", In(OffloadObjectState.Offloading), LifeCycleEvent.TakeIn, s_good with { LowerLayerIn = false });
    }

    [Fact]
    public void T03()
    {
        Allowed("T03", In(OffloadObjectState.Offloading), LifeCycleEvent.InitiateSucceeded, OffloadObjectState.Offloaded);
        Refused("T03", "C116", In(OffloadObjectState.Offloading), LifeCycleEvent.InitiateSucceeded, s_noWord);
    }

    [Fact]
    public void T04()
    {
        Allowed("T04", In(OffloadObjectState.Offloading), LifeCycleEvent.InitiatePartlySucceeded, OffloadObjectState.Offloaded);
        OffloadObject connection = OffloadObject.Neighbor("N1").AddPath("P1").AddConnection("T1");
        connection.State = OffloadObjectState.Offloading;
        Refused("T04", "C124", connection, LifeCycleEvent.InitiatePartlySucceeded);
    }

    [Fact]
    public void T05()
    {
        Allowed("T05", In(OffloadObjectState.Offloading), LifeCycleEvent.InitiateFailed, OffloadObjectState.NotOffloaded, s_noWord);
        Refused("T05", "C117", In(OffloadObjectState.Offloading), LifeCycleEvent.InitiateFailed);
    }

    [Fact]
    public void T06() => Allowed("T06", In(OffloadObjectState.Offloading), LifeCycleEvent.RootRefused, OffloadObjectState.NotOffloaded, s_noWord);

    [Theory]
    [InlineData(LifeCycleEvent.Initiate)]
    [InlineData(LifeCycleEvent.Link)]
    [InlineData(LifeCycleEvent.Query)]
    [InlineData(LifeCycleEvent.Invalidate)]
    [InlineData(LifeCycleEvent.Terminate)]
    internal void T07(LifeCycleEvent happened) => Refused("T07", "C247", In(OffloadObjectState.Offloading), happened);

    [Fact]
    public void T08() => Allowed("T08", In(OffloadObjectState.Offloading), LifeCycleEvent.InitiateOther, OffloadObjectState.Offloading);

    [Fact]
    public void T09() => Refused("T09", "C135", In(OffloadObjectState.Offloading), LifeCycleEvent.Indicate);

    [Theory]
    [InlineData(OffloadObjectState.Offloaded)]
    [InlineData(OffloadObjectState.Invalidated)]
    public void T10_T11_T12(OffloadObjectState state)
    {
        OffloadObject item = In(state);
        Allowed("T10", item, LifeCycleEvent.Query, state);
        Allowed("T10", item, LifeCycleEvent.Query, state);
        Assert.Equal(2, item.RunningQueries);
        Allowed("T11", item, LifeCycleEvent.QuerySucceeded, state);
        Assert.False(item.HasHardwareFailed);
        Allowed("T12", item, LifeCycleEvent.QueryFailed, state);
        Assert.Equal(0, item.RunningQueries);
        Assert.True(item.HasHardwareFailed);
        Refused("T11", "C104", item, LifeCycleEvent.QuerySucceeded);
    }

    [Fact]
    public void T13_T14_T15()
    {
        OffloadObject item = In(OffloadObjectState.Offloaded);
        Allowed("T13", item, LifeCycleEvent.Update, OffloadObjectState.Offloaded);
        Refused("T13", "C248", item, LifeCycleEvent.Update);
        Allowed("T14", item, LifeCycleEvent.UpdateSucceeded, OffloadObjectState.Offloaded);
        Allowed("T13", item, LifeCycleEvent.Update, OffloadObjectState.Offloaded);
        Allowed("T15", item, LifeCycleEvent.UpdateFailed, OffloadObjectState.Offloaded);
        Assert.False(item.IsUpdating);
        Refused("T13", "C248", In(OffloadObjectState.Offloaded, o => o.IsInvalidating = true), LifeCycleEvent.Update);
    }

    [Theory]
    [InlineData(OffloadObjectState.Offloading)]
    [InlineData(OffloadObjectState.Invalidated)]
    public void T16(OffloadObjectState state) => Refused("T16", "C248", In(state), LifeCycleEvent.Update);

    [Fact]
    public void T17_T18()
    {
        OffloadObject item = In(OffloadObjectState.Offloaded);
        Allowed("T17", item, LifeCycleEvent.Invalidate, OffloadObjectState.Offloaded);
        Refused("T17", "C247", item, LifeCycleEvent.Invalidate);
        Allowed("T18", item, LifeCycleEvent.InvalidateSucceeded, OffloadObjectState.Invalidated);
        Assert.False(item.HasHardwareFailed);
    }

    [Fact]
    public void T19()
    {
        OffloadObject item = In(OffloadObjectState.Offloaded, o => o.IsInvalidating = true);
        Allowed("T19", item, LifeCycleEvent.InvalidateFailed, OffloadObjectState.Invalidated);
        Assert.True(item.HasHardwareFailed);
    }

    [Fact]
    public void T20()
    {
        Allowed("T20", In(OffloadObjectState.Offloaded), LifeCycleEvent.Terminate, OffloadObjectState.Terminating);
        Allowed("T20", In(OffloadObjectState.Invalidated), LifeCycleEvent.Terminate, OffloadObjectState.Terminating);
        Refused("T20", "C250", In(OffloadObjectState.Offloaded, o => o.RunningQueries = 1), LifeCycleEvent.Terminate);
        Refused("T20", "C250", In(OffloadObjectState.Offloaded, o => o.IsUpdating = true), LifeCycleEvent.Terminate);
        Refused("T20", "C250", In(OffloadObjectState.Offloaded, o => o.IsInvalidating = true), LifeCycleEvent.Terminate);
    }

    [Fact]
    public void T21() => Allowed("T21", In(OffloadObjectState.Terminating), LifeCycleEvent.TerminateSucceeded, OffloadObjectState.NotOffloaded);

    [Fact]
    public void T22()
    {
        OffloadObject item = In(OffloadObjectState.Terminating);
        Allowed("T22", item, LifeCycleEvent.TerminateFailed, OffloadObjectState.NotOffloaded);
        Assert.True(item.IsLost);
        Allowed("T20 again", item, LifeCycleEvent.Terminate, OffloadObjectState.Terminating);
        Refused("T20 again", "C247", In(OffloadObjectState.NotOffloaded), LifeCycleEvent.Terminate);
    }

    [Theory]
    [InlineData(LifeCycleEvent.Initiate)]
    [InlineData(LifeCycleEvent.Link)]
    [InlineData(LifeCycleEvent.Query)]
    [InlineData(LifeCycleEvent.Update)]
    [InlineData(LifeCycleEvent.Invalidate)]
    [InlineData(LifeCycleEvent.Terminate)]
    internal void T23(LifeCycleEvent happened) => Refused("T23", "C251", In(OffloadObjectState.Terminating), happened);

    [Fact]
    public void T24()
    {
        Refused("T24", "C104", In(OffloadObjectState.NotOffloaded), LifeCycleEvent.TerminateSucceeded);
        Refused("T24", "C104", In(OffloadObjectState.Offloaded), LifeCycleEvent.InitiateSucceeded);
        Refused("T24", "C104", In(OffloadObjectState.Terminating), LifeCycleEvent.UpdateSucceeded);
    }

    [Fact]
    public void The_table_knows_every_request_and_completion_in_every_state()
    {
        foreach (OffloadObjectState state in Enum.GetValues<OffloadObjectState>())
        {
            foreach (LifeCycleEvent happened in LifeCycle.Requests.Concat(LifeCycle.Completions))
                Assert.NotNull(LifeCycle.Table.Look(state, happened, s_good with { Object = In(state) }).Row);
        }
    }

    private static ContractViolation RunRefused(Action<Rig> prepare, OffloadOperation operation, Func<Rig, OffloadTree>? which = null)
    {
        using var rig = new Rig(VerifierMode.Record, new ScriptedFilter());
        prepare(rig);
        int before = rig.Target.Requests.Count;
        OffloadTree tree = which?.Invoke(rig) ?? OffloadTree.Build(rig.Neighbor);
        OffloadObjectState[] states = [.. rig.Objects.Select(o => o.State)];

        rig.Send(operation, tree);
        rig.Target.CompletesByItself = true;
        rig.Stack.Run();

        Assert.Equal(before, rig.Target.Requests.Count);
        Assert.All(rig.Host.Completed[^1].Statuses, s => Assert.Equal(NdisStatus.Failure, s));
        Assert.Equal(states, rig.Objects.Select(o => o.State));
        ContractViolation violation = Assert.Single(rig.Verifier.Violations);
        Assert.Equal("host", violation.Driver);
        return violation;
    }

    [Fact]
    public void A_run_refuses_requests_on_an_object_that_is_being_offloaded()
    {
        Assert.Equal("C247", RunRefused(Hold(OffloadOperation.Initiate), OffloadOperation.Query).Rule);
        Assert.Equal("C248", RunRefused(Hold(OffloadOperation.Initiate), OffloadOperation.Update).Rule);
        Assert.Equal("C247", RunRefused(Hold(OffloadOperation.Initiate), OffloadOperation.Initiate).Rule);
    }

    [Fact]
    public void A_run_refuses_a_second_update()
        => Assert.Equal("C248", RunRefused(Hold(OffloadOperation.Update), OffloadOperation.Update).Rule);

    [Fact]
    public void A_run_refuses_to_terminate_an_object_that_is_queried()
        => Assert.Equal("C250", RunRefused(Hold(OffloadOperation.Query), OffloadOperation.Terminate).Rule);

    [Fact]
    public void A_run_refuses_requests_on_an_object_that_is_being_terminated()
        => Assert.Equal("C251", RunRefused(Hold(OffloadOperation.Terminate), OffloadOperation.Query).Rule);

    [Fact]
    public void A_run_refuses_to_terminate_a_path_without_its_connections()
        => Assert.Equal("C253", RunRefused(rig => rig.Do(OffloadOperation.Initiate), OffloadOperation.Terminate,
            rig => OffloadTree.Build(rig.Path1, o => o.Kind == OffloadObjectKind.TcpConnection ? BlockUse.Omit : BlockUse.Object)).Rule);

    [Fact]
    public void A_run_refuses_a_connection_whose_path_is_not_offloaded()
        => Assert.Equal("C128", RunRefused(_ => { }, OffloadOperation.Initiate, rig => OffloadTree.Build(rig.Tcp1)).Rule);

    [Fact]
    public void A_run_refuses_requests_on_an_object_that_is_not_offloaded()
        => Assert.Equal("C247", RunRefused(_ => { }, OffloadOperation.Query).Rule);

    [Fact]
    public void A_refused_request_is_thrown_where_it_is_made()
    {
        using var rig = new Rig();

        ContractViolation violation = Assert.Throws<ContractViolationException>(() => rig.Host.Query(rig.Tree)).Violation;

        Assert.Equal(("C247", OffloadOperation.Query, "N1"), (violation.Rule, violation.Operation, violation.Object));
        rig.Do(OffloadOperation.Initiate);
        Assert.Equal(OffloadObjectState.Offloaded, rig.Neighbor.State);
    }

    /// <summary>Leaves an operation on all objects with the target.</summary>
    private static Action<Rig> Hold(OffloadOperation operation) => rig =>
    {
        if (operation != OffloadOperation.Initiate)
            rig.Do(OffloadOperation.Initiate);
        rig.Target.CompletesByItself = false;
        rig.Do(operation);
    };

    [Fact]
    public void Queries_overlap()
    {
        using var rig = new Rig();
        OffloadTree second = OffloadTree.Build(rig.Neighbor);
        rig.Do(OffloadOperation.Initiate);

        rig.Host.Query(rig.Tree);
        rig.Host.Query(second);
        Assert.Equal(2, rig.Tcp1.RunningQueries);
        rig.Stack.Run();

        Assert.Equal(0, rig.Tcp1.RunningQueries);
    }

    [Fact]
    public void A_partial_offload_has_the_statuses_of_the_worked_case()
    {
        using var rig = new Rig(new ScriptedFilter(), new ScriptedFilter());
        rig.Target.ChooseStatus = (_, index) => index switch
        {
            3 => NdisStatus.Resources,
            4 => NdisStatus.OffloadPathEntries,
            _ => NdisStatus.Success,
        };

        rig.Do(OffloadOperation.Initiate);

        Assert.Equal(
            [
                NdisStatus.OffloadPartialSuccess, NdisStatus.OffloadPartialSuccess, NdisStatus.Success, NdisStatus.Resources,
                NdisStatus.OffloadPathEntries, NdisStatus.Failure,
            ], rig.LastStatuses);
        Assert.Equal([rig.Neighbor, rig.Path1, rig.Tcp1], rig.Objects.Where(o => o.State == OffloadObjectState.Offloaded));
        Assert.Equal(3, rig.Target.ObjectCount);
    }

    [Fact]
    public void Success_below_a_failed_block_is_C128()
    {
        var target = new ScriptedTarget
        {
            Name = "culprit",
            OnWork = (self, op, list) =>
            {
                ScriptedTarget.Succeed(op, list);
                list.Root.Status = NdisStatus.Resources;
                list.Root.MiniportOffloadContext = default;
                Ops.CompleteUp(op, self.NdisMiniportHandle, list);
            },
        };
        OffloadObject neighbor = OffloadObject.Neighbor("N1");
        OffloadObject path = neighbor.AddPath("P1");
        var host = new RecordingHost();
        using var stack = new NdisStack(host, [], target, new ContractVerifier(VerifierMode.Record));
        host.Initiate(OffloadTree.Build(neighbor));

        stack.Run();

        ContractViolation violation = Assert.Single(stack.Verifier.Violations);
        Assert.Equal(("C128", "culprit"), (violation.Rule, violation.Driver));
        Assert.Equal(OffloadObjectState.NotOffloaded, path.State);
    }

    [Theory]
    [InlineData(NdisStatus.Success)]
    [InlineData(NdisStatus.Failure)]
    public void An_update_may_complete_after_the_invalidate_that_overtook_it(NdisStatus outcome)
    {
        PendedMiniportOffload? update = null;
        var filter = new ScriptedFilter { Only = OffloadOperation.Update, OnRequest = (_, _, list) => update = list.Pend() };
        using var rig = new Rig(filter);
        rig.Target.ChooseStatus = (op, _) => op == OffloadOperation.Update ? outcome : NdisStatus.Success;
        rig.Do(OffloadOperation.Initiate);
        rig.Do(OffloadOperation.Update);
        rig.Do(OffloadOperation.Invalidate, OffloadTree.Build(rig.Neighbor));

        filter.PassDown(OffloadOperation.Update, update!.Resume());
        rig.Stack.Run();

        Assert.All(rig.Objects, o => Assert.Equal((OffloadObjectState.Invalidated, false), (o.State, o.IsUpdating)));
    }

    [Fact]
    public void An_object_whose_terminate_failed_is_terminated_again_before_it_is_offloaded_again()
    {
        using var rig = new Rig(VerifierMode.Record, new ScriptedFilter());
        rig.Do(OffloadOperation.Initiate);
        rig.Target.ChooseStatus = (_, _) => NdisStatus.Failure;
        rig.Do(OffloadOperation.Terminate);
        rig.Target.ChooseStatus = null;

        rig.Do(OffloadOperation.Initiate);

        ContractViolation violation = Assert.Single(rig.Verifier.Violations);
        Assert.Equal("C247", violation.Rule);
        Assert.Contains("Its terminate failed: ask for that again", violation.Message);
        rig.Do(OffloadOperation.Terminate);
        rig.Do(OffloadOperation.Initiate);
        Assert.All(rig.Objects, o => Assert.Equal((OffloadObjectState.Offloaded, false), (o.State, o.IsLost)));
        Assert.Equal(6, rig.Target.ObjectCount);
    }
}
