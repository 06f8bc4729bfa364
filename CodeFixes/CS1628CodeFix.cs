using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Pends a list that a lambda or local function captures, which then resumes it (CS1628, CS9108: a parameter; CS8175, CS9108: a local).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CS1628CodeFix))]
public sealed class CS1628CodeFix : ChimneyCodeFix
{
    private static readonly string[] Pended = ["pended", "pendedList", "pendedRequest"];
    private static readonly string[] Resumed = ["resumed", "resumedList", "resumedRequest"];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CS1628", "CS8175", "CS9108");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        if (document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true) is not IdentifierNameSyntax list || KnownSymbols.Create(document.Model.Compilation) is not { } symbols
            || document.Model.GetSymbolInfo(list, cancellation).Symbol is not { } symbol || document.Model.GetTypeInfo(list, cancellation).Type is not { } type
            || type.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(m => symbols.ContractOf(m).Pends) is not { } pend || symbols.ResumeOf(pend.ReturnType) is not { } resume
            || list.Ancestors().LastOrDefault(n => n is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax && !symbol.DeclaringSyntaxReferences.Any(r => n.Span.Contains(r.Span))) is not { } function)
            yield break;
        var position = function.SpanStart;
        if (Free(document, position, Pended) is not { } handle || Free(document, position, Resumed) is not { } again)
            yield break;
        var style = new SourceStyle(document.Text, document.Root);
        var insertion = new Insertion(style);
        var keep = $"{pend.ReturnType.ToMinimalDisplayString(document.Model, position)} {handle} = {list}.{pend.Name}();";
        var uses = function.DescendantNodes().OfType<IdentifierNameSyntax>().Where(n => SymbolEqualityComparer.Default.Equals(document.Model.GetSymbolInfo(n, cancellation).Symbol, symbol)).ToList();
        var block = function switch
        {
            AnonymousFunctionExpressionSyntax lambda => lambda.Block,
            LocalFunctionStatementSyntax local => local.Body,
            _ => null,
        };
        var inside = uses.Count == 1 ? ImmutableArray.Create(new TextChange(list.Span, $"{handle}.{resume.Name}()"))
            : block is { Statements: [var first, ..] } ? insertion.Before(first, $"{type.ToMinimalDisplayString(document.Model, position)} {again} = {handle}.{resume.Name}();").AddRange(uses.Select(u => new TextChange(u.Span, again)))
            : ImmutableArray<TextChange>.Empty;
        // the handler may be nothing but the statement that the list is captured in
        var outer = function.Ancestors().FirstOrDefault(n => n is StatementSyntax or ArrowExpressionClauseSyntax or LambdaExpressionSyntax { ExpressionBody: not null });
        var before = function is StatementSyntax own ? insertion.Before(own, keep) : outer switch
        {
            StatementSyntax statement => insertion.Before(statement, keep),
            ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax method } arrow => insertion.BeforeBody(method, arrow.Expression, document.Model.GetDeclaredSymbol(method, cancellation) is IMethodSymbol { ReturnsVoid: false }, keep),
            LambdaExpressionSyntax { ExpressionBody: { } body } handler => insertion.BeforeBody(handler, body, document.Model.GetSymbolInfo(handler, cancellation).Symbol is IMethodSymbol { ReturnsVoid: false }, keep),
            _ => ImmutableArray<TextChange>.Empty,
        };
        if (!inside.IsEmpty && !before.IsEmpty)
            yield return new("Pend the list to keep it", before.AddRange(inside));
    }

    private static string? Free(CheckedDocument document, int position, string[] names) => names.FirstOrDefault(n => document.Model.LookupSymbols(position, name: n).IsEmpty);
}
