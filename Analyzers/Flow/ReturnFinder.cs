using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Chimney.Analyzers.Flow;

/// <summary>
/// Finds the statement that a branch to the exit stands for, or a rethrow. The graph keeps no trace of a <c>return;</c> without a value nor of a
/// <c>throw;</c>, so the source is followed from the last thing that ran to the statement that comes next.
/// </summary>
internal static class ReturnFinder
{
    /// <summary>The return or rethrow statement, or the returned expression; null where control falls off the end.</summary>
    public static SyntaxNode? Find(ControlFlowGraph graph, ControlFlowBranch branch)
    {
        var block = branch.Source;
        if (block.Kind == BasicBlockKind.Entry)
            return Body(graph.OriginalOperation.Syntax) is { } body ? Enter(body) : null;
        if (branch.Semantics == ControlFlowBranchSemantics.Return && block.BranchValue is { } value)
            return value.Syntax.FirstAncestorOrSelf<ReturnStatementSyntax>() ?? value.Syntax;
        if (block.ConditionKind != ControlFlowConditionKind.None && block.BranchValue is { } condition)
            return AfterCondition(condition, branch.IsConditionalSuccessor == (block.ConditionKind == ControlFlowConditionKind.WhenTrue));
        var last = block.Operations.LastOrDefault();
        if (last is null)
            return block.Predecessors.Select(p => Find(graph, p)).FirstOrDefault(s => s is not null) ?? (CatchOf(graph, block) is { } handler ? Enter(handler.Block) : null);
        return Around(last.Syntax) switch
        {
            StatementSyntax statement => After(statement),
            ArrowExpressionClauseSyntax arrow => arrow.Expression,
            AnonymousFunctionExpressionSyntax { ExpressionBody: { } expression } => expression,
            _ => null,
        };
    }

    /// <summary>The statement, expression body or label that the expression stands in, inside its own function.</summary>
    private static SyntaxNode? Around(SyntaxNode syntax)
        => syntax.AncestorsAndSelf().FirstOrDefault(n => n is StatementSyntax or SwitchLabelSyntax or ArrowExpressionClauseSyntax or AnonymousFunctionExpressionSyntax);

    private static BlockSyntax? Body(SyntaxNode syntax) => syntax switch
    {
        BlockSyntax block => block,
        BaseMethodDeclarationSyntax method => method.Body,
        LocalFunctionStatementSyntax local => local.Body,
        AnonymousFunctionExpressionSyntax lambda => lambda.Block,
        AccessorDeclarationSyntax accessor => accessor.Body,
        _ => null,
    };

    /// <summary>The catch clause of an empty block; regions and clauses stand in the same order.</summary>
    private static CatchClauseSyntax? CatchOf(ControlFlowGraph graph, BasicBlock block)
    {
        if (block.EnclosingRegion.Kind != ControlFlowRegionKind.Catch)
            return null;
        var index = Regions(graph.Root).Where(r => r.Kind == ControlFlowRegionKind.Catch).OrderBy(r => r.FirstBlockOrdinal).ToList().IndexOf(block.EnclosingRegion);
        return graph.OriginalOperation.Syntax.DescendantNodes(n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax) || n == graph.OriginalOperation.Syntax)
            .OfType<CatchClauseSyntax>().ElementAtOrDefault(index);
    }

    private static IEnumerable<ControlFlowRegion> Regions(ControlFlowRegion region) => region.NestedRegions.SelectMany(Regions).Prepend(region);

    private static SyntaxNode? AfterCondition(IOperation condition, bool outcome)
    {
        var syntax = condition.Syntax;
        switch (Around(syntax))
        {
            case SwitchLabelSyntax { Parent: SwitchSectionSyntax { Parent: SwitchStatementSyntax chosen } section }:
                var target = outcome ? section : chosen.Sections.FirstOrDefault(s => s.Labels.Any(l => l is DefaultSwitchLabelSyntax));
                return target is null ? After(chosen) : Enter(target.Statements.FirstOrDefault());
            case ArrowExpressionClauseSyntax arrow:
                return arrow.Expression;
            case AnonymousFunctionExpressionSyntax { ExpressionBody: { } expression }:
                return expression;
            case IfStatementSyntax choice:
                var (then, otherwise) = (Enter(choice.Statement), choice.Else is { } other ? Enter(other.Statement) : After(choice));
                if (then is null || otherwise is null || then == otherwise)
                    return then ?? otherwise;
                for (var node = syntax; node != choice.Condition; node = node.Parent!)
                    if (node.Parent.IsKind(SyntaxKind.LogicalNotExpression))
                        outcome = !outcome;
                return outcome ? then : otherwise;
            case StatementSyntax statement:
                return outcome && Repeated(statement) is { } first ? Enter(first) : After(statement);
            default:
                return null;
        }
    }

    private static StatementSyntax? Repeated(StatementSyntax loop) => loop switch
    {
        WhileStatementSyntax { Statement: var first } => first,
        ForStatementSyntax { Statement: var first } => first,
        CommonForEachStatementSyntax { Statement: var first } => first,
        _ => null,
    };

    private static SyntaxNode? Enter(StatementSyntax? statement) => statement switch
    {
        ReturnStatementSyntax or ThrowStatementSyntax { Expression: null } => statement,
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
