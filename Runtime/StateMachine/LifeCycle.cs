using static Chimney.LifeCycleEvent;
using static Chimney.OffloadObjectState;
using Row = Chimney.StateRow<Chimney.OffloadObjectState, Chimney.LifeCycleEvent, Chimney.LifeCycleSituation>;

namespace Chimney;

/// <summary>What can happen to an object of any kind.</summary>
internal enum LifeCycleEvent : byte
{
    Initiate,
    Link,
    InitiateOther,
    TakeIn,
    Indicate,
    Query,
    Update,
    Invalidate,
    Terminate,
    InitiateSucceeded,
    InitiatePartlySucceeded,
    InitiateFailed,
    RootRefused,
    QuerySucceeded,
    QueryFailed,
    UpdateSucceeded,
    UpdateFailed,
    InvalidateSucceeded,
    InvalidateFailed,
    TerminateSucceeded,
    TerminateFailed,
}

/// <summary>An object with what a guard may ask about its surroundings.</summary>
/// <param name="Object">The object.</param>
/// <param name="LowerLayerIn">The object it depends on is offloaded, or goes along in the same tree.</param>
/// <param name="DependentsOut">No object that depends on it stays offloaded outside the tree.</param>
/// <param name="WordWritten">The location of its context is not null.</param>
internal readonly record struct LifeCycleSituation(OffloadObject Object, bool LowerLayerIn, bool DependentsOut, bool WordWritten);

/// <summary>The life cycle that neighbors, paths and TCP connections share. What is special to a layer stands in that layer's table.</summary>
internal static class LifeCycle
{
    internal static readonly OffloadObjectState[] Live = [Offloaded, Invalidated];

    internal static readonly LifeCycleEvent[] Requests = [Initiate, Link, Query, Update, Invalidate, Terminate];

    internal static readonly LifeCycleEvent[] Completions =
    [
        InitiateSucceeded, InitiatePartlySucceeded, InitiateFailed, RootRefused, QuerySucceeded, QueryFailed, UpdateSucceeded, UpdateFailed,
        InvalidateSucceeded, InvalidateFailed, TerminateSucceeded, TerminateFailed,
    ];

    private static readonly StateGuard<LifeCycleSituation> s_lowerLayerIn = new("what it depends on is offloaded, or in the same tree", s => s.LowerLayerIn, "C128");
    private static readonly StateGuard<LifeCycleSituation> s_published = new("a context was published", s => s.WordWritten, "C116");
    private static readonly StateGuard<LifeCycleSituation> s_notPublished = new("no context was published", s => !s.WordWritten, "C117");
    private static readonly StateGuard<LifeCycleSituation> s_queried = new("a query runs", s => s.Object.RunningQueries > 0, "C104");
    private static readonly StateGuard<LifeCycleSituation> s_updating = new("an update runs", s => s.Object.IsUpdating, "C104");
    private static readonly StateGuard<LifeCycleSituation> s_invalidating = new("an invalidate runs", s => s.Object.IsInvalidating, "C104");

