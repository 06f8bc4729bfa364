using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.Proof;

/// <summary>
/// The answers of one call of the surroundings that make a difference where it stands: one on each side of every number that its result is compared
/// with, no long loops where the turns do nothing. An answer that is told from another one nowhere doubles the runs and shows nothing.
/// </summary>
internal static class Narrowing
{
    /// <summary>The call with its answers written into it; null where all of them have to be tried.</summary>
    internal static ExpressionSyntax? Of(InvocationExpressionSyntax call) => call.ToString() switch
    {
        "Adapter.Load()" => NumbersOf(call) is { } numbers ? Asking("LoadOf", numbers) : null,
        "Adapter.Read()" => call.Parent is IsPatternExpressionSyntax { Pattern: RecursivePatternSyntax pattern } && pattern.ToString() == "{ Length: > 0 }"
            ? Asking("ReadOf", ["null", "\"text\""]) : null,
        "Adapter.Names()" => call.Parent is ForEachStatementSyntax loop ? TurnsOf(loop) is { } turns ? Asking("NamesOf", turns) : null : null,
        _ => null,
    };

    private static IEnumerable<string>? NumbersOf(ExpressionSyntax asked)
    {
        var starts = new SortedSet<int>();
        return Splits(asked, starts) ? starts.Prepend(starts.Min - 1).Select(number => number.ToString(CultureInfo.InvariantCulture)) : null;
    }

    /// <summary>Adds the numbers at which a use of a value begins to go another way.</summary>
    /// <returns>Whether that is all that can be told of the value there.</returns>
    private static bool Splits(ExpressionSyntax value, SortedSet<int> starts)
    {
        switch (value.Parent)
        {
            case BinaryExpressionSyntax test when test.Left == value && NumberOf(test.Right) is { } bound:
                starts.UnionWith(test.Kind() switch
                {
                    SyntaxKind.GreaterThanExpression or SyntaxKind.LessThanOrEqualExpression => [bound + 1],
                    SyntaxKind.LessThanExpression or SyntaxKind.GreaterThanOrEqualExpression => [bound],
                    SyntaxKind.EqualsExpression or SyntaxKind.NotEqualsExpression => [bound, bound + 1],
                    _ => Array.Empty<int>(),
                });
                return starts.Count > 0;
            case SwitchStatementSyntax choice:
                foreach (SwitchLabelSyntax label in choice.Sections.SelectMany(section => section.Labels))
                {
                    ExpressionSyntax? constant = label switch
                    {
                        CaseSwitchLabelSyntax plain => plain.Value,
                        CasePatternSwitchLabelSyntax { Pattern: ConstantPatternSyntax pattern } => pattern.Expression,
                        _ => null,
                    };
                    if (constant is null ? label is not DefaultSwitchLabelSyntax : NumberOf(constant) is null)
                        return false;
                    if (constant is not null)
                        starts.UnionWith([NumberOf(constant)!.Value, NumberOf(constant)!.Value + 1]);
                }
                return starts.Count > 0;
            case EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Parent: LocalDeclarationStatementSyntax local } } variable }:
                IdentifierNameSyntax[] uses = [.. local.Parent!.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.Text == variable.Identifier.Text)];
                return uses.Length > 0 && uses.All(use => Splits(use, starts));
            default:
                return false;
        }
    }

    private static int? NumberOf(ExpressionSyntax expression) => expression is LiteralExpressionSyntax { Token.Value: int number } ? number : null;

    /// <summary>A loop that only talks makes no difference after its first turn, one that sets variables as well none after its second.</summary>
    private static IEnumerable<string>? TurnsOf(ForEachStatementSyntax loop)
    {
        bool sets = false;
        foreach (SyntaxNode node in loop.Statement.DescendantNodesAndSelf())
        {
            switch (node)
            {
                case InvocationExpressionSyntax call when call.Expression.ToString().StartsWith("Adapter.", StringComparison.Ordinal):
                case BlockSyntax or ExpressionStatementSyntax or IfStatementSyntax or ElseClauseSyntax or BreakStatementSyntax or ContinueStatementSyntax:
                case IdentifierNameSyntax or ArgumentListSyntax or ArgumentSyntax or LiteralExpressionSyntax or MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Adapter" } }:
                    break;
                case AssignmentExpressionSyntax { Left: IdentifierNameSyntax, Right: LiteralExpressionSyntax } assignment when assignment.IsKind(SyntaxKind.SimpleAssignmentExpression):
                    sets = true;
                    break;
                default:
                    return null;
            }
        }
        return sets ? ["0", "1", "2"] : ["0", "1"];
    }

    private static ExpressionSyntax Asking(string name, IEnumerable<string> answers)
        => SyntaxFactory.ParseExpression($"Adapter.{name}({string.Join(", ", answers)})");
}
