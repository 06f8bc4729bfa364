using System.Collections.Immutable;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.CodeFixes;

/// <summary>What was decided on the path of a report, as a condition that can be asked again.</summary>
internal static class Conditions
{
    /// <summary>The decisions on variables that are known at the position, as they came out; empty where there are none.</summary>
    public static string Of(CheckedDocument document, Diagnostic report, int position)
    {
        if (!report.Properties.TryGetValue(PropertyNames.Outcomes, out var outcomes) || outcomes is null)
            return "";
        var known = document.Model.LookupSymbols(position).Where(s => s is ILocalSymbol or IParameterSymbol && s.Locations[0].SourceSpan.Start < position).ToImmutableHashSet(SymbolEqualityComparer.Default);
        var decided = report.AdditionalLocations.Skip(report.AdditionalLocations.Count - outcomes.Length)
            .Zip(outcomes, (l, outcome) => (Condition: l.SourceTree == document.Root.SyntaxTree ? document.Root.FindNode(l.SourceSpan, getInnermostNodeForTie: true) as ExpressionSyntax : null, Holds: outcome == '1'))
            .Where(d => d.Condition is { } condition && condition.DescendantNodesAndSelf().All(n => IsRepeatable(n) && (n is not IdentifierNameSyntax || document.Model.GetSymbolInfo(n).Symbol is { } symbol && known.Contains(symbol))));
        return string.Join(" && ", decided.Select(d => Text(document.Model, d.Condition!, d.Holds)).Distinct());
    }

    private static bool IsRepeatable(SyntaxNode node)
        => node is IdentifierNameSyntax or LiteralExpressionSyntax or ParenthesizedExpressionSyntax or BinaryExpressionSyntax || node.IsKind(SyntaxKind.LogicalNotExpression);

    private static string Text(SemanticModel model, ExpressionSyntax condition, bool holds) => condition switch
    {
        ParenthesizedExpressionSyntax inner => Text(model, inner.Expression, holds),
        PrefixUnaryExpressionSyntax not => Text(model, not.Operand, !holds),
        IdentifierNameSyntax name => holds ? name.ToString() : $"!{name}",
        BinaryExpressionSyntax test when holds && !test.IsKind(SyntaxKind.LogicalOrExpression) => test.ToString(),
        BinaryExpressionSyntax test when !holds && Opposite(model, test) is { } other => $"{test.Left} {other} {test.Right}",
        _ => holds ? $"({condition})" : $"!({condition})",
    };

    /// <summary>The operator that says the opposite; null where there is none: numbers that are not ordered are neither smaller nor greater.</summary>
    private static string? Opposite(SemanticModel model, BinaryExpressionSyntax test) => test.Kind() switch
    {
        SyntaxKind.EqualsExpression => "!=",
        SyntaxKind.NotEqualsExpression => "==",
        _ when model.GetTypeInfo(test.Left).Type is not { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 } => null,
        SyntaxKind.LessThanExpression => ">=",
        SyntaxKind.LessThanOrEqualExpression => ">",
        SyntaxKind.GreaterThanExpression => "<=",
        SyntaxKind.GreaterThanOrEqualExpression => "<",
        _ => null,
    };
}
