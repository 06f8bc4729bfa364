namespace Chimney;

/// <summary>
/// Marks a handler of the DDI: an interface member, a delegate type or a plain method. Whoever is entered through it gets the duty for its
/// list parameter; whoever calls it has handed the list over for that operation and phase.
/// </summary>
/// <param name="operation">The operation that the handler belongs to.</param>
/// <param name="phase">The direction in which the operation travels.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Delegate)]
public sealed class OffloadHandlerAttribute(OffloadOperation operation, OffloadPhase phase) : Attribute
{
    /// <summary>The operation that the handler belongs to.</summary>
    public OffloadOperation Operation { get; } = operation;

    /// <summary>The direction in which the operation travels.</summary>
    public OffloadPhase Phase { get; } = phase;
}

/// <summary>Marks a DDI function: calling it discharges the duty of its list parameter, for this operation and phase.</summary>
/// <param name="operation">The operation that the function belongs to.</param>
/// <param name="phase">The direction in which the function sends the operation.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Delegate)]
public sealed class OffloadFunctionAttribute(OffloadOperation operation, OffloadPhase phase) : Attribute
{
    /// <summary>The operation that the function belongs to.</summary>
    public OffloadOperation Operation { get; } = operation;

    /// <summary>The direction in which the function sends the operation.</summary>
    public OffloadPhase Phase { get; } = phase;
}

/// <summary>States the role of a driver type or of one handler delegate. Inherited. Types without it count as intermediate drivers.</summary>
/// <param name="role">The role.</param>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Delegate | AttributeTargets.Method, Inherited = true)]
public sealed class OffloadRoleAttribute(DriverRole role) : Attribute
{
    /// <summary>The role.</summary>
    public DriverRole Role { get; } = role;
}

/// <summary>The callee takes over the duty of this list and discharges it exactly once. Checked against the callee's body (CHIM1009).</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class DischargesAttribute : Attribute
{
    private bool? _when;

    /// <summary>For Try-methods: the duty is taken over only where the method returns this value. Unset: on every return.</summary>
    public bool When
    {
        get => _when ?? true;
        set => _when = value;
    }

    /// <summary>Whether <see cref="When"/> was given.</summary>
    public bool IsConditional => _when.HasValue;
}

/// <summary>
/// The callee only looks at this list; the duty stays with the caller. Checked against the callee's body (CHIM1009). On a member: what it shows is
/// the caller's only as long as the list is (C132).
/// </summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Method | AttributeTargets.Field)]
public sealed class BorrowsAttribute : Attribute
{
}

/// <summary>The member consumes its receiver and returns the list that carries the duty on, in the other view.</summary>
/// <remarks><see cref="Restores"/> tells a full conversion from an overlay, which leaves the saved members to the driver.</remarks>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ConvertsAttribute : Attribute
{
    /// <summary>Whether the conversion saves or restores ImReserved and SourceHandle and settles the call entry (C012–C014, C040–C043).</summary>
    public bool Restores { get; set; }
}

/// <summary>The member moves the duty of its receiver into the storable handle that it returns.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PendsAttribute : Attribute
{
}

/// <summary>The member moves the duty out of its receiver, a storable handle, into the list that it returns.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ResumesAttribute : Attribute
{
}

/// <summary>The member takes a chain apart: the returned part and the rest each owe what the chain owed.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class SplitsAttribute : Attribute
{
}

/// <summary>
/// Marks the operations whose duty belongs to the call and not to a list: events, which are carried up before the handler returns, with
/// whatever list, or none (C092, C094).
/// </summary>
[AttributeUsage(AttributeTargets.Field)]
public sealed class OwesCallAttribute : Attribute
{
}

/// <summary>
/// States what every request handler of the operation returns, whatever becomes of the operation (C072, C073). Its result goes up with the
/// completion.
/// </summary>
/// <param name="status">The status.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class RequestReturnsAttribute(NdisStatus status) : Attribute
{
    /// <summary>The status.</summary>
    public NdisStatus Status { get; } = status;
}

/// <summary>
/// Marks the operations whose request an intermediate driver may complete upward at once, where it cannot pass it down (C060, C074, C075).
/// A target never completes a request inside its handler (C102, C192).
/// </summary>
/// <param name="statuses">The statuses that say so, the usual one first.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class MayGiveBackAttribute(params NdisStatus[] statuses) : Attribute
{
    /// <summary>The statuses that say so, the usual one first.</summary>
    public IReadOnlyList<NdisStatus> Statuses { get; } = statuses;
}

/// <summary>
/// Marks the characteristics that a driver registers: the properties whose types are marked with <see cref="OffloadHandlerAttribute"/> are the
/// slots. Those of one edge are registered together (C141, C142).
/// </summary>
/// <param name="isProvider">Whether they belong to the miniport edge; else to the protocol edge.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OffloadCharacteristicsAttribute(bool isProvider) : Attribute
{
    /// <summary>Whether they belong to the miniport edge; else to the protocol edge.</summary>
    public bool IsProvider { get; } = isProvider;
}

