using System.Text;

namespace Chimney.Proof;

/// <summary>The comparison with other analyzers as a page.</summary>
public static class PeerPage
{
    /// <summary>Writes the page.</summary>
    public static string Write(PeerScore score, int seed, string commit)
    {
        var text = new StringBuilder();
        void Line(string line = "") => text.Append(line).Append('\n');
        string[] tools = ["**ChimneyAnalyzers**", .. Peer.All.Select(peer => peer.Name)];
        IReadOnlyList<PeerRow> rows = score.Rows;

        Line("# Peers on the same handlers");
        Line();
        Line("Written by `dotnet run -c Release --project Proof -- peers`. No other tool knows the completion contract. What comes nearest in .NET is \"dispose once\", so each");
        Line("generated handler, right ones and mutants, is translated by machine: the list becomes an object that the method makes, every function that takes the");
        Line("list becomes `Dispose`, views and pended handles are the object itself, a work item is a queued delegate; control flow, helpers, fields and queues stay.");
        Line("Ours see the handler, peers see its translation. The label of the translation is made anew, by running it under every choice with an object that counts;");
        Line("a handler whose own label differs is left out. A report of any of the named rules on a faulty handler counts as found, wherever it points. Intervals are");
        Line("Wilson's, 95 %; those of TPR − FPR are Newcombe's.");
        Line();
        Line($"Seed {seed}, commit `{commit}`: {rows.Count} handlers, {rows.Count(row => row.Faults == 0)} right and {rows.Count(row => row.Faults != 0)} faulty"
            + $" ({rows.Count(row => row.Faults.HasFlag(DisposeFaults.Missing))} missing, {rows.Count(row => row.Faults.HasFlag(DisposeFaults.Double))} double, {rows.Count(row => row.Faults.HasFlag(DisposeFaults.UseAfter))} use after;"
            + $" some are several). Ours say of {rows.Count(row => row.IsUnproven)} that they cannot tell: a report for none of the figures.");
        Line();
        Table("All mistakes", rows);
        Table("Missing only: what CA2000 is made for", [.. rows.Where(row => row.Faults is DisposeFaults.None or DisposeFaults.Missing)]);
        Table("Missing only, and nothing is kept for later", [.. rows.Where(row => row.Faults is DisposeFaults.None or DisposeFaults.Missing).Where(row => !row.IsKept)]);

        Line("## Recall by mistake");
        Line();
        Line($"| Mistake | Handlers | {string.Join(" | ", tools)} |");
        Line($"|---|---|{string.Concat(tools.Select(_ => "---|"))}");
        foreach (DisposeFaults faults in rows.Select(row => row.Faults).Where(faults => faults != 0).Distinct().Order())
        {
            PeerRow[] same = [.. rows.Where(row => row.Faults == faults)];
            Line($"| {faults} | {same.Length} | {string.Join(" | ", tools.Select((_, i) => new PeerTable(same, i).Recall))} |");
        }
        Line();

        Line("## McNemar's test against ours");
        Line();
        Line("| Tool | Only ours is right | Only the peer is right | Chance if neither were better |");
        Line("|---|---|---|---|");
        for (int i = 1; i < tools.Length; i++)
        {
            (int ours, int peer, double chance) = PeerTable.Compare(rows, i);
            Line(string.Create(null, $"| {tools[i]} | {ours} | {peer} | {(chance < 1e-12 ? "below 10⁻¹²" : chance.ToString("0.###e+0", null))} |"));
        }
        Line();

        Line("## Time");
        Line();
        Line("The processor's time for one handler, binding included, all handlers of a batch of 250 in one compilation.");
        Line();
        Line("| Tool | ms |");
        Line("|---|---|");
        for (int i = 0; i < tools.Length; i++)
            Line(string.Create(null, $"| {tools[i]} | {score.Milliseconds[i]:0.00} |"));
        Line();

        Line("## Left out");
        Line();
        Line("| Why | Handlers |");
        Line("|---|---|");
        foreach ((string why, int count) in score.Left)
            Line($"| {why} | {count} |");
        Line();
        Line("Versions: " + string.Join(", ", Peer.All.Select(peer => $"`{peer.Package}`").Distinct()) + ". CA2000 is off by default; it is turned on here, and otherwise left as it is but for what the table says.");
        return text.ToString();

        void Table(string title, IReadOnlyList<PeerRow> some)
        {
            Line($"## {title}");
            Line();
            Line("| Tool | TP | FP | FN | TN | Precision | Recall | TPR − FPR |");
            Line("|---|---|---|---|---|---|---|---|");
            for (int i = 0; i < tools.Length; i++)
                Line($"| {tools[i]} | {new PeerTable(some, i).Cells()} |");
            Line();
        }
    }
}
