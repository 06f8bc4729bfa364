namespace Chimney.Runtime.Tests.StateMachine;

/// <summary>A stack with one offloaded connection, a host that asks what it is told to, and a target that pends everything until told otherwise.</summary>
internal sealed class DataRig : IDisposable
{
    internal DataRig(VerifierMode mode = VerifierMode.Record, int filters = 0, uint nceStaleTicks = 0, TcpOffloadConnectionState state = TcpOffloadConnectionState.Established)
        : this(new ContractVerifier(mode), filters, nceStaleTicks, state)
    {
    }

    internal DataRig(
        ContractVerifier verifier, int filters = 0, uint nceStaleTicks = 0, TcpOffloadConnectionState state = TcpOffloadConnectionState.Established,
        IntermediateDriver? filter = null)
    {
        Neighbor = OffloadObject.Neighbor("N");
        Path = Neighbor.AddPath("P");
        Connection = Path.AddConnection("T");
        Connection.Write<TcpOffloadStateDelegated>().State = state;
        Tree = OffloadTree.Build(Neighbor);
        Stack = new NdisStack(Host, filter is null ? Enumerable.Range(0, filters).Select(_ => new ScriptedFilter()) : [filter], Target, verifier) { NceStaleTicks = nceStaleTicks };
        Do(OffloadOperation.Initiate);
    }

    internal NdisStack Stack { get; }
    internal DataHost Host { get; } = new();
    internal DataTarget Target { get; } = new();
    internal OffloadObject Neighbor { get; }
    internal OffloadObject Path { get; }
    internal OffloadObject Connection { get; }
    internal OffloadTree Tree { get; }

    internal IEnumerable<string> Rules => Stack.Verifier.Violations.Select(v => v.Rule);

    /// <summary>The host sends the tree, and everybody does their part.</summary>
    internal void Do(OffloadOperation operation)
    {
        Ops.SendDown(operation, Host.NdisBindingHandle, Tree.GetBlockList(operation));
        Stack.Run();
    }

    /// <summary>The host asks something of the connection, and it reaches the target.</summary>
    /// <returns>The list.</returns>
    internal NetBufferList Ask(OffloadOperation operation, TcpDisconnectFlags flags = TcpDisconnectFlags.GracefulClose, int bytes = 10)
    {
        var list = new NetBufferList(new NetBuffer(new byte[flags == TcpDisconnectFlags.AbortiveClose ? 0 : bytes]));
        Host.Ask(operation, Connection.OffloadHandle, NetBufferListChain.From(list), flags);
        Stack.Run();
        return list;
    }

    /// <summary>The target completes the oldest chain it has.</summary>
    internal void Complete(NdisStatus status) => At(() => Target.Complete(status));

    internal void CompleteAll(NdisStatus status)
    {
        while (Target.Pended.Count > 0)
            Complete(status);
    }

    internal void Indicate(TcpOffloadEventType eventType, uint information = 0)
        => At(() => Ndis.NdisTcpOffloadEventHandler(Target.Handles[Connection.Name], eventType, information));

    internal void Upload(TcpUploadReason reason) => Indicate(TcpOffloadEventType.Retrieve, (uint)reason);

    /// <summary>The target indicates data; the host takes what <see cref="DataHost.Takes"/> says.</summary>
    internal NdisStatus IndicateData(int bytes)
    {
        NdisStatus result = default;
        At(() => result = Ndis.NdisTcpOffloadReceiveHandler(Target.Handles[Connection.Name], NetBufferListChain.From(new NetBufferList(new NetBuffer(new byte[bytes]))), NdisStatus.Success, out _));
        return result;
    }

    /// <returns>The rule that is broken.</returns>
    internal string? QueryReachability()
    {
        int before = Stack.Verifier.Violations.Count;
        QueryReachabilityOf(Neighbor);
        return Rules.Skip(before).SingleOrDefault();
    }

    internal void QueryReachabilityOf(OffloadObject item) => At(() => Ndis.NdisMOffloadEventIndicate(
        Target.NdisMiniportHandle, new NeighborQuery(Target.Handles[item.Name]).GetBlockList(), IndicateOffloadEvent.NeighborReachabilityQuery));

    /// <summary>The host asks for the state of the objects, and the target says that TCP has come to this one.</summary>
    internal void Query(TcpOffloadConnectionState state)
    {
        Target.TcpState = state;
        Do(OffloadOperation.Query);
    }

    /// <summary>Runs work of the target as a step of its own.</summary>
    internal void At(Action work)
    {
        Stack.QueueWorkItem(Target, work);
        Stack.Run();
    }

    public void Dispose() => Stack.Dispose();

    internal sealed class DataHost : ProtocolDriver
    {
        /// <summary>Bytes of an indication that the host takes.</summary>
        internal uint Takes { get; set; } = uint.MaxValue;

        internal List<NdisStatus> Completed { get; } = [];
        internal List<TcpOffloadEventType> Events { get; } = [];

        /// <summary>Runs inside every indication of data.</summary>
        internal Action? OnData { get; set; }

        internal void Ask(OffloadOperation operation, OffloadHandle handle, NetBufferListChain chain, TcpDisconnectFlags flags)
        {
            switch (operation)
            {
                case OffloadOperation.Send: Ndis.NdisOffloadTcpSend(handle, chain); break;
                case OffloadOperation.Receive: Ndis.NdisOffloadTcpReceive(handle, chain); break;
                case OffloadOperation.Forward: Ndis.NdisOffloadTcpForward(handle, chain); break;
                default: Ndis.NdisOffloadTcpDisconnect(handle, chain, flags); break;
            }
        }

