namespace Chimney;

/// <summary>A driver's offload entries that are free for use again, so that offloading and terminating the same objects allocates nothing.</summary>
internal sealed class OffloadEntryPool(BoundDriver driver)
{
    private ImOffloadEntry? _free;

    /// <summary>Entries in use: objects that the driver holds an entry for.</summary>
    internal int InUse { get; private set; }

    /// <summary>An entry for a new object, with a zeroed handle (D5, C050).</summary>
    internal ImOffloadEntry Take(OffloadHandle upper)
    {
        ImOffloadEntry entry = TakeFree();
        entry.Upper = upper;
        entry.Happened(ImOffloadEntryEvent.NewBlock);
        return entry;
    }

    internal void Return(ImOffloadEntry entry)
    {
        if (ReferenceEquals(entry.Upper!.ContextWord.Value, entry))
            entry.Upper.ContextWord = default;
        entry.Generation++;
        entry.OwnHandle.Generation++;
        entry.OwnHandle.ContextWord = default;
        entry.OwnHandle.Binding = null;
        using (driver.Stack.Gate.Enter())
        {
            entry.NextFree = _free;
            _free = entry;
            InUse--;
        }
    }

    private ImOffloadEntry TakeFree()
    {
        using SharedGate.Scope gate = driver.Stack.Gate.Enter();
        ImOffloadEntry entry = _free ?? new ImOffloadEntry(driver);
        _free = entry.NextFree;
        entry.NextFree = null;
        InUse++;
        return entry;
    }
}
