using System.Text;

namespace Chimney.Proof;

/// <summary>Counts comparisons, and keeps the shortest example of each kind of disagreement.</summary>
public sealed class Tally
{
    private readonly Dictionary<string, (int Count, Comparison Example)> _disagreements = [];
    private int _subjects, _notRun, _bounded, _clean, _faulty, _unproven, _runs, _reports, _witnessed;

    /// <summary>Whether everything that could be told was agreed on.</summary>
    public bool IsAgreed => _disagreements.Count == 0;

    /// <summary>Adds a comparison.</summary>
    public void Add(Comparison comparison)
    {
        _subjects++;
        _runs += comparison.Outcome.Runs;
        if (comparison.Outcome.NotRun is { } why)
        {
            _notRun++;
            Note("not run: " + (why.Length > 60 ? why[..60] : why), comparison);
            return;
        }
        _bounded += comparison.Outcome.IsBounded ? 1 : 0;
        bool isFaulty = comparison.Outcome.Owned.Any();
        _faulty += isFaulty ? 1 : 0;
        _clean += comparison.Outcome.IsClean ? 1 : 0;
        _unproven += comparison.IsUnproven ? 1 : 0;
        foreach (Report report in comparison.Reports.Where(report => Comparison.IsSeenOnRuns(report.Id)))
        {
            _reports++;
            if (comparison.Witnesses.Of(report) is not null)
                _witnessed++;
            else if (!comparison.FalseAlarms.Contains(report))
                Note($"not replayed: {report.Id}", comparison);
        }
        foreach (Report report in comparison.FalseAlarms)
            Note($"false alarm: {report.Id}", comparison);
        foreach (Finding finding in comparison.Misses)
            Note($"miss: {string.Join('/', finding.Ids)} ({finding.Rule})", comparison);
        foreach (Finding finding in comparison.WrongLines)
            Note($"line: {string.Join('/', finding.Ids)}", comparison);
    }

    /// <summary>The figures, and an example of each kind of disagreement.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(null, $"{_subjects} subjects, {_runs} runs: {_clean} clean, {_faulty} faulty, {_bounded} with the bound hit, {_notRun} not run.\n");
        text.Append(null, $"{_reports} reports, {_witnessed} with a run that follows them; {_unproven} subjects unproven.\n");
        foreach ((string kind, (int count, Comparison example)) in _disagreements.OrderByDescending(pair => pair.Value.Count))
        {
            text.Append(null, $"\n== {count} × {kind}: {example.Subject.Id}\n{example.Subject.Text}");
            foreach (Finding finding in example.Outcome.Owned)
                text.Append("  run: ").Append(finding).Append('\n');
            foreach (Report report in example.Reports)
                text.Append("  analyzers: ").Append(report).Append('\n');
        }
        return text.ToString();
    }

    private void Note(string kind, Comparison comparison)
    {
        _disagreements[kind] = _disagreements.TryGetValue(kind, out var known)
            ? (known.Count + 1, known.Example.Subject.Text.Length <= comparison.Subject.Text.Length ? known.Example : comparison)
            : (1, comparison);
    }
}
