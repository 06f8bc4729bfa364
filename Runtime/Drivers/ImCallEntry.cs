using System.Runtime.CompilerServices;

namespace Chimney;

/// <summary>
/// An intermediate driver's call entry: its record of one operation while the list is below it. Derive from it to keep data per operation.
/// </summary>
/// <remarks>Source pages: Reusing an NDIS_MINIPORT_OFFLOAD_BLOCK_LIST Structure; Propagating a State-Manipulation Operation.</remarks>
[CallEntry]
public class ImCallEntry
{
    private PointerPair _savedImReserved;
    private object? _savedSourceHandle;
    private OffloadOperation _operation;
    private BlockTree? _tree;
    private BoundDriver? _driver;
    private NdisMiniportHandle? _miniport;

    /// <summary>Whether the operation is over and the entry was given up.</summary>
    internal bool IsReleased { get; private set; }

    /// <summary>A driver has asked for the entry: its use after the release must be told from the next operation's.</summary>
    internal bool IsSeen { get; private set; }

    /// <summary>The two values of ImReserved that the root had when the request came in (C041, C042).</summary>
    [Marks(ListMark.ReservedSaved, Before = ListMark.ReservedWritten, From = ListMark.ReservedWritten)]
    public Span<object?> SavedImReserved
    {
        get
        {
            CheckUse();
            return _savedImReserved;
        }
    }

    /// <summary>SourceHandle that the root had when the request came in (C041).</summary>
    [Marks(ListMark.SourceHandleSaved, From = ListMark.SourceHandleWritten)]
    public object? SavedSourceHandle
    {
        get
        {
            CheckUse();
            return _savedSourceHandle;
        }
        set
        {
            CheckUse();
            _savedSourceHandle = value;
        }
    }

    /// <summary>The virtual miniport that the request came in on; complete the operation on it (C029).</summary>
    /// <exception cref="InvalidOperationException">The entry does not belong to an operation yet.</exception>
    public NdisMiniportHandle NdisMiniportHandle
    {
        get
        {
            CheckUse();
            return _miniport ?? throw NotAttached();
        }
    }

    /// <summary>The operation that the entry records.</summary>
    /// <exception cref="InvalidOperationException">The entry does not belong to an operation yet.</exception>
    public OffloadOperation Operation
    {
        get
        {
            CheckUse();
            return _driver is null ? throw NotAttached() : _operation;
        }
    }

    /// <summary>Finds the call entry of a list through ImReserved of its root (C011).</summary>
    /// <param name="list">The list that a completion handler received.</param>
    /// <returns>The entry that the driver left there on the way down.</returns>
    public static ImCallEntry From([Borrows, NeedsList] ProtocolOffloadBlockList list) => From<ImCallEntry>(list);

    /// <summary>Finds the call entry of a list, as the derived type it was made with.</summary>
    /// <typeparam name="TEntry">The type of the entry.</typeparam>
    /// <param name="list">The list that a completion handler received.</param>
    /// <returns>The entry that the driver left there on the way down.</returns>
    /// <exception cref="InvalidCastException">The entry is of another type.</exception>
    public static TEntry From<TEntry>([Borrows, NeedsList] ProtocolOffloadBlockList list) where TEntry : ImCallEntry
    {
        BlockTree tree = list.Tree ?? throw new InvalidOperationException("The list is null: it has no call entry. Test IsNull first.");
        if (list.IsStale)
        {
            Misuse.StaleUse(tree);
            // Only recorded: the caller gets an entry that belongs to no operation, whatever constructors the type has.
            return (TEntry)RuntimeHelpers.GetUninitializedObject(typeof(TEntry));
        }
        ImCallEntry callEntry = tree.Root.ImReserved[0] is ImCallEntry found && found.BelongsTo(tree) ? found : Misuse.NoCallEntry(tree);
        callEntry.IsSeen = true;
        return (TEntry)callEntry;
    }

    /// <summary>Gives the entry up when the completion has been carried up; nothing in it may be read then (C014, C015).</summary>
    [Marks(ListMark.EntryReleased)]
    public void Release()
    {
        if (IsReleased)
            Misuse.ReleasedEntry(_driver, _tree, _operation);
        Detach();
    }

    /// <summary>Whether this is the record that the driver which has the list made of its operation; the drivers above have theirs.</summary>
    internal bool BelongsTo(BlockTree tree) => _tree == tree && _driver == tree.Holder && !IsReleased;

    internal bool IsInUse => _tree is not null && !IsReleased;

    internal bool RecordsAnother(BlockTree tree) => IsInUse && _tree != tree;

    internal bool HasSaved(in RequestFrame frame, int index) => ReferenceEquals(_savedImReserved[index], frame.ImReserved[index]);

    internal bool HasSavedSourceHandle(in RequestFrame frame) => ReferenceEquals(_savedSourceHandle, frame.Binding);

    internal void Attach(BlockTree tree, BoundDriver driver)
    {
        // An entry that is used again mostly is so for the same tree; a reference is dearer to write than to compare.
        if (_tree != tree)
            _tree = tree;
        if (_driver != driver)
            _driver = driver;
        NdisMiniportHandle miniport = driver.MiniportHandles[tree.Frames[tree.Depth - 1].Binding.Index];
        if (_miniport != miniport)
            _miniport = miniport;
        _operation = tree.Operation;
        IsReleased = false;
    }

    internal void Detach() => IsReleased = true;

    internal void Save(BlockNode root)
    {
        _savedImReserved[0] = root.ImReserved[0];
        _savedImReserved[1] = root.ImReserved[1];
        _savedSourceHandle = root.SourceHandle;
    }

    internal void SaveFrom(in RequestFrame frame)
    {
        _savedImReserved = frame.ImReserved;
        _savedSourceHandle = frame.Binding;
    }

    internal void Restore(BlockNode root)
    {
        root.ImReserved[0] = _savedImReserved[0];
        root.ImReserved[1] = _savedImReserved[1];
        root.SourceHandle = _savedSourceHandle;
    }

    private void CheckUse()
    {
        if (IsReleased)
            Misuse.ReleasedEntry(_driver, _tree, _operation);
        else if (_tree is { } tree && !tree.IsWith(_driver!))
            Misuse.EntryOutOfHand(_driver!, tree);
    }

    private static InvalidOperationException NotAttached()
        => new("The call entry does not belong to an operation yet. Pass it to ToProtocol, or leave it in ImReserved of the list sent down.");
}
