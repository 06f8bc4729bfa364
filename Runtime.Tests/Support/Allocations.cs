namespace Chimney.Runtime.Tests;

/// <summary>Measures what an action allocates when it is warm.</summary>
internal static class Allocations
{
    /// <summary>Bytes of the leanest of several rounds: caches of the platform grow when they grow, and the runtime counts what it does in between.</summary>
    /// <param name="round">What is measured; runs several times.</param>
    /// <param name="rounds">How many times.</param>
    internal static long Leanest(Action round, int rounds = 8)
    {
        long bytes = long.MaxValue;
        for (int i = 0; i < rounds; i++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            round();
            bytes = Math.Min(bytes, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return bytes;
    }
}
