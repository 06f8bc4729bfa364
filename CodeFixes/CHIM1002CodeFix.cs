using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.CodeFixes;

/// <summary>Takes the later of two calls out, or makes it the other branch of the first one's <c>if</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM1002CodeFix))]
public sealed class CHIM1002CodeFix : ChimneyCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM1002");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        var call = document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true);
        if (call.FirstAncestorOrSelf<StatementSyntax>() is not { } later
            || later.FirstAncestorOrSelf<MemberDeclarationSyntax>()!.DescendantTrivia().Any(t => t.IsKind(SyntaxKind.DisabledTextTrivia)))
            yield break; // what another configuration does with the list cannot be checked
        var removal = new Removal(document.Text, new SourceStyle(document.Text, document.Root));
        var first = report.AdditionalLocations.Where(l => l.SourceTree == document.Root.SyntaxTree).Select(l => document.Root.FindNode(l.SourceSpan, getInnermostNodeForTie: true)).FirstOrDefault();
        if (later is ExpressionStatementSyntax && IsOnlyDischarge(document, call, cancellation))
        {
            if (later.Parent is BlockSyntax or SwitchSectionSyntax)
            {
                yield return new("Remove the second completion", removal.Of(later));
                var same = Siblings(later).SkipWhile(s => s != later).Where(s => s.IsEquivalentTo(later, topLevel: false)).ToList();
                if (same.Count > 1)
                    yield return new("Remove all but the first completion", same.SelectMany(s => removal.Of(s)).ToImmutableArray());
            }
        }
        foreach (var statement in later.AncestorsAndSelf().OfType<StatementSyntax>().Where(s => s is not BlockSyntax && s.Parent is BlockSyntax or SwitchSectionSyntax))
            if (Before(statement) is IfStatementSyntax { } choice && first is not null && choice.Span.Contains(first.Span) && LastOf(choice) is { } last)
                yield return new("Complete in the else branch", removal.IntoElse(last, statement));
        if (later is ExpressionStatementSyntax { Parent: IfStatementSyntax or ElseClauseSyntax } && IsOnlyDischarge(document, call, cancellation))
            yield return new("Remove the second completion", removal.OfBranch(later));
    }

    /// <summary>
    /// Whether the statement does nothing but discharge, so that nothing else is lost with it: a function of NDIS, a handler, a member of the
    /// list, or a repetition of an earlier call.
    /// </summary>
    private static bool IsOnlyDischarge(CheckedDocument document, SyntaxNode call, CancellationToken cancellation)
    {
        if (call.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } invocation || KnownSymbols.Create(document.Model.Compilation) is not { } symbols
            || document.Model.GetSymbolInfo(invocation, cancellation).Symbol is not IMethodSymbol method)
            return false;
        if (invocation.Parent is not (ExpressionStatementSyntax or AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Parent: ExpressionStatementSyntax }))
            return false;
        return symbols.ContractOf(method).Discharges is not null || symbols.IsToken(method.ContainingType)
            || call.FirstAncestorOrSelf<MemberDeclarationSyntax>()!.DescendantNodes().TakeWhile(n => n != invocation).Any(n => n.IsEquivalentTo(invocation, topLevel: false));
    }

    private static SyntaxList<StatementSyntax> Siblings(StatementSyntax statement)
        => statement.Parent is BlockSyntax block ? block.Statements : ((SwitchSectionSyntax)statement.Parent!).Statements;

    private static StatementSyntax? Before(StatementSyntax statement)
    {
        var siblings = Siblings(statement);
        var index = siblings.IndexOf(statement);
        return index > 0 ? siblings[index - 1] : null;
    }

    /// <summary>The end of a chain of ifs that has no else yet.</summary>
    private static IfStatementSyntax? LastOf(IfStatementSyntax choice)
        => choice.Else is null ? choice : choice.Else.Statement is IfStatementSyntax next ? LastOf(next) : null;
}
