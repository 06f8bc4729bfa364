namespace Chimney.Runtime.Tests.Verification;

// Mistakes with chains of buffer lists and with indications.
internal static partial class Witnesses
{
    private static Dictionary<string, Witness> Data => new()
    {
        ["C063"] = Drops(OffloadOperation.Send, filter => filter.TcpProvider!.TcpOffloadSendHandler = (_, _, _) => NdisStatus.Pending),
        ["C064"] = Drops(OffloadOperation.Receive, filter => filter.TcpProvider!.TcpOffloadReceiveHandler = (_, _, _) => NdisStatus.Pending),
        ["C065"] = Drops(OffloadOperation.Disconnect, filter => filter.TcpProvider!.TcpOffloadDisconnectHandler = (_, _, _, _) => NdisStatus.Pending),
        ["C066"] = Drops(OffloadOperation.Forward, filter => filter.TcpProvider!.TcpOffloadForwardHandler = (_, _, _) => NdisStatus.Pending),
        ["C067"] = OnIndication(filter => filter.TcpProvider!.TcpOffloadReceiveReturnHandler = (_, _) => NdisStatus.Success, rig => rig.Indicate()),
        ["C068"] = Drops(OffloadOperation.Send, filter => filter.TcpProvider!.TcpOffloadSendHandler = (_, _, chain) => Ndis.NdisOffloadTcpSend(null!, chain)),
        ["C070"] = Drops(OffloadOperation.Disconnect, filter => filter.TcpProvider!.TcpOffloadDisconnectHandler = (_, context, chain, _)
            => Ndis.NdisOffloadTcpDisconnect(ImOffloadEntry.From(context).OffloadHandle, chain, TcpDisconnectFlags.AbortiveClose)),
        ["C072"] = Drops(OffloadOperation.Send, filter => filter.TcpProvider!.TcpOffloadSendHandler = (_, context, chain) =>
        {
            Ndis.NdisOffloadTcpSend(ImOffloadEntry.From(context).OffloadHandle, chain);
            return NdisStatus.Success;
        }),
        ["C073"] = OnIndication(_ => { }, rig =>
        {
            rig.Target.ReturnResult = NdisStatus.Pending;
            rig.Indicate();
        }),
        ["C080"] = Drops(OffloadOperation.Send, filter => filter.TcpClient!.TcpOffloadSendCompleteHandler = (_, _) => { }),
        ["C081"] = Drops(OffloadOperation.Receive, filter => filter.TcpClient!.TcpOffloadReceiveCompleteHandler = (_, _) => { }),
        ["C082"] = Drops(OffloadOperation.Disconnect, filter => filter.TcpClient!.TcpOffloadDisconnectCompleteHandler = (_, _) => { }),
        ["C083"] = Drops(OffloadOperation.Forward, filter => filter.TcpClient!.TcpOffloadForwardCompleteHandler = (_, _) => { }),
        ["C089"] = OnIndication(
            filter => filter.TcpClient!.TcpOffloadDisconnectCompleteHandler = (_, chain) => chain.First!.Status = NdisStatus.Success,
            rig => Ndis.NdisTcpOffloadDisconnectComplete(rig.Target.NdisMiniportHandle, default)),
        ["C092"] = OnIndication(filter => filter.TcpClient!.TcpOffloadEventHandler = (_, _, _) => { }, Close),
        ["C093"] = OnIndication(filter => filter.TcpClient!.TcpOffloadReceiveIndicateHandler = Refuse, rig => rig.Indicate()),
        ["C094"] = OnIndication(filter => filter.Client!.IndicateOffloadEventHandler = (_, _, _) => { }, rig =>
            Ndis.NdisMOffloadEventIndicate(rig.Target.NdisMiniportHandle, default, (IndicateOffloadEvent)7)),
        ["C095"] = OnIndication(
            filter => filter.TcpClient!.TcpOffloadEventHandler = (_, type, information) => Ndis.NdisTcpOffloadEventHandler(default, type, information), Close),
        ["C099"] = OnIndication(
            filter => filter.Client!.IndicateOffloadEventHandler = (_, list, _) => list.Root.Status = NdisStatus.Success,
            rig => Ndis.NdisMOffloadEventIndicate(rig.Target.NdisMiniportHandle, default, (IndicateOffloadEvent)7)),
        ["C192"] = OnTarget(rig => rig.Target.OnSend = (_, _, chain) =>
        {
            Ndis.NdisTcpOffloadSendComplete(rig.Target.NdisMiniportHandle, chain);
            return NdisStatus.Pending;
        }),
        ["C193"] = OnTarget(rig => rig.Target.OnSend = (_, _, _) => NdisStatus.Pending),
        ["C232"] = OnIndication(_ => { }, _ => Ndis.NdisTcpOffloadEventHandler(default, TcpOffloadEventType.Disconnect, 0)),
    };

    private static Witness Drops(OffloadOperation operation, Action<ComposedFilter> mistake) => verifier =>
    {
        using ChainRig rig = With(verifier, mistake);
        rig.Do(operation);
    };

    private static Witness OnIndication(Action<ComposedFilter> mistake, Action<ChainRig> indicate) => verifier =>
    {
        using ChainRig rig = With(verifier, mistake);
        rig.FromTarget(() => indicate(rig));
        rig.Return();
    };

    private static Witness OnTarget(Action<ChainRig> arm) => verifier =>
    {
        using var rig = new ChainRig(verifier);
        arm(rig);
        rig.Do(OffloadOperation.Send);
    };

    private static ChainRig With(ContractVerifier verifier, Action<ComposedFilter> mistake)
    {
        var filter = new ComposedFilter();
        mistake(filter);
        return new ChainRig(verifier, filter.Driver);
    }

    private static void Close(ChainRig rig) => Ndis.NdisTcpOffloadEventHandler(rig.Target.Connection, TcpOffloadEventType.Disconnect, 0);

    private static NdisStatus Refuse(OffloadHandle own, NetBufferListChain chain, NdisStatus status, out uint bytesConsumed)
    {
        bytesConsumed = 0;
        return NdisStatus.OffloadDataNotAccepted;
    }
}
