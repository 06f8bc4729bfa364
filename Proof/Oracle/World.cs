namespace Chimney.Proof;

/// <summary>One neighbor with what depends on it, and the requests a host makes about it.</summary>
internal sealed class World
{
    private readonly OffloadObject _neighbor;
    private readonly OffloadObject _root;

    internal World(int number, int shape, int root)
    {
        _neighbor = OffloadObject.Neighbor($"N{number}");
        Connection = _neighbor.AddPath($"P{number}").AddConnection($"T{number}");
        _root = root == 0 ? _neighbor : root == 1 ? Connection.Parent! : Connection;
        if (shape == 1)
            _neighbor.AddPath($"Q{number}").AddConnection($"U{number}");
    }

    /// <summary>The trees that were sent down, which are looked at again when they come up.</summary>
    internal List<BlockTree> Trees { get; } = [];

    internal OffloadObject Connection { get; }

    internal OffloadObject Neighbor => _neighbor;

    internal bool IsOffloaded => Connection.State == OffloadObjectState.Offloaded;

    /// <summary>
    /// Lets the blocks that are on their way arrive with a status. The DDI does not say what Status holds in a request, and a driver cannot rely
    /// on the target to keep to the statuses of an operation.
    /// </summary>
    internal void Arrange(OffloadPhase phase, NdisStatus status)
    {
        foreach (BlockTree tree in Trees.Where(tree => tree.Custody == Custody.InTransit && tree.Phase == phase))
        {
            for (BlockNode? block = tree.Root; block is not null; block = block.NextInOrder)
                block.Status = block.ReportedStatus = status;
        }
    }

    /// <summary>Makes a request on the trees or lists of this world.</summary>
    internal void Request(NdisBindingHandle binding, OffloadOperation operation, int lists)
    {
        switch (operation)
        {
            case OffloadOperation.Initiate: Ndis.NdisInitiateOffload(binding, Tree(operation)); break;
            case OffloadOperation.Terminate: Ndis.NdisTerminateOffload(binding, Tree(operation)); break;
            case OffloadOperation.Update: Ndis.NdisUpdateOffload(binding, Tree(operation)); break;
            case OffloadOperation.Query: Ndis.NdisQueryOffloadState(binding, Tree(operation)); break;
            case OffloadOperation.Invalidate: Ndis.NdisInvalidateOffload(binding, Tree(operation)); break;
            case OffloadOperation.Send: Ndis.NdisOffloadTcpSend(Connection.OffloadHandle, Chain(lists, 8)); break;
            case OffloadOperation.Receive: Ndis.NdisOffloadTcpReceive(Connection.OffloadHandle, Chain(lists, 8)); break;
            case OffloadOperation.Forward: Ndis.NdisOffloadTcpForward(Connection.OffloadHandle, Chain(lists, 8)); break;
            case OffloadOperation.Disconnect: Ndis.NdisOffloadTcpDisconnect(Connection.OffloadHandle, Chain(1, 0), TcpDisconnectFlags.GracefulClose); break;
            default: throw new ArgumentOutOfRangeException(nameof(operation), operation, "Not a request of a host.");
        }
    }

    // A tree of its own for each request: an earlier one may still be in use.
    private ProtocolOffloadBlockList Tree(OffloadOperation operation)
    {
        ProtocolOffloadBlockList list = OffloadTree.Build(operation == OffloadOperation.Initiate ? _neighbor : _root).GetBlockList(operation);
        Trees.Add(list.Tree!);
        return list;
    }

    private static NetBufferListChain Chain(int lists, int bytes)
    {
        NetBufferList? first = null;
        for (int i = 0; i < lists; i++)
            first = new NetBufferList(new NetBuffer(new byte[bytes])) { Next = first };
        return NetBufferListChain.From(first!);
    }
}
