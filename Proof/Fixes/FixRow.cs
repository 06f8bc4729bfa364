namespace Chimney.Proof;

/// <summary>What became of a faulty handler when every fix was taken that is offered.</summary>
/// <param name="Applied">The fixes that were taken: rule and title.</param>
/// <param name="Passes">Whether no run of what came of it shows a mistake.</param>
/// <param name="IsBounded">Whether some of those runs were left out.</param>
/// <param name="Words">Source, fixes and what is still wrong; null where it passes.</param>
public sealed record FixRow(IReadOnlyList<string> Applied, bool Passes, bool IsBounded, string? Words)
{
    /// <summary>How many runs a handler gets after it was fixed.</summary>
    private const int MostRuns = 600;

    /// <summary>Fixes a handler, and runs what comes of it.</summary>
    /// <param name="faulty">The handler.</param>
    /// <param name="before">What its runs showed.</param>
    /// <param name="right">The handler without its mistake.</param>
    public static FixRow Of(Subject faulty, Outcome before, Subject right)
    {
        (Subject after, IReadOnlyList<string> applied, IReadOnlyList<string> left) = Fixer.Fix(faulty);
        Outcome outcome = applied.Count > 0 ? Oracle.Judge(after.Text, MostRuns) : before;
        // What no rule of the analyzers speaks about may be wrong with the handler as it was written; a fix must not add to it.
        var known = outcome.Findings.Count == 0 ? [] : before.Findings.Concat(Oracle.Judge(right.Text, MostRuns).Findings).Select(finding => finding.Rule).ToHashSet();
        Finding[] wrong = [.. outcome.Findings.Where(finding => finding.Ids.Any(Comparison.IsSeenOnRuns) || !known.Contains(finding.Rule))];
        bool passes = applied.Count > 0 && outcome.NotRun is null && wrong.Length == 0;
        string[] words =
        [
            faulty.Text.TrimEnd(),
            .. applied.Select(title => $"// fix: {title}"),
            .. left.Select(report => $"// left: {report}"),
            .. outcome.NotRun is { } why ? [$"// not run: {why}"] : Array.Empty<string>(),
            .. wrong.Select(finding => $"// run: {finding}"),
            .. applied.Count > 0 ? [after.Text] : Array.Empty<string>(),
        ];
        return new FixRow(applied, passes, outcome.IsBounded, passes ? null : string.Join('\n', words));
    }
}
