namespace Chimney.Proof;

/// <summary>The scorecard's section about quick-fixes.</summary>
internal static class FixPage
{
    /// <summary>Writes the section.</summary>
    internal static void Write(Scorecard score, Action<string> line)
    {
        ScoreRow[] tried = [.. score.Rows.Where(row => row.Fix is not null)];
        line("## Quick-fixes");
        line("");
        line("On each faulty handler every fix is taken that is offered, and what comes of it is run. One that is not reported, or has no fix that is certain, counts");
        line("as not fixed.");
        line("");
        line("| Rule or operator | Faulty | Offered | Passes the oracle |");
        line("|---|---|---|---|");
        foreach (var same in tried.SelectMany(row => row.Rules.Where(rule => rule.Verdict is Verdict.Found or Verdict.Missed or Verdict.Unproven), (row, rule) => (row, rule.Id)).GroupBy(pair => pair.Id, pair => pair.row).OrderBy(same => same.Key, StringComparer.Ordinal))
            Row(same.Key, same);
        foreach (OperatorScore fault in score.Operators.Where(fault => fault.Rows.Any(row => row.Fix is not null)))
            Row(fault.Name, fault.Rows);
        line("");
        foreach (var same in tried.Where(row => !row.Fix!.Passes).GroupBy(KindOf).OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal))
        {
            ScoreRow shortest = same.MinBy(row => (row.Fix!.Words!.Length, row.Id))!;
            line($"### {same.Count()} × {same.Key}\n\n{shortest.Id}\n\n```csharp\n{shortest.Fix!.Words}\n```\n");
        }

        void Row(string name, IEnumerable<ScoreRow> rows)
        {
            (Share offered, Share passes) = (Scorecard.OfferedOf(rows), Scorecard.FixedOf(rows));
            line($"| {name} | {offered.Whole} | {offered.Part} | {passes} |");
        }
    }

    /// <summary>Why a handler does not pass: nothing is reported or offered, or the fix is not enough.</summary>
    private static string KindOf(ScoreRow row)
    {
        string rules = string.Join(" and ", row.Rules.Where(rule => rule.Verdict is Verdict.Found or Verdict.Missed or Verdict.Unproven).Select(rule => rule.Id));
        return row.Fix!.Applied.Count > 0 ? $"{rules}: fixed, and still wrong"
            : row.Rules.Any(rule => rule.Verdict is Verdict.Found or Verdict.FalseAlarm) ? $"{rules}: no fix is offered"
            : $"{rules}: not reported";
    }
}