    internal static readonly StateTable<OffloadObjectState, LifeCycleEvent, LifeCycleSituation> Table = new("Life cycle of an object",
        new Row("T01", [NotOffloaded], [Initiate], Offloading)
        {
            Guards = [s_lowerLayerIn],
            Effect = s => s.Object.IsLost = false,
            Note = "the target records the list and returns",
        },
        new Row("T02", [Offloading], [TakeIn]) { Guards = [s_lowerLayerIn], Note = "context allocated, handle stored, links built" },
        new Row("T03", [Offloading], [InitiateSucceeded], Offloaded) { Guards = [s_published], Note = "the target has what it is responsible for" },
        new Row("T04", [Offloading], [InitiatePartlySucceeded], Offloaded)
        {
            Guards = [new("it is a neighbor or path", s => s.Object.Kind != OffloadObjectKind.TcpConnection, "C124"), s_published],
            Note = "its dependents decide for themselves",
        },
        new Row("T05", [Offloading], [InitiateFailed], NotOffloaded) { Guards = [s_notPublished], Note = "lists stay with the host" },
        new Row("T06", [Offloading], [RootRefused], NotOffloaded) { Guards = [s_notPublished], Note = "blocks that were not tried fail too" },
        new Row("T16", [Offloading, Invalidated], [Update], Rule: "C248"),
        new Row("T07", [Offloading], Requests, Rule: "C247"),
        new Row("T08", [Offloading], [InitiateOther]) { Note = "operations on other objects are independent" },
        new Row("T09", [Offloading], [Indicate], Rule: "C135"),
        new Row("T10", Live, [Query]) { Effect = s => s.Object.RunningQueries++, Note = "queries may overlap" },
        new Row("T11", Live, [QuerySucceeded]) { Guards = [s_queried], Effect = s => s.Object.RunningQueries-- },
        new Row("T12", Live, [QueryFailed])
        {
            Guards = [s_queried],
            Effect = s => { s.Object.RunningQueries--; s.Object.HasHardwareFailed = true; },
            Note = "the hardware failed; the host will terminate (C188)",
        },
        new Row("T13", [Offloaded], [Update])
        {
            Guards = [new("no update runs", s => !s.Object.IsUpdating, "C248"), new("no invalidate runs", s => !s.Object.IsInvalidating, "C248")],
            Effect = s => s.Object.IsUpdating = true,
        },
        // An invalidate may overtake the update that runs: operations on one object complete in any order.
        new Row("T14", Live, [UpdateSucceeded]) { Guards = [s_updating], Effect = s => s.Object.IsUpdating = false },
        new Row("T15", Live, [UpdateFailed]) { Guards = [s_updating], Effect = s => s.Object.IsUpdating = false, Note = "the object goes on as before (C164)" },
        new Row("T17", [Offloaded], [Invalidate])
        {
            Guards = [new("no invalidate runs", s => !s.Object.IsInvalidating, "C247")],
            Effect = s => s.Object.IsInvalidating = true,
        },
        new Row("T18", [Offloaded], [InvalidateSucceeded], Invalidated)
        {
            Guards = [s_invalidating],
            Effect = s => s.Object.IsInvalidating = false,
            Note = "sending stops, on the object and on all that depends on it",
        },
        new Row("T19", [Offloaded], [InvalidateFailed], Invalidated)
        {
            Guards = [s_invalidating],
            Effect = s => { s.Object.IsInvalidating = false; s.Object.HasHardwareFailed = true; },
            Note = "the hardware failed (C188)",
        },
        new Row("T20", Live, [Terminate], Terminating)
        {
            Guards = [new("no query, update or invalidate runs", s => s.Object is { RunningQueries: 0, IsUpdating: false, IsInvalidating: false }, "C250")],
            Note = "dependents: N07, P03",
        },
        // A terminate that failed may be asked for again (Returning the Completion Status of a Terminate Offload Operation).
        new Row("T20 again", [NotOffloaded], [Terminate], Terminating) { Guards = [new("its terminate has failed", s => s.Object.IsLost, "C247")] },
        new Row("T21", [Terminating], [TerminateSucceeded], NotOffloaded)
        {
            Effect = s => { s.Object.IsLost = false; s.Object.HasHardwareFailed = false; },
            Note = "the target frees its context, the host resumes the object",
        },
        new Row("T22", [Terminating], [TerminateFailed], NotOffloaded) { Effect = s => s.Object.IsLost = true, Note = "the delegated state is lost" },
        new Row("T23", [Terminating], Requests, Rule: "C251"),
        new Row("linker", [Offloaded], [Link]) { Note = "no change: the object is there for its dependents" },
        new Row("not offloaded", [NotOffloaded, Offloaded, Invalidated], Requests, Rule: "C247"),
        new Row("T24", [NotOffloaded, Offloading, Offloaded, Invalidated, Terminating], Completions, Rule: "C104"));
}
