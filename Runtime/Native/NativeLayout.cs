namespace Chimney;

/// <summary>
/// Carries trees of blocks to contiguous memory as a native x64 driver sees it, and back: for programs in C that take a tree from the model,
/// and for what they leave in it.
/// </summary>
/// <remarks>
/// <para>
/// Blocks lie depth first from the start of the memory, each on a multiple of 8 and directly followed by its state structures (C267). Behind
/// these, on the next multiple of 8, lies the NDIS_OFFLOAD_HANDLE of the block's object, unless the block is a placeholder: MiniportOffloadContext
/// points at its context word and OffloadHandle at itself. The two addresses of a path come behind the handle. All numbers are little-endian.
/// </para>
/// <para>
/// Links, and pointers to handles and addresses, are addresses relative to the base that the caller names: the memory's own address if a native
/// program is to follow them, or 0 for offsets. What they do not lead to in the memory (reserved areas, NdisOffloadHandle, contexts, bindings,
/// buffer lists) are pointers by <see cref="NativePointers"/>.
/// </para>
/// <para>
/// Length of every state structure is written as NDIS does (C268). The unions of TCP_OFFLOAD_STATE_DELEGATED hold backlog sizes in a query and
/// buffer lists otherwise. NdisReserved of a block is 0, but for the element that overlays MiniportOffloadContext and is written as that.
/// </para>
/// <para>Source pages: NDIS_MINIPORT_OFFLOAD_BLOCK_LIST; NDIS_PROTOCOL_OFFLOAD_BLOCK_LIST; NDIS_OFFLOAD_HANDLE; Offload State Structures.</para>
/// </remarks>
public static class NativeLayout
{
    /// <summary>The memory that a list takes.</summary>
    /// <param name="list">The list.</param>
    /// <returns>The number of bytes.</returns>
    /// <exception cref="ArgumentException">The list is null.</exception>
    public static long SizeOf([Borrows] MiniportOffloadBlockList list) => NativeWriter.SizeOf(Tree(list.Tree, list.IsStale));

    /// <inheritdoc cref="SizeOf(MiniportOffloadBlockList)"/>
    public static long SizeOf([Borrows] ProtocolOffloadBlockList list) => NativeWriter.SizeOf(Tree(list.Tree, list.IsStale));

    /// <summary>Writes a list to memory, in its view. Every byte of it is written, padding as 0.</summary>
    /// <param name="list">The list. Its driver still owes what it owed.</param>
    /// <param name="memory">Receives the blocks; at least <see cref="SizeOf(MiniportOffloadBlockList)"/> bytes.</param>
    /// <param name="pointers">The pointers of objects.</param>
    /// <param name="baseAddress">The address of the memory, a multiple of 8.</param>
    /// <returns>The number of bytes written.</returns>
    /// <exception cref="ArgumentException">The list is null, the memory too small, or the address not aligned or too high.</exception>
    public static int Write([Borrows] MiniportOffloadBlockList list, Span<byte> memory, NativePointers pointers, ulong baseAddress = 0)
        => NativeWriter.Write(Tree(list.Tree, list.IsStale), memory, Checked(pointers, baseAddress, memory.Length), baseAddress);

    /// <inheritdoc cref="Write(MiniportOffloadBlockList, Span{byte}, NativePointers, ulong)"/>
    public static int Write([Borrows] ProtocolOffloadBlockList list, Span<byte> memory, NativePointers pointers, ulong baseAddress = 0)
        => NativeWriter.Write(Tree(list.Tree, list.IsStale), memory, Checked(pointers, baseAddress, memory.Length), baseAddress);

    /// <summary>
    /// Takes values over from memory into the list that was written there, or one of the same shape: everything but links, headers and handles,
    /// which nobody may change (C027, C111). The context words that MiniportOffloadContext points at are taken over as well, which publishes
    /// what a native provider published (C116).
    /// </summary>
    /// <param name="memory">The memory, in the view of the list.</param>
    /// <param name="list">Receives the values. Its driver still owes what it owed, and answers for the values as if it had set them.</param>
    /// <param name="pointers">The pointers of objects, the same as when the memory was written.</param>
    /// <param name="baseAddress">The address of the memory, a multiple of 8.</param>
    /// <exception cref="NativeLayoutException">
    /// The memory does not hold such a list. Blocks before the offset that the exception names may have their new values already.
    /// </exception>
    /// <exception cref="ArgumentException">The list is null, or the address not aligned or too high.</exception>
    public static void Read(ReadOnlySpan<byte> memory, [Borrows] MiniportOffloadBlockList list, NativePointers pointers, ulong baseAddress = 0)
        => NativeReader.Read(memory, Tree(list.Tree, list.IsStale), Checked(pointers, baseAddress, memory.Length), baseAddress);

    /// <inheritdoc cref="Read(ReadOnlySpan{byte}, MiniportOffloadBlockList, NativePointers, ulong)"/>
    public static void Read(ReadOnlySpan<byte> memory, [Borrows] ProtocolOffloadBlockList list, NativePointers pointers, ulong baseAddress = 0)
        => NativeReader.Read(memory, Tree(list.Tree, list.IsStale), Checked(pointers, baseAddress, memory.Length), baseAddress);

    internal static void CheckBase(ulong baseAddress, int length)
    {
        if (baseAddress % 8 != 0 || baseAddress + (uint)length < baseAddress)
            throw new ArgumentException($"0x{baseAddress:X} cannot be the address of {length} bytes with blocks in it: pass a multiple of 8 below 2^64.", nameof(baseAddress));
    }

    private static NativePointers Checked(NativePointers pointers, ulong baseAddress, int length)
    {
        ArgumentNullException.ThrowIfNull(pointers);
        CheckBase(baseAddress, length);
        return pointers;
    }

    private static BlockTree Tree(BlockTree? tree, bool isStale)
    {
        if (tree is null)
            throw new ArgumentException("The list is null: it has no blocks. Test IsNull first.");
        // Where stale use is only recorded, the tree is as good as it was.
        if (isStale)
            Misuse.StaleUse(tree);
        return tree;
    }
}
