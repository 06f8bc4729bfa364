using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.Analyzers.Tests.Corpus;

/// <summary>
/// A fault in the arguments of a call, put into every call of a shape that has none: which id it gets is known, whatever the control flow around
/// it is.
/// </summary>
/// <param name="Name">What is wrong.</param>
/// <param name="Id">The report that it gets.</param>
/// <param name="Change">The call with the fault; a statement stands for that of the call.</param>
/// <param name="Also">Reports that may come along: what else is missing where a conversion is left to the driver.</param>
internal sealed record ArgumentFault(string Name, string Id, Func<InvocationExpressionSyntax, ArgumentSyntax, SyntaxNode?> Change, params string[] Also)
{
    /// <summary>Stands behind each call that has the fault.</summary>
    private const string Mark = "/*fault*/";

    private static readonly ImmutableDictionary<string, MethodInfo> s_functions = typeof(Ndis).GetMethods(BindingFlags.Public | BindingFlags.Static)
        .Where(method => method.IsDefined(typeof(OffloadFunctionAttribute)) && List(method) is not null)
        .ToImmutableDictionary(method => method.Name);

    public static ImmutableArray<ArgumentFault> All { get; } =
    [
        new("default list", "CHIM1004", (call, list) => call.ReplaceNode(list.Expression, SyntaxFactory.ParseExpression("default"))),
        new("function of another operation", "CHIM1003", (call, list) => Sibling(NameOf(call)!) is { } sibling ? call.ReplaceNode(((MemberAccessExpressionSyntax)call.Expression).Name, SyntaxFactory.IdentifierName(sibling)) : null),
        new("used after hand-over", "CHIM1005", (call, list) => call.Parent is ExpressionStatementSyntax && Source(list) is { } source
            ? SyntaxFactory.ParseStatement($"{{ {call}; _ = {source}.{(s_functions[NameOf(call)!].Name.Contains("Tcp") ? "First" : "Root.Status")}; }}\n")
            : null),
        new("not restored", "CHIM2002", (call, list) => Converted(call, list, nameof(ProtocolOffloadBlockList.ToMiniport), nameof(ProtocolOffloadBlockList.OverlayAsMiniport)), "CHIM2004", "CHIM2005", "CHIM2008"),
        new("not saved", "CHIM2001", (call, list) => Converted(call, list, nameof(MiniportOffloadBlockList.ToProtocol), nameof(MiniportOffloadBlockList.OverlayAsProtocol)), "CHIM2005", "CHIM2008"),
    ];

    /// <summary>The shape with the fault in all its calls; null where it has none that can have it.</summary>
    public Shape? Into(Shape shape)
    {
        int faults = 0;
        var sources = shape.Sources.Select(source =>
        {
            var root = CSharpSyntaxTree.ParseText(source.Text).GetRoot();
            var changes = root.DescendantNodes().OfType<InvocationExpressionSyntax>()
                .Select(call => (Call: call, New: ListOf(call) is { } list && Source(list) is not null ? Change(call, list) : null))
                .Where(change => change.New is not null)
                .ToDictionary(change => change.New is StatementSyntax ? change.Call.Parent! : change.Call, change => change.New!);
            faults += changes.Count;
            return source with { Text = root.ReplaceNodes(changes.Keys, (old, _) => changes[old].WithTriviaFrom(old).WithTrailingTrivia(old.GetTrailingTrivia().Prepend(SyntaxFactory.Comment(Mark)))).ToFullString() };
        }).ToImmutableArray();
        return faults == 0 ? null : shape with { Sources = sources };
    }

    /// <summary>Whether the fault got its report, in each call that stands in a handler itself; one in a helper is told of where the helper is called.</summary>
    public bool IsToldOf(IEnumerable<Diagnostic> reports, Shape faulty)
    {
        var told = reports.Where(report => report.Id == Id).Select(report => report.Location).ToList();
        return told.Count > 0 && faulty.Sources.All(source => CallsInHandlers(source).All(call => told.Any(at => at.SourceTree!.FilePath == source.Name && call.Contains(at.SourceSpan))));
    }

    private static IEnumerable<TextSpan> CallsInHandlers(ShapeSource source) =>
        from mark in CSharpSyntaxTree.ParseText(source.Text).GetRoot().DescendantTrivia()
        where mark.ToString() == Mark
        let call = mark.Token.Parent!.FirstAncestorOrSelf<InvocationExpressionSyntax>()!
        where call.Ancestors().First(node => node is MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax) is MethodDeclarationSyntax { Identifier.Text: var name } method
            && method.Modifiers.Any(SyntaxKind.OverrideKeyword) && (name.StartsWith("Miniport", StringComparison.Ordinal) || name.StartsWith("Protocol", StringComparison.Ordinal))
        select call.Span;

    private static ParameterInfo? List(MethodInfo method) => method.GetParameters().FirstOrDefault(parameter => parameter.ParameterType.IsByRefLike);

    private static string? NameOf(InvocationExpressionSyntax call)
        => call.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax { Identifier.Text: nameof(Ndis) } } access && s_functions.ContainsKey(access.Name.Identifier.Text) ? access.Name.Identifier.Text : null;

    private static ArgumentSyntax? ListOf(InvocationExpressionSyntax call)
    {
        if (NameOf(call) is not { } name || List(s_functions[name]) is not { } list)
            return null;
        var arguments = call.ArgumentList.Arguments;
        return arguments.FirstOrDefault(argument => argument.NameColon?.Name.Identifier.Text == list.Name)
            ?? (arguments[list.Position] is { NameColon: null } argument ? argument : null);
    }

    /// <summary>A function of another operation, with the same parameters.</summary>
    private static string? Sibling(string name)
    {
        string Signature(MethodInfo method) => string.Join(',', method.GetParameters().Select(parameter => parameter.ParameterType.Name));
        var others = s_functions.Values.Where(method => Signature(method) == Signature(s_functions[name])).Select(method => method.Name).Order(StringComparer.Ordinal).ToList();
        return others.Count > 1 ? others[(others.IndexOf(name) + 1) % others.Count] : null;
    }

    /// <summary>The variable that the list comes from; null where it is part of a chain, or was pended, so that the operation is known in other places only.</summary>
    private static string? Source(ArgumentSyntax list) => list.Expression switch
    {
        IdentifierNameSyntax name => name.Identifier.Text,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax name, Name.Identifier.Text: nameof(ProtocolOffloadBlockList.ToMiniport) or nameof(MiniportOffloadBlockList.ToProtocol) } } => name.Identifier.Text,
        _ => null,
    };

    private static SyntaxNode? Converted(InvocationExpressionSyntax call, ArgumentSyntax list, string from, string to)
        => list.Expression is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: var name } access } && name == from
            ? call.ReplaceNode(list.Expression, SyntaxFactory.ParseExpression($"{access.Expression}.{to}()"))
            : null;
}
