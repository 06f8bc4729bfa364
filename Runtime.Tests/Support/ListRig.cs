namespace Chimney.Runtime.Tests;

internal delegate void ListTargetScript(ListTarget self, OffloadOperation operation, NetBufferListChain chain);

/// <summary>A target that takes every object in and completes every request with success, unless a script does something else.</summary>
internal sealed class ListTarget : OffloadTarget
{
    internal ListTarget() => Name = "target";

    /// <summary>What is done with the requests of <see cref="Only"/>, in a work item.</summary>
    internal ListTargetScript? OnWork { get; set; }

    /// <summary>The same, inside the handler.</summary>
    internal ListTargetScript? OnRequest { get; set; }

    /// <summary>What is done with a terminate before it is completed.</summary>
    internal TargetScript? OnTerminate { get; set; }

    internal OffloadOperation Only { get; set; } = OffloadOperation.Send;

    /// <summary>What the handler for returned lists does.</summary>
    internal ListTargetScript? OnReturn { get; set; }

    internal Dictionary<string, NdisOffloadHandle> Handles { get; } = [];
    internal Queue<PendedNetBufferListChain> Kept { get; } = new();

    internal void Later(Action work) => QueueWorkItem(work);

    private void Tree(MiniportOffloadBlockList list)
    {
        PendedMiniportOffload pended = list.Pend();
        QueueWorkItem(() =>
        {
            MiniportOffloadBlockList resumed = pended.Resume();
            foreach (MiniportOffloadBlock block in resumed.Blocks)
            {
                if (!block.IsPlaceholder)
                    Handles[block.NdisOffloadHandle.Handle!.HostObject!.Name] = block.NdisOffloadHandle;
                if (pended.Operation == OffloadOperation.Terminate)
                {
                    block.NetBufferListChain = null;
                    if (block.State.Has<TcpOffloadStateDelegated>())
                        block.State.CopyFrom(OffloadState.For(OffloadObjectKind.TcpConnection));
                }
            }
            ScriptedTarget.Succeed(pended.Operation, resumed);
            if (pended.Operation == OffloadOperation.Terminate)
                OnTerminate?.Invoke(null!, pended.Operation, resumed);
            Ops.CompleteUp(pended.Operation, NdisMiniportHandle, resumed);
        });
    }

    private NdisStatus List(OffloadOperation operation, NetBufferListChain chain)
    {
        if (OnRequest is not null && operation == Only)
        {
            OnRequest(this, operation, chain);
            return NdisStatus.Pending;
        }
        PendedNetBufferListChain pended = chain.Pend();
        QueueWorkItem(() =>
        {
            NetBufferListChain resumed = pended.Resume();
            if (OnWork is not null && operation == Only)
            {
                OnWork(this, operation, resumed);
                return;
            }
            Requests.Succeed(operation, resumed);
            Requests.Complete(operation, NdisMiniportHandle, resumed);
        });
        return NdisStatus.Pending;
    }

    public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Tree(offloadBlockList);
    public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Tree(offloadBlockList);
    public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Tree(offloadBlockList);
    public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Tree(offloadBlockList);
    public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Tree(offloadBlockList);
    public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList) => List(OffloadOperation.Send, netBufferList);
    public override NdisStatus MiniportTcpOffloadReceive(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList) => List(OffloadOperation.Receive, netBufferList);
    public override NdisStatus MiniportTcpOffloadForward(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList) => List(OffloadOperation.Forward, netBufferList);
    public override NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList, TcpDisconnectFlags flags) => List(OffloadOperation.Disconnect, netBufferList);

    public override NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext miniportAdapterContext, NetBufferListChain netBufferList)
    {
        OnReturn?.Invoke(this, OffloadOperation.ReceiveReturn, netBufferList);
        return NdisStatus.Success;
    }
}

/// <summary>A stack with two offloaded connections, one filter, and a run in which everything happens that the data path has.</summary>
internal sealed class ListRig : IDisposable
{
    internal ListRig(ContractVerifier verifier, Action<ListRig>? arrange = null, int miniports = 1)
    {
        Filter = new ScriptedLists { Name = "filter", Miniports = miniports };
        Neighbor = OffloadObject.Neighbor("N");
        OffloadObject path = Neighbor.AddPath("P");
        Connection = path.AddConnection("T");
        Other = path.AddConnection("U");
        Tree = OffloadTree.Build(Neighbor);
        Stack = new NdisStack(Host, [Above, Filter, new ScriptedFilter { Name = "below" }], Target, verifier);
        arrange?.Invoke(this);
        Host.Initiate(Tree);
        Stack.Run();
    }

    internal NdisStack Stack { get; }
    internal RecordingHost Host { get; } = new();
    internal ScriptedFilter Above { get; } = new() { Name = "above" };
    internal ScriptedLists Filter { get; }
    internal ListTarget Target { get; } = new();
    internal OffloadObject Neighbor { get; }
    internal OffloadObject Connection { get; }
    internal OffloadObject Other { get; }
    internal OffloadTree Tree { get; }

    /// <summary>Every list that the host gave away.</summary>
    internal List<NetBufferList> Given { get; } = [];

    /// <summary>What the target does on its own account in the run.</summary>
    internal Action? Indicates { get; set; }

    /// <summary>Lists of so many bytes each, chained.</summary>
    internal NetBufferList Lists(params int[] bytes)
    {
        NetBufferList? first = null;
        foreach (int length in bytes.Reverse())
        {
            first = new NetBufferList(new NetBuffer(new byte[length])) { Next = first };
            Given.Add(first);
        }
        return first!;
    }

    internal void At(Action work)
    {
        Target.Later(work);
        Stack.Run();
    }

    internal NdisStatus IndicateData(params NetBufferList[] lists)
    {
        for (int i = 0; i + 1 < lists.Length; i++)
            lists[i].Next = lists[i + 1];
        return Ndis.NdisTcpOffloadReceiveHandler(Target.Handles["T"], NetBufferListChain.From(lists[0]), NdisStatus.Success, out _);
    }

    internal static NetBufferList Data(int bytes = 10) => new(new NetBuffer(new byte[bytes]));

    /// <summary>Everything that the data path has, once.</summary>
    internal void Run()
    {
        Host.Send(Connection, Lists(10, 20));
        Host.Send(Other, Lists(5));
        Host.Send(Connection, Lists(30));
        Host.PostReceive(Connection, Lists(10, 10));
        Stack.Run();
        Host.Forward(Connection, Lists(40));
        Stack.Run();
        At(Indicates ?? (() =>
        {
            IndicateData(Data());
            Ndis.NdisTcpOffloadEventHandler(Target.Handles["T"], TcpOffloadEventType.SendBacklogChange, 500);
            Ndis.NdisMOffloadEventIndicate(Target.NdisMiniportHandle, default, (IndicateOffloadEvent)7);
        }));
        Host.ReturnAll();
        Host.Disconnect(Connection, TcpDisconnectFlags.GracefulClose, Lists(0));
        Stack.Run();
    }

    /// <summary>The lists that did not come back, and those that came back twice.</summary>
    internal (int Missing, int Twice) Account()
    {
        var handedBack = new List<NetBufferList>();
        for (NetBufferList? list = Connection.NetBufferListChain; list is not null; list = list.Next)
            handedBack.Add(list);
        int[] back = [.. Given.Select(list => Host.CompletedLists.Count(done => done.List == list) + handedBack.Count(other => other == list))];
        return (back.Count(n => n == 0), back.Count(n => n > 1));
    }

    public void Dispose() => Stack.Dispose();
}
