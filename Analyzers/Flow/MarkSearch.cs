using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>
/// Finds whether a mark is set anywhere near: in a type, its bases, derived and nested types, and the types of this compilation that those hold or call.
/// What blocks ask for one by one, or what was done before a list was pended, is judged by that alone.
/// </summary>
internal sealed class MarkSearch(KnownSymbols symbols, Bodies bodies)
{
    /// <summary>Whether anything near the type sets the mark. Of a type that is not known everything may.</summary>
    public bool IsSet(INamedTypeSymbol? type, int mark, CancellationToken cancellation) => type is null || Near(type, cancellation).Any(o => Sets(symbols, o, mark));

    /// <summary>
    /// Whether code that may run before a list is pended sets the mark: what pends, what calls that, and all that either calls. What else the types do with lists
    /// comes after it.
    /// </summary>
    public bool IsSetBeforePended(IEnumerable<INamedTypeSymbol> types, int mark, CancellationToken cancellation)
    {
        var code = types.SelectMany(Methods).Distinct<IMethodSymbol>(SymbolEqualityComparer.Default).Select(m => (Method: m, Body: bodies.Of(m, cancellation))).Where(c => c.Body is not null)
            .ToDictionary<(IMethodSymbol Method, Body? Body), ISymbol, List<IOperation>>(c => c.Method, c => [.. c.Body!.Graph.OriginalOperation.DescendantsAndSelf()], SymbolEqualityComparer.Default);
        var before = new HashSet<ISymbol>(code.Where(c => c.Value.Any(o => o is IInvocationOperation call && symbols.ContractOf(call.TargetMethod).Pends || o is IMethodReferenceOperation named && symbols.ContractOf(named.Method).Pends)).Select(c => c.Key), SymbolEqualityComparer.Default);
        for (var count = -1; count != before.Count;)
        {
            count = before.Count;
            before.UnionWith(code.Where(c => c.Value.Any(o => Named(o) is { } callee && before.Contains(callee))).Select(c => c.Key));
        }
        var open = new Queue<ISymbol>(before);
        while (open.Count > 0)
            foreach (var operation in OperationsOf(open.Dequeue()))
            {
                if (Sets(symbols, operation, mark))
                    return true;
                if (Named(operation) is { } callee && symbols.Compilation.Declares(callee) && (callee.IsAbstract || callee.IsVirtual))
                    return true; // which code that is is not known
                if (Named(operation) is { } next && symbols.Compilation.Declares(next) && before.Add(next))
                    open.Enqueue(next);
            }
        return false;

        IEnumerable<IOperation> OperationsOf(ISymbol method) => code.TryGetValue(method, out var known) ? known : bodies.Of((IMethodSymbol)method, cancellation)?.Graph.OriginalOperation.DescendantsAndSelf() ?? [];
    }