        private void Note([Borrows] NetBufferListChain chain)
        {
            for (NetBufferList? list = chain.First; list is not null; list = list.Next)
                Completed.Add(list.Status);
        }

        public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList) => Note(netBufferList);
        public override void ProtocolTcpOffloadReceiveComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList) => Note(netBufferList);
        public override void ProtocolTcpOffloadDisconnectComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList) => Note(netBufferList);
        public override void ProtocolTcpOffloadForwardComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList) => Note(netBufferList);

        public override void ProtocolTcpOffloadEvent(OffloadHandle offloadContext, TcpOffloadEventType eventType, uint eventSpecificInformation) => Events.Add(eventType);

        public override NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle offloadContext, NetBufferListChain netBufferList, NdisStatus status, out uint bytesConsumed)
        {
            uint length = netBufferList.First!.DataLength;
            bytesConsumed = Math.Min(length, Takes);
            OnData?.Invoke();
            if (bytesConsumed < length)
                return bytesConsumed == 0 ? NdisStatus.OffloadDataNotAccepted : NdisStatus.OffloadDataPartiallyAccepted;
            Ndis.NdisOffloadTcpReceiveReturn(NdisBindingHandle, netBufferList);
            return NdisStatus.Success;
        }
    }

    /// <summary>A filter that keeps a send until it is told to pass it on.</summary>
    internal sealed class Delaying : IntermediateDriver
    {
        private OffloadHandle? _handle;
        private PendedNetBufferListChain? _kept;

        public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        {
            _handle = ImOffloadEntry.From(miniportOffloadContext).OffloadHandle;
            _kept = netBufferList.Pend();
            return NdisStatus.Pending;
        }

        internal void PassOn() => QueueWorkItem(() => Ndis.NdisOffloadTcpSend(_handle!, _kept!.Resume()));
    }

    internal sealed class DataTarget : OffloadTarget
    {
        internal DataTarget() => Name = "target";

        internal Queue<PendedNetBufferListChain> Pended { get; } = new();
        internal Dictionary<string, NdisOffloadHandle> Handles { get; } = [];

        /// <summary>Runs when indicated lists are given back.</summary>
        internal Action? OnReturn { get; set; }

        /// <summary>What a query of the connection gets to know.</summary>
        internal TcpOffloadConnectionState TcpState { get; set; } = TcpOffloadConnectionState.Established;

        /// <summary>Completes trees in place of the success that is usual.</summary>
        internal TargetScript? OnWork { get; set; }

        internal void Complete(NdisStatus status)
        {
            PendedNetBufferListChain pended = Pended.Dequeue();
            NetBufferListChain chain = pended.Resume();
            for (NetBufferList? list = chain.First; list is not null; list = list.Next)
            {
                list.Status = status;
                if (status == NdisStatus.Success && pended.Operation is OffloadOperation.Send or OffloadOperation.Disconnect)
                    list.TcpOffloadBytesTransferred = list.DataLength;
                Ndis.NdisAdvanceNetBufferDataStart(list.FirstNetBuffer!, list.TcpOffloadBytesTransferred);
            }
            switch (pended.Operation)
            {
                case OffloadOperation.Send: Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain); break;
                case OffloadOperation.Receive: Ndis.NdisTcpOffloadReceiveComplete(NdisMiniportHandle, chain); break;
                case OffloadOperation.Disconnect: Ndis.NdisTcpOffloadDisconnectComplete(NdisMiniportHandle, chain); break;
                default: Ndis.NdisTcpOffloadForwardComplete(NdisMiniportHandle, chain); break;
            }
        }

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
                        block.NetBufferListChain = null;
                }
                ScriptedTarget.Succeed(pended.Operation, resumed);
                foreach (MiniportOffloadBlock block in resumed.Blocks)
                {
                    if (pended.Operation == OffloadOperation.Query && block.State.Layer == OffloadObjectKind.TcpConnection)
                        block.State.Write<TcpOffloadStateDelegated>().State = TcpState;
                }
                if (OnWork is not null)
                {
                    OnWork(null!, pended.Operation, resumed);
                    return;
                }
                Ops.CompleteUp(pended.Operation, NdisMiniportHandle, resumed);
            });
        }

        private NdisStatus Chain(NetBufferListChain chain)
        {
            Pended.Enqueue(chain.Pend());
            return NdisStatus.Pending;
        }

        public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Tree(offloadBlockList);
        public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Tree(offloadBlockList);
        public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Tree(offloadBlockList);
        public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Tree(offloadBlockList);
        public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Tree(offloadBlockList);
        public override NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext miniportAdapterContext, NetBufferListChain netBufferList)
        {
            OnReturn?.Invoke();
            return NdisStatus.Success;
        }

        public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList) => Chain(netBufferList);
        public override NdisStatus MiniportTcpOffloadReceive(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList) => Chain(netBufferList);
        public override NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList, TcpDisconnectFlags flags) => Chain(netBufferList);
        public override NdisStatus MiniportTcpOffloadForward(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList) => Chain(netBufferList);
    }
}
