using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>
/// Conditions on what the code itself keeps where the engine does not follow it: in a string builder, behind a pointer, in a collection of the library. The decisions
/// of a path may contradict each other then, so that nothing is said of such a path but that it cannot be proved.
/// </content>
internal sealed partial class Interpreter
{
    private static readonly string[] Stores = ["System.Collections", "System.Text", "System.Runtime", "System.Buffers", "System.Numerics"];

    /// <summary>Whether the value of a condition was read from something that the code that ran has written, and that is not followed.</summary>
    private bool IsDoubtful(Value condition)
    {
        for (var symbols = condition.Symbol; symbols >= 0;)
        {
            var key = _ids.SymbolKeyOf(symbols);
            if (key.Origin is IOperation read && (_unfollowed.Contains(read) || HolderOf(read) is { } holder && _ran.Any(b => b.Written.Contains(holder))))
                return true;
            if (key.Right >= 0 && IsDoubtful(new Sym(key.Right)))
                return true;
            symbols = key.Left;
        }
        return false;
    }

    /// <summary>The variable or field whose content an operation reads, or tells about.</summary>
    private static ISymbol? HolderOf(IOperation read) => read switch
    {
        ILocalReferenceOperation { Type.TypeKind: not TypeKind.Error } local => local.Local, // behind a pointer
        IArrayElementReferenceOperation element => Holder(element.ArrayReference),
        IMemberReferenceOperation { Instance: { } instance } => Holder(instance),
        IInvocationOperation { Instance: { } receiver } => Holder(receiver),
        IInvocationOperation { TargetMethod.IsExtensionMethod: true, Arguments: [{ Value: var first }, ..] } => Holder(first),
        { Kind: OperationKind.None } => read.ChildOperations.FirstOrDefault() is { } inner ? Holder(inner) : null,
        _ when read.GetType().Name == "ImplicitIndexerReferenceOperation" => Holder(read.ChildOperations.First()), // which this Roslyn has no type for
        _ => null,
    };

    private static ISymbol? Holder(IOperation operation) => Unconverted(operation) switch
    {
        _ when !IsStore(Unconverted(operation)!.Type) => null,
        ILocalReferenceOperation local => local.Local,
        IParameterReferenceOperation parameter => parameter.Parameter,
        IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol } member => member.Member,
        _ => null,
    };

    /// <summary>Whether what is read there was written before, and nobody else writes it.</summary>
    private static bool IsStore(ITypeSymbol? type)
        => type is IArrayTypeSymbol or IPointerTypeSymbol || IsSpan(type) || type is { Name: "Memory" or "ArraySegment", ContainingNamespace.Name: "System" }
            || type?.ContainingNamespace?.ToString() is { } space && Stores.Any(s => space.StartsWith(s, StringComparison.Ordinal)) && !space.EndsWith("Concurrent", StringComparison.Ordinal);

    /// <summary>The variable or field whose content an operation writes: an element, or by a call for its effect alone.</summary>
    public static IEnumerable<ISymbol> WrittenBy(IOperation operation) => operation switch
    {
        IAssignmentOperation { Target: not ILocalReferenceOperation and var target } => Only(HolderOf(target)),
        IIncrementOrDecrementOperation { Target: not ILocalReferenceOperation and var target } => Only(HolderOf(target)),
        IArgumentOperation { Parameter.RefKind: RefKind.Ref or RefKind.Out, Value: not ILocalReferenceOperation and var given } => Only(HolderOf(given)),
        IAddressOfOperation { Reference: ILocalReferenceOperation variable } => [variable.Local],
        IInvocationOperation call when call.TargetMethod.ReturnsVoid || IsDropped(call) => Only(HolderOf(call)).Concat(call.Arguments.SelectMany(a => Only(Holder(a.Value)))),
        _ => [],
    };

    private static IEnumerable<ISymbol> Only(ISymbol? symbol) => symbol is null ? [] : [symbol];

    /// <summary>Findings on paths with such a decision: that a duty cannot be followed is said once, of all else nothing.</summary>
    private static IEnumerable<Finding> WithoutDoubt(List<Finding> findings)
    {
        foreach (var finding in findings)
            if (finding.Kind == FindingKind.Unproven || Doubt(finding.Path) is not { } decision)
                yield return finding;
            else if (IsOfDuty(finding.Kind) && !findings.Any(f => f != finding && f.Duty.Id == finding.Duty.Id && (f.Kind == FindingKind.Unproven || IsOfDuty(f.Kind) && (Doubt(f.Path) is null || findings.IndexOf(f) < findings.IndexOf(finding)))))
                yield return finding with { Kind = FindingKind.Unproven, Detail = $"what '{decision.Condition.Syntax}' depends on is written here, and is not followed" };
    }

    private static bool IsOfDuty(FindingKind kind) => kind is FindingKind.NotCompleted or FindingKind.CompletedTwice or FindingKind.WrongFunction or FindingKind.WrongList or FindingKind.UsedAfter
        or FindingKind.Dropped or FindingKind.LeftByException or FindingKind.AnnotationContradicted;

    private static PathNode? Doubt(PathNode? path)
    {
        for (; path is not null; path = path.Parent)
            if (path is { Matters: true, IsDoubtful: true })
                return path;
        return null;
    }
}