/// <summary>The callee registers what it gets here with NDIS, which must be complete by then (C144, C145).</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class RegistersAttribute : Attribute
{
}

/// <summary>The caller must look at what the member returns: it says what may be used, and whose the lists are (C151, C221).</summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Delegate)]
public sealed class MustTestResultAttribute : Attribute
{
    /// <summary>The only role that this holds for; <see cref="DriverRole.None"/> for all.</summary>
    public DriverRole Role { get; set; }
}

/// <summary>
/// Marks the operations whose handlers of a phase may be called without a list: the disconnect completion (C089), and generic indications but for
/// some codes (C099).
/// </summary>
/// <param name="phase">The phase.</param>
/// <param name="except">Codes of an indication that always comes with a list.</param>
[AttributeUsage(AttributeTargets.Field)]
public sealed class ListMayBeNullAttribute(OffloadPhase phase, params IndicateOffloadEvent[] except) : Attribute
{
    /// <summary>The phase.</summary>
    public OffloadPhase Phase { get; } = phase;

    /// <summary>Codes of an indication that always comes with a list.</summary>
    public IReadOnlyList<IndicateOffloadEvent> Except { get; } = except;
}

/// <summary>The member, or the callee, needs a list that is there: it throws where the list is null (C089, C099).</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method | AttributeTargets.Parameter)]
public sealed class NeedsListAttribute : Attribute
{
}

/// <summary>The member throws on blocks that have no such thing: ask one of these members of the same block first (C049, C114).</summary>
/// <param name="members">The members that tell.</param>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AskFirstAttribute(params string[] members) : Attribute
{
    /// <summary>The members that tell.</summary>
    public IReadOnlyList<string> Members { get; } = members;
}

/// <summary>Marks tables that a driver gets by asking NDIS, and in no other way: what was not asked for is null (C150).</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AskedForAttribute : Attribute
{
}

/// <summary>The only value that NDIS accepts here (C147–C149).</summary>
/// <param name="value">The value.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Parameter)]
public sealed class OnlyValueAttribute(object value) : Attribute
{
    /// <summary>The value.</summary>
    public object Value { get; } = value;
}

/// <summary>Marks the types whose values carry a duty: block lists and chains.</summary>
[AttributeUsage(AttributeTargets.Struct)]
public sealed class OffloadTokenAttribute : Attribute
{
}

/// <summary>Marks the storable handle types that <see cref="PendsAttribute"/> members return.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class PendedTokenAttribute : Attribute
{
}

/// <summary>Marks the call entry: the record of one operation, usable only while the operation's list is held (C014, C015, C056).</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CallEntryAttribute : Attribute
{
}

/// <summary>
/// Marks a member of a block, or a member that writes to it, that drivers of a role leave as it is while they hold the list (C023–C025, C045,
/// C054, C110).
/// </summary>
/// <param name="role">The role that leaves the member alone.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method, AllowMultiple = true)]
public sealed class PreserveAttribute(DriverRole role) : Attribute
{
    /// <summary>Marks a member that is left alone in one phase of an operation.</summary>
    /// <param name="role">The role that leaves the member alone.</param>
    /// <param name="phase">The phase.</param>
    public PreserveAttribute(DriverRole role, OffloadPhase phase)
        : this(role) => Phase = phase;

    /// <summary>The role that leaves the member alone.</summary>
    public DriverRole Role { get; } = role;

    /// <summary>The phase in which it does; null where it always does.</summary>
    public OffloadPhase? Phase { get; }
}

/// <summary>What a driver that converts by hand, or completes an operation, has to have done with a list before it hands it over.</summary>
public enum ListMark
{
    /// <summary>Both elements of ImReserved were saved in the call entry, before the first one was overwritten (C041, C042).</summary>
    ReservedSaved,
    /// <summary>SourceHandle was saved in the call entry (C041).</summary>
    SourceHandleSaved,
    /// <summary>ImReserved of the root was written: the call entry on the way down (C043), both saved values on the way up (C012, C042).</summary>
    ReservedWritten,
    /// <summary>SourceHandle of the root was written (C013).</summary>
    SourceHandleWritten,
    /// <summary>Status of every block, or of a list of buffers, was written (C105).</summary>
    StatusWritten,
    /// <summary>NetBufferListChain was settled: null was written where there is nothing (first element), or lists were handed back (both) (C177, C178).</summary>
    ChainSettled,
    /// <summary>The call entry of the operation was given up (C014).</summary>
    EntryReleased,
    /// <summary>A reference was written where MiniportOffloadContext points at: the object is offloaded (C018, C116).</summary>
    ContextPublished,
    /// <summary>An offload entry was given up: its object is not offloaded any more, or never was (C019, C021).</summary>
    OffloadEntryReleased,
    /// <summary>State was written behind every block (C157, C173), or at all where lists are handed back (C177).</summary>
    StateFilled,
    /// <summary>It was asked what the block stands for, or which state follows it (C114, C115).</summary>
    BlockTested,
    /// <summary>It was asked which state follows the block, so that code for operations without it does not run (C168).</summary>
    StateTested,
    /// <summary>The number of bytes that were transferred was recorded (C198).</summary>
    BytesRecorded,
    /// <summary>The start of the data was moved behind what was transferred (C199).</summary>
    DataAdvanced,
}

