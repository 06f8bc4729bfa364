namespace Chimney.Proof;

/// <summary>The decisions of one run, in the order in which they were made, delivery by delivery.</summary>
internal sealed class Trail
{
    private readonly List<List<Decision>> _deliveries = [[]];

    /// <summary>How far the run is.</summary>
    internal (int Delivery, int Decisions) Here => (_deliveries.Count - 1, _deliveries[^1].Count);

    /// <summary>A delivery begins.</summary>
    internal void Begin()
    {
        if (_deliveries[^1].Count > 0)
            _deliveries.Add([]);
    }

    /// <summary>A decision is made.</summary>
    internal void Add(Decision decision) => _deliveries[^1].Add(decision);

    /// <summary>
    /// Whether the run makes all decisions of a path, and those of the delivery in which something is shown before that. The order counts within a delivery:
    /// a path goes through what is queued where it is queued, a run does so later.
    /// </summary>
    internal bool Follows(IReadOnlyList<Decision> path, (int Delivery, int Decisions) shown) => Follows(path, 0, new int[_deliveries.Count], shown);

    private bool Follows(IReadOnlyList<Decision> path, int next, int[] made, (int Delivery, int Decisions) shown)
    {
        if (next == path.Count)
            return true;
        for (int i = 0; i < _deliveries.Count; i++)
        {
            int end = i == shown.Delivery ? shown.Decisions : _deliveries[i].Count;
            int at = end > made[i] ? _deliveries[i].IndexOf(path[next], made[i], end - made[i]) : -1;
            if (at < 0)
                continue;
            int before = made[i];
            made[i] = at + 1;
            if (Follows(path, next + 1, made, shown))
                return true;
            made[i] = before;
        }
        return false;
    }
}
