using Chimney.Analyzers;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.CodeFixes;

/// <summary>Finds code that does nothing but discharge, so that nothing else is lost where it goes.</summary>
internal sealed class DischargingCode(CheckedDocument document, KnownSymbols symbols, CancellationToken cancellation)
{
    private const int MostCalls = 6;

    /// <summary>Whether the statement around the node only discharges: a call of its own, a handle that is kept, a helper that does no more, or a repetition of an earlier call.</summary>
    public bool IsAll(SyntaxNode node) => node.FirstAncestorOrSelf<StatementSyntax>() is { } statement && IsAll(statement, MostCalls);

    /// <summary>The statement around the node with those that only use what it declares; empty where more would be lost than a discharge.</summary>
    public IReadOnlyList<StatementSyntax> WholeOf(SyntaxNode node)
    {
        if (node.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax block } statement)
            return [];
        if (statement is not LocalDeclarationStatementSyntax { Declaration.Variables: [{ Initializer.Value: InvocationExpressionSyntax made } variable] } || !Pends(made) && !Converts(made))
            return IsAll(node) ? [statement] : [];
        var uses = block.Statements.Where(s => s != statement && s.DescendantTokens().Any(t => t.ValueText == variable.Identifier.ValueText)).ToList();
        return uses.All(u => IsAll(u, MostCalls)) ? uses.Prepend(statement).ToList() : [];
    }

    /// <summary>
    /// The nodes, then the bodies of the helpers of this document that they call with the calls in there, and so on: first what stands where the report does.
    /// </summary>
    public IEnumerable<SyntaxNode> Within(IEnumerable<SyntaxNode> nodes)
    {
        var found = new HashSet<SyntaxNode>();
        var next = nodes.ToList();
        for (var depth = 0; depth <= MostCalls && next.Count > 0; depth++)
        {
            var level = next.Where(found.Add).ToList();
            foreach (var node in level)
                yield return node;
            next = level.SelectMany(InCallee).ToList();
        }
    }

    /// <summary>The functions that a report may be about: the one that it stands in, and helpers that get the list from there.</summary>
    public IEnumerable<SyntaxNode> Functions(SyntaxNode handler, IEnumerable<SyntaxNode> places)
        => Within(places.Concat(In(handler))).Select(ChimneyCodeFix.FunctionOf).Prepend(handler).OfType<SyntaxNode>().Distinct();

    /// <summary>The functions of this document that a function calls, and those that these call, whatever they get.</summary>
    public IEnumerable<SyntaxNode> Helpers(SyntaxNode function)
    {
        var found = new HashSet<SyntaxNode>();
        var open = new Queue<SyntaxNode>([function]);
        while (open.Count > 0)
            foreach (var body in open.Dequeue().DescendantNodes().OfType<InvocationExpressionSyntax>().Select(BodyOf))
                if (body is not null && ChimneyCodeFix.FunctionOf(body) is { } helper && helper != function && found.Add(helper))
                    open.Enqueue(helper);
        return found;
    }

    /// <summary>The calls in a function that take a list, or keep one.</summary>
    public IEnumerable<SyntaxNode> In(SyntaxNode function) => function.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(Moves);

    private IEnumerable<SyntaxNode> InCallee(SyntaxNode node)
        => (node as InvocationExpressionSyntax ?? node.FirstAncestorOrSelf<InvocationExpressionSyntax>()) is { } call && BodyOf(call) is { } body
            ? body.DescendantNodesAndSelf().OfType<InvocationExpressionSyntax>().Where(Moves).Prepend(body) : [];

    /// <summary>Whether the call takes a list, or keeps one.</summary>
    private bool Moves(InvocationExpressionSyntax call)
        => Pends(call) || call.ArgumentList.Arguments.Any(a => symbols.IsToken(document.Model.GetTypeInfo(a.Expression, cancellation).Type));

    private bool IsAll(StatementSyntax statement, int depth) => statement switch
    {
        ExpressionStatementSyntax { Expression: AssignmentExpressionSyntax { Left: IdentifierNameSyntax, Right: InvocationExpressionSyntax call } } => IsAll(call, depth),
        ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } => IsAll(call, depth),
        BlockSyntax block => block.Statements.All(s => IsAll(s, depth)),
        _ => false,
    };

    private bool IsAll(InvocationExpressionSyntax call, int depth)
    {
        if (document.Model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol method)
            return false;
        if (symbols.ContractOf(method).Discharges is not null || symbols.IsToken(method.ContainingType) || IsRepetition(call))
            return true;
        if (BodyOf(call) is { } body)
            return depth > 0 && (body is BlockSyntax block ? block.Statements.Count > 0 && IsAll(block, depth - 1) : body is InvocationExpressionSyntax inner && IsAll(inner, depth - 1));
        // code that keeps the handle, or makes the call later
        return !symbols.Compilation.Declares(method) && call.ArgumentList.Arguments.Any(a => a.Expression switch
        {
            InvocationExpressionSyntax kept => Pends(kept),
            LambdaExpressionSyntax { ExpressionBody: InvocationExpressionSyntax late } => Resumes(late) && IsAll(late, depth),
            _ => false,
        });
    }

    /// <summary>What a call of a function of this document runs: of a private method, a local function, or a lambda that is kept in a variable.</summary>
    private SyntaxNode? BodyOf(InvocationExpressionSyntax call)
    {
        var called = document.Model.GetSymbolInfo(call, cancellation).Symbol as IMethodSymbol;
        ISymbol? declared = called is { MethodKind: MethodKind.DelegateInvoke } ? document.Model.GetSymbolInfo(call.Expression, cancellation).Symbol as ILocalSymbol
            : called is { MethodKind: MethodKind.LocalFunction } or { DeclaredAccessibility: Accessibility.Private } ? called : null;
        return declared?.DeclaringSyntaxReferences.FirstOrDefault(r => r.SyntaxTree == document.Root.SyntaxTree)?.GetSyntax(cancellation) switch
        {
            MethodDeclarationSyntax method => (SyntaxNode?)method.Body ?? method.ExpressionBody?.Expression,
            LocalFunctionStatementSyntax local => (SyntaxNode?)local.Body ?? local.ExpressionBody?.Expression,
            VariableDeclaratorSyntax { Initializer.Value: LambdaExpressionSyntax lambda } => lambda.Body,
            _ => null,
        };
    }

    /// <summary>Whether the call pends a list.</summary>
    public bool Pends(InvocationExpressionSyntax call) => document.Model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol method && symbols.ContractOf(method).Pends;

    private bool Converts(InvocationExpressionSyntax call) => document.Model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol method && symbols.ContractOf(method).Converts;

    private bool Resumes(SyntaxNode node)
        => node.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(c => document.Model.GetSymbolInfo(c, cancellation).Symbol is IMethodSymbol method && symbols.ContractOf(method).Resumes);

    private static bool IsRepetition(InvocationExpressionSyntax call)
        => call.FirstAncestorOrSelf<MemberDeclarationSyntax>()!.DescendantNodes().TakeWhile(n => n != call).Any(n => n.IsEquivalentTo(call, topLevel: false));
}
