namespace Chimney.Runtime.Tests.DataPath;

/// <summary>The recording drivers on the data path: what the host asks for, what the target makes of it, and what is recorded.</summary>
public class RecordingDriversTests
{
    private static Rig Make(int filters = 2)
    {
        var rig = new Rig([.. Enumerable.Range(0, filters).Select(_ => new ScriptedFilter())]);
        rig.Do(OffloadOperation.Initiate);
        return rig;
    }

    private static NetBufferList Lists(params int[] bytes)
    {
        NetBufferList? first = null;
        foreach (int length in bytes.Reverse())
            first = new NetBufferList(new NetBuffer(new byte[length])) { Next = first };
        return first!;
    }

    private static void Quiet(Rig rig)
    {
        rig.Stack.Halt();
        Assert.Empty(rig.Verifier.Violations);
    }

    private static IEnumerable<(OffloadOperation, NdisStatus, uint)> Done(Rig rig)
        => rig.Host.CompletedLists.Select(done => (done.Operation, done.Status, done.BytesTransferred));

    [Fact]
    public void Sends_forwards_and_a_disconnect_succeed_in_full()
    {
        using Rig rig = Make();
        rig.Host.Send(rig.Tcp1, Lists(10, 20));
        rig.Host.Forward(rig.Tcp1, Lists(40));
        rig.Host.Disconnect(rig.Tcp1);
        rig.Stack.Run();

        Assert.Equal(
            [
                (OffloadOperation.Send, NdisStatus.Success, 10u), (OffloadOperation.Send, NdisStatus.Success, 20u),
                (OffloadOperation.Forward, NdisStatus.Success, 0u), (OffloadOperation.Disconnect, NdisStatus.Success, 0u),
            ], Done(rig));
        Assert.All(rig.Host.CompletedLists.Take(2), done => Assert.Equal(0u, done.List!.DataLength));
        Quiet(rig);
    }

    [Fact]
    public void Outcomes_are_chosen_list_by_list()
    {
        using Rig rig = Make();
        rig.Target.ChooseOutcome = (_, list) => list.DataLength == 10
            ? new ListOutcome(NdisStatus.Success) : new ListOutcome(NdisStatus.UploadInProgress, list.DataLength == 20 ? 7u : 0u);
        rig.Host.Send(rig.Tcp1, Lists(10, 20, 30));
        rig.Stack.Run();

        Assert.Equal(
            [
                (OffloadOperation.Send, NdisStatus.Success, 10u), (OffloadOperation.Send, NdisStatus.UploadInProgress, 7u),
                (OffloadOperation.Send, NdisStatus.UploadInProgress, 0u),
            ], Done(rig));
        Assert.Equal([0u, 13u, 30u], rig.Host.CompletedLists.Select(done => done.List!.DataLength));
        Quiet(rig);
    }

    [Fact]
    public void A_target_that_hangs_completes_when_it_is_told_to()
    {
        using Rig rig = Make();
        rig.Target.Hangs = true;
        rig.Host.Send(rig.Tcp1, Lists(10));
        rig.Host.Send(rig.Tcp2, Lists(20));
        rig.Stack.Run();
        Assert.Empty(rig.Host.CompletedLists);

        Assert.True(rig.Target.CompleteNextLists());
        rig.Stack.Run();
        Assert.Equal([10u], rig.Host.CompletedLists.Select(done => done.BytesTransferred));
        Assert.True(rig.Target.CompleteNextLists());
        Assert.False(rig.Target.CompleteNextLists());
        rig.Stack.Run();
        Quiet(rig);
    }

