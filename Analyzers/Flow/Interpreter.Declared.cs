using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>An object that a contract file says must be settled. Unlike a list it may be stored: what goes where others find it is theirs.</summary>
internal sealed record Due(int Duty) : Value
{
    public override bool IsTracked => true;
}

/// <summary>What somebody waits on until the object is settled: its task.</summary>
internal sealed record Promise(int Duty) : Value;

/// <content>Duties of types that contract files declare: made here or received, settled by their own members, or handed to others.</content>
internal sealed partial class Interpreter
{
    private static readonly string[] LookingMembers = ["ToString", "GetHashCode", "Equals", "GetType", "ReferenceEquals"];

    /// <summary>The object that a parameter brings. It is this body's to settle only where the parameter's contract says so.</summary>
    private (FlowState State, Value Value) DeclaredParameter(IParameterSymbol parameter, DeclaredDuty declared, FlowState state)
        => parameter.RefKind != RefKind.None ? (state, new Sym(_ids.Symbol(new(parameter)))) : Received(parameter, parameter, symbols.PassingOf(parameter), declared, state);

    private (FlowState State, Value Value) Received(ISymbol variable, IParameterSymbol? parameter, Passing passing, DeclaredDuty declared, FlowState state)
    {
        var isHelper = passing is Passing.Borrows or Passing.DischargesWhenTrue or Passing.DischargesWhenFalse; // judged as lists are
        var duty = NewDuty(id => new(id, isHelper ? DutyOrigin.Annotated : DutyOrigin.Declared, variable.Name) { Declared = declared, Passing = passing, Parameter = parameter });
        return (state.Set(duty.Id, new DutyState(Situation.Owed, 0)), new Due(duty.Id));
    }

    /// <summary>A lambda that is analysed on its own gets the objects that it captures as a method gets its parameters.</summary>
    private FlowState DeclaredCaptures(Body body, FlowState state)
    {
        if (body.Parent is null || symbols.Foreign.Duties.IsEmpty)
            return state;
        foreach (var variable in body.Captured)
            if (symbols.Foreign.DutyOf(variable is ILocalSymbol local ? local.Type : ((IParameterSymbol)variable).Type) is { } declared)
            {
                var (after, value) = Received(variable, null, Passing.Unstated, declared, state);
                state = after.Set(_ids.Place(variable), value);
            }
        return state;
    }

    /// <summary>Handles calls that make or settle such an object, or are made on one; false leaves them to the general rules.</summary>
    private bool Declared(Frame frame, CallSite site, FlowState state, Action<FlowState, Value> push)
    {
        if (site.Operation is IObjectCreationOperation creation && symbols.Foreign.DutyOf(creation.Type) is { } declared)
        {
            for (var i = 0; i < site.Arguments.Length; i++)
                state = Unknown(frame, site, i, state);
            var (after, made) = NewDue(frame, creation, declared, state);
            push(after, made);
            return true;
        }
        if (site.Receiver is not Due due || site.Operation is not IInvocationOperation)
            return false;
        var (name, duty) = (site.Method!.Name, _duties[due.Duty].Declared!);
        for (var i = 0; i < site.Arguments.Length; i++)
            state = Unknown(frame, site, i, state);
        if (duty.OwedFrom.Contains(name))
            state = Promised(due, state);
        if (duty.SettledBy.Contains(name))
            state = Settle(frame, site.Operation, due, name, false, state);
        else if (duty.TrySettledBy.Contains(name))
            state = Settle(frame, site.Operation, due, name, true, state);
        else if (!duty.OwedFrom.Contains(name) && !duty.BorrowedBy.Contains(name) && !LookingMembers.Contains(name))
            state = LetGo(state, due);
        if (!duty.SettledBy.Contains(name) && !duty.TrySettledBy.Contains(name))
            MayThrow(frame, site.Operation, state);
        if (duty.OwedFrom.Contains(name) && !site.Method.ReturnsVoid)
            push(state, new Promise(due.Duty));
        else
            PushFresh(state, site.Operation, push);
        return true;
    }

    private (FlowState State, Value Made) NewDue(Frame frame, IObjectCreationOperation creation, DeclaredDuty declared, FlowState state)
    {
        var variable = VariableOf(creation);
        var info = _duties.FirstOrDefault(d => d.Origin == DutyOrigin.Declared && d.Site == creation)
            ?? NewDuty(id => new(id, DutyOrigin.Declared, variable?.Name ?? "") { Declared = declared, Site = creation });
        if (state.Duties.Get(info.Id) is { Situation: Situation.Owed })
        {
            // made again in a loop: the former one is lost if only the variable that gets the new one holds it
            var holders = Enumerable.Range(0, state.Env.Count).Where(i => state.Env.ValueAt(i) is Due held && held.Duty == info.Id).Select(i => _ids.PlaceKeyOf(state.Env.KeyAt(i)).Root).ToList();
            if (holders.All(h => h is ISymbol holder && SymbolEqualityComparer.Default.Equals(holder, variable)))
                Report(frame, FindingKind.NotCompleted, creation, info.Id, state);
        }
        state = state.With(env: state.Env.Where((_, value) => DutyOf(value) != info.Id));
        return (state.Set(info.Id, new DutyState(declared.OwedFrom.IsEmpty ? Situation.Owed : Situation.Idle, 0)), new Due(info.Id));
    }

