using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.Proof;

/// <summary>
/// Writes a handler anew as a method that makes something and has to dispose of it once. The list becomes a <see cref="Counted"/> that the method makes;
/// every function of the DDI that takes it becomes Dispose; views and pended handles are the thing itself; a work item is a delegate that is queued.
/// Control flow, helpers, fields and queues stay as they are. What has no such counterpart is not translated.
/// </summary>
internal sealed class DisposeTranslation : CSharpSyntaxRewriter
{
    private const string Thing = "Chimney.Proof.Counted";

    private static readonly string[] s_lists =
    [
        nameof(MiniportOffloadBlockList), nameof(ProtocolOffloadBlockList), nameof(NetBufferListChain),
        nameof(PendedMiniportOffload), nameof(PendedProtocolOffload), nameof(PendedNetBufferListChain),
    ];

    private static readonly string[] s_same = ["ToMiniport", "ToProtocol", "Pend", "Resume"];

    private readonly SemanticModel _model;

    private DisposeTranslation(SemanticModel model) => _model = model;

    /// <summary>The translation of a subject of one file, and why there is none.</summary>
    internal static (Subject? Subject, string? Why) Translate(Subject subject, Compilation compilation, SyntaxTree tree)
    {
        if (subject.IsSlots)
            return (null, "its handler stands in a slot");
        ClassDeclarationSyntax shape = tree.GetRoot().DescendantNodes().OfType<ClassDeclarationSyntax>().First();
        if (shape.BaseList?.Types.ToString() != nameof(IntermediateDriver))
            return (null, "it is no intermediate driver");
        MethodDeclarationSyntax handler = shape.Members.OfType<MethodDeclarationSyntax>().First(method => method.Modifiers.Any(SyntaxKind.OverrideKeyword));
        if (handler.Identifier.Text.Contains("Event", StringComparison.Ordinal) || !handler.ParameterList.Parameters.Any(IsTheList))
            return (null, "its duty is a call, with a list or without");
        try
        {
            var type = (ClassDeclarationSyntax)new DisposeTranslation(compilation.GetSemanticModel(tree)).Visit(shape)!;
            return (subject with { Files = [type.WithBaseList(null).WithoutLeadingTrivia().NormalizeWhitespace(eol: "\n").ToFullString() + "\n"] }, null);
        }
        catch (NotSupportedException exception)
        {
            return (null, exception.Message);
        }
    }

    public override SyntaxNode? VisitMethodDeclaration(MethodDeclarationSyntax node)
    {
        var method = (MethodDeclarationSyntax)base.VisitMethodDeclaration(node)!;
        if (!node.Modifiers.Any(SyntaxKind.OverrideKeyword))
            return method;
        var others = node.ParameterList.Parameters.Where(parameter => !IsTheList(parameter));
        return method
            .WithModifiers(SyntaxFactory.TokenList(SyntaxFactory.Token(SyntaxKind.PublicKeyword)))
            .WithIdentifier(SyntaxFactory.Identifier("Handle"))
            .WithParameterList(SyntaxFactory.ParameterList(SyntaxFactory.SeparatedList(others)))
            .WithBody(method.Body!.WithStatements(method.Body.Statements.Insert(0, SyntaxFactory.ParseStatement($"var list = new {Thing}();"))));
    }

    public override SyntaxNode? VisitInvocationExpression(InvocationExpressionSyntax node)
    {
        if (_model.GetSymbolInfo(node).Symbol is not IMethodSymbol method)
            return base.VisitInvocationExpression(node);
        if (method.ContainingType.Name == nameof(Ndis) || node.Expression is MemberAccessExpressionSyntax { Expression: BaseExpressionSyntax })
            return Dispose(node);
        if (Array.IndexOf(s_same, method.Name) >= 0 && IsList(method.ContainingType))
            return Visit(((MemberAccessExpressionSyntax)node.Expression).Expression);
        if (method.Name == "QueueWorkItem")
            return node.WithExpression(SyntaxFactory.ParseExpression($"{Thing}.Later")).WithArgumentList((ArgumentListSyntax)Visit(node.ArgumentList)!);
        return method.ContainingAssembly.Name == "Chimney.Runtime" && method.MethodKind != MethodKind.DelegateInvoke
            ? throw new NotSupportedException("it calls something else of the Runtime")
            : base.VisitInvocationExpression(node);
    }

    public override SyntaxNode? VisitMemberAccessExpression(MemberAccessExpressionSyntax node)
    {
        if (node is { Name.Identifier.Text: "Status", Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "Root" } root } && IsList(_model.GetTypeInfo(root.Expression).Type))
            return node.WithExpression((ExpressionSyntax)Visit(root.Expression)!);
        if (!IsList(_model.GetTypeInfo(node.Expression).Type))
            return base.VisitMemberAccessExpression(node);
        var thing = (ExpressionSyntax)Visit(node.Expression)!;
        return node.Name.Identifier.Text switch
        {
            "IsNull" => SyntaxFactory.ParseExpression($"({thing} == null)"),
            "First" => SyntaxFactory.ParseExpression($"{thing}.Status"),
            "ToString" => node.WithExpression(thing),
            var other => throw new NotSupportedException($"it asks for {other}"),
        };
    }

    public override SyntaxNode? VisitIdentifierName(IdentifierNameSyntax node) => _model.GetSymbolInfo(node).Symbol switch
    {
        INamedTypeSymbol type when IsList(type) => SyntaxFactory.ParseTypeName(Thing).WithTriviaFrom(node),
        IPropertySymbol { ContainingType: { Name: nameof(IntermediateDriver) or nameof(OffloadDriver) } } => throw new NotSupportedException("it asks its driver for something"),
        _ => base.VisitIdentifierName(node),
    };

    /// <summary>The list that a function gets is disposed of.</summary>
    private ExpressionSyntax Dispose(InvocationExpressionSyntax node)
    {
        if (node.Parent is not (ExpressionStatementSyntax or ArrowExpressionClauseSyntax or LambdaExpressionSyntax))
            throw new NotSupportedException("the function's result is used");
        ExpressionSyntax? list = node.ArgumentList.Arguments.Select(argument => argument.Expression).FirstOrDefault(argument => IsList(_model.GetTypeInfo(argument).ConvertedType));
        return list is null or DefaultExpressionSyntax or LiteralExpressionSyntax
            ? throw new NotSupportedException("a function is called without the list")
            : SyntaxFactory.ParseExpression($"{Visit(list)}.Dispose()");
    }

    private static bool IsTheList(ParameterSyntax parameter) => parameter.Identifier.Text == "list";

    private static bool IsList(ITypeSymbol? type) => type is not null && Array.IndexOf(s_lists, type.Name) >= 0;
}
