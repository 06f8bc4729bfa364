using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>
/// Calls. Attributes come first; then the few library members of <see cref="Library"/>; then bodies of this compilation, run over the
/// caller's state and remembered by what they were given; all else is unknown.
/// </content>
internal sealed partial class Interpreter
{
    /// <summary>A call with its parts found: values stand in the order of the parameters.</summary>
    private sealed record CallSite(IOperation Operation, IMethodSymbol? Method, IOperation? ReceiverOperation, Value Receiver, ImmutableArray<Value> Arguments, ImmutableArray<IOperation?> Operations)
    {
        /// <summary>What an instance method, or an extension of the same name, works on.</summary>
        public Value Subject => Method!.IsStatic ? Arguments.FirstOrDefault() ?? Value.Unknown : Receiver;
    }

    private void Call(Frame frame, IOperation operation, FlowState state, Value[] values, Action<FlowState, Value> push)
    {
        var site = Bind(operation, values);
        if (site.Receiver is Multicast several && operation is IInvocationOperation)
        {
            var states = new List<(FlowState State, Value Result)> { (state, Value.Unknown) };
            foreach (var each in several.Functions.OfType<Func>())
            {
                var after = new List<(FlowState, Value)>();
                foreach (var (s, _) in states)
                    CallFunction(frame, site, each, s, (t, v) => after.Add((t, v)));
                states = after;
            }
            foreach (var (s, v) in states)
                push(s, v);
            return;
        }
        if (site.Method is null)
        {
            if (operation is IFunctionPointerInvocationOperation && site.Receiver is Func target)
                CallFunction(frame, site, target, state, push);
            else
                Opaque(frame, site, state, push);
        }
        else if (site.Method.MethodKind == MethodKind.DelegateInvoke && site.Receiver is Func function)
            CallFunction(frame, site, function, state, push);
        else
            CallMethod(frame, site, state, push);
    }

    private static CallSite Bind(IOperation operation, Value[] values)
    {
        var (method, receiver, arguments) = operation switch
        {
            IInvocationOperation call => (call.TargetMethod, call.Instance, call.Arguments),
            IObjectCreationOperation creation => (creation.Constructor, null, creation.Arguments),
            IPropertyReferenceOperation property => (property.Property.GetMethod, property.Instance, property.Arguments),
            IFunctionPointerInvocationOperation pointer => (null, pointer.Target, pointer.Arguments),
            IDynamicInvocationOperation dynamic => (null, dynamic.Operation, ImmutableArray<IArgumentOperation>.Empty),
            _ => ((IMethodSymbol?)null, (IOperation?)null, ImmutableArray<IArgumentOperation>.Empty),
        };
        var offset = receiver is null ? 0 : 1;
        var first = offset == 0 ? Value.Unknown : values[0];
        if (method is null)
            return new(operation, null, receiver, first, values.Skip(offset).ToImmutableArray(), arguments.Select(a => (IOperation?)a.Value).ToImmutableArray());
        var ordered = new Value[method.Parameters.Length];
        var operations = new IOperation?[ordered.Length];
        for (var i = 0; i < arguments.Length && i + offset < values.Length; i++)
            if (arguments[i].Parameter is { } parameter && parameter.Ordinal < ordered.Length)
                (ordered[parameter.Ordinal], operations[parameter.Ordinal]) = (values[i + offset], arguments[i].Value);
        return new(operation, method, receiver, first, ordered.Select(v => v ?? Value.Unknown).ToImmutableArray(), operations.ToImmutableArray());
    }

    /// <summary>A call of a delegate or function pointer whose target is known.</summary>
    private void CallFunction(Frame frame, CallSite site, Func function, FlowState state, Action<FlowState, Value> push)
    {
        if (function is { Lambda: null, Method.IsStatic: true } && function.Method.Parameters.Length == site.Arguments.Length + 1) // an extension method, with its first argument
            site = site with { Arguments = site.Arguments.Insert(0, function.Receiver), Operations = site.Operations.Insert(0, null) };
        if (function.Lambda is not null)
            Invoke(frame, site.Operation, function.Home!.Nested(function.Lambda), function.Receiver, site.Arguments, state, push);
        else
            CallMethod(frame, site with { Method = function.Method, Receiver = function.Receiver }, state, push, function.Home);
    }

