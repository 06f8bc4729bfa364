using System.Collections.Concurrent;
using System.Collections.Immutable;
using Chimney.Analyzers.Tests.Corpus;
using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Xunit.Abstractions;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>The fixes on every broken shape of the corpus: whatever is offered compiles, settles its report and brings no new one.</summary>
public class ShapeFixTests(ITestOutputHelper output)
{
    /// <summary>Measured: of the shapes whose faults can be fixed at all, how many are at least partly fixed, and how many are clean after.</summary>
    private const int LeastFixed = 360;
    private const int LeastClean = 355;

    private const int MostFixes = 8;

    private static readonly ImmutableArray<CodeFixProvider> s_providers = [new CHIM1001CodeFix(), new CHIM1002CodeFix(), new CHIM1003CodeFix(), new CHIM1004CodeFix()];

    private static readonly ConcurrentDictionary<string, Lazy<Task<Outcome>>> s_outcomes = new();

    public static TheoryData<string> Broken => [.. Shapes.Select(shape => shape.Id)];

    private static IEnumerable<Shape> Shapes => ShapeCorpus.Shapes.Values.Where(shape => RoslynHost.Supports(shape.CSharp) && !shape.ExpectsCompilerError
        && shape.Expected.Any(item => item.Ids.Any(id => s_providers.Any(provider => provider.FixableDiagnosticIds.Contains(id)))));

    private sealed record Outcome(int Reported, int Fixes, int Left, string Log);

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task Every_offered_fix_keeps_its_promise(string id)
    {
        var outcome = await OutcomeOf(ShapeCorpus.Shapes[id]);
        output.WriteLine(outcome.Log);
    }

    [Fact]
    public async Task Most_broken_shapes_get_a_fix()
    {
        var outcomes = new List<(string Id, Outcome Outcome)>();
        foreach (var shape in Shapes)
            outcomes.Add((shape.Id, await OutcomeOf(shape)));
        var isFixed = outcomes.Count(item => item.Outcome.Fixes > 0);
        var isClean = outcomes.Count(item => item.Outcome is { Fixes: > 0, Left: 0 });
        output.WriteLine($"{isFixed} of {outcomes.Count} broken shapes got a fix, {isClean} have no report after; without one: "
            + string.Join(' ', outcomes.Where(item => item.Outcome is { Fixes: 0, Reported: > 0 }).Select(item => item.Id)));
        Assert.InRange(isFixed, LeastFixed, outcomes.Count);
        Assert.InRange(isClean, LeastClean, outcomes.Count);
    }

    private static Task<Outcome> OutcomeOf(Shape shape) => s_outcomes.GetOrAdd(shape.Id, _ => new(() => FixAsync(shape))).Value;

    private static async Task<Outcome> FixAsync(Shape shape)
    {
        using var workspace = new AdhocWorkspace();
        var (solution, project) = Solution(workspace, shape);
        var log = new StringWriter();
        var reports = await ReportsAsync(solution.GetProject(project)!);
        var reported = reports.Length;
        for (var fixes = 0; ; fixes++)
        {
            Assert.True(fixes <= MostFixes, "the fixes never end\n" + log);
            if (await OfferAsync(solution, reports) is not { } offer)
            {
                foreach (var report in reports)
                    log.WriteLine($"no fix for {report} {string.Join(' ', report.AdditionalLocations.Select(location => location.GetLineSpan()))}");
                return new(reported, fixes, reports.Length, log.ToString());
            }

            var operation = Assert.IsType<ApplyChangesOperation>(Assert.Single(await offer.Action.GetOperationsAsync(default)));
            solution = operation.ChangedSolution;
            log.WriteLine($"{offer.Report}\n{offer.Action.Title}\n{await solution.GetDocument(offer.Document)!.GetTextAsync()}");
            var compilation = (await solution.GetProject(project)!.GetCompilationAsync())!;
            Assert.Empty(ShapeCompilation.Errors((CSharpCompilation)compilation));
            var after = await ReportsAsync(solution.GetProject(project)!);
            Assert.True(after.Length < reports.Length, "no report is gone\n" + string.Join('\n', after) + "\n" + log);
            var ids = reports.Select(report => report.Id).ToList();
            Assert.All(after, report => Assert.True(ids.Remove(report.Id), $"{report} is new\n{log}"));
            reports = after;
        }
    }

    private static async Task<(Diagnostic Report, CodeAction Action, DocumentId Document)?> OfferAsync(Solution solution, ImmutableArray<Diagnostic> reports)
    {
        foreach (var report in reports.OrderBy(report => report.Location.SourceSpan.Start))
            foreach (var provider in s_providers.Where(provider => provider.FixableDiagnosticIds.Contains(report.Id)))
            {
                var actions = new List<CodeAction>();
                var document = solution.GetDocument(report.Location.SourceTree)!;
                await provider.RegisterCodeFixesAsync(new CodeFixContext(document, report, (action, _) => actions.Add(action), default));
                if (actions.Count > 0)
                    return (report, Assert.Single(actions), document.Id);
            }
        return null;
    }

    private static async Task<ImmutableArray<Diagnostic>> ReportsAsync(Project project)
    {
        var driver = (await project.GetCompilationAsync())!.WithAnalyzers([new ChimneyAnalyzer()], project.AnalyzerOptions);
        return await driver.GetAnalyzerDiagnosticsAsync();
    }

    private static (Solution Solution, ProjectId Project) Solution(AdhocWorkspace workspace, Shape shape)
    {
        var compilation = ShapeCompilation.Create(shape);
        var project = ProjectId.CreateNewId();
        var solution = workspace.CurrentSolution.AddProject(ProjectInfo.Create(
            project,
            VersionStamp.Default,
            shape.Id,
            shape.Id,
            LanguageNames.CSharp,
            compilationOptions: compilation.Options,
            parseOptions: compilation.SyntaxTrees[0].Options,
            metadataReferences: compilation.References));
        foreach (var tree in compilation.SyntaxTrees)
            solution = solution.AddDocument(DocumentId.CreateNewId(project), tree.FilePath, tree.GetText(), filePath: tree.FilePath);
        return (solution, project);
    }
}
