using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>Finds where handlers wait, in themselves or in what they call before they return (C272, C273).</summary>
internal sealed class BlockingSearch(KnownSymbols symbols, Bodies bodies)
{
    // a handler that another one calls has its own report
    private readonly CallReach _reach = new(bodies, BlockingMembers.Find, m => symbols.ContractOf(m).Handler is not null);

    public IEnumerable<Finding> Check(Body body, HandlerRole handler, CancellationToken cancellation)
    {
        if (handler.Role == Role.None)
            yield break;
        var duty = new DutyInfo(0, DutyOrigin.Handler, "") { Contract = handler.Duty };
        if (body.Method?.IsAsync == true)
            yield return new(FindingKind.Blocks, null, duty, null) { Detail = "is async" };
        foreach (var operation in Handling(body))
            if (_reach.Of(operation, cancellation) is { } wait)
                yield return new(FindingKind.Blocks, operation.Syntax, duty, null)
                {
                    Detail = $"waits in {wait.What}{wait.Where}",
                    Related = wait.Related,
                };
    }

    /// <summary>What runs with the handler: its own operations, and those of the local functions that it calls.</summary>
    private static IEnumerable<IOperation> Handling(Body body)
    {
        var seen = new HashSet<IMethodSymbol>(SymbolEqualityComparer.Default);
        var open = new Queue<IOperation>([body.Graph.OriginalOperation]);
        while (open.Count > 0)
            foreach (var operation in CallReach.Running(open.Dequeue()).ToList())
            {
                yield return operation;
                if (operation is IInvocationOperation { TargetMethod: { MethodKind: MethodKind.LocalFunction, IsAsync: false } local } && seen.Add(local)
                    && body.LocalFunction(local) is { IsIterator: false } function)
                    open.Enqueue(function.Graph.OriginalOperation);
            }
    }
}
