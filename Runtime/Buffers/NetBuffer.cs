namespace Chimney;

/// <summary>NET_BUFFER: one buffer of network data, with the part of it that is data now.</summary>
/// <remarks>The model keeps data in one array in place of an MDL chain. Source page: NET_BUFFER.</remarks>
public sealed class NetBuffer
{
    private readonly byte[] _memory;
    private uint _mark;

    /// <summary>Makes a buffer over memory.</summary>
    /// <param name="memory">The memory; all of it is data.</param>
    public NetBuffer(byte[] memory)
    {
        ArgumentNullException.ThrowIfNull(memory);
        _memory = memory;
        DataLength = (uint)memory.Length;
    }

    /// <summary>The next buffer of the list.</summary>
    public NetBuffer? Next { get; set; }

    /// <summary>Offset of the data in the memory, in bytes. Moves when data has been sent or stored (C199).</summary>
    public uint DataOffset { get; private set; }

    /// <summary>Length of the data, in bytes.</summary>
    public uint DataLength { get; private set; }

    /// <summary>The data.</summary>
    public Span<byte> Data => _memory.AsSpan((int)DataOffset, (int)DataLength);

    /// <summary>Makes all of the memory data again, for a buffer that is used again.</summary>
    [Preserve(DriverRole.Intermediate, OffloadPhase.Completion)]
    public void Reset()
    {
        DataOffset = 0;
        DataLength = (uint)_memory.Length;
    }

    internal void Advance(uint delta)
    {
        if (delta > DataLength)
            throw new ArgumentOutOfRangeException(nameof(delta), delta, $"The buffer holds {DataLength} bytes of data. Advance by at most that.");
        DataOffset += delta;
        DataLength -= delta;
    }

    /// <summary>Notes where the data starts now.</summary>
    internal void Mark() => _mark = DataOffset;

    /// <summary>Puts the start of the data where it was noted.</summary>
    internal void ReturnToMark()
    {
        DataLength += DataOffset - _mark;
        DataOffset = _mark;
    }
}
