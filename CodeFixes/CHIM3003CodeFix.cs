using System.Collections.Immutable;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Returns the status that the handler always returns.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM3003CodeFix))]
public sealed class CHIM3003CodeFix : ChimneyCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM3003");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        var node = document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true);
        var returned = node is ReturnStatementSyntax { Expression: { } expression } ? expression : node as ExpressionSyntax;
        if (returned is null || document.Model.GetTypeInfo(returned, cancellation).ConvertedType is not { } type || !report.Properties.TryGetValue(PropertyNames.Answer, out var answer) || answer is null)
            yield break;
        var text = $"{type.ToMinimalDisplayString(document.Model, returned.SpanStart)}.{answer}";
        // each constant inside that is another one: an arm of a conditional or of a switch expression
        foreach (var constant in returned.DescendantNodesAndSelf(n => !IsConstant(n)).OfType<ExpressionSyntax>().Where(IsConstant))
            if (document.Model.GetSymbolInfo(constant, cancellation).Symbol?.Name != answer)
                yield return Replace(constant);
        if (returned is IdentifierNameSyntax)
            yield return Replace(returned);

        Candidate Replace(ExpressionSyntax old) => new($"Return {text}", ImmutableArray.Create(new TextChange(old.Span, text)));
        bool IsConstant(SyntaxNode n) => n is ExpressionSyntax e && document.Model.GetConstantValue(e, cancellation).HasValue && SymbolEqualityComparer.Default.Equals(document.Model.GetTypeInfo(e, cancellation).ConvertedType, type);
    }
}
