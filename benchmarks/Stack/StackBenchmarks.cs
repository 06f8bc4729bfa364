using BenchmarkDotNet.Attributes;

namespace Chimney.Benchmarks.Stack;

/// <summary>
/// One operation through host, intermediate driver and target: five entries into drivers. With the verifier recording, against one that is off,
/// and against the same number of entries through a plain queue of virtual calls.
/// </summary>
[MemoryDiagnoser]
public class StackBenchmarks
{
    private readonly Queue<Entry> _queue = new();
    private readonly Entry[] _entries = [new Down(), new Down(), new Up(), new Up(), new Up()];
    private RoundTrip _off = null!;
    private RoundTrip _record = null!;
    private Func<RoundTrip, int> _run = null!;

    [Params("query of one block", "query of three blocks", "send of one list")]
    public string Operation { get; set; } = "";

    [GlobalSetup]
    public void Setup()
    {
        _off = new RoundTrip(VerifierMode.Off);
        _record = new RoundTrip(VerifierMode.Record);
        _run = Operation switch
        {
            "query of one block" => static trip => trip.QueryOne(),
            "query of three blocks" => static trip => trip.QueryThree(),
            _ => static trip => trip.Send(),
        };
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _off.Dispose();
        _record.Dispose();
    }

    /// <summary>What the entries alone cost: each queues the next one, and a loop makes them.</summary>
    [Benchmark]
    public int Entries()
    {
        int done = 0;
        _queue.Enqueue(_entries[0]);
        while (_queue.TryDequeue(out Entry? entry))
        {
            entry.Enter();
            if (++done < _entries.Length)
                _queue.Enqueue(_entries[done]);
        }
        return done;
    }

    [Benchmark(Baseline = true)]
    public int VerifierOff() => _run(_off);

    [Benchmark]
    public int VerifierRecords() => _run(_record);

    private abstract class Entry
    {
        internal int Count { get; private protected set; }

        internal abstract void Enter();
    }

    private sealed class Down : Entry
    {
        internal override void Enter() => Count++;
    }

    private sealed class Up : Entry
    {
        internal override void Enter() => Count--;
    }
}
