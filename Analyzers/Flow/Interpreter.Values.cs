using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>Scalars: comparisons, patterns and the few sums that loops and flags need.</content>
internal sealed partial class Interpreter
{
    /// <summary>The symbol that is non-zero where the duty's list is null.</summary>
    private int NullSymbol(int duty) => _ids.Symbol(new(new DutyKey(duty), "null"));

    /// <summary>Whether there is anything to owe: not where the list is known to be null, unless the duty is the call's.</summary>
    private bool MayOwe(FlowState state, int duty) => _duties[duty].IsOfCall || state.RangeOf(NullSymbol(duty)).Contains(0);

    /// <summary>A bool that is true exactly where the value lies in the set.</summary>
    private Value InSet(FlowState state, Value value, Range set)
    {
        switch (value)
        {
            case Sym s when _ids.SymbolKeyOf(s.Id) is { Origin: BinaryOperatorKind.Add, Detail: long sum, Left: var part, Right: < 0 }:
                return InSet(state, new Sym(part), set.Shift(-sum));
            case Num n:
                return Bool(set.Contains(n.N));
            case Sym s:
                var range = state.RangeOf(s.Id);
                return range.Intersect(set).IsEmpty ? Value.False : set.Contains(range) ? Value.True : new Test(s.Id, set);
            case Test t:
                var (yes, no) = (set.Contains(1), set.Contains(0));
                return yes == no ? Bool(yes) : yes ? t : t with { In = t.In.Complement() };
            case Due received when _duties[received.Duty].Site is null:
                return InSet(state, new Sym(NullSymbol(received.Duty)), set.Contains(0) ? Range.NonZero : Range.Zero);
            case View { IsElement: true, IsRoot: true } first: // there is none where the chain is null
                return InSet(state, new Sym(NullSymbol(first.Duty)), set.Contains(0) ? Range.NonZero : Range.Zero);
            case Pended or Due or Obj or Func or Multicast or Lazy or Entry or Struct when set.Equals(Range.Zero) || set.Equals(Range.Of(Numbers.Nothing)):
                return Value.False;
            case Pended or Due or Obj or Func or Multicast or Lazy or Entry or Struct when set.Equals(Range.NonZero) || set.Equals(Range.Of(Numbers.Nothing).Complement()):
                return Value.True;
            default:
                return Value.Unknown;
        }
    }

    /// <summary>A symbol derived from others: the same derivation gives the same symbol, so that repeated conditions agree.</summary>
    private (FlowState State, Value Value) Derived(FlowState state, SymbolKey key, IOperation operation)
        => key.Left < 0 ? Fresh(state, operation) : (state, new Sym(_ids.Symbol(key)));

    /// <summary>A member of an immutable object, which reads the same each time.</summary>
    private (FlowState State, Value Value) Stable(FlowState state, ISymbol member, Value receiver) => receiver switch
    {
        Sym s when new Sym(_ids.Symbol(new(member, null, s.Id))) is var told => (
            SinkOf(s) is { } sink && bodies.Contents.Of(sink, cancellation) is { Operations: { IsEmpty: false } known } && member is IPropertySymbol { Type.TypeKind: TypeKind.Enum } ? state.Confine(told.Id, known) ?? state : state, told),
        Pended p when member is IPropertySymbol { Type.TypeKind: TypeKind.Enum } && OperationOf(_duties[p.Duty]) is { } operation => (state, operation),
        Pended p => (state, new Sym(_ids.Symbol(new(new DutyKey(p.Duty), member)))),
        _ => (state, Value.Unknown),
    };

    private Value Convert(IConversionOperation conversion, Value value)
    {
        if (Numbers.IsNullable(conversion.Type) && conversion.Operand.ConstantValue is { HasValue: true, Value: null })
            return new Num(Numbers.Nothing);
        if (value is Num n)
            return Numbers.Converted(n.N, conversion.Operand.Type, conversion.Type) is { } converted ? new Num(converted) : Value.Unknown;
        if (value is Sym s && !Numbers.IsKept(conversion.Operand.Type, conversion.Type))
            return new Sym(_ids.Symbol(new(Numbers.Kind(conversion.Type), null, s.Id)));
        return value is Struct { IsTracked: false } && conversion.Type?.IsTupleType != true && conversion.Type?.IsValueType == false ? Value.Unknown : value;
    }

