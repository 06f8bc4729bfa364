using System.Collections.Immutable;
using Chimney.Analyzers.Flow;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.CodeFixes;

/// <summary>Takes out the call that gives up the offload entry of an object which stays offloaded.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM2008CodeFix))]
public sealed class CHIM2008CodeFix : ChimneyCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM2008");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        if (!report.Properties.TryGetValue(PropertyNames.Misuse, out var misuse) || misuse != nameof(Misuse.ReleasedWhileOffloaded)
            || document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax statement)
            yield break;
        var removal = new Removal(document.Text, new SourceStyle(document.Text, document.Root));
        yield return new("Remove the release", statement.Parent is BlockSyntax or SwitchSectionSyntax ? removal.Of(statement) : removal.OfBranch(statement));
    }
}
