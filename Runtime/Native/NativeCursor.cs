using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Chimney;

/// <summary>
/// Walks the blocks in memory by their links, and checks each before it shows it: all that is said here to lie behind a block does so. The blocks
/// must lie in the order of the walk. Thus no block is visited twice, and the walk ends, whatever the links say.
/// </summary>
internal ref struct NativeCursor
{
    /// <summary>Layers of a tree: neighbor, path, connection.</summary>
    private const int MaximumDepth = 3;
    private const int Unknown = int.MinValue;

    private readonly ref byte _start;
    private readonly int _length;
    private readonly ulong _base;
    private readonly bool _isMiniport;

    /// <summary>By depth: offset of the next block there, or −1.</summary>
    private NextBlocks _next;
    private int _depth;
    private int _deepest;

    /// <summary>Layer of the root; unknown while only placeholders were seen, whose type has no meaning.</summary>
    private int _rootLayer;

    /// <summary>Where the last block and all that belongs to it end.</summary>
    private int _end;

    internal NativeCursor(ReadOnlySpan<byte> memory, ulong baseAddress, BlockView view)
    {
        _start = ref MemoryMarshal.GetReference(memory);
        _length = memory.Length;
        _base = baseAddress;
        _isMiniport = view == BlockView.Miniport;
        _rootLayer = Unknown;
        if (memory.Length < NativeBlock.Size)
            throw new NativeLayoutException(0, $"the memory has {memory.Length} bytes, and a block takes {NativeBlock.Size}.");
        _next[1] = -1;
        _next[2] = -1;
    }

    [InlineArray(MaximumDepth)]
    private struct NextBlocks
    {
        private int _element0;
    }

    /// <summary>Offset of the block.</summary>
    internal int Offset { get; private set; }

    /// <summary>Depth of the block: 0 for the root and the blocks of its chain.</summary>
    internal int BlockDepth { get; private set; }

    /// <summary>Distance from the block to its NDIS_OFFLOAD_HANDLE; 0 for a placeholder, which has none.</summary>
    internal int HandleOffset { get; private set; }

    /// <summary>Whether the structures that Header.Type names follow the block.</summary>
    internal readonly bool HasState => HandleOffset > NativeBlock.Size;

    internal bool HasNext { get; private set; }

    internal bool HasDependents { get; private set; }

    internal readonly ref byte Block => ref Unsafe.Add(ref _start, Offset);

    /// <summary>Goes to the next block, depth first.</summary>
    /// <returns>Whether there was one.</returns>
    internal bool MoveNext()
    {
        while (_next[_depth] < 0)
        {
            if (--_depth < 0)
                return false;
        }
        int offset = _next[_depth];
        if (offset < _end)
            throw new NativeLayoutException(offset, "a link leads here, but the walk has passed this place: links run in a circle, two lead to one block, or blocks do not lie depth first (C265).");
        Offset = offset;
        BlockDepth = _depth;
        ref NativeBlock block = ref Unsafe.As<byte, NativeBlock>(ref Block);
        if (block.Header.Size != NativeBlock.Size)
            throw Error(2, $"Header.Size is 0x{block.Header.Size:X}, but a block has 0x{NativeBlock.Size:X} (C027).");
        _end = offset + NativeBlock.Size;
        FindHandle(ref block);
        if (HandleOffset != 0)
            CheckObject(in NativeShape.Of(block.Header.Type), block.Header);
        // Links are checked against the end of the block, so that none can lead into it.
        int next = Target(block.NextBlock, NativeBlock.NextBlockOffset);
        int dependents = Target(block.DependentBlockList, NativeBlock.DependentBlockListOffset);
        HasNext = next >= 0;
        HasDependents = dependents >= 0;
        _next[_depth] = next;
        if (HasDependents)
            Descend(dependents);
        return true;
    }

    /// <summary>What a pointer of the block leads to.</summary>
    /// <param name="slot">Distance of the pointer from the block.</param>
    /// <param name="length">Number of bytes that it must lead to.</param>
    internal readonly ReadOnlySpan<byte> Follow(int slot, int length)
    {
        ulong offset = Unsafe.As<byte, ulong>(ref Unsafe.Add(ref Block, slot)) - _base;
        if (offset > (uint)(_length - length))
            throw Error(slot, $"the pointer leads out of the memory: {length} bytes of an address must lie there.");
        return MemoryMarshal.CreateReadOnlySpan(ref Unsafe.Add(ref _start, (int)offset), length);
    }

    /// <summary>Takes over the object that a pointer stands for. Objects are not written where they stand already.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly void Take<T>(ref T? value, ulong pointer, int slot, NativePointers pointers) where T : class
    {
        if (pointer == 0)
        {
            if (value is not null)
                value = null;
        }
        else if (!pointers.IsNumberOf(pointer, value))
        {
            object found = Find(pointer, slot, pointers);
            value = found as T ?? throw Error(slot, $"0x{pointer:X} stands for {found}, and here stands a {typeof(T).Name}.");
        }
    }

    internal readonly object Find(ulong pointer, int slot, NativePointers pointers)
        => pointers.TryToManaged(pointer, out object? found) && found is not null
            ? found
            : throw Error(slot, $"0x{pointer:X} stands for no object. Use the pointers that the memory was written with, or let them adopt what is unknown.");

    /// <summary>An error at a place of the block. Takes no finished text: what makes one takes room on the stack, and callers would clear it for each block.</summary>
    internal readonly NativeLayoutException Error(int slot, FormattableString message) => new(Offset + slot, FormattableString.Invariant(message));

    /// <summary>The handle lies directly behind the structures; by its place it tells whether they are there. A linker has none (C114).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FindHandle(ref NativeBlock block)
    {
        HandleOffset = 0;
        ulong address = _isMiniport ? block.ContextLocation - NativeOffloadHandle.ContextOffset : block.Handle;
        int slot = _isMiniport ? NativeBlock.ContextLocationOffset : NativeBlock.HandleOffset;
        if ((_isMiniport ? block.ContextLocation : block.Handle) == 0)
        {
            if (_isMiniport && block.Handle != 0)
                throw Error(NativeBlock.HandleOffset, $"NdisOffloadHandle is set on a placeholder, whose MiniportOffloadContext is NULL (C049).");
            return;
        }
        ulong distance = address - _base - (uint)Offset;
        ref readonly NativeShape shape = ref NativeShape.Of(block.Header.Type);
        if (!shape.IsKnown)
            throw Error(0, $"Header.Type 0x{(byte)block.Header.Type:X2} names no state (C115).");
        int withState = shape.HandleOffset;
        if (distance != NativeBlock.Size && distance != (uint)withState)
            throw Error(slot, $"the pointer must lead to the handle 0x{NativeBlock.Size:X} bytes from the block, or 0x{withState:X} if state follows (C267).");
        if ((int)distance > _length - Offset - NativeOffloadHandle.Size)
            throw Error(_length - Offset, $"the memory ends in the block at 0x{Offset:X} or what follows it.");
        HandleOffset = (int)distance;
        _end = Offset + HandleOffset + NativeOffloadHandle.Size;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void CheckObject(in NativeShape shape, OffloadBlockHeader header)
    {
        if (header.Revision != 1)
            throw Error(1, $"Header.Revision is {header.Revision}, and only revision 1 is known (C269).");
        int rootLayer = (int)shape.Layer - _depth;
        if (rootLayer != _rootLayer)
            SetRootLayer(rootLayer, in shape);
        if (!HasState)
            return;
        CheckLength(NativeShape.ConstOffset, shape.ConstSize);
        CheckLength(shape.CachedOffset, shape.CachedSize);
        CheckLength(shape.DelegatedOffset, shape.DelegatedSize);
    }

    private void SetRootLayer(int rootLayer, in NativeShape shape)
    {
        if (_rootLayer >= 0 || rootLayer < 0 || rootLayer + _deepest >= MaximumDepth)
            throw Error(0, $"a block of the layer {shape.Layer} stands here. NextBlock stays within a layer, and DependentBlockList leads from neighbor to path to connection (C263).");
        _rootLayer = rootLayer;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void CheckLength(int structure, int size)
    {
        if (size == 0)
            return;
        uint length = Unsafe.As<byte, uint>(ref Unsafe.Add(ref Block, structure));
        if (length != (uint)size)
            throw Error(structure, $"Length is 0x{length:X}, but the structure has 0x{size:X} bytes (C268).");
    }

    /// <summary>Offset of the block that a link leads to; −1 for NULL.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int Target(ulong address, int slot)
    {
        if (address == 0)
            return -1;
        ulong offset = address - _base;
        if (offset > (uint)(_length - NativeBlock.Size))
            throw Error(slot, $"the link leads out of the memory, or to a block that does not fit in.");
        if (offset % 8 != 0)
            throw Error(slot, $"the link leads to no multiple of 8.");
        if (offset < (uint)_end)
            throw Error(slot, $"the link leads back: blocks lie depth first, none twice, and not in a circle (C265).");
        return (int)offset;
    }

    private void Descend(int dependents)
    {
        _depth++;
        // The layer of the root may not be known yet, but three layers there are at most.
        if (_depth + Math.Max(_rootLayer, 0) >= MaximumDepth)
            throw Error(NativeBlock.DependentBlockListOffset, $"DependentBlockList is set on a connection, on which nothing depends (C263).");
        _deepest = Math.Max(_deepest, _depth);
        _next[_depth] = dependents;
    }
}
