using System.Collections.Concurrent;
using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>The bodies of one compilation's methods, made on demand and kept.</summary>
internal sealed class Bodies(KnownSymbols symbols)
{
    private readonly ConcurrentDictionary<IMethodSymbol, Body?> _methods = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<IFieldSymbol, ImmutableArray<Value>> _tables = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<INamedTypeSymbol, ImmutableArray<Body>> _initializers = new(SymbolEqualityComparer.Default);
    private SinkContents? _contents;
    private readonly Lazy<ImmutableArray<INamedTypeSymbol>> _types = new(() => TypesIn(symbols.Compilation.Assembly.GlobalNamespace).ToImmutableArray());

    /// <summary>The types that this compilation declares.</summary>
    public ImmutableArray<INamedTypeSymbol> SourceTypes => _types.Value;

    /// <summary>The body of a method that this compilation declares; null without one, or where it has errors.</summary>
    public Body? Of(IMethodSymbol method, CancellationToken cancellation)
    {
        method = method.OriginalDefinition;
        method = method.PartialImplementationPart ?? method;
        if (!symbols.Compilation.Declares(method) || method.IsAbstract || method.IsExtern)
            return null;
        return _methods.GetOrAdd(method, m => Create(m, cancellation));
    }

    /// <summary>A body whose graph the caller has already; shared with later calls of the method.</summary>
    public Body Add(IMethodSymbol method, ControlFlowGraph graph)
        => _methods.GetOrAdd(method, _ => new Body(graph, method, null)) ?? new Body(graph, method, null);

    /// <summary>What is put into fields of handles.</summary>
    public SinkContents Contents => _contents ??= new(symbols, this);

