using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Rules;

/// <summary>
/// Asks of a type that keeps pended handles in a field: does it resume and complete them, each once, and at the latest on teardown?
/// Looks at which members take something out of the field and what they can reach, not at paths: those of each member are its own analysis.
/// </summary>
internal sealed class HandleHolder(KnownSymbols symbols, Bodies bodies)
{
    /// <summary>What is wrong with the holder of the handle, or cannot be told.</summary>
    public IEnumerable<Finding> Check(StoredHandle handle, CancellationToken cancellation)
    {
        var sink = handle.Sink;
        Finding Lost(string problem) => new(FindingKind.Dropped, handle.Pend, handle.Duty, null) { Detail = problem };
        Finding Unproven(string reason) => new(FindingKind.Unproven, handle.Pend, handle.Duty, null) { Detail = reason };

        if (handle.IsSettled)
        {
            if (handle.MayOverwrite)
                yield return Unproven(Several(sink));
            yield break;
        }
        var methods = Methods(sink.ContainingType).ToList();
        var family = new SinkFamily(sink, symbols, bodies, cancellation);
        var users = new SinkUses(family, family.Members.SelectMany(m => Scope(m, methods)).Distinct<IMethodSymbol>(SymbolEqualityComparer.Default), bodies, cancellation);
        bool Resumes(IMethodSymbol method) => Reaches(sink, method, r => symbols.ContractOf(r).Resumes, cancellation);
        var givers = users.Takers.Where(m => !Resumes(m) && Gives(m)).ToList();
        var takers = users.Takers.Where(Resumes).Concat(givers.SelectMany(g => Callers(g, cancellation)).Where(Resumes)).ToList();
        var drains = takers.Where(IsRun).ToList();
        if (drains.Count == 0)
        {
            if (users.SharedWith.Any(t => Methods(t).Any(Resumes)))
                yield break; // that type's own affair
            var isOpen = users.IsShared || IsVisible(sink) || givers.Any(IsVisible);
            if (takers.Count > 0)
                yield return Lost(methods.Any(m => m.MethodKind == MethodKind.Destructor && Resumes(m)) ? $"'{sink.Name}' is left to the finalizer, which may never run" : $"nothing calls '{takers[0].Name}', which completes what '{sink.Name}' holds");
            else if (isOpen)
                yield return Unproven($"'{sink.Name}' is shared with code that this analysis does not see");
            else if (!users.Removes || givers.Count > 0) // a member that takes handles out and drops them has a report of its own
                yield return Lost($"nothing resumes and completes what '{sink.Name}' holds");
            yield break;
        }
        var teardown = Teardown(symbols, sink.ContainingType).ToList();
        var last = teardown.Where(t => Reaches(sink, t, m => drains.Contains(m, SymbolEqualityComparer.Default), cancellation)).ToList();
        if (teardown.Count > 0 && last.Count == 0)
            yield return Lost($"'{teardown[0].Name}' does not resume and complete what '{sink.Name}' holds");
        else if (last.Count > 0 && !symbols.IsPended(TypeOf(sink)) && !last.Any(t => Reaches(sink, t, m => HasLoop(m, cancellation), cancellation)))
            yield return Lost($"'{last[0].Name}' completes one of what '{sink.Name}' holds and leaves the rest");
        var isNested = Parts(TypeOf(sink)).Any(p => Parts(p).Any());
        foreach (var drain in drains)
        {
            var uses = users.In(drain).ToList();
            var isCleared = uses.Any(u => u is IInvocationOperation { TargetMethod.Name: "Clear" });
            if (isNested)
                continue; // what is done with the collections that it holds is not looked at
            if (isCleared && !uses.Any(SinkUses.IsRemoval) && !uses.Any(SinkUses.IsWholeWalk))
                yield return Lost($"'{drain.Name}' clears '{sink.Name}' without completing all that it holds");
            else if (!isCleared && !uses.Any(SinkUses.IsRemoval) && uses.Any(SinkUses.IsLookup) && ResumeIn(drain, cancellation) is { } resume)
                yield return new(FindingKind.CompletedTwice, handle.Pend, handle.Duty, null) { Related = ImmutableArray.Create(resume), Detail = $"'{drain.Name}' leaves it in '{sink.Name}'" };
        }
        if (handle.MayOverwrite)
            yield return Unproven(Several(sink));
    }

    private static string Several(ISymbol sink) => $"several requests may be outstanding at once, and '{sink.Name}' may still hold the handle of another one there";

    /// <summary>The methods that may name the field: those of its type, and of all types where it is not private.</summary>
    private IEnumerable<IMethodSymbol> Scope(ISymbol sink, List<IMethodSymbol> methods)
    {
        var outermost = sink.ContainingType;
        while (outermost.ContainingType is { } outer)
            outermost = outer;
        return sink.DeclaredAccessibility == Accessibility.Private && outermost.Equals(sink.ContainingType, SymbolEqualityComparer.Default) ? methods
            : sink.DeclaredAccessibility == Accessibility.Private ? Methods(outermost)
            : bodies.SourceTypes.SelectMany(Methods).Distinct<IMethodSymbol>(SymbolEqualityComparer.Default);
    }

