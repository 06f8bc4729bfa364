using System.Runtime.InteropServices;

namespace Chimney;

/// <summary>OFFLOAD_STATE_HEADER: the first member of every state structure.</summary>
/// <remarks>Source page: OFFLOAD_STATE_HEADER.</remarks>
[StructLayout(LayoutKind.Sequential)]
public record struct OffloadStateHeader
{
    /// <summary>Size of the whole structure in bytes, as on x64 (C268). Structures made with <c>new</c> have it.</summary>
    public uint Length;

    /// <summary>Reserved (C268).</summary>
    public uint RecognizedOptions;

    internal OffloadStateHeader(uint length) => Length = length;
}

/// <summary>Limits of members that are narrower than their type.</summary>
internal static class BitField
{
    /// <returns>The value, where it fits.</returns>
    internal static uint Checked(uint value, int bits, string member)
        => value >> bits == 0
            ? value
            : throw new ArgumentOutOfRangeException(member, value, $"{member} has {bits} bits: pass a value from 0 to {(1u << bits) - 1}.");
}
