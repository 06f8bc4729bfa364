namespace Chimney;

/// <summary>The structures of the DDI whose layout is known, one row for each member.</summary>
public static class NativeStructures
{
    /// <summary>NDIS_MINIPORT_OFFLOAD_BLOCK_LIST.</summary>
    public static NativeStructure MiniportBlockList { get; } = BlockList("NDIS_MINIPORT_OFFLOAD_BLOCK_LIST",
        [Pointer("NdisReserved", 0x20, 0x10, 2), Pointer("MiniportOffloadContext", 0x30, 0x18), Pointer("NdisOffloadHandle", 0x38, 0x1C)]);

    /// <summary>NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST.</summary>
    public static NativeStructure ProtocolBlockList { get; } = BlockList("NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST",
        [Pointer("NdisReserved", 0x20, 0x10, 3), Pointer("OffloadHandle", 0x38, 0x1C)]);

    /// <summary>NDIS_OFFLOAD_HANDLE.</summary>
    public static NativeStructure OffloadHandle { get; } = new("NDIS_OFFLOAD_HANDLE", 0x10, 0x08,
        [Pointer("NdisReserved", 0x00, 0x00), Pointer("MiniportOffloadContext", 0x08, 0x04)]);

    /// <summary>The constant, cached and delegated structures of neighbors, paths and connections, in this order.</summary>
    public static IReadOnlyList<NativeStructure> States { get; } =
    [
        State("NEIGHBOR_OFFLOAD_STATE_CONST", 0x2C, 0x2C, [Bytes("DlSourceAddress", 0x08, 32), Bits("VlanId", 0x28, 4, 0, 12)]),
        State("NEIGHBOR_OFFLOAD_STATE_CACHED", 0x2C, 0x2C, [Bytes("DlDestinationAddress", 0x08, 32), Number("HostReachabilityDelta", 0x28, 4)]),
        State("NEIGHBOR_OFFLOAD_STATE_DELEGATED", 0x0C, 0x0C, [Number("NicReachabilityDelta", 0x08, 4)]),
        State("PATH_OFFLOAD_STATE_CONST", 0x18, 0x10, [Pointer("SourceAddress", 0x08, 0x08), Pointer("DestinationAddress", 0x10, 0x0C)]),
        State("PATH_OFFLOAD_STATE_CACHED", 0x0C, 0x0C, [Number("PathMtu", 0x08, 4)]),
        State("PATH_OFFLOAD_STATE_DELEGATED", 0x08, 0x08, []),
        State("TCP_OFFLOAD_STATE_CONST", 0x18, 0x18,
        [
            Number("Flags", 0x08, 2), Number("RemotePort", 0x0A, 2), Number("LocalPort", 0x0C, 2), Bits("SndWindScale", 0x0E, 1, 0, 4),
            Bits("RcvWindScale", 0x0E, 1, 4, 4), Number("RemoteMss", 0x10, 2), Number("HashValue", 0x14, 4),
        ]),
        State("TCP_OFFLOAD_STATE_CACHED", 0x2C, 0x2C,
        [
            Number("Flags", 0x08, 2), Number("InitialRcvWnd", 0x0C, 4), Number("RcvIndicationSize", 0x10, 4), Number("KaProbeCount", 0x14, 1),
            Number("KaTimeout", 0x18, 4), Number("KaInterval", 0x1C, 4), Number("MaxRT", 0x20, 4), Bits("FlowLabel", 0x24, 4, 0, 20),
            Number("TtlOrHopLimit", 0x28, 1), Number("TosOrTrafficClass", 0x29, 1), Bits("UserPriority", 0x2A, 1, 0, 3),
        ]),
        State("TCP_OFFLOAD_STATE_DELEGATED", 0x80, 0x70,
        [
            Number("State", 0x08, 4), Number("Flags", 0x0C, 2), Number("RcvNxt", 0x10, 4), Number("RcvWnd", 0x14, 4), Number("SndUna", 0x18, 4),
            Number("SndNxt", 0x1C, 4), Number("SndMax", 0x20, 4), Number("SndWnd", 0x24, 4), Number("MaxSndWnd", 0x28, 4), Number("SendWL1", 0x2C, 4),
            Number("CWnd", 0x30, 4), Number("SsThresh", 0x34, 4), Number("SRtt", 0x38, 2), Number("RttVar", 0x3A, 2), Number("TsRecent", 0x3C, 4),
            Number("TsRecentAge", 0x40, 4), Number("TsTime", 0x44, 4), Number("TotalRT", 0x48, 4), Number("DupAckCount", 0x4C, 1),
            Number("SndWndProbeCount", 0x4D, 1), Number("KeepAlive.ProbeCount", 0x50, 1), Number("KeepAlive.TimeoutDelta", 0x54, 4),
            Number("Retransmit.Count", 0x58, 1), Number("Retransmit.TimeoutDelta", 0x5C, 4), Pointer("SendDataHead", 0x60, 0x60),
            Pointer("SendDataTail", 0x68, 0x64), Number("SendBacklogSize", 0x60, 4), Pointer("BufferedData", 0x70, 0x68),
            Number("ReceiveBacklogSize", 0x70, 4, 0x68), Number("DWnd", 0x78, 4, 0x6C),
        ]),
    ];

