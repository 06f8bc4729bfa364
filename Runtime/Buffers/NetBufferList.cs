namespace Chimney;

/// <summary>NET_BUFFER_LIST: one list of network data, the unit that is sent, posted, indicated and completed.</summary>
/// <remarks>
/// NDIS stamps <see cref="SourceHandle"/> on every downward call; an intermediate driver saves and restores it (C059, C076). Source page:
/// NET_BUFFER_LIST.
/// </remarks>
public sealed class NetBufferList
{
    private (BoundDriver Owner, object? SourceHandle)[] _contexts = [];
    private int _depth;

    /// <summary>Makes a list without buffers.</summary>
    public NetBufferList()
    {
    }

    /// <summary>Makes a list with one buffer.</summary>
    /// <param name="buffer">The buffer.</param>
    public NetBufferList(NetBuffer buffer) => FirstNetBuffer = buffer;

    /// <summary>The next list of the chain.</summary>
    public NetBufferList? Next { get; set; }

    /// <summary>The first buffer of the list; a send may hold several, every other list holds one.</summary>
    public NetBuffer? FirstNetBuffer { get; set; }

    /// <summary>Status of the list when it is completed.</summary>
    public NdisStatus Status { get; set; }

    /// <summary>SourceHandle: routes the list back to the driver that sent it. Written by NDIS; restored by an intermediate driver.</summary>
    public object? SourceHandle { get; set; }

    /// <summary>MiniportReserved: the target's, for queueing while it has the list (C112, C191).</summary>
    public object? MiniportReserved { get; set; }

    /// <summary>TcpOffloadBytesTransferred: bytes sent and acknowledged, or stored, as the target records them before completing (C198).</summary>
    public uint TcpOffloadBytesTransferred { get; set; }

    /// <summary>TcpReceiveNoPush: whether a posted receive waits until it is full (C210).</summary>
    public bool TcpReceiveNoPush { get; set; }

    /// <summary>TcpReceiveBytesTransferred: bytes that the host has stored in a posted receive already (C210).</summary>
    public uint TcpReceiveBytesTransferred { get; set; }

    /// <summary>Bytes of data in all buffers of the list.</summary>
    public uint DataLength
    {
        get
        {
            uint length = 0;
            for (NetBuffer? buffer = FirstNetBuffer; buffer is not null; buffer = buffer.Next)
                length += buffer.DataLength;
            return length;
        }
    }

    /// <summary>The chain that the list is in while a driver or NDIS has it; null while it is free.</summary>
    internal BufferChain? Chain { get; set; }

    /// <summary>The chain that the list was first in and that came home, to be used again for the next one.</summary>
    internal BufferChain? FreeChain { get; set; }

    /// <summary>The driver that had put the present list context on the list, and the SourceHandle it saved there.</summary>
    internal (BoundDriver Owner, object? SourceHandle)? Context => _depth > 0 ? _contexts[_depth - 1] : null;

    /// <summary>Puts the present SourceHandle of every list of a chain in a list context of the driver (D9).</summary>
    internal static void SaveSourceHandles(NetBufferList? chain, BoundDriver driver)
    {
        for (NetBufferList? list = chain; list is not null; list = list.Next)
        {
            if (list._depth == list._contexts.Length)
                Array.Resize(ref list._contexts, list._depth + 2);
            list._contexts[list._depth++] = (driver, list.SourceHandle);
        }
    }

    /// <summary>Takes the driver's list contexts off a chain and puts the saved SourceHandles back (U7, U8).</summary>
    internal static void RestoreSourceHandles(NetBufferList? chain, BoundDriver driver)
    {
        for (NetBufferList? list = chain; list is not null; list = list.Next)
        {
            if (list._depth > 0 && list._contexts[list._depth - 1].Owner == driver)
                list.SourceHandle = list._contexts[--list._depth].SourceHandle;
        }
    }

    internal static void StampSourceHandles(NetBufferList? chain, NdisBindingHandle binding)
    {
        for (NetBufferList? list = chain; list is not null; list = list.Next)
            list.SourceHandle = binding;
    }
}