/// <summary>Writing the member sets a mark on the list.</summary>
/// <param name="mark">The mark.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method)]
public sealed class MarksAttribute(ListMark mark) : Attribute
{
    /// <summary>The mark.</summary>
    public ListMark Mark { get; } = mark;

    /// <summary>A mark that must not be set yet: what is saved after it was overwritten is not saved. The mark itself where there is none.</summary>
    public ListMark Before { get; set; } = mark;

    /// <summary>The mark of the members that the value is copied from: from another member of a list or call entry it is the wrong one. The mark itself for any value.</summary>
    public ListMark From { get; set; } = mark;

    /// <summary>Whether the mark is about every block of the tree, so that writing the root alone does not set it.</summary>
    public bool OfEveryBlock { get; set; }

    /// <summary>Whether null sets the first element of the mark only.</summary>
    public bool ByValue { get; set; }
}

/// <summary>Reading the member sets a mark on the list.</summary>
/// <param name="mark">The mark.</param>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Method, AllowMultiple = true)]
public sealed class MarksReadAttribute(ListMark mark) : Attribute
{
    /// <summary>The mark.</summary>
    public ListMark Mark { get; } = mark;
}

/// <summary>
/// A list that this conversion returns, that a target completes with this function, or that this member is called on, has a mark set by then.
/// </summary>
/// <param name="mark">The mark.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true)]
public sealed class RequiresMarkAttribute(ListMark mark) : Attribute
{
    /// <summary>The mark.</summary>
    public ListMark Mark { get; } = mark;

    /// <summary>Whether the first element of the member is enough.</summary>
    public bool FirstOnly { get; set; }

    /// <summary>
    /// Whether blocks ask for it one by one, as their statuses say: code that sets the mark nowhere is wrong then, and a target asks for it only
    /// where it ends the operation with success.
    /// </summary>
    public bool ByStatus { get; set; }

    /// <summary>The only role that is asked for it; <see cref="DriverRole.None"/> for every role.</summary>
    public DriverRole Role { get; set; }

    /// <summary>Whether it is asked for only where one block has it: some operations need it for some blocks, then for all.</summary>
    public bool IfAny { get; set; }

    /// <summary>Whether it is asked for where the operation ends with success, and of any code of the driver: it may have been done long before.</summary>
    public bool OnSuccess { get; set; }

    /// <summary>A mark of which both elements are set where this one is asked for; the mark itself where it always is.</summary>
    public ListMark After { get; set; } = mark;
}

/// <summary>What a member does with the list context of the calling driver on a list of buffers (C087).</summary>
public enum ListContextStep
{
    /// <summary>Puts it there.</summary>
    Allocates,
    /// <summary>Looks for it.</summary>
    Reads,
    /// <summary>Takes it off, before the list goes up.</summary>
    Frees,
}

/// <summary>Marks the functions for list contexts; their first parameter is the list.</summary>
/// <param name="step">What the function does.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ListContextAttribute(ListContextStep step) : Attribute
{
    /// <summary>What the function does.</summary>
    public ListContextStep Step { get; } = step;
}


/// <summary>
/// The member does not belong to these operations: drivers that have a list of one neither call the method, write the property, nor read or write
/// the field (C022, C159–C162, C168, C171).
/// </summary>
/// <param name="operations">The operations.</param>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Property | AttributeTargets.Field)]
public sealed class NotDuringAttribute(params OffloadOperation[] operations) : Attribute
{
    /// <summary>The operations.</summary>
    public IReadOnlyList<OffloadOperation> Operations { get; } = operations;

    /// <summary>The only role that leaves it alone; <see cref="DriverRole.None"/> for all.</summary>
    public DriverRole Role { get; set; }
}

/// <summary>
/// The statuses that a completion of this operation may bring (C106–C108, C184, C197, C204, C205, C209). An operation without it may bring any.
/// </summary>
/// <param name="statuses">The statuses; the one that stands for a failure comes second.</param>
[AttributeUsage(AttributeTargets.Field, AllowMultiple = true)]
public sealed class AllowedStatusAttribute(params NdisStatus[] statuses) : Attribute
{
    /// <summary>The statuses.</summary>
    public IReadOnlyList<NdisStatus> Statuses { get; } = statuses;

    /// <summary>The role that is held to them; None for every role that completes the operation.</summary>
    public DriverRole Role { get; set; }

    /// <summary>Whether the DDI leaves open which other failures there are, so that another status is doubtful only.</summary>
    public bool IsOpen { get; set; }
}
