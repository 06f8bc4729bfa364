using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>One way to fix a report: what the user reads, and the changes to the text of the document.</summary>
internal sealed record Candidate(string Title, ImmutableArray<TextChange> Changes)
{
    /// <summary>The changes to other documents that belong to it.</summary>
    public ImmutableArray<(DocumentId Document, ImmutableArray<TextChange> Changes)> Elsewhere { get; init; } = ImmutableArray<(DocumentId, ImmutableArray<TextChange>)>.Empty;
}

/// <summary>
/// The base of all fixes. A fix names candidates, the best one first; the first that <see cref="CheckedDocument"/> finds to settle the report
/// without harm is offered, and none where there is no such candidate.
/// </summary>
public abstract class ChimneyCodeFix : CodeFixProvider
{
    /// <inheritdoc/>
    public override FixAllProvider GetFixAllProvider()
        => FixAllProvider.Create((context, document, diagnostics) => FixAllAsync(document, diagnostics, context.CancellationToken));

    /// <inheritdoc/>
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await CheckedDocument.CreateAsync(context.Document, context.CancellationToken).ConfigureAwait(false) is not { } before)
            return;
        foreach (var diagnostic in context.Diagnostics)
            if (before.Find(diagnostic.Id, diagnostic.Location.SourceSpan, diagnostic.GetMessage()) is { } report
                && await FixAsync(before, report, context.CancellationToken).ConfigureAwait(false) is { } fix)
                context.RegisterCodeFix(CodeAction.Create(fix.Title, _ => Task.FromResult(fix.After.Document.Project.Solution), equivalenceKey: GetType().Name), diagnostic);
    }

    /// <summary>The ways to fix the report, the best one first.</summary>
    private protected abstract IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation);

    private protected virtual async Task<(string Title, CheckedDocument After)?> FixAsync(CheckedDocument before, Diagnostic report, CancellationToken cancellation)
    {
        foreach (var candidate in Candidates(before, report, cancellation))
            if (await before.TryAsync(candidate, report, cancellation).ConfigureAwait(false) is { IsSettled: true } attempt)
                return (candidate.Title, attempt.After);
        return null;
    }

    /// <summary>Whether a part of the code is compiled in other configurations only. What those do with the list cannot be checked here.</summary>
    internal static bool HasOtherConfigurations(SyntaxNode code)
        => code.DescendantTrivia().Any(t => t.IsKind(SyntaxKind.DisabledTextTrivia) && code.Span.Contains(t.Span));

    /// <summary>Whether nobody outside the document can call the method that the code stands in: only there can be checked what a change does.</summary>
    private protected static bool IsOnlyUsedHere(CheckedDocument document, SyntaxNode code)
        => code.FirstAncestorOrSelf<MemberDeclarationSyntax>() is { } member && document.Model.GetDeclaredSymbol(member) is IMethodSymbol { DeclaredAccessibility: Accessibility.Private, ContainingType.DeclaringSyntaxReferences.Length: 1 };

    /// <summary>The place of a report and those related to it: of the same member, or of a helper that nobody else calls.</summary>
    private protected static IEnumerable<SyntaxNode> Places(CheckedDocument document, Diagnostic report)
    {
        var at = document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true);
        var member = at.FirstAncestorOrSelf<MemberDeclarationSyntax>();
        return report.AdditionalLocations.Where(l => l.SourceTree == document.Root.SyntaxTree)
            .Select(l => document.Root.FindNode(l.SourceSpan, getInnermostNodeForTie: true))
            .Where(n => n.FirstAncestorOrSelf<MemberDeclarationSyntax>() == member || IsOnlyUsedHere(document, n)).Prepend(at);
    }

    /// <summary>The method, local function or lambda that the code stands in.</summary>
    internal static SyntaxNode? FunctionOf(SyntaxNode code)
        => code.FirstAncestorOrSelf<SyntaxNode>(n => n is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax);

    /// <summary>The variable that is declared or named by what is passed for an <c>out</c> parameter.</summary>
    internal static ISymbol? Named(SemanticModel model, ExpressionSyntax target)
        => target is DeclarationExpressionSyntax { Designation: SingleVariableDesignationSyntax declared } ? model.GetDeclaredSymbol(declared) : model.GetSymbolInfo(target).Symbol;

    /// <summary>Fixes one report after the other, each in the document that the former fix left, so that no two fixes get in each other's way.</summary>
    private async Task<Document?> FixAllAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellation)
    {
        var current = await CheckedDocument.CreateAsync(document, cancellation).ConfigureAwait(false);
        var left = diagnostics.OrderBy(d => d.Location.SourceSpan.Start).Select(d => (d.Id, Span: (TextSpan?)d.Location.SourceSpan, Message: d.GetMessage())).ToList();
        for (var i = 0; i < left.Count && current is not null; i++)
        {
            if (left[i].Span is not { } span || current.Find(left[i].Id, span, left[i].Message) is not { } report
                || await FixAsync(current, report, cancellation).ConfigureAwait(false) is not { } fix)
                continue;
            left = left.Select(l => (l.Id, fix.After.Moved(l.Span), l.Message)).ToList();
            current = fix.After;
        }
        return current?.Document;
    }
}
