using System.Runtime.CompilerServices;

namespace Chimney;

/// <summary>Takes values from memory over into a tree of the same shape: both are walked in parallel.</summary>
internal static class NativeReader
{
    internal static void Read(ReadOnlySpan<byte> memory, BlockTree tree, NativePointers pointers, ulong baseAddress)
    {
        var cursor = new NativeCursor(memory, baseAddress, tree.View);
        bool isQuery = tree.Operation == OffloadOperation.Query;
        BlockNode? ahead = NativePrefetch.Start(tree.Root);
        for (BlockNode? node = tree.Root; node is not null; node = node.NextInOrder)
        {
            ahead = NativePrefetch.Next(ahead);
            // The shapes agreed so far, so that there is a block for each node.
            cursor.MoveNext();
            OffloadHandle? handle = NativeWriter.HandleOf(tree, node);
            NativePrefetch.Memory(ref cursor.Block);
            ref NativeBlock block = ref Unsafe.As<byte, NativeBlock>(ref cursor.Block);
            OffloadStateClass classes = handle is null ? OffloadStateClass.None : StateTransfer.ClassesBehind(tree, node);
            CheckShape(node, handle, classes, in cursor, ref block);

            node.Status = (NdisStatus)(uint)block.StatusAndPadding;
            node.PortNumber = (uint)block.PortNumberAndPadding;
            cursor.Take(ref node.SourceHandle, block.SourceHandle, NativeBlock.SourceHandleOffset, pointers);
            cursor.Take(ref node.NetBufferListChain, block.NetBufferListChain, NativeBlock.NetBufferListChainOffset, pointers);
            if (!NativeReserved.IsEmpty(ref block) || !NativeReserved.IsEmpty(node))
                NativeReserved.Read(node, ref block, in cursor, pointers);
            if (handle is null)
                continue;
            if (tree.View == BlockView.Miniport && block.Handle != pointers.ToNative(node.Handle, ref handle.NativeHint))
                throw cursor.Error(NativeBlock.HandleOffset, $"NdisOffloadHandle is another than that of the list (C016).");
            ReadHandle(handle, in cursor, pointers);
            if (classes != OffloadStateClass.None)
                NativeState.Read(node.State!, in NativeShape.Of(node.Header.Type), in cursor, isQuery, pointers);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CheckShape(BlockNode node, OffloadHandle? handle, OffloadStateClass classes, in NativeCursor cursor, ref NativeBlock block)
    {
        if (block.Header != node.Header)
            throw cursor.Error(0, $"Header is ({block.Header}), and in the list it is ({node.Header}) (C027).");
        if (cursor.HasNext != node.NextBlock is not null)
            throw Other(in cursor, NativeBlock.NextBlockOffset, "NextBlock", cursor.HasNext);
        if (cursor.HasDependents != node.DependentBlockList is not null)
            throw Other(in cursor, NativeBlock.DependentBlockListOffset, "DependentBlockList", cursor.HasDependents);
        if (cursor.HandleOffset != 0 != handle is not null)
            throw Other(in cursor, NativeBlock.ContextLocationOffset, "the handle", cursor.HandleOffset != 0);
        if (cursor.HasState != (classes != OffloadStateClass.None))
            throw Other(in cursor, NativeBlock.ContextLocationOffset, "the state behind the block", cursor.HasState);
    }

    private static NativeLayoutException Other(in NativeCursor cursor, int slot, string what, bool isThere)
        => cursor.Error(slot, $"the tree has another shape than the list: {what} is {(isThere ? "there, and the list has none" : "missing, and the list has one")} (C111).");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void ReadHandle(OffloadHandle handle, in NativeCursor cursor, NativePointers pointers)
    {
        int slot = cursor.HandleOffset;
        ref NativeOffloadHandle memory = ref Unsafe.As<byte, NativeOffloadHandle>(ref Unsafe.Add(ref cursor.Block, slot));
        cursor.Take(ref handle.Binding, memory.NdisReserved, slot, pointers);
        ulong context = memory.MiniportOffloadContext;
        if (context == 0)
        {
            if (!handle.ContextWord.IsNull)
                handle.ContextWord = default;
            return;
        }
        if (pointers.IsNumberOf(context, handle.ContextWord.Value))
            return;
        object value = cursor.Find(context, slot + NativeOffloadHandle.ContextOffset, pointers);
        if (!ReferenceEquals(value, handle.ContextWord.Value))
            handle.ContextWord = OffloadContext.From(value);
    }
}
