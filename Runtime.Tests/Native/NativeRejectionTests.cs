namespace Chimney.Runtime.Tests.Native;

/// <summary>Memory that is not what it should be is refused, with the place and the reason, and never followed out of bounds.</summary>
public class NativeRejectionTests
{
    private const ulong Base = 0x4000_0000;

    // The initiate of NativeRig: a placeholder, then a neighbor with an IPv4 path with two connections.
    private const int Neighbor = 0x98;
    private const int Path = Neighbor + 0x110;
    private const int Tcp1 = Path + 0xE0;
    private const int Tcp2 = Tcp1 + 0x170;
    private const int Path6 = Tcp2 + 0x170;

    private static MiniportOffloadBlockList List(BlockTree tree) => new(tree, tree.Version);

    private static NativeLayoutException Reject(Action<byte[]> change)
    {
        using var rig = new NativeRig();
        BlockTree tree = rig.Hold(OffloadOperation.Initiate);
        byte[] memory = new byte[NativeLayout.SizeOf(List(tree))];
        NativeLayout.Write(List(tree), memory, rig.Pointers, Base);
        change(memory);
        return Assert.Throws<NativeLayoutException>(() => NativeLayout.Read(memory, List(tree), rig.Pointers, Base));
    }

    private static void Put(byte[] memory, int offset, ulong value) => BitConverter.TryWriteBytes(memory.AsSpan(offset), value);

    [Theory]
    [InlineData(Tcp1 + 0x08, Base + 0x1000_0000, Tcp1 + 0x08, "out of the memory")]
    [InlineData(Tcp1 + 0x08, Base - 8, Tcp1 + 0x08, "out of the memory")]
    [InlineData(Tcp1 + 0x08, Base + Tcp2 + 4, Tcp1 + 0x08, "multiple of 8")]
    [InlineData(Tcp1 + 0x08, Base + Tcp1, Tcp1 + 0x08, "leads back")]
    [InlineData(Tcp1 + 0x08, Base + Path, Tcp1 + 0x08, "leads back")]
    [InlineData(Tcp1 + 0x08, Base + Tcp1 + 0x98, Tcp1 + 0x08, "leads back")]
    [InlineData(Path + 0x08, Base + Tcp1, Tcp1, "passed this place")]
    [InlineData(Path + 0x08, Base + Tcp2 + 0x98, Tcp2 + 0x98, "passed this place")]
    [InlineData(Tcp1 + 0x10, Base + Tcp2, Tcp1 + 0x10, "C263")]
    [InlineData(Tcp1 + 0x08, 0, Tcp1 + 0x08, "NextBlock is missing")]
    [InlineData(Path + 0x10, 0, Path + 0x10, "DependentBlockList is missing")]
    public void Links_that_lead_astray(int slot, ulong target, int offset, string words)
    {
        NativeLayoutException exception = Reject(memory => Put(memory, slot, target));
        Assert.Equal(offset, exception.Offset);
        Assert.Contains(words, exception.Message);
        Assert.StartsWith($"Offset 0x{offset:X}: ", exception.Message);
    }

    [Theory]
    [InlineData(Tcp1, 0x10, Tcp1, "C115")]
    [InlineData(Tcp1, 0x12, Tcp1, "C115")]
    [InlineData(Tcp1, 0xFE, Tcp1, "C115")]
    [InlineData(Tcp1, 0x00, Tcp1, "C115")]
    [InlineData(Tcp1 + 1, 2, Tcp1 + 1, "C269")]
    [InlineData(Tcp1 + 1, 0, Tcp1 + 1, "C269")]
    [InlineData(Tcp1 + 2, 0x90, Tcp1 + 2, "Header.Size is 0x90")]
    [InlineData(Tcp1 + 3, 1, Tcp1 + 2, "Header.Size is 0x198")]
    [InlineData(Path, 0x0C, Path, "C027")]
    [InlineData(Tcp1 + 0x98, 0x19, Tcp1 + 0x98, "C268")]
    [InlineData(Tcp1 + 0xB0, 0x18, Tcp1 + 0xB0, "C268")]
    [InlineData(Tcp1 + 0xDC, 0x78, Tcp1 + 0xDC, "C268")]
    [InlineData(Neighbor + 0xC4, 0, Neighbor + 0xC4, "C268")]
    [InlineData(0, 0x08, 0, "C027")]
    public void Headers_that_lie(int at, byte value, int offset, string words)
    {
        NativeLayoutException exception = Reject(memory => memory[at] = value);
        Assert.Equal(offset, exception.Offset);
        Assert.Contains(words, exception.Message);
    }

