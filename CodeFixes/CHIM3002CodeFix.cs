using System.Collections.Immutable;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Writes the nearest status that the operation can end with.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM3002CodeFix))]
public sealed class CHIM3002CodeFix : ChimneyCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM3002");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        if (!report.Properties.TryGetValue(PropertyNames.Status, out var status) || status is null)
            yield break;
        foreach (var constant in document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true).DescendantNodesAndSelf().OfType<SimpleNameSyntax>())
            if (document.Model.GetSymbolInfo(constant, cancellation).Symbol is IFieldSymbol { ContainingType.TypeKind: TypeKind.Enum } field && field.ContainingType.GetMembers(status).Length > 0)
                yield return new($"Use {status}", ImmutableArray.Create(new TextChange(constant.Span, status)));
    }
}
