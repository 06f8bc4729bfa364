using System.Collections.Concurrent;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>What the code of a compilation puts into a field of handles.</summary>
/// <param name="Operations">The operations that the handles were pended for; null where something is put in that is not known.</param>
/// <param name="IsOwed">Whether anybody waits for them: not for what a host stack keeps.</param>
/// <param name="IsEmptied">Whether the field of one handle is ever written without a handle, or given away to be written.</param>
internal sealed record SinkContent(Range? Operations, bool IsOwed, bool IsEmptied);

/// <summary>
/// Finds out for which operations the handles were pended that a field can hold: from the calls and assignments that put them in, through variables and
/// parameters, to the handler that got the list. Whatever else may write the field makes that unknown.
/// </summary>
internal sealed class SinkContents(KnownSymbols symbols, Bodies bodies)
{
    /// <summary>Callers of callers are followed so far.</summary>
    private const int MaximumDepth = 4;

    /// <summary>Members that make what they put in, and those that put in what another collection holds.</summary>
    private static readonly string[] Makers = ["GetOrAdd", "AddOrUpdate", "AddRange", "EnqueueRange", "PushRange", "InsertRange", "UnionWith", "CopyTo"];

    private static readonly SinkContent Unknown = new(null, true, true);

    private readonly ConcurrentDictionary<ISymbol, SinkContent> _known = new(SymbolEqualityComparer.Default);

    public SinkContent Of(ISymbol sink, CancellationToken cancellation)
    {
        sink = sink.OriginalDefinition;
        return _known.GetOrAdd(sink, s => new Search(symbols, bodies, s, cancellation).Run());
    }

    private sealed class Search(KnownSymbols symbols, Bodies bodies, ISymbol sink, CancellationToken cancellation)
    {
        private Range _operations = Range.Empty;
        private bool _isUnknown;
        private bool _isOwed;
        private bool _isEmptied;

        private bool IsSlot => symbols.IsPended((sink as IFieldSymbol)?.Type ?? (sink as IPropertySymbol)?.Type);

        public SinkContent Run()
        {
            if (sink is not (IFieldSymbol or IPropertySymbol { IsVirtual: false, IsOverride: false, IsAbstract: false }) || IsSeenOutside(IsSlot && sink is IPropertySymbol { SetMethod: { } setter } ? setter : sink) || sink is IPropertySymbol property && !property.IsAutomatic())
                return Unknown;
            foreach (var code in bodies.Naming(sink, cancellation))
                if (code is not { } body)
                    return Unknown;
                else
                    foreach (var mention in body.Graph.OriginalOperation.Descendants())
                        if (mention is IMemberReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Member.OriginalDefinition, sink))
                            Use(mention);
            return new(_isUnknown || !IsMadeEmpty() ? null : _operations, _isOwed, _isEmptied);
        }

        private static bool IsSeenOutside(ISymbol member)
        {
            for (var symbol = member; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
                if (symbol.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal))
                    return symbol.ContainingAssembly.GetAttributes().Any(a => a.AttributeClass?.Name == "InternalsVisibleToAttribute") && symbol.DeclaredAccessibility != Accessibility.Private;
            return true;
        }