    [Theory]
    [InlineData(Tcp1 + 0x30, 0, Tcp1 + 0x38, "C049")]
    [InlineData(Tcp1 + 0x30, Base + Tcp1 + 0x98 + 8, Tcp1 + 0x30, "state behind the block is missing")]
    [InlineData(Tcp1 + 0x30, Base + Tcp2, Tcp1 + 0x30, "C267")]
    [InlineData(Tcp1 + 0x38, Base, Tcp1 + 0x38, "C016")]
    [InlineData(Tcp1 + 0x40, 0x123456, Tcp1 + 0x40, "stands for no object")]
    [InlineData(Tcp1 + 0x160, 0x123456, Tcp1 + 0x160, "stands for no object")]
    [InlineData(Tcp1 + 0x168, 0x123456, Tcp1 + 0x168, "stands for no object")]
    [InlineData(Tcp1 + 0x90, 0x4E44_4953_0000_0001, Tcp1 + 0x90, "NetBufferList")]
    [InlineData(Tcp1 + 0x80, 0x4E44_4953_0FFF_FFFF, Tcp1 + 0x80, "stands for no object")]
    [InlineData(Path + 0xA0, 0, Path + 0xA0, "address")]
    [InlineData(Path + 0xA8, Base + 0x1000_0000, Path + 0xA8, "address")]
    public void Pointers_to_nothing(int slot, ulong value, int offset, string words)
    {
        NativeLayoutException exception = Reject(memory => Put(memory, slot, value));
        Assert.Equal(offset, exception.Offset);
        Assert.Contains(words, exception.Message);
    }

    /// <summary>Blocks without state in the protocol view, by type; -1 is a placeholder. Each is linked to the next as told: 'n' next, 'd' dependent.</summary>
    private static byte[] Chain(string links, params int[] types)
    {
        byte[] memory = new byte[types.Length * 0xA8];
        for (int i = 0; i < types.Length; i++)
        {
            int at = i * 0xA8;
            (memory[at], memory[at + 1], memory[at + 2]) = (types[i] < 0 ? (byte)0x77 : (byte)types[i], types[i] < 0 ? (byte)9 : (byte)1, 0x98);
            if (types[i] >= 0)
                Put(memory, at + 0x38, Base + (ulong)at + 0x98);
            if (i < links.Length)
                Put(memory, at + (links[i] == 'n' ? 0x08 : 0x10), Base + (ulong)at + 0xA8);
        }
        return memory;
    }

    [Theory]
    [InlineData("dd", new[] { 0x04, 0x08, 0x11 }, -1)]
    [InlineData("dnn", new[] { 0x04, 0x08, 0x0C, 0x08 }, -1)]
    [InlineData("dd", new[] { -1, -1, 0x11 }, -1)]
    [InlineData("ndd", new[] { -1, -1, -1, 0x0F }, -1)]
    [InlineData("n", new[] { 0x11, 0x11 }, -1)]
    [InlineData("n", new[] { 0x04, 0x08 }, 1)]
    [InlineData("n", new[] { 0x08, 0x11 }, 1)]
    [InlineData("d", new[] { 0x04, 0x11 }, 1)]
    [InlineData("d", new[] { 0x04, 0x04 }, 1)]
    [InlineData("d", new[] { 0x11, 0x04 }, 0)]
    [InlineData("dd", new[] { 0x08, 0x11, 0x11 }, 1)]
    [InlineData("d", new[] { -1, 0x04 }, 1)]
    [InlineData("ddd", new[] { -1, -1, -1, -1 }, 2)]
    [InlineData("ddd", new[] { 0x04, 0x08, 0x11, 0x11 }, 2)]
    [InlineData("dn", new[] { -1, 0x11, 0x08 }, 2)]
    public void Layers_go_from_neighbor_to_path_to_connection(string links, int[] types, int wrong)
    {
        byte[] memory = Chain(links, types);
        if (wrong < 0)
        {
            Assert.Equal(types.Length, NativeImage.OfProtocolList(memory, Base).Blocks.Count);
            return;
        }
        NativeLayoutException exception = Assert.Throws<NativeLayoutException>(() => NativeImage.OfProtocolList(memory, Base));
        Assert.Equal(wrong, exception.Offset / 0xA8);
        Assert.Contains("C263", exception.Message);
    }

    [Fact]
    public void A_branch_that_turns_out_to_be_too_deep_is_refused()
    {
        // Three placeholders below one another, and then a connection next to the second: the third would be below connections.
        byte[] memory = Chain("dd", -1, -1, -1, 0x11);
        Put(memory, 0xA8 + 0x08, Base + 3 * 0xA8);
        Assert.Contains("C263", Assert.Throws<NativeLayoutException>(() => NativeImage.OfProtocolList(memory, Base)).Message);
    }