    [Fact]
    public void Data_goes_into_posted_receives_first_and_the_rest_is_indicated()
    {
        using Rig rig = Make();
        NetBufferList posted = Lists(4, 4);
        rig.Host.PostReceive(rig.Tcp1, posted);
        rig.Stack.Run();
        rig.Target.Receive(rig.Tcp1, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        rig.Stack.Run();

        Assert.Equal([(OffloadOperation.Receive, NdisStatus.Success, 4u), (OffloadOperation.Receive, NdisStatus.Success, 4u)], Done(rig));
        Assert.Equal([9, 10], Assert.Single(rig.Host.Data).Data);
        rig.Host.ReturnAll();
        Assert.Single(rig.Target.Returned);
        Quiet(rig);
    }

    [Fact]
    public void Refused_data_waits_for_a_receive()
    {
        using Rig rig = Make();
        rig.Host.ChooseAnswer = (_, _) => 1;
        rig.Target.Receive(rig.Tcp1, [1, 2, 3]);
        rig.Stack.Run();
        Assert.Equal([(3, 1u)], rig.Host.Data.Select(data => (data.Data.Count, data.BytesConsumed)));
        rig.Target.Receive(rig.Tcp1, [4]);
        rig.Stack.Run();
        Assert.Single(rig.Host.Data);

        rig.Host.PostReceive(rig.Tcp1, Lists(3));
        rig.Stack.Run();

        Assert.Equal([(OffloadOperation.Receive, NdisStatus.Success, 3u)], Done(rig));
        Quiet(rig);
    }

    [Fact]
    public void Events_and_upload_requests_reach_the_host()
    {
        using Rig rig = Make();
        rig.Target.Indicate(rig.Tcp1, TcpOffloadEventType.SendBacklogChange, 700);
        rig.Target.RequestUpload(rig.Tcp2, TcpUploadReason.LowActivity);
        rig.Stack.Run();

        Assert.Equal(
            [
                new IndicatedEvent(rig.Tcp1, TcpOffloadEventType.SendBacklogChange, 700),
                new IndicatedEvent(rig.Tcp2, TcpOffloadEventType.Retrieve, (uint)TcpUploadReason.LowActivity),
            ], rig.Host.Events);
        Quiet(rig);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void C244_A_reachability_query_is_answered_in_place(int filters)
    {
        using Rig rig = Make(filters);
        rig.Host.HostReachabilityDelta = 42;
        rig.Target.QueryReachability(rig.Neighbor);
        rig.Stack.Run();

        Assert.Equal([IndicateOffloadEvent.NeighborReachabilityQuery], rig.Host.Indications);
        Assert.Equal(42u, rig.Target.HostReachabilityDelta);
        Quiet(rig);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void C089_A_disconnect_may_complete_without_its_list(int filters)
    {
        using Rig rig = Make(filters);
        rig.Target.CompleteDisconnectWithoutList();
        rig.Stack.Run();

        // An intermediate driver that gets no list has nothing to carry up.
        Assert.Equal(filters == 0 ? 1 : 0, rig.Host.CompletedLists.Count(done => done is { Operation: OffloadOperation.Disconnect, List: null }));
        Quiet(rig);
    }

    [Fact]
    public void C201_An_abort_completes_the_sends_before_it()
    {
        using Rig rig = Make();
        rig.Target.Hangs = true;
        rig.Host.Send(rig.Tcp1, Lists(10));
        rig.Host.Send(rig.Tcp2, Lists(20));
        rig.Stack.Run();
        rig.Host.Disconnect(rig.Tcp1, TcpDisconnectFlags.AbortiveClose);
        rig.Stack.Run();
        Assert.Equal([(OffloadOperation.Send, NdisStatus.RequestAborted, 0u)], Done(rig));
        while (rig.Target.CompleteNextLists())
            rig.Stack.Run();

        Assert.Equal(3, rig.Host.CompletedLists.Count);
        Quiet(rig);
    }

    [Fact]
    public void C176_A_terminate_hands_unfinished_sends_back_in_order()
    {
        using Rig rig = Make();
        rig.Target.Hangs = true;
        NetBufferList first = Lists(10, 20);
        NetBufferList second = Lists(30);
        rig.Host.Send(rig.Tcp1, first);
        rig.Host.Send(rig.Tcp1, second);
        rig.Host.PostReceive(rig.Tcp1, Lists(5));
        rig.Host.Forward(rig.Tcp1, Lists(40));
        rig.Stack.Run();
        rig.Do(OffloadOperation.Terminate);

        var back = new List<NetBufferList>();
        for (NetBufferList? list = rig.Tcp1.NetBufferListChain; list is not null; list = list.Next)
            back.Add(list);
        Assert.Equal([10u, 20u, 30u], back.Select(list => list.DataLength));
        Assert.Same(first, back[0]);
        Assert.All(back, list => Assert.Same(rig.Host.NdisBindingHandle, list.SourceHandle));
        Assert.Equal(
            [(OffloadOperation.Receive, NdisStatus.UploadInProgress, 0u), (OffloadOperation.Forward, NdisStatus.UploadInProgress, 0u)], Done(rig));
        Quiet(rig);
    }

    [Fact]
    public void C184_Or_it_completes_them()
    {
        using Rig rig = Make();
        rig.Target.Hangs = true;
        rig.Target.HandsBackSends = false;
        rig.Host.Send(rig.Tcp1, Lists(10, 20));
        rig.Stack.Run();
        rig.Do(OffloadOperation.Terminate);

        Assert.Null(rig.Tcp1.NetBufferListChain);
        Assert.Equal([NdisStatus.UploadInProgress, NdisStatus.UploadInProgress], rig.Host.CompletedLists.Select(done => done.Status));
        Quiet(rig);
    }

    [Fact]
    public void C130_Send_data_of_an_initiate_is_completed_as_any_send()
    {
        var verifier = new ContractVerifier();
        using var rig = new ListRig(verifier, rig => rig.Connection.NetBufferListChain = rig.Lists(10, 20));
        NetBufferList first = rig.Given[1];
        rig.At(() =>
        {
            NetBufferListChain chain = NetBufferListChain.From(first);
            Requests.Succeed(OffloadOperation.Send, chain);
            Ndis.NdisTcpOffloadSendComplete(rig.Target.NdisMiniportHandle, chain);
        });
        rig.Stack.Halt();

        Assert.Equal((0, 0), rig.Account());
        Assert.Empty(verifier.Violations);
    }
}
