using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Rules;

/// <summary>
/// The fields and properties that lead to one container of handles: one got its value from the other, or both from one variable, perhaps as the writing and the
/// reading end of a channel.
/// </summary>
internal sealed class SinkFamily
{
    private readonly KnownSymbols _symbols;
    private readonly HashSet<ISymbol> _members = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _foreign = new(SymbolEqualityComparer.Default);

    public SinkFamily(ISymbol sink, KnownSymbols symbols, Bodies bodies, CancellationToken cancellation)
    {
        _symbols = symbols;
        var open = new Queue<ISymbol>([sink.OriginalDefinition]);
        while (open.Count > 0)
            if (open.Dequeue() is var member && _members.Add(member))
                foreach (var body in bodies.Naming(member, cancellation).Concat(GettersOf(member).Select(g => bodies.Of(g, cancellation))))
                    if (body is not null)
                        Join(body, member).ForEach(open.Enqueue);
    }

    public IEnumerable<ISymbol> Members => _members;

    public bool Contains(ISymbol member) => _members.Contains(member.OriginalDefinition);

    /// <summary>Whether what is assigned leads to the same container, and not to somebody else's.</summary>
    public bool IsOwn(IOperation value) => Holder(value) is { } holder && (holder is ILocalSymbol ? !_foreign.Contains(holder) : Contains(holder));

    private static IEnumerable<IMethodSymbol> GettersOf(ISymbol member) => member is IPropertySymbol { GetMethod: { } getter } ? [getter] : [];

    /// <summary>The members that the code joins with this one.</summary>
    private List<ISymbol> Join(Body body, ISymbol member)
    {
        var joined = new HashSet<ISymbol>(SymbolEqualityComparer.Default) { member };
        var links = Links(body).ToList();
        for (var count = 0; count != joined.Count;)
        {
            count = joined.Count;
            foreach (var (target, source) in links)
                if (source is not null && (joined.Contains(target) || joined.Contains(source)))
                {
                    joined.Add(target);
                    joined.Add(source);
                }
        }
        _foreign.UnionWith(links.Where(l => l.Source is null).Select(l => l.Target));
        return [.. joined.Where(j => j is IFieldSymbol or IPropertySymbol)];
    }

    /// <summary>What gets its value from what; from nothing that is known where something else is given to a variable.</summary>
    private IEnumerable<(ISymbol Target, ISymbol? Source)> Links(Body body)
    {
        foreach (var operation in body.Graph.OriginalOperation.DescendantsAndSelf())
            switch (operation)
            {
                case ISimpleAssignmentOperation { Target: IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } target } assignment when Holds(target.Type) && Holder(assignment.Value) is { } source:
                    yield return (target.Member.OriginalDefinition, source);
                    break;
                case ISimpleAssignmentOperation { Target: ILocalReferenceOperation target } assignment when Holds(target.Type) && !IsNew(assignment.Value):
                    yield return (target.Local, Holder(assignment.Value));
                    break;
                case IVariableDeclaratorOperation { Symbol: var local, Initializer.Value: var value } when Holds(local.Type) && !IsNew(value):
                    yield return (local, Holder(value));
                    break;
                case IReturnOperation { ReturnedValue: { } returned } when body.Method?.AssociatedSymbol is IPropertySymbol property && Holds(property.Type) && Holder(returned) is { } source:
                    yield return (property.OriginalDefinition, source);
                    break;
            }
    }

    /// <summary>The variable or member of this compilation whose container the value is, or an end of it.</summary>
    private ISymbol? Holder(IOperation value) => value switch
    {
        IConversionOperation conversion => Holder(conversion.Operand),
        ILocalReferenceOperation local => local.Local,
        IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member when _symbols.Compilation.Declares(member.Member) => member.Member.OriginalDefinition,
        IPropertyReferenceOperation { Property.IsIndexer: false, Instance: { } instance } when Holds(value.Type) => Holder(instance),
        _ => null,
    };

    /// <summary>Whether the value is a container that is made here, of nothing but numbers and options.</summary>
    private bool IsNew(IOperation value) => value switch
    {
        IConversionOperation conversion => IsNew(conversion.Operand),
        IObjectCreationOperation creation => creation.Arguments.All(a => IsPlain(a.Value)),
        IInvocationOperation { TargetMethod.IsStatic: true } call when !_symbols.Compilation.Declares(call.TargetMethod) => call.Arguments.All(a => IsPlain(a.Value)),
        _ => false,
    };

    private static bool IsPlain(IOperation argument) => argument is IObjectCreationOperation || argument.Type?.SpecialType is not (null or SpecialType.None or SpecialType.System_Object);

    private bool Holds(ITypeSymbol? type) => type is INamedTypeSymbol { TypeArguments: var held } && held.Any(h => _symbols.IsPended(h) || Holds(h));
}
