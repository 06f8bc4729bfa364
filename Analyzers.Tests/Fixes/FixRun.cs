using System.Collections.Concurrent;
using System.Collections.Immutable;
using Chimney.Analyzers.Tests.Corpus;
using Chimney.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Fixes;

/// <summary>What became of a source: reports before, fixes applied, reports after, and the texts between.</summary>
internal sealed record FixOutcome(int Reported, int Fixes, int Left, ImmutableArray<string> Sources, string Log);

/// <summary>
/// Applies whatever fix is offered until none is, and holds each to its promise: the result compiles, the report is gone and none is new, every
/// comment is still there. Then the same at once for the document, where one fix must not get in another's way.
/// </summary>
internal sealed class FixRun
{
    private const int MostFixes = 12;

    private static readonly ImmutableArray<CodeFixProvider> s_providers =
    [
        .. from type in typeof(ChimneyCodeFix).Assembly.GetTypes()
           where type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract
           select (CodeFixProvider)Activator.CreateInstance(type)!,
    ];

    private static readonly ConcurrentDictionary<string, Lazy<Task<FixOutcome>>> s_outcomes = new();

    private readonly StringWriter _log = new();

    private readonly ProjectId _project = ProjectId.CreateNewId();

    private FixRun()
    {
    }

    /// <summary>Ids that some fix is for.</summary>
    public static ImmutableHashSet<string> FixableIds { get; } = [.. s_providers.SelectMany(provider => provider.FixableDiagnosticIds)];

    /// <summary>Each source is fixed once, whoever asks.</summary>
    public static Task<FixOutcome> RunAsync(CSharpCompilation compilation)
        => s_outcomes.GetOrAdd(string.Join('\n', compilation.SyntaxTrees.Select(tree => $"{tree.FilePath}\n{tree}")), _ => new(() => FixAsync(compilation))).Value;

    private static async Task<FixOutcome> FixAsync(CSharpCompilation compilation)
    {
        using var workspace = new AdhocWorkspace();
        var run = new FixRun();
        var start = run.Solution(workspace, compilation);
        var outcome = await run.ApplyAsync(start, all: false);
        if (outcome.Fixes > 1)
        {
            var atOnce = await run.ApplyAsync(start, all: true);
            Assert.True(atOnce.Left <= outcome.Left, $"{atOnce.Left} reports are left where all are fixed at once, {outcome.Left} one by one\n{run._log}");
        }
        return outcome with { Log = run._log.ToString() };
    }

    private async Task<FixOutcome> ApplyAsync(Solution solution, bool all)
    {
        var reports = await ReportsAsync(solution);
        int reported = reports.Length;
        for (int fixes = 0; ; fixes++)
        {
            Assert.True(fixes <= MostFixes, "the fixes never end\n" + _log);
            if (await OfferAsync(solution, reports) is not { } offer)
                return new(reported, fixes, reports.Length, await TextsAsync(solution), "");

            var action = all ? await offer.FixAllAsync(FixAllScope.Document, reports, default) : offer.Action;
            Assert.NotNull(action);
            var operation = Assert.IsType<ApplyChangesOperation>(Assert.Single(await action.GetOperationsAsync(default)));
            _log.WriteLine($"{offer.Diagnostic}\n{action.Title}\n{await operation.ChangedSolution.GetDocument(offer.Document.Id)!.GetTextAsync()}");
            Assert.Subset(await CommentsAsync(operation.ChangedSolution), await CommentsAsync(solution));
            solution = operation.ChangedSolution;
            reports = await CheckedReportsAsync(solution, reports);
        }
    }

    /// <summary>The reports after a fix: fewer, and none that was not there before. An error of the compiler hides what the rules say of a body.</summary>
    private async Task<ImmutableArray<Diagnostic>> CheckedReportsAsync(Solution solution, ImmutableArray<Diagnostic> before)
    {
        var after = await ReportsAsync(solution);
        bool hidden = before.Any(IsError);
        Assert.True(after.Length < before.Length || hidden && after.Count(IsError) < before.Count(IsError), "no report is gone\n" + string.Join('\n', after) + "\n" + _log);
        var ids = before.Select(report => report.Id).ToList();
        Assert.All(after, report => Assert.True(ids.Remove(report.Id) || hidden && !IsError(report), $"{report} is new\n{_log}"));
        return after;
    }

    private static bool IsError(Diagnostic report) => report.Id.StartsWith("CS", StringComparison.Ordinal);

    private static Task<FixOffer?> OfferAsync(Solution solution, ImmutableArray<Diagnostic> reports) => FixOffer.FindFirstAsync(
        solution,
        [.. reports.OrderBy(report => report.Location.SourceSpan.Start)],
        s_providers,
        actions => actions.Any() ? Assert.Single(actions) : null,
        _ => true,
        default);

    /// <summary>What the rules report, and the compiler's errors.</summary>
    private async Task<ImmutableArray<Diagnostic>> ReportsAsync(Solution solution)
    {
        var compilation = (CSharpCompilation)(await solution.GetProject(_project)!.GetCompilationAsync())!;
        return [.. await ShapeCompilation.AnalyzeAsync(compilation, [new ChimneyAnalyzer()]), .. ShapeCompilation.Errors(compilation)];
    }

    private async Task<ISet<string>> CommentsAsync(Solution solution)
    {
        var comments = new HashSet<string>();
        foreach (var document in solution.GetProject(_project)!.Documents)
            foreach (var group in (await document.GetSyntaxRootAsync())!.DescendantTrivia(descendIntoTrivia: false)
                .Where(trivia => trivia.IsDirective || trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.DisabledTextTrivia)
                .GroupBy(trivia => trivia.ToFullString().Trim()))
                comments.UnionWith(group.Select((_, index) => $"{document.Name} {group.Key} {index}"));
        return comments;
    }

    private async Task<ImmutableArray<string>> TextsAsync(Solution solution)
        => [.. await Task.WhenAll(solution.GetProject(_project)!.Documents.Select(async document => (await document.GetTextAsync()).ToString()))];

    private Solution Solution(AdhocWorkspace workspace, CSharpCompilation compilation)
    {
        var solution = workspace.CurrentSolution.AddProject(ProjectInfo.Create(
            _project,
            VersionStamp.Default,
            "Sample",
            "Sample",
            LanguageNames.CSharp,
            compilationOptions: compilation.Options,
            parseOptions: compilation.SyntaxTrees[0].Options,
            metadataReferences: compilation.References));
        foreach (var tree in compilation.SyntaxTrees)
            solution = solution.AddDocument(DocumentId.CreateNewId(_project), tree.FilePath, tree.GetText(), filePath: tree.FilePath);
        return solution;
    }
}
