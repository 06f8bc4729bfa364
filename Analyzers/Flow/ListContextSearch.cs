using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>
/// Finds completion handlers of the data path that leave list contexts on the lists: the request handler of the same operation puts them there,
/// and no code that could be the completion's takes them off (C087).
/// </summary>
internal sealed class ListContextSearch(KnownSymbols symbols, Bodies bodies)
{
    private readonly CallReach _allocates = new(bodies, o => Is(symbols, o, ListContextStep.Allocates), _ => false);
    private readonly CallReach _frees = new(bodies, o => Is(symbols, o, ListContextStep.Frees), _ => false);

    public IEnumerable<Finding> Check(Body body, HandlerRole handler, CancellationToken cancellation)
    {
        if (handler is not { Role: Role.Intermediate, Duty: { Phase: Phase.Completion } duty } || body.Method is not { ContainingType: { } type } method
            || symbols.TokenParameter(method) is not { } list || !symbols.IsChain(list.Type))
            yield break;
        var handlers = symbols.HandlersOf(type);
        var requests = handlers.Where(h => h.Value.Operation == duty.Operation && h.Value.Phase == Phase.Request).Select(h => h.Key).OfType<IMethodSymbol>().ToList();
        var isComposed = method.MethodKind != MethodKind.Ordinary || !handlers.ContainsKey(method.OriginalDefinition);
        var own = type.GetMembers().OfType<IMethodSymbol>().Select(m => m.OriginalDefinition).ToList();
        // which slot a lambda is for is not asked: all code of a composed driver counts for all its handlers
        var makers = isComposed ? own : requests;
        var takers = own.Where(m => isComposed || !handlers.ContainsKey(m) || SymbolEqualityComparer.Default.Equals(m, method.OriginalDefinition));
        if (makers.Select(m => Find(m, _allocates, cancellation)).FirstOrDefault(o => o is not null) is not { } allocation || takers.Any(m => Find(m, _frees, cancellation) is not null))
            yield break;
        var completion = Operations(body).FirstOrDefault(o => o is IInvocationOperation call && symbols.ContractOf(call.TargetMethod).Discharges is { } made && made == duty);
        yield return new(FindingKind.EntryMisused, completion?.Syntax, new DutyInfo(0, DutyOrigin.Handler, "") { Contract = duty }, null)
        {
            Misuse = Misuse.ContextLeaked,
            Related = ImmutableArray.Create(allocation.Syntax),
        };
    }

    private IOperation? Find(IMethodSymbol method, CallReach reach, CancellationToken cancellation)
        => bodies.Of(method, cancellation) is { } body ? Operations(body).FirstOrDefault(o => reach.Of(o, cancellation) is not null) : null;

    private static IEnumerable<IOperation> Operations(Body body) => body.Graph.OriginalOperation.DescendantsAndSelf();

    private static string? Is(KnownSymbols symbols, IOperation operation, ListContextStep step)
        => operation is IInvocationOperation { TargetMethod: var called } && symbols.ContractOf(called).ListContext == step ? called.Name : null;
}
