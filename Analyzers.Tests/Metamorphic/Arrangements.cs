using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using static Microsoft.CodeAnalysis.CSharp.SyntaxFactory;

namespace Chimney.Analyzers.Tests.Metamorphic;

/// <summary>The same statements and members in another place.</summary>
internal static class Arrangements
{
    internal static ImmutableArray<Transformation> All { get; } =
    [
        new("body in a method of its own", 150, root => Outlined(root, isLocal: false), Every: 4),
        new("body in a local function", 150, root => Outlined(root, isLocal: true), Every: 4),
        new("partial classes", 80, root => Classes(root, type => type.Members.Count < 2 || type.Modifiers.Any(SyntaxKind.PartialKeyword) ? null : Split(type)), Every: 3),
        new("members turned round", 80, root => Classes(root, type => type.Members.Count < 2 ? null : [type.WithMembers(List(Turned(type.Members)))]), Every: 3),
        new("independent statements swapped", 12, root => root.ReplaceNodes(root.DescendantNodes().OfType<BlockSyntax>(), (_, block) => Swapped(block))),
    ];

    private static SyntaxNode Classes(SyntaxNode root, Func<ClassDeclarationSyntax, IEnumerable<SyntaxNode>?> change)
    {
        var types = root.DescendantNodes().OfType<ClassDeclarationSyntax>().Where(type => type.Parent is CompilationUnitSyntax or NamespaceDeclarationSyntax).ToList();
        var tracked = root.TrackNodes(types);
        foreach (var type in types)
        {
            if (change(type) is { } parts)
                tracked = tracked.ReplaceNode(tracked.GetCurrentNode(type)!, parts);
        }
        return tracked;
    }

    /// <summary>One half of the members in each part. Only the first has bases and attributes.</summary>
    private static ClassDeclarationSyntax[] Split(ClassDeclarationSyntax type)
    {
        var both = type.AddModifiers(Token(SyntaxKind.PartialKeyword).WithTrailingTrivia(Space));
        var second = both.WithMembers(List(type.Members.Where((_, i) => i % 2 == 1))).WithBaseList(null).WithAttributeLists([]).WithParameterList(null)
            .WithIdentifier(type.Identifier.WithTrailingTrivia(LineFeed)).WithLeadingTrivia(LineFeed);
        return [both.WithMembers(List(type.Members.Where((_, i) => i % 2 == 0))), second];
    }

    /// <summary>Fields stay as they are among each other: their initializers run in order.</summary>
    private static IEnumerable<MemberDeclarationSyntax> Turned(SyntaxList<MemberDeclarationSyntax> members)
        => members.Where(member => member is not (FieldDeclarationSyntax or PropertyDeclarationSyntax)).Reverse().Concat(members.Where(member => member is FieldDeclarationSyntax or PropertyDeclarationSyntax));

    /// <summary>The body of each override moves out, and is called with the parameters.</summary>
    private static SyntaxNode Outlined(SyntaxNode root, bool isLocal)
    {
        var methods = root.DescendantNodes().OfType<MethodDeclarationSyntax>()
            .Where(method => method.Modifiers.Any(SyntaxKind.OverrideKeyword) && !method.Modifiers.Any(SyntaxKind.AsyncKeyword) && method.TypeParameterList is null && (method.Body is not null || method.ExpressionBody is not null)
                && method.ParameterList.Parameters.All(parameter => !parameter.AttributeLists.Any()) && method.Parent is ClassDeclarationSyntax)
            .GroupBy(method => method.Parent).Select(group => group.First()).ToList();
        var tracked = root.TrackNodes(methods);
        foreach (var method in methods)
        {
            string start = method.ReturnType.ToString() == "void" ? "" : "return ";
            string call = $"{start}Outlined_({string.Join(", ", method.ParameterList.Parameters.Select(parameter => $"{Modifier(parameter)}{parameter.Identifier}"))});";
            string body = method.Body?.ToFullString() ?? $"{{ {start}{method.ExpressionBody!.Expression}; }}";
            string signature = $"{method.ReturnType} Outlined_{method.ParameterList}";
            string head = method.WithBody(null).WithExpressionBody(null).WithSemicolonToken(default).ToString();
            MemberDeclarationSyntax[] parts = isLocal
                ? [ParseMemberDeclaration($"{head}\n{{\n{call}\n{signature}\n{body}}}\n")!]
                : [ParseMemberDeclaration($"{head}\n{{\n{call}\n}}\n")!, ParseMemberDeclaration($"private {signature}\n{body}\n")!];
            tracked = tracked.ReplaceNode(tracked.GetCurrentNode(method)!, parts);
        }
        return tracked;
    }

    private static string Modifier(ParameterSyntax parameter) => string.Concat(parameter.Modifiers.Select(modifier => $"{modifier.Text} "));

    /// <summary>A declaration with a literal goes one up, where the statement there has nothing to do with it.</summary>
    private static BlockSyntax Swapped(BlockSyntax block)
    {
        var statements = block.Statements;
        for (int i = 1; i < statements.Count; i++)
        {
            if (statements[i] is LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: LiteralExpressionSyntax } variable] } declared
                && statements[i - 1] is ExpressionStatementSyntax or LocalDeclarationStatementSyntax or IfStatementSyntax or WhileStatementSyntax or ForEachStatementSyntax
                && !statements[i - 1].DescendantTokens().Any(token => token.Text == variable.Identifier.Text))
                statements = statements.Replace(statements[i], statements[i - 1]).RemoveAt(i - 1).Insert(i - 1, declared);
        }
        return block.WithStatements(statements);
    }
}