    /// <summary>All structures.</summary>
    public static IReadOnlyList<NativeStructure> All { get; } =
    [
        MiniportBlockList,
        ProtocolBlockList,
        OffloadHandle,
        new("OFFLOAD_STATE_HEADER", 0x08, 0x08, [Number("Length", 0x00, 4), Number("RecognizedOptions", 0x04, 4)]),
        .. States,
        new("TCP_OFFLOAD_STATS", 0x28, 0x28,
        [
            Number("InSegments", 0x00, 8), Number("OutSegments", 0x08, 8), Number("CurrentlyEstablished", 0x10, 4), Number("ResetEstablished", 0x14, 4),
            Number("RetransmittedSegments", 0x18, 4), Number("InErrors", 0x1C, 4), Number("OutResets", 0x20, 4),
        ]),
        new("IP_OFFLOAD_STATS", 0x40, 0x40,
        [
            Number("InReceives", 0x00, 8), Number("InOctets", 0x08, 8), Number("InDelivers", 0x10, 8), Number("OutRequests", 0x18, 8),
            Number("OutOctets", 0x20, 8), Number("InHeaderErrors", 0x28, 4), Number("InTruncatedPackets", 0x2C, 4), Number("InDiscards", 0x30, 4),
            Number("OutDiscards", 0x34, 4), Number("OutNoRoutes", 0x38, 4),
        ]),
        new("NDIS_TCP_CONNECTION_OFFLOAD_PARAMETERS", 0x3C, 0x3C,
        [
            Number("Header", 0x00, 4), Bytes("Encapsulation", 0x04, 0x1C), Number("TicksPerSecond", 0x20, 4), Number("TcpAckFrequency", 0x24, 1),
            Number("TcpDelayedAckTicks", 0x25, 1), Number("TcpMaximumRetransmissions", 0x26, 1), Number("TcpDoubtReachabilityRetransmissions", 0x27, 1),
            Number("TcpSwsPreventionTicks", 0x28, 4), Number("TcpDuplicateAckThreshold", 0x2C, 4), Number("TcpPushTicks", 0x30, 4),
            Number("NceStaleTicks", 0x34, 4), Number("CongestionAlgorithm", 0x38, 4),
        ]),
        Table("NDIS_CLIENT_CHIMNEY_OFFLOAD_GENERIC_CHARACTERISTICS", [Number("Header", 0x00, 4), Number("Flags", 0x04, 4)], 0x08, 0x08,
            ["InitiateOffloadCompleteHandler", "TerminateOffloadCompleteHandler", "UpdateOffloadCompleteHandler", "InvalidateOffloadCompleteHandler",
            "QueryOffloadCompleteHandler", "IndicateOffloadEventHandler"]),
        Table("NDIS_CLIENT_CHIMNEY_OFFLOAD_TCP_CHARACTERISTICS",
            [Number("Header", 0x00, 4), Number("Flags", 0x04, 4), Number("OffloadType", 0x08, 4)], 0x10, 0x0C,
            ["TcpOffloadSendCompleteHandler", "TcpOffloadReceiveCompleteHandler", "TcpOffloadDisconnectCompleteHandler",
            "TcpOffloadForwardCompleteHandler", "TcpOffloadEventHandler", "TcpOffloadReceiveIndicateHandler"]),
        Table("NDIS_PROVIDER_CHIMNEY_OFFLOAD_GENERIC_CHARACTERISTICS", [Number("Header", 0x00, 4), Number("Flags", 0x04, 4)], 0x08, 0x08,
            ["InitiateOffloadHandler", "TerminateOffloadHandler", "UpdateOffloadHandler", "InvalidateOffloadHandler", "QueryOffloadHandler"]),
        Table("NDIS_PROVIDER_CHIMNEY_OFFLOAD_TCP_CHARACTERISTICS",
            [Number("Header", 0x00, 4), Number("Flags", 0x04, 4), Number("OffloadType", 0x08, 4)], 0x10, 0x0C,
            ["TcpOffloadSendHandler", "TcpOffloadReceiveHandler", "TcpOffloadDisconnectHandler", "TcpOffloadForwardHandler",
            "TcpOffloadReceiveReturnHandler"]),
        Table("NDIS_TCP_OFFLOAD_EVENT_HANDLERS", [Number("Header", 0x00, 4)], 0x08, 0x04,
            ["NdisTcpOffloadEventHandler", "NdisTcpOffloadReceiveHandler", "NdisTcpOffloadSendComplete", "NdisTcpOffloadReceiveComplete",
            "NdisTcpOffloadDisconnectComplete", "NdisTcpOffloadForwardComplete"]),
        new("NDIS_OFFLOAD_EVENT_HANDLERS", 0x04, 0x04, [Number("Header", 0x00, 4)]),
    ];

