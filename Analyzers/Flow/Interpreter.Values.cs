using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>Scalars: comparisons, patterns and the few sums that loops and flags need.</content>
internal sealed partial class Interpreter
{
    /// <summary>The symbol that is non-zero where the duty's list is null.</summary>
    private int NullSymbol(int duty) => _ids.Symbol(new(new DutyKey(duty), "null"));

    /// <summary>A bool that is true exactly where the value lies in the set.</summary>
    private Value InSet(FlowState state, Value value, Range set)
    {
        switch (value)
        {
            case Sym s when _ids.SymbolKeyOf(s.Id) is { Origin: BinaryOperatorKind.Add, Detail: long sum, Left: var part, Right: < 0 }:
                return InSet(state, new Sym(part), set.Shift(-sum));
            case Num n:
                return set.Contains(n.N) ? Value.True : Value.False;
            case Sym s:
                var range = state.RangeOf(s.Id);
                return range.Intersect(set).IsEmpty ? Value.False : set.Contains(range) ? Value.True : new Test(s.Id, set);
            case Test t:
                var (yes, no) = (set.Contains(1), set.Contains(0));
                return yes == no ? (yes ? Value.True : Value.False) : yes ? t : t with { In = t.In.Complement() };
            case Pended or Obj or Func or Lazy or Entry:
                return set.Equals(Range.Zero) ? Value.False : set.Equals(Range.NonZero) ? Value.True : Value.Unknown;
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
        Sym s => (state, new Sym(_ids.Symbol(new(member, null, s.Id)))),
        Pended p when member is IPropertySymbol { Type.TypeKind: TypeKind.Enum } && _duties[p.Duty].OperationSymbol >= 0 => (state, new Sym(_duties[p.Duty].OperationSymbol)),
        Pended p => (state, new Sym(_ids.Symbol(new(new DutyKey(p.Duty), member)))),
        _ => (state, Value.Unknown),
    };

    private Value Convert(IConversionOperation conversion, Value value)
    {
        if (symbols.IsToken(conversion.Type) && value is not (Token or StrayToken))
            return new StrayToken(true);
        if (conversion.Operand.ConstantValue is { HasValue: true, Value: null } && NullOf(conversion.Type).Equals(Range.NullValue))
            return new Num(long.MinValue);
        return value is Struct && conversion.Type?.IsTupleType != true && conversion.Type?.IsValueType == false ? Value.Unknown : value;
    }

    private void Unary(FlowState state, IUnaryOperation unary, Value value, Action<FlowState, Value> push)
    {
        if (unary.OperatorKind == UnaryOperatorKind.Not)
            push(state, InSet(state, value, Range.Zero));
        else if (unary.OperatorKind == UnaryOperatorKind.Minus && value is Num n)
            push(state, new Num(unchecked(-n.N)));
        else
            PushFresh(state, unary, push);
    }

    private void BinaryOperation(FlowState state, IBinaryOperation binary, Value left, Value right, Action<FlowState, Value> push)
    {
        var isBool = binary.Type?.SpecialType == SpecialType.System_Boolean;
        if (isBool && binary.OperatorKind is BinaryOperatorKind.And or BinaryOperatorKind.Or or BinaryOperatorKind.ExclusiveOr && left is not Num && left.Symbol >= 0)
        {
            // decide the left side: the result is then a constant or the right side
            foreach (var outcome in new[] { true, false })
                if (Assume(state, left, outcome) is { } decided)
                    BinaryOperation(decided, binary, outcome ? Value.True : Value.False, right, push);
            return;
        }
        if (isBool && left is Num decision)
            switch (binary.OperatorKind)
            {
                case BinaryOperatorKind.And:
                    push(state, decision.N == 0 ? Value.False : right);
                    return;
                case BinaryOperatorKind.Or:
                    push(state, decision.N != 0 ? Value.True : right);
                    return;
                case BinaryOperatorKind.ExclusiveOr:
                    push(state, decision.N == 0 ? right : InSet(state, right, Range.Zero));
                    return;
            }
        var (after, value) = Binary(state, binary, binary.OperatorKind, left, right);
        push(after, value);
    }

    private (FlowState State, Value Value) Binary(FlowState state, IOperation operation, BinaryOperatorKind kind, Value left, Value right)
    {
        if (kind == BinaryOperatorKind.Add && left is Func or Multicast && right is Func or Multicast)
            return (state, new Multicast(Targets(left).AddRange(Targets(right))));
        if (left is Num a && right is Num b && Fold(kind, a.N, b.N) is { } folded)
            return (state, folded);
        if (left is Sym term && right is Num offset && kind is BinaryOperatorKind.Add or BinaryOperatorKind.Subtract)
            return (state, Sum(term.Id, kind == BinaryOperatorKind.Add ? offset.N : -offset.N));
        var isLifted = operation is IBinaryOperation { IsLifted: true };
        if (right is Num bound && Against(kind, bound.N, isLifted) is { } set)
            return Known(state, operation, InSet(state, left, set));
        if (left is Num mirrored && Against(Mirror(kind), mirrored.N, isLifted) is { } mirroredSet)
            return Known(state, operation, InSet(state, right, mirroredSet));
        if (left.Symbol >= 0 && right.Symbol >= 0 && left is Sym && right is Sym)
            return Compare(state, operation, kind, left.Symbol, right.Symbol);
        if (left is Sym masked && right is Num mask)
            return (state, new Sym(_ids.Symbol(new(kind, mask.N, masked.Id)))); // f & Flag reads the same each time
        if (kind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals && left.IsTracked && right is Num { N: 0 })
            return (state, kind == BinaryOperatorKind.NotEquals ? Value.True : Value.False);
        return Fresh(state, operation);
    }

    private static ImmutableArray<Value> Targets(Value function) => function is Multicast several ? several.Functions : ImmutableArray.Create(function);

    private Sym Sum(int symbol, long offset)
    {
        if (_ids.SymbolKeyOf(symbol) is { Origin: BinaryOperatorKind.Add, Detail: long inner, Left: var part, Right: < 0 })
            (symbol, offset) = (part, unchecked(offset + inner));
        return new(offset == 0 ? symbol : _ids.Symbol(new(BinaryOperatorKind.Add, offset, symbol)));
    }

    private static Range NullOf(ITypeSymbol? type) => type?.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? Range.NullValue : Range.Zero;

    /// <summary>A member of an immutable library type: equal arguments give an equal result, so that repeated tests agree.</summary>
    private (FlowState State, Value Value)? Pure(FlowState state, CallSite site)
    {
        var method = site.Method!;
        var type = method.ContainingType;
        if (method.ReturnsVoid || method.IsStatic && method.Parameters.IsEmpty || method.Parameters.Any(p => p.RefKind != RefKind.None)
            || !(type.SpecialType is >= SpecialType.System_Enum and <= SpecialType.System_String and not SpecialType.System_MulticastDelegate and not SpecialType.System_Delegate
                || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T || type.Name is "Math" && type.ContainingNamespace.Name == "System"))
            return null;
        if (type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T && method.Name is "get_HasValue" or "get_Value")
            return (state, method.Name == "get_Value" ? site.Receiver : InSet(state, site.Receiver, Range.NullValue.Complement()));
        if (method.Name == "HasFlag" && site is { Receiver: Num flags, Arguments: [Num flag] })
            return (state, Bool((flags.N & flag.N) == flag.N));
        var values = method.IsStatic ? site.Arguments : site.Arguments.Insert(0, site.Receiver);
        var known = values.OfType<Sym>().ToArray();
        if (known.Length is 0 or > 2 || !values.All(v => v is Num or Sym))
            return null;
        var shape = string.Join(",", values.Select(v => v is Num n ? $"{n.N}" : "_"));
        return (state, new Sym(_ids.Symbol(new(method.OriginalDefinition, shape, known[0].Id, known.Length > 1 ? known[1].Id : -1))));
    }

    private (FlowState, Value) Known(FlowState state, IOperation operation, Value value) => ReferenceEquals(value, Value.Unknown) ? Fresh(state, operation) : (state, value);

    private (FlowState State, Value Value) Compare(FlowState state, IOperation operation, BinaryOperatorKind kind, int left, int right)
    {
        var (name, swap, negate) = kind switch
        {
            BinaryOperatorKind.Equals => ("==", left > right, false),
            BinaryOperatorKind.NotEquals => ("==", left > right, true),
            BinaryOperatorKind.LessThan => ("<", false, false),
            BinaryOperatorKind.GreaterThanOrEqual => ("<", false, true),
            BinaryOperatorKind.GreaterThan => ("<", true, false),
            BinaryOperatorKind.LessThanOrEqual => ("<", true, true),
            _ => ("", false, false),
        };
        if (name.Length == 0)
            return (state, new Sym(_ids.Symbol(new(kind, operation.Type, left, right))));
        if (left == right)
            return (state, (name == "==") != negate ? Value.True : Value.False);
        var symbol = new Sym(_ids.Symbol(new(name, null, swap ? right : left, swap ? left : right)));
        return (state, negate ? InSet(state, symbol, Range.Zero) : InSet(state, symbol, Range.NonZero));
    }

    private static Value? Fold(BinaryOperatorKind kind, long a, long b) => kind switch
    {
        BinaryOperatorKind.Equals => Bool(a == b),
        BinaryOperatorKind.NotEquals => Bool(a != b),
        BinaryOperatorKind.LessThan => Bool(a < b),
        BinaryOperatorKind.LessThanOrEqual => Bool(a <= b),
        BinaryOperatorKind.GreaterThan => Bool(a > b),
        BinaryOperatorKind.GreaterThanOrEqual => Bool(a >= b),
        BinaryOperatorKind.Add => new Num(unchecked(a + b)),
        BinaryOperatorKind.Subtract => new Num(unchecked(a - b)),
        BinaryOperatorKind.Multiply => new Num(unchecked(a * b)),
        BinaryOperatorKind.And => new Num(a & b),
        BinaryOperatorKind.Or => new Num(a | b),
        BinaryOperatorKind.ExclusiveOr => new Num(a ^ b),
        BinaryOperatorKind.Remainder when b is not (0 or -1) => new Num(a % b),
        BinaryOperatorKind.Divide when b is not (0 or -1) => new Num(a / b),
        _ => null,
    };

    private static Value Bool(bool value) => value ? Value.True : Value.False;

    /// <summary>The values that compare so with the bound; a lifted comparison with null is never true, but for equality.</summary>
    private static Range? Against(BinaryOperatorKind kind, long bound, bool isLifted)
        => isLifted && kind is not (BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals) ? Against(kind, bound)?.Intersect(Range.NullValue.Complement()) : Against(kind, bound);

    private static Range? Against(BinaryOperatorKind kind, long bound) => kind switch
    {
        BinaryOperatorKind.Equals => Range.Of(bound),
        BinaryOperatorKind.NotEquals => Range.Of(bound).Complement(),
        BinaryOperatorKind.LessThan => Range.Less(bound),
        BinaryOperatorKind.LessThanOrEqual => Range.Greater(bound).Complement(),
        BinaryOperatorKind.GreaterThan => Range.Greater(bound),
        BinaryOperatorKind.GreaterThanOrEqual => Range.Less(bound).Complement(),
        _ => null,
    };

    private static BinaryOperatorKind Mirror(BinaryOperatorKind kind) => kind switch
    {
        BinaryOperatorKind.LessThan => BinaryOperatorKind.GreaterThan,
        BinaryOperatorKind.LessThanOrEqual => BinaryOperatorKind.GreaterThanOrEqual,
        BinaryOperatorKind.GreaterThan => BinaryOperatorKind.LessThan,
        BinaryOperatorKind.GreaterThanOrEqual => BinaryOperatorKind.LessThanOrEqual,
        _ => kind,
    };

    /// <summary>An <c>is</c> pattern: constants and comparisons become sets, types become derived symbols, variables alias the value.</summary>
    private void Match(Frame frame, IIsPatternOperation operation, FlowState state, Value value, Action<FlowState, Value> push)
    {
        Value result;
        if (SetOf(operation.Pattern) is { } set)
            (state, result) = Known(state, operation, InSet(state, value, set));
        else if (value is Token token && operation.Pattern is IRecursivePatternOperation { PropertySubpatterns: { Length: 1 } subpatterns }
            && subpatterns[0].Member is IPropertyReferenceOperation { Property.Name: "IsNull" } && SetOf(subpatterns[0].Pattern) is { } nulls)
            (state, result) = Known(state, operation, InSet(state, new Sym(NullSymbol(token.Duty)), nulls));
        else if (operation.Pattern is IDeclarationPatternOperation { MatchesNull: true })
            result = Value.True;
        else if (operation.Pattern is IDeclarationPatternOperation or ITypePatternOperation && value.Symbol >= 0)
        {
            var type = operation.Pattern is IDeclarationPatternOperation declaration ? declaration.MatchedType : ((ITypePatternOperation)operation.Pattern).MatchedType;
            if (IsStatic(operation.Value.Type, type))
                result = InSet(state, value, Range.NonZero);
            else
                (state, result) = Derived(state, new("is", type, value.Symbol), operation);
        }
        else if (operation.Pattern is IDeclarationPatternOperation or ITypePatternOperation && value.IsTracked)
            result = Value.True;
        else
            (state, result) = Fresh(state, operation);
        foreach (var pattern in DeclaredIn(operation.Pattern))
        {
            var declared = pattern is IDeclarationPatternOperation { DeclaredSymbol: { } symbol } ? symbol : ((IRecursivePatternOperation)pattern).DeclaredSymbol!;
            if (ReferenceEquals(pattern, operation.Pattern))
                state = state.Set(_ids.Place(declared), value);
            else
                state = state.With(env: state.Env.Remove(_ids.Place(declared)));
        }
        push(state, result);
    }

    private static IEnumerable<IPatternOperation> DeclaredIn(IPatternOperation pattern)
        => pattern.DescendantsAndSelf().OfType<IPatternOperation>().Where(p => p is IDeclarationPatternOperation { DeclaredSymbol: not null } or IRecursivePatternOperation { DeclaredSymbol: not null });

    private static bool IsStatic(ITypeSymbol? value, ITypeSymbol? type) => value is not null && type is not null && IsOrDerives(value, type);

    /// <summary>The values that a pattern takes, where that is all it says.</summary>
    private Range? SetOf(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } nothing => NullOf(nothing.InputType),
        IConstantPatternOperation { Value.ConstantValue.HasValue: true } constant => Constant(constant.Value.ConstantValue.Value, constant.Value) is Num n ? Range.Of(n.N) : null,
        IRelationalPatternOperation { Value.ConstantValue.HasValue: true } relation => Constant(relation.Value.ConstantValue.Value, relation.Value) is Num bound ? Against(relation.OperatorKind, bound.N, NullOf(relation.InputType).Equals(Range.NullValue)) : null,
        INegatedPatternOperation negated => SetOf(negated.Pattern)?.Complement(),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both => SetOf(both.LeftPattern) is { } left && SetOf(both.RightPattern) is { } right ? left.Intersect(right) : null,
        IBinaryPatternOperation either => SetOf(either.LeftPattern) is { } left && SetOf(either.RightPattern) is { } right ? left.Union(right) : null,
        IDiscardPatternOperation => Range.All,
        IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true, DeconstructionSubpatterns.IsEmpty: true, DeclaredSymbol: null } recursive
            when SymbolEqualityComparer.Default.Equals(recursive.MatchedType, recursive.InputType) || recursive.MatchedType is null || NullOf(recursive.InputType).Equals(Range.NullValue) => NullOf(recursive.InputType).Complement(),
        _ => null,
    };
}
