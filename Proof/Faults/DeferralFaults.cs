using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Chimney.Proof.Sites;

namespace Chimney.Proof;

/// <summary>The list is kept for later, and later goes wrong.</summary>
internal static class DeferralFaults
{
    internal static ImmutableArray<FaultOperator> All { get; } =
    [
        new("keep the list and call", (node, kind) => kind.MayPend && node is ExpressionStatementSyntax && Keeps(node) is { } list ? [Block($"{node} {kind.Call(list)};")] : []),
        On<ExpressionStatementSyntax>("drop what is kept", keep => Keeps(keep) is { } list ? SyntaxFactory.ParseStatement($"_ = {list}.Pend();") : null),
        On<ExpressionStatementSyntax>("make a work item that is never queued", item => Queued(item) is { } work ? Block($"Action unused = {work}; Adapter.Note(unused.ToString()!);") : null),
        On<ExpressionStatementSyntax>("queue a work item twice", item => Queued(item) is not null ? Block($"{item} {item}") : null),
        On<WhileStatementSyntax>("ignore the result of a Try method", drain => IsTry(drain) ? Block($"{drain.Condition}; {drain.Statement}") : null),
        On<WhileStatementSyntax>("take out only one", drain => IsTry(drain) ? SyntaxFactory.IfStatement(drain.Condition, drain.Statement) : null),
        On<WhileStatementSyntax>("take out and drop", drain => IsTry(drain) ? drain.WithStatement(Block("Adapter.Note(\"dropped\");")) : null),
        On<ExpressionStatementSyntax>("keep a handle that was taken out", clear => clear.Expression is AssignmentExpressionSyntax { Right: LiteralExpressionSyntax { Token.ValueText: "null" } } ? Nothing : null),
        On<ExpressionStatementSyntax>("overwrite a handle that is kept", flush => flush.ToString() == "Flush();" ? Nothing : null),
    ];

    /// <summary>The list that a statement keeps in a field.</summary>
    private static string? Keeps(SyntaxNode node)
        => node.DescendantNodes().OfType<MemberAccessExpressionSyntax>().FirstOrDefault(access => access.Name.Identifier.Text == "Pend")?.Expression.ToString();

    private static ExpressionSyntax? Queued(ExpressionStatementSyntax statement)
        => statement.Expression is InvocationExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "QueueWorkItem" } } call ? call.ArgumentList.Arguments[0].Expression : null;

    private static bool IsTry(WhileStatementSyntax loop) => loop.Condition.ToString().Contains(".Try", StringComparison.Ordinal);
}
