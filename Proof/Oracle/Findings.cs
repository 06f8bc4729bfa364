namespace Chimney.Proof;

/// <summary>What all runs of a subject found: each mistake once, with every line on which some run shows it.</summary>
internal sealed class Findings(Witnesses? witnesses)
{
    private readonly Dictionary<(string Rule, int Line, string Ids), Finding> _found = [];

    internal IReadOnlyList<Finding> All => [.. _found.Values];

    /// <summary>Adds what one run noted.</summary>
    internal void Add(IEnumerable<(Finding Finding, (int, int) Shown, bool Again)> noted, Trail trail)
    {
        foreach ((Finding finding, (int, int) shown, bool again) in noted)
        {
            witnesses?.See(finding, shown, trail);
            if (again)
                continue;
            var key = (finding.Rule, finding.Line, string.Concat(finding.Ids));
            _found[key] = _found.TryGetValue(key, out Finding? known)
                ? known.Lines.Count < finding.Lines.Count || finding.Lines.Except(known.Lines).Any() ? known with { Lines = [.. known.Lines.Union(finding.Lines)] } : known
                : finding;
        }
    }
}
