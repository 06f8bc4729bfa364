using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Contract;

/// <content>What the attributes say about registering handlers.</content>
internal sealed partial class KnownSymbols
{
    private readonly Lazy<ImmutableArray<INamedTypeSymbol>> _characteristics;
    private readonly Lazy<ILookup<string, Duty>> _handlerNames;

    /// <summary>All structures of slots.</summary>
    public ImmutableArray<INamedTypeSymbol> Characteristics => _characteristics.Value;

    public bool IsCharacteristics(ITypeSymbol? type) => type is { TypeKind: TypeKind.Class } && IsOfRuntime(type) && Find(type, "OffloadCharacteristicsAttribute") is not null;

    /// <summary>Whether the characteristics belong to the miniport edge.</summary>
    public bool IsProvider(INamedTypeSymbol characteristics) => Find(characteristics, "OffloadCharacteristicsAttribute") is { ConstructorArguments: [{ Value: true }] };

    public IEnumerable<IPropertySymbol> SlotsOf(INamedTypeSymbol characteristics) => characteristics.GetMembers().OfType<IPropertySymbol>().Where(p => SlotOf(p.Type) is not null);

    /// <summary>Whether the callee registers what it gets for the parameter.</summary>
    public bool Registers(IParameterSymbol parameter) => Find(parameter.OriginalDefinition, "RegistersAttribute") is not null;

    /// <summary>The only value that the property or parameter may have, or null.</summary>
    public object? OnlyValueOf(ISymbol symbol)
        => IsOfRuntime(symbol) && Find(symbol.OriginalDefinition, "OnlyValueAttribute") is { ConstructorArguments: [{ Value: { } value }] } ? value : null;

    public bool IsOfRuntime(ISymbol symbol) => Assemblies.Contains(symbol.ContainingAssembly, SymbolEqualityComparer.Default);

    /// <summary>Whether the type itself says, or inherits, that it is an intermediate driver.</summary>
    public bool IsIntermediate(INamedTypeSymbol type)
    {
        for (INamedTypeSymbol? t = type; t is not null; t = t.BaseType)
            if (RoleOn(t) is { } role)
                return role == Role.Intermediate;
        return false;
    }

    /// <summary>
    /// The duty that a method in a slot has in truth, where it is not the slot's.
    /// </summary>
    public Duty? OtherDutyOf(IMethodSymbol method, Duty slot) => DutyOf(method) is { } own && !(own.Operation == slot.Operation && own.Phase == slot.Phase) ? own : null;

    /// <summary>The duty that a method has by its attributes and what it implements, else by a name that is that of a handler or slot.</summary>
    public Duty? DutyOf(IMethodSymbol method)
        => ContractOf(method).Handler is { } own ? own : method.MethodKind == MethodKind.Ordinary ? _handlerNames.Value[method.Name].FirstOrDefault() : null;

    /// <summary>The handlers of the Runtime's interfaces.</summary>
    public IEnumerable<IMethodSymbol> Handlers
        => Assemblies.SelectMany(a => TypesIn(a.GlobalNamespace)).Where(t => t.TypeKind == TypeKind.Interface).SelectMany(t => t.GetMembers()).OfType<IMethodSymbol>().Where(m => ReadDuty(m, "OffloadHandlerAttribute") is not null);

    /// <summary>The names of handlers: of the interfaces' members, and of slots without the word Handler.</summary>
    private ILookup<string, Duty> FindHandlerNames()
    {
        const string Suffix = "Handler";
        var members = Handlers.Select(m => (m.Name, Duty: ReadDuty(m, "OffloadHandlerAttribute")));
        var slots = Characteristics.SelectMany(SlotsOf).Select(s => (Name: s.Name.EndsWith(Suffix, StringComparison.Ordinal) ? s.Name.Substring(0, s.Name.Length - Suffix.Length) : s.Name, Duty: SlotOf(s.Type)));
        return members.Concat(slots).Where(n => n.Duty is not null).ToLookup(n => n.Name, n => n.Duty!, StringComparer.OrdinalIgnoreCase);
    }
}
