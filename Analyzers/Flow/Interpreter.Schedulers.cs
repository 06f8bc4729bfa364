using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>
/// Code that runs later, on another thread or never: work items, tasks, threads, timers, callbacks of a cancellation token. A delegate that
/// runs later runs, for the analysis, where it is scheduled; what may keep it from running is a state of its own.
/// </content>
internal sealed partial class Interpreter
{
    /// <summary>How often a scheduled delegate runs.</summary>
    private enum Runs
    {
        Once,
        AtMostOnce,
        /// <summary>Not before a member of the object is called.</summary>
        WhenStarted,
        /// <summary>As a timer's due time and period say.</summary>
        ByPeriod,
    }

    /// <summary>The members of the framework that schedule a delegate.</summary>
    private static readonly ImmutableDictionary<string, Runs> Schedulers = new Dictionary<string, Runs>
    {
        ["Task.Run"] = Runs.Once,
        ["TaskFactory.StartNew"] = Runs.Once,
        ["Task.ContinueWith"] = Runs.Once,
        ["ThreadPool.QueueUserWorkItem"] = Runs.Once,
        ["ThreadPool.UnsafeQueueUserWorkItem"] = Runs.Once,
        ["SynchronizationContext.Post"] = Runs.Once,
        ["SynchronizationContext.Send"] = Runs.Once,
        ["CancellationToken.Register"] = Runs.AtMostOnce,
        ["CancellationToken.UnsafeRegister"] = Runs.AtMostOnce,
        ["Task..ctor"] = Runs.WhenStarted,
        ["Thread..ctor"] = Runs.WhenStarted,
        ["Timer..ctor"] = Runs.ByPeriod,
        ["Task.Start"] = Runs.WhenStarted,
        ["Task.RunSynchronously"] = Runs.WhenStarted,
        ["Thread.Start"] = Runs.WhenStarted,
        ["Thread.UnsafeStart"] = Runs.WhenStarted,
        ["Timer.Change"] = Runs.ByPeriod,
    }.ToImmutableDictionary();

    private Runs? SchedulingOf(IMethodSymbol method)
        => IsRuntime(method) ? method.Parameters.Any(p => p.Type.TypeKind == TypeKind.Delegate) ? Runs.Once : null
            : IsThreading(method.ContainingType) && Schedulers.TryGetValue(method.ContainingType.Name + "." + method.Name, out var runs) ? runs : null;

    private static bool IsThreading(ITypeSymbol? type) => type?.ContainingNamespace?.ToString()?.StartsWith("System.Threading", StringComparison.Ordinal) == true;

    /// <summary>Schedules the delegate of the call where it matters to a duty; false leaves the call to the general rules.</summary>
    private bool Schedule(Frame frame, CallSite site, FlowState state, Action<FlowState, Value> push)
    {
        var scheduling = SchedulingOf(site.Method!);
        if (site.Receiver is Obj { Id: not Ids.This } kept && IsStartable(kept))
            return (scheduling is Runs.WhenStarted or Runs.ByPeriod || site.Method!.Name is "Dispose" or "DisposeAsync") && Start(frame, site, kept, state, push);
        if (scheduling is not { } runs)
            return false;
        if (site.Arguments.Select(a => a as Func ?? WorkItem(a)).FirstOrDefault(a => a is not null) is not { } function || !Matters(state, function, StateOf(site)))
            return false;
        MayThrow(frame, site.Operation, state);
        if (runs is Runs.WhenStarted or Runs.ByPeriod)
        {
            CreateOpaque(frame, (IObjectCreationOperation)site.Operation, site, state, (s, made) =>
            {
                if (runs == Runs.ByPeriod)
                    Arm(frame, site, (Obj)made, s, t => push(t, made));
                else
                    push(s, made);
            });
            return true;
        }
        if (runs == Runs.AtMostOnce || IsCancellable(site))
        {
            var (idle, registration) = Fresh(state, site.Operation, "idle");
            push(idle.Set(HasRun(registration), Value.False), registration);
            (state, registration) = Fresh(state, site.Operation, "run");
            RunLater(frame, site, function, StateOf(site), state.Set(HasRun(registration), Value.True), s => push(s, registration));
        }
        else if (Excluded(site.Method!, site) is { IsEmpty: false } excluded)
            Continue(frame, site, function, excluded, state, push);
        else
            RunLater(frame, site, function, StateOf(site), state, s => PushFresh(s, site.Operation, push));
        return true;
    }