    private void CallMethod(Frame frame, CallSite site, FlowState state, Action<FlowState, Value> push, Body? home = null)
    {
        var method = site.Method!;
        if (IsLeftOut(method, site.Operation))
        {
            push(site.Arguments.Aggregate(state, (s, asserted) => ForgetDecision(MayBeAsked(asserted, s), asserted)), Value.Unknown);
            return;
        }
        if (Declared(frame, site, state, push))
            return;
        if (method.Name == "DisposeAsync" && !IsAwaited(site.Operation) && site.Receiver is Obj { Id: not Ids.This } disposed)
        {
            foreach (var held in FieldsOf(state, disposed).OfType<Pended>())
                state = GiveUp(frame, site.Operation, held.Duty, state, "DisposeAsync is not awaited and may not finish");
            PushFresh(state, site.Operation, push);
            return;
        }
        for (var i = 0; i < site.Arguments.Length; i++)
            if (symbols.IsPended(method.Parameters[i].Type))
                state = GivenOver(state, site.Arguments[i]);
        WroteByCall(frame, ref state, site);
        state = CheckArguments(frame, site, NeedForCall(frame, site, state));
        if (KeepsRecords(frame, site, state, push))
            return;
        var contract = symbols.ContractOf(method);
        if (contract.Splits)
        {
            TakeApart(frame, site, state, push);
            return;
        }
        if (contract.Converts || contract.Pends || contract.Resumes)
        {
            var (after, value) = contract.Converts ? ConvertList(frame, site.Operation, Carrier(site), contract, site.Arguments, state)
                : contract.Pends ? Pend(frame, site.Operation, site.Receiver, state)
                : Resume(frame, site.Operation, Carrier(site), state);
            push(after, value);
            return;
        }
        if (contract.Discharges is { } discharges && !IsEmptyBase(method))
        {
            state = CallMade(site.Operation, discharges, state);
            if (_isFinalizer)
                frame.Findings.Add(new(FindingKind.InFinalizer, site.Operation.Syntax, NoDuty, state.Path) { Detail = KnownSymbols.FunctionOf(method).Name });
            for (var i = 0; i < site.Arguments.Length; i++)
                if (symbols.IsToken(method.Parameters[i].Type))
                    state = Discharge(frame, site.Operation, site.Operations[i], site.Arguments[i], discharges, KnownSymbols.FunctionOf(method).Name, state);
                else
                {
                    Use(frame, ref state, site.Arguments[i], site.Operation);
                    state = SetOut(method, site, i, state);
                }
            PushFresh(IsRuntime(method) ? state : Havoc(state, site.Operation), site.Operation, (s, v) => push(KeepAnswer(site, discharges, Decide(site, s, v)), v));
            return;
        }
        if (method.Parameters.Any(p => symbols.CanOwe(p.Type) && symbols.PassingOf(p) != Passing.Unstated))
        {
            Annotated(frame, site, method, state, push);
            return;
        }
        state = AfterCall(site, state);
        if (Library(frame, site, state, push))
            return;
        if (method.MethodKind == MethodKind.LocalFunction && (home ?? frame.Body).LocalFunction(method) is { } local)
        {
            Invoke(frame, site.Operation, local, frame.Self, site.Arguments, state, push);
            return;
        }
        if (site.Operation is IObjectCreationOperation source && symbols.Compilation.Declares(source.Type) && (bodies.Of(method, cancellation) is null || IsInteresting(site, state)))
        {
            if (method.IsImplicitlyDeclared || IsPrimary(method) || bodies.Of(method, cancellation) is not null)
            {
                Create(frame, source, site, state, push);
                return;
            }
        }
        else if (method.MethodKind == MethodKind.Constructor && site.Operation is IInvocationOperation)
        {
            Construct(frame, site.Operation, method, site.Receiver, site.Arguments, state, s => push(s, Value.Unknown));
            return;
        }
        else if (site.Receiver is Obj { Id: not Ids.This } record && method is { ContainingType.IsRecord: true, Name: "<Clone>$" })
        {
            var (cloned, copy) = Clone(site.Operation, state, record);
            push(cloned, copy);
            return;
        }
        else if (IsInteresting(site, state))
        {
            var targets = !IsVirtualCall(site) ? ImmutableArray.Create(method)
                : self is not null && site.Receiver is Obj { Id: Ids.This } ? ImmutableArray.Create(KnownSymbols.LastOverride(self, method))
                : TargetsOf(site, method);
            var known = targets.Select(t => bodies.Of(t, cancellation)).OfType<Body>().ToList();
            if (known.Count > 0)
            {
                foreach (var body in known)
                    Invoke(frame, site.Operation, body, site.Receiver, site.Arguments, state, push);
                return;
            }
        }
        if (site.Operation is IObjectCreationOperation made)
            CreateOpaque(frame, made, site, state, push);
        else
            Opaque(frame, site, state, push);
    }

