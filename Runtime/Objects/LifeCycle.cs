namespace Chimney;

/// <summary>What can happen to an object.</summary>
[Flags]
internal enum LifeCycleEvents
{
    Initiate = 1 << 0,
    Link = 1 << 1,
    InitiateOther = 1 << 2,
    TakeIn = 1 << 3,
    Indicate = 1 << 4,
    Query = 1 << 5,
    Update = 1 << 6,
    Invalidate = 1 << 7,
    Terminate = 1 << 8,
    InitiateSucceeded = 1 << 9,
    InitiatePartlySucceeded = 1 << 10,
    InitiateFailed = 1 << 11,
    RootRefused = 1 << 12,
    QuerySucceeded = 1 << 13,
    QueryFailed = 1 << 14,
    UpdateSucceeded = 1 << 15,
    UpdateFailed = 1 << 16,
    InvalidateSucceeded = 1 << 17,
    InvalidateFailed = 1 << 18,
    TerminateSucceeded = 1 << 19,
    TerminateFailed = 1 << 20,

    Requests = Initiate | Link | Query | Update | Invalidate | Terminate,
    Completions = InitiateSucceeded | InitiatePartlySucceeded | InitiateFailed | RootRefused | QuerySucceeded | QueryFailed
        | UpdateSucceeded | UpdateFailed | InvalidateSucceeded | InvalidateFailed | TerminateSucceeded | TerminateFailed,
}

/// <summary>What a guard may ask about the surroundings of an object.</summary>
/// <param name="LowerLayerIn">The object it depends on is offloaded, or goes along in the same tree.</param>
/// <param name="DependentsOut">No object that depends on it stays offloaded outside the tree.</param>
/// <param name="WordWritten">The location of its context is not null.</param>
internal readonly record struct LifeCycleSituation(bool LowerLayerIn, bool DependentsOut, bool WordWritten);

/// <summary>A condition of a row, and the rule that is broken where it does not hold.</summary>
internal sealed record LifeCycleGuard(string Rule, Func<OffloadObject, LifeCycleSituation, bool> Holds);

/// <summary>One row of the life cycle: in one of the states, on one of the events, if the guards hold, go to the next state.</summary>
/// <param name="Id">Number of the row.</param>
/// <param name="States">Main states by letter: N, G, A, X, Z.</param>
/// <param name="Events">The events.</param>
/// <param name="Next">Letter of the next state; null to stay.</param>
/// <param name="Rule">The rule that the event breaks; null where it is allowed.</param>
internal sealed record LifeCycleRow(string Id, string States, LifeCycleEvents Events, char? Next = null, string? Rule = null)
{
    internal LifeCycleGuard[] Guards { get; init; } = [];
    internal Action<OffloadObject>? Effect { get; init; }
}

/// <summary>What a look into the table gave.</summary>
/// <param name="Row">The row that applies, or the one whose guard failed; null where no row knows the event.</param>
/// <param name="Rule">The rule that is broken; null where the event is allowed.</param>
internal readonly record struct LifeCycleOutcome(LifeCycleRow? Row, string? Rule);

/// <summary>The life cycle that neighbors, paths and TCP connections share, as one table. The rows stand in the order in which they are tried.</summary>
internal static class LifeCycle
{
    private const string StateLetters = "NGAXZ";

