using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Rules;

/// <summary>What code does with a field that holds handles: the calls, indexers, loops and assignments around each mention of it.</summary>
internal sealed class SinkUses
{
    private static readonly string[] Lookups = ["TryGetValue", "Peek", "TryPeek", "First", "FirstOrDefault", "Last", "LastOrDefault", "ElementAt"];

    /// <summary>Queries that may stop before the end.</summary>
    private static readonly string[] EarlyStops = ["Any", "All", "Single", "SingleOrDefault", "Take", "TakeWhile", "Skip", "SkipWhile", "Where"];

    /// <summary>Members that tell of a collection, or put something in, and take nothing out.</summary>
    private static readonly string[] Others =
    [
        "Add", "TryAdd", "AddFirst", "AddLast", "AddRange", "Insert", "Enqueue", "Push", "TryWrite", "WriteAsync", "Complete", "TryComplete", "CompleteAdding",
        "Contains", "ContainsKey", "Clear", "EnsureCapacity", "TrimExcess", "Enter", "Exit", "TryEnter",
    ];

    private static readonly string[] Properties = ["Count", "Length", "LongLength", "IsEmpty", "IsCompleted", "IsAddingCompleted", "Writer"];

    private readonly SinkFamily _family;
    private readonly CancellationToken _cancellation;
    private readonly List<(IMethodSymbol Method, IOperation Use)> _uses = [];
    private readonly List<IMethodSymbol> _takers = [];

    public SinkUses(SinkFamily family, IEnumerable<IMethodSymbol> scope, Bodies bodies, CancellationToken cancellation)
    {
        (_family, _cancellation) = (family, cancellation);
        foreach (var method in scope.Where(Names))
        {
            foreach (var mention in bodies.Of(method, cancellation)?.Graph.OriginalOperation.Descendants().Where(IsSink) ?? [])
                if (UserOf(mention) is { } use)
                {
                    _uses.Add((method, use));
                    if (IsTaking(mention, use) && !_takers.Contains(method, SymbolEqualityComparer.Default))
                        _takers.Add(method);
                    if (IsSharing(mention, use))
                        Share(use);
                }
        }
    }

    /// <summary>The methods that take, or may take, something out of the field.</summary>
    public IEnumerable<IMethodSymbol> Takers => _takers;

    /// <summary>Whether what the field holds is given to, or comes from, code that may take something out elsewhere.</summary>
    public bool IsShared { get; private set; }

    /// <summary>The types that get it.</summary>
    public HashSet<INamedTypeSymbol> SharedWith { get; } = new(SymbolEqualityComparer.Default);

    private void Share(IOperation use)
    {
        IsShared = true;
        if (use switch { IInvocationOperation call => call.TargetMethod, IObjectCreationOperation creation => creation.Constructor, _ => null } is { } receiver)
            SharedWith.Add(receiver.ContainingType);
    }

    /// <summary>Whether anything is removed, or a field emptied, anywhere.</summary>
    public bool Removes => _uses.Any(u => u.Use is IInvocationOperation call && Interpreter.Removers.Contains(call.TargetMethod.Name) || u.Use is ISimpleAssignmentOperation { Value.ConstantValue: { HasValue: true, Value: null } }
        or ISimpleAssignmentOperation { Value: IConversionOperation { Operand.ConstantValue: { HasValue: true, Value: null } } });

    public IEnumerable<IOperation> In(IMethodSymbol method) => _uses.Where(u => SymbolEqualityComparer.Default.Equals(u.Method, method)).Select(u => u.Use);

    public static bool IsRemoval(IOperation use)
        => use is IInvocationOperation { TargetMethod: var method } && (Interpreter.Removers.Contains(method.Name) || method.ContainingType.Name == "Interlocked")
            || use is ISimpleAssignmentOperation;

    public static bool IsLookup(IOperation use)
        => use is IInvocationOperation call && Lookups.Contains(call.TargetMethod.Name)
            || use is IPropertyReferenceOperation { Property.IsIndexer: true, Parent: not ISimpleAssignmentOperation } or IForEachLoopOperation;

    /// <summary>A walk over all that the field holds, which nothing leaves early: a loop, a query, or a copy to be walked.</summary>
    public static bool IsWholeWalk(IOperation use) => use switch
    {
        IInvocationOperation call => !Lookups.Contains(call.TargetMethod.Name) && !Others.Contains(call.TargetMethod.Name) && !EarlyStops.Contains(call.TargetMethod.Name),
        IObjectCreationOperation => true,
        IForEachLoopOperation loop => !IsLeft(loop),
        IPropertyReferenceOperation { Property.IsIndexer: true } element => LoopAround(element) is { } loop && !IsLeft(loop),
        _ => false,
    };

