using System.Runtime.InteropServices;

namespace Chimney.Runtime.Tests.Native;

/// <summary>Memory that ends where memory that nobody may touch begins: one byte read too far ends the process.</summary>
internal sealed unsafe class GuardedMemory : IDisposable
{
    private const int NoAccess = 0;
    private const int ReadWrite = 3;
    private const int PrivateAnonymous = 0x22;

    private readonly byte* _start;
    private readonly int _size;
    private readonly int _page = Environment.SystemPageSize;

    internal GuardedMemory(int size)
    {
        _size = (size + _page - 1) / _page * _page;
        _start = (byte*)mmap(0, (nuint)(_size + _page), ReadWrite, PrivateAnonymous, -1, 0);
        Assert.NotEqual(-1, (nint)_start);
        Assert.Equal(0, mprotect((nint)_start + _size, (nuint)_page, NoAccess));
    }

    /// <summary>Bytes that end at the guard.</summary>
    internal Span<byte> Holding(ReadOnlySpan<byte> bytes)
    {
        var span = new Span<byte>(_start + _size - bytes.Length, bytes.Length);
        bytes.CopyTo(span);
        return span;
    }

    public void Dispose() => _ = munmap((nint)_start, (nuint)(_size + _page));

    [DllImport("libc")]
    private static extern nint mmap(nint address, nuint length, int protection, int flags, int file, nint offset);

    [DllImport("libc")]
    private static extern int mprotect(nint address, nuint length, int protection);

    [DllImport("libc")]
    private static extern int munmap(nint address, nuint length);
}