    private static ISymbol? VariableOf(IOperation creation)
    {
        var operation = creation.Parent;
        while (operation is IConversionOperation)
            operation = operation.Parent;
        return operation is ISimpleAssignmentOperation { Target: ILocalReferenceOperation { Local: var local } } ? local : null;
    }

    /// <summary>A property of such an object, or of what somebody waits on, is read.</summary>
    private void ReadDeclared(IPropertyReferenceOperation reference, Value receiver, FlowState state, Action<FlowState, Value> push)
    {
        switch (receiver)
        {
            case Due due when _duties[due.Duty].Declared!.OwedFrom.Contains(reference.Property.Name):
                // "new Source().Task" cannot be settled by anybody: a task that never ends, made on purpose
                push(reference.Instance is IObjectCreationOperation ? state : Promised(due, state), new Promise(due.Duty));
                break;
            case Promise promise when reference.Property.Type is { SpecialType: SpecialType.System_Boolean } or { TypeKind: TypeKind.Enum }:
                // the code looks whether the object is settled already: what it does then is right
                PushFresh(LetGo(state, new Due(promise.Duty)), reference, push);
                break;
            default:
                PushFresh(state, reference, push);
                break;
        }
    }

    private static FlowState Promised(Due due, FlowState state)
        => state.Duties.Get(due.Duty) is { Situation: Situation.Idle } idle ? state.Set(due.Duty, idle with { Situation = Situation.Owed }) : state;

    private FlowState Settle(Frame frame, IOperation call, Due due, string name, bool tries, FlowState state)
    {
        var duty = state.Duties.Get(due.Duty);
        if (duty is null || (duty.Situation & (Situation.Unknown | Situation.DoneTwice)) != 0 || tries && duty.Situation == Situation.Done)
            return state;
        if (duty.Situation != Situation.Done) // where several are possible, rather silent than wrong
            return state.Set(due.Duty, duty with { Situation = Situation.Done, Discharge = call });
        Report(frame, FindingKind.CompletedTwice, call, due.Duty, state, name, duty.Discharge?.Syntax);
        return state.Set(due.Duty, duty with { Situation = Situation.DoneTwice });
    }

    /// <summary>Code that is not seen gets the value: what becomes of the objects that it can reach is said by the callee's contract, or by the option.</summary>
    private FlowState GiveAway(Frame frame, IOperation operation, IMethodSymbol? callee, IParameterSymbol? parameter, Value value, FlowState state)
    {
        if (symbols.Foreign.Duties.IsEmpty)
            return state;
        foreach (var due in Reachable(state, value))
        {
            var passing = value is Due && parameter is not null ? symbols.PassingOf(parameter) : Passing.Unstated;
            var info = _duties[due.Duty];
            var option = info is { Origin: DutyOrigin.Declared, Site: null, Passing: Passing.Unstated } ? UnknownCalleeOption.Trusted : info.Declared!.UnknownCallee ?? options.UnknownCallee; // received, and not this body's to settle
            if (passing == Passing.Discharges)
                state = Settle(frame, operation, due, callee!.Name, false, state);
            else if (passing == Passing.Unstated && (state.Duties.Get(due.Duty)!.Situation & (Situation.Owed | Situation.Idle)) != 0 && option == UnknownCalleeOption.Unproven && !IsStore(callee))
                state = GiveUp(frame, operation, due.Duty, state, value is Func or Lazy or Multicast ? "it is captured by a delegate that this analysis does not see run" : $"'{callee?.Name ?? "the callee"}' has no ownership attribute and no body here");
            else if (passing is Passing.DischargesWhenTrue or Passing.DischargesWhenFalse || passing == Passing.Unstated && (option != UnknownCalleeOption.Untrusted || IsStore(callee)))
                state = LetGo(state, due);
        }
        return state;
    }

    /// <summary>Whether the callee keeps what it gets where others find it: a collection, an exchange of variables.</summary>
    private static bool IsStore(IMethodSymbol? callee)
        => callee?.ContainingType is { } type && (type.Name == "Interlocked" || IsCollection(type));

    /// <summary>Others have the objects that can be reached through the value, and settle them: no longer this body's business.</summary>
    private FlowState LetGo(FlowState state, Value value)
    {
        if (!symbols.Foreign.Duties.IsEmpty)
            foreach (var due in Reachable(state, value))
                state = state.Set(due.Duty, state.Duties.Get(due.Duty)! with { Situation = Situation.Unknown });
        return state;
    }

