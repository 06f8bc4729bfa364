using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>
/// Fields for one handle. What such a field held before the body is a symbol; the handle is this code's from where it is resumed or given away, or
/// from where the field is written while a variable has it.
/// </content>
internal sealed partial class Interpreter
{
    /// <summary>Whether the place is a field that is known to hold a handle which nothing has taken over: where nothing ever empties the field, it may be one that was resumed.</summary>
    private bool IsFullSlot(FlowState state, int place) => ContentOfSlot(state, place) is var content && content >= 0 && !IsHeldBeside(state, place, content) && !state.RangeOf(content).Contains(0)
        && bodies.Contents.Of((ISymbol)_ids.PlaceKeyOf(place).Member!, cancellation).IsEmptied;

    /// <summary>Whether the place is a field of the driver itself that may hold the handle of another request: several may be outstanding at once (C113).</summary>
    private bool MayBeFull(FlowState state, int place)
        => IsOfThis(place) && ContentOfSlot(state, place) is var content && content >= 0 && !IsHeldBeside(state, place, content) && state.RangeOf(content) is var range && range.Contains(0) && !Range.Zero.Contains(range);

    private bool IsOfThis(int place) => _ids.PlaceKeyOf(place).Root is "static" or ObjectKey { Id: Ids.This };

    /// <summary>The symbol of the handle that a field holds and nothing here has taken over, or −1.</summary>
    private int ContentOfSlot(FlowState state, int place)
    {
        if (_ids.PlaceKeyOf(place) is not { Member: ISymbol member } key || !symbols.IsPended(TypeOfMember(member)))
            return -1;
        var content = state.Env.Get(place) is { } known ? known.Symbol : _ids.Symbol(new(key, state.Env.Get(_ids.Place(Body.Heap))));
        return content < 0 || state.Env.Get(TakenOver(content)) is not null ? -1 : content;
    }

    private static ITypeSymbol? TypeOfMember(ISymbol member) => (member as IFieldSymbol)?.Type ?? (member as IPropertySymbol)?.Type;

    private bool IsHeldBeside(FlowState state, int place, int content)
    {
        for (var i = 0; i < state.Env.Count; i++)
            if (state.Env.KeyAt(i) != place && state.Env.ValueAt(i).Symbol == content)
                return true;
        return false;
    }

    /// <summary>Remembers that a handle read from a field was resumed or given to other code.</summary>
    private int TakenOver(int handle) => _ids.Place("static", ("taken over", handle));

    /// <summary>Given to other code, which may have resumed it.</summary>
    private FlowState GivenOver(FlowState state, Value value)
        => value is Sym handle && state.Env.Get(TakenOver(handle.Id)) is null ? state.Set(TakenOver(handle.Id), Value.True) : state;

    /// <summary>
    /// What is resumed is the handle that a field of this object holds: the same field, unless somebody wrote it meanwhile, has the same handle, and
    /// that one is not to be resumed again.
    /// </summary>
    private Value ResumedBefore(FlowState state, Value handle)
        => handle is Sym { Id: var id } && state.Env.Get(TakenOver(id)) is Num { N: < 0 and var duty } ? new Pended((int)~duty, -1) : handle;

    private FlowState RememberResumed(FlowState state, Value handle, int duty)
        => handle is not Sym { Id: var id } ? state : state.Set(TakenOver(id), _ids.SymbolKeyOf(id).Origin is PlaceKey { Root: "static" or ObjectKey { Id: Ids.This }, Member: ISymbol } ? new Num(~(long)duty) : Value.True);

    /// <summary>
    /// A field is about to be written whose handle variables have: from here on they alone do, and it is followed like one out of a queue. Two
    /// states where the field may have been empty.
    /// </summary>
    private IEnumerable<FlowState> TakeCopy(Frame frame, IOperation operation, FlowState state, int place, Value value)
    {
        var content = IsOfThis(place) ? ContentOfSlot(state, place) : -1;
        if (content < 0 || value.Symbol == content || !IsOnlyInVariables(state, place, content))
            return [state];
        var result = new List<FlowState>();
        if (state.Confine(content, Range.Zero) is { } empty)
            result.Add(empty);
        if (state.Confine(content, Range.NonZero) is { } full)
        {
            var (taken, duty) = Take(frame, operation, full, Situation.Pended, OperationOf(TypeOfMember((ISymbol)_ids.PlaceKeyOf(place).Member!), content));
            taken = Learn(taken, duty, (ISymbol)_ids.PlaceKeyOf(place).Member!);
            result.Add(taken.With(env: taken.Env.Select((_, held) => held.Symbol == content ? HandleOf(taken, duty) : held)).Set(TakenOver(content), Value.True));
        }
        return result;
    }

