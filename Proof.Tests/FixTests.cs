namespace Chimney.Proof.Tests;

/// <summary>The quick-fixes on faulty handlers, judged by the oracle: a slice of what <c>score --fix</c> measures.</summary>
public class FixTests
{
    /// <summary>Reported, and not mended in the slice. May shrink; a new line is a regression.</summary>
    private static readonly string[] s_notMended =
    [
        "7-34 Target.MiniportTerminateOffload: open or close a bound", // two conditions that leave a gap: which of them is meant to cover it, no fix can know
    ];

    [Fact]
    public void What_is_reported_is_fixed_and_passes_the_oracle()
    {
        var score = new Scorecard(Scorer.Score(seed: 7, clean: 0, faulty: FaultOperator.All.Length, of: 2, fix: true));
        ScoreRow[] tried = [.. score.Rows.Where(row => row.Fix is not null)];
        Assert.Equal(score.Count(Label.Faulty), tried.Length);
        Assert.Empty(tried.Where(row => row.Fix is { Applied.Count: > 0, Passes: false }).Select(row => row.Fix!.Words));
        ScoreRow[] left = [.. tried.Where(row => !row.Fix!.Passes && row.Rules.Any(rule => rule.Verdict is Verdict.Found))];
        Assert.Empty(left.Select(row => row.Id).Except(s_notMended));
        Assert.Contains("passes " + score.Fixed.Part, ScorePage.Write(new ScoreShard(7, 0, 0, 1, 1, "commit", score.Rows)));
    }

    [Fact]
    public void What_a_fix_breaks_is_noticed()
    {
        var right = new Subject("right", [Handler("if (list.IsNull) return; Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());")]);
        var lost = new Subject("lost", [Handler("{ }")]);
        var unmended = new Subject("unmended", [Handler("Adapter.Note($\"{list.Pend()}\");")]);
        FixRow mended = FixRow.Of(lost, Oracle.Judge(lost.Text), right);
        Assert.True(mended.Passes, mended.Words);
        Assert.Equal(["CHIM1001: Complete the operation with NdisMQueryOffloadStateComplete"], mended.Applied);
        FixRow left = FixRow.Of(unmended, Oracle.Judge(unmended.Text), right);
        Assert.False(left.Passes);
        Assert.Contains("// run: ", left.Words);
        Assert.Empty(Fixer.Fix(right).Applied);
    }

    private static string Handler(string body) => $$"""
        public class Shape : IntermediateDriver
        {
            public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
            {
                {{body}}
            }
        }
        """;
}
