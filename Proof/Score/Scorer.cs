using System.Text.RegularExpressions;
using Chimney.Analyzers;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Chimney.Proof;

/// <summary>Compares right handlers and mutants, and makes a row of each.</summary>
public static partial class Scorer
{
    /// <summary>The analyzers' time is taken of one handler in so many.</summary>
    internal const int TimedOne = 20;

    /// <summary>The rows of one shard. Which handlers it has depends on nothing but the seed and their numbers.</summary>
    /// <param name="seed">The seed.</param>
    /// <param name="clean">How many right handlers all shards have together.</param>
    /// <param name="faulty">How many mutants all shards have together.</param>
    /// <param name="shard">Which shard, from 0.</param>
    /// <param name="of">How many shards there are.</param>
    /// <param name="fix">Whether the quick-fixes are tried on the faulty ones.</param>
    public static IEnumerable<ScoreRow> Score(int seed, int clean, int faulty, int shard = 0, int of = 1, bool fix = false)
    {
        IEnumerable<int> Mine(int count) => Enumerable.Range(0, count).Where(number => number % of == shard);
        var operators = new Dictionary<string, string>();
        var numbers = new Dictionary<string, int>();
        IEnumerable<Subject> Mutated()
        {
            foreach (int number in Mine(faulty))
            {
                (FaultOperator fault, Subject? subject) = Mutants.One(seed, number);
                if (subject is null)
                    continue;
                operators[subject.Id] = fault.Name;
                numbers[subject.Id] = number;
                yield return subject;
            }
        }
        Batch? last = null;
        CompilationWithAnalyzers? analysis = null;
        int handlers = 0;
        foreach ((Comparison comparison, Batch batch, int index) in Comparer.CompareInBatches(Mine(clean).Select(number => Generator.Right(seed, number).Subject).Concat(Mutated())))
        {
            if (batch != last)
                (last, analysis) = (batch, batch.Analysis(new ChimneyAnalyzer()));
            ScoreRow row = RowOf(comparison, operators.GetValueOrDefault(comparison.Subject.Id), report => Replays(batch, index, report, comparison.Witnesses));
            if (fix && row.IsFaulty && numbers.TryGetValue(row.Id, out int drawn))
                row = row with { Fix = FixRow.Of(comparison.Subject, comparison.Outcome, Mutants.Right(seed, drawn)) };
            // An analysis of a handler alone costs as much as all else together.
            yield return handlers++ % TimedOne != 0 || row.Label == Label.NotRun ? row : row with { Milliseconds = Math.Round(batch.TimeOf(index, analysis!).TotalMilliseconds, 3) };
        }
    }

    /// <summary>The row of a comparison.</summary>
    internal static ScoreRow RowOf(Comparison comparison, string? fault, Func<Report, bool> replays)
    {
        Outcome outcome = comparison.Outcome;
        Finding[] mistakes = [.. outcome.Owned.Where(finding => finding.Ids.Any(Comparison.IsSeenOnRuns))];
        var rules = new SortedDictionary<string, RuleRow>(StringComparer.Ordinal);
        foreach (IGrouping<string, Report> same in comparison.Reports.Where(report => Comparison.IsSeenOnRuns(report.Id)).GroupBy(report => report.Id))
        {
            Report[] followed = [.. same.Where(replays)];
            rules[same.Key] = same.All(report => comparison.Witness(report) is null)
                ? new RuleRow(same.Key, outcome.IsBounded || outcome.NotRun is not null ? Verdict.Unknown : Verdict.FalseAlarm)
                // What the bound has cut off may be the run that follows a report.
                : new RuleRow(same.Key, Verdict.Found, outcome.IsBounded ? followed.Length : same.Count(), followed.Length, comparison.WrongLines.Any(finding => finding.Ids.Contains(same.Key)));
        }
        foreach (Finding mistake in mistakes.Where(mistake => !mistake.Ids.Any(rules.ContainsKey)))
        {
            string id = mistake.Ids.First(Comparison.IsSeenOnRuns);
            rules[id] = new RuleRow(id, comparison.IsUnproven ? Verdict.Unproven : Verdict.Missed);
        }
        Label label = outcome.NotRun is not null ? Label.NotRun : mistakes.Length > 0 ? Label.Faulty : outcome.IsBounded ? Label.Bounded : Label.Clean;
        bool differs = label == Label.NotRun || rules.Values.Any(rule => rule.Verdict is Verdict.FalseAlarm or Verdict.Missed || rule.WrongLine || rule.HasNoWitness);
        string? unproven = comparison.Reports.FirstOrDefault(report => report.Id == Comparison.Unproven) is { } cannot ? Quoted().Replace(cannot.Message, "'…'") : null;
        return new ScoreRow(comparison.Subject.Id, fault, label, [.. rules.Values], unproven, outcome.Runs, differs ? WordsOf(comparison) : null);
    }

    /// <summary>Whether a run follows the report and shows its rule, and does so again when its choices are made again.</summary>
    private static bool Replays(Batch batch, int index, Report report, Witnesses witnesses)
    {
        if (witnesses.Of(report) is not { } choices)
            return false;
        var again = new Witnesses([report]);
        Oracle.Replay(batch, index, choices, again);
        return again.Of(report) is not null;
    }

    private static string WordsOf(Comparison comparison) => string.Join('\n',
    [
        comparison.Subject.Text.TrimEnd(),
        .. comparison.Outcome.NotRun is { } why ? [$"// not run: {why}"] : Array.Empty<string>(),
        .. comparison.Outcome.Owned.Select(finding => $"// run: {finding}"),
        .. comparison.Reports.Select(report => $"// analyzers: {report}{(comparison.Witnesses.Of(report) is null ? " (no run follows it)" : "")}"),
    ]);

    [GeneratedRegex("'[^']*'")]
    private static partial Regex Quoted();
}
