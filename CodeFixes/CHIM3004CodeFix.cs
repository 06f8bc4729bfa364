using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>
/// Guards a use of a list that may be null, or of what a placeholder lacks. Only the statement of the use is guarded: the operation is owed with or without a list.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM3004CodeFix))]
public sealed class CHIM3004CodeFix : ChimneyCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM3004");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        var use = document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true);
        var style = new SourceStyle(document.Text, document.Root);
        if (KnownSymbols.Create(document.Model.Compilation) is not { } symbols || use.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Parent: BlockSyntax } statement
            || !style.StartsLine(statement.GetFirstToken()) || document.Text.Lines.GetLineFromPosition(statement.SpanStart).End < statement.Span.End
            || use.FirstAncestorOrSelf<AnonymousFunctionExpressionSyntax>() is { } lambda && statement.Span.Contains(lambda.Span))
            yield break;
        var indent = style.IndentOf(statement.SpanStart);
        Candidate Guard(string title, string test) => new(title, ImmutableArray.Create(new TextChange(new(statement.SpanStart, 0), $"if (!{test}){style.LineEnd}{indent}{style.Unit}")));
        // a member of a block that says of itself what to ask first
        if (use is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax block } member && document.Model.GetSymbolInfo(member, cancellation).Symbol is IPropertySymbol asking
            && symbols.MemberOf(asking).AskedBefore is [var question, ..] && asking.ContainingType.GetMembers(question).Any(m => m is IPropertySymbol { Type.SpecialType: SpecialType.System_Boolean }))
            yield return Guard($"Only where '{block}' is no placeholder", $"{block}.{question}");
        // a part of the expression that is reported names the list, or it was kept in a variable before
        var list = use.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>()
            .FirstOrDefault(n => document.Model.GetSymbolInfo(n, cancellation).Symbol is IParameterSymbol parameter && symbols.IsToken(parameter.Type));
        // what does more with the list may be what settles the operation, with or without one
        if (list is null || statement.DescendantNodes().OfType<ExpressionSyntax>().Any(e => e != list && symbols.IsToken(document.Model.GetTypeInfo(e, cancellation).Type)))
            yield break;
        yield return Guard($"Only where '{list}' is not null", $"{list}.IsNull");
    }
}
