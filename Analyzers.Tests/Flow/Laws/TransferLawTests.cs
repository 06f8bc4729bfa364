using System.Collections.Immutable;
using Chimney.Analyzers.Tests.Corpus;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace Chimney.Analyzers.Tests.Flow.Laws;

/// <summary>What must hold of the interpreter as a whole, on handlers made by chance.</summary>
public class TransferLawTests(ITestOutputHelper output)
{
    private const int Batches = 3;
    private const int BatchSize = 100;

    /// <summary>Measured: of each batch, at least so many programs are right, leave the duty open, and complete twice.</summary>
    private const int LeastOfEach = 10;

    private static readonly Gen<Batch> s_batch = Statement.SomeBody.ArrayOf(BatchSize).Select(bodies => new Batch(bodies));

    /// <summary>A summary of a helper says what its body says in its place.</summary>
    [Fact]
    public void Summaries_equal_inlining() => LawCheck.Holds(output, s_batch, Batches, batch =>
    {
        var programs = batch.Bodies;
        var reports = Analyze(programs.SelectMany(body => new[] { ProgramText.Of("Shape", body, inline: false), ProgramText.Of("Shape", body, inline: true) }));
        foreach (string id in new[] { "", "CHIM1001", "CHIM1002" })
            Assert.InRange(Enumerable.Range(0, BatchSize).Count(index => id == "" ? reports[2 * index].IsEmpty : reports[2 * index].Contains(id)), LeastOfEach, BatchSize);
        output.WriteLine(string.Join("; ", reports.GroupBy(ids => string.Join(' ', ids.Order(StringComparer.Ordinal))).Select(group => $"{group.Key}: {group.Count()}")));
        AssertAll(programs, index => (reports[2 * index].SetEquals(reports[2 * index + 1]),
            $"called: {string.Join(' ', reports[2 * index])}; inlined: {string.Join(' ', reports[2 * index + 1])}\n{ProgramText.Of("Shape", programs[index], inline: false)}\n{ProgramText.Of("Shape", programs[index], inline: true)}"));
    });

    /// <summary>Where a flag is known, the cases in which it is otherwise are gone, and with them their reports; none comes.</summary>
    [Fact]
    public void Knowing_more_reports_no_more() => LawCheck.Holds(output, s_batch, Batches, batch =>
    {
        var programs = batch.Bodies;
        const string known = "if (f0) { Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport()); return; }";
        var reports = Analyze(programs.SelectMany(body => new[] { ProgramText.Of("Shape", body, inline: false), ProgramText.Of("Shape", body, inline: false, known) }));
        AssertAll(programs, index => (reports[2 * index + 1].IsSubsetOf(reports[2 * index]),
            $"{string.Join(' ', reports[2 * index])} became {string.Join(' ', reports[2 * index + 1])}\n{ProgramText.Of("Shape", programs[index], inline: false, known)}"));
    });

    /// <summary>Names the shortest program that breaks the law.</summary>
    private static void AssertAll(ImmutableArray<Statement>[] programs, Func<int, (bool Holds, string Text)> law)
    {
        var broken = Enumerable.Range(0, programs.Length).Select(law).Where(result => !result.Holds).OrderBy(result => result.Text.Length).ToList();
        Assert.True(broken.Count == 0, $"{broken.Count} of {programs.Length}:\n{broken.FirstOrDefault().Text}");
    }

    /// <summary>The ids reported of each source; all are compiled together, each in a namespace of its own.</summary>
    private static ImmutableArray<ImmutableHashSet<string>> Analyze(IEnumerable<string> sources)
    {
        var all = sources.Select((source, index) => $"namespace Program{index} {{\n{source}\n}}").ToList();
        var compilation = ShapeCompilation.Create(all);
        Assert.Empty(ShapeCompilation.Errors(compilation));
        var reports = ShapeCompilation.AnalyzeAsync(compilation, [new ChimneyAnalyzer()]).Result.ToLookup(report => report.Location.SourceTree);
        return [.. compilation.SyntaxTrees.Select(tree => reports[tree].Select(report => report.Id).ToImmutableHashSet())];
    }

    /// <summary>Programs that are compiled together. The report of a broken law names the shortest, not all.</summary>
    private sealed class Batch(ImmutableArray<Statement>[] bodies)
    {
        public ImmutableArray<Statement>[] Bodies => bodies;

        public override string ToString() => $"{bodies.Length} programs";
    }
}
