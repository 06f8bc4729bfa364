using System.Numerics;
using System.Runtime.CompilerServices;

namespace Chimney;

/// <summary>Fills structures with a pattern before the target gets them, and looks for what is left of it when they come back.</summary>
internal static class StateStructureChecks
{
    /// <summary>Stands in every 32-bit member until the target writes it. No value that a run comes up with by itself.</summary>
    private const uint Unwritten = 0xBADC0DE5;

    /// <summary>The words of a connection's delegated values that hold backlog sizes: members of a query's union only.</summary>
    private const ulong BacklogWords = 0b11UL << 32;

    internal static void Poison<T>(ref T structure) where T : struct, IOffloadState<T>
    {
        structure = new T();
        for (ulong words = T.Info.Words; words != 0; words &= words - 1)
            Word(ref structure, BitOperations.TrailingZeroCount(words)) = Unwritten;
    }

    /// <summary>Looks at a structure that a target filled in, or that a host sends, and mends it.</summary>
    /// <returns>What is wrong first; null where nothing is.</returns>
    internal static (string Rule, string Message)? Repair<T>(ref T structure, OffloadOperation operation) where T : struct, IOffloadState<T>
    {
        (string, string)? flaw = StateTransfer.GoesDown(operation) ? null : FindUnwritten(ref structure, operation);
        ref OffloadStateHeader header = ref Unsafe.As<T, OffloadStateHeader>(ref structure);
        if (header.Length != T.Info.Size || header.RecognizedOptions != 0)
        {
            flaw ??= ("C268", $"the header of a {typeof(T).Name} says length {header.Length:X}h and options {header.RecognizedOptions:X}h. The length is {T.Info.Size:X}h, the options are reserved: make structures with new, not with default, and leave the header alone.");
            header = new OffloadStateHeader((uint)T.Info.Size);
        }
        if (typeof(T) == typeof(TcpOffloadStateDelegated) && Unsafe.As<T, TcpOffloadStateDelegated>(ref structure).Flags != 0)
        {
            flaw ??= ("C268", "Flags of a TcpOffloadStateDelegated were written. They are reserved: leave them 0.");
            Unsafe.As<T, TcpOffloadStateDelegated>(ref structure).Flags = 0;
        }
        return flaw;
    }

    private static (string, string)? FindUnwritten<T>(ref T structure, OffloadOperation operation) where T : struct, IOffloadState<T>
    {
        (string, string)? flaw = null;
        ulong members = T.Info.Words;
        if (operation == OffloadOperation.Terminate)
            members &= ~BacklogWords;
        for (ulong words = T.Info.Words; words != 0; words &= words - 1)
        {
            int index = BitOperations.TrailingZeroCount(words);
            if (Word(ref structure, index) != Unwritten)
                continue;
            Word(ref structure, index) = 0;
            if ((members >> index & 1) != 0)
            {
                flaw ??= (operation == OffloadOperation.Query ? "C157" : "C173",
                    $"a {typeof(T).Name} was not filled in: its member at {4 * index:X}h was never written. Copy the current values to every structure behind every block, with State.CopyFrom or State.Write.");
            }
        }
        return flaw;
    }

    private static ref uint Word<T>(ref T structure, int index) where T : struct => ref Unsafe.Add(ref Unsafe.As<T, uint>(ref structure), index);
}
