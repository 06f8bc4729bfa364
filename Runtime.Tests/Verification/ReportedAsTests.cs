namespace Chimney.Runtime.Tests.Verification;

/// <summary>Where the table of rules says that one is reported as another, it is.</summary>
public class ReportedAsTests
{
    private static string First(ContractVerifier verifier, string rule)
    {
        Assert.StartsWith("reported as ", ContractRules.All.Single(known => known.Number == rule).NotChecked);
        return verifier.Violations[0].Rule;
    }

    [Fact]
    public void C100_A_request_for_upload_that_is_swallowed_is_an_event_not_carried_up()
    {
        var verifier = new ContractVerifier(VerifierMode.Record);
        var filter = new ComposedFilter();
        filter.TcpClient!.TcpOffloadEventHandler = (_, _, _) => { };
        using var rig = new ChainRig(verifier, filter.Driver);
        rig.FromTarget(() => Ndis.NdisTcpOffloadEventHandler(rig.Target.Connection, TcpOffloadEventType.Retrieve, (uint)TcpUploadReason.UploadRequested));
        Assert.Equal("C092", First(verifier, "C100"));
        Assert.Single(verifier.Violations);
        Assert.Equal([TcpOffloadEventType.Retrieve], rig.Host.Events);
    }

    [Fact]
    public void C191_A_send_that_the_handler_refuses_is_a_wrong_answer()
    {
        var verifier = new ContractVerifier(VerifierMode.Record);
        using var rig = new ChainRig(verifier);
        rig.Target.OnSend = (_, _, chain) =>
        {
            chain.Pend();
            return NdisStatus.Resources;
        };
        rig.Do(OffloadOperation.Send);
        Assert.Equal("C072", First(verifier, "C191"));
    }

    [Theory]
    [InlineData(true, "C192")]
    [InlineData(false, "C196")]
    public void C191_A_send_that_is_given_back_is_completed_too_early_or_with_a_wrong_status(bool inside, string rule)
    {
        var verifier = new ContractVerifier(VerifierMode.Record);
        using var rig = new ChainRig(verifier);
        rig.Target.OnSend = (_, _, chain) =>
        {
            if (inside)
                Refuse(chain);
            else
                GiveBackLater(chain.Pend());
            return NdisStatus.Pending;
        };
        rig.Do(OffloadOperation.Send);
        Assert.Equal(rule, First(verifier, "C191"));

        void GiveBackLater(PendedNetBufferListChain pended) => rig.Target.Later(() => Refuse(pended.Resume()));

        void Refuse(NetBufferListChain chain)
        {
            chain.First!.Status = inside ? NdisStatus.UploadInProgress : NdisStatus.Resources;
            Ndis.NdisTcpOffloadSendComplete(rig.Target.NdisMiniportHandle, chain);
        }
    }

    [Fact]
    public void C281_An_initiate_that_is_dropped_during_a_pause_is_one_never_completed()
    {
        var verifier = new ContractVerifier(VerifierMode.Record);
        var host = new RecordingHost();
        var target = new ScriptedTarget { OnRequest = (_, _, _) => { } };
        using var stack = new NdisStack(host, [], target, verifier);
        stack.QueueWorkItem(target, () => Ndis.NdisMIndicateStatusEx(target.NdisMiniportHandle, NdisStatus.OffloadPause));
        host.Initiate(OffloadTree.Build(OffloadObject.Neighbor("N")));
        stack.Run();
        Assert.Equal(NdisAdapterState.Paused, stack.AdapterState);
        Assert.Equal("C101", First(verifier, "C281"));
    }
}
