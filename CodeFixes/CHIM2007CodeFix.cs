using System.Collections.Immutable;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Passes on what the handler got.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM2007CodeFix))]
public sealed class CHIM2007CodeFix : ChimneyCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM2007");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        if (report.Properties.TryGetValue(PropertyNames.Pass, out var received) && received is not null
            && document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true).AncestorsAndSelf().OfType<ExpressionSyntax>().FirstOrDefault(e => e.Parent is ArgumentSyntax) is { } argument
            && argument.Span == report.Location.SourceSpan)
            yield return new($"Pass '{received}' on", ImmutableArray.Create(new TextChange(argument.Span, received)));
    }
}
