namespace Chimney;

/// <summary>NET_BUFFER_LIST: one list of network data, the unit that is sent, posted, indicated and completed.</summary>
/// <remarks>
/// NDIS stamps <see cref="SourceHandle"/> on every downward call; an intermediate driver saves and restores it (C059, C076). A driver touches a
/// list only while it has it: a use before or after that is a violation (C079, C090, C098), and finds nothing. Source page: NET_BUFFER_LIST.
/// </remarks>
public sealed partial class NetBufferList
{
    private NetBufferList? _next;
    private NetBuffer? _firstNetBuffer;
    private NdisStatus _status;
    private uint _bytesTransferred;
    private object? _sourceHandle;
    private object? _miniportReserved;

    // Where NativePointers found the list last. Never trusted without a look.
    internal uint NativeHint;

    /// <summary>Makes a list without buffers.</summary>
    public NetBufferList()
    {
    }

    /// <summary>Makes a list with one buffer.</summary>
    /// <param name="buffer">The buffer.</param>
    public NetBufferList(NetBuffer buffer) => _firstNetBuffer = buffer;

    /// <summary>The next list of the chain. A chain that is under way is taken apart with <see cref="NetBufferListChain.SplitFirst"/>, not here.</summary>
    public NetBufferList? Next
    {
        get => ListAccess.IsAllowed(this) ? _next : null;
        set
        {
            if (ListAccess.IsAllowed(this))
                _next = value;
        }
    }

    /// <summary>The first buffer of the list; a send may hold several, every other list holds one.</summary>
    public NetBuffer? FirstNetBuffer
    {
        get => ListAccess.IsAllowed(this) ? _firstNetBuffer : null;
        set
        {
            if (ListAccess.IsAllowed(this))
                _firstNetBuffer = value;
        }
    }

    /// <summary>Status of the list when it is completed.</summary>
    [Preserve(DriverRole.Intermediate, OffloadPhase.Completion), Marks(ListMark.StatusWritten)]
    public NdisStatus Status
    {
        get => ListAccess.IsAllowed(this) ? _status : default;
        set
        {
            if (ListAccess.IsAllowed(this))
                _status = value;
        }
    }

    /// <summary>SourceHandle: routes the list back to the driver that sent it. Written by NDIS; restored by an intermediate driver.</summary>
    public object? SourceHandle
    {
        get => ListAccess.IsAllowed(this) ? _sourceHandle : null;
        set
        {
            if (ListAccess.IsAllowed(this))
                _sourceHandle = value;
        }
    }

    /// <summary>MiniportReserved: the target's, for queueing while it has the list (C112, C191).</summary>
    public object? MiniportReserved
    {
        get => ListAccess.IsAllowed(this) ? _miniportReserved : null;
        set
        {
            if (ListAccess.IsAllowed(this))
                _miniportReserved = value;
        }
    }

    /// <summary>TcpOffloadBytesTransferred: bytes sent and acknowledged, or stored, as the target records them before completing (C198).</summary>
    [Preserve(DriverRole.Intermediate, OffloadPhase.Completion)]
    [Marks(ListMark.BytesRecorded)]
    public uint TcpOffloadBytesTransferred
    {
        get => ListAccess.IsAllowed(this) ? _bytesTransferred : 0;
        set
        {
            if (ListAccess.IsAllowed(this))
                _bytesTransferred = value;
        }
    }

    /// <summary>TcpReceiveNoPush: whether a posted receive waits until it is full (C210).</summary>
    public bool TcpReceiveNoPush { get; set; }

    /// <summary>TcpReceiveBytesTransferred: bytes that the host has stored in a posted receive already (C210).</summary>
    public uint TcpReceiveBytesTransferred { get; set; }

    /// <summary>Bytes of data in all buffers of the list.</summary>
    public uint DataLength => ListAccess.IsAllowed(this) ? Length : 0;
}
