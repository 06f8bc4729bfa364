using static Chimney.OffloadObjectState;

namespace Chimney;

/// <summary>What can happen to a neighbor beyond the life cycle of any object.</summary>
internal enum NeighborEvent : byte
{
    RefusedForAddress,
    RefusedForVlan,
    ForwardProgress,
    ReachabilityQuery,
    Invalidated,
    DestinationUpdated,
    Terminate,
}

/// <summary>What can happen to a path beyond the life cycle of any object.</summary>
internal enum PathEvent : byte
{
    Relink,
    MtuUpdated,
    Terminate,
}

/// <summary>
/// An object with what the rows of its layer ask. The main state is that of the life cycle: where a row here names a next state, the row of
/// the life cycle for the same event goes there.
/// </summary>
/// <param name="Object">The object.</param>
/// <param name="DependentsOut">No object that depends on it stays offloaded outside the tree.</param>
/// <param name="NewNeighbor">The neighbor that an update links a path to.</param>
/// <param name="Ticks">The time now, in ticks; it wraps (C287).</param>
/// <param name="NceStaleTicks">How old the last sign of reachability may be; 0 where there is no limit.</param>
internal readonly record struct LayerSituation(
    OffloadObject Object, bool DependentsOut = true, OffloadObject? NewNeighbor = null, uint Ticks = 0, uint NceStaleTicks = 0)
{
    internal bool IsStale => NceStaleTicks == 0 || (IsOld(Object.NicReachableAt) && IsOld(Object.HostReachableAt));

    private bool IsOld(uint? at) => at is not { } known || Ticks - known > NceStaleTicks;
}

/// <summary>The rows of the two lower layers.</summary>
internal static class LayerTables
{
    private static readonly StateGuard<LayerSituation> s_dependentsOut = new("nothing that depends on it stays offloaded outside the tree", s => s.DependentsOut, "C253");

    internal static readonly StateTable<OffloadObjectState, NeighborEvent, LayerSituation> Neighbor = new("Neighbor",
        new("N01", [Offloading], [NeighborEvent.RefusedForAddress], NotOffloaded) { Guards = [Is(OffloadObjectKind.Neighbor, "C137")], Note = "status OffloadHwAddressEntries" },
        new("N02", [Offloading], [NeighborEvent.RefusedForVlan], NotOffloaded) { Guards = [Is(OffloadObjectKind.Neighbor, "C138")], Note = "status OffloadVlanEntries or OffloadVlanMismatch" },
        new("N03", LifeCycle.Live, [NeighborEvent.ForwardProgress])
        {
            Effect = s => s.Object.NicReachableAt = s.Ticks,
            Note = "a dependent connection made progress: the neighbor is reachable now",
        },
        new("N04", [Offloaded], [NeighborEvent.ReachabilityQuery])
        {
            Guards = [Is(OffloadObjectKind.Neighbor, "C242"), new("both ages of its reachability exceed NceStaleTicks", s => s.IsStale, "C244")],
            Note = "the host answers in the cached state; 0 means that the neighbor is stale there as well",
        },
        new("N04 pointless", [Invalidated, Terminating], [NeighborEvent.ReachabilityQuery]) { Guards = [Is(OffloadObjectKind.Neighbor, "C242")] },
        new("N04 early", [Offloading], [NeighborEvent.ReachabilityQuery], Rule: "C135"),
        new("N04 unknown", [NotOffloaded], [NeighborEvent.ReachabilityQuery], Rule: "C232"),
        new("N05", [Offloaded], [NeighborEvent.Invalidated], Invalidated)
        {
            Effect = s => s.Object.HostReachableAt = null,
            Note = "the host's probes failed; all that depends on it stops sending (C169)",
        },
        new("N06", LifeCycle.Live, [NeighborEvent.DestinationUpdated]) { Note = "the cached address changes, no link does" },
        new("N07", LifeCycle.Live, [NeighborEvent.Terminate], Terminating) { Guards = [s_dependentsOut] });

    internal static readonly StateTable<OffloadObjectState, PathEvent, LayerSituation> Path = new("Path",
        new("P01", LifeCycle.Live, [PathEvent.Relink])
        {
            Guards =
            [
                Is(OffloadObjectKind.Path, "C254"),
                new("the new neighbor is offloaded", s => s.NewNeighbor is { Kind: OffloadObjectKind.Neighbor, State: Offloaded }, "C128"),
            ],
            Effect = s => s.Object.LinkTo(s.NewNeighbor!),
            Note = "the old neighbor loses a dependent",
        },
        new("P01 elsewhere", [NotOffloaded, Offloading, Terminating], [PathEvent.Relink], Rule: "C248"),
        new("P02", LifeCycle.Live, [PathEvent.MtuUpdated]) { Note = "the cached value changes" },
        new("P03", LifeCycle.Live, [PathEvent.Terminate], Terminating) { Guards = [s_dependentsOut], Note = "nothing to give back: a path has no delegated values" });

    private static StateGuard<LayerSituation> Is(OffloadObjectKind kind, string rule)
        => new(kind == OffloadObjectKind.Neighbor ? "it is a neighbor" : "it is a path", s => s.Object.Kind == kind, rule);
}