    /// <summary>The objects in the value. A delegate reaches every variable that any lambda or local function of its body captures.</summary>
    private List<Due> Reachable(FlowState state, Value value)
    {
        var found = new List<Due>();
        if (!symbols.Foreign.Duties.IsEmpty)
            Collect(value);
        return found;

        void Collect(Value reached)
        {
            switch (reached)
            {
                case Due due when state.Duties.Get(due.Duty) is not null && !found.Contains(due):
                    found.Add(due);
                    break;
                case Struct structure:
                    for (var i = 0; i < structure.Fields.Count; i++)
                        Collect(structure.Fields.ValueAt(i));
                    break;
                case AnyOf any:
                    foreach (var choice in any.Values)
                        Collect(choice);
                    break;
                case Multicast several:
                    foreach (var function in several.Functions)
                        Collect(function);
                    break;
                case Lazy lazy:
                    Collect(lazy.Function);
                    foreach (var argument in lazy.Arguments)
                        Collect(argument);
                    break;
                case Func { Home: { } home } function:
                    for (var i = 0; i < state.Env.Count; i++)
                        if (state.Env.ValueAt(i) is Due or AnyOf or Struct && _ids.PlaceKeyOf(state.Env.KeyAt(i)).Root is ISymbol { Kind: SymbolKind.Local or SymbolKind.Parameter } variable && home.IsShared(variable))
                            Collect(state.Env.ValueAt(i));
                    if (function.Receiver is not Func)
                        Collect(function.Receiver);
                    break;
            }
        }
    }

    /// <summary>What a body returns is its caller's, also where the value itself is not followed any further.</summary>
    private FlowState ReturnDeclared(Frame frame, Value value, FlowState state)
        => value is Due && !frame.IsRoot && frame.Body.Method is { IsAsync: false, MethodKind: not MethodKind.AnonymousFunction } ? state : LetGo(state, value);

    /// <summary>An object that the callee made and kept to itself is the callee's to settle: it is a root of its own.</summary>
    private FlowState ForgetMade(FlowState before, FlowState after, Value result, ImmutableArray<Value> references)
    {
        for (var i = 0; i < after.Duties.Count && !symbols.Foreign.Duties.IsEmpty; i++)
        {
            var (id, duty) = (after.Duties.KeyAt(i), after.Duties.ValueAt(i));
            if (_duties[id].Origin == DutyOrigin.Declared && before.Duties.Get(id) is null && DutyOf(result) != id && references.All(r => DutyOf(r) != id))
                after = after.Set(id, duty with { Situation = Situation.Unknown });
        }
        return after;
    }

    /// <summary>Whether the callee alone made the mistake: it has the object as a parameter, and is a root of its own.</summary>
    private static bool IsOwnMistake(Finding finding, ImmutableArray<Value> arguments, FlowState state)
        => finding.Duty.Declared is not null && arguments.Contains(new Due(finding.Duty.Id)) && state.Duties.Get(finding.Duty.Id) is { Situation: Situation.Owed or Situation.Idle };

    /// <summary>Whether a loop that came after the object was made speaks of it: an empty sequence is often ruled out where this analysis does not see it.</summary>
    private static bool UsesInLoop(SyntaxNode body, DutyInfo info)
        => body.DescendantNodes().Any(n => n is CommonForEachStatementSyntax or ForStatementSyntax or WhileStatementSyntax && !n.Span.Contains(info.Site!.Syntax.Span)
            && n.DescendantNodes().Any(m => m is IdentifierNameSyntax { Identifier.ValueText: var name } && name == info.Name));

    private void CheckDeclared(Frame frame, Exit exit, DutyInfo info, DutyState duty)
    {
        var isMade = info.Site is not null;
        if (!isMade && info.Passing != Passing.Discharges || (duty.Situation & Situation.Owed) == 0 || (duty.Situation & Situation.Unknown) != 0 || !MayOwe(exit.State, info.Id))
            return;
        if (DutyOf(exit.Result) == info.Id || exit.ByReference.Any(r => DutyOf(r) == info.Id))
            return; // handed to the caller
        var body = frame.Body.Graph.OriginalOperation.Syntax;
        var isHere = isMade && body.SyntaxTree == info.Site!.Syntax.SyntaxTree && body.Span.Contains(info.Site.Syntax.Span);
        var (at, related) = isHere ? (info.Site!.Syntax, exit.At) : (exit.At, info.Site?.Syntax);
        var reason = duty.Situation != Situation.Owed ? "too many correlated conditions"
            : isHere && UsesInLoop(body, info) ? "it is used in a loop that may have no turn" : null;
        if (reason is not null && duty.Situation == Situation.Owed && (info.Declared!.UnknownCallee ?? options.UnknownCallee) != UnknownCalleeOption.Unproven)
            return;
        var kind = reason is not null ? FindingKind.Unproven : exit.Kind == ExitKind.Return ? FindingKind.NotCompleted : FindingKind.LeftByException;
        if (kind == FindingKind.LeftByException && (isMade || options.Exceptions == ExceptionOption.Ignore))
            return; // nobody got hold of it
        frame.Findings.Add(new(kind, at, info, exit.State.Path) { Detail = reason ?? "", Related = Finding.Places(related) });
    }
}
