using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Takes <c>async</c> away from a handler that awaits nothing, and lets what waits run in a work item, with all that comes after it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM4001CodeFix))]
public sealed class CHIM4001CodeFix : ChimneyCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM4001");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        var function = document.Root.FindToken(report.Location.SourceSpan.Start).Parent?.FirstAncestorOrSelf<SyntaxNode>(n => n is MethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax);
        var modifiers = function switch
        {
            MethodDeclarationSyntax method => method.Modifiers,
            LocalFunctionStatementSyntax local => local.Modifiers,
            AnonymousFunctionExpressionSyntax lambda => lambda.Modifiers,
            _ => default,
        };
        // the compiler refuses what still awaits; that is then no candidate
        foreach (var modifier in modifiers.Where(m => m.IsKind(SyntaxKind.AsyncKeyword)))
            yield return new("Remove async", ImmutableArray.Create(new TextChange(TextSpan.FromBounds(modifier.SpanStart, modifier.GetNextToken().SpanStart), "")));
        if (modifiers.Any() && KnownSymbols.Create(document.Model.Compilation) is { } symbols)
            foreach (var candidate in new Postponement(document, symbols, cancellation).From(document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true)))
                yield return candidate;
    }
}
