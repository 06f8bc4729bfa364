namespace Chimney.Proof;

/// <summary>
/// Looks for a run that follows each report: it makes the decisions of the report's path, in that order, and then shows the report's rule.
/// </summary>
/// <param name="reports">The reports on one subject.</param>
public sealed class Witnesses(IEnumerable<Report> reports)
{
    private readonly Dictionary<Report, IReadOnlyList<Choice>> _found = [];
    private readonly List<Report> _open = [.. reports];

    /// <summary>The choices of a run that follows a report; null where there is none.</summary>
    public IReadOnlyList<Choice>? Of(Report report) => _found.GetValueOrDefault(report);

    /// <summary>Looks at what a run showed, where, and at the decisions that it made.</summary>
    internal void See(Finding finding, (int, int) shown, Trail trail)
    {
        for (int i = _open.Count - 1; i >= 0; i--)
        {
            if (!finding.Ids.Contains(_open[i].Id) || !trail.Follows(_open[i].Path, shown))
                continue;
            _found.TryAdd(_open[i], finding.Choices);
            _open.RemoveAt(i);
        }
    }
}
