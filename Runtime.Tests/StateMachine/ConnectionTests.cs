using static Chimney.OffloadObjectState;
using static Chimney.OffloadOperation;

namespace Chimney.Runtime.Tests.StateMachine;

/// <summary>The rows of TCP connections, each through a real stack: what is allowed, and which rule a driver breaks otherwise.</summary>
public class ConnectionTests
{
    [Theory]
    [InlineData(TcpOffloadConnectionState.Closed, false)]
    [InlineData(TcpOffloadConnectionState.Listen, false)]
    [InlineData(TcpOffloadConnectionState.SynSent, false)]
    [InlineData(TcpOffloadConnectionState.SynRcvd, false)]
    [InlineData(TcpOffloadConnectionState.Established, true)]
    [InlineData(TcpOffloadConnectionState.FinWait1, true)]
    [InlineData(TcpOffloadConnectionState.FinWait2, true)]
    [InlineData(TcpOffloadConnectionState.CloseWait, true)]
    [InlineData(TcpOffloadConnectionState.Closing, true)]
    [InlineData(TcpOffloadConnectionState.LastAck, true)]
    [InlineData(TcpOffloadConnectionState.TimeWait, false)]
    public void K01_A_connection_is_offloaded_between_its_handshake_and_its_end(TcpOffloadConnectionState state, bool allowed)
    {
        using var rig = new DataRig(state: state);
        Assert.Equal(allowed ? [] : ["C246"], rig.Rules);
        Assert.Equal(allowed ? Offloaded : NotOffloaded, rig.Connection.State);
        // Half-closed: one of the halves (C238).
        Assert.Equal(state is TcpOffloadConnectionState.FinWait1 or TcpOffloadConnectionState.FinWait2 or TcpOffloadConnectionState.CloseWait, rig.Connection.Connection!.IsHalfClosed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void K02_Sends_complete_with_what_became_of_them(int filters)
    {
        using var rig = new DataRig(filters: filters);
        rig.Ask(Send);
        rig.Ask(Send);
        rig.CompleteAll(NdisStatus.Success);
        rig.Ask(Send);
        rig.CompleteAll(NdisStatus.UploadInProgress);
        Assert.Equal([NdisStatus.Success, NdisStatus.Success, NdisStatus.UploadInProgress], rig.Host.Completed);
        Assert.Empty(rig.Rules);
    }

    [Theory]
    [InlineData(NdisStatus.Failure, "C196")]
    [InlineData(NdisStatus.Paused, "C282")]
    [InlineData(NdisStatus.RequestAborted, "C197")]
    public void K02_A_send_has_its_own_statuses(NdisStatus status, string rule)
    {
        using var rig = new DataRig();
        rig.Ask(Send);
        rig.Complete(status);
        Assert.Equal([rule], rig.Rules);
        Assert.Equal([NdisStatus.UploadInProgress], rig.Host.Completed);
        Assert.False(rig.Connection.Connection!.HasOutstanding);
    }

    [Fact]
    public void K03_Receives_complete_in_order()
    {
        using var rig = new DataRig(filters: 1);
        rig.Ask(Receive);
        rig.Ask(Receive);
        Assert.Equal(2, rig.Connection.Connection!.Receives.Outstanding);
        rig.CompleteAll(NdisStatus.Success);
        Assert.Empty(rig.Rules);
        rig.Ask(Receive);
        rig.Complete(NdisStatus.Failure);
        Assert.Equal(["C209"], rig.Rules);
    }

    [Fact]
    public void K04_A_receive_posted_after_a_disconnect_was_indicated_has_an_invalid_state()
    {
        using var rig = new DataRig();
        rig.Ask(Receive);
        rig.Indicate(TcpOffloadEventType.Disconnect);
        rig.Ask(Receive);
        rig.Complete(NdisStatus.Success);
        rig.Complete(NdisStatus.InvalidState);
        Assert.Empty(rig.Rules);

        rig.Ask(Receive);
        rig.Complete(NdisStatus.Success);
        Assert.Equal(["C209"], rig.Rules);

        using var open = new DataRig();
        open.Ask(Receive);
        open.Complete(NdisStatus.InvalidState);
        Assert.Equal(["C209"], open.Rules);
    }

    [Fact]
    public void K05_Forwards_complete_with_their_own_statuses()
    {
        using var rig = new DataRig();
        rig.Ask(Forward);
        rig.Ask(Forward);
        rig.Complete(NdisStatus.Success);
        rig.Complete(NdisStatus.UploadInProgress);
        Assert.Empty(rig.Rules);
        rig.Ask(Forward);
        rig.Complete(NdisStatus.RequestAborted);
        rig.Ask(Forward);
        rig.Complete(NdisStatus.InvalidState);
        Assert.Equal(["C205", "C205"], rig.Rules);
    }

    [Fact]
    public void K06_A_graceful_disconnect_closes_the_send_half_when_it_completes()
    {
        using var rig = new DataRig();
        rig.Ask(Send);
        rig.Ask(Disconnect);
        Assert.False(rig.Connection.Connection!.IsLocalClosed);
        rig.CompleteAll(NdisStatus.Success);
        Assert.True(rig.Connection.Connection.IsLocalClosed);
        Assert.Empty(rig.Rules);

        // The host asks once.
        rig.Ask(Disconnect);
        Assert.Equal(["C204"], rig.Rules);
        Assert.Empty(rig.Target.Pended);
    }

    [Theory]
    [InlineData(NdisStatus.RequestAborted, "C204")]
    [InlineData(NdisStatus.Failure, "C202")]
    [InlineData(NdisStatus.UploadInProgress, null)]
    public void K06_A_disconnect_fails_only_with_its_connection(NdisStatus status, string? rule)
    {
        using var rig = new DataRig();
        rig.Ask(Disconnect);
        rig.Complete(status);
        Assert.Equal(rule is null ? [] : [rule], rig.Rules);
        Assert.False(rig.Connection.Connection!.IsLocalClosed);
    }

    [Fact]
    public void K06_Sends_complete_before_the_disconnect_that_follows_them()
    {
        using var rig = new DataRig();
        rig.Ask(Send);
        rig.Ask(Disconnect);
        rig.Target.Pended.Enqueue(rig.Target.Pended.Dequeue());
        rig.Complete(NdisStatus.Success);
        Assert.Equal(["C194"], rig.Rules);
    }

    [Fact]
    public void K07_An_abort_ends_all_sends_before_it_completes()
    {
        using var rig = new DataRig();
        rig.Ask(Send);
        rig.Ask(Disconnect, TcpDisconnectFlags.AbortiveClose);
        rig.Complete(NdisStatus.RequestAborted);
        rig.Complete(NdisStatus.Success);
        Assert.Empty(rig.Rules);
        Assert.Equal(NdisStatus.OffloadDataNotAccepted, rig.IndicateData(5));
        rig.Ask(Disconnect, TcpDisconnectFlags.AbortiveClose);
        Assert.Equal(["C201", "C204"], rig.Rules);
    }

    [Fact]
    public void K07_An_abort_may_follow_a_graceful_disconnect_and_waits_for_the_sends()
    {
        using var rig = new DataRig();
        rig.Ask(Send);
        rig.Ask(Disconnect);
        rig.Ask(Disconnect, TcpDisconnectFlags.AbortiveClose);
        rig.Target.Pended.Enqueue(rig.Target.Pended.Dequeue());
        rig.Complete(NdisStatus.RequestAborted);
        rig.Complete(NdisStatus.Success);
        Assert.Equal(["C201"], rig.Rules);
    }

    [Fact]
    public void K08_A_disconnect_is_indicated_once_and_after_all_data()
    {
        using var rig = new DataRig();
        rig.Host.Takes = 4;
        Assert.Equal(NdisStatus.OffloadDataPartiallyAccepted, rig.IndicateData(10));
        rig.Indicate(TcpOffloadEventType.Disconnect);
        Assert.Equal(["C233"], rig.Rules);
        Assert.Empty(rig.Host.Events);
        NetBufferList posted = rig.Ask(Receive);
        posted.TcpOffloadBytesTransferred = 6;
        rig.Complete(NdisStatus.Success);

        rig.Indicate(TcpOffloadEventType.Disconnect);
        Assert.Equal([TcpOffloadEventType.Disconnect], rig.Host.Events);
        Assert.Single(rig.Rules);
        rig.Indicate(TcpOffloadEventType.Disconnect);
        rig.IndicateData(1);
        Assert.Equal(["C233", "C233", "C233"], rig.Rules);
    }

    [Fact]
    public void K09_After_a_reset_everything_ends_aborted()
    {
        using var rig = new DataRig(filters: 2);
        rig.Ask(Send);
        rig.Ask(Send);
        rig.Ask(Disconnect);
        rig.Indicate(TcpOffloadEventType.Abort);
        rig.Complete(NdisStatus.Success);
        Assert.Equal(["C234"], rig.Rules);
        rig.CompleteAll(NdisStatus.RequestAborted);
        Assert.Equal([NdisStatus.UploadInProgress, NdisStatus.RequestAborted, NdisStatus.RequestAborted], rig.Host.Completed);
        rig.IndicateData(1);
        Assert.Equal(["C234", "C234"], rig.Rules);
        rig.Do(Terminate);
        Assert.Equal(NotOffloaded, rig.Connection.State);
    }

    [Theory]
    [InlineData(TcpUploadReason.HardwareFailure)]
    [InlineData(TcpUploadReason.InvalidState)]
    [InlineData(TcpUploadReason.ReceivedUrgentData)]
    [InlineData(TcpUploadReason.TimeoutExpiration)]
    [InlineData(TcpUploadReason.UploadRequested)]
    public void K10_After_a_mandatory_request_the_target_stops(TcpUploadReason reason)
    {
        using var rig = new DataRig();
        rig.Ask(Send);
        rig.Upload(reason);
        rig.Ask(Send);
        rig.Ask(Receive);
        rig.Ask(Forward);
        // What was there before may have been sent.
        rig.Complete(NdisStatus.Success);
        Assert.Empty(rig.Rules);
        rig.CompleteAll(NdisStatus.Success);
        Assert.Equal(["C189", "C189", "C189"], rig.Rules);
        Assert.Equal(NdisStatus.UploadInProgress, rig.Host.Completed[^1]);
        rig.IndicateData(1);
        Assert.Equal("C237", rig.Rules.Last());
    }

    [Theory]
    [InlineData(TcpUploadReason.HighDropRate)]
    [InlineData(TcpUploadReason.HighFragmentation)]
    [InlineData(TcpUploadReason.HighOutOfOrderPackets)]
    [InlineData(TcpUploadReason.LowActivity)]
    [InlineData(TcpUploadReason.NoBufferPreposting)]
    [InlineData(TcpUploadReason.SmallIO)]
    public void K11_After_an_optional_request_the_target_goes_on(TcpUploadReason reason)
    {
        using var rig = new DataRig();
        rig.Upload(reason);
        rig.Upload(reason);
        rig.Ask(Send);
        rig.Complete(NdisStatus.Success);
        Assert.Equal(NdisStatus.Success, rig.IndicateData(1));
        Assert.Empty(rig.Rules);

        rig.Indicate(TcpOffloadEventType.Disconnect);
        rig.Upload(reason);
        Assert.Equal(["C238"], rig.Rules);
        // Both halves are closed then.
        rig.Ask(Disconnect);
        rig.Upload(reason);
        Assert.Equal(["C238"], rig.Rules);
    }

    [Fact]
    public void K11_A_connection_that_the_host_has_closed_is_half_closed()
    {
        using var rig = new DataRig();
        rig.Ask(Disconnect);
        rig.Upload(TcpUploadReason.LowActivity);
        Assert.Equal(["C238"], rig.Rules);
    }

    [Fact]
    public void K12_The_timer_of_FIN_WAIT_2_leads_to_an_upload()
    {
        using var rig = new DataRig();
        rig.Ask(Disconnect);
        rig.Complete(NdisStatus.Success);
        rig.Query(TcpOffloadConnectionState.FinWait2);
        Assert.Null(rig.Connection.Connection!.OwedUpload);
        rig.Query(TcpOffloadConnectionState.Closed);
        Assert.Equal("C239", rig.Connection.Connection.OwedUpload);
        rig.Upload(TcpUploadReason.TimeoutExpiration);
        rig.Query(TcpOffloadConnectionState.Closed);
        Assert.Empty(Owed(rig));
    }

    [Fact]
    public void K13_A_connection_in_TIME_WAIT_is_given_back()
    {
        using var rig = new DataRig();
        rig.Ask(Disconnect);
        rig.Complete(NdisStatus.Success);
        rig.Indicate(TcpOffloadEventType.Disconnect);
        rig.Query(TcpOffloadConnectionState.TimeWait);
        Assert.Equal(["C190"], Owed(rig));

        using var asked = new DataRig(state: TcpOffloadConnectionState.FinWait2);
        asked.Indicate(TcpOffloadEventType.Disconnect);
        asked.Query(TcpOffloadConnectionState.TimeWait);
        asked.Upload(TcpUploadReason.UploadRequested);
        Assert.Empty(Owed(asked));
    }

    [Fact]
    public void K14_A_SYN_in_sequence_leads_to_an_upload()
    {
        using var rig = new DataRig();
        rig.Query(TcpOffloadConnectionState.Closed);
        Assert.Equal(["C235"], Owed(rig));

        using var inTimeWait = new DataRig(state: TcpOffloadConnectionState.FinWait2);
        inTimeWait.Indicate(TcpOffloadEventType.Disconnect);
        inTimeWait.Query(TcpOffloadConnectionState.Closed);
        Assert.Empty(Owed(inTimeWait));
    }

    /// <summary>Rules that are found broken when the stack is taken down.</summary>
    private static IEnumerable<string> Owed(DataRig rig)
    {
        rig.Stack.Halt();
        return rig.Rules;
    }

    [Fact]
    public void K14_A_connection_that_the_host_takes_back_need_not_be_asked_for()
    {
        using var rig = new DataRig();
        rig.Query(TcpOffloadConnectionState.Closed);
        rig.Do(Terminate);
        Assert.Empty(Owed(rig));
    }

    [Fact]
    public void K15_A_change_of_the_backlog_changes_nothing_else()
    {
        using var rig = new DataRig();
        rig.Indicate(TcpOffloadEventType.SendBacklogChange, 65_536);
        Assert.Equal([TcpOffloadEventType.SendBacklogChange], rig.Host.Events);
        Assert.Empty(rig.Rules);
    }

    [Theory]
    [InlineData(Query)]
    [InlineData(Update)]
    [InlineData(Invalidate)]
    public void K16_The_context_is_kept_until_the_terminate(OffloadOperation operation)
    {
        using var rig = new DataRig();
        rig.Ask(Disconnect, TcpDisconnectFlags.AbortiveClose);
        rig.CompleteAll(NdisStatus.Success);
        rig.Target.OnWork = (_, op, list) =>
        {
            foreach (MiniportOffloadBlock block in list.Blocks)
                block.MiniportOffloadContext = default;
            Ops.CompleteUp(op, rig.Target.NdisMiniportHandle, list);
        };
        rig.Do(operation);
        Assert.Equal(["C185"], rig.Rules);
        rig.Target.OnWork = null;
        rig.Do(Terminate);
        Assert.Equal(["C185"], rig.Rules);
    }

    [Fact]
    public void K17_Sends_on_an_invalidated_connection_are_queued()
    {
        using var rig = new DataRig();
        rig.Do(Invalidate);
        ConnectionTable.Table.Allows("K17", Invalidated, ConnectionEvent.SendArrived, new ConnectionSituation(rig.Connection));
        rig.Ask(Send);
        Assert.Equal(2, rig.Connection.Connection!.Sends.Outstanding);
        rig.Connection.Connection.Sends.Complete();
        rig.Upload(TcpUploadReason.InvalidState);
        rig.Complete(NdisStatus.UploadInProgress);
        rig.Do(Terminate);
        Assert.Empty(rig.Rules);
    }

    [Fact]
    public void Data_goes_into_posted_receives_and_is_not_repeated_after_a_refusal()
    {
        using var rig = new DataRig();
        rig.Host.Takes = 0;
        rig.IndicateData(10);
        rig.IndicateData(10);
        Assert.Equal(["C222"], rig.Rules);
        rig.Ask(Receive);
        rig.IndicateData(10);
        Assert.Equal(["C222", "C217"], rig.Rules);
    }

    [Fact]
    public void Receive_completions_and_indications_do_not_overlap()
    {
        using var rig = new DataRig();
        rig.Ask(Receive);
        PendedNetBufferListChain posted = rig.Target.Pended.Dequeue();
        rig.Connection.Connection!.Receives.Complete();
        rig.Host.OnData = () =>
        {
            rig.Host.OnData = null;
            rig.Connection.Connection.Receives = default;
            rig.Connection.Connection.Receives.Arrive();
            NetBufferListChain chain = posted.Resume();
            Ndis.NdisTcpOffloadReceiveComplete(rig.Target.NdisMiniportHandle, chain);
        };
        rig.IndicateData(10);
        Assert.Contains("C215", rig.Rules);
    }

    [Theory]
    [InlineData(Send)]
    [InlineData(Receive)]
    [InlineData(Disconnect)]
    [InlineData(Forward)]
    public void Section_6_A_terminate_completes_after_every_request(OffloadOperation operation)
    {
        using var rig = new DataRig();
        rig.Ask(operation);
        rig.Do(Terminate);
        Assert.Equal(["C174"], rig.Rules);

        using var settled = new DataRig();
        settled.Ask(operation);
        settled.CompleteAll(NdisStatus.UploadInProgress);
        settled.Do(Terminate);
        Assert.Empty(settled.Rules);
    }

    [Fact]
    public void Section_6_A_terminate_completes_after_every_indication()
    {
        using var rig = new DataRig();
        rig.Connection.Connection!.RunningIndications = 1;
        rig.Do(Terminate);
        Assert.Equal(["C175"], rig.Rules);
    }

    [Theory]
    [InlineData(Send)]
    [InlineData(Receive)]
    [InlineData(Disconnect)]
    [InlineData(Forward)]
    public void After_the_terminate_the_host_asks_for_nothing(OffloadOperation operation)
    {
        using var rig = new DataRig();
        Ops.SendDown(Terminate, rig.Host.NdisBindingHandle, rig.Tree.GetBlockList(Terminate));
        rig.Host.Ask(operation, rig.Connection.OffloadHandle, NetBufferListChain.From(new NetBufferList(new NetBuffer(new byte[1]))), TcpDisconnectFlags.GracefulClose);
        Assert.Equal(["C251"], rig.Rules);
        rig.Stack.Run();
        Assert.Equal(["C251"], rig.Rules);
    }

    [Fact]
    public void A_list_is_completed_once_and_a_handle_outlives_no_offload()
    {
        using var rig = new DataRig();
        ConnectionTable.Table.Refuses("K02 done", "C193", Offloaded, ConnectionEvent.SendCompleted, new ConnectionSituation(rig.Connection));
        ConnectionTable.Table.Refuses("K03 done", "C193", Offloaded, ConnectionEvent.ReceiveCompleted, new ConnectionSituation(rig.Connection));
        ConnectionTable.Table.Refuses("K05 done", "C193", Offloaded, ConnectionEvent.ForwardCompleted, new ConnectionSituation(rig.Connection));
        ConnectionTable.Table.Refuses("K06 done", "C193", Offloaded, ConnectionEvent.DisconnectCompleted, new ConnectionSituation(rig.Connection));
        ConnectionTable.Table.Refuses("stray", "C193", NotOffloaded, ConnectionEvent.SendCompleted, new ConnectionSituation(rig.Connection));
        rig.Do(Terminate);
        rig.Indicate(TcpOffloadEventType.Abort);
        Assert.Equal(["C232"], rig.Rules);
    }

    [Fact]
    public void Events_are_about_connections_and_known()
    {
        using var rig = new DataRig();
        rig.Indicate((TcpOffloadEventType)9);
        rig.Upload((TcpUploadReason)12);
        rig.Upload(0);
        Assert.Equal(["C230", "C231", "C231"], rig.Rules);
        rig.At(() => Ndis.NdisTcpOffloadEventHandler(rig.Target.Handles["P"], TcpOffloadEventType.Retrieve, (uint)TcpUploadReason.LowActivity));
        rig.At(() => Ndis.NdisTcpOffloadEventHandler(rig.Target.Handles["N"], TcpOffloadEventType.Abort, 0));
        Assert.Equal(["C236", "C236"], rig.Rules.Skip(3));
        Assert.Empty(rig.Host.Events);
        rig.Host.Ask(Send, rig.Path.OffloadHandle, NetBufferListChain.From(new NetBufferList(new NetBuffer(new byte[1]))), default);
        Assert.Equal("C068", rig.Rules.Last());
    }

    [Fact]
    public void Indications_wait_for_the_completion_of_the_initiate()
    {
        using var rig = new DataRig();
        rig.Do(Terminate);
        rig.Connection.Write<TcpOffloadStateDelegated>().State = TcpOffloadConnectionState.Established;
        rig.Target.OnWork = (_, op, list) =>
        {
            Ndis.NdisTcpOffloadEventHandler(rig.Target.Handles["T"], TcpOffloadEventType.SendBacklogChange, 1);
            Ops.CompleteUp(op, rig.Target.NdisMiniportHandle, list);
            Ndis.NdisTcpOffloadEventHandler(rig.Target.Handles["T"], TcpOffloadEventType.SendBacklogChange, 1);
        };
        rig.Do(Initiate);
        Assert.Equal(["C135"], rig.Rules);
        Assert.Single(rig.Host.Events);
    }
}
