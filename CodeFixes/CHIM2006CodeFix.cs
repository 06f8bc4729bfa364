using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.CodeFixes;

/// <summary>Writes null to the chain of every block before the completion.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM2006CodeFix))]
public sealed class CHIM2006CodeFix : ChimneyCodeFix
{
    private static readonly string[] Names = ["block", "eachBlock"];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM2006");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        if (!report.Properties.TryGetValue(PropertyNames.Missing, out var mark) || mark is null || KnownSymbols.Create(document.Model.Compilation)?.MemberWithMark(int.Parse(mark)) is not { ReturnsByRef: true } chain
            || document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } statement)
            yield break;
        var style = new SourceStyle(document.Text, document.Root);
        foreach (var list in call.ArgumentList.Arguments.Select(a => a.Expression).OfType<IdentifierNameSyntax>().Reverse())
            foreach (var name in Names)
                yield return new("Write null to every chain", new Insertion(style).Before(statement,
                    $"foreach (var {name} in {list}.Blocks)\n{style.Unit}{name}.{chain.Name} = null;"));
    }
}
