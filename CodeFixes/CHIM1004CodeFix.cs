using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Passes the list that the handler received, rebuilt.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM1004CodeFix))]
public sealed class CHIM1004CodeFix : ChimneyCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM1004");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        if (DischargeCall.For(document, report) is not { } discharge)
            yield break;
        var node = document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true);
        var arguments = node.FirstAncestorOrSelf<ArgumentSyntax>() is { } argument && argument.Span == node.Span ? new[] { argument }
            : node.FirstAncestorOrSelf<InvocationExpressionSyntax>()?.ArgumentList.Arguments.Reverse() ?? Enumerable.Empty<ArgumentSyntax>();
        foreach (var wrong in arguments)
            foreach (var (text, _) in discharge.Lists(wrong.SpanStart))
                yield return new("Pass the list that the handler received", ImmutableArray.Create(new TextChange(wrong.Expression.Span, text)));
    }
}
