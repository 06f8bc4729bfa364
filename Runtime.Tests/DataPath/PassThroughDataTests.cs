namespace Chimney.Runtime.Tests.DataPath;

/// <summary>Requests, completions and indications on a connection, through intermediate drivers that change nothing.</summary>
public class PassThroughDataTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_request_comes_back_to_the_host(int filters)
    {
        var host = new DataHost();
        using var stack = new NdisStack(host, Enumerable.Range(0, filters).Select(_ => new LoggingNothing()), new DataTarget());
        OffloadObject connection = host.Offload(stack);
        var lists = new List<NetBufferList>();
        foreach (OffloadOperation operation in new[] { OffloadOperation.Send, OffloadOperation.Receive, OffloadOperation.Forward, OffloadOperation.Disconnect })
        {
            var list = new NetBufferList(new NetBuffer(new byte[10]));
            lists.Add(list);
            host.Request(operation, connection.OffloadHandle, NetBufferListChain.From(list));
        }
        stack.Run();

        Assert.Equal(lists.Select(list => (list, NdisStatus.UploadInProgress)), host.Completed.Select(list => (list, list.Status)));
        stack.Halt();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Indications_reach_the_host_and_the_lists_come_back(int filters)
    {
        var host = new DataHost();
        var target = new DataTarget();
        using var stack = new NdisStack(host, Enumerable.Range(0, filters).Select(_ => new LoggingNothing()), target);
        host.Offload(stack);
        var list = new NetBufferList(new NetBuffer(new byte[10]));
        NdisStatus result = default;
        uint consumed = 0;
        target.Later(() =>
        {
            result = Ndis.NdisTcpOffloadReceiveHandler(target.Connection, NetBufferListChain.From(list), NdisStatus.Success, out consumed);
            Ndis.NdisTcpOffloadEventHandler(target.Connection, TcpOffloadEventType.Disconnect, 0);
            Ndis.NdisMOffloadEventIndicate(target.NdisMiniportHandle, default, IndicateOffloadEvent.NeighborReachabilityQuery);
        });
        stack.Run();

        Assert.Equal([TcpOffloadEventType.Disconnect], host.Events);
        Assert.Equal((NdisStatus.Success, 10u), (result, consumed));
        Assert.Equal(1, host.GenericIndications);
        host.ReturnKept();
        Assert.Equal([list], target.Returned);
        stack.Halt();
    }

    private sealed class LoggingNothing : IntermediateDriver
    {
    }

    private sealed class DataHost : ProtocolDriver
    {
        private readonly List<PendedNetBufferListChain> _kept = [];

        internal List<NetBufferList> Completed { get; } = [];
        internal List<TcpOffloadEventType> Events { get; } = [];
        internal int GenericIndications { get; private set; }

        internal OffloadObject Offload(NdisStack stack)
        {
            OffloadObject neighbor = OffloadObject.Neighbor("N");
            OffloadObject connection = neighbor.AddPath("P").AddConnection("T");
            Ndis.NdisInitiateOffload(NdisBindingHandle, OffloadTree.Build(neighbor).GetBlockList(OffloadOperation.Initiate));
            stack.Run();
            return connection;
        }

        internal void Request(OffloadOperation operation, OffloadHandle handle, NetBufferListChain chain)
        {
            NdisStatus result = operation switch
            {
                OffloadOperation.Send => Ndis.NdisOffloadTcpSend(handle, chain),
                OffloadOperation.Receive => Ndis.NdisOffloadTcpReceive(handle, chain),
                OffloadOperation.Forward => Ndis.NdisOffloadTcpForward(handle, chain),
                _ => Ndis.NdisOffloadTcpDisconnect(handle, chain, TcpDisconnectFlags.GracefulClose),
            };
            Assert.Equal(NdisStatus.Pending, result);
        }

        internal void ReturnKept()
        {
            foreach (PendedNetBufferListChain kept in _kept)
                Ndis.NdisOffloadTcpReceiveReturn(NdisBindingHandle, kept.Resume());
        }

        public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
            => Completed.Add(netBufferList.First!);
        public override void ProtocolTcpOffloadReceiveComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
            => Completed.Add(netBufferList.First!);
        public override void ProtocolTcpOffloadForwardComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
            => Completed.Add(netBufferList.First!);
        public override void ProtocolTcpOffloadDisconnectComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList)
            => Completed.Add(netBufferList.First!);
        public override void ProtocolTcpOffloadEvent(OffloadHandle offloadContext, TcpOffloadEventType eventType, uint eventSpecificInformation)
            => Events.Add(eventType);
        public override void ProtocolIndicateOffloadEvent(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList, IndicateOffloadEvent indicationCode)
            => GenericIndications++;

        public override NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle offloadContext, NetBufferListChain netBufferList, NdisStatus status, out uint bytesConsumed)
        {
            bytesConsumed = netBufferList.First!.DataLength;
            _kept.Add(netBufferList.Pend());
            return NdisStatus.Success;
        }
    }

    private sealed class DataTarget : OffloadTarget
    {
        internal NdisOffloadHandle Connection { get; private set; }
        internal List<NetBufferList> Returned { get; } = [];

        internal void Later(Action work) => QueueWorkItem(work);

        private void Complete(MiniportOffloadBlockList list)
        {
            PendedMiniportOffload pended = list.Pend();
            QueueWorkItem(() =>
            {
                MiniportOffloadBlockList resumed = pended.Resume();
                ScriptedTarget.Succeed(pended.Operation, resumed);
                foreach (MiniportOffloadBlock block in resumed.Blocks)
                    Connection = block.NdisOffloadHandle;
                Ops.CompleteUp(pended.Operation, NdisMiniportHandle, resumed);
            });
        }

        public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList);
        public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList);
        public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList);
        public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList);
        public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Complete(offloadBlockList);

        public override NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext miniportAdapterContext, NetBufferListChain netBufferList)
        {
            Returned.Add(netBufferList.First!);
            return NdisStatus.Success;
        }
    }
}