    private static bool IsLeft(ILoopOperation loop)
        => loop.Body.Descendants().Any(o => o is IBranchOperation { BranchKind: BranchKind.Break or BranchKind.GoTo } or IReturnOperation or IThrowOperation);

    private static ILoopOperation? LoopAround(IOperation? operation)
    {
        while (operation is not (null or ILoopOperation))
            operation = operation.Parent;
        return operation as ILoopOperation;
    }

    /// <summary>Whether the field's name stands in the method; the others need no graph.</summary>
    private bool Names(IMethodSymbol method)
        => method.DeclaringSyntaxReferences.Any(r => r.GetSyntax(_cancellation).DescendantTokens().Any(t => _family.Members.Any(m => m.Name == t.ValueText)));

    private bool IsSink(IOperation operation)
        => operation is IMemberReferenceOperation reference && _family.Contains(reference.Member);

    private static IOperation? UserOf(IOperation mention)
    {
        var user = mention.Parent;
        while (user is IConversionOperation or IArgumentOperation or IConditionalAccessOperation or IPropertyReferenceOperation { Property.IsIndexer: false })
        {
            if (user is IPropertyReferenceOperation property && Properties.Contains(property.Property.Name))
                return property;
            user = user.Parent;
        }
        return user;
    }

    private static bool IsTaking(IOperation mention, IOperation use) => use switch
    {
        IInvocationOperation call => !Others.Contains(call.TargetMethod.Name) && !IsIdle(call),
        ISimpleAssignmentOperation assignment => !assignment.Target.DescendantsAndSelf().Contains(mention),
        IPropertyReferenceOperation { Property.IsIndexer: false } => false,
        IPropertyReferenceOperation { Parent: ISimpleAssignmentOperation assignment } element => assignment.Target != element,
        IArrayElementReferenceOperation { Parent: ISimpleAssignmentOperation assignment } element => assignment.Target != element,
        IBinaryOperation or IIsNullOperation or ILockOperation or INameOfOperation => false,
        IIsPatternOperation pattern => pattern.Pattern.DescendantsAndSelf().Any(p => p is IDeclarationPatternOperation or IRecursivePatternOperation { DeclaredSymbol: not null }),
        _ => true,
    };

    /// <summary>Whether the call makes a query that nobody ever walks: its result is dropped, or only kept in a variable.</summary>
    private static bool IsIdle(IInvocationOperation call)
    {
        if (!Interpreter.LazySequences.Contains(call.TargetMethod.Name) || call.TargetMethod.ContainingType.Name != "Enumerable")
            return false;
        var user = call.Parent;
        while (user is IConversionOperation or IArgumentOperation)
            user = user.Parent;
        return user switch
        {
            IInvocationOperation next => IsIdle(next),
            IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: var local, Syntax: var syntax } }
                => syntax.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.DescendantTokens().Count(t => t.ValueText == local.Name) == 1,
            _ => false,
        };
    }

    /// <summary>Whether the field itself is returned, kept elsewhere or given to other code.</summary>
    private bool IsSharing(IOperation mention, IOperation use)
    {
        var direct = mention.Parent;
        while (direct is IConversionOperation or IArgumentOperation)
            direct = direct.Parent;
        return direct == use && use switch
        {
            IInvocationOperation { TargetMethod: { IsStatic: true, ContainingType.Name: "Monitor" or "Interlocked" or "Volatile" or "Enumerable" or "ImmutableInterlocked" } } => false,
            IInvocationOperation call => call.Instance is null || !call.Instance.DescendantsAndSelf().Contains(mention),
            ISimpleAssignmentOperation assignment => assignment.Target.DescendantsAndSelf().Contains(mention)
                ? assignment.Target == mention && !_family.IsOwn(assignment.Value) && assignment.Value is IParameterReferenceOperation or IMemberReferenceOperation { Member.IsStatic: false } // another's container
                : assignment.Target is not (ILocalReferenceOperation or IMemberReferenceOperation { Member: IFieldSymbol or IPropertySymbol }) || assignment.Target is IMemberReferenceOperation other && !_family.Contains(other.Member),
            IReturnOperation or IObjectCreationOperation or IArrayInitializerOperation or ITupleOperation => true,
            _ => false,
        };
    }
}
