using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>Patterns: constants and comparisons are sets, types are derived symbols, variables alias the value, parts are matched one after the other.</content>
internal sealed partial class Interpreter
{
    private void Match(Frame frame, IOperation operation, IPatternOperation pattern, FlowState state, Value value, Action<FlowState, Value> push)
    {
        if (SetOf(pattern) is { } set)
        {
            var (after, result) = Known(state, operation, InSet(state, value, set));
            push(after, result);
            return;
        }
        switch (pattern)
        {
            case INegatedPatternOperation negated:
                Match(frame, operation, negated.Pattern, state, value, (s, matched) => push(s, InSet(s, matched, Range.Zero)));
                break;
            case IBinaryPatternOperation both:
                var isAnd = both.OperatorKind == BinaryOperatorKind.And;
                Match(frame, operation, both.LeftPattern, state, value, (s, left) =>
                {
                    if (Assume(s, left, !isAnd) is { } decided)
                        push(decided, Bool(!isAnd));
                    if (Assume(s, left, isAnd) is { } open)
                        Match(frame, operation, both.RightPattern, open, value, push);
                });
                break;
            case IDeclarationPatternOperation declaration:
                OfType(operation, declaration.MatchedType, declaration.MatchesNull, declaration, state, value, (s, matched) => push(Declare(s, declaration.DeclaredSymbol, value), matched));
                break;
            case ITypePatternOperation type:
                OfType(operation, type.MatchedType, false, type, state, value, push);
                break;
            case IRecursivePatternOperation recursive:
                var parts = recursive.DeconstructionSubpatterns.Select((p, i) => (p, Part(frame, operation, recursive, i)))
                    .Concat(recursive.PropertySubpatterns.Select(p => (p.Pattern, Member(frame, p)))).ToImmutableArray();
                OfType(operation, recursive.MatchedType, false, recursive, Declare(state, recursive.DeclaredSymbol, value), value, (s, matched) => All(frame, operation, parts, 0, s, value, matched, push));
                break;
            default:
                foreach (var part in pattern.DescendantsAndSelf())
                    if (part is IDeclarationPatternOperation { DeclaredSymbol: { } symbol })
                        state = state.With(env: state.Env.Remove(_ids.Place(symbol)));
                PushFresh(state, operation, push);
                break;
        }
    }

    private delegate void Reader(FlowState state, Value whole, Action<FlowState, Value> push);

    /// <summary>All parts must match, from the given one on; parts are looked at only as long as all before them did.</summary>
    private void All(Frame frame, IOperation operation, ImmutableArray<(IPatternOperation Pattern, Reader Read)> parts, int index, FlowState state, Value whole, Value matched, Action<FlowState, Value> push)
    {
        if (index == parts.Length)
        {
            push(state, matched);
            return;
        }
        if (Assume(state, matched, false) is { } failed)
            push(failed, Value.False);
        if (Assume(state, matched, true) is { } open)
            parts[index].Read(open, whole, (s, part) => Match(frame, operation, parts[index].Pattern, s, part, (t, inner) => All(frame, operation, parts, index + 1, t, whole, inner, push)));
    }

    private Reader Member(Frame frame, IPropertySubpatternOperation part) => (state, whole, push) =>
    {
        switch (part.Member)
        {
            case IPropertyReferenceOperation property:
                Property(frame, property, [whole], false, state, push);
                break;
            case IFieldReferenceOperation field:
                Field(frame, field, whole, false, state, push);
                break;
            default:
                PushFresh(state, part, push);
                break;
        }
    };

    /// <summary>Reads a part by position: of a tuple, or of a record that is deconstructed into the properties of its parameters.</summary>
    private Reader Part(Frame frame, IOperation operation, IRecursivePatternOperation pattern, int index) => (state, whole, push) =>
    {
        var origin = pattern.DeconstructionSubpatterns[index];
        if (pattern.MatchedType is INamedTypeSymbol { IsRecord: true } record && pattern.DeconstructSymbol is IMethodSymbol { IsImplicitlyDeclared: true } deconstruct
            && record.GetMembers(deconstruct.Parameters[index].Name).OfType<IPropertySymbol>().FirstOrDefault() is { } property)
            Member(frame, origin, property, whole, true, false, false, state, push);
        else if (pattern.DeconstructSymbol is null && whole is Struct tuple && tuple.Fields.Get(_ids.Object($"Item{index + 1}")) is { } item)
            push(state, item);
        else
            PushFresh(state, origin, push);
    };

