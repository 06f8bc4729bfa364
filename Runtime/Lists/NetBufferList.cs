namespace Chimney;

/// <summary>NET_BUFFER_LIST: one list of network data, as far as block lists refer to it.</summary>
/// <remarks>NDIS stamps <see cref="SourceHandle"/> on every downward call; an intermediate driver saves and restores it (C059, C076).</remarks>
public sealed class NetBufferList
{
    private (BoundDriver Owner, object? SourceHandle)[] _contexts = [];
    private int _depth;

    /// <summary>The next list of the chain.</summary>
    public NetBufferList? Next { get; set; }

    /// <summary>Status of the list when it is completed.</summary>
    public NdisStatus Status { get; set; }

    /// <summary>SourceHandle: routes the list back to the driver that sent it. Written by NDIS; restored by an intermediate driver.</summary>
    public object? SourceHandle { get; set; }

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
