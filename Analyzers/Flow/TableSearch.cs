using System.Collections.Concurrent;
using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>Looks for private fields for a table of entry points that a type calls through and never fills (C150).</summary>
internal sealed class TableSearch(KnownSymbols symbols, INamedTypeSymbol type)
{
    private readonly ConcurrentDictionary<ISymbol, bool> _filled = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentBag<(IFieldReferenceOperation Use, HandlerReport Report)> _uses = [];

    /// <summary>The type's own private fields for tables. Where there are nested types, these may fill them as well.</summary>
    private readonly bool _isWatched = symbols.RoleOf(type) != Role.None && type.GetTypeMembers().IsEmpty
        && type.GetMembers().OfType<IFieldSymbol>().Any(f => IsTable(symbols, f));

    public void Add(IOperation block, Func<IOperation, HandlerReport> report)
    {
        if (!_isWatched)
            return;
        if (block is IFieldInitializerOperation { Value: var value } initializer && !IsNull(value))
            foreach (var field in initializer.InitializedFields)
                _filled[field] = true;
        foreach (var reference in block.DescendantsAndSelf().OfType<IFieldReferenceOperation>().Where(r => IsTable(symbols, r.Field)))
            if (reference.Parent is IMemberReferenceOperation or IInvocationOperation)
                _uses.Add((reference, report(block)));
            else if (IsFilling(reference))
                _filled[reference.Field] = true;
    }

    public IEnumerable<(Finding Finding, HandlerReport Report)> Unfilled()
        => _uses.Where(u => !_filled.ContainsKey(u.Use.Field)).GroupBy(u => u.Use.Field, SymbolEqualityComparer.Default)
            .Select(g => g.OrderBy(u => u.Use.Syntax.SyntaxTree.FilePath, StringComparer.Ordinal).ThenBy(u => u.Use.Syntax.SpanStart).First())
            .Select(u => (new Finding(FindingKind.TableNotObtained, u.Use.Syntax, new DutyInfo(0, DutyOrigin.Taken, ""), null) { Detail = u.Use.Field.Name }, u.Report));

    private static bool IsTable(KnownSymbols symbols, IFieldSymbol field)
        => field is { DeclaredAccessibility: Accessibility.Private, AssociatedSymbol: null } && symbols.IsAskedFor(field.Type);

    /// <summary>Whether the reference may give the field a value: all but plain reads and assignments of null.</summary>
    private static bool IsFilling(IFieldReferenceOperation reference) => reference.Parent switch
    {
        ISimpleAssignmentOperation { IsRef: false } assignment => assignment.Target == reference && !IsNull(assignment.Value),
        IArgumentOperation { Parameter.RefKind: RefKind.None } or IConversionOperation or IBinaryOperation or IIsPatternOperation or IReturnOperation or IConditionalAccessOperation => false,
        _ => true,
    };

    private static bool IsNull(IOperation value) => value switch
    {
        IConversionOperation conversion => IsNull(conversion.Operand),
        IDefaultValueOperation => true,
        _ => value.ConstantValue is { HasValue: true, Value: null },
    };
}