    private void OfType(IOperation operation, ITypeSymbol? type, bool matchesNull, IPatternOperation pattern, FlowState state, Value value, Action<FlowState, Value> push)
    {
        if (matchesNull)
            push(state, Value.True);
        else if (value is Pended && type is { TypeKind: TypeKind.Class, SpecialType: not SpecialType.System_Object } && !symbols.IsPended(type))
            push(state, Value.False);
        else if (value is Token or View { IsElement: false } or StrayToken || pattern.InputType is { IsValueType: true } input && !Numbers.IsNullable(input))
            push(state, Value.True);
        else if (type is not null && ThrownIs(value, type) is { } thrown)
            push(state, thrown);
        else
        {
            var inner = Numbers.IsNullable(pattern.InputType) ? ((INamedTypeSymbol)pattern.InputType).TypeArguments[0] : pattern.InputType;
            var (after, result) = type is null || IsOrDerives(inner, type) ? Known(state, operation, InSet(state, value, Numbers.NullOf(pattern.InputType).Complement()))
                : value.Symbol >= 0 ? (state, InSet(state, new Sym(_ids.Symbol(new("is", type, value.Symbol))), Range.NonZero))
                : value.IsTracked ? (state, Value.True)
                : Fresh(state, operation);
            push(after, result);
        }
    }

    private FlowState Declare(FlowState state, ISymbol? variable, Value value) => variable is null ? state : state.Set(_ids.Place(variable), value);

    /// <summary>The values that a pattern takes, where that is all it says.</summary>
    private Range? SetOf(IPatternOperation pattern) => pattern switch
    {
        IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } constant => Numbers.NullOf(constant.InputType),
        IConstantPatternOperation { Value.ConstantValue.HasValue: true } constant => Constant(constant.Value.ConstantValue.Value, constant.Value) is Num n ? Numbers.Against(BinaryOperatorKind.Equals, n.N, constant.InputType) : null,
        IRelationalPatternOperation { Value.ConstantValue.HasValue: true } relation => Constant(relation.Value.ConstantValue.Value, relation.Value) is Num bound ? Numbers.Against(relation.OperatorKind, bound.N, relation.InputType) : null,
        INegatedPatternOperation negated => SetOf(negated.Pattern)?.Complement(),
        IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both => SetOf(both.LeftPattern) is { } left && SetOf(both.RightPattern) is { } right ? left.Intersect(right) : null,
        IBinaryPatternOperation either => SetOf(either.LeftPattern) is { } left && SetOf(either.RightPattern) is { } right ? left.Union(right) : null,
        IDiscardPatternOperation => Range.All,
        IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true, DeconstructionSubpatterns.IsEmpty: true, DeclaredSymbol: null } recursive
            when SymbolEqualityComparer.Default.Equals(recursive.MatchedType, recursive.InputType) || recursive.MatchedType is null => Numbers.NullOf(recursive.InputType).Complement(),
        _ => null,
    };

    /// <summary>Tuples are equal where all their parts are.</summary>
    private void CompareTuples(FlowState state, ITupleBinaryOperation operation, Value left, Value right, Action<FlowState, Value> push)
    {
        var isEqual = operation.OperatorKind == BinaryOperatorKind.Equals;
        if (left is not Struct { Fields: var mine } || right is not Struct { Fields: var theirs } || mine.Count != theirs.Count || mine.Count == 0)
        {
            PushFresh(state, operation, push);
            return;
        }
        Part(state, 0);

        void Part(FlowState s, int index)
        {
            if (index == mine.Count)
            {
                push(s, Bool(isEqual));
                return;
            }
            var (after, equal) = Binary(s, operation, BinaryOperatorKind.Equals, mine.ValueAt(index), theirs.ValueAt(index), null);
            if (Assume(after, equal, false) is { } differ)
                push(differ, Bool(!isEqual));
            if (Assume(after, equal, true) is { } same)
                Part(same, index + 1);
        }
    }
}
