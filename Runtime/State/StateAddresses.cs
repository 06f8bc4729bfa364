using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Chimney;

/// <summary>A data-link address as neighbor state carries it: UCHAR[32], of which the medium uses the first bytes (Ethernet 6).</summary>
[InlineArray(MaximumLength)]
public struct HardwareAddress : IEquatable<HardwareAddress>
{
    /// <summary>Number of bytes that the structures have room for.</summary>
    public const int MaximumLength = 32;

    private byte _first;

    /// <summary>All bytes; those behind the address are 0.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Bytes => MemoryMarshal.CreateReadOnlySpan(in _first, MaximumLength);

    /// <summary>Whether all bytes are 0: no address is given.</summary>
    public readonly bool IsZero => !Bytes.ContainsAnyExcept((byte)0);

    /// <summary>Makes an address.</summary>
    /// <param name="bytes">Its bytes, in the order of the wire.</param>
    /// <returns>The address.</returns>
    /// <exception cref="ArgumentException">There are more than 32 bytes.</exception>
    public static HardwareAddress From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaximumLength)
            throw new ArgumentException($"A data-link address has room for {MaximumLength} bytes: pass no more.", nameof(bytes));
        HardwareAddress address = default;
        bytes.CopyTo(address);
        return address;
    }

    /// <inheritdoc/>
    public readonly bool Equals(HardwareAddress other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override readonly bool Equals([NotNullWhen(true)] object? obj) => obj is HardwareAddress other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => MemoryMarshal.Read<int>(Bytes);

    /// <summary>The first six bytes, as an Ethernet address is written.</summary>
    /// <returns>The text.</returns>
    public override readonly string ToString() => Convert.ToHexString(Bytes[..6]);
}

/// <summary>
/// An IP address as path state carries it, in network byte order: 4 bytes on an IPv4 path, 16 on an IPv6 path. Which of the two, the path says.
/// </summary>
[InlineArray(MaximumLength)]
public struct PathAddress : IEquatable<PathAddress>
{
    /// <summary>Number of bytes of an IPv6 address.</summary>
    public const int MaximumLength = 16;

    private byte _first;

    /// <summary>All bytes; an IPv4 address uses the first four, the others are 0.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Bytes => MemoryMarshal.CreateReadOnlySpan(in _first, MaximumLength);

    /// <summary>Makes an address.</summary>
    /// <param name="address">The address, of either family.</param>
    /// <returns>The same in network byte order.</returns>
    public static PathAddress From(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        PathAddress bytes = default;
        address.TryWriteBytes(bytes, out _);
        return bytes;
    }

    /// <summary>The address in the family of its path.</summary>
    /// <param name="isIp6">Whether the path is one of IPv6.</param>
    /// <returns>The address.</returns>
    public readonly IPAddress ToIPAddress(bool isIp6) => new(isIp6 ? Bytes : Bytes[..4]);

    /// <inheritdoc/>
    public readonly bool Equals(PathAddress other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override readonly bool Equals([NotNullWhen(true)] object? obj) => obj is PathAddress other && Equals(other);

    /// <inheritdoc/>
    public override readonly int GetHashCode() => MemoryMarshal.Read<int>(Bytes);

    /// <summary>The bytes in hexadecimal.</summary>
    /// <returns>The text.</returns>
    public override readonly string ToString() => Convert.ToHexString(Bytes);
}
