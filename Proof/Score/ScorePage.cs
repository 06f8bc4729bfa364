using System.Text;

namespace Chimney.Proof;

/// <summary>The scorecard as a page. Without the table of times, it is the same for the same seed and commit.</summary>
public static class ScorePage
{
    /// <summary>Writes the page.</summary>
    public static string Write(ScoreShard whole)
    {
        var score = new Scorecard(whole.Rows);
        var text = new StringBuilder();
        void Line(string line = "") => text.Append(line).Append('\n');
        (double value, double low, double high) = Share.Difference(score.Recall, score.FalseAlarms);

        Line("# Scorecard");
        Line();
        Line($"Written by `dotnet run -c Release --project Proof -- score --seed {whole.Seed} --clean {whole.Clean} --faulty {whole.Faulty}`, or by the same with `--shard 1/4` and so on, and then");
        Line("`score-merge`. Right handlers are generated; mutants are right handlers with one seeded fault. The");
        Line("label of each is what running it under every choice shows, never what was done to it. Intervals are Wilson's, 95 %.");
        Line();
        Line($"Seed {whole.Seed}, {whole.Clean} right handlers, {whole.Faulty} mutants asked for, commit `{whole.Commit}`.");
        Line();
        Line("![Recall per operator and rule](scorecard.svg)");
        Line();
        Line("| Figure | Value |");
        Line("|---|---|");
        Line($"| Handlers | {score.Rows.Count}, {score.Rows.Sum(row => (long)row.Runs)} runs: {score.Count(Label.Clean)} clean (of which mutants that break nothing: {score.Rows.Count(row => row.Operator is not null && row.Label == Label.Clean)}), {score.Count(Label.Faulty)} faulty, {score.Count(Label.Bounded)} with the bound hit, {score.Count(Label.NotRun)} not run |");
        Line($"| Recall (faulty handlers with some report) | {score.RecallOfHandlers.Part} of {score.RecallOfHandlers.Whole}: {score.RecallOfHandlers} |");
        Line($"| **Recall (each mistake reported, by rule)** | {score.Recall.Part} of {score.Recall.Whole}: {score.Recall} |");
        Line($"| Recall (each mistake reported, by rule and line) | {score.RecallOfLines.Part} of {score.RecallOfLines.Whole}: {score.RecallOfLines} |");
        Line($"| **False alarms (right handlers, as written)** | {score.FalseAlarmsAsWritten.Part} of {score.FalseAlarmsAsWritten.Whole}: {score.FalseAlarmsAsWritten} |");
        Line($"| False alarms (clean handlers, with mutants that break nothing) | {score.FalseAlarms.Part} of {score.FalseAlarms.Whole}: {score.FalseAlarms} |");
        Line($"| TPR − FPR | {string.Create(null, $"{value:0.0000} [{low:0.0000}, {high:0.0000}]")} |");
        Line($"| Precision (rules on handlers) | {score.Precision.Part} of {score.Precision.Whole}: {score.Precision} |");
        Line($"| Reports that no run shows, bound hit | {score.Sum(Verdict.Unknown)} |");
        Line($"| Reported, but not on a line where a run shows it | {score.Rows.Sum(row => row.Rules.Count(rule => rule.WrongLine))} |");
        Line($"| Reports that replay | {score.Replays.Part} of {score.Replays.Whole}: {score.Replays} |");
        if (score.Fixed.Whole > 0)
            Line($"| **Fixed: a quick-fix is offered, and what it leaves passes the oracle** | offered {score.Offered.Part} of {score.Offered.Whole}, passes {score.Fixed.Part} of {score.Fixed.Whole}: {score.Fixed} |");
        Line($"| Unproven | {score.Unproven.Part} of {score.Unproven.Whole}: {score.Unproven} |");
        Line();
        Line("Where the analyzers say that they cannot tell, a handler counts as unproven and not as found or missed. A report replays when the choices of some run");
        Line("make every decision of the report's path, in its order, and the verifier then reports the same rule, each time. A mistake is on the right line when the");
        Line("report is on a line that is running when some run makes it: the statement itself, or a call that leads to it.");
        Line();

        Line("## Rules");
        Line();
        Line("A handler counts once for each rule. Macro averages are over the rules that some handler breaks.");
        Line();
        Line("| Rule | Found | Missed | Unproven | False alarms | Precision | Recall | TPR − FPR |");
        Line("|---|---|---|---|---|---|---|---|");
        foreach (RuleScore rule in score.Rules)
        {
            (double gain, double least, double most) = Share.Difference(rule.Recall, rule.Noise);
            Line(string.Create(null, $"| {rule.Id} | {rule.Found} | {rule.Missed} | {rule.Unproven} | {rule.FalseAlarms} | {rule.Precision} | {rule.Recall} | {gain:0.0000} [{least:0.0000}, {most:0.0000}] |"));
        }
        RuleScore[] broken = [.. score.Rules.Where(rule => rule.Found + rule.Missed > 0)];
        if (broken.Length > 0)
            Line(string.Create(null, $"| macro | | | | | {broken.Average(rule => rule.Precision.Value):0.0000} | {broken.Average(rule => rule.Recall.Value):0.0000} | {broken.Average(rule => rule.Recall.Value - rule.Noise.Value):0.0000} |"));
        Line();

        Line("## Operators");
        Line();
        Line("| Operator | Mutants | Faulty | Clean | Bound hit | Not run | Unproven | Recall | By rule |");
        Line("|---|---|---|---|---|---|---|---|---|");
        foreach (OperatorScore fault in score.Operators)
        {
            string rules = string.Join(", ", fault.Rules.Select(rule => $"{rule.Id} {rule.Recall.Part}/{rule.Recall.Whole}"));
            Line($"| {fault.Name} | {fault.Rows.Count} | {fault.Count(Label.Faulty)} | {fault.Count(Label.Clean)} | {fault.Count(Label.Bounded)} | {fault.Count(Label.NotRun)} | {fault.Rows.Count(row => row.Unproven is not null)} | {fault.Recall} | {rules} |");
        }
        Line();

        if (score.Fixed.Whole > 0)
            FixPage.Write(score, Line);
        Line("## Unproven");
        Line();
        Line("| Reason | Handlers | Of which faulty |");
        Line("|---|---|---|");
        foreach (var same in score.Rows.Where(row => row.Unproven is not null).GroupBy(row => row.Unproven!).OrderByDescending(same => same.Count()).ThenBy(same => same.Key, StringComparer.Ordinal))
            Line($"| {same.Key.Replace("|", "\\|", StringComparison.Ordinal)} | {same.Count()} | {same.Count(row => row.IsFaulty)} |");
        Line();

        Line("## Time");
        Line();
        Line($"Of one handler in {Scorer.TimedOne}. The processor's, for one handler with all that it calls, asked for alone as an editor does. The compiler's part (binding, starting the analysis) and the runtime's are in it.");
        Line();
        Line("| p50 | p95 | p99 |");
        Line("|---|---|---|");
        Line(string.Create(null, $"| {score.Times.Half:0.00} ms | {score.Times.Of95:0.00} ms | {score.Times.Of99:0.00} ms |"));
        Line();

        using (var classes = new StreamReader(typeof(ScorePage).Assembly.GetManifestResourceStream("classes.md")!))
            Line(classes.ReadToEnd());

        Line("## Disagreements");
        Line();
        Line("| Kind | Operator | Handlers |");
        Line("|---|---|---|");
        var kinds = score.Rows.Where(row => row.Disagreement is not null).SelectMany(row => KindsOf(row).Distinct(), (row, kind) => (Row: row, Kind: kind)).ToList();
        foreach (var same in kinds.GroupBy(pair => (pair.Kind, Operator: pair.Row.Operator ?? "as written")).OrderBy(same => same.Key.Kind, StringComparer.Ordinal).ThenByDescending(same => same.Count()).ThenBy(same => same.Key.Operator, StringComparer.Ordinal))
            Line($"| {same.Key.Kind} | {same.Key.Operator} | {same.Count()} |");
        Line();
        Line("The shortest of each kind:");
        Line();
        foreach (var same in kinds.GroupBy(pair => pair.Kind).OrderBy(same => same.Key, StringComparer.Ordinal))
        {
            ScoreRow shortest = same.MinBy(pair => pair.Row.Disagreement!.Length).Row;
            Line($"### {same.Key}\n\n{shortest.Id}\n\n```csharp\n{shortest.Disagreement}\n```\n");
        }
        return text.ToString().TrimEnd() + "\n";
    }

    private static IEnumerable<string> KindsOf(ScoreRow row)
    {
        if (row.Label == Label.NotRun)
            yield return "not run";
        foreach (RuleRow rule in row.Rules)
        {
            if (rule.Verdict == Verdict.FalseAlarm)
                yield return row.IsFaulty ? $"another rule {rule.Id}" : $"false alarm {rule.Id}";
            else if (rule.Verdict == Verdict.Missed)
                yield return $"miss {rule.Id}";
            else if (rule.WrongLine)
                yield return $"line {rule.Id}";
            if (rule.HasNoWitness)
                yield return $"not replayed {rule.Id}";
        }
    }
}
