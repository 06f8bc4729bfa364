using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.CodeFixes;

/// <summary>Takes the write out, with the loop that did nothing else.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM2003CodeFix))]
public sealed class CHIM2003CodeFix : ChimneyCodeFix
{
    private const string Remove = "Remove the write";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM2003");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        // the write, perhaps inside a helper that nobody else calls
        var places = report.AdditionalLocations.Where(l => l.SourceTree == document.Root.SyntaxTree).Select(l => document.Root.FindNode(l.SourceSpan, getInnermostNodeForTie: true))
            .Where(n => IsOnlyUsedHere(document, n)).Prepend(document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true));
        var removal = new Removal(document.Text, new SourceStyle(document.Text, document.Root));
        foreach (var write in places)
        {
            if (write.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { } statement || !IsOnlyWrite(statement.Expression, write))
                continue;
            for (StatementSyntax whole = statement; ; whole = LoopOf(whole)!)
            {
                if (whole.Parent is BlockSyntax or SwitchSectionSyntax && LoopOf(whole) is null)
                {
                    yield return new(Remove, removal.Of(whole));
                    break;
                }
                if (LoopOf(whole) is null)
                {
                    yield return new(Remove, removal.OfBranch(whole));
                    break;
                }
            }
        }
    }

    /// <summary>Whether nothing else is lost with the expression.</summary>
    private static bool IsOnlyWrite(ExpressionSyntax expression, SyntaxNode write) => expression switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left.Span.Contains(write.Span) && IsPlain(assignment.Right) && IsPlain(assignment.Left),
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax member } call => IsPlain(member.Expression) && call.ArgumentList.Arguments.All(a => IsPlain(a.Expression)),
        _ => false,
    };

    private static bool IsPlain(ExpressionSyntax expression) => !expression.DescendantNodesAndSelf().Any(n => n is InvocationExpressionSyntax or AssignmentExpressionSyntax or AwaitExpressionSyntax or BaseObjectCreationExpressionSyntax
        || n.IsKind(SyntaxKind.PostIncrementExpression) || n.IsKind(SyntaxKind.PreIncrementExpression) || n.IsKind(SyntaxKind.PostDecrementExpression) || n.IsKind(SyntaxKind.PreDecrementExpression));

    /// <summary>The loop over plain blocks that does nothing but this.</summary>
    private static ForEachStatementSyntax? LoopOf(StatementSyntax only)
        => (only.Parent is BlockSyntax { Statements.Count: 1 } block ? block.Parent : only.Parent) is ForEachStatementSyntax loop && IsPlain(loop.Expression)
            && !loop.DescendantTrivia().Any(t => loop.Span.Contains(t.Span) && !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia)) ? loop : null;
}