    private void Unary(FlowState state, IUnaryOperation unary, Value value, Action<FlowState, Value> push)
    {
        if (unary.OperatorKind == UnaryOperatorKind.Not)
            push(state, Numbers.IsNullable(unary.Type) ? Value.Unknown : InSet(state, value, Range.Zero));
        else if (unary.OperatorKind == UnaryOperatorKind.Minus && value is Num n)
            push(state, new Num(unchecked(-n.N)));
        else
            PushFresh(state, unary, push);
    }

    private void BinaryOperation(FlowState state, IOperation operation, BinaryOperatorKind kind, Value left, Value right, ITypeSymbol? type, Action<FlowState, Value> push)
    {
        left = Settled(state, left, type);
        right = Settled(state, right, type);
        var isBool = type?.SpecialType == SpecialType.System_Boolean;
        if (isBool && left is Sym && right is Sym && kind == BinaryOperatorKind.ExclusiveOr)
            kind = BinaryOperatorKind.NotEquals;
        else if (isBool && left is not Num && left.Symbol >= 0 && !(left is Sym && right is Sym && kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals) && (right is not Num || kind is BinaryOperatorKind.And or BinaryOperatorKind.Or or BinaryOperatorKind.ExclusiveOr))
        {
            // decide the left side: the result is then a constant or the right side
            foreach (var outcome in new[] { true, false })
                if (Assume(state, left, outcome) is { } decided)
                    BinaryOperation(decided, operation, kind, Bool(outcome), right, type, push);
            return;
        }
        if (isBool && left is Num decision)
            switch (kind)
            {
                case BinaryOperatorKind.And:
                    push(state, decision.N == 0 ? Value.False : right);
                    return;
                case BinaryOperatorKind.Or:
                    push(state, decision.N != 0 ? Value.True : right);
                    return;
                case BinaryOperatorKind.ExclusiveOr or BinaryOperatorKind.NotEquals:
                    push(state, decision.N == 0 ? right : InSet(state, right, Range.Zero));
                    return;
                case BinaryOperatorKind.Equals:
                    push(state, decision.N != 0 ? right : InSet(state, right, Range.Zero));
                    return;
            }
        var (after, value) = Binary(state, operation, kind, left, right, type);
        push(after, value);
    }

    /// <summary>The value itself, where the facts leave only one.</summary>
    private static Value Settled(FlowState state, Value value, ITypeSymbol? type)
    {
        if (value is not Sym symbol)
            return value;
        var range = state.RangeOf(symbol.Id);
        if (range.IsSingle(out var single))
            return new Num(single);
        return type?.SpecialType == SpecialType.System_Boolean && !range.Contains(0) ? Value.True : value;
    }

    private (FlowState State, Value Value) Binary(FlowState state, IOperation operation, BinaryOperatorKind kind, Value left, Value right, ITypeSymbol? type)
    {
        if (kind == BinaryOperatorKind.Add && left is Func or Multicast && right is Func or Multicast)
            return (state, new Multicast(Targets(left).AddRange(Targets(right))));
        if (kind == BinaryOperatorKind.Add && left is Num { N: 0 } && right is Func or Multicast)
            return (state, right); // the first of an event, or of a variable that was null
        if (kind == BinaryOperatorKind.Add && operation.Type?.SpecialType == SpecialType.System_String)
            return left is Num { N: var head } && right is Num { N: var tail } && _ids.TextOf(head) is { Length: < 32 } before && _ids.TextOf(tail) is { } behind
                ? (state, new Num(_ids.Constant(before + behind))) : Fresh(state, operation);
        if (kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals && left is Pended same && left.Equals(right) && !IsGathered(state, same.Duty))
            return (state, Bool(kind == BinaryOperatorKind.Equals));
        if (left is Num a && right is Num b && Numbers.Fold(kind, a.N, b.N, type) is { } folded)
            return (state, new Num(folded));
        if (right is Num bound && Numbers.Against(kind, bound.N, type) is { } set)
            return Known(state, operation, InSet(state, left, set));
        if (left is Num mirrored && Numbers.Against(Numbers.Mirror(kind), mirrored.N, type) is { } mirroredSet)
            return Known(state, operation, InSet(state, right, mirroredSet));
        if (left is Sym && right is Sym)
            return Numbers.Against(kind, 0, null) is not null ? Compare(state, operation, kind, left.Symbol, right.Symbol, type)
                : (state, new Sym(_ids.Symbol(new(kind, operation.Type, left.Symbol, right.Symbol))));
        if (left is Sym known && right is Num amount)
        {
            var bounds = Numbers.Bounds(kind, state.RangeOf(known.Id), amount.N, type);
            // the same sum of the same values is the same; a variable that is counted gets a new value each time
            var (after, result) = operation is IBinaryOperation ? (state, Term(kind, known.Id, amount.N)) : Fresh(state, operation);
            return (after.Confine(result.Symbol, bounds) ?? after, result);
        }
        return Fresh(state, operation);
    }

