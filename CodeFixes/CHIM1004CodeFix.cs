using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
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
        if (KnownSymbols.Create(document.Model.Compilation) is not { } symbols || FunctionOf(document.Root.FindNode(report.Location.SourceSpan)) is not { } function)
            yield break;
        var lists = Remedy.AllFor(document, symbols, report, function, cancellation).Select(r => r.Call).OfType<DischargeCall>().ToList();
        foreach (var node in Places(document, report))
        {
            var arguments = node.FirstAncestorOrSelf<ArgumentSyntax>() is { } argument && argument.Span == node.Span ? new[] { argument }
                : node.FirstAncestorOrSelf<InvocationExpressionSyntax>()?.ArgumentList.Arguments.Reverse() ?? Enumerable.Empty<ArgumentSyntax>();
            foreach (var wrong in arguments)
                foreach (var text in lists.SelectMany(l => l.Lists(wrong.SpanStart)).Select(l => l.Text).Distinct())
                    yield return new("Pass the list that the handler received", ImmutableArray.Create(new TextChange(wrong.Expression.Span, text)));
        }
    }
}