    /// <summary>What is known of a handle that was taken out of a field, from what is ever put in.</summary>
    private FlowState Learn(FlowState state, int duty, ISymbol? sink)
    {
        if (sink is null || bodies.Contents.Of(sink, cancellation) is not { Operations: { IsEmpty: false } operations } content)
            return state;
        if (!content.IsOwed)
            return state.Set(duty, state.Duties.Get(duty)! with { Situation = Situation.Unknown });
        return state.Confine(_duties[duty].OperationSymbol, operations) ?? state;
    }

    /// <summary>The field that a value was read from.</summary>
    private ISymbol? SinkOf(Value handle) => handle is Sym { Id: var id } && _ids.SymbolKeyOf(id).Origin is PlaceKey { Member: ISymbol member } ? member : null;

    private bool IsOnlyInVariables(FlowState state, int place, int content)
    {
        var found = false;
        for (var i = 0; i < state.Env.Count; i++)
            if (state.Env.KeyAt(i) != place && state.Env.ValueAt(i).RestsOn(content))
            {
                if (state.Env.ValueAt(i) is not Sym || _ids.PlaceKeyOf(state.Env.KeyAt(i)) is not ({ Root: ISymbol { Kind: SymbolKind.Local or SymbolKind.Parameter }, Member: null } or { Root: CaptureKey or IOperation }))
                    return false;
                found = true;
            }
        return found;
    }

    /// <summary>
    /// A handle that was resumed stays in its field, where a later call of this body finds it again (C104). Said only where nothing ever empties the field,
    /// the body may be called at any time, it counts on finding no handle there, and nothing else in it can keep the second call from going the same way.
    /// </summary>
    private void CheckLeft(Frame frame, Exit exit)
    {
        if (exit.Kind != ExitKind.Return)
            return;
        for (var i = 0; i < exit.State.Env.Count; i++)
            if (exit.State.Env.ValueAt(i) is Num { N: < 0 and var resumed } && _ids.PlaceKeyOf(exit.State.Env.KeyAt(i)) is { Root: "static", Member: ValueTuple<string, int> { Item1: "taken over", Item2: var handle } }
                && _ids.SymbolKeyOf(handle).Origin is PlaceKey { Member: ISymbol sink } slot && exit.State.Env.Get(_ids.Place(slot.Root, sink)) is null or Sym
                && bodies.Contents.Of(sink, cancellation) is { Operations.IsEmpty: false, IsOwed: true, IsEmptied: false } && IsCalledAgain(frame.Body, sink))
                frame.Findings.Add(new(FindingKind.CompletedTwice, _duties[(int)~resumed].Site?.Syntax, _duties[(int)~resumed], exit.State.Path));
    }

    /// <summary>
    /// Whether all code that names the field for one handle that this one was put in has been run here, and none of it is called from elsewhere: nobody else finds
    /// it there then.
    /// </summary>
    private bool IsFoundHereOnly(int duty)
        => _stored.FirstOrDefault(s => s.Duty.Id == duty) is { Sink: var sink } && symbols.IsPended(TypeOfMember(sink)) && sink.DeclaredAccessibility == Accessibility.Private
            && bodies.Naming(sink, cancellation).All(b => b is not null && _ran.Contains(b) && (b == _root || b.Method is { DeclaredAccessibility: Accessibility.Private }));

    private static readonly string[] LastCalls = ["Dispose", "Halt", "Unbind", "Stop", "Close", "Shut", "End", "Destroy", "Unload", "Teardown", "TearDown", "Exit"];

    private bool IsCalledAgain(Body body, ISymbol sink)
        => symbols.RoleOf(sink.ContainingType) is Role.Intermediate or Role.Target && (_handler is not null ? IsFree(body) : IsOpen(body, sink))
            && AsksWhetherFull(body, sink) && !body.Graph.OriginalOperation.Descendants().Any(o => MayGuard(o, sink));

    /// <summary>Whether others may call the body whenever they like.</summary>
    private static bool IsFree(Body body) => body is { Parent: null, Method: { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: not Accessibility.Private } };

