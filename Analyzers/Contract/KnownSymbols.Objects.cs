using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Contract;

/// <content>What the attributes say about objects: which requests exclude each other, and which layer a member needs.</content>
internal sealed partial class KnownSymbols
{
    /// <summary>Whether the member's value stands for its receiver in a request.</summary>
    public bool NamesObject(ISymbol member) => IsOfRuntime(member) && Find(member.OriginalDefinition, "NamesObjectAttribute") is not null;

    /// <summary>Whether the method builds a tree over its first argument.</summary>
    public bool BuildsTree(IMethodSymbol method) => IsOfRuntime(method) && Find(method, "BuildsTreeAttribute") is not null;

    /// <summary>The operation that the callee requests of what it gets for the parameter, as its constant; null for none.</summary>
    public TypedConstant? RequestedOf(IParameterSymbol parameter)
        => IsOfRuntime(parameter) && Find(parameter.OriginalDefinition, "RequestsAttribute") is { ConstructorArguments: [var operation] } ? operation : null;

    /// <summary>The request that the method is as a function of the DDI.</summary>
    public Duty? RequestOf(IMethodSymbol method) => ContractOf(method).Function is { Phase: Phase.Request } request ? request : null;

    /// <summary>The request of an operation that an attribute names.</summary>
    public Duty RequestOf(TypedConstant operation) => DutyOf((int)operation.Value!, operation, Phase.Request);

    /// <summary>The layer of the object that the method makes.</summary>
    public TypedConstant? MadeKind(IMethodSymbol method) => KindIn(method, "MakesObjectAttribute");

    /// <summary>The layer that the method needs of its receiver, or of an argument.</summary>
    public TypedConstant? NeededKind(ISymbol methodOrParameter) => KindIn(methodOrParameter, "NeedsObjectAttribute");

    /// <summary>The fields of state structures that are written where the mark is set.</summary>
    public ImmutableArray<IFieldSymbol> GoesWith(int mark)
        => Assemblies.SelectMany(a => TypesIn(a.GlobalNamespace)).Where(t => t.TypeKind == TypeKind.Struct).SelectMany(t => t.GetMembers().OfType<IFieldSymbol>())
            .Where(f => Find(f, "GoesWithAttribute") is { ConstructorArguments: [{ Value: int known }] } && known == mark).ToImmutableArray();

    /// <summary>The values of the field with which an object can be offloaded; empty for most.</summary>
    public ImmutableArray<TypedConstant> OffloadableIn(ISymbol field)
        => IsOfRuntime(field) && Find(field, "OffloadableInAttribute") is { ConstructorArguments: [{ Kind: TypedConstantKind.Array } states] } ? states.Values : ImmutableArray<TypedConstant>.Empty;

    /// <summary>The name of the constant, as words.</summary>
    public static string WordsOf(TypedConstant constant) => NameOf(constant)?.Name ?? string.Format(CultureInfo.InvariantCulture, "{0}", constant.Value);

    private TypedConstant? KindIn(ISymbol symbol, string attribute)
        => IsOfRuntime(symbol) && Find(symbol.OriginalDefinition, attribute) is { ConstructorArguments: [var kind] } ? kind : null;
}
