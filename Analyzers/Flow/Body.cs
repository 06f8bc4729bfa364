using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>One operation of a block in evaluation order, with the number of operands it takes off the stack.</summary>
internal readonly record struct Step(IOperation Operation, int Operands, bool AsPlace)
{
    /// <summary>Whether a statement ends here, whose value nobody takes.</summary>
    public bool IsLast { get; init; }
}

/// <summary>A control-flow graph made ready for the engine: flat evaluation order per block, last uses of variables, captured variables.</summary>
internal sealed class Body
{
    /// <summary>Stands for all fields and properties that other code may change.</summary>
    public const string Heap = "heap";

    /// <summary>Stands for all that collections hold, and that is no handle.</summary>
    public const string Elements = "elements";

    /// <summary>Stands for the calls of this compilation's code, which may read any field.</summary>
    private const string Calls = "calls";

    private readonly Step[]?[] _steps;
    private readonly Dictionary<object, int> _lastUse = [];
    private readonly HashSet<ISymbol> _captured = new(SymbolEqualityComparer.Default);
    private readonly HashSet<ISymbol> _addressed = new(SymbolEqualityComparer.Default);
    private bool _hasNested;
    private readonly HashSet<ISymbol> _mentioned = new(SymbolEqualityComparer.Default);
    private readonly HashSet<CaptureId> _placeCaptures = [];
    private readonly ConcurrentDictionary<object, Body> _nested = new();

    public Body(ControlFlowGraph graph, IMethodSymbol? method, Body? parent)
    {
        Graph = graph;
        Method = method;
        Parent = parent;
        _steps = new Step[graph.Blocks.Length][];
        Scan();
    }

    public ControlFlowGraph Graph { get; }

    /// <summary>The method, lambda or local function; null for an initializer.</summary>
    public IMethodSymbol? Method { get; }

    /// <summary>The body that a lambda or local function stands in.</summary>
    public Body? Parent { get; }

    public Step[] StepsOf(BasicBlock block)
    {
        if (_steps[block.Ordinal] is { } known)
            return known;
        var steps = new List<Step>();
        foreach (var operation in block.Operations)
        {
            Flatten(operation, steps);
            if (steps.Count > 0)
                steps[steps.Count - 1] = steps[steps.Count - 1] with { IsLast = true };
        }
        if (block.BranchValue is not null)
            Flatten(block.BranchValue, steps);
        return _steps[block.Ordinal] = steps.ToArray();
    }

    /// <summary>Whether the variable or capture may still be read at or after the block.</summary>
    public bool IsLive(object root, int block) => !_lastUse.TryGetValue(root, out var last) || last >= block;

    /// <summary>Whether the field or property may still be read at or after the block, here or in code that is called.</summary>
    public bool IsMemberLive(object member, int block) => _hasNested || IsLive(Calls, block) || IsLive(member, block);

    /// <summary>Whether the variable belongs to this body and not to one around it.</summary>
    public bool Owns(ISymbol symbol) => Method is null ? symbol.ContainingSymbol is not IMethodSymbol : SymbolEqualityComparer.Default.Equals(symbol.ContainingSymbol, Method);

    /// <summary>Whether calls may see and change the variable: a lambda or local function shares it, or it is another body's.</summary>
    public bool IsShared(ISymbol symbol) => _captured.Contains(symbol) || !Owns(symbol);

    /// <summary>The variables of bodies around this one that it names.</summary>
    public IEnumerable<ISymbol> Captured => _mentioned.Where(s => s is ILocalSymbol or IParameterSymbol && !Owns(s));

    /// <summary>The receiver of an extension member, which is a parameter of the block around it.</summary>
    public IParameterSymbol? ReceiverParameter => _mentioned.OfType<IParameterSymbol>().FirstOrDefault(p => p.ContainingSymbol is INamedTypeSymbol);

    public bool IsIterator { get; private set; }

    /// <summary>The variables and fields whose content this body, or a function in it, writes.</summary>
    public HashSet<ISymbol> Written { get; } = new(SymbolEqualityComparer.Default);

    /// <summary>Whether the address of the variable is taken, so that it may be written through a pointer.</summary>
    public bool IsAddressed(ISymbol local) => _addressed.Contains(local);

