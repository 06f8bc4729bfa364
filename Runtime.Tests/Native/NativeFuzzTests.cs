namespace Chimney.Runtime.Tests.Native;

/// <summary>Memory with something wrong in it: each time it is read as it says, or refused by the one exception, at a place inside it.</summary>
public class NativeFuzzTests
{
    private const ulong Base = 0x4000_0000;

    [Theory]
    [InlineData(OffloadOperation.Initiate, 1)]
    [InlineData(OffloadOperation.Terminate, 2)]
    [InlineData(OffloadOperation.Query, 3)]
    [InlineData(OffloadOperation.Invalidate, 4)]
    public void Bits_that_flip_are_taken_over_ignored_or_refused(OffloadOperation operation, int seed)
    {
        using var rig = new NativeRig();
        BlockTree tree = rig.Hold(operation);
        byte[] image = new byte[NativeLayout.SizeOf(new MiniportOffloadBlockList(tree, tree.Version))];
        NativeLayout.Write(new MiniportOffloadBlockList(tree, tree.Version), image, rig.Pointers, Base);
        bool[] isAddressPointer = AddressPointers(image);
        byte[] again = new byte[image.Length];
        using var guarded = new GuardedMemory(image.Length);
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < 10_000; i++)
        {
            Span<byte> memory = guarded.Holding(image);
            int at = random.Next(image.Length);
            memory[at] ^= (byte)(1 << random.Next(8));
            if (Read(memory, tree, rig.Pointers))
            {
                NativeLayout.Write(new MiniportOffloadBlockList(tree, tree.Version), again, rig.Pointers, Base);
                // Either the flipped bit was taken over, or the memory is what it was; nothing else changed. An address may come from elsewhere.
                if (!isAddressPointer[at])
                    Assert.True(again.AsSpan().SequenceEqual(memory) || again.AsSpan().SequenceEqual(image), $"A flip at 0x{at:X} changed something else.");
            }
            else
                refused++;
            Assert.True(Read(image, tree, rig.Pointers));
        }
        Assert.InRange(refused, 1_000, 9_000);
    }

    [Theory]
    [InlineData(5)]
    [InlineData(6)]
    public void Bytes_and_pointers_out_of_the_blue_are_read_or_refused(int seed)
    {
        using var rig = new NativeRig();
        BlockTree tree = rig.Hold(OffloadOperation.Initiate);
        byte[] image = new byte[NativeLayout.SizeOf(new MiniportOffloadBlockList(tree, tree.Version))];
        NativeLayout.Write(new MiniportOffloadBlockList(tree, tree.Version), image, rig.Pointers, Base);
        var random = new Random(seed);
        int refused = 0;
        using var guarded = new GuardedMemory(image.Length);
        for (int i = 0; i < 15_000; i++)
        {
            Span<byte> memory = guarded.Holding(image.AsSpan(0, random.Next(4) == 0 ? random.Next(image.Length + 1) : image.Length));
            for (int change = random.Next(4); change >= 0 && memory.Length >= 8; change--)
                Change(memory, random, image.Length);
            if (!Read(memory, tree, rig.Pointers))
                refused++;
            Assert.True(Read(image, tree, rig.Pointers));
        }
        Assert.InRange(refused, 7_500, 14_990);
    }

    private static void Change(Span<byte> memory, Random random, int length)
    {
        int slot = random.Next(memory.Length / 8) * 8;
        if (random.Next(2) == 0)
            memory[random.Next(memory.Length)] = (byte)random.Next(256);
        else
        {
            BitConverter.TryWriteBytes(memory[slot..], random.Next(6) switch
            {
                0 => 0,
                1 => Base + (ulong)random.Next(length),
                2 => Base + (ulong)random.Next(length) / 8 * 8,
                3 => Base + (ulong)length - (ulong)random.Next(0x200),
                4 => (ulong)random.NextInt64(long.MinValue, long.MaxValue),
                _ => 0x4E44_4953_0000_0000 + (ulong)random.Next(100),
            });
        }
    }

    /// <returns>Whether the memory was read.</returns>
    private static bool Read(ReadOnlySpan<byte> memory, BlockTree tree, NativePointers pointers)
    {
        try
        {
            NativeLayout.Read(memory, new MiniportOffloadBlockList(tree, tree.Version), pointers, Base);
            return true;
        }
        catch (NativeLayoutException exception)
        {
            Assert.InRange(exception.Offset, 0, memory.Length);
            return false;
        }
    }

    private static bool[] AddressPointers(byte[] image)
    {
        bool[] marks = new bool[image.Length];
        var cursor = new NativeCursor(image, Base, BlockView.Miniport);
        while (cursor.MoveNext())
        {
            if (image[cursor.Offset] is 0x05 or 0x08 or 0x09 or 0x0C && cursor.HasState)
                marks.AsSpan(cursor.Offset + 0xA0, 0x10).Fill(true);
        }
        return marks;
    }
}
