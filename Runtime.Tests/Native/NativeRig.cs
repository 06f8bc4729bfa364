using System.Net;

namespace Chimney.Runtime.Tests.Native;

/// <summary>
/// A tree of every kind of block, with values in every member, and an intermediate driver that keeps what it gets: two neighbors; a placeholder
/// with an IPv4 and an IPv6 path below it; connections, one with data under way; a linker in an initiate.
/// </summary>
internal sealed class NativeRig : IDisposable
{
    private readonly Keeper _keeper = new();
    private readonly NdisStack _stack;
    private readonly RecordingHost _host = new();
    private readonly RecordingTarget _target = new() { CompletesByItself = false };

    internal NativeRig()
    {
        OffloadObject first = Neighbor(1);
        OffloadObject second = Neighbor(2);
        Path4 = Path(second, "192.0.2.7", "198.51.100.9");
        Path6 = Path(second, "2001:db8::7", "2001:db8:1::9");
        Tcp1 = Connection(Path4, 1);
        Tcp2 = Connection(Path4, 2);
        Connection(Path6, 3);
        OffloadObject third = Neighbor(3);
        Connection(Path(third, "192.0.2.8", "198.51.100.10"), 4);
        Placeholder = first;
        Objects = [first, second, third];
        // What is held is never completed: that is recorded and looked at by nobody.
        _stack = new NdisStack(_host, [_keeper], _target, new ContractVerifier(VerifierMode.Record));
        Tree = OffloadTree.Build(Objects, item => item == Placeholder ? BlockUse.Placeholder : BlockUse.Object, portNumber: 0x1234);
    }

    internal OffloadObject[] Objects { get; }
    internal OffloadObject Placeholder { get; }
    internal OffloadObject Path4 { get; }
    internal OffloadObject Path6 { get; }
    internal OffloadObject Tcp1 { get; }
    internal OffloadObject Tcp2 { get; }
    internal OffloadTree Tree { get; }
    internal NativePointers Pointers { get; } = new();

    /// <summary>The request as the intermediate driver holds it.</summary>
    internal BlockTree Hold(OffloadOperation operation)
    {
        // A linker: the path and its neighbor are offloaded before the others.
        Run(OffloadOperation.Initiate, OffloadTree.Build(Objects[2], item => item.Kind == OffloadObjectKind.TcpConnection ? BlockUse.Omit : BlockUse.Object));
        if (operation != OffloadOperation.Initiate)
            Run(OffloadOperation.Initiate, Tree);
        _keeper.Keeps = true;
        Send(operation, Tree);
        _stack.Run();
        BlockTree held = _keeper.Request!.Resume().Tree!;
        Fill(held);
        return held;
    }

    /// <summary>Gives members of blocks values that tell them apart.</summary>
    internal static void Fill(BlockTree tree)
    {
        uint number = 0;
        for (BlockNode? node = tree.Root; node is not null; node = node.NextInOrder)
        {
            node.Status = NdisStatus.Resources;
            node.Scratch[0] = $"scratch {++number}";
            node.MiniportReserved[1] = $"miniport {number}";
        }
        tree.Root.ProtocolReserved[0] = "protocol";
        tree.Root.ImReserved[1] = "im";
    }

    public void Dispose() => _stack.Dispose();

    private void Run(OffloadOperation operation, OffloadTree tree)
    {
        Send(operation, tree);
        _stack.Run();
        while (_target.CompleteNext())
            _stack.Run();
    }

    private void Send(OffloadOperation operation, OffloadTree tree)
    {
        switch (operation)
        {
            case OffloadOperation.Initiate: _host.Initiate(tree); break;
            case OffloadOperation.Terminate: _host.Terminate(tree); break;
            case OffloadOperation.Update: _host.Update(tree); break;
            case OffloadOperation.Query: _host.Query(tree); break;
            default: _host.Invalidate(tree); break;
        }
    }