    /// <summary>The method of a work item's own class that the pool calls.</summary>
    private Func? WorkItem(Value item)
    {
        if (item is not Obj { Id: not Ids.This } made || (_ids.ObjectOf(made.Id) as IOperation)?.Type is not INamedTypeSymbol type)
            return null;
        var execute = type.AllInterfaces.FirstOrDefault(i => i.Name == "IThreadPoolWorkItem")?.GetMembers().FirstOrDefault();
        return execute is not null && type.FindImplementationForInterfaceMember(execute) is IMethodSymbol method ? new(method, null, null, made) : null;
    }

    /// <summary>The value of a lazy object that was made here: its delegate runs, the first time that it is asked for.</summary>
    private bool Force(Frame frame, IPropertyReferenceOperation reference, Obj kept, FlowState state, Action<FlowState, Value> push)
    {
        if (reference.Property is not { Name: "Value", ContainingType.Name: "Lazy" } || FunctionIn(state, kept) is not { } function)
            return false;
        MayThrow(frame, reference, state);
        RunFunction(frame, new(reference, null, null, kept, ImmutableArray<Value>.Empty, ImmutableArray<IOperation?>.Empty), function, Value.Unknown, WithoutContent(state, kept), (s, v) => push(s, v));
        return true;
    }

    private bool Matters(FlowState state, Func function, Value argument)
        => HoldsTracked(state) || CapturedBy(state, function).Count > 0 || Reachable(state, function).Count > 0 || HandlesIn(state, argument).Any() || SharesPended(state, function);

    /// <summary>Whether the delegate shares the handle of a list that a caller owes: with that caller it is judged, and not by itself.</summary>
    private bool SharesPended(FlowState state, Func function)
    {
        var body = BodyOf(function);
        for (var i = 0; body is not null && i < state.Env.Count; i++)
            if (state.Env.ValueAt(i) is Sym value && _ids.SymbolKeyOf(value.Id).Origin is IInvocationOperation { TargetMethod: var pend } && symbols.ContractOf(pend).Pends
                && _ids.PlaceKeyOf(state.Env.KeyAt(i)) is { Root: ISymbol variable, Member: null } && body.Mentions(variable))
                return true;
        return false;
    }

    /// <summary>What the delegate gets as its last parameter.</summary>
    private static Value StateOf(CallSite site)
        => site.Method!.Parameters.FirstOrDefault(p => p.Name is "state" or "parameter") is { } parameter ? site.Arguments[parameter.Ordinal] : Value.Unknown;

    private static bool IsCancellable(CallSite site)
        => site.Method!.Parameters.FirstOrDefault(p => p.Type.Name == "CancellationToken") is { } token && site.Operations[token.Ordinal] is not (null or IDefaultValueOperation or IConversionOperation { Operand: IDefaultValueOperation } or IPropertyReferenceOperation { Property: { Name: "None", ContainingType.Name: "CancellationToken" } });

    /// <summary>Whether the callback that a registration stands for has run; <c>Unregister</c> tells.</summary>
    private int HasRun(Value registration) => _ids.Place("static", ("has run", registration.Symbol));

    /// <summary>Removing a callback of a token: true where it has not run and will not.</summary>
    private bool Unregister(CallSite site, FlowState state, Action<FlowState, Value> push)
    {
        var registration = site.Receiver is Ref { Member: < 0 } place ? state.Env.Get(place.Place) : site.Receiver;
        if (site.Method is not { Name: "Unregister", ContainingType.Name: "CancellationTokenRegistration" } || registration is not Sym || state.Env.Get(HasRun(registration)) is not Num hasRun)
            return false;
        push(state, Bool(hasRun.N == 0));
        return true;
    }

