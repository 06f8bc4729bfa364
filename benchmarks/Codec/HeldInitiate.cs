using System.Net;

namespace Chimney.Benchmarks.Codec;

/// <summary>A stack whose target holds an initiate of neighbors with four paths each, and fifteen connections on each path.</summary>
internal sealed class HeldInitiate : IDisposable
{
    private readonly NdisStack _stack;

    public HeldInitiate(int blocks)
    {
        var host = new RecordingHost { KeepsRecords = false };
        var filter = new KeepsInitiates();
        _stack = new NdisStack(host, [filter], new RecordingTarget { KeepsRecords = false }, new ContractVerifier());
        _stack.Trace.IsEnabled = false;
        host.Initiate(Build(blocks));
        _stack.Run();
        Tree = filter.Kept!.Resume().Tree!;
        if (Tree.Count != blocks)
            throw new InvalidOperationException("The tree has another size.");
    }

    public BlockTree Tree { get; }

    public MiniportOffloadBlockList List => new(Tree, Tree.Version);

    /// <summary>Values that a target changes while it has a connection.</summary>
    public void ChangeValues()
    {
        for (BlockNode? node = Tree.Root; node is not null; node = node.NextInOrder)
        {
            node.Status = NdisStatus.Resources;
            switch (node.State)
            {
                case NeighborOffloadState neighbor: neighbor.Delegated.NicReachabilityDelta++; break;
                case PathOffloadState path: path.Cached.PathMtu++; break;
                case TcpOffloadState tcp:
                    tcp.Cached.KaProbeCount++;
                    tcp.Delegated.RcvNxt += 1460;
                    tcp.Delegated.SndUna += 1460;
                    break;
            }
        }
    }

    public void Dispose()
    {
        foreach (MiniportOffloadBlock block in List.Blocks)
            block.Status = NdisStatus.Failure;
        Ndis.NdisMInitiateOffloadComplete(Tree.Holder!.MiniportHandle!, List);
        _stack.Run();
        _stack.Dispose();
    }

    private static OffloadTree Build(int blocks)
    {
        var neighbors = new List<OffloadObject>();
        OffloadObject? path = null;
        for (int i = 0, inNeighbor = 0; i < blocks; i++, inNeighbor++)
        {
            if (i == 0 || inNeighbor == 1 + 4 * 16)
            {
                neighbors.Add(Neighbor(i));
                inNeighbor = 0;
            }
            else if (inNeighbor % 16 == 1)
                path = Path(neighbors[^1], i);
            else
                Connection(path!, i);
        }
        return OffloadTree.Build(neighbors);
    }

    private static OffloadObject Neighbor(int i)
    {
        OffloadObject neighbor = OffloadObject.Neighbor("N");
        neighbor.Write<NeighborOffloadStateConst>().VlanId = (uint)i % 4096;
        neighbor.Write<NeighborOffloadStateCached>().DlDestinationAddress = HardwareAddress.From([2, 0, 0, (byte)(i >> 16), (byte)(i >> 8), (byte)i]);
        return neighbor;
    }

    private static OffloadObject Path(OffloadObject neighbor, int i)
    {
        bool isIp6 = i % 3 == 0;
        OffloadObject path = neighbor.AddPath("P", isIp6);
        path.Write<PathOffloadStateConst>().SourceAddress = PathAddress.From(isIp6 ? IPAddress.IPv6Loopback : IPAddress.Loopback);
        path.Write<PathOffloadStateConst>().DestinationAddress = PathAddress.From(isIp6 ? IPAddress.Parse("2001:db8::1") : IPAddress.Parse("192.0.2.1"));
        path.Write<PathOffloadStateCached>().PathMtu = 1500;
        return path;
    }

    private static void Connection(OffloadObject path, int i)
    {
        OffloadObject connection = path.AddConnection("T");
        connection.Write<TcpOffloadStateConst>().RemotePort = (ushort)i;
        connection.Write<TcpOffloadStateCached>().InitialRcvWnd = 65_536;
        ref TcpOffloadStateDelegated delegated = ref connection.Write<TcpOffloadStateDelegated>();
        (delegated.RcvNxt, delegated.SndUna, delegated.SndNxt, delegated.SndMax) = ((uint)i, (uint)i, (uint)i, (uint)i);
        if (i % 16 != 0)
            return;
        // One in sixteen has data under way.
        connection.NetBufferListChain = new NetBufferList(new NetBuffer(new byte[64]));
        delegated.SendDataHead = delegated.SendDataTail = connection.NetBufferListChain;
        delegated.SndMax += 64;
    }

    private sealed class KeepsInitiates : IntermediateDriver
    {
        public PendedMiniportOffload? Kept { get; private set; }

        public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
            => Kept = offloadBlockList.Pend();
    }
}
