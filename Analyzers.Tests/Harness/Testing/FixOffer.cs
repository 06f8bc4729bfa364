using System.Collections.Immutable;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>A code action that a provider offers for a diagnostic.</summary>
internal sealed record FixOffer(Document Document, Diagnostic Diagnostic, CodeFixProvider Provider, CodeAction Action)
{
    /// <summary>The chosen action of the first diagnostic that has one.</summary>
    public static async Task<FixOffer?> FindFirstAsync(
        Solution solution,
        ImmutableArray<Diagnostic> diagnostics,
        ImmutableArray<CodeFixProvider> providers,
        Func<IEnumerable<CodeAction>, CodeAction?> choose,
        Func<CodeFixProvider, bool> takesPart,
        CancellationToken cancellationToken)
    {
        foreach (var diagnostic in diagnostics)
        {
            if (solution.GetDocument(diagnostic.Location.SourceTree) is not { } document)
                continue;

            var offered = new List<(CodeFixProvider Provider, CodeAction Action)>();
            foreach (var provider in providers.Where(provider => provider.FixableDiagnosticIds.Contains(diagnostic.Id) && takesPart(provider)))
            {
                var context = new CodeFixContext(document, diagnostic, (action, _) => offered.Add((provider, action)), cancellationToken);
                await provider.RegisterCodeFixesAsync(context);
            }

            if (choose(offered.Select(item => item.Action)) is { } chosen)
            {
                // A nested action comes from the provider of the action around it.
                var provider = offered.Find(item => item.Action == chosen).Provider ?? offered[0].Provider;
                return new FixOffer(document, diagnostic, provider, chosen);
            }
        }

        return null;
    }

    public async Task<CodeAction?> FixAllAsync(FixAllScope scope, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var fixAll = Provider.GetFixAllProvider()!;
        return await fixAll.GetFixAsync(new FixAllContext(
            Document,
            Provider,
            scope,
            Action.EquivalenceKey!,
            fixAll.GetSupportedFixAllDiagnosticIds(Provider),
            new KnownDiagnostics(Document.Project.Solution, diagnostics),
            cancellationToken));
    }

    private sealed class KnownDiagnostics(Solution solution, ImmutableArray<Diagnostic> diagnostics) : FixAllContext.DiagnosticProvider
    {
        public override Task<IEnumerable<Diagnostic>> GetAllDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult(diagnostics.Where(diagnostic => DocumentOf(diagnostic) is not { } document || document.Project.Id == project.Id));

        public override Task<IEnumerable<Diagnostic>> GetDocumentDiagnosticsAsync(Document document, CancellationToken cancellationToken) =>
            Task.FromResult(diagnostics.Where(diagnostic => DocumentOf(diagnostic)?.Id == document.Id));

        public override Task<IEnumerable<Diagnostic>> GetProjectDiagnosticsAsync(Project project, CancellationToken cancellationToken) =>
            Task.FromResult(diagnostics.Where(diagnostic => DocumentOf(diagnostic) is null));

        private Document? DocumentOf(Diagnostic diagnostic) => solution.GetDocument(diagnostic.Location.SourceTree);
    }
}