        /// <summary>Whether the field's own initializer puts nothing in.</summary>
        private bool IsMadeEmpty() => sink.DeclaringSyntaxReferences.All(r => (r.GetSyntax(cancellation) switch
        {
            VariableDeclaratorSyntax { Initializer.Value: var value } => value,
            PropertyDeclarationSyntax { Initializer.Value: var value } => value,
            _ => null,
        }) is null or LiteralExpressionSyntax or BaseObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 }, Initializer: null } or ArrayCreationExpressionSyntax { Initializer: null }
            or InvocationExpressionSyntax { ArgumentList.Arguments.Count: 0 }); // Channel.CreateUnbounded<T>()

        private void Use(IOperation mention)
        {
            var (part, user) = (mention, mention.Parent);
            while (user is IConversionOperation or IPropertyReferenceOperation { Property.IsIndexer: false } or IConditionalAccessOperation or IConditionalAccessInstanceOperation)
                (part, user) = (user, user.Parent);
            switch (user)
            {
                case var _ when mention.Syntax.Parent is RefExpressionSyntax: // whoever gets the reference may write
                    (_isUnknown, _isEmptied) = (true, true);
                    break;
                case IAssignmentOperation { Target: var target, Value: var value } when target == mention:
                    Written(value, mention);
                    break;
                case ITupleOperation { Parent: IDeconstructionAssignmentOperation deconstruction } tuple when deconstruction.Target == tuple:
                    _isEmptied = true;
                    Add(ElementOf(deconstruction.Value, tuple.Elements.IndexOf(part)), mention, 0);
                    break;
                case IPropertyReferenceOperation or IArrayElementReferenceOperation when user.Parent is ISimpleAssignmentOperation assignment && assignment.Target == user: // an element
                    Add(assignment.Value, mention, 0);
                    break;
                case IPropertyReferenceOperation or IArrayElementReferenceOperation when user.Parent is not (ICoalesceAssignmentOperation or ITupleOperation { Parent: IDeconstructionAssignmentOperation } or IArgumentOperation { Parameter.RefKind: not (RefKind.None or RefKind.In) }):
                    break;
                case IInvocationOperation call when call.Instance?.DescendantsAndSelf().Contains(mention) == true && !Makers.Contains(call.TargetMethod.Name):
                    foreach (var argument in call.Arguments)
                        Put(argument, mention);
                    break;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsStatic: true, ContainingType.Name: "Interlocked" or "Volatile" } } exchange } argument when argument.Parameter?.Ordinal == 0 && IsSlot:
                    if (exchange.Arguments.FirstOrDefault(a => a.Parameter?.Ordinal == 1) is { } written)
                    {
                        _isEmptied = true;
                        Add(written.Value, mention, 0);
                    }
                    break;
                case IArgumentOperation { Parent: IInvocationOperation { TargetMethod: { IsStatic: true, ContainingType.Name: "Monitor" or "Enumerable" } } }:
                case IForEachLoopOperation or ILockOperation or INameOfOperation or IBinaryOperation or IIsPatternOperation:
                    break;
                case IArgumentOperation { Parameter.RefKind: RefKind.None or RefKind.In } when IsSlot:
                case not (IArgumentOperation or IAddressOfOperation) when IsSlot:
                    break; // only looked at
                default:
                    (_isUnknown, _isEmptied) = (true, true);
                    break;
            }
        }

        private static IOperation? ElementOf(IOperation value, int index)
        {
            while (value is IConversionOperation conversion)
                value = conversion.Operand;
            return value is ITupleOperation tuple && index >= 0 && index < tuple.Elements.Length ? tuple.Elements[index] : null;
        }

        /// <summary>An assignment of the field itself: a handle, or a new collection.</summary>
        private void Written(IOperation value, IOperation mention)
        {
            var made = value;
            while (made is IConversionOperation conversion)
                made = conversion.Operand;
            if (IsSlot)
                Add(value, mention, 0);
            else
                _isUnknown |= made is not (IObjectCreationOperation { Arguments.IsEmpty: true, Initializer: null } or IArrayCreationOperation { Initializer: null } or { ConstantValue: { HasValue: true, Value: null } });
        }

        private void Put(IArgumentOperation argument, IOperation mention)
        {
            if (argument.Parameter is not { RefKind: RefKind.None } parameter)
                return;
            if (symbols.IsPended(parameter.Type))
                Add(argument.Value, mention, 0);
            else if (parameter.Type is not ({ IsValueType: true, SpecialType: not SpecialType.None } or { TypeKind: TypeKind.Enum or TypeKind.Delegate })) // a key, a priority, or code that looks at what is in it
                foreach (var held in Elements(argument.Value))
                    Add(held, mention, 0);
        }

        /// <summary>The handles in a tuple or new object that is put in.</summary>
        private IEnumerable<IOperation> Elements(IOperation value) => value.DescendantsAndSelf().Where(o => symbols.IsPended(o.Type) && !(o.Parent is { } parent && symbols.IsPended(parent.Type)));

        private void Add(IOperation? value, IOperation mention, int depth)
        {
            while (value is IConversionOperation { OperatorMethod: null } or IParenthesizedOperation)
                value = value.ChildOperations.First();
            switch (value)
            {
                case { ConstantValue: { HasValue: true, Value: null } } or IDefaultValueOperation:
                    _isEmptied = true;
                    break;
                case IConditionalOperation { WhenFalse: { } otherwise } choice:
                    Add(choice.WhenTrue, mention, depth);
                    Add(otherwise, mention, depth);
                    break;
                case ISimpleAssignmentOperation assignment:
                    Add(assignment.Value, mention, depth);
                    break;
                case IInvocationOperation { Instance: { } list } pend when symbols.ContractOf(pend.TargetMethod).Pends:
                    AddList(list, depth);
                    break;
                case ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } reference when Sources(reference, local) is { } sources:
                    foreach (var source in sources)
                        Add(source, mention, depth);
                    break;
                case IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } when Arguments(parameter, depth) is { } arguments:
                    foreach (var argument in arguments)
                        Add(argument, mention, depth + 1);
                    break;
                default:
                    _isUnknown = true;
                    break;
            }
        }

        /// <summary>The list that is pended: a handler's, perhaps converted or given to a helper.</summary>
        private void AddList(IOperation? list, int depth)
        {
            while (list is IInvocationOperation call && symbols.ContractOf(call.TargetMethod).Converts)
                list = call.Instance;
            switch (list)
            {
                case IParameterReferenceOperation { Parameter: var parameter } reference when RoleOf(parameter, reference) is { } role:
                    _operations = _operations.Union(Range.Of(role.Duty.Operation));
                    _isOwed |= role.Owes;
                    break;
                case IParameterReferenceOperation { Parameter: { RefKind: RefKind.None } parameter } when Arguments(parameter, depth) is { } arguments:
                    foreach (var argument in arguments)
                        AddList(argument, depth + 1);
                    break;
                case ILocalReferenceOperation { Local: { RefKind: RefKind.None } local } reference when Sources(reference, local) is { } sources:
                    foreach (var source in sources)
                        AddList(source, depth);
                    break;
                default:
                    _isUnknown = true;
                    break;
            }
        }

        private HandlerRole? RoleOf(IParameterSymbol parameter, IOperation within)
        {
            if (parameter.ContainingSymbol is not IMethodSymbol method)
                return null;
            if (HandlerFinder.Find(symbols, method) is { } declared)
                return declared;
            if (method.MethodKind == MethodKind.Ordinary)
                return bodies.DelegatesOf(method, method.ContainingType, cancellation).Select(d => HandlerFinder.Find(symbols, d, method)).FirstOrDefault(r => r is not null);
            for (var outer = within; outer is not null; outer = outer.Parent)
                if (outer is IDelegateCreationOperation { Target: IAnonymousFunctionOperation lambda } creation && SymbolEqualityComparer.Default.Equals(lambda.Symbol, method))
                    return HandlerFinder.Find(symbols, creation, method);
            return null;
        }

        /// <summary>All that the variable is ever assigned; null where something else may write it.</summary>
        private static List<IOperation>? Sources(IOperation within, ILocalSymbol local)
        {
            var root = within;
            while (root.Parent is not null)
                root = root.Parent;
            var result = new List<IOperation>();
            foreach (var operation in root.Descendants())
                switch (operation)
                {
                    case IVariableDeclaratorOperation { Initializer.Value: var value } declared when Is(declared.Symbol):
                        result.Add(value);
                        break;
                    case ILocalReferenceOperation { IsDeclaration: true } reference when Is(reference.Local):
                        return null;
                    case ILocalReferenceOperation { Parent: ISimpleAssignmentOperation { IsRef: false } assignment } reference when Is(reference.Local) && assignment.Target == reference:
                        result.Add(assignment.Value);
                        break;
                    case ILocalReferenceOperation { Parent: IArgumentOperation { Parameter.RefKind: RefKind.Out or RefKind.Ref } or ICoalesceAssignmentOperation or ITupleOperation { Parent: IDeconstructionAssignmentOperation } or IAddressOfOperation } reference when Is(reference.Local):
                    case IDeclarationPatternOperation { DeclaredSymbol: { } found } when Is(found):
                    case IRecursivePatternOperation { DeclaredSymbol: { } matched } when Is(matched):
                        return null;
                }
            return result.Count > 0 ? result : null;

            bool Is(ISymbol other) => SymbolEqualityComparer.Default.Equals(other, local);
        }

        /// <summary>What all callers pass; null where there may be callers that are not seen.</summary>
        private List<IOperation>? Arguments(IParameterSymbol parameter, int depth)
        {
            if (depth >= MaximumDepth || parameter.ContainingSymbol is not IMethodSymbol { MethodKind: MethodKind.Ordinary, IsVirtual: false, IsOverride: false, IsAbstract: false } method || IsSeenOutside(method)
                || !method.ExplicitInterfaceImplementations.IsEmpty || method.ContainingType.AllInterfaces.Any(i => i.GetMembers().Any(m => SymbolEqualityComparer.Default.Equals(method.ContainingType.FindImplementationForInterfaceMember(m), method))))
                return null;
            var result = new List<IOperation>();
            foreach (var caller in bodies.Naming(method, cancellation))
            {
                if (caller is null)
                    return null;
                foreach (var operation in caller.Graph.OriginalOperation.Descendants())
                    if (operation is IMethodReferenceOperation { Method: var referenced } && SymbolEqualityComparer.Default.Equals(referenced.OriginalDefinition, method.OriginalDefinition))
                        return null;
                    else if (operation is IInvocationOperation call && SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, method.OriginalDefinition))
                        result.Add(call.Arguments.First(a => a.Parameter?.Ordinal == parameter.Ordinal).Value);
            }
            return result;
        }
    }
}
