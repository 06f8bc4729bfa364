using static Chimney.NdisAdapterState;

namespace Chimney.Runtime.Tests.StateMachine;

/// <summary>The rows of the adapter, through stacks with an intermediate driver that carries status indications on, and with one that does not.</summary>
public class AdapterTests
{
    [Fact]
    public void A01_After_a_pause_the_host_offloads_nothing_new()
    {
        using var rig = new AdapterRig();
        rig.Do(OffloadOperation.Initiate);
        rig.Indicate(NdisStatus.OffloadPause);
        Assert.Equal([NdisStatus.OffloadPause], rig.Host.Statuses);
        Assert.Equal(Paused, rig.Stack.AdapterState);
        // Offloads that are there go on.
        rig.Do(OffloadOperation.Query);
        Assert.Empty(rig.Rules);
        rig.Initiate(rig.Other);
        Assert.Equal(["C262"], rig.Rules);
        Assert.Equal(OffloadObjectState.NotOffloaded, rig.Other.State);
        AdapterTable.Table.Allows("A01 while uploading", Uploading, AdapterEvent.PauseIndicated, new AdapterSituation(1));
    }

    [Fact]
    public void A01_An_initiate_that_is_under_way_is_processed()
    {
        using var rig = new AdapterRig();
        Ndis.NdisInitiateOffload(rig.Host.NdisBindingHandle, rig.Tree.GetBlockList(OffloadOperation.Initiate));
        Ndis.NdisMIndicateStatusEx(rig.Target.NdisMiniportHandle, NdisStatus.OffloadPause);
        rig.Stack.Run();
        Assert.Equal(OffloadObjectState.Offloaded, rig.Connection.State);
        Assert.Empty(rig.Rules);
    }

    [Fact]
    public void A02_A03_A_target_gets_all_its_offloads_back()
    {
        using var rig = new AdapterRig();
        rig.Do(OffloadOperation.Initiate);
        rig.Indicate(NdisStatus.UploadAll);
        Assert.Equal(Uploading, rig.Stack.AdapterState);
        rig.Initiate(rig.Other);
        Assert.Equal(["C262"], rig.Rules);
        rig.Do(OffloadOperation.Terminate);
        Assert.Equal(Paused, rig.Stack.AdapterState);
    }

    [Fact]
    public void A03_Without_connections_there_is_nothing_to_wait_for()
    {
        using var rig = new AdapterRig();
        rig.Indicate(NdisStatus.UploadAll);
        Assert.Equal(Paused, rig.Stack.AdapterState);
        AdapterTable.Table.Allows("nothing to do", Uploading, AdapterEvent.LastTerminateCompleted, new AdapterSituation(1));
    }

    [Fact]
    public void A04_Resume_comes_after_the_upload()
    {
        using var rig = new AdapterRig();
        rig.Do(OffloadOperation.Initiate);
        rig.Indicate(NdisStatus.UploadAll);
        rig.Indicate(NdisStatus.OffloadResume);
        Assert.Equal(["C283"], rig.Rules);
        Assert.Equal([NdisStatus.UploadAll], rig.Host.Statuses);
        rig.Do(OffloadOperation.Terminate);
        rig.Indicate(NdisStatus.OffloadResume);
        rig.Indicate(NdisStatus.OffloadResume);
        Assert.Equal(Running, rig.Stack.AdapterState);
        rig.Initiate(rig.Other);
        Assert.Equal(["C283"], rig.Rules);
        Assert.Equal(OffloadObjectState.Offloaded, rig.Other.State);
    }

    [Fact]
    public void A05_A06_Low_power_waits_for_the_last_terminate()
    {
        using var rig = new AdapterRig();
        rig.Do(OffloadOperation.Initiate);
        Assert.Equal(NdisStatus.Pending, Ndis.NdisOidRequest(rig.Host.NdisBindingHandle, NdisOid.PnpSetPower));
        Assert.Equal(Uploading, rig.Stack.AdapterState);
        Assert.Empty(rig.Host.OidCompletions);
        rig.Do(OffloadOperation.Terminate);
        Assert.Equal([NdisStatus.Success], rig.Host.OidCompletions);
        Assert.Equal(Paused, rig.Stack.AdapterState);
        Assert.Equal(NdisStatus.Success, Ndis.NdisOidRequest(rig.Host.NdisBindingHandle, NdisOid.PnpSetPower));
        Assert.Empty(rig.Rules);
        Assert.Equal(NdisStatus.NotSupported, Ndis.NdisOidRequest(rig.Host.NdisBindingHandle, (NdisOid)1));
    }

