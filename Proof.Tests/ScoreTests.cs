namespace Chimney.Proof.Tests;

/// <summary>The scorecard: seeded faults, counts that any cut into shards leaves as they are, and a slice without a disagreement.</summary>
public class ScoreTests
{
    [Fact]
    public void The_slice_is_agreed_on()
    {
        var score = new Scorecard(Scorer.Score(seed: 7, clean: 40, faulty: 2 * FaultOperator.All.Length));
        Assert.Equal(0, score.Rows.Count(row => row.Operator is null && (row.Label is Label.Faulty or Label.NotRun || row.HasFalseAlarm)));
        Assert.Equal(score.Replays.Whole, score.Replays.Part);
        string[] differing = [.. from row in score.Rows
                                 from rule in row.Rules
                                 where rule.Verdict is Verdict.Missed or Verdict.FalseAlarm || rule.WrongLine
                                 select $"{rule.Verdict} {rule.Id}: {row.Id}"];
        Assert.Empty(differing);
    }

    [Fact]
    public void Shards_merge_to_the_whole()
    {
        string folder = Directory.CreateTempSubdirectory("score").FullName;
        try
        {
            for (int shard = 0; shard < 2; shard++)
                new ScoreShard(3, 6, 10, shard + 1, 2, "commit", [.. Scorer.Score(3, 6, 10, shard, 2)]).Save(folder);
            ScoreShard merged = ScoreShard.Merge(ScoreShard.Load(folder));
            var whole = new ScoreShard(3, 6, 10, 1, 1, "commit", [.. Scorer.Score(3, 6, 10)]);
            Assert.Equal(16, whole.Rows.Count);
            Assert.Equal(ScorePage.Write(Untimed(whole)), ScorePage.Write(Untimed(merged)));
            Assert.Equal(ScoreChart.Draw(whole), ScoreChart.Draw(merged));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Shards_of_several_scores_do_not_merge()
    {
        var one = new ScoreShard(1, 2, 2, 1, 2, "commit", []);
        Assert.Throws<InvalidOperationException>(() => ScoreShard.Merge([one, one with { Shard = 2, Seed = 2 }]));
        Assert.Throws<InvalidOperationException>(() => ScoreShard.Merge([one]));
        Assert.Throws<InvalidOperationException>(() => ScoreShard.Merge([one, one]));
    }

    [Fact]
    public void Each_operator_has_sites_and_changes_the_source()
    {
        for (int number = 0; number < FaultOperator.All.Length; number++)
        {
            (FaultOperator fault, Subject? mutant) = Mutants.One(5, number);
            Assert.True(mutant is not null, fault.Name);
            Assert.Equal(mutant.Text, Mutants.One(5, number).Subject!.Text);
        }
        Assert.Distinct(FaultOperator.All.Select(fault => fault.Name));
    }

    [Theory]
    [InlineData(0, 3000, 0, 0.00128)]
    [InlineData(300, 300, 0.98736, 1)]
    [InlineData(8, 10, 0.49016, 0.94331)]
    public void Intervals_are_those_of_Wilson(int part, int whole, double low, double high)
    {
        var share = new Share(part, whole);
        Assert.Equal(low, share.Low, 0.0001);
        Assert.Equal(high, share.High, 0.0001);
    }

    private static ScoreShard Untimed(ScoreShard shard) => shard with { Rows = [.. shard.Rows.Select(row => row with { Milliseconds = null })] };
}
