using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.CodeFixes;

/// <summary>Finishes the earlier request where a field may still hold its handle; all other doubts are for the author to decide.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM1099CodeFix))]
public sealed class CHIM1099CodeFix : ChimneyCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM1099");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        var at = document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true);
        if (KnownSymbols.Create(document.Model.Compilation) is not { } symbols || FunctionOf(at) is not { } handler || HasOtherConfigurations(handler))
            return [];
        var calls = new DischargingCode(document, symbols, cancellation);
        var style = new SourceStyle(document.Text, document.Root);
        return from pend in (at.FirstAncestorOrSelf<StatementSyntax>() ?? at).DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>()
               where calls.Pends(pend)
               from candidate in CHIM1006CodeFix.FinishEarlier(document, symbols, handler, pend, style, cancellation)
               select candidate;
    }
}
