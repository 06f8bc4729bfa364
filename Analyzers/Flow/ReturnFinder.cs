using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Chimney.Analyzers.Flow;

/// <summary>
/// Finds the statement that a branch to the exit stands for. The graph keeps no trace of a <c>return;</c> without a value, so the source is
/// followed from the last thing that ran to the statement that comes next.
/// </summary>
internal static class ReturnFinder
{
    /// <summary>The return statement or returned expression; null where control falls off the end.</summary>
    public static SyntaxNode? Find(ControlFlowBranch branch)
    {
        var block = branch.Source;
        if (branch.Semantics == ControlFlowBranchSemantics.Return && block.BranchValue is { } value)
            return value.Syntax.FirstAncestorOrSelf<ReturnStatementSyntax>() ?? value.Syntax;
        if (block.ConditionKind != ControlFlowConditionKind.None && block.BranchValue is { } condition)
            return AfterCondition(condition, branch.IsConditionalSuccessor == (block.ConditionKind == ControlFlowConditionKind.WhenTrue));
        var last = block.Operations.LastOrDefault();
        if (last?.Syntax.FirstAncestorOrSelf<ArrowExpressionClauseSyntax>() is { } arrow && arrow.Expression.Span.Contains(last.Syntax.Span))
            return arrow.Expression;
        return last?.Syntax.FirstAncestorOrSelf<StatementSyntax>() is { } statement ? After(statement) : null;
    }

    private static SyntaxNode? AfterCondition(IOperation condition, bool outcome)
    {
        var syntax = condition.Syntax;
        if (syntax.FirstAncestorOrSelf<SwitchLabelSyntax>() is { Parent: SwitchSectionSyntax section } && outcome)
            return Enter(section.Statements.FirstOrDefault());
        switch (syntax.FirstAncestorOrSelf<StatementSyntax>())
        {
            case IfStatementSyntax choice:
                var (then, otherwise) = (Enter(choice.Statement), choice.Else is { } other ? Enter(other.Statement) : After(choice));
                if (then is null || otherwise is null || then == otherwise)
                    return then ?? otherwise;
                for (var node = syntax; node != choice.Condition; node = node.Parent!)
                    if (node.Parent.IsKind(SyntaxKind.LogicalNotExpression))
                        outcome = !outcome;
                return outcome ? then : otherwise;
            case { } statement:
                return After(statement);
            default:
                return null;
        }
    }

    private static SyntaxNode? Enter(StatementSyntax? statement) => statement switch
    {
        ReturnStatementSyntax => statement,
        BlockSyntax block => block.Statements.Count > 0 ? Enter(block.Statements[0]) : After(block),
        BreakStatementSyntax => statement.Ancestors().FirstOrDefault(IsBreakable) is StatementSyntax left ? After(left) : null,
        LabeledStatementSyntax labeled => Enter(labeled.Statement),
        GotoStatementSyntax { Expression: IdentifierNameSyntax label } => Enter(Label(statement, label.Identifier.ValueText)),
        EmptyStatementSyntax or LocalFunctionStatementSyntax or LocalDeclarationStatementSyntax => After(statement),
        _ => null,
    };

    private static SyntaxNode? After(SyntaxNode statement)
    {
        switch (statement.Parent)
        {
            case BlockSyntax block:
                var index = block.Statements.IndexOf((StatementSyntax)statement);
                return index + 1 < block.Statements.Count ? Enter(block.Statements[index + 1]) : After(block);
            case SwitchSectionSyntax section:
                index = section.Statements.IndexOf((StatementSyntax)statement);
                return index + 1 < section.Statements.Count ? Enter(section.Statements[index + 1]) : null;
            case ElseClauseSyntax { Parent: { } choice }:
                return After(choice);
            case IfStatementSyntax or TryStatementSyntax or UsingStatementSyntax or LockStatementSyntax or FixedStatementSyntax or CheckedStatementSyntax or LabeledStatementSyntax:
                return After(statement.Parent);
            case CatchClauseSyntax { Parent: { } attempt }:
                return After(attempt);
            default:
                return null;
        }
    }

    private static bool IsBreakable(SyntaxNode node)
        => node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax or SwitchStatementSyntax;

    private static StatementSyntax? Label(SyntaxNode from, string name)
        => from.Ancestors().OfType<BlockSyntax>().SelectMany(b => b.Statements).OfType<LabeledStatementSyntax>().FirstOrDefault(l => l.Identifier.ValueText == name);
}
