using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.Proof;

/// <summary>Which expressions decide where control goes, and the text that notes how they come out.</summary>
internal static class Conditions
{
    /// <summary>Whether an expression is a condition that is not made of others. One that declares variables stays as it is: they would be unassigned.</summary>
    internal static bool IsLeaf(SyntaxNode? node)
    {
        if (node is not ExpressionSyntax expression || IsConnective(expression) || expression is LiteralExpressionSyntax
            || expression.DescendantNodesAndSelf().Any(inner => inner is SingleVariableDesignationSyntax { Parent: not DeclarationExpressionSyntax }))
        {
            return false;
        }
        ExpressionSyntax whole = expression;
        bool isOperand = false;
        while (whole.Parent is ExpressionSyntax outer && IsConnective(outer))
        {
            isOperand |= outer is BinaryExpressionSyntax;
            whole = outer;
        }
        return isOperand || whole.Parent switch
        {
            IfStatementSyntax or WhileStatementSyntax or DoStatementSyntax or WhenClauseSyntax or CatchFilterClauseSyntax => true,
            ForStatementSyntax loop => loop.Condition == whole,
            ConditionalExpressionSyntax choice => choice.Condition == whole,
            _ => false,
        };
    }

    /// <summary>The expression, noted as it comes out.</summary>
    internal static ExpressionSyntax Noted(SyntaxNode place, SyntaxNode expression)
        => SyntaxFactory.ParseExpression($"Chimney.Proof.Unknown.Decides({place.SpanStart}, {place.Span.Length}, {expression})").WithTriviaFrom(expression);

    /// <summary>A statement that notes how a condition came out.</summary>
    internal static StatementSyntax Note(SyntaxNode place, bool outcome)
        => SyntaxFactory.ParseStatement($"Chimney.Proof.Unknown.Decides({place.SpanStart}, {place.Span.Length}, {(outcome ? "true" : "false")});");

    /// <summary>What a switch is about, with each label that is a constant noted as it matches or does not.</summary>
    internal static ExpressionSyntax Switched(SwitchStatementSyntax place, ExpressionSyntax value)
    {
        string labels = string.Concat(place.Sections.SelectMany(section => section.Labels).Select(ConstantOf).OfType<ExpressionSyntax>()
            .Select(label => $", ({label.SpanStart}, {label.Span.Length}, {label})"));
        return labels.Length == 0 || value is TupleExpressionSyntax ? value : SyntaxFactory.ParseExpression($"Chimney.Proof.Unknown.Switches({value}{labels})").WithTriviaFrom(value);
    }

    private static ExpressionSyntax? ConstantOf(SwitchLabelSyntax label) => label switch
    {
        CaseSwitchLabelSyntax plain => plain.Value,
        CasePatternSwitchLabelSyntax { Pattern: ConstantPatternSyntax pattern } => pattern.Expression,
        _ => null,
    };

    private static bool IsConnective(ExpressionSyntax expression)
        => expression is ParenthesizedExpressionSyntax || expression.Kind() is SyntaxKind.LogicalNotExpression or SyntaxKind.LogicalAndExpression or SyntaxKind.LogicalOrExpression;
}