    /// <summary>
    /// Whether the body runs whenever others like, with what they like: as a method that only hands its arguments to functions of the DDI, or a private one that
    /// such methods call, and nothing else does but what fills the field.
    /// </summary>
    private bool IsOpen(Body body, ISymbol sink)
    {
        if (body is not { Parent: null, Method: { MethodKind: MethodKind.Ordinary } method } || LastCalls.Any(n => method.Name.IndexOf(n, StringComparison.Ordinal) >= 0)
            || body.Graph.OriginalOperation.Descendants().Any(o => o is IParameterReferenceOperation && !(o.Parent is IArgumentOperation { Parent: IInvocationOperation call } && symbols.ContractOf(call.TargetMethod).Function is not null)))
            return false;
        if (method.DeclaredAccessibility != Accessibility.Private)
            return !HasOtherCallers(method, sink);
        var callers = bodies.Naming(method, cancellation).Where(c => c is null || !Fills(c, sink) && c.Graph.OriginalOperation.Descendants().Any(o => Calls(o, method))).ToList();
        return callers.Count > 0 && callers.All(c => c is not null && IsFree(c) && IsPlain(c) && IsOpen(c, sink));
    }

    /// <summary>Whether the body does the same whenever it is called.</summary>
    private static bool IsPlain(Body body) => body.Graph.OriginalOperation.Descendants().All(o => o is IBlockOperation or IExpressionStatementOperation or IInvocationOperation or IArgumentOperation or IInstanceReferenceOperation or IParameterReferenceOperation or IPropertyReferenceOperation or ILiteralOperation or IMethodBodyOperation or IReturnOperation { ReturnedValue: null });

    /// <summary>Whether code that does not fill the field itself calls the method, or may: it may see to it that this is not done twice.</summary>
    private bool HasOtherCallers(IMethodSymbol method, ISymbol sink)
        => bodies.Naming(method, cancellation).Any(caller => caller is null || caller.Graph.OriginalOperation.Descendants().Any(o => Calls(o, method))
            && !Fills(caller, sink));

    private static bool Fills(Body body, ISymbol sink)
        => body.Graph.OriginalOperation.Descendants().Any(o => o is ISimpleAssignmentOperation { Target: IMemberReferenceOperation filled } && SymbolEqualityComparer.Default.Equals(filled.Member, sink));

    private static bool Calls(IOperation operation, IMethodSymbol method)
        => SymbolEqualityComparer.Default.Equals((operation as IInvocationOperation)?.TargetMethod ?? (operation as IMethodReferenceOperation)?.Method, method);

    private static bool AsksWhetherFull(Body body, ISymbol sink)
    {
        var copies = body.Graph.OriginalOperation.Descendants().OfType<IVariableDeclaratorOperation>().Where(d => d.Initializer is { Value: var value } && IsRead(value)).Select(d => d.Symbol).ToList();
        return body.Graph.OriginalOperation.Descendants().Any(o => o is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } or IIsPatternOperation or IConditionalAccessOperation
            && o.ChildOperations.Any(IsAsked));

        bool IsAsked(IOperation value) => value switch
        {
            IConversionOperation conversion => IsAsked(conversion.Operand),
            ILocalReferenceOperation { Local: var local } => copies.Contains(local, SymbolEqualityComparer.Default),
            _ => IsRead(value),
        };

        bool IsRead(IOperation value) => value is IMemberReferenceOperation read && SymbolEqualityComparer.Default.Equals(read.Member, sink);
    }

    /// <summary>Whether the driver's own state may have a part in what is done: another member of it, or a method that decides.</summary>
    private static bool MayGuard(IOperation operation, ISymbol sink) => operation switch
    {
        IFieldReferenceOperation { Field: { IsReadOnly: false, IsConst: false } field } => IsOwn(field, sink) && !SymbolEqualityComparer.Default.Equals(field, sink),
        IPropertyReferenceOperation { Property: { IsReadOnly: false } property } => IsOwn(property, sink) && !SymbolEqualityComparer.Default.Equals(property, sink),
        IInvocationOperation { TargetMethod: { ReturnsVoid: false } method } => IsOwn(method, sink) && (sink.IsStatic || !method.IsStatic),
        _ => false,
    };

    private static bool IsOwn(ISymbol member, ISymbol sink) => !member.DeclaringSyntaxReferences.IsEmpty && SymbolEqualityComparer.Default.Equals(member.ContainingType, sink.ContainingType);
}