    private static OffloadObject Neighbor(byte number)
    {
        OffloadObject neighbor = OffloadObject.Neighbor($"N{number}");
        ref NeighborOffloadStateConst constant = ref neighbor.Write<NeighborOffloadStateConst>();
        (constant.DlSourceAddress, constant.VlanId) = (HardwareAddress.From([2, 0, 0, 0, 0, number]), 0xA00u + number);
        ref NeighborOffloadStateCached cached = ref neighbor.Write<NeighborOffloadStateCached>();
        (cached.DlDestinationAddress, cached.HostReachabilityDelta) = (HardwareAddress.From([6, 5, 4, 3, 2, number]), 0x01020300u + number);
        neighbor.Write<NeighborOffloadStateDelegated>().NicReachabilityDelta = 0x0A0B0C00u + number;
        return neighbor;
    }

    private static OffloadObject Path(OffloadObject neighbor, string source, string destination)
    {
        var address = IPAddress.Parse(source);
        OffloadObject path = neighbor.AddPath(source, address.GetAddressBytes().Length == 16);
        ref PathOffloadStateConst constant = ref path.Write<PathOffloadStateConst>();
        (constant.SourceAddress, constant.DestinationAddress) = (PathAddress.From(address), PathAddress.From(IPAddress.Parse(destination)));
        path.Write<PathOffloadStateCached>().PathMtu = 1400 + (uint)source.Length;
        return path;
    }

    private static OffloadObject Connection(OffloadObject path, byte number)
    {
        OffloadObject connection = path.AddConnection($"T{number}");
        connection.Write<TcpOffloadStateConst>() = new TcpOffloadStateConst
        {
            Flags = TcpOffloadStateConstFlags.SackEnabled, RemotePort = 0x5000, LocalPort = number, SndWindScale = 3, RcvWindScale = 0xE,
            RemoteMss = 1460, HashValue = 0xDEADBEE0u + number,
        };
        connection.Write<TcpOffloadStateCached>() = new TcpOffloadStateCached
        {
            Flags = TcpOffloadStateCachedFlags.NaglingEnabled, InitialRcvWnd = 65_536, RcvIndicationSize = 4096, KaProbeCount = 5, KaTimeout = 7200,
            KaInterval = 75, MaxRT = 300, FlowLabel = 0xABCDE, TtlOrHopLimit = 64, TosOrTrafficClass = 0xB8, UserPriority = 6,
        };
        ref TcpOffloadStateDelegated delegated = ref connection.Write<TcpOffloadStateDelegated>();
        delegated = new TcpOffloadStateDelegated
        {
            State = TcpOffloadConnectionState.CloseWait, RcvNxt = 0x11111100u + number, RcvWnd = 2, SndUna = 3, SndNxt = 4, SndMax = 5, SndWnd = 6,
            MaxSndWnd = 7, SendWL1 = 8, CWnd = 9, SsThresh = 10, SRtt = 11, RttVar = 12, TsRecent = 13, TsRecentAge = 14, TsTime = 15, TotalRT = 16,
            DupAckCount = 17, SndWndProbeCount = 18, KeepAlive = new() { ProbeCount = 19, TimeoutDelta = 20 },
            Retransmit = new() { Count = 21, TimeoutDelta = 22 }, DWnd = 23,
        };
        if (number == 1)
        {
            connection.NetBufferListChain = new NetBufferList(new NetBuffer(new byte[3])) { Next = new NetBufferList(new NetBuffer(new byte[4])) };
            delegated.SendDataHead = connection.NetBufferListChain;
            delegated.SendDataTail = connection.NetBufferListChain.Next;
            delegated.BufferedData = new NetBufferList(new NetBuffer(new byte[5]));
        }
        return connection;
    }

    private sealed class Keeper : IntermediateDriver
    {
        internal bool Keeps { get; set; }

        internal PendedMiniportOffload? Request { get; private set; }

        public override void MiniportInitiateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
        {
            if (Keeps)
                Request = offloadBlockList.Pend();
            else
                base.MiniportInitiateOffload(miniportAdapterContext, offloadBlockList);
        }

        public override void MiniportTerminateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
            => Request = offloadBlockList.Pend();

        public override void MiniportUpdateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
            => Request = offloadBlockList.Pend();

        public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
            => Request = offloadBlockList.Pend();

        public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
            => Request = offloadBlockList.Pend();
    }
}
