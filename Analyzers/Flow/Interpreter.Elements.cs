using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>
/// Elements of arrays, spans, lists and tables, which keep flags like variables do. An element with a known index is a place; one whose index is unknown
/// is one as long as nothing else is written. What a second reference may write is not remembered.
/// </content>
internal sealed partial class Interpreter
{
    /// <summary>Reads of elements that more than one reference leads to.</summary>
    private readonly HashSet<IOperation> _unfollowed = [];

    /// <summary>The place of the element, or −1 where it cannot be told from others, or is not kept here alone.</summary>
    private int ElementPlace(FlowState state, Value holder, Value key)
    {
        if (holder is Obj made && IsAliased(state, made))
            return -1;
        object? member = key is Num n ? n.N : key is Sym ? new Keyed(key, true) : null;
        return member is null || RootOfCollection(holder) is not { } root ? -1 : _ids.Place(root, member);
    }

    /// <summary>Reads an element, or makes sure that its place holds what was read.</summary>
    private bool ReadElement(IOperation read, Value holder, Value key, ITypeSymbol? type, FlowState state, Action<FlowState, Value> push)
    {
        if (ElementPlace(state, holder, key) is var place && place < 0 || state.Env.Get(place) is null && holder is Obj full && Content(state, full) is not null)
        {
            if (holder is Obj)
                _unfollowed.Add(read);
            return false;
        }
        if (state.Env.Get(place) is { } known)
            push(state, known);
        else if (holder is Obj made && IsZeroed(_ids.ObjectOf(made.Id)) && !IsBlurred(state, made) && (key is Num || HasZerosOnly(state, made)))
            push(state.Set(place, Default(type)), Default(type));
        else
            PushFresh(state, read, (s, value) => push(s.Set(place, value), value));
        return true;
    }

    private bool HasZerosOnly(FlowState state, Obj made)
    {
        for (var i = 0; i < state.Env.Count; i++)
            if (_ids.PlaceKeyOf(state.Env.KeyAt(i)) is { Root: ObjectKey { Id: var id }, Member: long or Keyed } && id == made.Id && state.Env.ValueAt(i) is not Num { N: 0 })
                return false;
        return true;
    }

    /// <summary>An element is about to be written: what is known of those that it may be is gone.</summary>
    private FlowState Overwritten(FlowState state, Value holder, int place)
    {
        var root = RootOfCollection(holder)!;
        var isKnown = _ids.PlaceKeyOf(place).Member is long;
        state = state.With(env: state.Env.Where((other, value) => other == place || value.IsTracked || _ids.PlaceKeyOf(other) is not { Member: long or Keyed { IsElement: true } } key
            || (key.Root.Equals(root) ? isKnown && key.Member is long : holder is Obj || key.Root is ObjectKey))); // two unknown collections may be the same
        return !isKnown && holder is Obj made ? state.Set(_ids.Place(new ObjectKey(made.Id), "opaque"), Value.True) : state;
    }

    /// <summary>The place of an element that is written, or written through a reference.</summary>
    private bool PlaceElement(IOperation reference, Value holder, Value key, ITypeSymbol? type, FlowState state, Action<FlowState, Value> push)
    {
        if (ElementPlace(state, holder, key) is var place && place < 0)
            return false;
        return ReadElement(reference, holder, key, type, state, (s, _) => push(Overwritten(s, holder, place), new Ref(place, -1)));
    }

    /// <summary>Writes an element of a list or table, which is there from then on.</summary>
    private FlowState WriteEntry(FlowState state, IOperation operation, Value collection, Value key, int place, Value value)
    {
        state = Overwritten(state, collection, place).Set(place, value).Set(MembershipOf(collection, key), Value.True);
        if (state.Env.Get(SizePlace(collection)) is not Num { N: not 0 })
            PushSize(operation, collection, Range.Between(1, long.MaxValue), state, (s, _) => state = s);
        return state;
    }

    /// <summary>Whether the indexer shows what was written under the same key last.</summary>
    private bool IsElementwise(IPropertySymbol property) => property is { IsIndexer: true, Parameters.Length: 1 } && !symbols.Compilation.Declares(property)
        && (IsSpan(property.ContainingType) || IsCollection(property.ContainingType)) && !HoldsDuty(property.Type);

    private static bool IsCollection(ITypeSymbol? type) => type?.ContainingNamespace?.ToString()?.StartsWith("System.Collections", StringComparison.Ordinal) == true;

    private static bool IsSpan(ITypeSymbol? type) => type is { Name: "Span" or "ReadOnlySpan", ContainingNamespace.Name: "System" };

    /// <summary>Whether all elements of what is made there are zero at first.</summary>
    private static bool IsZeroed(object creation) => creation switch
    {
        IArrayCreationOperation array => array.Initializer is null,
        IObjectCreationOperation { Type.Name: "BitArray", Arguments: [{ Value.Type.SpecialType: SpecialType.System_Int32 }, ..] bits } => bits.Skip(1).All(a => a.Value.ConstantValue is { HasValue: true, Value: false }),
        IOperation { Syntax: StackAllocArrayCreationExpressionSyntax { Initializer: null } } => true,
        _ => false,
    };

