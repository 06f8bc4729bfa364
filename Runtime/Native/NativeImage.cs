using System.Buffers.Binary;
using System.Text;

namespace Chimney;

/// <summary>What memory with a tree of blocks says, as it stands there: for memory that no list of the model is at hand for.</summary>
/// <remarks>The memory has the layout of <see cref="NativeLayout"/>. Pointers are given as they are; none but links and handles is followed.</remarks>
public sealed class NativeImage
{
    private NativeImage(ReadOnlySpan<byte> memory, ulong baseAddress, BlockView view)
    {
        NativeLayout.CheckBase(baseAddress, memory.Length);
        byte[] copy = memory.ToArray();
        var blocks = new List<NativeImageBlock>();
        var cursor = new NativeCursor(copy, baseAddress, view);
        while (cursor.MoveNext())
            blocks.Add(NativeImageBlock.At(copy, in cursor, view));
        Blocks = blocks;
    }

    /// <summary>The blocks, depth first.</summary>
    public IReadOnlyList<NativeImageBlock> Blocks { get; }

    /// <summary>Looks at a list in the miniport view.</summary>
    /// <param name="memory">The memory; it is copied.</param>
    /// <param name="baseAddress">The address of the memory, a multiple of 8.</param>
    /// <returns>The blocks.</returns>
    /// <exception cref="NativeLayoutException">The memory does not hold a list.</exception>
    /// <exception cref="ArgumentException">The address is not aligned or too high.</exception>
    public static NativeImage OfMiniportList(ReadOnlySpan<byte> memory, ulong baseAddress = 0) => new(memory, baseAddress, BlockView.Miniport);

    /// <summary>Looks at a list in the protocol view.</summary>
    /// <inheritdoc cref="OfMiniportList"/>
    public static NativeImage OfProtocolList(ReadOnlySpan<byte> memory, ulong baseAddress = 0) => new(memory, baseAddress, BlockView.Protocol);

    /// <summary>All blocks with all members.</summary>
    /// <returns>The text, one line for each member.</returns>
    public override string ToString() => string.Join('\n', Blocks);
}

/// <summary>One block of a <see cref="NativeImage"/>, with its handle and the state structures behind it.</summary>
public sealed class NativeImageBlock
{
    private readonly byte[] _memory;
    private readonly List<(NativeStructure Structure, int Offset)> _structures = [];

    private NativeImageBlock(byte[] memory, int offset, int depth)
    {
        _memory = memory;
        Offset = offset;
        Depth = depth;
    }

    /// <summary>Offset of the block in the memory.</summary>
    public int Offset { get; }

    /// <summary>0 for the root and the blocks of its chain, 1 for what depends on these, and so on.</summary>
    public int Depth { get; }

    /// <summary>The structures that are there: the block, its handle unless it is a placeholder, and the state that follows.</summary>
    public IEnumerable<NativeStructure> Structures => _structures.Select(item => item.Structure);

    /// <summary>The value of a member that is a number or a pointer.</summary>
    /// <param name="structure">The structure; one of <see cref="Structures"/>.</param>
    /// <param name="member">The name of the member.</param>
    /// <returns>The value.</returns>
    /// <exception cref="KeyNotFoundException">The structure is not there, or has no such member.</exception>
    public ulong Value(NativeStructure structure, string member)
    {
        ArgumentNullException.ThrowIfNull(structure);
        NativeMember row = structure[member];
        ReadOnlySpan<byte> bytes = Bytes(structure, member);
        ulong value = bytes.Length switch
        {
            1 => bytes[0],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            4 => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            8 => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            _ => throw new KeyNotFoundException($"{structure.Name}.{member} is an array: ask for its bytes."),
        };
        return row.Bits == 0 ? value : value >> row.FirstBit & (1ul << row.Bits) - 1;
    }

    /// <summary>The bytes of a member.</summary>
    /// <inheritdoc cref="Value"/>
    public ReadOnlySpan<byte> Bytes(NativeStructure structure, string member)
    {
        ArgumentNullException.ThrowIfNull(structure);
        NativeMember row = structure[member];
        foreach ((NativeStructure own, int offset) in _structures)
        {
            if (own == structure)
                return _memory.AsSpan(offset + row.Offset, row.Size);
        }
        throw new KeyNotFoundException($"{structure.Name} does not stand at 0x{Offset:X}: {string.Join(", ", Structures.Select(item => item.Name))} do.");
    }

    /// <summary>All members of all structures.</summary>
    /// <returns>The text, one line for each.</returns>
    public override string ToString()
    {
        var text = new StringBuilder($"block at 0x{Offset:X}, depth {Depth}");
        foreach ((NativeStructure structure, _) in _structures)
        {
            foreach (NativeMember member in structure.Members)
            {
                text.Append($"\n  {structure.Name}.{member.Name} = ");
                text.Append(member.Size > 8 ? Convert.ToHexString(Bytes(structure, member.Name)) : $"0x{Value(structure, member.Name):X}");
            }
        }
        return text.ToString();
    }

    internal static NativeImageBlock At(byte[] memory, in NativeCursor cursor, BlockView view)
    {
        var block = new NativeImageBlock(memory, cursor.Offset, cursor.BlockDepth);
        block._structures.Add((view == BlockView.Miniport ? NativeStructures.MiniportBlockList : NativeStructures.ProtocolBlockList, cursor.Offset));
        if (cursor.HandleOffset != 0)
            block._structures.Add((NativeStructures.OffloadHandle, cursor.Offset + cursor.HandleOffset));
        if (!cursor.HasState)
            return block;
        ref readonly NativeShape shape = ref NativeShape.Of((OffloadStateType)memory[cursor.Offset]);
        int first = 3 * (int)shape.Layer;
        if (shape.ConstSize != 0)
            block._structures.Add((NativeStructures.States[first], cursor.Offset + NativeShape.ConstOffset));
        if (shape.CachedSize != 0)
            block._structures.Add((NativeStructures.States[first + 1], cursor.Offset + shape.CachedOffset));
        if (shape.DelegatedSize != 0)
            block._structures.Add((NativeStructures.States[first + 2], cursor.Offset + shape.DelegatedOffset));
        return block;
    }
}