    /// <summary>
    /// The fields that go with the mark and that no code near the type names, where it writes state field by field alone: then nothing writes them.
    /// </summary>
    public IEnumerable<string> LeftOut(INamedTypeSymbol? type, RequiredMark filled, CancellationToken cancellation)
    {
        if (type is null || symbols.GoesWith(filled.After) is not { IsEmpty: false } fields)
            return [];
        var named = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in Near(type, cancellation))
            if (operation is IFieldReferenceOperation { Field: var field })
                named.Add(field.OriginalDefinition);
            else if (Sets(symbols, operation, filled.Mark) && !IsFieldwise(operation) || operation is IObjectCreationOperation { Type: var made } && SymbolEqualityComparer.Default.Equals(made, fields[0].ContainingType))
                return [];
        return named.Overlaps(fields[0].ContainingType.GetMembers()) ? fields.Where(f => !named.Contains(f)).Select(f => f.Name) : [];
    }

    /// <summary>Whether a structure that is given out by reference is used for its fields alone, each by its name.</summary>
    private static bool IsFieldwise(IOperation write) => write is IInvocationOperation { TargetMethod.RefKind: RefKind.Ref } && (IsForField(write)
        || write.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { RefKind: RefKind.Ref } local } declared } && Root(declared).Descendants()
            .All(o => o is not ILocalReferenceOperation { Local: var used } || !SymbolEqualityComparer.Default.Equals(used, local) || IsForField(o)));

    private static bool IsForField(IOperation structure) => structure.Parent is IFieldReferenceOperation field && field.Instance == structure;

    private static IOperation Root(IOperation operation)
    {
        while (operation.Parent is { } parent)
            operation = parent;
        return operation;
    }

    private static IEnumerable<IMethodSymbol> Methods(INamedTypeSymbol type) => type.GetMembers().OfType<IMethodSymbol>().Concat(type.GetTypeMembers().SelectMany(Methods));

    private static IMethodSymbol? Named(IOperation operation) => operation switch
    {
        IInvocationOperation call => call.TargetMethod.OriginalDefinition,
        IMethodReferenceOperation named => named.Method.OriginalDefinition,
        IObjectCreationOperation creation => creation.Constructor?.OriginalDefinition,
        _ => null,
    };

    /// <summary>Whether a write to the member leaves it as if nothing had been written: the default of a struct.</summary>
    public static bool WritesNothing(IOperation reference)
    {
        if (reference.Type is not { IsValueType: true } || reference.Parent is not ISimpleAssignmentOperation { IsRef: false } assignment || assignment.Target != reference)
            return false;
        var value = assignment.Value;
        while (value is IConversionOperation conversion)
            value = conversion.Operand;
        return value is IDefaultValueOperation && reference.Type.TypeKind == TypeKind.Struct || value is IObjectCreationOperation { Arguments.IsEmpty: true, Initializer: null };
    }

    /// <summary>Whether the member that is named here is written, or may be through a reference.</summary>
    public static bool IsWritten(IOperation reference)
        => reference.Parent is IAssignmentOperation assignment && (assignment.Target == reference || assignment is ISimpleAssignmentOperation { IsRef: true })
            || reference.Parent is IArgumentOperation { Parameter.RefKind: not RefKind.None } or ITupleOperation or IVariableInitializerOperation;

    /// <summary>Whether the operation sets the mark.</summary>
    public static bool Sets(KnownSymbols symbols, IOperation operation, int mark) => operation switch
    {
        IPropertyReferenceOperation { Property: var property } when symbols.MemberOf(property).Mark == mark => property.Type.IsRefLikeType || IsWritten(operation) && !WritesNothing(operation),
        IInvocationOperation { TargetMethod: var called } => symbols.MemberOf(called).Mark == mark,
        IMethodReferenceOperation { Method: var named } => symbols.MemberOf(named).Mark == mark,
        _ => false,
    };

    /// <summary>What the types near do: this one, its bases, what derives from it, nested ones, and those of this compilation that these hold, call or make.</summary>
    public IEnumerable<IOperation> Near(INamedTypeSymbol type, CancellationToken cancellation)
    {
        var seen = new HashSet<INamedTypeSymbol>(SymbolEqualityComparer.Default);
        var open = new Queue<INamedTypeSymbol>();
        void Add(ITypeSymbol? found)
        {
            if (found?.OriginalDefinition is INamedTypeSymbol named && symbols.Compilation.Declares(named) && seen.Add(named))
                open.Enqueue(named);
        }
        Add(type);
        while (open.Count > 0)
        {
            var next = open.Dequeue();
            Add(next.BaseType);
            Add(next.ContainingType);
            foreach (var nested in next.GetTypeMembers())
                Add(nested);
            foreach (var derived in bodies.DerivedFrom(next))
                Add(derived);
            foreach (var member in next.GetMembers())
                Add((member as IFieldSymbol)?.Type);
            var code = next.GetMembers().OfType<IMethodSymbol>().Select(m => bodies.Of(m, cancellation)).OfType<Body>().Concat(bodies.Initializers(next, cancellation));
            foreach (var operation in code.SelectMany(b => b.Graph.OriginalOperation.DescendantsAndSelf()))
            {
                Add(Named(operation)?.ContainingType);
                yield return operation;
            }
        }
    }
}