    /// <summary>The index that an operand stands for: one that counts from the end where the length is known, several as one.</summary>
    private Value IndexOf(Value[] indices, IOperation? operand, FlowState state, Value holder)
    {
        if (indices.Length == 1)
            return operand is IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat, Operand.ConstantValue: { HasValue: true, Value: int back } }
                ? holder is Obj { Id: var id } && _ids.ObjectOf(id) is IOperation made && LengthOf(made) is { } length ? new Num(length - back) : Value.Unknown
                : indices[0];
        return indices.All(i => i is Num) ? new Num(_ids.Constant(string.Join(",", indices.Select(i => ((Num)i).N)))) : Value.Unknown;
    }

    /// <summary>An element of a list that is counted from the end: as long as nothing changes how many there are, it is the same.</summary>
    private bool ReadFromEnd(IOperation operation, FlowState state, Value[] values, Action<FlowState, Value> push)
    {
        if (values is not [var list, _] || operation.ChildOperations.Last() is not IUnaryOperation { OperatorKind: UnaryOperatorKind.Hat, Operand.ConstantValue: { HasValue: true, Value: int back } })
            return false;
        if (list is Obj held && Content(state, held) is { } content)
        {
            push(state, content);
            return true;
        }
        if (SizePlace(list) is var place && place < 0 || HoldsDuty(operation.Type!))
            return false;
        var size = state.Env.Get(place);
        if (size is null)
            PushSize(operation, list, Range.Between(1, long.MaxValue), state, (s, found) => (state, size) = (s, found));
        var key = size is Num { N: var count } ? new Num(count - back) : size is Sym { Id: var unknown } ? Term(BinaryOperatorKind.Subtract, unknown, back) : Value.Unknown;
        return ReadElement(operation, list, key, operation.Type, state, push);
    }

    private static long? LengthOf(IOperation creation) => creation switch
    {
        IArrayCreationOperation { Initializer: { } given } => given.ElementValues.Length,
        IArrayCreationOperation { DimensionSizes: [{ ConstantValue: { HasValue: true, Value: int size } }] } => size,
        { Syntax: StackAllocArrayCreationExpressionSyntax } when creation.ChildOperations.FirstOrDefault()?.ConstantValue is { HasValue: true, Value: int size } => size,
        _ => null,
    };

    /// <summary>Memory on the stack, or a collection expression, of scalars.</summary>
    private bool MakeElements(IOperation operation, FlowState state, Value[] values, Action<FlowState, Value> push)
    {
        var isStack = operation.Syntax is StackAllocArrayCreationExpressionSyntax or ImplicitStackAllocArrayCreationExpressionSyntax;
        if (operation.Type is not IArrayTypeSymbol && !IsSpan(operation.Type) && !IsCollection(operation.Type) || operation.ChildOperations.Any(c => c.Type is null)) // a spread has no type
            return false;
        if (isStack && operation.Syntax is StackAllocArrayCreationExpressionSyntax { Initializer: null })
        {
            var (emptied, memory) = NewObject(operation, state);
            push(emptied, memory);
            return true;
        }
        if (!isStack && operation.Syntax.GetType().Name != "CollectionExpressionSyntax" || operation.Type is not IArrayTypeSymbol && values.Any(v => v.IsTracked))
            return false;
        var elements = Sequence(isStack ? values.Skip(1).ToArray() : values);
        if (operation.Type is IArrayTypeSymbol)
        {
            Elements(operation, state, elements, push);
            return true;
        }
        var (after, made) = NewObject(operation, state);
        for (var i = 0; i < elements.Count; i++)
            after = after.Set(_ids.Place(new ObjectKey(made.Id), (long)i), elements.ValueAt(i));
        push(after.Set(SizePlace(made), new Num(elements.Count)), made);
        return true;
    }

    /// <summary>The parts of another reference to the same elements: what one writes, the other sees, and this is not followed.</summary>
    private FlowState Alias(FlowState state, Obj made) => Blur(state, made).Set(_ids.Place(new ObjectKey(made.Id), "aliased"), Value.True);

    /// <summary>A call may give out a part of an array or span that it got: a slice, a view as memory.</summary>
    private FlowState MayShare(CallSite site, FlowState state)
    {
        if (site.Method is not { ReturnType: var type } || type.SpecialType != SpecialType.None && type.SpecialType != SpecialType.System_Void || site.Method.MethodKind != MethodKind.Constructor && type.SpecialType == SpecialType.System_Void)
            return state;
        if (site.Receiver is Obj { Id: not Ids.This } whole && (IsSpan(site.ReceiverOperation?.Type) || site.ReceiverOperation?.Type is IArrayTypeSymbol))
            state = Alias(state, whole);
        for (var i = 0; i < site.Arguments.Length; i++)
            if (site.Arguments[i] is Obj { Id: not Ids.This } made && (IsSpan(site.Operations[i]?.Type) || site.Operations[i]?.Type is IArrayTypeSymbol))
                state = Alias(state, made);
        return state;
    }

    private bool IsAliased(FlowState state, Obj made) => state.Env.Get(_ids.Place(new ObjectKey(made.Id), "aliased")) is not null;

    /// <summary>A span over the whole of an array is the array.</summary>
    private static Value? SpanOver(IMethodSymbol method, ImmutableArray<Value> arguments)
        => arguments is [Obj whole] && (IsSpan(method.ContainingType) || method is { Name: "AsSpan", ContainingType.Name: "MemoryExtensions" }) ? whole : null;
}
