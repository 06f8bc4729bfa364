extern alias proof;

using Chimney.Analyzers.Tests.Corpus;
using Chimney.Analyzers.Tests.Docs;
using Chimney.Analyzers.Tests.Harness;
using proof::Chimney.Proof;
using Xunit.Abstractions;

namespace Chimney.Analyzers.Tests.Fixes;

/// <summary>
/// What the fixes leave without a report is run, under every choice of what the driver cannot know: shapes, tests of rules and of every handler,
/// and the examples of rules.md. No run may break what an analyzer speaks about, nor anything that the driver did not break before it was fixed.
/// </summary>
public class FixedRunTests(ITestOutputHelper output)
{
    /// <summary>Measured: so many fixed drivers run.</summary>
    private const int LeastRun = 880;

    private const int MostRuns = 300;

    private const string Rest = "the rest of a chain may be null, and the source itself passes it on untested, see C13.b of the proof's disagreements";

    /// <summary>Fixed drivers that break something: source, rule, reason. Who mends a fix takes its row out.</summary>
    private static readonly (string Id, string Rule, string Reason)[] s_known =
    [
        ("C13.u", "C084", Rest),
        ("J14", "C005", "the other arm is suppressed on purpose"),
        ("X80", "C276", "the source's only drainer keeps the list again for its next call, and the run ends after two"),
    ];

    /// <summary>
    /// What no fix can know and no rule reports, and shows once the call is there: a handle that the source leaves null (C028, C039), a chain of
    /// several miniports (C086), a SourceHandle that the source keeps itself (C076).
    /// </summary>
    private static readonly string[] s_ofTheSource = ["C028", "C039", "C076", "C086"];

    [Fact]
    public async Task What_is_fixed_breaks_nothing_on_a_run()
    {
        var pairs = new List<(Subject Broken, Subject Fixed)>();
        foreach (var shape in ShapeFixTests.Shapes.Where(shape => shape.Sources.All(source => source.Assembly is null)))
            Add(pairs, shape.Id, [.. shape.Sources.Select(source => source.Text)], await FixRun.RunAsync(ShapeCompilation.Create(shape)));
        foreach (var type in Rehearsal.Classes)
            foreach (var sample in await SampleFixTests.SamplesOf(type.Name))
                Add(pairs, type.Name, sample.Sources, await FixRun.RunAsync(ShapeCompilation.Create(sample.Sources)));
        foreach (var section in RulesPage.Sections)
            Add(pairs, section.Id, [RulesPage.Example(section.Broken)], await FixRun.RunAsync(ShapeCompilation.Create([RulesPage.Example(section.Broken)])));

        using var before = new Batch([.. pairs.Select(pair => pair.Broken)]);
        using var after = new Batch([.. pairs.Select(pair => pair.Fixed)]);
        var wrong = new List<string>();
        var known = new HashSet<(string, string)>();
        int run = 0;
        for (int i = 0; i < pairs.Count; i++)
        {
            var outcome = Oracle.Judge(after, i, MostRuns);
            run += outcome.NotRun is null ? 1 : 0;
            if (outcome.Findings.Count == 0)
                continue;
            var brokenBefore = Oracle.Judge(before, i, MostRuns).Findings.Select(finding => finding.Rule).ToHashSet();
            foreach (var finding in outcome.Findings.Where(finding => finding.Ids.Count > 0 || !brokenBefore.Contains(finding.Rule) && !s_ofTheSource.Contains(finding.Rule)))
                if (s_known.Any(row => (row.Id, row.Rule) == (pairs[i].Fixed.Id, finding.Rule)))
                    known.Add((pairs[i].Fixed.Id, finding.Rule));
                else
                    wrong.Add($"{pairs[i].Fixed.Id}: {finding}\n{pairs[i].Fixed.Text}");
        }
        output.WriteLine($"{run} of {pairs.Count} fixed drivers run, {wrong.Count} mistakes that are not known");
        Assert.True(wrong.Count == 0, string.Join("\n\n", wrong));
        Assert.Equal(s_known.Select(row => (row.Id, row.Rule)).Order(), known.Order());
        Assert.InRange(run, LeastRun, pairs.Count);
    }

    /// <summary>Drivers of which nothing is reported after the fixes. What the tests' drivers leave to chance is a choice of the run.</summary>
    private static void Add(List<(Subject Broken, Subject Fixed)> pairs, string id, IEnumerable<string> sources, FixOutcome outcome)
    {
        if (outcome is { Fixes: > 0, Left: 0 })
            pairs.Add((SubjectOf(sources), SubjectOf(outcome.Sources.Where(text => text != ShapeCorpus.Prelude))));

        Subject SubjectOf(IEnumerable<string> texts) => new(id, [.. texts.Select(text => text.Replace("Random.Shared.Next(2) == 0", "Adapter.IsUp()", StringComparison.Ordinal))]);
    }
}
