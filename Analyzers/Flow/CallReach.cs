using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>Something that code does before it returns: where, what, and the method of this compilation in which it happens.</summary>
internal sealed record Reached(IOperation At, string What, IMethodSymbol? In)
{
    /// <summary>The name of the method as words, where it is not the code that was asked about.</summary>
    public string Where => In is null ? "" : $" in '{In.Name}'";

    /// <summary>The place itself, where it is not in the code that was asked about.</summary>
    public ImmutableArray<SyntaxNode> Related => Finding.Places(In is null ? null : At.Syntax);
}

/// <summary>
/// Finds what code does itself or through methods of this compilation, at any depth. Lambdas, async methods and iterators run at another time:
/// they are not followed, nor are calls that may end in one of several overrides, nor what <paramref name="isBorder"/> names.
/// </summary>
internal sealed class CallReach(Bodies bodies, Func<IOperation, string?> what, Func<IMethodSymbol, bool> isBorder)
{
    private readonly ConcurrentDictionary<IMethodSymbol, Facts> _facts = new(SymbolEqualityComparer.Default);

    private sealed record Facts(Reached? Own, ImmutableArray<IMethodSymbol> Callees)
    {
        public static readonly Facts None = new(null, ImmutableArray<IMethodSymbol>.Empty);
    }

    /// <summary>What the operation does by itself, or what the method that it calls does.</summary>
    public Reached? Of(IOperation operation, CancellationToken cancellation)
        => what(operation) is { } own ? new(operation, own, null) : CalleeOf(operation) is { } callee ? Search(callee, [], cancellation) : null;

    /// <summary>The operations that run with the code, without those of lambdas and of local functions.</summary>
    public static IEnumerable<IOperation> Running(IOperation code)
    {
        var open = new Stack<IOperation>([code]);
        while (open.Count > 0)
        {
            var operation = open.Pop();
            yield return operation;
            foreach (var child in operation.ChildOperations.Reverse())
                if (child is not (IAnonymousFunctionOperation or ILocalFunctionOperation or INameOfOperation))
                    open.Push(child);
        }
    }

    private Reached? Search(IMethodSymbol method, HashSet<ISymbol> seen, CancellationToken cancellation)
    {
        if (!seen.Add(method.OriginalDefinition))
            return null;
        var facts = _facts.GetOrAdd(method.OriginalDefinition, m => Read(m, cancellation));
        return facts.Own ?? facts.Callees.Select(c => Search(c, seen, cancellation)).FirstOrDefault(r => r is not null);
    }

    private Facts Read(IMethodSymbol method, CancellationToken cancellation)
    {
        if (bodies.Of(method, cancellation) is not { IsIterator: false } body)
            return Facts.None;
        var operations = Running(body.Graph.OriginalOperation).ToList();
        var own = operations.Select(o => what(o) is { } name ? new Reached(o, name, method) : null).FirstOrDefault(r => r is not null);
        return new(own, operations.Select(CalleeOf).OfType<IMethodSymbol>().ToImmutableArray());
    }

    private IMethodSymbol? CalleeOf(IOperation operation)
    {
        var method = operation switch
        {
            IInvocationOperation { IsVirtual: false, TargetMethod: { MethodKind: MethodKind.Ordinary } called } => called,
            IInvocationOperation { TargetMethod: { MethodKind: MethodKind.Ordinary } called, Instance.Type: var receiver } => bodies.Targets(called, receiver, receiver is { IsSealed: true }) is [var only] ? only : null,
            IObjectCreationOperation creation => creation.Constructor,
            _ => null,
        };
        return method is { IsAsync: false } && !isBorder(method) ? method : null;
    }
}
