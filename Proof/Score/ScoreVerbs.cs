namespace Chimney.Proof;

/// <summary>The verbs that make a scorecard.</summary>
internal static class ScoreVerbs
{
    /// <summary>Scores one shard, and writes its file; with one shard only, the page and the chart as well.</summary>
    internal static int Score(int seed, int clean, int faulty, string shard, string folder, bool fix)
    {
        int[] parts = [.. shard.Split('/').Select(int.Parse)];
        (int number, int of) = (parts[0], parts[1]);
        var rows = new List<ScoreRow>();
        foreach (ScoreRow row in Scorer.Score(seed, clean, faulty, number - 1, of, fix))
        {
            rows.Add(row);
            if (rows.Count % 250 == 0)
                Console.WriteLine($"{rows.Count} handlers");
        }
        var result = new ScoreShard(seed, clean, faulty, number, of, ScoreShard.CommitAtHand, rows);
        result.Save(folder);
        return of == 1 ? Finish(result, folder) : 0;
    }

    /// <summary>Makes one scorecard of the shards in a folder.</summary>
    internal static int Merge(string folder) => Finish(ScoreShard.Merge(ScoreShard.Load(folder)), folder);

    private static int Finish(ScoreShard whole, string folder)
    {
        File.WriteAllText(Path.Combine(folder, "scorecard.md"), ScorePage.Write(whole));
        File.WriteAllText(Path.Combine(folder, "scorecard.svg"), ScoreChart.Draw(whole));
        var score = new Scorecard(whole.Rows);
        Console.WriteLine($"recall {score.Recall}, false alarms {score.FalseAlarms}, replayed {score.Replays}, unproven {score.Unproven}");
        return score.Sum(Verdict.FalseAlarm) + score.Sum(Verdict.Missed) == 0 ? 0 : 1;
    }
}
