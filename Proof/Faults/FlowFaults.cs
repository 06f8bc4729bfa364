using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Chimney.Proof.Sites;

namespace Chimney.Proof;

/// <summary>The calls stand where they stood, and the control flow around them is another one.</summary>
internal static class FlowFaults
{
    internal static ImmutableArray<FaultOperator> All { get; } =
    [
        On<IfStatementSyntax>("negate a guard", branch => branch.WithCondition(SyntaxFactory.ParseExpression($"!({branch.Condition})"))),
        On<IfStatementSyntax>("drop an else", branch => branch.Else is null ? null : branch.WithElse(null)),
        On<IfStatementSyntax>("drop a guard", branch => branch.Else is null ? branch.Statement : null),
        On<IfStatementSyntax>("drop a guarded block", branch => branch.Else is null && branch.Parent is BlockSyntax ? Nothing : null),
        On<IfStatementSyntax>("move a call in front of its branch", branch => FirstCall(branch) is { } call
            ? Block($"{call} {branch.ReplaceNode(call, Nothing)}") : null),
        On<IfStatementSyntax>("move a call behind its branch", branch => FirstCall(branch) is { } call
            ? Block($"{branch.ReplaceNode(call, Nothing)} {call}") : null),
        On<ReturnStatementSyntax>("drop a return", leave => leave.Parent is BlockSyntax { Parent: not (BaseMethodDeclarationSyntax or SwitchSectionSyntax) } ? Nothing : null),
        On<ThrowStatementSyntax>("drop a rethrow", leave => leave.Expression is null ? Nothing : null),
        On<ExpressionStatementSyntax>("drop the setting of a flag", set => set.Expression is AssignmentExpressionSyntax { Right: LiteralExpressionSyntax { Token.ValueText: "true" or "false" } } ? Nothing : null),
        On<LiteralExpressionSyntax>("change a bound by one", bound => bound is { Token.Value: int value, Parent: BinaryExpressionSyntax }
            ? SyntaxFactory.ParseExpression((value + 1).ToString(CultureInfo.InvariantCulture)) : null),
        On<BinaryExpressionSyntax>("open or close a bound", test => Swapped(test.OperatorToken.Text) is { } other ? SyntaxFactory.ParseExpression($"{test.Left} {other} {test.Right}") : null),
        On<BinaryExpressionSyntax>("swap and and or", test => test.IsKind(SyntaxKind.LogicalAndExpression) ? SyntaxFactory.ParseExpression($"{test.Left} || {test.Right}") : null),
        On<BreakStatementSyntax>("drop a break", leave => leave.Parent is BlockSyntax { Parent: not SwitchSectionSyntax } ? Nothing : null),
        On<BlockSyntax>("break early", body => body.Parent is ForStatementSyntax or WhileStatementSyntax or ForEachStatementSyntax
            ? body.WithStatements(body.Statements.Insert(0, SyntaxFactory.ParseStatement("if (Adapter.IsUp()) { break; }"))) : null),
        On<BlockSyntax>("continue early", body => body.Parent is ForStatementSyntax or ForEachStatementSyntax && HasSettler(body)
            ? body.WithStatements(body.Statements.Insert(0, SyntaxFactory.ParseStatement("if (Adapter.IsUp()) { continue; }"))) : null),
        On<SwitchSectionSyntax>("make a section of a switch empty", section => HasSettler(section)
            ? section.WithStatements([Nothing, SyntaxFactory.ParseStatement("break;")]) : null),
        On<SwitchStatementSyntax>("drop the default of a switch", choice => choice.Sections.FirstOrDefault(section => section.Labels.Any(SyntaxKind.DefaultSwitchLabel)) is { } last
            ? choice.WithSections(choice.Sections.Remove(last)) : null),
        On<TryStatementSyntax>("move statements out of a finally block", attempt => attempt.Finally is { } last && attempt.Catches.Count == 0
            ? Block($"{attempt.Block} {last.Block}") : null),
        On<TryStatementSyntax>("move statements out of a catch block", attempt => attempt.Catches is [var first] && HasSettler(first)
            && !first.DescendantNodes().Any(node => node is ThrowStatementSyntax)
            ? Block($"{attempt.WithCatches([first.WithBlock((BlockSyntax)Block("Adapter.Note(\"caught\");"))])} {first.Block}") : null),
        On<BlockSyntax>("move a call across a statement", body => body.Statements.Count > 1 && body.Statements.IndexOf(statement => Settler(statement) is not null) is > 0 and var at
            && body.Statements[at - 1] is ExpressionStatementSyntax or ForEachStatementSyntax or IfStatementSyntax or TryStatementSyntax
            ? body.WithStatements(body.Statements.RemoveAt(at).Insert(at - 1, body.Statements[at])) : null),
    ];

    /// <summary>The first call right in a branch that needs nothing that is declared there.</summary>
    private static StatementSyntax? FirstCall(IfStatementSyntax branch)
    {
        var declared = branch.DescendantNodes().Select(node => node switch
        {
            VariableDeclaratorSyntax variable => variable.Identifier.Text,
            LocalFunctionStatementSyntax function => function.Identifier.Text,
            _ => "",
        }).ToHashSet();
        return branch.Statement.DescendantNodes().Select(Settler).FirstOrDefault(call => call?.Parent == branch.Statement
            && !call.DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => declared.Contains(name.Identifier.Text)));
    }

    private static string? Swapped(string comparison) => comparison switch
    {
        ">" => ">=",
        "<" => "<=",
        "<=" => "<",
        ">=" => ">",
        "==" => "!=",
        _ => null,
    };
}
