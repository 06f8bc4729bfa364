using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Chimney.Analyzers.Tests.Metamorphic.Transformation;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Chimney.Analyzers.Tests.Metamorphic;

/// <summary>One construct of the language in place of another. Where the result does not compile, there is nothing to compare.</summary>
internal static class Spellings
{
    internal static ImmutableArray<Transformation> All { get; } =
    [
        new("if to switch", 100, root => Statements<IfStatementSyntax>(root, branch => HasJump(branch) || HasDeclaration(branch.Condition) ? null
            : $"switch ({branch.Condition}) {{ case true: {{ {branch.Statement} }} break; default: {{ {branch.Else?.Statement} }} break; }}"), Every: 2),
        new("conditional operator to switch expression", 15, root => Expressions<ConditionalExpressionSyntax>(root, one => HasDeclaration(one.Condition) ? null
            : $"(({one.Condition}) switch {{ true => {one.WhenTrue}, false => {one.WhenFalse} }})")),
        new("conditional operator to if", 5, root => Statements<ExpressionStatementSyntax>(root, statement =>
            statement.Expression is AssignmentExpressionSyntax { RawKind: (int)SyntaxKind.SimpleAssignmentExpression, Right: ConditionalExpressionSyntax one } set
                ? $"if ({one.Condition}) {{ {set.Left} = {one.WhenTrue}; }} else {{ {set.Left} = {one.WhenFalse}; }}" : null)),
        new("using statement to declaration", 5, root => root.ReplaceNodes(root.DescendantNodes().OfType<BlockSyntax>(), (_, block) =>
            block.Statements.LastOrDefault() is UsingStatementSyntax { Declaration: { } declared, Statement: var body } last
                ? block.WithStatements(block.Statements.Replace(last, ParseStatement($"{Await(last.AwaitKeyword)}using {declared};\n")).Add(body)) : block)),
        new("using declaration to statement", 10, root => root.ReplaceNodes(root.DescendantNodes().OfType<BlockSyntax>(), (_, block) => Wrapped(block))),
        new("local function to lambda", 25, root => Statements<LocalFunctionStatementSyntax>(root, function => function.TypeParameterList is not null || function.AttributeLists.Any() ? null
            : $"var {function.Identifier} = {function.Modifiers} {function.ReturnType} {function.ParameterList} => {function.Body?.ToString() ?? function.ExpressionBody!.Expression.ToString()};")),
        new("lambda to local function", 10, root => Statements<LocalDeclarationStatementSyntax>(root, local =>
            local.Declaration is { Type: IdentifierNameSyntax { Identifier.Text: "Action" }, Variables: [{ Initializer.Value: ParenthesizedLambdaExpressionSyntax { ParameterList.Parameters: [] } lambda } variable] }
                ? $"{lambda.Modifiers} void {variable.Identifier}() {(lambda.Block is { } block ? block.ToString() : $"=> {lambda.ExpressionBody};")}" : null)),
        new("parameters renamed", 150, RenameParameters, Every: 3),
    ];

    private static SyntaxNode Expressions<T>(SyntaxNode root, Func<T, string?> change)
        where T : ExpressionSyntax
        => root.ReplaceNodes(root.DescendantNodes().OfType<T>(), (_, node) => change(node) is { } text ? ParseExpression(text).WithTriviaFrom(node) : node);

    private static string Await(SyntaxToken keyword) => keyword.IsKind(SyntaxKind.AwaitKeyword) ? "await " : "";

    /// <summary>What follows the first using declaration of a block, in a using statement.</summary>
    private static BlockSyntax Wrapped(BlockSyntax block)
    {
        int at = block.Statements.IndexOf(statement => statement is LocalDeclarationStatementSyntax { UsingKeyword.RawKind: (int)SyntaxKind.UsingKeyword });
        if (at < 0)
            return block;
        var resource = (LocalDeclarationStatementSyntax)block.Statements[at];
        string rest = string.Concat(block.Statements.Skip(at + 1).Select(statement => statement.ToFullString()));
        return block.WithStatements([.. block.Statements.Take(at), ParseStatement($"{Await(resource.AwaitKeyword)}using ({resource.Declaration})\n{{\n{rest}}}\n")]);
    }

    /// <summary>In a switch, break means another thing.</summary>
    private static bool HasJump(IfStatementSyntax branch) => branch.DescendantNodes().Any(node => node is BreakStatementSyntax);

    /// <summary>What a pattern or an out argument declares lives on behind an if statement.</summary>
    private static bool HasDeclaration(SyntaxNode node) => node.DescendantNodes().Any(inner => inner is SingleVariableDesignationSyntax);

    private static SyntaxNode RenameParameters(SyntaxNode root)
    {
        if (root.DescendantNodes().OfType<NameColonSyntax>().Any())
            return root;
        var names = root.DescendantNodes().OfType<ParameterSyntax>().Where(parameter => parameter.Parent?.Parent is not (TypeDeclarationSyntax or DelegateDeclarationSyntax)).Select(parameter => parameter.Identifier.Text).ToHashSet();
        names.ExceptWith(root.DescendantNodes().Select(node => node switch
        {
            VariableDeclaratorSyntax variable => variable.Identifier.Text,
            PropertyDeclarationSyntax property => property.Identifier.Text,
            MethodDeclarationSyntax method => method.Identifier.Text,
            _ => "",
        }));
        return root.ReplaceTokens(
            root.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken) && names.Contains(token.Text)
                && !(token.Parent is IdentifierNameSyntax name && name.Parent is MemberAccessExpressionSyntax access && access.Name == name)
                && token.Parent is not IdentifierNameSyntax { Parent: AssignmentExpressionSyntax { Parent: InitializerExpressionSyntax } }),
            (token, _) => Identifier(token.LeadingTrivia, $"renamed_{token.Text}", token.TrailingTrivia));
    }
}
