namespace Chimney;

// What NDIS and the verifier know of a list: where it is, which way it came, and how it looked there.
public sealed partial class NetBufferList
{
    // By level of the driver that sent the list down.
    private Hop[] _hops = [];

    private NdisStatus _seenStatus;
    private uint _seenBytes;

    /// <summary>The chain that the list is in while a driver or NDIS has it; null while it is free.</summary>
    internal BufferChain? Chain { get; set; }

    /// <summary>The next list as NDIS was given the chain; <see cref="Next"/> is what drivers write.</summary>
    internal NetBufferList? Link { get; set; }

    /// <summary>The driver whose list it is: a host stack's, or a target's own for indications. Null before it is used first.</summary>
    internal BoundDriver? Origin { get; set; }

    /// <summary>The host's connection that the list is on.</summary>
    internal OffloadObject? Connection { get; set; }

    /// <summary>Place among the requests on the connection, in the order in which they came to the driver that has the list (C078).</summary>
    internal ulong Sequence { get; set; }

    /// <summary>The first list of the chain that came in with this one (C074).</summary>
    internal NetBufferList? Lead { get; set; }

    /// <summary>Whether the list was indicated and accepted, and has not come back to its target (C154).</summary>
    internal bool IsIndicated { get; set; }

    /// <summary>Whether a use of the list by a driver that did not have it was reported since it was in a chain.</summary>
    internal bool IsMisuseReported { get; set; }

    /// <summary>Bytes of data when the list came to the driver that has it.</summary>
    internal uint SeenLength { get; private set; }

    internal uint Length
    {
        get
        {
            uint length = 0;
            for (NetBuffer? buffer = _firstNetBuffer; buffer is not null; buffer = buffer.Next)
                length += buffer.DataLength;
            return length;
        }
    }

    /// <summary>Whether there is exactly one buffer.</summary>
    internal bool HasOneBuffer => _firstNetBuffer is { Next: null };

    // The members as they stand, for NDIS, who looks without having the list.
    internal ref NetBufferList? NextMember => ref _next;
    internal ref NdisStatus StatusMember => ref _status;
    internal ref uint BytesMember => ref _bytesTransferred;
    internal ref object? SourceHandleMember => ref _sourceHandle;

    /// <summary>The binding that a driver of this level sent the list through.</summary>
    internal NdisBindingHandle? BindingFrom(int level) => level >= 0 && level < _hops.Length ? _hops[level].Binding : null;

    /// <summary>SourceHandle as the driver received it: what it has to be when the list goes back up.</summary>
    internal NdisBindingHandle? UpperBinding(BoundDriver driver) => BindingFrom(driver.Level - 1);

    /// <summary>NDIS's stamp on a downward call.</summary>
    internal void Stamp(NdisBindingHandle binding)
    {
        HopOf(binding.Owner.Level).Binding = binding;
        _sourceHandle = binding;
    }

    /// <summary>Notes that SourceHandle is in a list context of the driver's, which the completion function takes off again (D9).</summary>
    internal void SaveFor(BoundDriver driver) => HopOf(driver.Level).IsSaved = true;

    internal bool IsSavedFor(BoundDriver driver) => driver.Level < _hops.Length && _hops[driver.Level].IsSaved;

    /// <summary>Puts SourceHandle back as the driver received it, and takes the list context off.</summary>
    internal void RestoreFor(BoundDriver driver)
    {
        if (UpperBinding(driver) is not { } upper)
            return;
        _sourceHandle = upper;
        HopOf(driver.Level).IsSaved = false;
    }

    /// <summary>The driver's own list context, where it put one on.</summary>
    internal ref object? ContextOf(BoundDriver driver) => ref HopOf(driver.Level).Context;

    /// <summary>Forgets an earlier way, at a new start.</summary>
    internal void ForgetWay() => Array.Clear(_hops);

    /// <summary>Notes how the list looks now.</summary>
    internal void Look()
    {
        _seenStatus = _status;
        _seenBytes = _bytesTransferred;
        SeenLength = Length;
        for (NetBuffer? buffer = _firstNetBuffer; buffer is not null; buffer = buffer.Next)
            buffer.Mark();
    }

    /// <summary>What changed since <see cref="Look"/>; null where nothing did.</summary>
    internal string? Changed
        => _status != _seenStatus ? "Status"
            : _bytesTransferred != _seenBytes ? "TcpOffloadBytesTransferred"
            : Length != SeenLength ? "the start of the data"
            : null;

    /// <summary>Makes the list look as it did at <see cref="Look"/>.</summary>
    internal void LookAsBefore()
    {
        _status = _seenStatus;
        _bytesTransferred = _seenBytes;
        MoveData(0);
    }

    /// <summary>Puts the start of the data so many bytes behind where it was at <see cref="Look"/>.</summary>
    internal void MoveData(uint bytes)
    {
        for (NetBuffer? buffer = _firstNetBuffer; buffer is not null; buffer = buffer.Next)
        {
            buffer.ReturnToMark();
            uint part = Math.Min(bytes, buffer.DataLength);
            buffer.Advance(part);
            bytes -= part;
        }
    }

    private ref Hop HopOf(int level)
    {
        if (level >= _hops.Length)
            Array.Resize(ref _hops, level + 2);
        return ref _hops[level];
    }

    /// <summary>One driver on the way of the list.</summary>
    private struct Hop
    {
        internal NdisBindingHandle? Binding;
        internal bool IsSaved;
        internal object? Context;
    }
}