    private static IEnumerable<IMethodSymbol> Methods(INamedTypeSymbol type)
        => type.GetMembers().OfType<IMethodSymbol>().Where(m => !m.IsImplicitlyDeclared).Concat(type.GetTypeMembers().SelectMany(Methods));

    /// <summary>Whether the method hands something to its caller that may be or hold what it took out.</summary>
    private static bool Gives(IMethodSymbol method)
        => method.ReturnType is { SpecialType: SpecialType.None } || method.Parameters.Any(p => p.RefKind is RefKind.Out or RefKind.Ref);

    private IEnumerable<IMethodSymbol> Callers(IMethodSymbol method, CancellationToken cancellation)
    {
        var member = method.AssociatedSymbol ?? method;
        return bodies.SourceTypes.SelectMany(Methods).Distinct<IMethodSymbol>(SymbolEqualityComparer.Default)
            .Where(m => m.DeclaringSyntaxReferences.Any(r => r.GetSyntax(cancellation).DescendantTokens().Any(t => t.ValueText == member.Name))
                && Operations(m, cancellation).Any(o => SymbolEqualityComparer.Default.Equals((o switch { IInvocationOperation call => call.TargetMethod, IMemberReferenceOperation reference => reference.Member, _ => null })?.OriginalDefinition, member.OriginalDefinition)));
    }

    private static ITypeSymbol? TypeOf(ISymbol sink) => (sink as IFieldSymbol)?.Type ?? (sink as IPropertySymbol)?.Type;

    /// <summary>What a collection holds that may hold handles itself.</summary>
    private IEnumerable<ITypeSymbol> Parts(ITypeSymbol? type)
        => type is IArrayTypeSymbol array ? [array.ElementType] : type is INamedTypeSymbol { IsTupleType: false } generic && !symbols.Compilation.Declares(generic) ? generic.TypeArguments.AsEnumerable() : [];

    /// <summary>Whether other assemblies see the member.</summary>
    private static bool IsVisible(ISymbol member)
    {
        for (var symbol = member; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
            if (symbol.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
                return false;
        return true;
    }

    /// <summary>Dispose, DisposeAsync, and the members that end a binding or halt an adapter, of the type and of the bases that are seen.</summary>
    internal static IEnumerable<IMethodSymbol> Teardown(KnownSymbols symbols, INamedTypeSymbol type)
    {
        for (var declaring = type; declaring is not null && symbols.Compilation.Declares(declaring); declaring = declaring.BaseType)
            foreach (var method in declaring.GetMembers().OfType<IMethodSymbol>())
                if (method is { MethodKind: MethodKind.Ordinary or MethodKind.ExplicitInterfaceImplementation, ReturnType.SpecialType: not SpecialType.System_Boolean, Name: var name }
                    && (name.Split('.').Last() is "Dispose" or "DisposeAsync" || Contains(name, "Halt") || Contains(name, "Unbind")))
                    yield return method;
    }

    private static bool Contains(string name, string word) => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0;

    /// <summary>Whether anything runs the method before the collector does: it is no finalizer, and no private method that only finalizers name (C277).</summary>
    private static bool IsRun(IMethodSymbol method)
    {
        if (method.MethodKind == MethodKind.Destructor)
            return false;
        if (method is not { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private })
            return true;
        return method.ContainingType.DeclaringSyntaxReferences.SelectMany(r => r.GetSyntax().DescendantNodes()).OfType<SimpleNameSyntax>()
            .Any(n => n.Identifier.ValueText == method.Name && n.FirstAncestorOrSelf<DestructorDeclarationSyntax>() is null && n.FirstAncestorOrSelf<MethodDeclarationSyntax>()?.Identifier.ValueText != method.Name);
    }

    /// <summary>Whether the method does anything more than once: a loop, a jump, a walk over a collection, a call of itself.</summary>
    private bool HasLoop(IMethodSymbol method, CancellationToken cancellation) => symbols.Compilation.Declares(method) && (bodies.Of(method, cancellation) is not { } body || body.Graph.OriginalOperation.Descendants().Any(o => o switch
    {
        ILoopOperation or ILabeledOperation => true,
        IInvocationOperation { TargetMethod: var called } => SymbolEqualityComparer.Default.Equals(called, method) || called.Parameters.Any(p => p.Type.TypeKind == TypeKind.Delegate),
        _ => false,
    }));

    private IEnumerable<IOperation> Operations(IMethodSymbol method, CancellationToken cancellation)
        => bodies.Of(method, cancellation)?.Graph.OriginalOperation.Descendants() ?? [];

    private SyntaxNode? ResumeIn(IMethodSymbol method, CancellationToken cancellation)
        => Operations(method, cancellation).FirstOrDefault(o => o is IInvocationOperation call && symbols.ContractOf(call.TargetMethod).Resumes)?.Syntax;

    /// <summary>Whether the method calls, directly or through methods of this compilation, one that the predicate names. Overrides are those of the holder.</summary>
    private bool Reaches(ISymbol sink, IMethodSymbol from, Func<IMethodSymbol, bool> goal, CancellationToken cancellation)
    {
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var work = new Queue<IMethodSymbol>([from]);
        while (work.Count > 0)
        {
            var method = KnownSymbols.LastOverride(sink.ContainingType, work.Dequeue()).OriginalDefinition;
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