    /// <summary>
    /// Runs a delegate as if it ran now. Its exceptions end its own thread or task, never the code that scheduled it. What it wrote without a lock
    /// is not known to code that goes on beside it.
    /// </summary>
    private void RunLater(Frame frame, CallSite site, Func function, Value argument, FlowState state, Action<FlowState> push)
    {
        var later = new Frame(frame.Body, frame.Self, true, false) { Block = frame.Body.Graph.Blocks[0], ReturnPlace = _ids.Place(site.Operation, "later"), IsLater = true };
        var parameters = function.Method.Parameters;
        var arguments = parameters.Select(p => p.Ordinal == parameters.Length - 1 ? argument : Value.Unknown).ToImmutableArray();
        var isBeside = !IsRuntime(site.Method!) && (IsDropped(site.Operation) || site.Operation is IObjectCreationOperation); // nobody waits for its end
        var raced = isBeside ? Races(function, state) : [];
        void Go(FlowState after) => push(LostLater(after, state).With(env: after.Env.Where((place, value) => value is not (Num or Sym or Test) || !IsOneOf(raced, _ids.PlaceKeyOf(place)))));
        CallFunction(later, new(site.Operation, function.Method, null, function, arguments, arguments.Select(_ => (IOperation?)null).ToImmutableArray()), function, state, (s, _) => Go(s));
        foreach (var exit in later.Exits)
            Go(LeftLater(later, exit, state));
        frame.Findings.AddRange(later.Findings.Where(f => f.Kind != FindingKind.CompletedInside)); // it runs after the handler has returned
    }

    /// <summary>What scheduled work has resumed and not settled is lost there, however the code that scheduled it ends.</summary>
    private static FlowState LostLater(FlowState after, FlowState before)
        => after.With(duties: after.Duties.Select((id, duty) => duty.Situation is Situation.Owed or Situation.Pended && before.Duties.Get(id) is { Situation: Situation.Pended, Epoch: var epoch } && epoch != duty.Epoch
            ? duty with { IsLostLater = true } : duty));

    /// <summary>An exception that ends its thread ends every list that was resumed there: nobody else has it.</summary>
    private FlowState LeftLater(Frame later, Exit exit, FlowState before)
    {
        var state = exit.State;
        for (var i = 0; i < exit.State.Duties.Count; i++)
        {
            var (info, duty) = (_duties[exit.State.Duties.KeyAt(i)], exit.State.Duties.ValueAt(i));
            if (exit.Kind != ExitKind.Throw || info.Origin is DutyOrigin.Annotated or DutyOrigin.Declared || duty.Situation != Situation.Owed || before.Duties.Get(info.Id) is { Situation: not Situation.Pended })
                continue;
            CheckOwed(later, exit, info, duty);
            state = state.Set(info.Id, duty with { Situation = Situation.Unknown });
        }
        return state;
    }

    private static bool IsOneOf(HashSet<ISymbol> symbols, PlaceKey place) => (place.Member ?? place.Root) is ISymbol symbol && symbols.Contains(symbol);

    /// <summary>The variables and fields that a delegate writes without a lock.</summary>
    private HashSet<ISymbol> Races(Func function, FlowState state)
    {
        var result = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        var open = new Stack<Func>([function]);
        var seen = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        while (open.Count > 0)
        {
            var next = open.Pop();
            var body = BodyOf(next) ?? bodies.Of(next.Method, cancellation);
            if (body is null || !seen.Add(next.Method))
                continue;
            if (LockSearch.Applies(body.Graph.OriginalOperation))
                return [];
            foreach (var operation in body.Graph.OriginalOperation.Descendants())
                switch (operation)
                {
                    case IAssignmentOperation { Target: ILocalReferenceOperation local }:
                        result.Add(local.Local);
                        break;
                    case IAssignmentOperation { Target: IFieldReferenceOperation field }:
                        result.Add(field.Field);
                        break;
                    case IInvocationOperation { TargetMethod: var callee } when symbols.Compilation.Declares(callee):
                        open.Push(new(callee, null, body, Value.Unknown));
                        break;
                    case ILocalReferenceOperation { Local: var named } when state.Env.Get(_ids.Place(named)) is Func held:
                        open.Push(held);
                        break;
                }
        }
        return result;
    }

