using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>Single operations: each takes its operands off the stack and puts one value on it.</content>
internal sealed partial class Interpreter
{
    private void Run(Frame frame, Step step, Machine machine, List<Machine> next)
    {
        var stack = machine.Stack;
        var values = new Value[step.Operands];
        for (var i = step.Operands - 1; i >= 0; i--)
        {
            values[i] = stack?.Value ?? Value.Unknown;
            stack = stack?.Below;
        }
        var state = machine.State;

        // a call on one of several possible values is a call on each
        for (var i = 0; i < values.Length; i++)
            if (values[i] is AnyOf any && step.Operation is not (IFlowCaptureOperation or ISimpleAssignmentOperation))
            {
                foreach (var choice in any.Values)
                {
                    Cell? again = stack;
                    for (var j = 0; j < values.Length; j++)
                        again = new(j == i ? choice : values[j], again);
                    Run(frame, step, new(state, again), next);
                }
                return;
            }

        void Push(FlowState after, Value value)
        {
            if (value is Ref && IsOfReference(step.Operation) && !StandsForPlace(frame, step.Operation))
                Load(frame, step.Operation, after, value, (s, read) => next.Add(new(s, new(read, stack))));
            else
                next.Add(new(after, new(value, stack)));
        }
        Evaluate(frame, step, state, values, Push);
    }

