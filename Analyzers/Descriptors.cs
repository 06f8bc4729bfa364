using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers;

/// <summary>Every rule of the package: the table that rules, rules.md and the release files agree with.</summary>
internal static class Descriptors
{
    private const string Pages = "https://learn.microsoft.com/windows-hardware/drivers/";

    public static readonly DiagnosticDescriptor CHIM1001NotCompleted = Create(
        "CHIM1001", "Handler returns with its operation open",
        "'{0}' leaves the {1} {4}{2}; {3}",
        "Every operation that a handler receives must be completed, forwarded or pended on every path (C001-C005, C008, C032-C036, C063-C067, C080-C083, C085, C092-C094, C100, C101, C193).",
        "ddi/ndischimney/nc-ndischimney-invalidate_offload_complete_handler");

    public static readonly DiagnosticDescriptor CHIM1002CompletedTwice = Create(
        "CHIM1002", "Operation discharged twice",
        "'{0}' discharges the {1} a second time{2}; {3}",
        "A second completion of one operation crashes the driver above; the result of a data request is no error to complete it for (C007, C037, C085, C104, C258).",
        "network/propagating-the-completion-of-a-state-manipulation-operation");

    public static readonly DiagnosticDescriptor CHIM1003WrongFunction = Create(
        "CHIM1003", "Function of another operation or phase",
        "'{0}' discharges the {1} with '{4}', which belongs to another operation or phase{2}; {3}",
        "A list is completed with the function of its own operation (C006, C091, C103, C193, C200).",
        "network/propagating-the-completion-of-a-state-manipulation-operation");

    public static readonly DiagnosticDescriptor CHIM1004WrongList = Create(
        "CHIM1004", "Not the list of this operation",
        "'{0}' does not pass the {4} of the {1}{2}; {3}",
        "What goes to NDIS is the list that the handler received, rebuilt in the other view (C009, C010, C038, C069, C084).",
        "network/reusing-an-ndis-protocol-offload-block-list-structure");

    public static readonly DiagnosticDescriptor CHIM1005UsedAfterHandOver = Create(
        "CHIM1005", "List or call entry used after hand-over",
        "'{0}' uses the {3} of the {1} after handing it over{2}; move the use before the call",
        "Once a list is handed over it belongs to NDIS again (C015, C030, C056, C079, C090, C098, C112, C132, C206, C279).",
        "ddi/ndischimney/nc-ndischimney-w_invalidate_offload_handler");

    public static readonly DiagnosticDescriptor CHIM1006PendedDropped = Create(
        "CHIM1006", "Pended operation dropped",
        "The pended {1} is dropped in '{0}'{2}; {3}",
        "A pended operation must stay reachable, and its holder must resume and complete it, at the latest on teardown (C101, C104, C276, C277).",
        "ddi/ndischimney/nc-ndischimney-w_initiate_offload_handler");