    /// <summary>Both views; what differs between them is given.</summary>
    private static NativeStructure BlockList(string name, NativeMember[] different) => new(name, 0x98, 0x4C,
    [
        Number("Header.Type", 0x00, 1), Number("Header.Revision", 0x01, 1), Number("Header.Size", 0x02, 2), Pointer("NextBlock", 0x08, 0x04),
        Pointer("DependentBlockList", 0x10, 0x08), Number("Status", 0x18, 4, 0x0C), .. different, Pointer("ProtocolReserved", 0x40, 0x20, 2),
        Pointer("MiniportReserved", 0x50, 0x28, 2), Pointer("ImReserved", 0x60, 0x30, 2), Pointer("Scratch", 0x70, 0x38, 2),
        Pointer("SourceHandle", 0x80, 0x40), Number("PortNumber", 0x88, 4, 0x44), Pointer("NetBufferListChain", 0x90, 0x48),
    ]);

    private static NativeStructure State(string name, int size, int size86, NativeMember[] members)
        => new(name, size, size86, [Number("Header.Length", 0x00, 4), Number("Header.RecognizedOptions", 0x04, 4), .. members]);

    /// <summary>Pointers to functions, one after the other.</summary>
    private static NativeStructure Table(string name, NativeMember[] members, int first, int first86, string[] handlers)
        => new(name, first + 8 * handlers.Length, first86 + 4 * handlers.Length,
            [.. members, .. handlers.Select((handler, i) => Pointer(handler, first + 8 * i, first86 + 4 * i))]);

    private static NativeMember Pointer(string name, int offset, int offset86, int count = 1) => new(name, offset, offset86, 8 * count, 4 * count);

    private static NativeMember Number(string name, int offset, int size, int? offset86 = null) => new(name, offset, offset86 ?? offset, size, size);

    private static NativeMember Bits(string name, int offset, int size, int first, int count) => new(name, offset, offset, size, size, first, count);

    private static NativeMember Bytes(string name, int offset, int count) => new(name, offset, offset, count, count);
}