    /// <summary>The code that may mention a member: that of its type, or of all types where it is not private, in which its name stands; null for code with errors.</summary>
    public IEnumerable<Body?> Naming(ISymbol member, CancellationToken cancellation)
    {
        var outermost = member.ContainingType;
        while (outermost.ContainingType is { } outer)
            outermost = outer;
        var types = member.DeclaredAccessibility == Accessibility.Private ? Nested(outermost) : SourceTypes.SelectMany(Nested).Distinct<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var type in types)
        {
            foreach (var method in type.GetMembers().OfType<IMethodSymbol>())
                if (!method.IsAbstract && method.DeclaringSyntaxReferences.Any(r => r.GetSyntax(cancellation).DescendantTokens().Any(t => t.ValueText == member.Name)))
                    yield return Of(method, cancellation);
            foreach (var initializer in Initializers(type, cancellation))
                if (initializer.Graph.OriginalOperation.Syntax.DescendantTokens().Any(t => t.ValueText == member.Name))
                    yield return initializer;
        }
    }

    private static IEnumerable<INamedTypeSymbol> Nested(INamedTypeSymbol type) => type.GetTypeMembers().SelectMany(Nested).Prepend(type);

    /// <summary>Whether this compilation has a concrete type that derives from the abstract one.</summary>
    public bool HasConcrete(INamedTypeSymbol type)
    {
        foreach (var candidate in _types.Value)
            for (var t = candidate; t is not null && !candidate.IsAbstract; t = t.BaseType)
                if (SymbolEqualityComparer.Default.Equals(t.OriginalDefinition, type.OriginalDefinition))
                    return true;
        return false;
    }

    /// <summary>The methods that a virtual call may reach inside this compilation.</summary>
    /// <param name="method">The method that is called.</param>
    /// <param name="receiver">The type of what it is called on.</param>
    /// <param name="isExact">Whether it is of no type derived from that one.</param>
    public ImmutableArray<IMethodSymbol> Targets(IMethodSymbol method, ITypeSymbol? receiver, bool isExact)
    {
        var result = ImmutableArray.CreateBuilder<IMethodSymbol>();
        var declaring = method.ContainingType.OriginalDefinition;
        foreach (var type in _types.Value)
        {
            if (receiver is INamedTypeSymbol { OriginalDefinition: var known } && !SymbolEqualityComparer.Default.Equals(type, known) && (isExact || !Is(type, known)))
                continue;
            var target = declaring.TypeKind == TypeKind.Interface ? Implementation(type, declaring, method) : Override(type, method);
            if (target is { IsAbstract: false } && !result.Contains(target.OriginalDefinition, SymbolEqualityComparer.Default))
                result.Add(target.OriginalDefinition);
        }
        return result.ToImmutable();
    }

    /// <summary>The types of this compilation that are the given one by inheritance, or implement it.</summary>
    public IEnumerable<INamedTypeSymbol> DerivedFrom(INamedTypeSymbol ancestor) => _types.Value.Where(t => Is(t, ancestor));

    private static bool Is(INamedTypeSymbol type, INamedTypeSymbol ancestor)
    {
        if (ancestor.TypeKind == TypeKind.Interface)
            return type.AllInterfaces.Any(i => SymbolEqualityComparer.Default.Equals(i.OriginalDefinition, ancestor));
        for (var t = type.BaseType; t is not null; t = t.BaseType)
            if (SymbolEqualityComparer.Default.Equals(t.OriginalDefinition, ancestor))
                return true;
        return false;
    }

    /// <summary>What the instance members of a type are initialized with, in order.</summary>
    public ImmutableArray<Body> Initializers(INamedTypeSymbol type, CancellationToken cancellation) => _initializers.GetOrAdd(type.OriginalDefinition, t =>
    {
        var result = ImmutableArray.CreateBuilder<Body>();
        foreach (var member in t.GetMembers())
            if (member is { IsStatic: false, DeclaringSyntaxReferences: [var reference] } and (IFieldSymbol { IsConst: false } or IPropertySymbol)
                && reference.GetSyntax(cancellation) switch { VariableDeclaratorSyntax field => field.Initializer, PropertyDeclarationSyntax property => property.Initializer, _ => null } is { } initializer
                && Graph(initializer, cancellation) is { } graph)
                result.Add(new Body(graph, null, null));
        return result.ToImmutable();
    });

    /// <summary>The delegates that the initializer of a read-only field makes: any of them may be called through the field.</summary>
    public ImmutableArray<Value> DelegatesIn(IFieldSymbol field, CancellationToken cancellation) => _tables.GetOrAdd(field, f => FindDelegates(f, cancellation));

    private static IMethodSymbol? Implementation(INamedTypeSymbol type, INamedTypeSymbol contract, IMethodSymbol method)
    {
        if (SymbolEqualityComparer.Default.Equals(type, contract))
            return method.OriginalDefinition;
        foreach (var implemented in type.AllInterfaces)
            if (SymbolEqualityComparer.Default.Equals(implemented.OriginalDefinition, contract))
                foreach (var member in implemented.GetMembers(method.Name))
                    if (SymbolEqualityComparer.Default.Equals(member.OriginalDefinition, method.OriginalDefinition))
                        return type.FindImplementationForInterfaceMember(member) as IMethodSymbol;
        return null;
    }

    private static IMethodSymbol? Override(INamedTypeSymbol type, IMethodSymbol method)
    {
        foreach (var member in type.GetMembers().OfType<IMethodSymbol>())
            for (var m = member; m is not null; m = m.OverriddenMethod)
                if (SymbolEqualityComparer.Default.Equals(m.OriginalDefinition, method.OriginalDefinition))
                    return member;
        return null;
    }

    private static IEnumerable<INamedTypeSymbol> TypesIn(INamespaceOrTypeSymbol space)
    {
        foreach (var member in space.GetMembers())
            switch (member)
            {
                case INamespaceSymbol inner:
                    foreach (var type in TypesIn(inner))
                        yield return type;
                    break;
                case INamedTypeSymbol type:
                    yield return type;
                    foreach (var nested in TypesIn(type))
                        yield return nested;
                    break;
            }
    }

    private Body? Create(IMethodSymbol method, CancellationToken cancellation)
    {
        foreach (var reference in method.DeclaringSyntaxReferences)
        {
            var syntax = reference.GetSyntax(cancellation);
            if (Graph(syntax, cancellation) is { } graph)
                return new Body(graph, method, null);
        }
        return null;
    }

    private ControlFlowGraph? Graph(SyntaxNode syntax, CancellationToken cancellation)
    {
        if (!symbols.Compilation.ContainsSyntaxTree(syntax.SyntaxTree))
            return null; // source of another project, which an editor has at hand and a build has not
        var operation = Model(syntax.SyntaxTree).GetOperation(syntax, cancellation);
        while (operation?.Parent is not null)
            operation = operation.Parent;
        return operation is null || HasErrors(operation) ? null : operation switch
        {
            IMethodBodyOperation body => ControlFlowGraph.Create(body, cancellation),
            IConstructorBodyOperation body => ControlFlowGraph.Create(body, cancellation),
            IBlockOperation block => ControlFlowGraph.Create(block, cancellation),
            IFieldInitializerOperation initializer => ControlFlowGraph.Create(initializer, cancellation),
            IPropertyInitializerOperation initializer => ControlFlowGraph.Create(initializer, cancellation),
            _ => null,
        };
    }

    /// <summary>Whether the compiler has an error to report in the code: something that does not bind, or a conversion that does not exist.</summary>
    public static bool HasErrors(IOperation operation)
        => operation.DescendantsAndSelf().Any(o => o is IInvalidOperation or IConversionOperation { Conversion: { Exists: false, IsIdentity: false } });

    /// <summary>The delegates that the type's own code makes of its method: conversions of a method group, wherever in the type they stand.</summary>
    public IEnumerable<IDelegateCreationOperation> DelegatesOf(IMethodSymbol method, INamedTypeSymbol type, CancellationToken cancellation)
    {
        foreach (var reference in type.DeclaringSyntaxReferences)
            foreach (var name in reference.GetSyntax(cancellation).DescendantNodes().OfType<SimpleNameSyntax>())
                if (name.Identifier.ValueText == method.Name && Whole(name).Parent is not InvocationExpressionSyntax && symbols.Compilation.ContainsSyntaxTree(name.SyntaxTree)
                    && Model(name.SyntaxTree).GetOperation(Whole(name), cancellation) is IMethodReferenceOperation { Parent: IDelegateCreationOperation creation } target
                    && SymbolEqualityComparer.Default.Equals(target.Method.OriginalDefinition, method.OriginalDefinition))
                    yield return creation;
    }

    private static ExpressionSyntax Whole(SimpleNameSyntax name) => name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;

    private ImmutableArray<Value> FindDelegates(IFieldSymbol field, CancellationToken cancellation)
    {
        if (!field.IsReadOnly || field.DeclaringSyntaxReferences is not [var reference] || reference.GetSyntax(cancellation) is not VariableDeclaratorSyntax declarator)
            return ImmutableArray<Value>.Empty;
        if (declarator.Initializer is { } initializer)
        {
            if (Graph(initializer, cancellation) is not { } graph)
                return ImmutableArray<Value>.Empty;
            var home = new Body(graph, null, null);
            return Delegates(home, Operations(home)).ToImmutableArray();
        }
        var constructors = field.ContainingType.Constructors.Where(c => c.IsStatic == field.IsStatic).Select(c => Of(c, cancellation)).ToList();
        if (constructors.Any(c => c is null))
            return ImmutableArray<Value>.Empty;
        var assigned = constructors.SelectMany(c => Operations(c!).OfType<ISimpleAssignmentOperation>()
            .Where(o => o.Target is IFieldReferenceOperation target && SymbolEqualityComparer.Default.Equals(target.Field, field))
            .Select(o => Delegates(c!, o.Value.DescendantsAndSelf()).ToList())).ToList();
        return assigned.Any(d => d.Count == 0) ? ImmutableArray<Value>.Empty : assigned.SelectMany(d => d).ToImmutableArray();
    }

    private static IEnumerable<IOperation> Operations(Body body) => body.Graph.Blocks.SelectMany(b => b.Operations).SelectMany(o => o.DescendantsAndSelf());

    /// <summary>The delegates that operations of a body make.</summary>
    private static IEnumerable<Value> Delegates(Body home, IEnumerable<IOperation> operations)
        => operations.OfType<IDelegateCreationOperation>().Select(creation => creation.Target switch
        {
            IFlowAnonymousFunctionOperation lambda => new Func(lambda.Symbol, lambda, home, Value.Unknown),
            IMethodReferenceOperation method => new Func(method.Method, null, null, Value.Unknown),
            _ => Value.Unknown,
        });

#pragma warning disable RS1030 // A callee's body is needed while another body is analysed; there is no other way to ask for it.
    private SemanticModel Model(SyntaxTree tree) => symbols.Compilation.GetSemanticModel(tree);
#pragma warning restore RS1030
}