    /// <summary>What a conversion or a resumption is made on: the receiver, or the parameter that a contract file names.</summary>
    private Value Carrier(CallSite site)
        => symbols.Foreign.Moves.TryGetValue(site.Method!.OriginalDefinition, out var move) && move.Carrier >= 0 ? site.Arguments[move.Carrier] : site.Receiver;

    private static bool IsAwaited(IOperation operation)
    {
        while (operation.Parent is IConversionOperation or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "AsTask" })
            operation = operation.Parent;
        return operation.Parent is IAwaitOperation or IReturnOperation || operation.IsImplicit;
    }

    /// <summary>Calls that the compiler leaves out: of conditional methods without their symbol, and of partial methods without a body.</summary>
    private bool IsLeftOut(IMethodSymbol method, IOperation call)
    {
        if (method is { IsPartialDefinition: true, PartialImplementationPart: null } && symbols.Compilation.Declares(method))
            return true;
        var conditions = method.GetAttributes().Where(a => a.AttributeClass is { Name: "ConditionalAttribute", ContainingNamespace.Name: "Diagnostics" })
            .Select(a => a.ConstructorArguments.FirstOrDefault().Value as string).ToList();
        return conditions.Count > 0 && conditions.All(c => c is null || !IsDefined(call.Syntax.SyntaxTree, c));
    }

    private static bool IsDefined(SyntaxTree tree, string name)
        => tree.Options.PreprocessorSymbolNames.Contains(name)
            || tree.GetRoot().DescendantTrivia().Any(t => t.GetStructure() is DefineDirectiveTriviaSyntax define && define.Name.ValueText == name);

    /// <summary>An abstract type's empty handler is a place-holder for the types that override it; calling it completes nothing.</summary>
    private bool IsEmptyBase(IMethodSymbol method)
        => bodies.Of(method, cancellation) is { } body && HandlerFinder.IsEmptyBase(method, body.Graph);

    /// <summary>What a virtual call may reach: on an object made here of one type alone, else of the receiver's and those derived from it.</summary>
    private ImmutableArray<IMethodSymbol> TargetsOf(CallSite site, IMethodSymbol method)
        => site.Receiver is Obj { Id: not Ids.This and var id } && _ids.ObjectOf(id) is IObjectCreationOperation { Type: { } made } ? bodies.Targets(method, made, true)
            : bodies.Targets(method, site.Operation is IInvocationOperation { TargetMethod.MethodKind: MethodKind.DelegateInvoke } ? null : Unconverted(site.ReceiverOperation)?.Type, false);

    private static bool IsVirtualCall(CallSite site)
        => site.Operation is IInvocationOperation { IsVirtual: true } or IPropertyReferenceOperation { Property.IsAbstract: true } && site.Method is { ContainingType.IsSealed: false };

    /// <summary>Whether a body is worth running for the call: a duty, a delegate or a variable of the caller is within its reach.</summary>
    private bool IsInteresting(CallSite site, FlowState state)
        => site.Arguments.Any(v => v is StrayToken or Ref || v.IsTracked && v is not Obj { Id: Ids.This })
            || site.Receiver is not Obj { Id: Ids.This } && (site.Receiver.IsTracked || site.Receiver is Ref or Struct)
            || site.Operation is IObjectCreationOperation { Type.IsRefLikeType: true }
            || HoldsTracked(state)
            || OwesCall(state)
            || _isFinalizer
            || (site.Method is { IsStatic: true } or { IsVirtual: false, IsOverride: false, IsAbstract: false } && symbols.Compilation.Declares(site.Method)
                && (site.Method.DeclaringSyntaxReferences is [{ Span.Length: < 400 }] || NamesHandles(site.Method)));

    /// <summary>Whether a method names a place for handles of its type: it may empty it, and what is stored there afterwards depends on that.</summary>
    private bool NamesHandles(IMethodSymbol method)
        => method.ContainingType.GetMembers().Where(m => Holds(TypeOfMember(m))).ToList() is { Count: > 0 } places && bodies.Of(method, cancellation) is { } body && places.Any(body.Mentions);

    private bool HoldsTracked(FlowState state)
    {
        for (var i = 0; i < state.Env.Count; i++)
            if (state.Env.ValueAt(i).IsTracked && _ids.PlaceKeyOf(state.Env.KeyAt(i)).Root is "static" or ObjectKey { Id: Ids.This })
                return true;
        return false;
    }

    /// <summary>A helper whose parameters state who owns the list; its body is checked where it stands (CHIM1009).</summary>
    private void Annotated(Frame frame, CallSite site, IMethodSymbol method, FlowState state, Action<FlowState, Value> push)
    {
        if (LookAt(frame, site, method, state, push))
            return;
        if (!method.Parameters.Any(p => symbols.PassingOf(p) == Passing.Discharges)) // discharging calls do not throw
            MayThrow(frame, site.Operation, state);
        var (taken, kept) = (state, state);
        var when = (bool?)null;
        for (var i = 0; i < site.Arguments.Length; i++)
        {
            switch (symbols.CanOwe(method.Parameters[i].Type) ? symbols.PassingOf(method.Parameters[i]) : Passing.Borrows)
            {
                case Passing.Discharges:
                    CheckPromise(frame, site, method, site.Arguments[i], state);
                    taken = Discharge(frame, site.Operation, site.Operations[i], site.Arguments[i], null, method.Name, taken);
                    kept = Discharge(frame, site.Operation, site.Operations[i], site.Arguments[i], null, method.Name, kept);
                    break;
                case Passing.DischargesWhenTrue or Passing.DischargesWhenFalse:
                    when = symbols.PassingOf(method.Parameters[i]) == Passing.DischargesWhenTrue;
                    taken = Discharge(frame, site.Operation, site.Operations[i], site.Arguments[i], null, method.Name, taken);
                    break;
                case Passing.Unstated:
                    (taken, kept) = (Unknown(frame, site, i, taken), Unknown(frame, site, i, kept));
                    break;
                default:
                    Use(frame, ref taken, site.Arguments[i], site.Operation);
                    Use(frame, ref kept, site.Arguments[i], site.Operation);
                    if (!IsRuntime(method))
                        (taken, kept) = (SetAllMarks(taken, site.Arguments[i]), SetAllMarks(kept, site.Arguments[i]));
                    break;
            }
            (taken, kept) = (SetOut(method, site, i, taken), SetOut(method, site, i, kept));
        }
        if (when is { } value)
        {
            push(Havoc(taken, site.Operation), Bool(value));
            push(Havoc(kept, site.Operation), Bool(!value));
        }
        else if (site.Arguments.FirstOrDefault(a => a is Token) is Token list && symbols.IsCallEntry(method.ReturnType))
            push(taken, new Entry(list.Duty));
        else if (symbols.IsToken(method.ReturnType))
            push(taken, new StrayToken(false));
        else
            PushFresh(IsRuntime(method) ? taken : Havoc(taken, site.Operation), site.Operation, push);
    }

    private bool IsRuntime(ISymbol member) => symbols.Assemblies.Contains(member.ContainingAssembly, SymbolEqualityComparer.Default);

    private FlowState SetOut(IMethodSymbol method, CallSite site, int index, FlowState state)
    {
        if (site.Arguments[index] is not Ref || method.Parameters[index].RefKind is not (RefKind.Out or RefKind.Ref))
            return state;
        var (after, fresh) = Fresh(state, site.Operation, index);
        return SetOut(site, index, symbols.IsToken(method.Parameters[index].Type) ? new StrayToken(false) : fresh, after);
    }

    private FlowState SetOut(CallSite site, int index, Value value, FlowState state) => site.Arguments[index] switch
    {
        Ref { Member: < 0 } whole => state.Set(whole.Place, value),
        Ref part => state.Set(part.Place, StructAt(state, part.Place).With(part.Member, value)),
        _ => state,
    };

    /// <summary>A callee without attributes and without a body gets a list: what it does is not known.</summary>
    private FlowState Unknown(Frame frame, CallSite site, int index, FlowState state)
    {
        var value = site.Arguments[index] is Ref reference ? state.Env.Get(reference.Place) ?? Value.Unknown : site.Arguments[index];
        if (value is View || value is Entry && !(site.Method is { } keeper && IsCollection(keeper.ContainingType))) // a pool takes released entries
            Use(frame, ref state, value, site.Operation);
        state = MayBeAsked(value, state);
        state = GiveAway(frame, site.Operation, site.Method, site.Method?.Parameters.ElementAtOrDefault(index), value, state);
        if (!IsCopy(site.Method) && (site.Method is null || symbols.MemberOf(site.Method).Mark < 0)) // what a member with a mark does is said
            state = SetAllMarks(state, value);
        if (value is not Token token || state.Duties.Get(token.Duty) is not { } duty)
            return state;
        if (duty.Situation != Situation.Owed)
        {
            Use(frame, ref state, token, site.Operation);
            return state;
        }
        return options.UnknownCallee switch
        {
            UnknownCalleeOption.Trusted => state.Set(token.Duty, duty with { Situation = Situation.Done, Discharge = site.Operation }),
            UnknownCalleeOption.Untrusted => state,
            _ => GiveUp(frame, site.Operation, token.Duty, state, $"'{site.Method?.Name ?? site.ReceiverOperation?.Syntax.ToString() ?? "the callee"}' has no ownership attribute and no body here"),
        };
    }

    private void Opaque(Frame frame, CallSite site, FlowState state, Action<FlowState, Value> push)
    {
        var method = site.Method;
        if (method is not null && NeverReturns(method))
        {
            if (method.Name.StartsWith("Throw", StringComparison.Ordinal)) // as a throw statement does
                Raise(frame, new(null, false, true, site.Operation.Syntax), state, frame.Block.EnclosingRegion, frame.Continuation);
            else if (method.ContainingType.Name != "Environment")
                MayThrow(frame, site.Operation, state);
            return;
        }
        if (method is not { ContainingType.IsRefLikeType: true } || !IsRuntime(method)) // a walk over a list that one has does not throw
            MayThrow(frame, site.Operation, state);
        if (site.Receiver is View or Token or Entry or Obj)
            Use(frame, ref state, site.Receiver, site.Operation);
        if (site.Receiver is View { Member: { } span } && symbols.MemberOf(span).Mark >= 0 && method is { ReturnType.IsRefLikeType: true })
            state = SetAllMarks(state, site.Receiver); // a part of the span is not followed
        var runsOurs = method is null || symbols.Compilation.Declares(method) || method.MethodKind == MethodKind.DelegateInvoke;
        for (var i = 0; i < site.Arguments.Length; i++)
        {
            state = Unknown(frame, site, i, state);
            if (site.Arguments[i] is Obj { Id: not Ids.This } given && (runsOurs || site.Operations[i]?.Type is IArrayTypeSymbol || IsSpan(site.Operations[i]?.Type)))
                state = Blur(state, given);
            if (site.Arguments[i] is Func function)
                state = LeaveCall(frame, site, function, state);
            if (site.Arguments[i] is Obj or Func or Lazy or Pended or AnyOf)
                Surrender(frame, site.Operation, ref state, site.Arguments[i], null);
            if (method is not null)
                state = SetOut(method, site, i, state);
        }
        if (runsOurs)
            state = Havoc(state, site.Operation);
        state = MayShare(site, state);
        if (method is not null && symbols.IsToken(method.ReturnType))
            push(state, new StrayToken(false));
        else if (site.Receiver is View block && method is { ReturnsByRef: true } or { ReturnsByRefReadonly: true } && IsRuntime(method) && IsByReference(site.Operation))
            push(state, block with { IsRoot = false, Member = method });
        else if (site.Receiver is View or Token && method is { ReturnType.IsRefLikeType: true })
            push(state, site.Receiver is View view ? view with { IsRoot = false } : new View(DutyOf(site.Receiver), ((Token)site.Receiver).Epoch, false));
        else
            PushFresh(state, site.Operation, (s, result) => push(method is null ? s : Decide(site, s, result), result));
    }

    private static bool NeverReturns(IMethodSymbol method)
        => method.GetAttributes().Any(a => a.AttributeClass is { Name: "DoesNotReturnAttribute" }) || method is { ContainingType: { Name: "Environment", ContainingNamespace.Name: "System" }, Name: "Exit" or "FailFast" };

    /// <summary>Runs an accessor or other method that has no call syntax.</summary>
    private void Invoke(Frame frame, IOperation operation, IMethodSymbol method, Value receiver, ImmutableArray<Value> arguments, FlowState state, Action<FlowState, Value> push)
    {
        if (bodies.Of(method, cancellation) is { } body)
            Invoke(frame, operation, body, receiver, arguments, state, push);
        else
            Opaque(frame, new(operation, method, null, receiver, arguments, arguments.Select(_ => (IOperation?)null).ToImmutableArray()), state, push);
    }
}