    [Fact]
    public void A06_A_target_that_answers_itself_waits_as_well()
    {
        var target = new OidTarget { Answer = NdisStatus.Success };
        using var rig = new AdapterRig(target);
        rig.Do(OffloadOperation.Initiate);
        Assert.Equal(NdisStatus.Pending, Ndis.NdisOidRequest(rig.Host.NdisBindingHandle, NdisOid.PnpSetPower));
        Assert.Equal(["C280"], rig.Rules);

        target.Answer = NdisStatus.Pending;
        Ndis.NdisOidRequest(rig.Host.NdisBindingHandle, NdisOid.PnpSetPower);
        Ndis.NdisMOidRequestComplete(target.NdisMiniportHandle, NdisOid.PnpSetPower, NdisStatus.Success);
        Assert.Equal(["C280", "C280"], rig.Rules);
        rig.Do(OffloadOperation.Terminate);
        Assert.Empty(rig.Host.OidCompletions);
        Ndis.NdisMOidRequestComplete(target.NdisMiniportHandle, NdisOid.PnpSetPower, NdisStatus.Success);
        Assert.Equal([NdisStatus.Success], rig.Host.OidCompletions);
        Ndis.NdisMOidRequestComplete(target.NdisMiniportHandle, NdisOid.PnpSetPower, NdisStatus.Success);
        Assert.Equal(3, rig.Rules.Count());
    }

    [Fact]
    public void Only_the_statuses_and_requests_of_the_chimney_are_taken()
    {
        using var rig = new AdapterRig();
        Assert.Throws<ArgumentOutOfRangeException>(() => Ndis.NdisMIndicateStatusEx(rig.Target.NdisMiniportHandle, NdisStatus.Success));
        Assert.Throws<ArgumentOutOfRangeException>(() => Ndis.NdisMOidRequestComplete(rig.Target.NdisMiniportHandle, (NdisOid)1, NdisStatus.Success));
        Assert.Throws<ArgumentNullException>(() => Ndis.NdisMIndicateStatusEx(null!, NdisStatus.OffloadPause));
        Assert.Throws<ArgumentNullException>(() => Ndis.NdisOidRequest(null!, NdisOid.PnpSetPower));
        Assert.Throws<ArgumentNullException>(() => Ndis.NdisMOidRequestComplete(null!, NdisOid.PnpSetPower, NdisStatus.Success));
    }

    private sealed class AdapterRig : IDisposable
    {
        internal AdapterRig(OidTarget? target = null)
        {
            Target = (OffloadTarget?)target ?? new DataRig.DataTarget();
            Neighbor = OffloadObject.Neighbor("N");
            Connection = Neighbor.AddPath("P").AddConnection("T");
            Other = OffloadObject.Neighbor("O");
            Tree = OffloadTree.Build(Neighbor);
            Stack = new NdisStack(Host, [new Carrier(), new ScriptedFilter()], Target, new ContractVerifier(VerifierMode.Record));
        }

        internal NdisStack Stack { get; }
        internal StatusHost Host { get; } = new();
        internal OffloadTarget Target { get; }
        internal OffloadObject Neighbor { get; }
        internal OffloadObject Connection { get; }
        internal OffloadObject Other { get; }
        internal OffloadTree Tree { get; }
        internal IEnumerable<string> Rules => Stack.Verifier.Violations.Select(v => v.Rule);

        internal void Do(OffloadOperation operation)
        {
            Ops.SendDown(operation, Host.NdisBindingHandle, Tree.GetBlockList(operation));
            Stack.Run();
        }

        internal void Initiate(OffloadObject item)
        {
            Ndis.NdisInitiateOffload(Host.NdisBindingHandle, OffloadTree.Build(item).GetBlockList(OffloadOperation.Initiate));
            Stack.Run();
        }

        internal void Indicate(NdisStatus status)
        {
            Stack.QueueWorkItem(Target, () => Ndis.NdisMIndicateStatusEx(Target.NdisMiniportHandle, status));
            Stack.Run();
        }

        public void Dispose() => Stack.Dispose();
    }

    private sealed class StatusHost : ProtocolDriver, IOffloadStatusClient
    {
        internal List<NdisStatus> Statuses { get; } = [];
        internal List<NdisStatus> OidCompletions { get; } = [];

        public void ProtocolStatusEx(ProtocolBindingContext protocolBindingContext, NdisStatus statusCode) => Statuses.Add(statusCode);

        public void ProtocolOidRequestComplete(ProtocolBindingContext protocolBindingContext, NdisOid oid, NdisStatus status) => OidCompletions.Add(status);
    }

    private sealed class Carrier : IntermediateDriver, IOffloadStatusClient
    {
        public void ProtocolStatusEx(ProtocolBindingContext protocolBindingContext, NdisStatus statusCode) => Ndis.NdisMIndicateStatusEx(NdisMiniportHandle, statusCode);
    }

    private sealed class OidTarget : OffloadTarget, IOffloadOidProvider
    {
        internal NdisStatus Answer { get; set; }

        public NdisStatus MiniportOidRequest(MiniportAdapterContext miniportAdapterContext, NdisOid oid) => Answer;

        private void Tree(MiniportOffloadBlockList list)
        {
            PendedMiniportOffload pended = list.Pend();
            QueueWorkItem(() =>
            {
                MiniportOffloadBlockList resumed = pended.Resume();
                ScriptedTarget.Succeed(pended.Operation, resumed);
                Ops.CompleteUp(pended.Operation, NdisMiniportHandle, resumed);
            });
        }

        public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Tree(offloadBlockList);
        public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Tree(offloadBlockList);
        public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Tree(offloadBlockList);
        public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Tree(offloadBlockList);
        public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Tree(offloadBlockList);
    }
}
