namespace Chimney.Proof;

/// <summary>What analyzers say of a subject against what its runs show.</summary>
/// <param name="Subject">The subject.</param>
/// <param name="Outcome">What its runs show.</param>
/// <param name="Reports">What the analyzers say.</param>
/// <param name="Witnesses">The runs that follow the reports.</param>
public sealed record Comparison(Subject Subject, Outcome Outcome, IReadOnlyList<Report> Reports, Witnesses Witnesses)
{
    /// <summary>The rule that says that the analyzers cannot tell.</summary>
    public const string Unproven = "CHIM1099";

    /// <summary>Rules that speak about what a run shows. Others are about the source alone: locks, waiting, results that are not looked at.</summary>
    public static bool IsSeenOnRuns(string id) => id.StartsWith("CHIM1", StringComparison.Ordinal) && id is not (Unproven or "CHIM1009");

    /// <summary>Whether the analyzers say that they cannot tell.</summary>
    public bool IsUnproven => Reports.Any(report => report.Id == Unproven);

    /// <summary>Reports that no run bears out.</summary>
    public IEnumerable<Report> FalseAlarms
        => Outcome.NotRun is not null || Outcome.IsBounded ? [] : Reports.Where(report => IsSeenOnRuns(report.Id) && Witness(report) is null);

    /// <summary>Mistakes of runs that no report speaks about.</summary>
    public IEnumerable<Finding> Misses
        => IsUnproven ? [] : Outcome.Owned.Where(finding => finding.Ids.Any(IsSeenOnRuns) && !Reports.Any(report => finding.Ids.Contains(report.Id)));

    /// <summary>Mistakes that are reported, but nowhere on the line where the run makes them. What is missing has no line of its own.</summary>
    public IEnumerable<Finding> WrongLines
        => Outcome.Owned.Where(finding => finding.Line > 0 && Reports.Any(report => finding.Ids.Contains(report.Id)) && !Reports.Any(report => finding.Ids.Contains(report.Id) && finding.Lines.Contains(report.Line)));

    /// <summary>A mistake of a run that a report speaks about, on its line if there is one; null where there is none.</summary>
    public Finding? Witness(Report report)
    {
        Finding[] same = [.. Outcome.Owned.Where(finding => finding.Ids.Contains(report.Id))];
        return Array.Find(same, finding => finding.Lines.Contains(report.Line)) ?? same.FirstOrDefault();
    }
}