    /// <summary>Whether the body, a lambda in it, or a local function that it calls names the variable.</summary>
    public bool Mentions(ISymbol symbol) => Mentions(symbol, []);

    private bool Mentions(ISymbol symbol, HashSet<Body> seen)
        => seen.Add(this) && (_mentioned.Contains(symbol) || _captured.Contains(symbol)
            || _mentioned.Concat(_captured).OfType<IMethodSymbol>().Any(f => LocalFunction(f)?.Mentions(symbol, seen) == true));

    public Body Nested(IFlowAnonymousFunctionOperation lambda)
        => _nested.GetOrAdd(lambda.Syntax, _ => new Body(Graph.GetAnonymousFunctionControlFlowGraph(lambda), lambda.Symbol, this));

    /// <summary>The lambdas and local functions inside, at any depth.</summary>
    public IEnumerable<Body> NestedBodies()
    {
        var direct = Graph.Blocks.SelectMany(Operations).OfType<IFlowAnonymousFunctionOperation>().Select(Nested)
            .Concat(Graph.LocalFunctions.Select(f => LocalFunction(f)!)).ToList();
        return direct.Concat(direct.SelectMany(b => b.NestedBodies()));
    }

    /// <summary>The body of a local function that this body or one around it declares.</summary>
    public Body? LocalFunction(IMethodSymbol function)
    {
        for (var body = this; body is not null; body = body.Parent)
            if (body.Graph.LocalFunctions.Contains(function, SymbolEqualityComparer.Default))
                return body._nested.GetOrAdd(function, _ => new Body(body.Graph.GetLocalFunctionControlFlowGraph(function), function, body));
        return null;
    }

