using System.Collections.Immutable;
using Chimney.Analyzers.Tests.Corpus;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Xunit.Abstractions;

namespace Chimney.Analyzers.Tests.Metamorphic;

/// <summary>Code that does the same gets the same reports, however it is written: every shape of the corpus under every transformation.</summary>
public class MetamorphicTests(ITestOutputHelper output)
{
    private static readonly Lazy<Task<Dictionary<string, string>>> s_before = new(() => VerdictsAsync(Shapes.ToDictionary(shape => shape.Id, shape => shape.Sources[0].Text)));

    /// <summary>With CHIMNEY_METAMORPHIC=all, every transformation looks at every shape; else some look at a part of them.</summary>
    private static readonly bool s_isFull = Environment.GetEnvironmentVariable("CHIMNEY_METAMORPHIC") == "all";

    private static IEnumerable<Shape> Shapes => ShapeCorpus.Shapes.Values.Where(shape => !shape.ExpectsCompilerError && shape.Sources.Length == 1);

    public static TheoryData<string> Names => [.. Transformation.All.Select(transformation => transformation.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Verdicts_stay(string name)
    {
        var transformation = Transformation.All.Single(one => one.Name == name);
        var changed = Shapes.Where(shape => s_isFull || shape.Id.Sum(letter => letter) % transformation.Every == 0).Select(shape => (shape.Id, Old: CSharpSyntaxTree.ParseText(shape.Sources[0].Text).GetRoot()))
            .Select(shape => (shape.Id, shape.Old, New: transformation.Apply(shape.Old)))
            .Where(shape => shape.New.ToFullString() != shape.Old.ToFullString())
            .ToDictionary(shape => shape.Id, shape => shape.New.ToFullString());
        var (before, after) = (await s_before.Value, await VerdictsAsync(changed));
        var applied = after.Keys.Where(before.ContainsKey).ToList();
        output.WriteLine($"{applied.Count} shapes");
        var different = applied.Where(id => before[id] != after[id] && !Exceptions.Reasons.ContainsKey((name, id))).Select(id => $"{id}: {before[id]} -> {after[id]}");
        Assert.True(!different.Any(), string.Join('\n', different));
        Assert.InRange(applied.Count, transformation.Least, int.MaxValue);
        Assert.All(Exceptions.Reasons.Keys.Where(key => key.Transformation == name && after.ContainsKey(key.Shape)), key => Assert.NotEqual(before[key.Shape], after[key.Shape]));
    }

    /// <summary>The ids that each source gets. Those with disposable types are compiled alone: a using calls whatever in the compilation can be disposed of.</summary>
    private static async Task<Dictionary<string, string>> VerdictsAsync(Dictionary<string, string> sources)
    {
        var verdicts = new Dictionary<string, string>();
        foreach (var together in sources.GroupBy(source => source.Value.Contains("Disposable", StringComparison.Ordinal) ? source.Key : ""))
        {
            foreach (var (id, verdict) in await VerdictsOfAsync([.. together]))
                verdicts.Add(id, verdict);
        }
        return verdicts;
    }

    /// <summary>None of those that do not compile in a namespace of its own.</summary>
    private static async Task<IEnumerable<(string Id, string Verdict)>> VerdictsOfAsync(KeyValuePair<string, string>[] sources)
    {
        var any = ShapeCorpus.Shapes.Values.First();
        var compilation = ShapeCompilation.Create(any with { Sources = [.. sources.Select((source, i) => new ShapeSource(source.Key, null, $"namespace Shape{i}\n{{\n{source.Value}\n}}\n"))] });
        var broken = compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(error => error.Location.SourceTree!).ToHashSet();
        compilation = compilation.RemoveSyntaxTrees(broken);
        var reports = (await ShapeCompilation.AnalyzeAsync(compilation, [new ChimneyAnalyzer()])).ToLookup(report => report.Location.SourceTree?.FilePath, report => report.Id);
        return sources.Select(source => source.Key).Except(broken.Select(tree => tree.FilePath)).Select(id => (id, string.Join(' ', reports[id].Distinct().Order(StringComparer.Ordinal))));
    }
}
