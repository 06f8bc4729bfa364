using BenchmarkDotNet.Attributes;

namespace Chimney.Benchmarks.Conversion;

/// <summary>
/// One trip of a list through an intermediate driver: ToProtocol on the way down and ToMiniport on the way up, against a loop by hand over the
/// same fields of the same nodes, and against copies into fresh objects.
/// </summary>
[MemoryDiagnoser]
public class ConversionBenchmarks
{
    private readonly ImCallEntry _entry = new();
    private readonly CopyingDriver _copying = new();
    private PointerPair _savedReserved;
    private object? _savedSource;
    private HeldList _held = null!;

    [Params(1, 16, 1_000, 100_000)]
    public int Blocks { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _held = new HeldList(Blocks);
        if (_held.Tree.Count != Blocks)
            throw new InvalidOperationException("The tree has another size.");
        HandLoop();
        Conversion();
    }

    [GlobalCleanup]
    public void Cleanup() => _held.Dispose();

    /// <summary>What a driver would write without the checks: save, take over each block's handles, give them back, restore.</summary>
    [Benchmark(Baseline = true)]
    public object HandLoop()
    {
        BlockNode root = _held.Tree.Root;
        _savedReserved = root.ImReserved;
        _savedSource = root.SourceHandle;
        root.ImReserved[0] = _entry;
        for (BlockNode? block = root; block is not null; block = block.NextInOrder)
        {
            if (block.Context is not { } upper)
                continue;
            if (upper.ContextWord.Value is ImOffloadEntry entry)
                block.Handle = entry.OwnHandle;
            if (block.NetBufferListChain is not null)
                throw new InvalidOperationException("A query carries no lists.");
        }

        for (BlockNode? block = root; block is not null; block = block.NextInOrder)
        {
            if (block.Handle is not { } own)
                continue;
            OffloadHandle upper = own.Entry!.Upper!;
            block.Handle = upper;
            block.Context = upper;
        }
        root.ImReserved = _savedReserved;
        root.SourceHandle = _savedSource;
        return root;
    }

    [Benchmark]
    public bool Conversion() => _held.List.ToProtocol(_entry).ToMiniport().IsNull;

    [Benchmark]
    public object Copy() => _copying.Up(_copying.Down(_held.Tree.Root));
}
