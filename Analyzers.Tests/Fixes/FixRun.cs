using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
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
internal sealed class FixRun : IDisposable
{
    private static readonly ConcurrentDictionary<string, Lazy<Task<FixOutcome>>> s_outcomes = new();

    private readonly StringWriter _log = new();

    private readonly FixSession _session;

    private FixRun(CSharpCompilation compilation) => _session = new(compilation);

    /// <summary>Each source is fixed once, whoever asks.</summary>
    public static Task<FixOutcome> RunAsync(CSharpCompilation compilation)
        => s_outcomes.GetOrAdd(string.Join('\n', compilation.SyntaxTrees.Select(tree => $"{tree.FilePath}\n{tree}")), _ => new(() => FixAsync(compilation))).Value;

    public void Dispose() => _session.Dispose();

    private static async Task<FixOutcome> FixAsync(CSharpCompilation compilation)
    {
        using var run = new FixRun(compilation);
        var outcome = await run.ApplyAsync(all: false);
        if (outcome.Fixes > 1)
        {
            var atOnce = await run.ApplyAsync(all: true);
            Assert.True(atOnce.Left <= outcome.Left, $"{atOnce.Left} reports are left where all are fixed at once, {outcome.Left} one by one\n{run._log}");
        }
        return outcome with { Log = run._log.ToString() };
    }

    private async Task<FixOutcome> ApplyAsync(bool all)
    {
        var solution = _session.Start;
        var reports = await _session.ReportsAsync(solution);
        int reported = reports.Length;
        for (int fixes = 0; ; fixes++)
        {
            Assert.True(fixes <= FixSession.MostFixes, "the fixes never end\n" + _log);
            if (await FixSession.OfferAsync(solution, reports) is not { } offer)
                return new(reported, fixes, reports.Length, await _session.TextsAsync(solution), "");

            var action = all ? await offer.FixAllAsync(FixAllScope.Document, reports, default) : offer.Action;
            Assert.NotNull(action);
            var changed = await FixSession.ApplyAsync(action);
            _log.WriteLine($"{offer.Diagnostic}\n{action.Title}\n{await changed.GetDocument(offer.Document.Id)!.GetTextAsync()}");
            Assert.Subset(await CommentsAsync(changed), await CommentsAsync(solution));
            solution = changed;
            reports = await CheckedReportsAsync(solution, reports);
        }
    }

    /// <summary>The reports after a fix: fewer, and none that was not there before. An error of the compiler hides what the rules say of a body.</summary>
    private async Task<ImmutableArray<Diagnostic>> CheckedReportsAsync(Solution solution, ImmutableArray<Diagnostic> before)
    {
        var after = await _session.ReportsAsync(solution);
        bool hidden = before.Any(IsError);
        Assert.True(after.Length < before.Length || hidden && after.Count(IsError) < before.Count(IsError), "no report is gone\n" + string.Join('\n', after) + "\n" + _log);
        var ids = before.Select(report => report.Id).ToList();
        Assert.All(after, report => Assert.True(ids.Remove(report.Id) || hidden && !IsError(report), $"{report} is new\n{_log}"));
        return after;
    }

    private static bool IsError(Diagnostic report) => report.Id.StartsWith("CS", StringComparison.Ordinal);

    private async Task<ISet<string>> CommentsAsync(Solution solution)
    {
        var comments = new HashSet<string>();
        foreach (var document in _session.DocumentsOf(solution))
            foreach (var group in (await document.GetSyntaxRootAsync())!.DescendantTrivia(descendIntoTrivia: false)
                .Where(trivia => trivia.IsDirective || trivia.Kind() is SyntaxKind.SingleLineCommentTrivia or SyntaxKind.MultiLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.DisabledTextTrivia)
                .GroupBy(trivia => trivia.ToFullString().Trim()))
                comments.UnionWith(group.Select((_, index) => $"{document.Name} {group.Key} {index}"));
        return comments;
    }
}
