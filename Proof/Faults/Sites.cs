using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.Proof;

/// <summary>What the operators look for in a generated handler, and what they write in its place.</summary>
internal static class Sites
{
    private static readonly string[] s_settlers = ["Help", "Local", "finish", "Answer"];

    /// <summary>An operator whose sites are the statements that settle the duty.</summary>
    internal static FaultOperator OnCall(string name, Func<string, StatementSyntax> faulty)
        => new(name, (node, _) => Settler(node) is { } call ? [faulty(call.ToString())] : []);

    /// <summary>An operator whose sites are the statements that settle the duty and name the list.</summary>
    internal static FaultOperator OnList(string name, Func<StatementSyntax, string, HandlerKind, string?> faulty)
        => new(name, (node, kind) => Settler(node) is { } call && ListOf(call) is { } list && faulty(call, list, kind) is { } text ? [Block(text)] : []);

    /// <summary>An operator whose sites are nodes of a type.</summary>
    internal static FaultOperator On<T>(string name, Func<T, SyntaxNode?> faulty)
        where T : SyntaxNode
        => new(name, (node, _) => node is T site && faulty(site) is { } replacement ? [replacement] : []);

    /// <summary>The statement, if it settles the duty.</summary>
    internal static StatementSyntax? Settler(SyntaxNode node)
        => node is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax invocation, Parent: BlockSyntax or SwitchSectionSyntax or WhileStatementSyntax or IfStatementSyntax } statement
            && IsSettling(invocation) ? statement : null;

    /// <summary>Whether there is a statement below a node that settles the duty.</summary>
    internal static bool HasSettler(SyntaxNode node) => node.DescendantNodes().Any(inner => Settler(inner) is not null);

    /// <summary>The list that a statement settles; null where it names none.</summary>
    internal static string? ListOf(SyntaxNode call)
        => call.DescendantNodes().OfType<IdentifierNameSyntax>().Select(name => name.Identifier.Text)
            .FirstOrDefault(name => name is "list" || name.StartsWith("alias", StringComparison.Ordinal));

    /// <summary>A block of this text.</summary>
    internal static StatementSyntax Block(string text) => SyntaxFactory.ParseStatement("{" + text + "}");

    /// <summary>A statement in place of one that was dropped.</summary>
    internal static StatementSyntax Nothing { get; } = SyntaxFactory.ParseStatement("Adapter.Note(\"dropped\");");

    /// <summary>What a handler's body returns at this place.</summary>
    internal static string Leave(SyntaxNode place, HandlerKind kind)
        => place.Ancestors().OfType<MethodDeclarationSyntax>().First().ReturnType.ToString() switch
        {
            "void" => "return;",
            "bool" => "return false;",
            _ => kind.Return,
        };

    private static bool IsSettling(InvocationExpressionSyntax invocation) => invocation.Expression switch
    {
        MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: "Ndis" } or BaseExpressionSyntax } => true,
        IdentifierNameSyntax name => Array.Exists(s_settlers, settler => name.Identifier.Text.StartsWith(settler, StringComparison.Ordinal)),
        _ => false,
    };
}