    private void Flatten(IOperation operation, List<Step> steps)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        var operands = Operands(operation);
        foreach (var operand in operands)
            Flatten(operand, steps);
        if (operation is IArgumentOperation or IExpressionStatementOperation or IParenthesizedOperation or IVariableInitializerOperation)
            return; // transparent: the operand's value stands for it
        steps.Add(new(operation, operands.Length, IsPlace(operation)));
    }

    /// <summary>The operands that are evaluated before the operation, in order.</summary>
    private static IOperation[] Operands(IOperation operation) => operation switch
    {
        { ConstantValue.HasValue: true } => [],
        IIsPatternOperation pattern => [pattern.Value],
        IArgumentOperation argument => [argument.Value],
        ISimpleAssignmentOperation assignment => [assignment.Target, assignment.Value],
        _ => operation.ChildOperations.ToArray(),
    };

    /// <summary>Whether the operation stands for its place (to be written, or passed by reference) and not for the value in it.</summary>
    private bool IsPlace(IOperation operation)
    {
        if (operation is not (ILocalReferenceOperation or IParameterReferenceOperation or IFieldReferenceOperation or IPropertyReferenceOperation
            or IArrayElementReferenceOperation or IFlowCaptureReferenceOperation or IInstanceReferenceOperation or IDeclarationExpressionOperation))
            return false;
        return operation.Parent switch
        {
            ISimpleAssignmentOperation assignment => assignment.Target == operation || assignment.IsRef,
            ICompoundAssignmentOperation assignment => assignment.Target == operation,
            IIncrementOrDecrementOperation => true,
            IDeclarationExpressionOperation => true,
            IArgumentOperation { Parameter: { } parameter } => parameter.RefKind is RefKind.Ref or RefKind.Out || parameter is { RefKind: not RefKind.None, ContainingType.Name: "Interlocked" or "Volatile" },
            IFlowCaptureOperation capture => _placeCaptures.Contains(capture.Id),
            ITupleOperation tuple => IsTarget(tuple),
            IFieldReferenceOperation field => field.Instance == operation && (IsSourceStruct(operation.Type) || operation.Type?.IsTupleType == true && IsPlace(field)),
            IInvocationOperation call => call.Instance == operation && IsSourceStruct(operation.Type),
            IPropertyReferenceOperation property => property.Instance == operation && IsSourceStruct(operation.Type),
            null => Method is { RefKind: not RefKind.None, MethodKind: not MethodKind.Constructor }, // what is returned by reference
            _ => false,
        };
    }

    /// <summary>The variable that a delegate of an extension method is bound to, which no operation says.</summary>
    public ISymbol? BoundTo(IMethodReferenceOperation method)
        => method is { Instance: null, Method.IsExtensionMethod: true, Syntax: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax name } }
            && Outermost.Graph.OriginalOperation.SemanticModel?.GetSymbolInfo(name).Symbol is { Kind: SymbolKind.Local or SymbolKind.Parameter } variable ? variable : null;

    private Body Outermost => Parent?.Outermost ?? this;

    private static bool IsTarget(IOperation tuple) => tuple.Parent switch
    {
        IDeconstructionAssignmentOperation deconstruction => deconstruction.Target == tuple,
        ITupleOperation outer => IsTarget(outer),
        IDeclarationExpressionOperation declaration => IsTarget(declaration),
        _ => false,
    };

    private bool IsSourceStruct(ITypeSymbol? type) => type is { IsValueType: true, TypeKind: TypeKind.Struct, IsTupleType: false } && IsSource(type);

    private bool IsSource(ISymbol? symbol) => Outermost.Graph.OriginalOperation.SemanticModel!.Compilation.Declares(symbol);

    /// <summary>One pass over all operations: last uses (stretched over loops), shared variables, captures that are written through.</summary>
    private void Scan()
    {
        foreach (var block in Graph.Blocks)
            foreach (var operation in Operations(block))
                if (operation is IFlowCaptureReferenceOperation { Parent: ISimpleAssignmentOperation { } or ICompoundAssignmentOperation or IIncrementOrDecrementOperation } reference
                    && !(reference.Parent is ISimpleAssignmentOperation { IsRef: false } assignment && assignment.Target != reference))
                    _placeCaptures.Add(reference.Id);
        var places = new Dictionary<CaptureId, ISymbol>(); // a variable lives as long as the capture that it is written through
        foreach (var capture in Graph.Blocks.SelectMany(Operations).OfType<IFlowCaptureOperation>())
            if (_placeCaptures.Contains(capture.Id) && (capture.Value is ILocalReferenceOperation { Local: var local } ? local : (capture.Value as IParameterReferenceOperation)?.Parameter as ISymbol) is { } variable)
                places[capture.Id] = variable;
        var uses = new Dictionary<object, List<int>>();
        foreach (var block in Graph.Blocks)
            foreach (var operation in Operations(block))
            {
                object? root = operation switch
                {
                    ILocalReferenceOperation local => local.Local,
                    IParameterReferenceOperation parameter => parameter.Parameter,
                    IFlowCaptureReferenceOperation capture => capture.Id,
                    IFieldReferenceOperation field => field.Field,
                    IPropertyReferenceOperation property => property.Property,
                    IMethodReferenceOperation method => BoundTo(method),
                    _ => null,
                };
                var last = IsReferredTo(operation) ? Graph.Blocks.Length - 1 : block.Ordinal;
                if (root is not null)
                    Use(uses, root, last);
                if (root is CaptureId id && places.TryGetValue(id, out var captured))
                    Use(uses, captured, last);
                var runsSource = RunsSource(operation);
                if (root is IFieldSymbol { IsReadOnly: false } or IPropertySymbol || runsSource)
                    Use(uses, Heap, block.Ordinal);
                if (operation is IArrayElementReferenceOperation || operation is IInvocationOperation { TargetMethod: var called } && !IsSource(called) || operation is IPropertyReferenceOperation { Property: var read } && !IsSource(read))
                    Use(uses, Elements, block.Ordinal);
                if (runsSource)
                    Use(uses, Calls, block.Ordinal);
                if ((root ?? LocalFunctionOf(operation)) is ISymbol mentioned)
                    _mentioned.Add(mentioned);
                Written.UnionWith(Interpreter.WrittenBy(operation));
                if (operation is IAddressOfOperation { Reference: ILocalReferenceOperation addressed })
                    _addressed.Add(addressed.Local);
                if (operation is IReturnOperation { Kind: OperationKind.YieldReturn })
                    IsIterator = true;
                _hasNested |= operation is IFlowAnonymousFunctionOperation;
                if (operation is IFlowAnonymousFunctionOperation lambda)
                    Share(Graph.GetAnonymousFunctionControlFlowGraph(lambda));
            }
        _hasNested |= !Graph.LocalFunctions.IsEmpty;
        foreach (var function in Graph.LocalFunctions)
            Share(Graph.GetLocalFunctionControlFlowGraph(function));
        _lastUse[Heap] = _lastUse[Calls] = _lastUse[Elements] = -1;
        foreach (var pair in uses)
            if (!(pair.Key is ISymbol { Kind: SymbolKind.Local or SymbolKind.Parameter } symbol && IsShared(symbol)))
                _lastUse[pair.Key] = Stretch(pair.Value);
    }

    /// <summary>Whether code of this compilation may run with the operation.</summary>
    private bool RunsSource(IOperation operation) => operation switch
    {
        IInvocationOperation call => IsSource(call.TargetMethod) || call.TargetMethod.MethodKind == MethodKind.DelegateInvoke || call.Arguments.Any(a => a.Value.Type is { TypeKind: TypeKind.Delegate }),
        IObjectCreationOperation creation => IsSource(creation.Constructor),
        IPropertyReferenceOperation { Property: var property } => IsSource(property) && !property.IsAutomatic(),
        IUnaryOperation { OperatorMethod: var unary } => IsSource(unary),
        IBinaryOperation { OperatorMethod: var binary } => IsSource(binary),
        IConversionOperation { OperatorMethod: var conversion } => IsSource(conversion),
        ICompoundAssignmentOperation { OperatorMethod: var compound } => IsSource(compound),
        _ => false,
    };

    /// <summary>Whether a variable by reference is bound to the place, or to a part of it: the place may be read wherever that variable is.</summary>
    private static bool IsReferredTo(IOperation operation)
    {
        while (operation.Parent is IFieldReferenceOperation or IArrayElementReferenceOperation)
            operation = operation.Parent;
        return operation.Parent is ISimpleAssignmentOperation { IsRef: true } binding && binding.Value == operation;
    }

    private static void Use(Dictionary<object, List<int>> uses, object root, int block)
    {
        if (!uses.TryGetValue(root, out var blocks))
            uses.Add(root, blocks = []);
        blocks.Add(block);
    }

    private (int From, int To)[]? _backEdges;

    /// <summary>The last block of use; a use inside a loop lasts until the loop's end, and through the finallys on the way back.</summary>
    private int Stretch(List<int> blocks)
    {
        _backEdges ??= Graph.Blocks
            .SelectMany(b => new[] { b.FallThroughSuccessor, b.ConditionalSuccessor })
            .Where(s => s?.Destination is not null && s.Destination.Ordinal <= s.Source.Ordinal)
            .Select(s => (s!.FinallyRegions.Select(r => r.LastBlockOrdinal).Append(s.Source.Ordinal).Max(), s.Destination!.Ordinal)).ToArray();
        var last = blocks.Max();
        for (var again = true; again;)
        {
            again = false;
            foreach (var (from, to) in _backEdges)
                if (from > last && blocks.Any(b => b >= to && b <= from))
                    (last, again) = (from, true);
        }
        return last;
    }

    private void Share(ControlFlowGraph nested)
    {
        foreach (var block in nested.Blocks)
            foreach (var operation in Operations(block))
            {
                Written.UnionWith(Interpreter.WrittenBy(operation));
                switch (operation)
                {
                    case ILocalReferenceOperation local:
                        _captured.Add(local.Local);
                        break;
                    case IParameterReferenceOperation parameter:
                        _captured.Add(parameter.Parameter);
                        break;
                    case var _ when LocalFunctionOf(operation) is { } function:
                        _captured.Add(function);
                        break;
                    case IFlowAnonymousFunctionOperation lambda:
                        Share(nested.GetAnonymousFunctionControlFlowGraph(lambda));
                        break;
                }
            }
        foreach (var function in nested.LocalFunctions)
            Share(nested.GetLocalFunctionControlFlowGraph(function));
    }

    private static IMethodSymbol? LocalFunctionOf(IOperation operation) => operation switch
    {
        IInvocationOperation { TargetMethod: { MethodKind: MethodKind.LocalFunction } called } => called,
        IMethodReferenceOperation { Method: { MethodKind: MethodKind.LocalFunction } named } => named,
        _ => null,
    };

    private static IEnumerable<IOperation> Operations(BasicBlock block)
    {
        foreach (var operation in block.Operations)
            foreach (var inner in operation.DescendantsAndSelf())
                yield return inner;
        if (block.BranchValue is not null)
            foreach (var inner in block.BranchValue.DescendantsAndSelf())
                yield return inner;
    }
}
