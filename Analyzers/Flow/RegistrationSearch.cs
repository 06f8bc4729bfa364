using System.Collections.Concurrent;
using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>
/// Looks at how a driver that is composed from functions registers them: the right function in each slot (C146), no slot empty, the fixed
/// members as they have to be, and all the characteristics that belong together (C141–C145, C147–C149).
/// </summary>
internal sealed class RegistrationSearch(KnownSymbols symbols)
{
    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _mentioned = new(SymbolEqualityComparer.Default);

    public IEnumerable<Finding> Check(IOperation code, INamedTypeSymbol type, CancellationToken cancellation)
    {
        var slotted = new Dictionary<ISymbol, IPropertySymbol>(SymbolEqualityComparer.Default);
        foreach (var operation in code.Descendants())
            switch (operation)
            {
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var slot } } assignment when symbols.IsCharacteristics(slot.ContainingType) && symbols.SlotOf(slot.Type) is { } duty:
                    if (MethodIn(assignment.Value) is not { } reference)
                        break;
                    if (symbols.OtherDutyOf(reference.Method, duty) is { } other)
                        yield return Found(FindingKind.WrongSlot, reference.Syntax, $"'{reference.Method.Name}' is the handler of the {DutyText(other)}, and stands in {slot.Name}");
                    else if (slotted.TryGetValue(reference.Method, out var former) && !SymbolEqualityComparer.Default.Equals(former, slot))
                        yield return Found(FindingKind.WrongSlot, reference.Syntax, $"'{reference.Method.Name}' stands in {former.Name} and in {slot.Name}");
                    slotted[reference.Method] = slot;
                    break;
                case ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property: var member } } assignment when symbols.OnlyValueOf(member) is { } only && IsOther(assignment.Value, only):
                    yield return Found(FindingKind.Incomplete, assignment.Value.Syntax, $"{member.Name} of '{member.ContainingType.Name}' is not the only value that NDIS accepts; leave it as it was made");
                    break;
                case IArgumentOperation { Parameter: { } parameter } argument when symbols.OnlyValueOf(parameter) is { } only && IsOther(argument.Value, only):
                    yield return Found(FindingKind.Incomplete, argument.Value.Syntax, $"{parameter.Name} of '{parameter.ContainingSymbol.Name}' is not the only value that NDIS accepts; pass that one");
                    break;
                case IObjectCreationOperation { Type: INamedTypeSymbol made } creation when symbols.IsCharacteristics(made) && IsRegistered(creation, code, out var variable):
                    foreach (var problem in Problems(creation, made, variable, code, type, cancellation))
                        yield return Found(FindingKind.Incomplete, creation.Syntax is ObjectCreationExpressionSyntax { Type: var name } ? name : creation.Syntax, problem);
                    break;
            }
    }

    private static Finding Found(FindingKind kind, SyntaxNode at, string detail) => new(kind, at, new DutyInfo(0, DutyOrigin.Taken, ""), null) { Detail = detail };

    private static string DutyText(Duty duty) => $"{duty.OperationName} {duty.Phase}".ToLowerInvariant();

    /// <summary>The method that a value makes a delegate of.</summary>
    private static IMethodReferenceOperation? MethodIn(IOperation value)
    {
        while (value is IConversionOperation conversion)
            value = conversion.Operand;
        return value is IDelegateCreationOperation { Target: IMethodReferenceOperation method } ? method : null;
    }

    private static bool IsOther(IOperation value, object only)
    {
        while (value is IConversionOperation { ConstantValue.HasValue: false } conversion)
            value = conversion.Operand;
        return value.ConstantValue is { HasValue: true, Value: { } known } && Convert.ToInt64(known) != Convert.ToInt64(only);
    }

    private IEnumerable<string> Problems(IObjectCreationOperation creation, INamedTypeSymbol made, ILocalSymbol? variable, IOperation code, INamedTypeSymbol type, CancellationToken cancellation)
    {
        var empty = symbols.SlotsOf(made).Except(Filled(creation, variable, code), SymbolEqualityComparer.Default).Select(s => s!.Name).ToList();
        if (empty.Count > 0)
            yield return $"'{made.Name}' is registered without {string.Join(", ", empty)}; fill every slot, NDIS calls through each of them";
        var isProvider = symbols.IsProvider(made);
        foreach (var half in symbols.Characteristics.Where(c => symbols.IsProvider(c) == isProvider && !IsMentioned(c, cancellation)))
            yield return $"'{made.Name}' is registered without '{half.Name}'; each edge registers the generic characteristics and those for TCP";
        if (symbols.IsIntermediate(type) && symbols.Characteristics.Where(c => symbols.IsProvider(c) != isProvider).All(c => !IsMentioned(c, cancellation)))
            yield return $"only the {(isProvider ? "provider" : "client")} side of an intermediate driver is registered; register both sides, or neither to block chimney";
    }

    /// <summary>
    /// Whether the new object goes to NDIS as this code makes it: as an argument, or through a variable that is used for nothing else than filling
    /// slots and registering. What becomes of other objects is not known here.
    /// </summary>
    private bool IsRegistered(IObjectCreationOperation creation, IOperation code, out ILocalSymbol? variable)
    {
        variable = null;
        IOperation use = creation;
        while (use.Parent is IConversionOperation)
            use = use.Parent;
        if (use.Parent is IArgumentOperation { Parameter: { } parameter })
            return symbols.Registers(parameter);
        if (use.Parent is not IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local } })
            return false;
        variable = local;
        var uses = code.Descendants().OfType<ILocalReferenceOperation>().Where(r => SymbolEqualityComparer.Default.Equals(r.Local, local)).Select(UseOf).ToList();
        return uses.All(u => u is IArgumentOperation { Parameter: { } p } && symbols.Registers(p) || IsFilling(u)) && uses.Any(u => u is IArgumentOperation);
    }

    private static IOperation? UseOf(IOperation reference)
    {
        var use = reference.Parent;
        while (use is IConversionOperation)
            use = use.Parent;
        return use;
    }

    private static bool IsFilling(IOperation? use) => use is IPropertyReferenceOperation { Parent: ISimpleAssignmentOperation assignment } && assignment.Target == use;

    private static IEnumerable<ISymbol> Filled(IObjectCreationOperation creation, ILocalSymbol? variable, IOperation code)
        => (creation.Initializer?.Initializers ?? ImmutableArray<IOperation>.Empty)
            .Concat(variable is null ? [] : code.Descendants().Where(o => o is ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Instance: ILocalReferenceOperation { Local: var local } } } && SymbolEqualityComparer.Default.Equals(local, variable)))
            .OfType<ISimpleAssignmentOperation>().Where(a => a.Value is not { ConstantValue: { HasValue: true, Value: null } })
            .Select(a => (ISymbol)((IPropertyReferenceOperation)a.Target).Property);

    /// <summary>Whether any source of the compilation names the type; if none does, nobody registers one.</summary>
    private bool IsMentioned(INamedTypeSymbol type, CancellationToken cancellation)
        => _mentioned.GetOrAdd(type, t => symbols.Compilation.SyntaxTrees.Any(tree => tree.GetText(cancellation).ToString().IndexOf(t.Name, StringComparison.Ordinal) >= 0));
}