    public static readonly DiagnosticDescriptor CHIM1007LeftByException = Create(
        "CHIM1007", "Exception leaves the handler with its operation open",
        "An exception leaves '{0}' with the {1} {3}{2}; catch it and {4}",
        "No exception may leave a handler while an operation is open (C008, C274).",
        "ddi/ndischimney/nc-ndischimney-invalidate_offload_complete_handler", DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor CHIM1008CompletedInside = Create(
        "CHIM1008", "Request completed inside its handler",
        "'{0}' completes the {1} before it returns{2}; pend the {3} and complete it from a work item",
        "A request is completed asynchronously, never inside its handler; an intermediate driver may give an initiate or a data request back (C102, C192, C216).",
        "ddi/ndischimney/nc-ndischimney-w_initiate_offload_handler");

    public static readonly DiagnosticDescriptor CHIM1009AnnotationContradicted = Create(
        "CHIM1009", "Ownership attribute contradicts the body",
        "'{4}' of '{0}' is marked [{5}], but the body {6}{2}; correct the attribute or the body",
        "Callers rely on [Discharges] and [Borrows] without looking into the body (C008).",
        "network/propagating-a-state-manipulation-operation");

    public static readonly DiagnosticDescriptor CHIM1097OptionUnknown = Create(
        "CHIM1097", "Option value unknown",
        "'{0}' cannot be '{1}', so '{2}' holds; use {3}",
        "An option whose value is misspelt would be left out silently.",
        "network/propagating-a-state-manipulation-operation", DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor CHIM1098ContractFile = Create(
        "CHIM1098", "Contract file entry is wrong",
        "{0}",
        "What a contract file says of code that cannot be annotated is believed, so every entry must mean something.",
        "network/propagating-a-state-manipulation-operation");

    public static readonly DiagnosticDescriptor CHIM1099Unproven = Create(
        "CHIM1099", "Completion not proven",
        "Whether '{0}' settles the {1} could not be proved: {4}",
        "What the analysis cannot prove is said, never hidden; also of a slot that another operation may have filled (C113, C136).",
        "network/propagating-a-state-manipulation-operation", DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor CHIM2001NotSaved = Create(
        "CHIM2001", "Request converted by hand is not saved",
        "'{0}' sends the {1} down after {3}() without writing {4}{2}; save the members in a call entry and leave it in the list, or use {5}",
        "The completion needs the call entry and what was saved in it (C040-C043).",
        "network/reusing-an-ndis-miniport-offload-block-list-structure");

    public static readonly DiagnosticDescriptor CHIM2002NotRestored = Create(
        "CHIM2002", "Completion converted by hand is not restored",
        "'{0}' completes the {1} after {3}() without writing {4}{2}; restore the members from the call entry, or use {5}",
        "NDIS routes the completion by SourceHandle, and the driver above finds its own call entry in ImReserved (C012, C013, C042).",
        "network/reusing-an-ndis-protocol-offload-block-list-structure");

    public static readonly DiagnosticDescriptor CHIM2003Preserved = Create(
        "CHIM2003", "Write to a member that this driver preserves",
        "'{0}' changes the list of the {1} through '{3}'{2}; this driver leaves that member as it came",
        "Each member of a block belongs to one driver; the others carry it along (C023-C025, C045, C054, C058, C088, C110).",
        "ddi/ndischimney/ns-ndischimney-_ndis_miniport_offload_block_list");

    public static readonly DiagnosticDescriptor CHIM2004NotPublished = Create(
        "CHIM2004", "Published references do not fit the initiate",
        "'{0}' completes an initiate{2} {3}",
        "The driver above passes on what was published for an object; null reads as 'not offloaded' (C018, C116-C118).",
        "ddi/ndischimney/nc-ndischimney-w_initiate_offload_handler");

    public static readonly DiagnosticDescriptor CHIM2005EntryMisused = Create(
        "CHIM2005", "Call entry or list context misused",
        "'{0}' {3} in the {1}{2}; {4}",
        "The record of an operation is made for it, found through its list, read, and given up once, before the completion (C011, C014, C015, C044, C087, C113).",
        "network/propagating-the-completion-of-a-state-manipulation-operation");

    public static readonly DiagnosticDescriptor CHIM2006NotSettled = Create(
        "CHIM2006", "Terminate completed with its chain unsettled",
        "'{0}' completes a terminate without writing {3}{2}; hand back the lists that are left, or write null",
        "A target hands back the send data of a terminated connection; where there is none it writes null (C177, C178).",
        "ddi/ndischimney/nf-ndischimney-ndismterminateoffloadcomplete");

    public static readonly DiagnosticDescriptor CHIM2007Altered = Create(
        "CHIM2007", "Carried on with something else",
        "'{0}' {4} of the {1}{2}; {3}",
        "An intermediate driver carries flags and events on as they came, names the object by its own handle, completes on the miniport that the request came in on, and gives the answer to an indication back unchanged (C029, C068, C070, C086, C092, C095, C096, C097).",
        "network/propagating-an-indication");

    public static readonly DiagnosticDescriptor CHIM2008OffloadEntry = Create(
        "CHIM2008", "Offload entry kept or released against the operation",
        "'{0}', a handler of the {1}, {3}{2}",
        "An offload entry lives as long as its object is offloaded: it is given up when an initiate fails or a terminate succeeds, and never else (C019, C021, C022).",
        "network/referencing-offloaded-state-through-an-intermediate-driver");

    public static readonly DiagnosticDescriptor CHIM2011Originated = Create(
        "CHIM2011", "Operation made below the host stack",
        "'{0}' makes an operation of its own with '{4}'; only the host stack starts operations: ask for it with an event or a status indication",
        "Only the host stack originates state-manipulation operations; a driver that wants connections back asks for it (C062).",
        "network/terminate-offload-requested-by-an-offload-target");

    public static readonly DiagnosticDescriptor CHIM2013NotRecorded = Create(
        "CHIM2013", "Success without what has to be recorded for it",
        "'{0}' ends the {1} with success{2}, but no code of this driver uses {4}; it has to before the completion",
        "Bytes and offsets are recorded before a send or receive completes (C198, C199).",
        "ddi/ndischimney/nc-ndischimney-ndis_tcp_offload_send_complete", DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor CHIM3003WrongAnswer = Create(
        "CHIM3003", "Request handler returns another status",
        "'{0}' returns {4} for the {1}{2}; return {3} whatever becomes of it, the result goes up with the completion",
        "Send, receive, disconnect and forward handlers return Pending, the receive-return handler Success, always (C072, C073, C224).",
        "ddi/ndischimney/nc-ndischimney-w_tcp_offload_send_handler");

    public static readonly DiagnosticDescriptor CHIM3004Untested = Create(
        "CHIM3004", "List or result used untested",
        "'{0}' {4}{2}; {3}",
        "Lists that may be null, contexts that a placeholder does not have, and what a status decides about are tested before they are used (C049, C089, C099, C114, C151, C221).",
        "ddi/ndischimney/nc-ndischimney-tcp_offload_disconnect_complete_handler");

    public static readonly DiagnosticDescriptor CHIM4001Blocks = Create(
        "CHIM4001", "Handler is async or blocks",
        "'{0}' {4}; a handler runs where nothing may wait: queue a work item and return",
        "Handlers run at up to DISPATCH_LEVEL: no await, no sleep, no wait, in themselves or in what they call (C272, C273).",
        "ddi/ndischimney/nc-ndischimney-w_tcp_offload_send_handler");

    public static readonly DiagnosticDescriptor CHIM4002CalledUnderLock = Create(
        "CHIM4002", "Call into NDIS under a lock",
        "'{0}' calls {4}; release the lock first, completions and indications come back on the same thread",
        "No lock that a handler may take is held across a call into NDIS in either direction (C275).",
        "ddi/ndischimney/nc-ndischimney-ndis_tcp_offload_receive_complete", DiagnosticSeverity.Warning);

    public static readonly DiagnosticDescriptor CHIM3001NotEveryBlock = Create(
        "CHIM3001", "Status or state not written on every block",
        "'{0}' completes the {1} with {3} written on {4}{2}; write it on every block of the tree",
        "The status of every block of the tree is written: new ones, linkers and placeholders, also those never tried; by the target, and by an intermediate driver that gives an initiate back; and by the target the state behind each one that is queried or terminated (C060, C105, C123, C127, C157, C173).",
        "ddi/ndischimney/nf-ndischimney-ndisminitiateoffloadcomplete");

    public static readonly DiagnosticDescriptor CHIM3002StatusNotAllowed = Create(
        "CHIM3002", "Status that the operation cannot end with",
        "'{0}' ends the {1} with {3}{2}, which is not one of its statuses; use {4}",
        "Each operation has a set of statuses that it can end with; Pending is none of them; what an intermediate driver gives back has not been done (C060, C074, C075, C106-C108, C184, C189, C191, C197, C201, C202, C204, C205, C209, C282).",
        "ddi/ndischimney/nf-ndischimney-ndismqueryoffloadstatecomplete");

    public static readonly DiagnosticDescriptor CHIM3005ValueRefused = Create(
        "CHIM3005", "Value that is not allowed here",
        "'{0}' passes {1} as '{4}'{2}, where it is not allowed; use {3}",
        "Some arguments have one value, or a few, and others are reserved (C093, C152, C219, C230, C231, C242, C245, C257); handles are never null (C068, C095, C232).",
        "ddi/ndischimney/nc-ndischimney-ndis_tcp_offload_event_indicate");

    public static readonly DiagnosticDescriptor CHIM3007NotTested = Create(
        "CHIM3007", "State used without asking whether it is there",
        "'{0}' uses {4} on a block of the {1} without asking what follows it{2}; test IsPlaceholder and MiniportOffloadContext, or ask Has, first",
        "State follows a block of an initiate where MiniportOffloadContext is not null and holds null, and never a placeholder (C114).",
        "ddi/ndischimney/nc-ndischimney-w_initiate_offload_handler");

    public static readonly DiagnosticDescriptor CHIM3008NotOfOperation = Create(
        "CHIM3008", "Member that the operation does not have",
        "'{0}' uses {4} on the list of the {1}{2}, which does not have it; leave it alone in this operation",
        "An invalidate carries no state, a target writes state in a query and a terminate only, backlog sizes are a query's and lists are not, and a context stays what it is until the terminate (C109, C159-C162, C168, C171, C185).",
        "ddi/ndischimney/nc-ndischimney-w_invalidate_offload_handler");

    public static readonly DiagnosticDescriptor CHIM4003Incomplete = Create(
        "CHIM4003", "Characteristics registered incompletely",
        "{4}",
        "Every slot of the characteristics is filled, each edge registers both structures, an intermediate driver both edges (C141-C145, C147-C149).",
        "network/registering-chimney-offload-functions");

    public static readonly DiagnosticDescriptor CHIM4004WrongSlot = Create(
        "CHIM4004", "Handler in the wrong slot",
        "{4}; put each handler into the slot of its operation",
        "Each slot gets the method meant for it; slots of equal signature are easy to swap (C146).",
        "network/registering-chimney-offload-functions");

    public static readonly DiagnosticDescriptor CHIM4005InFinalizer = Create(
        "CHIM4005", "Completion left to the garbage collector",
        "'{0}' calls '{4}' when the collector runs it{2}; complete from code that runs in time, such as Dispose or a halt handler",
        "When, and whether, a finalizer runs is not known: a completion is never left to it, nor to Dispose run by the collector (C277).",
        "ddi/ndischimney/nf-ndischimney-ndisminvalidateoffloadcomplete");

    public static readonly DiagnosticDescriptor CHIM4006TableNotObtained = Create(
        "CHIM4006", "Entry points used without asking for them",
        "'{0}' uses '{4}', which nothing ever fills; ask for the entry points once, when the miniport is initialized",
        "A miniport obtains the table of entry points from MiniportInitializeEx, before it calls through it (C150).",
        "ddi/ndischimney/nf-ndischimney-ndismgetoffloadhandlers");

    public static readonly DiagnosticDescriptor CHIM5001WrongState = Create(
        "CHIM5001", "Request on an object in the wrong state",
        "'{0}' {4}",
        "While an operation runs on an object others are not requested of it, and a connection is offloaded in some of its states only (C246-C248, C250, C251).",
        "network/synchronizing-update-operations");

    public static readonly DiagnosticDescriptor CHIM5002WrongLayer = Create(
        "CHIM5002", "Object of the wrong layer",
        "In '{0}' {4}",
        "Neighbors, paths and connections form three layers; only a path moves, and to a neighbor (C254, C263).",
        "network/offload-state-tree");

    public static readonly ImmutableArray<DiagnosticDescriptor> All = ImmutableArray.Create(
        CHIM1001NotCompleted, CHIM1002CompletedTwice, CHIM1003WrongFunction, CHIM1004WrongList, CHIM1005UsedAfterHandOver,
        CHIM1006PendedDropped, CHIM1007LeftByException, CHIM1008CompletedInside, CHIM1009AnnotationContradicted, CHIM1097OptionUnknown, CHIM1098ContractFile, CHIM1099Unproven,
        CHIM2001NotSaved, CHIM2002NotRestored, CHIM2003Preserved, CHIM2004NotPublished, CHIM2005EntryMisused, CHIM2006NotSettled, CHIM2007Altered, CHIM2008OffloadEntry, CHIM2011Originated, CHIM2013NotRecorded,
        CHIM3001NotEveryBlock, CHIM3002StatusNotAllowed,
        CHIM3003WrongAnswer, CHIM3004Untested, CHIM3005ValueRefused, CHIM3007NotTested, CHIM3008NotOfOperation, CHIM4001Blocks, CHIM4002CalledUnderLock, CHIM4003Incomplete, CHIM4004WrongSlot,
        CHIM4005InFinalizer, CHIM4006TableNotObtained, CHIM5001WrongState, CHIM5002WrongLayer);

    private static DiagnosticDescriptor Create(string id, string title, string message, string description, string page, DiagnosticSeverity severity = DiagnosticSeverity.Error)
        => new(id, title, message, CategoryOf(id), severity, isEnabledByDefault: true, description, Pages + page);

    /// <summary>The thousands of a rule's number are its category.</summary>
    private static string CategoryOf(string id) => "Chimney." + id["CHIM".Length] switch
    {
        '1' => "Completion",
        '2' => "Conversion",
        '3' => "Status",
        '5' => "Objects",
        _ => "Environment",
    };
}
