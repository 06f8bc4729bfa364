using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Contract;

/// <content>What the attributes say about the arguments of calls.</content>
internal sealed partial class KnownSymbols
{
    private readonly ConcurrentDictionary<IParameterSymbol, ArgumentContract> _arguments = new(SymbolEqualityComparer.Default);

    /// <summary>
    /// What is said about an argument. It stands on the function of the DDI; a handler that is called, and an entry point that NDIS hands out,
    /// have the parameters of the function of their operation, which their types tell apart.
    /// </summary>
    public ArgumentContract ArgumentOf(IMethodSymbol method, IParameterSymbol parameter)
    {
        var source = ContractOf(method).Discharges is { } duty ? FunctionFor(duty.Operation, duty.Phase) : IsOfRuntime(method) ? method : null;
        return source?.Parameters.FirstOrDefault(p => SymbolEqualityComparer.Default.Equals(p.Type, parameter.Type)) is { } declared
            ? _arguments.GetOrAdd(declared.OriginalDefinition, p => new()
            {
                IsUnchanged = Find(p, "UnchangedAttribute") is not null,
                Accepted = Accepted(p.GetAttributes()),
                IsNeeded = Find(p, "NeededAttribute") is not null,
                NeededWith = Find(p, "NeededAttribute") is { } needed ? With(needed) : null,
                ZeroOnlyWith = Find(p, "ZeroOnlyWithAttribute") is { ConstructorArguments: [{ Value: { } status }] } ? NumberOf(status) : null,
            })
            : ArgumentContract.None;
    }

    /// <summary>Whether a call of the method passes values that the contract restricts.</summary>
    public bool RestrictsValues(IMethodSymbol method) => method.Parameters.Any(p => ArgumentOf(method, p).RestrictsValues);

    /// <summary>The values that the function of the operation returns, or null.</summary>
    public AcceptedValues? ReturnedBy(Duty duty) => FunctionFor(duty.Operation, duty.Phase) is { } function ? Accepted(function.GetReturnTypeAttributes()) : null;

    /// <summary>The property that tells how many there are of what the property gives the first of, or null.</summary>
    public string? CountOf(IPropertySymbol property)
        => IsOfRuntime(property) && Find(property, "FirstOfAttribute") is { ConstructorArguments: [{ Value: string count }] } ? count : null;

    /// <summary>The only role whose drivers call the method, or null.</summary>
    public Role? OnlyRoleOf(IMethodSymbol method)
        => IsOfRuntime(method) && Find(method.OriginalDefinition, "OnlyRoleAttribute") is { ConstructorArguments: [{ Value: int role }] } ? (Role)role : null;

    private AcceptedValues? Accepted(ImmutableArray<AttributeData> attributes)
    {
        if (attributes.FirstOrDefault(a => a.AttributeClass is { Name: "AcceptsAttribute" } type && _attributes.Contains(type)) is not { ConstructorArguments: [var argument] } attribute)
            return null;
        if (argument.Kind != TypedConstantKind.Array)
            return argument.Value is ITypeSymbol declaring ? new(NamesOf(declaring), declaring, true, With(attribute)) : null;
        if (argument.Values is not [{ Type: { } listed }, ..])
            return null;
        var values = argument.Values.Select(v => NumberOf(v.Value!)).ToList();
        return new(NamesOf(listed).Where(n => values.Contains(n.Value)).ToImmutableArray(), listed, false, With(attribute));
    }

    private static TypedConstant? With(AttributeData attribute)
        => attribute.NamedArguments.FirstOrDefault(a => a.Key == "With").Value is { Kind: TypedConstantKind.Enum } value ? value : null;

    private static ImmutableArray<NamedValue> NamesOf(ITypeSymbol declaring)
        => declaring.GetMembers().OfType<IFieldSymbol>().Where(f => f.HasConstantValue).Select(f => new NamedValue(NumberOf(f.ConstantValue!), f.Name)).ToImmutableArray();

    public static long NumberOf(object constant) => System.Convert.ToInt64(constant, CultureInfo.InvariantCulture);
}
