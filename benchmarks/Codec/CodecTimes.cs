using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Chimney.Benchmarks.Builds;

namespace Chimney.Benchmarks.Codec;

/// <summary>
/// An initiate of 100,000 blocks with all their state, written to memory and read back, against a copy of as many bytes. The four take turns,
/// in processor time of the thread, and ratios are those of one round: a busy machine slows all of them alike.
/// </summary>
internal static unsafe class CodecTimes
{
    private const int Blocks = 100_000;
    private const int WarmUp = 60;

    private enum Act
    {
        Copy,
        Write,
        ReadChanged,
        ReadSame,
    }

    public static void Run(int rounds)
    {
        using var held = new HeldInitiate(Blocks);
        var pointers = new NativePointers();
        int size = (int)NativeLayout.SizeOf(held.List);
        Console.WriteLine($"{held.Tree.Count:N0} blocks, {size:N0} bytes");
        byte* target = Memory(size);
        // Two images that differ in every block, so that reading has to write.
        byte* odd = Memory(size);
        byte* even = Memory(size);
        NativeLayout.Write(held.List, new Span<byte>(odd, size), pointers);
        held.ChangeValues();
        NativeLayout.Write(held.List, new Span<byte>(even, size), pointers);

        double[][] times = [.. Enum.GetValues<Act>().Select(_ => new double[rounds])];
        long allocated = 0;
        for (int round = -WarmUp; round < rounds; round++)
        {
            // Between rounds, the compiler's second tier gets its time.
            if (round < 0)
                Thread.Sleep(10);
            byte* image = round % 2 == 0 ? even : odd;
            for (Act act = Act.Copy; act <= Act.ReadSame; act++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                double start = Machine.ThreadMilliseconds();
                Do(act, held, image, target, size, pointers);
                double time = Machine.ThreadMilliseconds() - start;
                if (round < 0)
                    continue;
                times[(int)act][round] = time;
                allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            }
        }

        foreach (Act act in Enum.GetValues<Act>())
        {
            double time = Machine.Median(times[(int)act]);
            double[] ratios = [.. times[(int)act].Select((own, i) => times[0][i] / own)];
            Console.WriteLine($"{act,-12} {time,8:F2} ms  {size / time / 1e6,6:F2} GB/s  {Machine.Median(ratios),4:P0} of the copy "
                + $"(quartiles {Machine.Percentile(ratios, 25):P0} and {Machine.Percentile(ratios, 75):P0})");
        }
        Console.WriteLine($"bytes allocated in {rounds} rounds: {allocated}");
        NativeMemory.AlignedFree(target);
        NativeMemory.AlignedFree(odd);
        NativeMemory.AlignedFree(even);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Do(Act act, HeldInitiate held, byte* image, byte* target, int size, NativePointers pointers)
    {
        switch (act)
        {
            case Act.Copy: Buffer.MemoryCopy(image, target, size, size); break;
            case Act.Write: NativeLayout.Write(held.List, new Span<byte>(target, size), pointers); break;
            default: NativeLayout.Read(new ReadOnlySpan<byte>(image, size), held.List, pointers); break;
        }
    }

    private static byte* Memory(int size)
    {
        byte* memory = (byte*)NativeMemory.AlignedAlloc((nuint)size, 64);
        new Span<byte>(memory, size).Clear();
        return memory;
    }
}
