using static Chimney.OffloadOperation;

namespace Chimney.Runtime.Tests.StateMachine;

/// <summary>A query or invalidate of a connection that fails means failed hardware: the target reports it, in a fixed order, before the connection is taken back.</summary>
public class HardwareTests
{
    /// <summary>A connection for which this operation has failed.</summary>
    private static DataRig Failed(OffloadOperation operation)
    {
        var rig = new DataRig(filters: 1);
        rig.Target.OnWork = (_, op, list) =>
        {
            list.Root.DependentBlockList.DependentBlockList.Status = NdisStatus.Failure;
            Ops.CompleteUp(op, rig.Target.NdisMiniportHandle, list);
        };
        rig.Do(operation);
        rig.Target.OnWork = null;
        return rig;
    }

    [Theory]
    [InlineData(Query)]
    [InlineData(Invalidate)]
    public void K10_Failed_hardware_is_reported_with_an_upload_and_an_abort(OffloadOperation operation)
    {
        using DataRig rig = Failed(operation);
        rig.Ask(Send);
        rig.Upload(TcpUploadReason.HardwareFailure);
        rig.Indicate(TcpOffloadEventType.Abort);
        rig.Complete(NdisStatus.RequestAborted);
        rig.Do(Terminate);
        rig.Stack.Halt();
        Assert.Empty(rig.Rules);
    }

    [Theory]
    [InlineData(Query, "C158")]
    [InlineData(Invalidate, "C172")]
    public void K10_The_host_has_to_hear_of_failed_hardware(OffloadOperation operation, string rule)
    {
        using (DataRig rig = Failed(operation))
        {
            rig.Stack.Halt();
            Assert.Equal([rule], rig.Rules);
        }
        using (DataRig rig = Failed(operation))
        {
            rig.Do(Terminate);
            rig.Stack.Halt();
            Assert.Equal([rule], rig.Rules);
            Assert.Equal(OffloadObjectState.NotOffloaded, rig.Connection.State);
        }
        using (DataRig rig = Failed(operation))
        {
            // Another reason does not tell it.
            rig.Upload(TcpUploadReason.UploadRequested);
            rig.Do(Terminate);
            Assert.Equal([rule], rig.Rules);
        }
    }

    [Fact]
    public void K09_The_abort_of_failed_hardware_follows_the_request_for_an_upload()
    {
        using (DataRig rig = Failed(Query))
        {
            rig.Indicate(TcpOffloadEventType.Abort);
            Assert.Equal(["C188"], rig.Rules);
            Assert.Empty(rig.Host.Events);
        }
        using (DataRig rig = Failed(Query))
        {
            rig.Upload(TcpUploadReason.HardwareFailure);
            rig.Do(Terminate);
            Assert.Equal(["C188"], rig.Rules);
        }
        using (var rig = new DataRig())
        {
            // Without a failure the order is free.
            rig.Indicate(TcpOffloadEventType.Abort);
            rig.Upload(TcpUploadReason.HardwareFailure);
            rig.Do(Terminate);
            Assert.Empty(rig.Rules);
        }
    }

    [Fact]
    public void C158_A_failure_that_NDIS_wrote_in_place_of_another_mistake_is_none_of_the_hardware()
    {
        using var rig = new DataRig();
        rig.Target.OnWork = (_, op, list) =>
        {
            list.Root.DependentBlockList.DependentBlockList.Status = NdisStatus.Pending;
            Ops.CompleteUp(op, rig.Target.NdisMiniportHandle, list);
        };
        rig.Do(Query);
        rig.Stack.Halt();
        Assert.Equal(["C108"], rig.Rules);
    }

    [Theory]
    [InlineData(Query)]
    [InlineData(Invalidate)]
    public void The_recording_target_does_what_the_DDI_asks_for(OffloadOperation operation)
    {
        using var rig = new Rig(new ScriptedFilter());
        rig.Target.ChooseStatus = (op, index) => op == operation && index == 2 ? NdisStatus.Failure : NdisStatus.Success;
        rig.Do(Initiate);
        rig.Target.Hangs = true;
        rig.Host.Send(rig.Tcp1, new NetBufferList(new NetBuffer(new byte[5])));
        rig.Host.PostReceive(rig.Tcp1, new NetBufferList(new NetBuffer(new byte[5])));
        rig.Stack.Run();

        rig.Do(operation);
        rig.Do(Terminate);
        rig.Stack.Halt();

        Assert.Empty(rig.Verifier.Violations);
        Assert.Equal([TcpOffloadEventType.Retrieve, TcpOffloadEventType.Abort], rig.Host.Events.Select(e => e.EventType));
        Assert.Equal([NdisStatus.RequestAborted, NdisStatus.RequestAborted], rig.Host.CompletedLists.Select(done => done.Status));
        Assert.Null(rig.Tcp1.NetBufferListChain);
    }

    [Fact]
    public void Refused_data_goes_up_with_the_terminate()
    {
        using var rig = new DataRig();
        rig.Host.Takes = 2;
        rig.IndicateData(5);
        rig.Do(Terminate);
        Assert.Equal(["C179"], rig.Rules);

        using var mended = new DataRig();
        mended.Host.Takes = 2;
        mended.IndicateData(5);
        mended.Target.OnWork = (_, op, list) =>
        {
            list.Root.DependentBlockList.DependentBlockList.State.Write<TcpOffloadStateDelegated>().BufferedData = new NetBufferList(new NetBuffer(new byte[3]));
            Ops.CompleteUp(op, mended.Target.NdisMiniportHandle, list);
        };
        mended.Do(Terminate);
        Assert.Empty(mended.Rules);
    }

    [Theory]
    [InlineData(NdisStatus.Success, true)]
    [InlineData(NdisStatus.UploadInProgress, false)]
    public void A_send_that_reaches_a_connection_on_its_way_out_is_not_sent(NdisStatus status, bool isWrong)
    {
        var filter = new DataRig.Delaying();
        using var rig = new DataRig(new ContractVerifier(VerifierMode.Record), filter: filter);
        rig.Ask(Send);
        PendedMiniportOffload? terminate = null;
        rig.Target.OnWork = (_, _, list) => terminate = list.Pend();
        rig.Do(Terminate);
        filter.PassOn();
        rig.Stack.Run();
        rig.Complete(status);
        rig.At(() => Ndis.NdisMTerminateOffloadComplete(rig.Target.NdisMiniportHandle, terminate!.Resume()));

        Assert.Equal(isWrong ? ["C184"] : [], rig.Rules);
        Assert.Equal([NdisStatus.UploadInProgress], rig.Host.Completed);
    }
}
