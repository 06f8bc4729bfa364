namespace Chimney;

/// <summary>Memory does not hold what it should: a tree of blocks in the layout of <see cref="NativeLayout"/>.</summary>
public sealed class NativeLayoutException : Exception
{
    internal NativeLayoutException(long offset, string message) : base($"Offset 0x{offset:X}: {message}") => Offset = offset;

    /// <summary>Where in the memory the first wrong byte lies.</summary>
    public long Offset { get; }
}
