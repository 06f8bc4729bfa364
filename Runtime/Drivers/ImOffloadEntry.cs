namespace Chimney;

/// <summary>
/// An intermediate driver's offload entry: its record of one object while the object is offloaded. Holds the handle of the driver above and
/// the handle that the driver gives to the driver below.
/// </summary>
/// <remarks>
/// The conversions make an entry for each new block (C046); <see cref="ProtocolOffloadBlockList.ToMiniport"/> publishes and releases it.
/// Source page: Referencing Offloaded State Through an Intermediate Driver.
/// </remarks>
public sealed class ImOffloadEntry
{
    internal readonly OffloadHandle OwnHandle;
    internal OffloadHandle? Upper;
    internal ImOffloadEntryState State;

    /// <summary>Goes up when the entry is given up: a reference published before is stale then.</summary>
    internal int Generation;

    internal ImOffloadEntry? NextFree;

    internal ImOffloadEntry(BoundDriver driver)
    {
        Driver = driver;
        OwnHandle = new OffloadHandle(this);
    }

    internal BoundDriver Driver { get; }

    internal OffloadContext Reference => new(this, Generation);

    /// <summary>The driver's own handle of the object, for the driver below (C048, C068).</summary>
    public OffloadHandle OffloadHandle
    {
        get
        {
            CheckUse();
            return OwnHandle;
        }
    }

    /// <summary>The handle of the driver above, for indications (C095).</summary>
    public NdisOffloadHandle NdisOffloadHandle
    {
        get
        {
            CheckUse();
            return new NdisOffloadHandle(Upper);
        }
    }

    /// <summary>Finds the entry through the reference that the driver published.</summary>
    /// <param name="miniportOffloadContext">What a request of the driver above carries.</param>
    /// <returns>The entry.</returns>
    /// <exception cref="ArgumentException">The reference is null or does not lead to an offload entry.</exception>
    public static ImOffloadEntry From(OffloadContext miniportOffloadContext)
    {
        if (miniportOffloadContext.Value is not ImOffloadEntry entry)
            throw new ArgumentException("The context does not lead to an offload entry: it was not published by an intermediate driver.", nameof(miniportOffloadContext));
        if (entry.Generation != miniportOffloadContext.Generation)
            Misuse.StaleOffloadEntry(entry);
        return entry;
    }

    /// <summary>Finds the entry through the driver's own handle in it.</summary>
    /// <param name="offloadHandle">The handle, from a block in the protocol view or from an indication.</param>
    /// <returns>The entry.</returns>
    /// <exception cref="ArgumentException">The handle is not part of an offload entry.</exception>
    public static ImOffloadEntry From(OffloadHandle offloadHandle)
    {
        ArgumentNullException.ThrowIfNull(offloadHandle);
        ImOffloadEntry entry = offloadHandle.Entry
            ?? throw new ArgumentException("The handle is not part of an offload entry: it belongs to a host stack.", nameof(offloadHandle));
        entry.CheckUse();
        return entry;
    }

    /// <summary>Writes a reference to the entry into the context location of the driver above: the object is offloaded (C018).</summary>
    [Marks(ListMark.ContextPublished)]
    public void Publish() => Happened(ImOffloadEntryEvent.InitiateSucceeded);

    /// <summary>Gives the entry up: the object is not offloaded any more, or never was (C019, C021). Clears the location above if published.</summary>
    [Marks(ListMark.OffloadEntryReleased)]
    [NotDuring(OffloadOperation.Query, OffloadOperation.Update, OffloadOperation.Invalidate)]
    public void Release() => Happened(ImOffloadEntryEvent.ReleasedByHand);

    internal bool IsPublished => State == ImOffloadEntryState.Live;

    internal bool IsReleased => State == ImOffloadEntryState.None;

    /// <summary>Goes through the table of offload entries.</summary>
    internal void Happened(ImOffloadEntryEvent happened)
    {
        OffloadOperation? operation = HandlerFrame.Current?.Operation;
        StateOutcome outcome = ImTables.OffloadEntry.Apply(ref State, happened, new ImOffloadEntrySituation(this, operation));
        if (outcome.Rule == "C022")
            Misuse.Report(outcome.Rule, Driver, null, operation, $"the offload entry of {Upper!.Name} was released in a completion of {operation}. The object is still offloaded: keep its entry until it is terminated.");
        else if (outcome.Rule is not null)
            Misuse.StaleOffloadEntry(this);
    }

    internal void WriteUpward() => Upper!.ContextWord = Reference;

    internal void GiveUp() => Driver.OffloadEntries.Return(this);

    private void CheckUse()
    {
        if (IsReleased)
            Misuse.StaleOffloadEntry(this);
    }
}
