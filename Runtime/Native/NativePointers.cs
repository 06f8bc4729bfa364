using System.Runtime.CompilerServices;

namespace Chimney;

/// <summary>A pointer that memory holds and that stands for no object of the model: something of a native driver's own.</summary>
/// <param name="Address">The pointer.</param>
public sealed record NativePointer(ulong Address);

/// <summary>
/// Which pointer stands for which object. PVOIDs, handles and buffer lists have no address in the model; in memory each gets a number of its
/// own, the same every time, and is found again by it.
/// </summary>
/// <remarks>
/// The numbers are no canonical x64 addresses, so that a program which follows one stops at once; a debugger shows them as "NDIS" and a count.
/// Objects are kept alive until <see cref="Clear"/>. Nothing is allocated for an object that was seen before. Not for use by several threads
/// at the same time.
/// </remarks>
public sealed class NativePointers
{
    private const ulong FirstNumber = 0x4E44_4953_0000_0000;

    private readonly Dictionary<object, ulong> _pointers = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<ulong, object> _objects = [];
    private object?[] _numbered = new object?[16];
    private int _count = 1;

    /// <summary>
    /// Whether reading makes a <see cref="NativePointer"/> of a pointer that is not known, as a native driver leaves it in a reserved area or
    /// publishes it. Otherwise it is an error.
    /// </summary>
    public bool AdoptsUnknown { get; init; }

    /// <summary>Settles the pointer of an object that has an address in the native program.</summary>
    /// <param name="value">The object.</param>
    /// <param name="pointer">Its address.</param>
    /// <exception cref="ArgumentException">The pointer is 0, or object or pointer have a counterpart already.</exception>
    public void Add(object value, ulong pointer)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (pointer == 0 || pointer >> 32 == FirstNumber >> 32)
            throw new ArgumentException($"0x{pointer:X} cannot be an object's address: 0 is NULL, and 0x{FirstNumber:X} and above are given out here.", nameof(pointer));
        if (_pointers.ContainsKey(value) || !_objects.TryAdd(pointer, value))
            throw new ArgumentException($"{value} or 0x{pointer:X} has a counterpart already. Add objects before the first use.", nameof(value));
        _pointers.Add(value, pointer);
    }

    /// <summary>The pointer of an object; given out at the first time.</summary>
    /// <param name="value">The object; null for NULL.</param>
    /// <returns>The pointer.</returns>
    public ulong ToNative(object? value)
    {
        if (value is null)
            return 0;
        if (_pointers.TryGetValue(value, out ulong known))
            return known;
        if (value is NativePointer { Address: not 0 } foreign && _objects.TryAdd(foreign.Address, value))
            return _pointers[value] = foreign.Address;
        if (_count == _numbered.Length)
            Array.Resize(ref _numbered, _count * 2);
        ulong pointer = FirstNumber + (uint)_count;
        _numbered[_count++] = value;
        _pointers.Add(value, pointer);
        return pointer;
    }

    /// <summary>The object that a pointer stands for.</summary>
    /// <param name="pointer">The pointer; 0 for null.</param>
    /// <param name="value">The object.</param>
    /// <returns>Whether the pointer is known, or was adopted.</returns>
    public bool TryToManaged(ulong pointer, out object? value)
    {
        ulong number = pointer - FirstNumber;
        if (pointer == 0 || number < (uint)_count)
        {
            value = pointer == 0 ? null : _numbered[number];
            return pointer == 0 || value is not null;
        }
        if (_objects.TryGetValue(pointer, out value))
            return true;
        if (!AdoptsUnknown || pointer >> 32 == FirstNumber >> 32)
            return false;
        value = new NativePointer(pointer);
        _objects.Add(pointer, value);
        _pointers.Add(value, pointer);
        return true;
    }

    /// <summary>Forgets everything; memory written before cannot be read any more.</summary>
    public void Clear()
    {
        _pointers.Clear();
        _objects.Clear();
        Array.Clear(_numbered);
        _count = 1;
    }

    /// <summary>The same as <see cref="ToNative(object?)"/>, without a search where the hint still leads to the object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong ToNative(object? value, ref uint hint)
    {
        if (value is null)
            return 0;
        object?[] numbered = _numbered;
        uint number = hint;
        return number < (uint)numbered.Length && ReferenceEquals(numbered[number], value) ? FirstNumber + number : Search(value, ref hint);
    }

    /// <summary>Whether a pointer is the number of an object, as far as that can be told without a search.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsNumberOf(ulong pointer, object? value)
    {
        object?[] numbered = _numbered;
        ulong number = pointer - FirstNumber;
        return value is not null && number < (uint)numbered.Length && ReferenceEquals(numbered[number], value);
    }

    internal ulong ToNative(NetBufferList? list) => list is null ? 0 : ToNative(list, ref list.NativeHint);

    private ulong Search(object value, ref uint hint)
    {
        ulong pointer = ToNative(value);
        hint = pointer - FirstNumber < (uint)_count ? (uint)(pointer - FirstNumber) : 0;
        return pointer;
    }
}
