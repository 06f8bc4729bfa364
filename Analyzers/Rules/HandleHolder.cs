using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Rules;

/// <summary>Asks of a type that keeps pended handles in a field: does it resume them, and at the latest on teardown?</summary>
internal static class HandleHolder
{
    /// <summary>What is wrong with the holder of the field, in words; null where nothing is.</summary>
    public static string? Problem(KnownSymbols symbols, Bodies bodies, ISymbol sink, CancellationToken cancellation)
    {
        var holder = sink.ContainingType;
        var methods = Methods(holder).ToList();
        var drains = methods.Where(m => IsDrain(symbols, bodies, m, sink, cancellation)).ToList();
        if (drains.Count == 0 && sink.DeclaredAccessibility != Accessibility.Private)
            drains = bodies.SourceTypes.SelectMany(Methods).Where(m => IsDrain(symbols, bodies, m, sink, cancellation)).ToList();
        if (drains.Count == 0)
            return $"nothing resumes and completes what '{sink.Name}' holds";
        var teardown = methods.Where(IsTeardown).ToList();
        if (teardown.Count > 0 && !teardown.Any(t => Reaches(bodies, t, m => drains.Contains(m, SymbolEqualityComparer.Default), cancellation)))
            return $"'{teardown[0].Name}' does not resume and complete what '{sink.Name}' holds";
        return null;
    }

    private static IEnumerable<IMethodSymbol> Methods(INamedTypeSymbol type)
        => type.GetMembers().OfType<IMethodSymbol>().Where(m => !m.IsImplicitlyDeclared).Concat(type.GetTypeMembers().SelectMany(Methods));

    /// <summary>Dispose, DisposeAsync, and the members that end a binding or halt an adapter.</summary>
    private static bool IsTeardown(IMethodSymbol method)
        => method.Name is "Dispose" or "DisposeAsync" || Contains(method.Name, "Halt") || Contains(method.Name, "Unbind");

    private static bool Contains(string name, string word) => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>Whether the method reads the field and gets from there to a resumption.</summary>
    private static bool IsDrain(KnownSymbols symbols, Bodies bodies, IMethodSymbol method, ISymbol sink, CancellationToken cancellation)
        => bodies.Of(method, cancellation) is { } body
            && body.Graph.OriginalOperation.Descendants().Any(o => o is IMemberReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Member.OriginalDefinition, sink.OriginalDefinition))
            && Reaches(bodies, method, m => symbols.ContractOf(m).Resumes, cancellation);

    /// <summary>Whether the method calls, directly or through methods of this compilation, one that the predicate names.</summary>
    private static bool Reaches(Bodies bodies, IMethodSymbol from, Func<IMethodSymbol, bool> goal, CancellationToken cancellation)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var work = new Queue<IMethodSymbol>([from]);
        while (work.Count > 0)
        {
            var method = work.Dequeue().OriginalDefinition;
            if (!seen.Add(method))
                continue;
            if (goal(method))
                return true;
            if (bodies.Of(method, cancellation) is not { } body)
                continue;
            foreach (var operation in body.Graph.OriginalOperation.Descendants())
                switch (operation)
                {
                    case IInvocationOperation call:
                        work.Enqueue(call.TargetMethod);
                        break;
                    case IObjectCreationOperation { Constructor: { } constructor }:
                        work.Enqueue(constructor);
                        break;
                    case IMethodReferenceOperation reference:
                        work.Enqueue(reference.Method);
                        break;
                    case IPropertyReferenceOperation property:
                        if (property.Property.GetMethod is { } getter)
                            work.Enqueue(getter);
                        break;
                }
        }
        return false;
    }
}
