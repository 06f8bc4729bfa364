using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Chimney;

/// <summary>Puts a tree into memory: one walk in depth-first order, one check of bounds for each block.</summary>
internal static class NativeWriter
{
    [InlineArray(3)]
    private struct OpenLinks
    {
        private int _element0;
    }

    internal static long SizeOf(BlockTree tree)
    {
        long size = 0;
        for (BlockNode? node = tree.Root; node is not null; node = node.NextInOrder)
        {
            bool isPlaceholder = HandleOf(tree, node) is null;
            ref readonly NativeShape shape = ref NativeShape.Of(node.Header.Type);
            size += isPlaceholder ? NativeBlock.Size : SizeOf(in shape, StateTransfer.ClassesBehind(tree, node));
        }
        return size;
    }

    internal static int Write(BlockTree tree, Span<byte> memory, NativePointers pointers, ulong baseAddress)
    {
        bool isMiniport = tree.View == BlockView.Miniport;
        ref byte start = ref MemoryMarshal.GetReference(memory);
        // By layer: offset + 1 of a block whose next block comes behind its dependents, so that the link is still open.
        OpenLinks open = default;
        int offset = 0;
        BlockNode? ahead = NativePrefetch.Start(tree.Root);
        for (BlockNode? node = tree.Root; node is not null; node = node.NextInOrder)
        {
            ahead = NativePrefetch.Next(ahead);
            OffloadHandle? handle = isMiniport ? node.Context : node.Handle;
            ref readonly NativeShape shape = ref NativeShape.Of(node.Header.Type);
            OffloadStateClass classes = OffloadStateClass.None;
            int size = NativeBlock.Size;
            if (handle is not null)
            {
                classes = StateTransfer.ClassesBehind(tree, node);
                size = SizeOf(in shape, classes);
            }
            if (size > memory.Length - offset)
                throw TooSmall(tree, memory.Length);

            ref byte at = ref Unsafe.Add(ref start, offset);
            NativePrefetch.Memory(ref at);
            ref NativeBlock block = ref Unsafe.As<byte, NativeBlock>(ref at);
            ulong end = baseAddress + (uint)(offset + size);
            ulong handleAddress = 0;
            if (handle is not null)
            {
                int handleOffset = classes == OffloadStateClass.None ? NativeBlock.Size : shape.HandleOffset;
                handleAddress = baseAddress + (uint)(offset + handleOffset);
                ref NativeOffloadHandle image = ref Unsafe.As<byte, NativeOffloadHandle>(ref Unsafe.Add(ref at, handleOffset));
                image.NdisReserved = pointers.ToNative(handle.Binding, ref handle.BindingHint);
                image.MiniportOffloadContext = pointers.ToNative(handle.ContextWord.Value, ref handle.ContextHint);
            }
            bool hasDependents = node.DependentBlockList is not null;
            // Member by member: a structure made aside and copied is several times as slow.
            block.Header = node.Header;
            block.Padding04 = 0;
            block.NextBlock = node.NextBlock is null || hasDependents ? 0 : end;
            block.DependentBlockList = hasDependents ? end : 0;
            block.StatusAndPadding = (uint)node.Status;
            block.NdisReserved = default;
            block.ContextLocation = handle is null ? 0 : handleAddress + NativeOffloadHandle.ContextOffset;
            block.Handle = handle is null || !isMiniport ? handleAddress : pointers.ToNative(node.Handle, ref handle.NativeHint);
            block.SourceHandle = node.SourceHandle is null ? 0 : pointers.ToNative(node.SourceHandle);
            block.PortNumberAndPadding = node.PortNumber;
            block.NetBufferListChain = pointers.ToNative(node.NetBufferListChain);
            if (NativeReserved.IsEmpty(node))
                block.Reserved = default;
            else
                NativeReserved.Write(node, ref block, pointers);

            ref int link = ref open[(int)shape.Layer];
            if (link != 0)
                Unsafe.As<byte, ulong>(ref Unsafe.Add(ref start, link - 1 + NativeBlock.NextBlockOffset)) = baseAddress + (uint)offset;
            link = hasDependents && node.NextBlock is not null ? offset + 1 : 0;

            if (classes != OffloadStateClass.None)
                NativeState.Write(node.State!, in shape, ref at, (uint)(size - 2 * shape.AddressLength), end, tree.Operation == OffloadOperation.Query, pointers);
            offset += size;
        }
        return offset;
    }

    internal static OffloadHandle? HandleOf(BlockTree tree, BlockNode node) => tree.View == BlockView.Miniport ? node.Context : node.Handle;

    private static ArgumentException TooSmall(BlockTree tree, int length)
        => new($"The list takes {SizeOf(tree)} bytes, and the memory has {length}. Ask SizeOf first.", "memory");

    /// <summary>What a block that is no placeholder takes.</summary>
    private static int SizeOf(in NativeShape shape, OffloadStateClass classes)
        => classes == OffloadStateClass.None ? NativeBlock.Size + NativeOffloadHandle.Size : shape.HandleOffset + NativeOffloadHandle.Size + 2 * shape.AddressLength;
}
