using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Contract;

/// <summary>A body with a duty: which handler it is, and how it came to be one.</summary>
/// <param name="Duty">The operation and phase that it handles.</param>
/// <param name="Role">The role of the driver it belongs to.</param>
/// <param name="Owes">Whether the handler has to do anything with what it gets.</param>
internal sealed record HandlerRole(Duty Duty, Role Role, bool Owes);

/// <summary>Decides what is a handler. Names decide nothing: attributes, overrides, implementations and slots do.</summary>
internal static class HandlerFinder
{
    /// <summary>The handler that a method is by its declaration, or null.</summary>
    public static HandlerRole? Find(KnownSymbols symbols, IMethodSymbol method)
    {
        if (symbols.ContractOf(method).Handler is not { } duty)
            return null;
        return In(symbols, duty, symbols.RoleOn(method) ?? symbols.RoleOf(method.ContainingType));
    }

    /// <summary>The handler that a lambda or method becomes by conversion to a slot's delegate type, or null.</summary>
    public static HandlerRole? Find(KnownSymbols symbols, IDelegateCreationOperation creation, IMethodSymbol target)
    {
        if (symbols.SlotOf(creation.Type) is not { } duty)
            return null;
        // what stands in a wrong slot has a report there, and is judged as what it is
        return In(symbols, symbols.OtherDutyOf(target, duty) ?? duty, symbols.RoleOn(creation.Type!) ?? symbols.RoleOn(target) ?? symbols.RoleOf(target.ContainingType));
    }

    /// <summary>
    /// The handler of a driver in this role. The host stack's end an operation and owe nothing (C031), test doubles neither, and a target not
    /// where there is no completion: returned lists are back in its pool (C091).
    /// </summary>
    public static HandlerRole In(KnownSymbols symbols, Duty duty, Role role)
        => new(duty, role, role == Role.Intermediate || role == Role.Target && symbols.FunctionFor(duty.Operation, Phase.Completion) is not null);

    /// <summary>
    /// Whether the method is a place-holder of an abstract type: an empty overridable handler, or one that gives its list to overridable members, be it by way of others.
    /// It is judged in each concrete type that inherits it.
    /// </summary>
    public static bool IsPlaceHolder(KnownSymbols symbols, IMethodSymbol method, ControlFlowGraph graph, Func<IMethodSymbol, ControlFlowGraph?> bodyOf)
        => IsEmptyBase(method, graph) || method.ContainingType.IsAbstract && GivesToHook(symbols, graph, bodyOf, new(SymbolEqualityComparer.Default) { method });

    private static bool GivesToHook(KnownSymbols symbols, ControlFlowGraph graph, Func<IMethodSymbol, ControlFlowGraph?> bodyOf, HashSet<IMethodSymbol> seen)
        => graph.OriginalOperation.Descendants().Any(o => o is IInvocationOperation { Instance: IInstanceReferenceOperation } call && symbols.TokenParameter(call.TargetMethod) is not null
            && (call.IsVirtual || seen.Add(call.TargetMethod) && bodyOf(call.TargetMethod) is { } callee && GivesToHook(symbols, callee, bodyOf, seen)));

    /// <summary>Whether the method is an overridable member of an abstract type that does nothing, or returns a constant, there to be overridden.</summary>
    public static bool IsEmptyBase(IMethodSymbol method, ControlFlowGraph graph)
        => method is { IsVirtual: true, ContainingType.IsAbstract: true } && graph.Blocks.All(b => b.Operations.IsEmpty && b.BranchValue is null or { ConstantValue.HasValue: true });

    /// <summary>The handlers that a concrete type inherits from bases that are not handlers on their own: place-holders, and members that only this type's interface makes handlers.</summary>
    public static ImmutableArray<(IMethodSymbol Method, Duty Duty)> Inherited(KnownSymbols symbols, INamedTypeSymbol type)
    {
        if (type.IsAbstract || type.TypeKind != TypeKind.Class)
            return ImmutableArray<(IMethodSymbol, Duty)>.Empty;
        return symbols.HandlersOf(type)
            .Where(h => h.Key is IMethodSymbol { IsAbstract: false } && symbols.Compilation.Declares(h.Key) && !SymbolEqualityComparer.Default.Equals(h.Key.ContainingType, type.OriginalDefinition))
            .Select(h => ((IMethodSymbol)h.Key, h.Value)).OrderBy(h => h.Item1.Name, StringComparer.Ordinal).ToImmutableArray();
    }
}