    private static ImmutableArray<Value> Targets(Value function) => function is Multicast several ? several.Functions : ImmutableArray.Create(function);

    private Sym Term(BinaryOperatorKind kind, int symbol, long amount)
    {
        if (kind == BinaryOperatorKind.Subtract)
            (kind, amount) = (BinaryOperatorKind.Add, unchecked(-amount));
        if (kind == BinaryOperatorKind.Add && _ids.SymbolKeyOf(symbol) is { Origin: BinaryOperatorKind.Add, Detail: long inner, Left: var part, Right: < 0 })
            (symbol, amount) = (part, unchecked(amount + inner));
        return new(kind == BinaryOperatorKind.Add && amount == 0 ? symbol : _ids.Symbol(new(kind, amount, symbol)));
    }

    /// <summary>A member of an immutable library type: equal arguments give an equal result, so that repeated tests agree.</summary>
    private (FlowState State, Value Value)? Pure(FlowState state, CallSite site)
    {
        var method = site.Method!;
        var type = method.ContainingType;
        if (method.ReturnsVoid || method.Parameters.Any(p => p.RefKind != RefKind.None)
            || !(type.SpecialType is >= SpecialType.System_Enum and <= SpecialType.System_String and not SpecialType.System_MulticastDelegate and not SpecialType.System_Delegate
                || Numbers.IsNullable(type) || type.Name is "Math" && type.ContainingNamespace.Name == "System"))
            return null;
        var values = method.IsStatic ? site.Arguments : site.Arguments.Insert(0, site.Receiver);
        var known = values.OfType<Sym>().ToArray();
        if (known.Length is 0 or > 2 || !values.All(v => v is Num or Sym))
            return null;
        var shape = string.Join(",", values.Select(v => v is Num n ? $"{n.N}" : "_"));
        return (state, new Sym(_ids.Symbol(new(method.OriginalDefinition, shape, known[0].Id, known.Length > 1 ? known[1].Id : -1))));
    }

    private (FlowState, Value) Known(FlowState state, IOperation operation, Value value) => ReferenceEquals(value, Value.Unknown) ? Fresh(state, operation) : (state, value);

    /// <summary>Two unknown values: all their comparisons speak of one symbol, which is negative, zero or positive as the left is less, equal or greater.</summary>
    private (FlowState State, Value Value) Compare(FlowState state, IOperation operation, BinaryOperatorKind kind, int left, int right, ITypeSymbol? type)
    {
        var isEquality = kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals;
        if (!isEquality && Numbers.IsNullable(type))
            return Fresh(state, operation); // null is neither less nor greater
        var set = Numbers.Against(left > right ? Numbers.Mirror(kind) : kind, 0, null)!;
        return (state, left == right ? Bool(set.Contains(0)) : InSet(state, new Sym(_ids.Symbol(new("order", null, Math.Min(left, right), Math.Max(left, right)))), set));
    }

    private static Value Bool(bool value) => value ? Value.True : Value.False;

    private Value Read(Struct structure, int member, ITypeSymbol? type)
        => structure.Fields.Get(member) ?? (structure.Rest >= 0 ? new Sym(_ids.Symbol(new("member", member, structure.Rest))) : Default(type));

    /// <summary>The struct in a place, whose members are not known yet where nothing is known of the whole.</summary>
    private Struct StructAt(FlowState state, int place) => state.Env.Get(place) switch
    {
        Struct known => known,
        Sym unknown => new(Map<Value>.Empty) { Rest = unknown.Id },
        _ => new(Map<Value>.Empty) { Rest = _ids.Symbol(new(_ids.PlaceKeyOf(place), "struct")) },
    };
}