    /// <summary>A member of a task, thread or timer that was made here and holds its delegate still.</summary>
    private bool Start(Frame frame, CallSite site, Obj kept, FlowState state, Action<FlowState, Value> push)
    {
        if (FunctionIn(state, kept) is not { } function)
            return false;
        MayThrow(frame, site.Operation, state);
        state = state.With(env: state.Env.Remove(Armed(kept)));
        if (site.Method!.Name is "Dispose" or "DisposeAsync")
        {
            PushFresh(state, site.Operation, push);
            return true;
        }
        if (SchedulingOf(site.Method) == Runs.ByPeriod)
        {
            Arm(frame, site, kept, state, s => PushFresh(s, site.Operation, push));
            return true;
        }
        var argument = StateOf(site) is var given && HandlesIn(state, given).Any() ? given : ArgumentIn(state, kept);
        RunLater(frame, site, function, argument, WithoutContent(state, kept), s => PushFresh(s, site.Operation, push));
        return true;
    }

    private Func? FunctionIn(FlowState state, Obj kept) => state.Env.Get(_ids.Place(new ObjectKey(kept.Id), 0L)) as Func;

    private Value ArgumentIn(FlowState state, Obj kept) => state.Env.Get(_ids.Place(new ObjectKey(kept.Id), 1L)) ?? Value.Unknown;

    private FlowState WithoutContent(FlowState state, Obj kept)
        => state.With(env: state.Env.Where((place, _) => !(_ids.PlaceKeyOf(place) is { Root: ObjectKey key, Member: long } && key.Id == kept.Id)));

    private int Armed(Obj timer) => _ids.Place(new ObjectKey(timer.Id), "armed");

    /// <summary>
    /// A timer that is due fires, or waits still: then a call that stops it keeps it from ever firing. A state in which it waits at the end of
    /// the body tells nothing, since the one in which it has fired stands for it.
    /// </summary>
    private void Arm(Frame frame, CallSite site, Obj timer, FlowState state, Action<FlowState> push)
    {
        var function = FunctionIn(state, timer)!;
        if (Time(site, "dueTime") is null or -1)
        {
            push(state);
            return;
        }
        push(state.Set(Armed(timer), Value.True));
        var (argument, fired) = (ArgumentIn(state, timer), WithoutContent(state, timer));
        if (Time(site, "period") is -1 or 0)
            RunLater(frame, site, function, argument, fired, push);
        else if (Time(site, "period") is null || StopsTimer(function))
            push(GiveUpAll(frame, site.Operation, CapturedBy(state, function).Concat(HandlesIn(state, argument)), fired, "whether the timer fires once is not known"));
        else
            RunLater(frame, site, function, argument, fired, s => RunLater(frame, site, function, argument, s, push));
    }

