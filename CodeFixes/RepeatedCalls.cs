using Microsoft.CodeAnalysis;
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
            .Sum(same => same.SelectMany(_ => same, (first, second) => (First: first, Second: second)).Count(p => p.First == p.Second ? IsInLoop(p.First) : p.First.SpanStart < p.Second.SpanStart && !AreExclusive(p.First, p.Second)));

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
