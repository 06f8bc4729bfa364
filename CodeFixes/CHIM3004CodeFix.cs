using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>
/// Guards a use of a list that may be null, of what a placeholder lacks, or of what a status decides about. Only the statement of the use is guarded: the operation is
/// owed with or without a list.
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
        foreach (var candidate in TestStatus(document, use, style, cancellation))
            yield return candidate;
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

    /// <summary>
    /// The status is tested that was thrown away, or that is not asked before the use. Where a list goes with the call, the status says whose it is, and only the driver
    /// knows what to do with one that it has again.
    /// </summary>
    private static IEnumerable<Candidate> TestStatus(CheckedDocument document, SyntaxNode use, SourceStyle style, CancellationToken cancellation)
    {
        if (use.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax { Parent: BlockSyntax block } statement || KnownSymbols.Create(document.Model.Compilation) is not { } symbols)
            yield break;
        if (use is InvocationExpressionSyntax call && Success(document, call, cancellation) is { } success && !call.ArgumentList.Arguments.Any(a => symbols.IsToken(document.Model.GetTypeInfo(a.Expression, cancellation).Type)))
        {
            var given = call.ArgumentList.Arguments.Where(a => a.RefKindKeyword.IsKind(SyntaxKind.OutKeyword)).Select(a => Named(document.Model, a.Expression)).OfType<ISymbol>().ToList();
            var later = block.Statements.SkipWhile(s => s != statement).Skip(1).ToList();
            var uses = later.Where(s => given.Any(g => Mentions(document, s, g, cancellation))).ToList();
            if (uses is not [ExpressionStatementSyntax only] || only != later[0] || !style.IsBlank(TextSpan.FromBounds(statement.Span.End, only.SpanStart)) || only.ToString().Contains("\n"))
                yield break;
            var gap = style.StartsLine(only.GetFirstToken()) ? $"{style.LineEnd}{style.IndentOf(only.SpanStart)}{style.Unit}" : " ";
            yield return new("Test the status before what it decides about", ImmutableArray.Create(
                new TextChange(TextSpan.FromBounds(statement.SpanStart, call.SpanStart), "if ("), new TextChange(TextSpan.FromBounds(call.Span.End, only.SpanStart), $" == {success}){gap}")));
        }
        else if (use is IdentifierNameSyntax && document.Model.GetSymbolInfo(use, cancellation).Symbol is ILocalSymbol value && style.StartsLine(statement.GetFirstToken()) && !statement.ToString().Contains("\n"))
        {
            // the status that was given with it, if it is kept in a variable that nothing has asked yet
            foreach (var made in block.Statements.TakeWhile(s => s != statement).OfType<LocalDeclarationStatementSyntax>())
                if (made.Declaration.Variables is [{ Initializer.Value: InvocationExpressionSyntax giver } status] && Success(document, giver, cancellation) is { } good
                    && giver.ArgumentList.Arguments.Any(a => SymbolEqualityComparer.Default.Equals(Named(document.Model, a.Expression), value)))
                    yield return new("Test the status before what it decides about", ImmutableArray.Create(
                        new TextChange(new(statement.SpanStart, 0), $"if ({status.Identifier.Text} == {good}){style.LineEnd}{style.IndentOf(statement.SpanStart)}{style.Unit}")));
        }
    }

    /// <summary>The constant that a call returns when it succeeds.</summary>
    private static string? Success(CheckedDocument document, InvocationExpressionSyntax call, CancellationToken cancellation)
        => document.Model.GetTypeInfo(call, cancellation).Type is { TypeKind: TypeKind.Enum } type && type.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => f.HasConstantValue && System.Convert.ToInt64(f.ConstantValue) == 0) is { } field
            ? $"{type.ToMinimalDisplayString(document.Model, call.SpanStart)}.{field.Name}" : null;

    private static bool Mentions(CheckedDocument document, SyntaxNode code, ISymbol symbol, CancellationToken cancellation)
        => code.DescendantNodes().OfType<IdentifierNameSyntax>().Any(n => SymbolEqualityComparer.Default.Equals(document.Model.GetSymbolInfo(n, cancellation).Symbol, symbol));
}
