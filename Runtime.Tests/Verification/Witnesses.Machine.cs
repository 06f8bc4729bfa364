using Chimney.Runtime.Tests.StateMachine;

namespace Chimney.Runtime.Tests.Verification;

// Mistakes against the state of a connection, and of the adapter as a whole.
internal static partial class Witnesses
{
    private static Dictionary<string, Witness> Machine => new()
    {
        ["C135"] = OnConnection(rig =>
        {
            rig.Do(OffloadOperation.Terminate);
            rig.Connection.Write<TcpOffloadStateDelegated>().State = TcpOffloadConnectionState.Established;
            rig.Target.OnWork = (_, op, list) =>
            {
                Ndis.NdisTcpOffloadEventHandler(rig.Target.Handles["T"], TcpOffloadEventType.SendBacklogChange, 1);
                Ops.CompleteUp(op, rig.Target.NdisMiniportHandle, list);
            };
            rig.Do(OffloadOperation.Initiate);
        }),
        ["C158"] = OnConnection(FailsOn(OffloadOperation.Query)),
        ["C172"] = OnConnection(FailsOn(OffloadOperation.Invalidate)),
        ["C174"] = OnConnection(rig =>
        {
            rig.Ask(OffloadOperation.Send);
            rig.Do(OffloadOperation.Terminate);
        }),
        ["C175"] = OnConnection(rig =>
        {
            rig.Target.OnWork = (_, op, list) =>
            {
                PendedMiniportOffload pended = list.Pend();
                rig.Host.OnData = () => Ops.CompleteUp(op, rig.Target.NdisMiniportHandle, pended.Resume());
                Ndis.NdisTcpOffloadReceiveHandler(rig.Target.Handles["T"], NetBufferListChain.From(ChainRig.List()), NdisStatus.Success, out uint _);
            };
            rig.Do(OffloadOperation.Terminate);
        }),
        ["C179"] = OnConnection(rig =>
        {
            rig.Host.Takes = 0;
            rig.IndicateData(5);
            rig.Do(OffloadOperation.Terminate);
        }),
        ["C184"] = verifier =>
        {
            var filter = new DataRig.Delaying();
            using var rig = new DataRig(verifier, filter: filter);
            rig.Ask(OffloadOperation.Send);
            PendedMiniportOffload? terminate = null;
            rig.Target.OnWork = (_, _, list) => terminate = list.Pend();
            rig.Do(OffloadOperation.Terminate);
            filter.PassOn();
            rig.Stack.Run();
            rig.Complete(NdisStatus.Success);
            rig.At(() => Ndis.NdisMTerminateOffloadComplete(rig.Target.NdisMiniportHandle, terminate!.Resume()));
        },
        ["C185"] = OnConnection(rig =>
        {
            rig.Target.OnWork = (_, op, list) =>
            {
                foreach (MiniportOffloadBlock block in list.Blocks)
                    block.MiniportOffloadContext = default;
                Ops.CompleteUp(op, rig.Target.NdisMiniportHandle, list);
            };
            rig.Do(OffloadOperation.Update);
        }),
        ["C188"] = OnConnection(rig =>
        {
            FailsOn(OffloadOperation.Query)(rig);
            rig.Indicate(TcpOffloadEventType.Abort);
        }),
        ["C189"] = OnConnection(rig =>
        {
            rig.Upload(TcpUploadReason.UploadRequested);
            Completes(OffloadOperation.Send, NdisStatus.Success)(rig);
        }),
        ["C190"] = OnConnection(rig =>
        {
            Completes(OffloadOperation.Disconnect, NdisStatus.Success)(rig);
            rig.Indicate(TcpOffloadEventType.Disconnect);
            rig.Query(TcpOffloadConnectionState.TimeWait);
        }),
        ["C194"] = OnConnection(rig =>
        {
            rig.Ask(OffloadOperation.Send);
            rig.Ask(OffloadOperation.Disconnect);
            rig.Target.Pended.Enqueue(rig.Target.Pended.Dequeue());
            rig.Complete(NdisStatus.Success);
        }),
        ["C196"] = OnConnection(Completes(OffloadOperation.Send, NdisStatus.Failure)),
        ["C197"] = OnConnection(Completes(OffloadOperation.Send, NdisStatus.RequestAborted)),
        ["C201"] = OnConnection(rig =>
        {
            rig.Ask(OffloadOperation.Disconnect, TcpDisconnectFlags.AbortiveClose);
            rig.Complete(NdisStatus.Success);
            rig.IndicateData(1);
        }),
        ["C202"] = OnConnection(Completes(OffloadOperation.Disconnect, NdisStatus.Failure)),
        ["C204"] = OnConnection(Completes(OffloadOperation.Disconnect, NdisStatus.RequestAborted)),
        ["C205"] = OnConnection(Completes(OffloadOperation.Forward, NdisStatus.InvalidState)),
        ["C209"] = OnConnection(Completes(OffloadOperation.Receive, NdisStatus.Failure)),
        ["C215"] = OnConnection(rig =>
        {
            // The host gives the list back inside the indication, and the target indicates the next one right there.
            rig.Target.OnReturn = () => Ndis.NdisTcpOffloadReceiveHandler(rig.Target.Handles["T"], NetBufferListChain.From(ChainRig.List()), NdisStatus.Success, out uint _);
            rig.IndicateData(1);
        }),
        ["C217"] = OnConnection(rig =>
        {
            rig.Ask(OffloadOperation.Receive);
            rig.IndicateData(1);
        }),
        ["C222"] = OnConnection(rig =>
        {
            rig.Host.Takes = 0;
            rig.IndicateData(1);
            rig.IndicateData(1);
        }),
        ["C230"] = OnConnection(rig => rig.Indicate((TcpOffloadEventType)9)),
        ["C231"] = OnConnection(rig => rig.Upload((TcpUploadReason)12)),
        ["C233"] = OnConnection(rig =>
        {
            rig.Indicate(TcpOffloadEventType.Disconnect);
            rig.Indicate(TcpOffloadEventType.Disconnect);
        }),
        ["C234"] = OnConnection(rig =>
        {
            rig.Indicate(TcpOffloadEventType.Abort);
            rig.IndicateData(1);
        }),
        ["C235"] = OnConnection(rig => rig.Query(TcpOffloadConnectionState.Closed)),
        ["C236"] = OnConnection(rig => rig.At(() => Ndis.NdisTcpOffloadEventHandler(rig.Target.Handles["P"], TcpOffloadEventType.Abort, 0))),
        ["C237"] = OnConnection(rig =>
        {
            rig.Upload(TcpUploadReason.UploadRequested);
            rig.IndicateData(1);
        }),
        ["C238"] = OnConnection(rig =>
        {
            rig.Indicate(TcpOffloadEventType.Disconnect);
            rig.Upload(TcpUploadReason.LowActivity);
        }),
        ["C239"] = OnConnection(rig =>
        {
            Completes(OffloadOperation.Disconnect, NdisStatus.Success)(rig);
            rig.Query(TcpOffloadConnectionState.Closed);
        }),
        ["C242"] = OnConnection(rig => rig.QueryReachabilityOf(rig.Path)),
        ["C244"] = OnConnection(rig =>
        {
            Completes(OffloadOperation.Send, NdisStatus.Success)(rig);
            rig.QueryReachability();
        }),
        ["C246"] = verifier =>
        {
            using var rig = new DataRig(verifier, state: TcpOffloadConnectionState.Closed);
        },
        ["C262"] = OnConnection(rig =>
        {
            rig.At(() => Ndis.NdisMIndicateStatusEx(rig.Target.NdisMiniportHandle, NdisStatus.OffloadPause));
            Ndis.NdisInitiateOffload(rig.Host.NdisBindingHandle, OffloadTree.Build(OffloadObject.Neighbor("O")).GetBlockList(OffloadOperation.Initiate));
        }),
        ["C280"] = OnConnection(rig => Ndis.NdisMOidRequestComplete(rig.Target.NdisMiniportHandle, NdisOid.PnpSetPower, NdisStatus.Success)),
        ["C282"] = OnConnection(Completes(OffloadOperation.Send, NdisStatus.Paused)),
        ["C283"] = OnConnection(rig =>
        {
            rig.At(() => Ndis.NdisMIndicateStatusEx(rig.Target.NdisMiniportHandle, NdisStatus.UploadAll));
            rig.At(() => Ndis.NdisMIndicateStatusEx(rig.Target.NdisMiniportHandle, NdisStatus.OffloadResume));
        }),
    };

    private static Witness OnConnection(Action<DataRig> act) => verifier =>
    {
        using var rig = new DataRig(verifier, nceStaleTicks: 100);
        act(rig);
        rig.Stack.Halt();
    };

    /// <summary>The target fails the operation for the connection, and says no more.</summary>
    private static Action<DataRig> FailsOn(OffloadOperation operation) => rig =>
    {
        rig.Target.OnWork = (_, op, list) =>
        {
            list.Root.DependentBlockList.DependentBlockList.Status = NdisStatus.Failure;
            Ops.CompleteUp(op, rig.Target.NdisMiniportHandle, list);
        };
        rig.Do(operation);
        rig.Target.OnWork = null;
    };

    private static Action<DataRig> Completes(OffloadOperation operation, NdisStatus status) => rig =>
    {
        rig.Ask(operation);
        rig.Complete(status);
    };
}