    private void Evaluate(Frame frame, Step step, FlowState state, Value[] values, Action<FlowState, Value> push)
    {
        var operation = step.Operation;
        if (values.Length > 0 && values[0] is Sym target && (operation is IInvocationOperation call ? call.Instance : (operation as IMemberReferenceOperation)?.Instance)?.Type?.IsReferenceType == true)
        {
            state = UseGiven(frame, operation is IInvocationOperation { Instance: { } used } ? used : ((IMemberReferenceOperation)operation).Instance!, target, state);
            state = state.Confine(target.Id, Range.NonZero) ?? state; // a null would have thrown
        }
        if (operation.ConstantValue.HasValue && operation is not ILocalReferenceOperation { IsDeclaration: true })
        {
            push(state, Constant(operation.ConstantValue.Value, operation));
            return;
        }
        switch (operation)
        {
            case ILocalReferenceOperation local:
                Variable(frame, local, local.Local, local.Local.RefKind != RefKind.None, step.AsPlace, state, push);
                break;
            case IParameterReferenceOperation kept when IsKeptParameter(frame, kept.Parameter):
                Member(frame, kept, kept.Parameter, frame.Self, !IsWritten(kept.Parameter), false, step.AsPlace, state, push);
                break;
            case IParameterReferenceOperation parameter:
                Variable(frame, parameter, parameter.Parameter, false, step.AsPlace, state, push);
                break;
            case IFlowCaptureOperation capture:
                push(state.Set(_ids.Place(new CaptureKey(frame.Body, capture.Id)), values[0]), Value.Unknown);
                break;
            case IFlowCaptureReferenceOperation reference:
                var captured = state.Env.Get(_ids.Place(new CaptureKey(frame.Body, reference.Id))) ?? Value.Unknown;
                if (captured is Ref && !step.AsPlace)
                    Load(frame, reference, state, captured, push);
                else
                    push(state, captured is Ref || !step.AsPlace ? captured : new Ref(_ids.Place(new CaptureKey(frame.Body, reference.Id)), -1));
                break;
            case IInstanceReferenceOperation:
                push(state, step.AsPlace || frame.Self is not Ref self ? frame.Self : state.Env.Get(self.Place) ?? Value.Unknown);
                break;
            case IFieldReferenceOperation field:
                Field(frame, field, values.Length > 0 ? values[0] : null, step.AsPlace, state, push);
                break;
            case IPropertyReferenceOperation shown when values.Length > 0 && values[0] is Due or Promise:
                ReadDeclared(shown, values[0], state, push);
                break;
            case IPropertyReferenceOperation property:
                Property(frame, property, values, step.AsPlace, state, push);
                break;
            case IArrayElementReferenceOperation element:
                Element(element, values, step.AsPlace, state, push);
                break;
            case ISimpleAssignmentOperation assignment:
                Assign(frame, assignment, state, values[0], values[1], push);
                break;
            case ICompoundAssignmentOperation { OperatorMethod: { } compoundOperator } compound when symbols.Compilation.Declares(compoundOperator):
                Load(frame, compound.Target, state, values[0], (s, old) =>
                    Invoke(frame, compound, compoundOperator, Value.Unknown, ImmutableArray.Create(old, values[1]), s, (after, result) => Store(frame, compound, after, values[0], result, push)));
                break;
            case ICompoundAssignmentOperation compound:
                Load(frame, compound.Target, state, values[0], (s, old) =>
                {
                    BinaryOperation(s, compound, compound.OperatorKind, old, values[1], compound.Target.Type, (after, result) => Store(frame, compound, after, values[0], result, push));
                });
                break;
            case IIncrementOrDecrementOperation increment:
                Load(frame, increment.Target, state, values[0], (s, old) =>
                {
                    var kind = increment.Kind == OperationKind.Increment ? BinaryOperatorKind.Add : BinaryOperatorKind.Subtract;
                    var (after, result) = Binary(s, increment, kind, old, new Num(1), increment.Target.Type);
                    Store(frame, increment, after, values[0], result, (t, _) => push(t, increment.IsPostfix ? old : result));
                });
                break;
            case IDeconstructionAssignmentOperation:
                Deconstruct(frame, operation, state, values[0], values[1], push);
                break;
            case IDiscardOperation { Parent: ITupleOperation }:
                push(state, Value.Nowhere);
                break;
            case IDeclarationExpressionOperation or IDiscardOperation:
                push(state, values.Length > 0 ? values[0] : Value.Unknown);
                break;
            case ITupleOperation tuple:
                push(state, Tuple(tuple, values));
                break;
            case IConversionOperation conversion when conversion.OperatorMethod is null:
                if (conversion is { IsTryCast: false, Conversion: { IsImplicit: false, IsReference: true } })
                    state = UseGiven(frame, conversion.Operand, values[0], state);
                else if (conversion.IsTryCast)
                    state = ForgetDecision(state, values[0]);
                var result = Convert(conversion, values[0]);
                if (conversion.Operand.Type is { IsValueType: true } given && !Numbers.IsNullable(given) && Numbers.IsNullable(conversion.Type) && result is Sym lifted)
                    state = state.Confine(lifted.Id, Numbers.NullOf(conversion.Type).Complement())!;
                push(state, result);
                break;
            case IConversionOperation { OperatorMethod: { } over } when SpanOver(over, ImmutableArray.Create(values[0])) is { } whole:
                push(state, whole);
                break;
            case IConversionOperation { OperatorMethod: { } convert }:
                Invoke(frame, operation, convert, Value.Unknown, ImmutableArray.Create(values[0]), state, push);
                break;
            case IUnaryOperation { OperatorMethod: { } unaryOperator }:
                Invoke(frame, operation, unaryOperator, Value.Unknown, ImmutableArray.Create(values[0]), state, push);
                break;
            case IBinaryOperation { OperatorMethod: { } binaryOperator } when symbols.Compilation.Declares(binaryOperator):
                Invoke(frame, operation, binaryOperator, Value.Unknown, ImmutableArray.Create(values[0], values[1]), state, push);
                break;
            case IUnaryOperation unary:
                Unary(state, unary, values[0], push);
                break;
            case IBinaryOperation { OperatorMethod: null } binary:
                BinaryOperation(state, binary, binary.OperatorKind, values[0], values[1], binary.LeftOperand.Type ?? binary.RightOperand.Type, push);
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } equality: // string and record equality
                BinaryOperation(state, equality, equality.OperatorKind, values[0], values[1], equality.LeftOperand.Type, push);
                break;
            case ITupleBinaryOperation tuples:
                CompareTuples(state, tuples, values[0], values[1], push);
                break;
            case IIsNullOperation isNull:
                push(state, InSet(state, values[0], Numbers.NullOf(isNull.Operand.Type)));
                break;
            case IIsPatternOperation pattern:
                if (SetOf(pattern.Pattern) is null)
                    state = ForgetDecision(state, values[0]);
                Match(frame, pattern, pattern.Pattern, state, values[0], push);
                break;
            case IIsTypeOperation type:
                var (typed, test) = type.ValueOperand.Type is { IsReferenceType: true } tested && IsOrDerives(tested, type.TypeOperand) ? Known(state, type, InSet(state, values[0], Range.NonZero))
                    : ThrownIs(values[0], type.TypeOperand) is { } thrown ? (state, thrown)
                    : Derived(state, new("is", type.TypeOperand, values[0].Symbol), type);
                push(typed, type.IsNegated ? InSet(typed, test, Range.Zero) : test);
                break;
            case IDefaultValueOperation:
                push(state, Default(operation.Type));
                break;
            case ICaughtExceptionOperation or IInterpolatedStringOperation: // never null
                var (unnamed, something) = Fresh(state, operation, (operation is ICaughtExceptionOperation ? CaughtIn(state, frame.Block) : null)?.Exception is { IsExact: true } caught ? caught.Type : null);
                push(unnamed.Confine(something.Symbol, Range.NonZero)!, something);
                break;
            case IFlowAnonymousFunctionOperation lambda:
                push(state, new Func(lambda.Symbol, lambda, frame.Body, frame.Self));
                break;
            case IMethodReferenceOperation method:
                push(state, new Func(method.Method, null, frame.Body, values.Length > 0 ? values[0] : frame.Body.BoundTo(method) is { } variable ? state.Env.Get(_ids.Place(variable)) ?? Value.Unknown : Value.Unknown));
                break;
            case IDelegateCreationOperation or IAddressOfOperation or IVariableDeclarationOperation or IVariableDeclaratorOperation:
                push(state, values.Length > 0 ? values[0] : Value.Unknown);
                break;
            case IInvocationOperation or IObjectCreationOperation or IFunctionPointerInvocationOperation or IDynamicInvocationOperation:
                Call(frame, operation, state, values, push);
                break;
            case IArrayCreationOperation array:
                Array(array, state, values, push);
                break;
            case IArrayInitializerOperation or IAwaitOperation or IInterpolationOperation or IInterpolatedStringTextOperation
                or IReturnOperation or IAnonymousObjectCreationOperation or IRaiseEventOperation or IEventAssignmentOperation or IEventReferenceOperation:
                Compound(frame, operation, state, values, push);
                break;
            default:
                if (operation.Type is IArrayTypeSymbol && values.Any(v => v.IsTracked)) // a collection expression, which this Roslyn has no type for
                {
                    Elements(operation, state, Sequence(values), push);
                    break;
                }
                if (MakeElements(operation, state, values, push) || IsImplicitIndexer(operation) && ReadFromEnd(operation, state, values, push))
                    break;
                Escape(frame, operation, ref state, values);
                foreach (var made in values.OfType<Obj>().Where(o => o.Id != Ids.This))
                    state = Alias(state, made);
                var (after2, fresh) = Fresh(state, operation);
                push(after2, fresh);
                break;
        }
    }

    private void Compound(Frame frame, IOperation operation, FlowState state, Value[] values, Action<FlowState, Value> push)
    {
        if (operation is IAwaitOperation)
            MayThrow(frame, operation, state);
        if (operation is IAwaitOperation && values[0] is Pended)
        {
            push(state, values[0]);
            return;
        }
        if (operation is IArrayInitializerOperation)
        {
            push(state, new Struct(Sequence(values))); // taken apart by the array creation
            return;
        }
        if (operation is IEventAssignmentOperation { Adds: true })
            state = GiveAway(frame, operation, null, null, values[values.Length - 1], state);
        if (operation is IEventAssignmentOperation { Adds: true } && values.LastOrDefault() is Func handler && CapturedBy(state, handler).Count > 0)
        {
            if (operation is IEventAssignmentOperation { EventReference: IEventReferenceOperation raised } && !symbols.Compilation.Declares(raised.Event))
            {
                if (IsRaisedOnce(frame.Body, raised))
                    RunLater(frame, new(operation, handler.Method, null, handler, ImmutableArray<Value>.Empty, ImmutableArray<IOperation?>.Empty), handler, Value.Unknown, state, s => push(s, Value.Unknown));
                else
                    push(GiveUpAll(frame, operation, CapturedBy(state, handler), state, "how often the event is raised is not known"), Value.Unknown);
                return;
            }
            var site = new CallSite(operation, handler.Method, null, handler, ImmutableArray<Value>.Empty, ImmutableArray<IOperation?>.Empty);
            RunRepeatedly(frame, site, handler, Value.Unknown, 0, state, s => push(s, Value.Unknown)); // an event is raised any number of times
            return;
        }
        if (operation is IReturnOperation { Kind: OperationKind.YieldReturn } && frame.IsDisposedEarly)
            Raise(frame, new(null, false, false, null) { IsDisposal = true }, state, frame.Block.EnclosingRegion, frame.Continuation);
        if (operation is IReturnOperation { Kind: OperationKind.YieldReturn or OperationKind.YieldBreak } or IEventAssignmentOperation or IAnonymousObjectCreationOperation)
            Escape(frame, operation, ref state, values);
        var (after, fresh) = Fresh(state, operation);
        push(after, fresh);
    }

    private static Map<Value> Sequence(Value[] values)
    {
        var map = Map<Value>.Empty;
        for (var i = 0; i < values.Length; i++)
            map = map.Set(i, values[i]);
        return map;
    }

    private Value Constant(object? value, IOperation operation)
    {
        if (value is null) // one that is compared may have no type of its own
            return Default(operation.Type ?? (operation.Parent is IBinaryOperation compared ? compared.LeftOperand.Type ?? compared.RightOperand.Type : null));
        return value switch
        {
            bool b => Bool(b),
            char c => new Num(c),
            sbyte or byte or short or ushort or int or uint or long => new Num(System.Convert.ToInt64(value)),
            ulong u => new Num(unchecked((long)u)),
            float or double or decimal => new Num(Numbers.OfFraction(System.Convert.ToDouble(value))),
            _ => new Num(_ids.Constant(value.ToString()!)), // a text
        };
    }

    private Value Default(ITypeSymbol? type)
        => symbols.IsToken(type) ? new StrayToken(true) : Numbers.IsNullable(type) ? new Num(Numbers.Nothing) : type is { IsValueType: true, SpecialType: SpecialType.None, TypeKind: TypeKind.Struct } ? new Struct(Map<Value>.Empty) : Value.False;

    private void Deconstruct(Frame frame, IOperation operation, FlowState state, Value targets, Value value, Action<FlowState, Value> push)
    {
        var places = ((Struct)targets).Fields;
        var held = (value as Struct)?.Fields.Count ?? 0;
        for (var i = 0; i < held; i++) // all parts are there before the first is written: a swap loses none
            state = state.Set(_ids.Place(operation, (long)i), ((Struct)value).Fields.ValueAt(i));
        var states = new List<FlowState> { state };
        for (var i = 0; i < places.Count; i++)
        {
            var part = value is Struct known ? known.Fields.Get(places.KeyAt(i)) : PartOfRecord(operation, state, value, i);
            var target = places.ValueAt(i);
            var after = new List<FlowState>();
            foreach (var s in states)
            {
                var (t, v) = part is null ? Fresh(s, operation, i) : (s, part);
                if (target is Struct)
                    Deconstruct(frame, operation, t, target, v, (u, _) => after.Add(u));
                else
                    Store(frame, operation, t, target, v, (u, _) => after.Add(u));
            }
            states = after;
        }
        foreach (var s in states)
            push(s.With(env: s.Env.Where((place, _) => !_ids.PlaceKeyOf(place).Root.Equals(operation))), value);
    }

    /// <summary>What a record is taken apart into: the properties of its parameters.</summary>
    private Value? PartOfRecord(IOperation operation, FlowState state, Value value, int index)
        => value is Obj made && operation is IDeconstructionAssignmentOperation { Value.Type: INamedTypeSymbol { IsRecord: true } record }
            && record.GetMembers("Deconstruct").OfType<IMethodSymbol>().FirstOrDefault() is { IsImplicitlyDeclared: true, Parameters: var parameters } && index < parameters.Length
            && record.GetMembers(parameters[index].Name).OfType<IPropertySymbol>().FirstOrDefault() is { } property ? state.Env.Get(_ids.Place(new ObjectKey(made.Id), property)) : null;

    private Value Tuple(ITupleOperation tuple, Value[] values)
    {
        var fields = Map<Value>.Empty;
        for (var i = 0; i < values.Length; i++)
            fields = fields.Set(_ids.Object($"Item{i + 1}"), values[i]);
        return new Struct(fields);
    }
}
