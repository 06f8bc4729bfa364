using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Chimney;

/// <summary>
/// Runs ahead of a walk over a tree and calls for the memory of what it will come to: blocks, handles and state are objects apart from one
/// another, and waiting for each in turn would take most of the time.
/// </summary>
internal static unsafe class NativePrefetch
{
    private const int Lead = 16;

    /// <summary>Distances are about a page: the walk would wait longest where a page begins.</summary>
    private const int MemoryLead = 4096;
    private const int NodeLead = 2048;
    private const int CacheLine = 64;

    /// <summary>The block that a walk from the root calls for first.</summary>
    internal static BlockNode? Start(BlockNode root)
    {
        BlockNode? ahead = root;
        for (int i = 0; i < Lead && ahead is not null; i++)
            ahead = ahead.NextInOrder;
        return ahead;
    }

    /// <summary>Calls for what a block refers to.</summary>
    /// <param name="ahead">The block.</param>
    /// <returns>The block after it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static BlockNode? Next(BlockNode? ahead)
    {
        if (!Sse.IsSupported || ahead is null)
            return null;
        // An address is only a hint here: it may be out of date when it is used, and may be that of nothing.
        // Nodes are made in the order of the walk. What lies behind this one is likely to be one that its links lead to later.
        byte* node = Address(ahead) + NodeLead;
        Sse.Prefetch0(node);
        Sse.Prefetch0(node + CacheLine);
        Sse.Prefetch0(node + 2 * CacheLine);
        byte* state = Address(ahead.State);
        Sse.Prefetch0(state);
        Sse.Prefetch0(state + CacheLine);
        Sse.Prefetch0(state + 2 * CacheLine);
        Sse.Prefetch0(state + 3 * CacheLine);
        byte* handle = Address(ahead.Handle);
        Sse.Prefetch0(handle);
        Sse.Prefetch0(handle + CacheLine);
        if (ahead.NetBufferListChain is not null)
        {
            byte* list = Address(ahead.NetBufferListChain);
            Sse.Prefetch0(list);
            Sse.Prefetch0(list + CacheLine);
        }
        return ahead.NextInOrder;
    }

    /// <summary>Calls for the memory that blocks are written to, or read from.</summary>
    /// <param name="block">Where the walk is; what is called for may lie behind the end.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Memory(ref byte block)
    {
        if (!Sse.IsSupported)
            return;
        byte* memory = (byte*)Unsafe.AsPointer(ref block) + MemoryLead;
        Sse.Prefetch0(memory);
        Sse.Prefetch0(memory + CacheLine);
        Sse.Prefetch0(memory + 2 * CacheLine);
        Sse.Prefetch0(memory + 3 * CacheLine);
        Sse.Prefetch0(memory + 4 * CacheLine);
        Sse.Prefetch0(memory + 5 * CacheLine);
    }

    private static byte* Address(object? value) => *(byte**)Unsafe.AsPointer(ref value);
}