    /// <summary>Whether the event is that of a timer made here which fires once, and is started right after: once, for all that code of the block does.</summary>
    private static bool IsRaisedOnce(Body body, IEventReferenceOperation raised)
    {
        if (raised is not { Event: { Name: "Elapsed", ContainingType: { Name: "Timer", ContainingNamespace.Name: "Timers" } }, Instance: ILocalReferenceOperation { Local: var timer } })
            return false;
        var uses = body.Graph.OriginalOperation.Descendants().Where(o => o is ILocalReferenceOperation { IsDeclaration: false } use && SymbolEqualityComparer.Default.Equals(use.Local, timer)).Select(o => o.Parent!).ToList();
        var made = body.Graph.OriginalOperation.Descendants().OfType<IVariableDeclaratorOperation>().FirstOrDefault(d => SymbolEqualityComparer.Default.Equals(d.Symbol, timer))?.Initializer?.Value as IObjectCreationOperation;
        var options = (made?.Initializer?.Initializers ?? ImmutableArray<IOperation>.Empty).Concat(uses.Select(u => u.Parent)).OfType<ISimpleAssignmentOperation>().Where(a => a.Target is IPropertyReferenceOperation).ToList();
        var starts = uses.OfType<IInvocationOperation>().Where(c => c.TargetMethod.Name == "Start").ToList();
        return made is not null && starts is [{ Parent: IExpressionStatementOperation { Parent: var block } }] && uses.OfType<IEventReferenceOperation>().ToList() is [{ Parent.Parent.Parent: var subscribing }] && block == subscribing
            && options.All(o => o is { Target: IPropertyReferenceOperation { Property.Name: not "Enabled" } }) && options.Any(o => o is { Target: IPropertyReferenceOperation { Property.Name: "AutoReset" }, Value.ConstantValue: { HasValue: true, Value: false } })
            && uses.Count == starts.Count + 1 + options.Count(o => o.Target is IPropertyReferenceOperation { Instance: ILocalReferenceOperation });
    }

    /// <summary>A time in milliseconds, as far as it matters: −1 for never, 0, or more; null where it is not known.</summary>
    private static long? Time(CallSite site, string name)
    {
        if (site.Method!.Parameters.FirstOrDefault(p => p.Name == name) is not { } parameter)
            return -1; // a timer that was made with its callback alone is not armed
        return site.Operations[parameter.Ordinal] switch
        {
            IFieldReferenceOperation { Field: { Name: "InfiniteTimeSpan" } } => -1,
            IFieldReferenceOperation { Field: { Name: "Zero" } } => 0,
            IInvocationOperation { TargetMethod: { ContainingType.Name: "TimeSpan", IsStatic: true } } => 1,
            _ when site.Arguments[parameter.Ordinal] is Num { N: var known } => known == uint.MaxValue ? -1 : known,
            _ => name == "dueTime" ? 1 : null,
        };
    }

    /// <summary>Whether the callback may stop the timer that runs it.</summary>
    private static bool StopsTimer(Func function)
        => function.Lambda is null || function.Lambda.Symbol.DeclaringSyntaxReferences.Any(r => r.GetSyntax().DescendantTokens().Any(t => t.ValueText is "Dispose" or "Change"));

    private FlowState GiveUpAll(Frame frame, IOperation at, IEnumerable<Pended> handles, FlowState state, string reason)
    {
        foreach (var held in handles)
            if (state.Duties.Get(held.Duty) is { Situation: Situation.Pended })
                state = GiveUp(frame, at, held.Duty, state, reason);
        return state;
    }

    /// <summary>Whether the object is a task, thread or timer: it may be started wherever it is kept.</summary>
    private bool IsStartable(Obj made) => _ids.ObjectOf(made.Id) is IObjectCreationOperation { Constructor: { } constructor } && SchedulingOf(constructor) is not null;

    /// <summary>Whether a timer is armed and would fire after the body's end.</summary>
    private bool IsWaiting(FlowState state)
    {
        for (var i = 0; i < state.Env.Count; i++)
            if (_ids.PlaceKeyOf(state.Env.KeyAt(i)) is { Root: ObjectKey, Member: "armed" })
                return true;
        return false;
    }

    /// <summary>Whether the handle waits in a task, thread or timer that a field keeps.</summary>
    private bool IsInStartable(FlowState state, int duty)
    {
        for (var i = 0; i < state.Env.Count; i++)
            if (state.Env.ValueAt(i) is Obj { Id: not Ids.This } kept && _ids.PlaceKeyOf(state.Env.KeyAt(i)) is { Member: IFieldSymbol or IPropertySymbol } && FunctionIn(state, kept) is { } function
                && CapturedBy(state, function).Concat(HandlesIn(state, ArgumentIn(state, kept))).Any(h => h.Duty == duty))
                return true;
        return false;
    }
}
