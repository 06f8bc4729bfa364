namespace Chimney.Proof;

/// <summary>The figures of a set of rows. How the rows came together makes no difference.</summary>
public sealed class Scorecard
{
    /// <summary>Counts rows.</summary>
    public Scorecard(IEnumerable<ScoreRow> rows)
    {
        Rows = [.. rows.OrderBy(row => row.Id, StringComparer.Ordinal)];
        Rules = [.. Rows.SelectMany(row => row.Rules).Select(rule => rule.Id).Distinct().Order(StringComparer.Ordinal).Select(id => RuleScore.Of(id, Rows))];
        Operators = [.. FaultOperator.All.Select(fault => new OperatorScore(fault.Name, [.. Rows.Where(row => row.Operator == fault.Name)]))];
        double[] times = [.. Rows.Select(row => row.Milliseconds).OfType<double>().Order()];
        Times = times.Length == 0 ? (0, 0, 0) : (Percentile(0.50), Percentile(0.95), Percentile(0.99));
        double Percentile(double share) => times[Math.Min(times.Length - 1, (int)(share * times.Length))];
    }

    /// <summary>The rows, in the order of their names.</summary>
    public IReadOnlyList<ScoreRow> Rows { get; }

    /// <summary>Each rule.</summary>
    public IReadOnlyList<RuleScore> Rules { get; }

    /// <summary>Each operator.</summary>
    public IReadOnlyList<OperatorScore> Operators { get; }

    /// <summary>How long the analyzers take for a handler, in milliseconds: half of them at most, 95 and 99 of a hundred.</summary>
    public (double Half, double Of95, double Of99) Times { get; }

    /// <summary>Handlers with a mistake of which the analyzers can tell, and those of them of which each mistake is reported.</summary>
    public Share Recall => RecallOf(Rows);

    /// <summary>The same, where any report counts.</summary>
    public Share RecallOfHandlers => new(Rows.Count(row => row is { IsFaulty: true, Unproven: null } && row.Rules.Any(rule => rule.Verdict is Verdict.Found or Verdict.FalseAlarm)), Recall.Whole);

    /// <summary>The same, where every mistake is reported on a line where the run makes it.</summary>
    public Share RecallOfLines => new(Rows.Count(row => row is { IsFaulty: true, Unproven: null } && row.Rules.All(rule => rule.Verdict != Verdict.Missed && !rule.WrongLine)), Recall.Whole);

    /// <summary>Handlers without a mistake on any run, and those of them with a report.</summary>
    public Share FalseAlarms => new(Rows.Count(row => row.Label == Label.Clean && row.HasFalseAlarm), Count(Label.Clean));

    /// <summary>The same of the handlers that stand as they were written.</summary>
    public Share FalseAlarmsAsWritten => new(Rows.Count(row => row is { Operator: null, Label: Label.Clean } && row.HasFalseAlarm), Rows.Count(row => row is { Operator: null, Label: Label.Clean }));

    /// <summary>Rules reported on handlers, and those of them that a run shows. Where the bound was hit, a report that no run shows is left out.</summary>
    public Share Precision => new(Sum(Verdict.Found), Sum(Verdict.Found) + Sum(Verdict.FalseAlarm));

    /// <summary>Reports of mistakes that runs show, and those of them whose own path a run follows to the mistake, again and again.</summary>
    public Share Replays => new(Rows.Sum(row => row.Rules.Sum(rule => rule.Replayed)), Rows.Sum(row => row.Rules.Sum(rule => rule.Reports)));

    /// <summary>Handlers of which the analyzers say that they cannot tell.</summary>
    public Share Unproven => new(Rows.Count(row => row.Unproven is not null), Rows.Count(row => row.Label != Label.NotRun));

    /// <summary>Faulty handlers of which the fixes were tried, and those of them for which one is offered.</summary>
    public Share Offered => OfferedOf(Rows);

    /// <summary>The same, and those that no run shows a mistake of after the fixes.</summary>
    public Share Fixed => FixedOf(Rows);

    internal static Share OfferedOf(IEnumerable<ScoreRow> rows) => ShareOf(rows, fix => fix.Applied.Count > 0);

    internal static Share FixedOf(IEnumerable<ScoreRow> rows) => ShareOf(rows, fix => fix.Passes);

    private static Share ShareOf(IEnumerable<ScoreRow> rows, Func<FixRow, bool> holds)
    {
        FixRow[] tried = [.. rows.Select(row => row.Fix).OfType<FixRow>()];
        return new Share(tried.Count(holds), tried.Length);
    }

    internal static Share RecallOf(IEnumerable<ScoreRow> rows)
    {
        ScoreRow[] told = [.. rows.Where(row => row.IsFaulty && row.Unproven is null)];
        return new Share(told.Count(row => row.Rules.All(rule => rule.Verdict != Verdict.Missed)), told.Length);
    }

    /// <summary>How many handlers have a label.</summary>
    public int Count(Label label) => Rows.Count(row => row.Label == label);

    /// <summary>How many rules of handlers fared so.</summary>
    public int Sum(Verdict verdict) => Rows.Sum(row => row.Rules.Count(rule => rule.Verdict == verdict));
}

/// <summary>One rule of the analyzers, by handlers.</summary>
/// <param name="Id">The rule.</param>
/// <param name="Found">Handlers that break it and are reported.</param>
/// <param name="Missed">Handlers that break it and are not.</param>
/// <param name="Unproven">Handlers that break it, of which the analyzers say that they cannot tell.</param>
/// <param name="FalseAlarms">Handlers that do not break it and are reported.</param>
/// <param name="Quiet">Handlers that do not break it and are not reported.</param>
public sealed record RuleScore(string Id, int Found, int Missed, int Unproven, int FalseAlarms, int Quiet)
{
    /// <summary>How many of the reports a run shows.</summary>
    public Share Precision => new(Found, Found + FalseAlarms);

    /// <summary>How many of the mistakes are reported.</summary>
    public Share Recall => new(Found, Found + Missed);

    /// <summary>How many of those that do not break it are reported.</summary>
    public Share Noise => new(FalseAlarms, FalseAlarms + Quiet);

    internal static RuleScore Of(string id, IReadOnlyList<ScoreRow> rows)
    {
        int Count(Verdict verdict) => rows.Count(row => row.Of(id)?.Verdict == verdict);
        int quiet = rows.Count(row => row.Label is Label.Clean or Label.Faulty && row.Of(id) is null);
        return new RuleScore(id, Count(Verdict.Found), Count(Verdict.Missed), Count(Verdict.Unproven), Count(Verdict.FalseAlarm), quiet);
    }
}

/// <summary>One operator, by mutants.</summary>
/// <param name="Name">The operator.</param>
/// <param name="Rows">Its mutants.</param>
public sealed record OperatorScore(string Name, IReadOnlyList<ScoreRow> Rows)
{
    /// <summary>Mutants with a mistake of which the analyzers can tell, and those of them of which each mistake is reported.</summary>
    public Share Recall => Scorecard.RecallOf(Rows);

    /// <summary>How many have a label.</summary>
    public int Count(Label label) => Rows.Count(row => row.Label == label);

    /// <summary>Each rule that its mutants break: how many are reported.</summary>
    public IEnumerable<(string Id, Share Recall)> Rules
        => from row in Rows
           from rule in row.Rules
           where rule.Verdict is Verdict.Found or Verdict.Missed
           group rule by rule.Id into same
           orderby same.Key
           select (same.Key, new Share(same.Count(rule => rule.Verdict == Verdict.Found), same.Count()));
}
