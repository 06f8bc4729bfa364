using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.CodeFixes;

/// <summary>
/// Finds calls of a function that may follow one another. An event is told once, and no rule reports the second time: a handler may have an event of its own to tell.
/// </summary>
internal sealed class RepeatedCalls(CheckedDocument document, string function)
{
    private const int MostCalls = 6;

    /// <summary>How many pairs of calls in the document are not on different ways, also where they stand in methods that are called.</summary>
    public int Count()
        => Calls(document.Root, MostCalls).Where(c => ChimneyCodeFix.FunctionOf(c) is not null).GroupBy(c => ChimneyCodeFix.FunctionOf(c)!)
            .Sum(same => same.SelectMany(_ => same, (first, second) => (First: first, Second: second)).Count(p => p.First == p.Second ? IsInLoop(p.First) : p.First.SpanStart < p.Second.SpanStart && !AreExclusive(p.First, p.Second) && !Contradict(p.First, p.Second)));

    private IEnumerable<InvocationExpressionSyntax> Calls(SyntaxNode code, int depth)
        => code.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(c => IsCall(c, depth));

    private bool IsCall(InvocationExpressionSyntax call, int depth)
    {
        if (document.Model.GetSymbolInfo(call).Symbol is not IMethodSymbol method)
            return false;
        return method.Name == function
            || depth > 0 && method.DeclaringSyntaxReferences.FirstOrDefault(r => r.SyntaxTree == document.Root.SyntaxTree)?.GetSyntax() is { } body && !body.Span.Contains(call.Span) && Calls(body, depth - 1).Any();
    }

    /// <summary>Whether no way leads from the earlier call to the later one, as far as the shape of the code shows it.</summary>
    private static bool AreExclusive(SyntaxNode earlier, SyntaxNode later)
    {
        var common = earlier.Ancestors().First(n => n.Span.Contains(later.Span));
        var (first, second) = (Branch(earlier), Branch(later));
        return common switch
        {
            IfStatementSyntax choice => first == choice.Statement && second == choice.Else,
            ConditionalExpressionSyntax choice => first == choice.WhenTrue,
            SwitchStatementSyntax choice => first is SwitchSectionSyntax,
            SwitchExpressionSyntax => first is SwitchExpressionArmSyntax,
            // what is called last leaves nothing behind it to be caught
            TryStatementSyntax attempt => second is CatchClauseSyntax && (first is CatchClauseSyntax || attempt.Block.Statements.LastOrDefault()?.Span.Contains(earlier.Span) == true),
            _ => earlier.Ancestors().TakeWhile(n => n != common).OfType<StatementSyntax>().Any(s => LastAfter(s) is ReturnStatementSyntax or ThrowStatementSyntax),
        };

        SyntaxNode Branch(SyntaxNode node) => node.AncestorsAndSelf().First(n => n.Parent == common);
    }

    /// <summary>Whether the two stand under conditions of which only one can hold.</summary>
    private bool Contradict(SyntaxNode earlier, SyntaxNode later) => Asked(earlier).Any(one => Asked(later).Any(other => one.Text == other.Text && one.Holds != other.Holds));

    /// <summary>What holds where the node is reached, of variables that keep their value.</summary>
    private IEnumerable<(string Text, bool Holds)> Asked(SyntaxNode node)
        => node.AncestorsAndSelf().TakeWhile(n => n is not (MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax))
            .SelectMany(n => n.Parent is IfStatementSyntax choice && n != choice.Condition ? Parts(choice.Condition, n == choice.Statement) : []);

    private IEnumerable<(string Text, bool Holds)> Parts(ExpressionSyntax condition, bool holds) => condition switch
    {
        ParenthesizedExpressionSyntax inner => Parts(inner.Expression, holds),
        PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not => Parts(not.Operand, !holds),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalAndExpression } both => holds ? Parts(both.Left, true).Concat(Parts(both.Right, true)) : [],
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalOrExpression } either => holds ? [] : Parts(either.Left, false).Concat(Parts(either.Right, false)),
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression } same when IsKept(same) => [($"{same.Left} == {same.Right}", holds)],
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.NotEqualsExpression } other when IsKept(other) => [($"{other.Left} == {other.Right}", !holds)],
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.GreaterThanExpression or (int)SyntaxKind.LessThanOrEqualExpression } greater when IsKept(greater) && IsOrdered(greater) => [($"{greater.Left} > {greater.Right}", holds == greater.IsKind(SyntaxKind.GreaterThanExpression))],
        BinaryExpressionSyntax { RawKind: (int)SyntaxKind.LessThanExpression or (int)SyntaxKind.GreaterThanOrEqualExpression } smaller when IsKept(smaller) && IsOrdered(smaller) => [($"{smaller.Left} < {smaller.Right}", holds == smaller.IsKind(SyntaxKind.LessThanExpression))],
        IdentifierNameSyntax when IsKept(condition) => [(condition.ToString(), holds)],
        _ => [],
    };

    /// <summary>Whether one of "greater" and "not greater" always holds: not so of numbers that are no numbers.</summary>
    private bool IsOrdered(BinaryExpressionSyntax comparison) => document.Model.GetTypeInfo(comparison.Left).Type is { SpecialType: >= SpecialType.System_SByte and <= SpecialType.System_UInt64 };

    /// <summary>Whether the condition names nothing but constants and variables that are written once.</summary>
    private bool IsKept(ExpressionSyntax condition)
        => condition.DescendantNodesAndSelf().All(n => n is LiteralExpressionSyntax or BinaryExpressionSyntax or MemberAccessExpressionSyntax or IdentifierNameSyntax)
            && condition.DescendantNodesAndSelf().OfType<IdentifierNameSyntax>().All(n => document.Model.GetSymbolInfo(n).Symbol switch
            {
                ILocalSymbol or IParameterSymbol { RefKind: RefKind.None } => ChimneyCodeFix.FunctionOf(condition)!.DescendantNodes().OfType<IdentifierNameSyntax>().Where(u => u.Identifier.ValueText == n.Identifier.ValueText).All(u => !IsWritten(u)),
                ITypeSymbol or INamespaceSymbol => true,
                IFieldSymbol field => field.IsConst,
                _ => false,
            });

    private static bool IsWritten(IdentifierNameSyntax use) => use.Parent switch
    {
        AssignmentExpressionSyntax assignment => assignment.Left == use,
        PrefixUnaryExpressionSyntax prefix => !prefix.IsKind(SyntaxKind.LogicalNotExpression),
        PostfixUnaryExpressionSyntax or RefExpressionSyntax => true,
        ArgumentSyntax argument => !argument.RefKindKeyword.IsKind(SyntaxKind.None) || argument.Parent is TupleExpressionSyntax,
        _ => false,
    };

    /// <summary>Whether another turn may come to the call again.</summary>
    private static bool IsInLoop(SyntaxNode call)
    {
        var around = call.Ancestors().TakeWhile(n => n is not (MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax)).ToList();
        var loop = around.FindIndex(n => n is ForStatementSyntax or CommonForEachStatementSyntax or WhileStatementSyntax or DoStatementSyntax);
        return loop >= 0 && !around.Take(loop).OfType<StatementSyntax>().Any(s => LastAfter(s) is ReturnStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax);
    }

    /// <summary>The last statement of those that follow.</summary>
    private static StatementSyntax? LastAfter(StatementSyntax statement) => statement.Parent is BlockSyntax block ? block.Statements.LastOrDefault() : statement;
}
