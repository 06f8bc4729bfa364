namespace Chimney.Benchmarks.Stack;

/// <summary>Host, an intermediate driver that passes everything on, and a target that completes from a work item, with one connection offloaded.</summary>
internal sealed class RoundTrip : IDisposable
{
    private readonly NdisStack _stack;
    private readonly Host _host = new();
    private readonly OffloadObject _connection;
    private readonly OffloadTree _one;
    private readonly OffloadTree _three;
    private readonly NetBuffer _buffer = new(new byte[1_000]);
    private readonly NetBufferList _list;

    public RoundTrip(VerifierMode mode)
    {
        _stack = new NdisStack(_host, [new Filter()], new Target(), new ContractVerifier(mode));
        _stack.Trace.IsEnabled = false;
        _list = new NetBufferList(_buffer);
        OffloadObject neighbor = OffloadObject.Neighbor("N");
        _connection = neighbor.AddPath("P").AddConnection("T");
        _one = OffloadTree.Build(_connection);
        _three = OffloadTree.Build(neighbor);
        Ndis.NdisInitiateOffload(_host.NdisBindingHandle, _three.GetBlockList(OffloadOperation.Initiate));
        _stack.Run();
        if (QueryOne() != 1 || QueryThree() != 2 || Send() != 3)
            throw new InvalidOperationException("An operation did not come back.");
    }

    public int QueryOne() => Query(_one);

    public int QueryThree() => Query(_three);

    public int Send()
    {
        _buffer.Reset();
        Ndis.NdisOffloadTcpSend(_connection.OffloadHandle, NetBufferListChain.From(_list));
        _stack.Run();
        return _host.Completions;
    }

    public void Dispose()
    {
        _stack.Halt();
        if (_stack.Verifier.Violations.Count > 0)
            throw new InvalidOperationException(_stack.Verifier.Violations[0].ToString());
    }

    private int Query(OffloadTree tree)
    {
        Ndis.NdisQueryOffloadState(_host.NdisBindingHandle, tree.GetBlockList(OffloadOperation.Query));
        _stack.Run();
        return _host.Completions;
    }

    private sealed class Host : ProtocolDriver
    {
        internal int Completions { get; private set; }

        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList) => Completions++;
        public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext protocolBindingContext, NetBufferListChain netBufferList) => Completions++;
    }

    private sealed class Filter : IntermediateDriver;

    private sealed class Target : OffloadTarget
    {
        private readonly Action _complete;
        private readonly Action _sent;
        private PendedMiniportOffload? _pended;
        private PendedNetBufferListChain? _sending;

        public Target()
        {
            _complete = Complete;
            _sent = Sent;
        }

        public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend(_pended));
        public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend(_pended));
        public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend(_pended));
        public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend(_pended));
        public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList) => Keep(offloadBlockList.Pend(_pended));

        public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList)
        {
            _sending = netBufferList.Pend(_sending);
            QueueWorkItem(_sent);
            return NdisStatus.Pending;
        }

        private void Keep(PendedMiniportOffload pended)
        {
            _pended = pended;
            QueueWorkItem(_complete);
        }

        private void Complete()
        {
            OffloadOperation operation = _pended!.Operation;
            MiniportOffloadBlockList list = _pended.Resume();
            foreach (MiniportOffloadBlock block in list.Blocks)
            {
                block.Status = NdisStatus.Success;
                if (operation == OffloadOperation.Initiate)
                {
                    var state = OffloadState.For(block.State.Layer);
                    block.State.CopyTo(state);
                    block.MiniportOffloadContext = OffloadContext.From(state);
                }
                else
                {
                    block.State.CopyFrom((OffloadState)block.MiniportOffloadContext.Value!);
                }
            }
            if (operation == OffloadOperation.Initiate)
                Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);
            else
                Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list);
        }

        private void Sent()
        {
            NetBufferListChain chain = _sending!.Resume();
            NetBufferList list = chain.First!;
            list.Status = NdisStatus.Success;
            list.TcpOffloadBytesTransferred = list.DataLength;
            Ndis.NdisAdvanceNetBufferDataStart(list.FirstNetBuffer!, list.DataLength);
            Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain);
        }
    }
}
