using static Chimney.ImCallState;
using static Chimney.ImCallEvent;
using static Chimney.ImOffloadEntryEvent;
using static Chimney.ImOffloadEntryState;

namespace Chimney;

/// <summary>Where a state-manipulation operation is in its way through one intermediate driver.</summary>
internal enum ImCallState : byte
{
    Idle,
    Received,
    Converted,
    Below,
    Returning,
    Restored,
    Failing,
    Parked,
}

/// <summary>What an intermediate driver, or NDIS, does with the list of such an operation.</summary>
internal enum ImCallEvent : byte
{
    RequestEntered,
    ConvertedDown,
    SentDown,
    Failed,
    ParkedForLater,
    ResumedAgain,
    CompletionEntered,
    ConvertedUp,
    CompletedUp,
    Touched,
    HandlerLeft,
}

/// <summary>What is said of the operation that an event is about.</summary>
/// <param name="IsSameOperation">The function, or handler, is that of the list's own operation.</param>
/// <param name="IsInitiate">The operation is an initiate.</param>
internal readonly record struct ImCallSituation(bool IsSameOperation, bool IsInitiate);

/// <summary>The state of an offload entry.</summary>
internal enum ImOffloadEntryState : byte
{
    /// <summary>Free: the object is not offloaded.</summary>
    None,
    /// <summary>Taken for a new block whose initiate runs.</summary>
    Tentative,
    /// <summary>Published: the object is offloaded.</summary>
    Live,
}

/// <summary>What happens to an offload entry.</summary>
internal enum ImOffloadEntryEvent : byte
{
    NewBlock,
    InitiateSucceeded,
    InitiateFailed,
    Carried,
    DataPath,
    TerminateSucceeded,
    TerminateFailed,
    ReleasedByHand,
}

/// <summary>An offload entry with the operation that the running handler is about.</summary>
internal readonly record struct ImOffloadEntrySituation(ImOffloadEntry Entry, OffloadOperation? Operation = null);

/// <summary>The rows of intermediate drivers.</summary>
internal static class ImTables
{
    private static readonly StateGuard<ImCallSituation> s_same = new("the same operation", s => s.IsSameOperation, "C006");
    private static readonly StateGuard<ImCallSituation> s_initiate = new("an initiate", s => s.IsInitiate);

    internal static readonly StateTable<ImCallState, ImCallEvent, ImCallSituation> Call = new("Operation through an intermediate driver",
        new("M01", [Idle], [RequestEntered], Received),
        new("M02", [Received], [ConvertedDown], Converted) { Note = "call entry made, members saved, ImReserved[0] holds the entry" },
        new("M03", [Converted], [SentDown], Below) { Guards = [s_same], Note = "the list is not owned any more; the completion may come before the call returns" },
        new("M04", [Received, Converted], [Failed], Failing) { Guards = [s_initiate], Note = "cannot be converted: all is undone, a failure status in all blocks (C060)" },
        new("M04 other", [Received, Converted], [Failed], Failing) { Note = "parking is better (M05)" },
        new("M05", [Received, Converted], [ParkedForLater], Parked) { Note = "until resources are there" },
        new("M06", [Parked], [ResumedAgain], Received),
        new("M07", [Below], [CompletionEntered], Returning) { Guards = [s_same], Note = "the entry is found by ImReserved[0]" },
        new("M07 again", [Returning, Restored], [ParkedForLater, ResumedAgain]) { Note = "a completion may wait as well" },
        new("M08", [Returning], [ConvertedUp], Restored) { Note = "ImReserved and SourceHandle restored, handles back" },
        new("M09", [Restored, Failing], [CompletedUp], Idle) { Guards = [s_same], Note = "the entry was freed; the list is not owned any more" },
        new("M10", [Below, Parked], [Touched], Rule: "C056"),
        new("M10 again", [Below], [SentDown, CompletedUp, Failed, ParkedForLater], Rule: "C037"),
        new("M05 again", [Parked], [SentDown, CompletedUp, Failed, ParkedForLater], Rule: "C037"),
        new("M11", [Returning, Restored], [HandlerLeft], Rule: "C008") { Note = "reported by the number of its operation, C001 to C005" },
        new("M11 request", [Received, Converted], [HandlerLeft], Rule: "C037") { Note = "reported by the number of its operation, C032 to C036" },
        new("M11 done", [Idle, Below, Failing, Parked], [HandlerLeft]),
        new("M12", [Idle], [CompletedUp], Rule: "C007"),
        new("M12 request", [Idle], [SentDown, Failed, ParkedForLater], Rule: "C037"),
        new("M12 touched", [Idle], [Touched], Rule: "C030"),
        new("in hand", [Received, Converted, Returning, Restored, Failing], [Touched]));

    internal static readonly StateTable<ImOffloadEntryState, ImOffloadEntryEvent, ImOffloadEntrySituation> OffloadEntry = new("Offload entry of an intermediate driver",
        new("E01", [None], [NewBlock], Tentative) { Note = "upper handle stored, own handle zeroed (C050)" },
        new("E02", [Tentative], [InitiateSucceeded], Live) { Effect = s => s.Entry.WriteUpward(), Note = "published before the upward completion (C018)" },
        new("E03", [Tentative], [InitiateFailed], None) { Effect = s => s.Entry.GiveUp(), Note = "nothing is published (C019)" },
        new("E04", [Live], [Carried, InitiateSucceeded, InitiateFailed]) { Note = "own handle down, upper handle up; a linker's entry survives (C020)" },
        new("E05", [Live], [DataPath]) { Note = "own handle down, upper handle up" },
        new("E06", [Live], [TerminateSucceeded], None) { Effect = s => s.Entry.GiveUp(), Note = "upper word cleared (C021)" },
        new("E07", [Live], [TerminateFailed]) { Note = "kept for the second terminate; given up with the adapter at the latest" },
        new("by hand", [Tentative, Live], [ReleasedByHand], None)
        {
            Guards = [new("not in a query, update or invalidate", s => s.Operation is not (OffloadOperation.Query or OffloadOperation.Update or OffloadOperation.Invalidate), "C022")],
            Effect = s => s.Entry.GiveUp(),
        },
        new("stale", [None], [InitiateSucceeded, Carried, DataPath, ReleasedByHand], Rule: "C021"));
}
