using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Chimney;

/// <summary>The four reserved areas of a block, PVOID[2] each. Most are empty, and are then skipped together.</summary>
internal static class NativeReserved
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsEmpty(BlockNode node)
        => (Bits(ref node.ProtocolReserved) | Bits(ref node.MiniportReserved) | Bits(ref node.ImReserved) | Bits(ref node.Scratch)) == Vector128<ulong>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsEmpty(ref NativeBlock block)
        => (Bits(ref block.Reserved.Protocol) | Bits(ref block.Reserved.Miniport) | Bits(ref block.Reserved.Im) | Bits(ref block.Reserved.Scratch)) == Vector128<ulong>.Zero;

    internal static void Write(BlockNode node, ref NativeBlock block, NativePointers pointers)
    {
        block.Reserved.Protocol = ToNative(in node.ProtocolReserved, pointers);
        block.Reserved.Miniport = ToNative(in node.MiniportReserved, pointers);
        block.Reserved.Im = ToNative(in node.ImReserved, pointers);
        block.Reserved.Scratch = ToNative(in node.Scratch, pointers);
    }

    internal static void Read(BlockNode node, ref NativeBlock block, in NativeCursor cursor, NativePointers pointers)
    {
        Take(ref node.ProtocolReserved, block.Reserved.Protocol, NativeBlock.ProtocolReservedOffset, in cursor, pointers);
        Take(ref node.MiniportReserved, block.Reserved.Miniport, NativeBlock.MiniportReservedOffset, in cursor, pointers);
        Take(ref node.ImReserved, block.Reserved.Im, NativeBlock.ImReservedOffset, in cursor, pointers);
        Take(ref node.Scratch, block.Reserved.Scratch, NativeBlock.ScratchOffset, in cursor, pointers);
    }

    private static NativePair ToNative(in PointerPair pair, NativePointers pointers)
        => new() { Element0 = pointers.ToNative(pair[0]), Element1 = pointers.ToNative(pair[1]) };

    private static void Take(ref PointerPair pair, NativePair memory, int slot, in NativeCursor cursor, NativePointers pointers)
    {
        cursor.Take(ref pair[0], memory.Element0, slot, pointers);
        cursor.Take(ref pair[1], memory.Element1, slot + sizeof(ulong), pointers);
    }

    /// <summary>The bits of two pointers, to see whether any is set; of references nothing else may be learned from them.</summary>
    private static Vector128<ulong> Bits<T>(ref T pair) where T : struct => Unsafe.As<T, Vector128<ulong>>(ref pair);
}
