using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Chimney.Analyzers.Tests.Metamorphic;

/// <summary>A change of code that changes nothing of what it does.</summary>
/// <param name="Name">What is changed.</param>
/// <param name="Least">To so many shapes it applies at least.</param>
/// <param name="Apply">The code afterwards; the same code where there is nothing to change.</param>
/// <param name="Every">One shape of so many is looked at, unless all are asked for.</param>
internal sealed record Transformation(string Name, int Least, Func<SyntaxNode, SyntaxNode> Apply, int Every = 1)
{
    public static ImmutableArray<Transformation> All { get; } =
    [
        new("locals renamed", 300, RenameLocals),
        new("comments and lines", 800, root => root.ReplaceTokens(root.DescendantTokens().Where(token => token.IsKind(SyntaxKind.SemicolonToken)), (token, _) => token.WithLeadingTrivia(Comment("/* ; */"), CarriageReturnLineFeed))),
        new("dead code", 700, root => Bodies(root, body => $"{{ if (false) {{ }}\nint unused_ = 0;\n{Inside(body)}}}")),
        new("block", 700, root => Bodies(root, body => $"{{ {body} }}")),
        new("do while false", 700, root => Bodies(root, body => $"{{ do {body} while (false); }}")),
        new("try finally", 700, root => Bodies(root, body => $"{{ try {body} finally {{ }} }}")),
        new("if turned round", 90, root => Statements<IfStatementSyntax>(root, branch => branch.Else is null ? null : $"if (!({branch.Condition})) {{ {branch.Else.Statement} }} else {{ {branch.Statement} }}")),
        new("for to while", 20, root => Statements<ForStatementSyntax>(root, loop => loop.DescendantNodes().OfType<ContinueStatementSyntax>().Any() || loop.Initializers.Any() ? null
            : $"{{ {(loop.Declaration is null ? "" : $"{loop.Declaration};")} while ({loop.Condition?.ToString() ?? "true"}) {{ {loop.Statement}\n{string.Concat(loop.Incrementors.Select(step => $"{step};"))} }} }}")),
        .. Spellings.All,
        .. Arrangements.All,
        new("while to for", 20, root => Statements<WhileStatementSyntax>(root, loop => $"for (; {loop.Condition}; ) {loop.Statement}")),
    ];

    private static string Inside(BlockSyntax body) => string.Concat(body.Statements.Select(statement => statement.ToFullString()));

    private static SyntaxNode Bodies(SyntaxNode root, Func<BlockSyntax, string> change)
        => root.ReplaceNodes(root.DescendantNodes().OfType<MethodDeclarationSyntax>().Select(method => method.Body).OfType<BlockSyntax>(), (body, _) => (BlockSyntax)ParseStatement($"{change(body)}\n"));

    internal static SyntaxNode Statements<T>(SyntaxNode root, Func<T, string?> change)
        where T : StatementSyntax
        => root.ReplaceNodes(root.DescendantNodes().OfType<T>(), (_, node) => change(node) is { } text ? ParseStatement($"{text}\n").WithTriviaFrom(node) : node);

    private static SyntaxNode RenameLocals(SyntaxNode root)
    {
        var names = root.DescendantNodes().OfType<LocalDeclarationStatementSyntax>().SelectMany(local => local.Declaration.Variables).Select(variable => variable.Identifier.Text).ToHashSet();
        return root.ReplaceTokens(
            root.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken) && names.Contains(token.Text) && token.Parent is not IdentifierNameSyntax { Parent: NameColonSyntax }
                && !(token.Parent is IdentifierNameSyntax name && name.Parent is MemberAccessExpressionSyntax access && access.Name == name)),
            (token, _) => Identifier(token.LeadingTrivia, $"{token.Text}_", token.TrailingTrivia));
    }
}
