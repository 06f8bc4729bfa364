namespace Chimney.Proof;

/// <summary>How one tool does on rows: a report of any of its rules on a faulty handler finds it.</summary>
internal sealed class PeerTable(IReadOnlyList<PeerRow> rows, int tool)
{
    /// <summary>Faulty handlers with a report, out of all faulty ones.</summary>
    internal Share Recall { get; } = new(rows.Count(row => row.Faults != 0 && row.Reported[tool]), rows.Count(row => row.Faults != 0));

    /// <summary>Right handlers with a report, out of all right ones.</summary>
    internal Share Noise { get; } = new(rows.Count(row => row.Faults == 0 && row.Reported[tool]), rows.Count(row => row.Faults == 0));

    /// <summary>Faulty handlers, out of all handlers with a report.</summary>
    internal Share Precision => new(Recall.Part, Recall.Part + Noise.Part);

    /// <summary>The cells of a row of a page.</summary>
    internal string Cells()
    {
        (double value, double low, double high) = Share.Difference(Recall, Noise);
        return string.Create(null, $"{Recall.Part} | {Noise.Part} | {Recall.Whole - Recall.Part} | {Noise.Whole - Noise.Part} | {Precision} | {Recall} | {value:0.0000} [{low:0.0000}, {high:0.0000}]");
    }

    /// <summary>
    /// McNemar's test on the same handlers, exact and two-sided: how often only ours is right, how often only the peer, and how likely that is if neither
    /// were better.
    /// </summary>
    internal static (int Ours, int Peer, double Chance) Compare(IReadOnlyList<PeerRow> rows, int peer)
    {
        static bool IsRight(PeerRow row, int tool) => row.Reported[tool] == (row.Faults != 0);
        int ours = rows.Count(row => IsRight(row, 0) && !IsRight(row, peer));
        int other = rows.Count(row => !IsRight(row, 0) && IsRight(row, peer));
        return (ours, other, Chance(ours, other));
    }

    /// <summary>The chance that so many fall on the rarer side of a fair coin, or fewer, times two.</summary>
    internal static double Chance(int one, int other)
    {
        int all = one + other;
        double sum = 0, term = -all * Math.Log(2);
        for (int i = 0; i <= Math.Min(one, other); i++)
        {
            sum += Math.Exp(term);
            term += Math.Log(all - i) - Math.Log(i + 1);
        }
        return Math.Min(1, 2 * sum);
    }
}
