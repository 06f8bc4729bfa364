using Chimney.Analyzers.Tests.Corpus;

namespace Chimney.Proof.Tests;

/// <summary>The oracle agrees with the hand-fixed verdicts, and would notice if the verifier did not check any more.</summary>
public class OracleTests(CorpusRuns corpus) : IClassFixture<CorpusRuns>
{
    /// <summary>A shape that is listed and agrees fails as well, so that the list only shrinks.</summary>
    [Fact]
    public void Shapes_get_their_verdicts_on_runs()
    {
        var wrong = from row in corpus.Run
                    where ShapeCheck.Agrees(row.Shape, row.Outcome) == ShapeCheck.Disagreements.ContainsKey(row.Shape.Id)
                    select $"{row.Shape.Id} ({row.Shape.Title}):\n  {string.Join("\n  ", row.Outcome.Findings)}";
        Assert.True(!wrong.Any(), string.Join("\n", wrong));
    }

    [Fact]
    public void Disagreements_are_about_shapes_and_have_reasons()
        => Assert.All(ShapeCheck.Disagreements, row => Assert.True(ShapeCorpus.Shapes.ContainsKey(row.Key) && row.Value != "", $"{row.Key} is unknown or has no reason"));

    /// <summary>What is about threads cannot be run choice by choice.</summary>
    [Fact]
    public void Nearly_all_shapes_are_run()
    {
        int notRun = corpus.Outcomes.Count(outcome => outcome.NotRun is not (null or "it uses threads"));
        Assert.True(notRun <= ShapeCheck.Shapes.Length / 20, string.Join('\n', ShapeCheck.Shapes.Zip(corpus.Outcomes).Where(row => row.Second.NotRun is not null).Select(row => $"{row.First.Id}: {row.Second.NotRun}")));
    }

    /// <summary>Each rule that shapes break is taken out of the verifier in turn: some shape must then lose its verdict.</summary>
    [Fact]
    public void A_check_that_is_off_is_noticed()
    {
        var agreeing = corpus.Run.Where(row => ShapeCheck.Agrees(row.Shape, row.Outcome) && row.Shape.Expected.Any(item => !item.Optional && item.Ids.Any(Comparison.IsSeenOnRuns))).ToList();
        var rules = agreeing.SelectMany(row => row.Outcome.Owned).Where(finding => finding.Ids.Any(Comparison.IsSeenOnRuns)).Select(finding => finding.Rule).Distinct().Order().ToList();
        Assert.True(rules.Count >= 25, $"The shapes reach {rules.Count} rules only: {string.Join(' ', rules)}");
        var unnoticed = rules.Where(rule => !agreeing
            .Where(row => row.Outcome.Owned.Any(finding => finding.Rule == rule))
            .Any(row => !ShapeCheck.Agrees(row.Shape, Oracle.Judge(corpus.Batch, row.Index, ignored: [rule]))));
        Assert.Empty(unnoticed);
    }

    [Fact]
    public void What_was_found_is_found_again_by_its_choices()
        => Assert.All(
            corpus.Run.Where((_, i) => i % 5 == 0).SelectMany(row => row.Outcome.Owned.Take(1).Select(finding => (row, finding))),
            pair => Assert.Contains(Oracle.Replay(corpus.Batch, pair.row.Index, pair.finding.Choices), again => again.Rule == pair.finding.Rule && again.Line == pair.finding.Line));
}
