using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Rules;

/// <summary>
/// Asks of a type that keeps pended handles in a field: does it resume and complete them, each once, and at the latest on teardown?
/// Looks at which members touch the field and what they can reach, not at paths.
/// </summary>
internal sealed class HandleHolder(KnownSymbols symbols, Bodies bodies)
{
    private static readonly string[] Lookups = ["TryGetValue", "Peek", "TryPeek", "First", "FirstOrDefault", "Last", "ElementAt"];

    /// <summary>What is wrong with the holder of the handle.</summary>
    public IEnumerable<Finding> Check(StoredHandle handle, CancellationToken cancellation)
    {
        Finding Lost(string problem) => new(FindingKind.Dropped, handle.Pend, handle.Duty, null) { Detail = problem };

        var sink = handle.Sink;
        var methods = Methods(sink.ContainingType).ToList();
        var users = methods.Where(m => Touches(m, sink, cancellation)).ToList();
        if (sink.DeclaredAccessibility != Accessibility.Private)
            users = users.Concat(bodies.SourceTypes.SelectMany(Methods).Where(m => Touches(m, sink, cancellation))).Distinct<IMethodSymbol>(SymbolEqualityComparer.Default).ToList();
        var drains = users.Where(m => !IsFinalizer(m) && Reaches(m, r => symbols.ContractOf(r).Resumes, cancellation)).ToList();
        if (drains.Count == 0)
        {
            if (users.Any(IsFinalizer))
                yield return Lost($"'{sink.Name}' is left to the finalizer, which may never run");
            else if (!users.Any(m => Uses(m, sink, cancellation).Any(IsRemoval)))
                // a member that takes handles out and drops them has a report of its own
                yield return Lost($"nothing resumes and completes what '{sink.Name}' holds");
            yield break;
        }
        var teardown = methods.Where(IsTeardown).ToList();
        if (teardown.Count > 0 && !teardown.Any(t => Reaches(t, m => drains.Contains(m, SymbolEqualityComparer.Default), cancellation)))
            yield return Lost($"'{teardown[0].Name}' does not resume and complete what '{sink.Name}' holds");
        foreach (var drain in drains)
        {
            var uses = Uses(drain, sink, cancellation).ToList();
            var isCleared = uses.Any(u => u is IInvocationOperation { TargetMethod.Name: "Clear" });
            if (isCleared && !uses.Any(IsRemoval) && !uses.Any(IsWholeWalk))
                yield return Lost($"'{drain.Name}' clears '{sink.Name}' without completing all that it holds");
            else if (!isCleared && !uses.Any(IsRemoval) && uses.Any(IsLookup) && ResumeIn(drain, cancellation) is { } resume)
                yield return new(FindingKind.CompletedTwice, handle.Pend, handle.Duty, null) { Related = System.Collections.Immutable.ImmutableArray.Create(resume), Detail = $"'{drain.Name}' leaves it in '{sink.Name}'" };
        }
    }

    private static IEnumerable<IMethodSymbol> Methods(INamedTypeSymbol type)
        => type.GetMembers().OfType<IMethodSymbol>().Where(m => !m.IsImplicitlyDeclared).Concat(type.GetTypeMembers().SelectMany(Methods));

    /// <summary>Dispose, DisposeAsync, and the members that end a binding or halt an adapter.</summary>
    private static bool IsTeardown(IMethodSymbol method)
        => method.Name is "Dispose" or "DisposeAsync" || Contains(method.Name, "Halt") || Contains(method.Name, "Unbind");

    private static bool IsFinalizer(IMethodSymbol method) => method.MethodKind == MethodKind.Destructor;

    private static bool Contains(string name, string word) => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;

    private IEnumerable<IOperation> Operations(IMethodSymbol method, CancellationToken cancellation)
        => bodies.Of(method, cancellation)?.Graph.OriginalOperation.Descendants() ?? [];

    private bool Touches(IMethodSymbol method, ISymbol sink, CancellationToken cancellation) => Operations(method, cancellation).Any(o => IsSink(o, sink));

    private static bool IsSink(IOperation operation, ISymbol sink)
        => operation is IMemberReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Member.OriginalDefinition, sink.OriginalDefinition);

    /// <summary>What is done with the field: the calls, indexers and loops around each mention of it, and assignments to it.</summary>
    private IEnumerable<IOperation> Uses(IMethodSymbol method, ISymbol sink, CancellationToken cancellation)
    {
        foreach (var mention in Operations(method, cancellation).Where(o => IsSink(o, sink)))
        {
            var user = mention.Parent;
            while (user is IConversionOperation or IArgumentOperation or IPropertyReferenceOperation { Property.IsIndexer: false })
                user = user.Parent;
            if (user is not null)
                yield return user;
        }
    }

    private static bool IsRemoval(IOperation use)
        => use is IInvocationOperation { TargetMethod: var method } && (Interpreter.Removers.Contains(method.Name) || method.ContainingType.Name == "Interlocked")
            || use is ISimpleAssignmentOperation;

    private static bool IsLookup(IOperation use)
        => use is IInvocationOperation call && Lookups.Contains(call.TargetMethod.Name)
            || use is IPropertyReferenceOperation { Property.IsIndexer: true, Parent: not ISimpleAssignmentOperation } or IForEachLoopOperation;

    /// <summary>A loop over all that the field holds, which nothing leaves early.</summary>
    private static bool IsWholeWalk(IOperation use)
        => use is IInvocationOperation { TargetMethod.Name: "ForEach" or "ToArray" or "ToList" or "CopyTo" } or IObjectCreationOperation // walked, or copied to be walked
            || use is IForEachLoopOperation loop && !loop.Body.Descendants().Any(o => o is IBranchOperation { BranchKind: BranchKind.Break or BranchKind.GoTo } or IReturnOperation or IThrowOperation);

    private SyntaxNode? ResumeIn(IMethodSymbol method, CancellationToken cancellation)
        => Operations(method, cancellation).FirstOrDefault(o => o is IInvocationOperation call && symbols.ContractOf(call.TargetMethod).Resumes)?.Syntax;

    /// <summary>Whether the method calls, directly or through methods of this compilation, one that the predicate names.</summary>
    private bool Reaches(IMethodSymbol from, Func<IMethodSymbol, bool> goal, CancellationToken cancellation)
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
            foreach (var operation in Operations(method, cancellation))
                if (operation switch
                {
                    IInvocationOperation call => call.TargetMethod,
                    IObjectCreationOperation creation => creation.Constructor,
                    IMethodReferenceOperation reference => reference.Method,
                    IPropertyReferenceOperation property => property.Property.GetMethod,
                    _ => null,
                } is { } callee)
                    work.Enqueue(callee);
        }
        return false;
    }
}