    [Fact]
    public void Many_blocks_take_time_in_proportion_and_no_stack()
    {
        byte[] memory = Chain(new string('n', 199_999), [.. Enumerable.Repeat(0x11, 200_000)]);
        Assert.Equal(200_000, NativeImage.OfProtocolList(memory, Base).Blocks.Count);
        // The last leads to the first.
        Put(memory, memory.Length - 0xA8 + 0x08, Base);
        Assert.Contains("C265", Assert.Throws<NativeLayoutException>(() => NativeImage.OfProtocolList(memory, Base)).Message);
    }

    [Fact]
    public void Memory_that_ends_too_early_is_refused_at_every_length()
    {
        using var rig = new NativeRig();
        BlockTree tree = rig.Hold(OffloadOperation.Initiate);
        byte[] memory = new byte[NativeLayout.SizeOf(List(tree))];
        NativeLayout.Write(List(tree), memory, rig.Pointers, Base);
        using var guarded = new GuardedMemory(memory.Length);
        for (int length = 0; length < memory.Length; length++)
        {
            // The span ends at the guard; what it lacks at the end was there a moment ago.
            bool refused = false;
            try
            {
                NativeLayout.Read(guarded.Holding(memory.AsSpan(0, length)), List(tree), rig.Pointers, Base);
            }
            catch (NativeLayoutException exception)
            {
                refused = exception.Offset <= length;
            }
            Assert.True(refused, $"{length} bytes were taken for {memory.Length}.");
        }
        NativeLayout.Read(guarded.Holding(memory), List(tree), rig.Pointers, Base);
    }

    [Fact]
    public void Arguments_that_cannot_be_are_refused()
    {
        using var rig = new NativeRig();
        BlockTree tree = rig.Hold(OffloadOperation.Initiate);
        int size = (int)NativeLayout.SizeOf(List(tree));
        byte[] memory = new byte[size];
        Assert.Contains("SizeOf", Assert.Throws<ArgumentException>(() => NativeLayout.Write(List(tree), memory.AsSpan(1), rig.Pointers)).Message);
        Assert.Contains("SizeOf", Assert.Throws<ArgumentException>(() => NativeLayout.Write(List(tree), [], rig.Pointers)).Message);
        Assert.Contains("multiple of 8", Assert.Throws<ArgumentException>(() => NativeLayout.Write(List(tree), memory, rig.Pointers, 4)).Message);
        Assert.Contains("multiple of 8", Assert.Throws<ArgumentException>(() => NativeLayout.Write(List(tree), memory, rig.Pointers, ulong.MaxValue - 7)).Message);
        Assert.Contains("IsNull", Assert.Throws<ArgumentException>(() => NativeLayout.SizeOf(default(ProtocolOffloadBlockList))).Message);
        Assert.Throws<ArgumentNullException>(() => NativeLayout.Write(List(tree), memory, null!));
        OffloadTree unsent = OffloadTree.Build(rig.Objects);
        BlockTree other = unsent.GetBlockList(OffloadOperation.Query).Tree!;
        Assert.Throws<InvalidOperationException>(() => NativeLayout.SizeOf(new ProtocolOffloadBlockList(other, other.Version - 1)));
    }

    [Fact]
    public void Pointers_are_given_out_once_and_settled_only_before()
    {
        var pointers = new NativePointers();
        object one = new(), two = new();
        pointers.Add(one, 0xFFFF_8000_0000_1000);
        Assert.Equal(0xFFFF_8000_0000_1000, pointers.ToNative(one));
        Assert.Equal(pointers.ToNative(two), pointers.ToNative(two));
        Assert.Equal(0ul, pointers.ToNative(null));
        Assert.True(pointers.TryToManaged(pointers.ToNative(two), out object? found));
        Assert.Same(two, found);
        Assert.True(pointers.TryToManaged(0, out found));
        Assert.Null(found);
        Assert.False(pointers.TryToManaged(17, out _));
        Assert.Throws<ArgumentException>(() => pointers.Add(two, 0x2000));
        Assert.Throws<ArgumentException>(() => pointers.Add(new object(), 0xFFFF_8000_0000_1000));
        Assert.Throws<ArgumentException>(() => pointers.Add(new object(), 0));
        Assert.Throws<ArgumentException>(() => pointers.Add(new object(), pointers.ToNative(two) + 1));
        ulong before = pointers.ToNative(two);
        pointers.Clear();
        Assert.False(pointers.TryToManaged(before, out _));
        Assert.Equal(before, pointers.ToNative(new object()));
    }
}
