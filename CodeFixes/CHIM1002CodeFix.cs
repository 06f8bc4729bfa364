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
        if (call.FirstAncestorOrSelf<StatementSyntax>() is not { } later || HasOtherConfigurations(MemberOf(call)))
            yield break;
        var removal = new Removal(document.Text, new SourceStyle(document.Text, document.Root));
        // the first call, perhaps inside a helper, and the decisions on the path
        var related = report.AdditionalLocations.Where(l => l.SourceTree == document.Root.SyntaxTree).Select(l => document.Root.FindNode(l.SourceSpan, getInnermostNodeForTie: true)).ToList();
        var isRemovable = IsOnlyDischarge(document, call, cancellation);
        const string Remove = "Remove the second call";
        if (isRemovable && BranchOf(later) is { } branch)
            yield return new(Remove, removal.Of(branch));
        if (isRemovable && later.Parent is BlockSyntax or SwitchSectionSyntax)
        {
            yield return new(Remove, removal.Of(later));
            var same = Siblings(later).SkipWhile(s => s != later).Where(s => s.IsEquivalentTo(later, topLevel: false)).ToList();
            if (same.Count > 1)
                yield return new("Remove all calls but the first", same.SelectMany(s => removal.Of(s)).ToImmutableArray());
        }
        foreach (var statement in later.AncestorsAndSelf().OfType<StatementSyntax>().Where(s => s is not BlockSyntax && s.Parent is BlockSyntax or SwitchSectionSyntax))
            if (Before(statement) is IfStatementSyntax choice && related.Any(n => choice.Span.Contains(n.Span)) && LastOf(choice) is { } last)
                yield return new("Make the second call the else branch", removal.IntoElse(last, statement));
        if (isRemovable && later.Parent is IfStatementSyntax or ElseClauseSyntax)
            yield return new(Remove, removal.OfBranch(later));
        // where the later call is needed on other paths, the earlier one is too many
        foreach (var earlier in related.Where(n => MemberOf(n) == MemberOf(call) && IsOnlyDischarge(document, n, cancellation)).Select(n => n.FirstAncestorOrSelf<StatementSyntax>()!))
            if (earlier != later && earlier.Parent is BlockSyntax or SwitchSectionSyntax)
                yield return new("Remove the first call", removal.Of(earlier));
    }

    /// <summary>
    /// Whether the statement does nothing but discharge, so that nothing else is lost with it: a function of NDIS, a handler, a member of the
    /// list, or a repetition of an earlier call.
    /// </summary>
    private static bool IsOnlyDischarge(CheckedDocument document, SyntaxNode call, CancellationToken cancellation)
    {
        if (call.FirstAncestorOrSelf<StatementSyntax>() is not ExpressionStatementSyntax || call.FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { } invocation
            || KnownSymbols.Create(document.Model.Compilation) is not { } symbols
            || document.Model.GetSymbolInfo(invocation, cancellation).Symbol is not IMethodSymbol method)
            return false;
        if (invocation.Parent is not (ExpressionStatementSyntax or AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" }, Parent: ExpressionStatementSyntax }))
            return false;
        return symbols.ContractOf(method).Discharges is not null || symbols.IsToken(method.ContainingType)
            || MemberOf(call).DescendantNodes().TakeWhile(n => n != invocation).Any(n => n.IsEquivalentTo(invocation, topLevel: false));
    }

    /// <summary>The <c>if</c> that does nothing but decide on the statement, where nothing is lost with it.</summary>
    private static IfStatementSyntax? BranchOf(StatementSyntax only)
        => (only.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : only.Parent) is IfStatementSyntax { Else: null, Parent: BlockSyntax or SwitchSectionSyntax } choice
            && choice.Condition.DescendantNodesAndSelf().All(n => n is IdentifierNameSyntax or MemberAccessExpressionSyntax or LiteralExpressionSyntax or BinaryExpressionSyntax or ParenthesizedExpressionSyntax
                || n.IsKind(SyntaxKind.LogicalNotExpression))
            && !choice.DescendantTrivia().Any(t => choice.Span.Contains(t.Span) && !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia))
            ? choice : null;

    private static MemberDeclarationSyntax MemberOf(SyntaxNode node) => node.FirstAncestorOrSelf<MemberDeclarationSyntax>()!;

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