    internal static readonly LifeCycleRow[] Rows =
    [
        new("T01", "N", LifeCycleEvents.Initiate, 'G')
        {
            Guards = [new("C128", (_, s) => s.LowerLayerIn)],
            Effect = o => o.IsLost = false,
        },
        new("T02", "G", LifeCycleEvents.TakeIn) { Guards = [new("C128", (_, s) => s.LowerLayerIn)] },
        new("T03", "G", LifeCycleEvents.InitiateSucceeded, 'A') { Guards = [new("C116", (_, s) => s.WordWritten)] },
        new("T04", "G", LifeCycleEvents.InitiatePartlySucceeded, 'A')
        {
            Guards = [new("C124", (o, _) => o.Kind != OffloadObjectKind.TcpConnection), new("C116", (_, s) => s.WordWritten)],
        },
        new("T05", "G", LifeCycleEvents.InitiateFailed, 'N') { Guards = [new("C117", (_, s) => !s.WordWritten)] },
        new("T06", "G", LifeCycleEvents.RootRefused, 'N') { Guards = [new("C117", (_, s) => !s.WordWritten)] },
        new("T16", "GX", LifeCycleEvents.Update, Rule: "C248"),
        new("T07", "G", LifeCycleEvents.Requests, Rule: "C247"),
        new("T08", "G", LifeCycleEvents.InitiateOther),
        new("T09", "G", LifeCycleEvents.Indicate, Rule: "C135"),
        new("T10", "AX", LifeCycleEvents.Query) { Effect = o => o.RunningQueries++ },
        new("T11", "AX", LifeCycleEvents.QuerySucceeded) { Guards = [new("C104", (o, _) => o.RunningQueries > 0)], Effect = o => o.RunningQueries-- },
        new("T12", "AX", LifeCycleEvents.QueryFailed)
        {
            Guards = [new("C104", (o, _) => o.RunningQueries > 0)],
            Effect = o => { o.RunningQueries--; o.HasHardwareFailed = true; },
        },
        new("T13", "A", LifeCycleEvents.Update)
        {
            Guards = [new("C248", (o, _) => !o.IsUpdating), new("C248", (o, _) => !o.IsInvalidating)],
            Effect = o => o.IsUpdating = true,
        },
        // An invalidate may overtake the update that runs: operations on one object complete in any order.
        new("T14", "AX", LifeCycleEvents.UpdateSucceeded) { Guards = [new("C104", (o, _) => o.IsUpdating)], Effect = o => o.IsUpdating = false },
        new("T15", "AX", LifeCycleEvents.UpdateFailed) { Guards = [new("C104", (o, _) => o.IsUpdating)], Effect = o => o.IsUpdating = false },
        new("T17", "A", LifeCycleEvents.Invalidate) { Guards = [new("C247", (o, _) => !o.IsInvalidating)], Effect = o => o.IsInvalidating = true },
        new("T18", "A", LifeCycleEvents.InvalidateSucceeded, 'X') { Guards = [new("C104", (o, _) => o.IsInvalidating)], Effect = o => o.IsInvalidating = false },
        new("T19", "A", LifeCycleEvents.InvalidateFailed, 'X')
        {
            Guards = [new("C104", (o, _) => o.IsInvalidating)],
            Effect = o => { o.IsInvalidating = false; o.HasHardwareFailed = true; },
        },
        new("T20", "AX", LifeCycleEvents.Terminate, 'Z')
        {
            Guards =
            [
                new("C250", (o, _) => o.RunningQueries == 0 && !o.IsUpdating && !o.IsInvalidating),
                new("C253", (_, s) => s.DependentsOut),
            ],
        },
        // A terminate that failed may be asked for again (Returning the Completion Status of a Terminate Offload Operation).
        new("T20 again", "N", LifeCycleEvents.Terminate, 'Z') { Guards = [new("C247", (o, _) => o.IsLost)] },
        new("T21", "Z", LifeCycleEvents.TerminateSucceeded, 'N') { Effect = o => { o.IsLost = false; o.HasHardwareFailed = false; } },
        new("T22", "Z", LifeCycleEvents.TerminateFailed, 'N') { Effect = o => o.IsLost = true },
        new("T23", "Z", LifeCycleEvents.Requests, Rule: "C251"),
        // Not a change of the object: it is there for its dependents.
        new("linker", "A", LifeCycleEvents.Link),
        new("not offloaded", "NAX", LifeCycleEvents.Requests, Rule: "C247"),
        new("T24", "NGAXZ", LifeCycleEvents.Completions, Rule: "C104"),
    ];

    /// <summary>Looks an event up without changing the object.</summary>
    internal static LifeCycleOutcome Look(OffloadObject item, LifeCycleEvents happened, in LifeCycleSituation situation)
    {
        char state = StateLetters[(int)item.State];
        foreach (LifeCycleRow row in Rows)
        {
            if ((row.Events & happened) == 0 || !row.States.Contains(state))
                continue;
            foreach (LifeCycleGuard guard in row.Guards)
            {
                if (!guard.Holds(item, situation))
                    return new LifeCycleOutcome(row, guard.Rule);
            }
            return new LifeCycleOutcome(row, row.Rule);
        }
        return new LifeCycleOutcome(null, null);
    }

    /// <summary>Looks an event up and changes the object where it is allowed.</summary>
    internal static LifeCycleOutcome Apply(OffloadObject item, LifeCycleEvents happened, in LifeCycleSituation situation)
    {
        LifeCycleOutcome outcome = Look(item, happened, situation);
        if (outcome is { Rule: null, Row: { } row })
        {
            row.Effect?.Invoke(item);
            if (row.Next is { } next)
                item.State = (OffloadObjectState)StateLetters.IndexOf(next);
        }
        return outcome;
    }
}
