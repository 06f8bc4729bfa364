using static Chimney.OffloadObjectState;
using static Chimney.OffloadOperation;

namespace Chimney.Runtime.Tests.StateMachine;

/// <summary>The rows of TCP connections for events and their end, each through a real stack.</summary>
public class ConnectionEventTests
{
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
