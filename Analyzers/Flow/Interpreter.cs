using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Chimney.Analyzers.Flow;

/// <summary>How control leaves a body.</summary>
internal enum ExitKind
{
    Return,
    /// <summary>By a throw statement.</summary>
    Throw,
    /// <summary>By a call that may throw.</summary>
    MayThrow,
}

/// <summary>An exception on its way: its type where known, and whether a throw statement raised it.</summary>
internal sealed record Raised(ITypeSymbol? Type, bool IsExact, bool IsExplicit, SyntaxNode? At)
{
    /// <summary>Whether this is no exception but the disposal of an iterator that stands at a yield: finallys run, catches do not.</summary>
    public bool IsDisposal { get; init; }
}

/// <summary>One way out of a body, with the values of by-reference parameters for the caller.</summary>
internal sealed record Exit(ExitKind Kind, FlowState State, Value Result, Raised? Exception, SyntaxNode? At, ImmutableArray<Value> ByReference);

/// <summary>
/// Runs one root body, and the bodies that it calls, over abstract states until nothing new is found. A node of the exploration is a block with
/// the stack of pending finally continuations; expressions run on a small operand stack. Parts: operations, calls, exceptions.
/// </summary>
internal sealed partial class Interpreter(KnownSymbols symbols, Bodies bodies, Options options, INamedTypeSymbol? self, CancellationToken cancellation)
{
    /// <summary>Steps over all bodies of one root; a handler of 10,000 lines takes about a tenth.</summary>
    private const int Budget = 400_000;

    private readonly Ids _ids = new();
    private readonly List<DutyInfo> _duties = [];
    private int _steps;

    /// <summary>Whether the root is run by the garbage collector (C277).</summary>
    private bool _isFinalizer;

    public IReadOnlyList<StoredHandle> Stored => _stored;

    public bool IsExhausted => _steps > Budget;

    /// <summary>One activation of a body.</summary>
    private sealed class Frame(Body body, Value self, bool isRoot, bool wantsThrows)
    {
        public Body Body { get; } = body;

        public Value Self { get; } = self;

        public bool IsRoot { get; } = isRoot;

        /// <summary>Whether anybody cares about exceptions that calls may raise.</summary>
        public bool WantsThrows { get; } = wantsThrows;

        /// <summary>The duties within reach of a callee when it was called; null for a root, which has those of its parameters.</summary>
        public HashSet<int>? Given { get; init; }

        public ImmutableArray<int> ByReference { get; init; } = ImmutableArray<int>.Empty;

        /// <summary>Symbols that the caller knows; facts about them go back to it.</summary>
        public HashSet<int> CallerSymbols { get; } = [];

        /// <summary>Whether the loop over this iterator may stop at any element.</summary>
        public bool IsDisposedEarly { get; init; }

        /// <summary>Whether it runs scheduled work: exceptions end that, and not the code that scheduled it.</summary>
        public bool IsLater { get; init; }

        public List<Finding> Findings { get; } = [];

        public List<Exit> Exits { get; } = [];

        public Dictionary<(ExitKind, ISymbol?, SyntaxNode?), StateSet> ExitStates { get; } = [];

        public Dictionary<(int, Continuation?), StateSet> Nodes { get; } = [];

        public SortedDictionary<(int Block, int Order), (Continuation? Continuation, FlowState State)> Work { get; } = [];

        public int Order;

        public BasicBlock Block = null!;

        public Continuation? Continuation;

        public int ReturnPlace;
    }

    private sealed record Cell(Value Value, Cell? Below);

    private readonly record struct Machine(FlowState State, Cell? Stack);

    private DutyInfo NewDuty(Func<int, DutyInfo> create)
    {
        var duty = create(_duties.Count);
        _duties.Add(duty);
        return duty;
    }

    private void Explore(Frame frame, FlowState entry)
    {
        frame.ReturnPlace = _ids.Place(frame.Body, "return");
        Arrive(frame, frame.Body.Graph.Blocks[0], null, entry);
        while (frame.Work.Count > 0)
        {
            if (++_steps > Budget)
                return;
            cancellation.ThrowIfCancellationRequested();
            var next = frame.Work.First();
            frame.Work.Remove(next.Key);
            if (!frame.Nodes[(next.Key.Block, next.Value.Continuation)].States.Contains(next.Value.State))
                continue; // another state covers it by now, and runs in its place
            frame.Block = frame.Body.Graph.Blocks[next.Key.Block];
            frame.Continuation = next.Value.Continuation;
            RunBlock(frame, next.Value.State);
        }
    }

    private void RunBlock(Frame frame, FlowState state)
    {
        var block = frame.Block;
        var machines = new List<Machine> { new(state, null) };
        var steps = frame.Body.StepsOf(block);
        foreach (var step in steps)
        {
            foreach (var machine in machines)
                _steps += 1 + (machine.State.Env.Count + machine.State.Facts.Count) / 16; // large states are slow
            if (_steps > Budget)
                return;
            var next = new List<Machine>(machines.Count);
            foreach (var machine in machines)
                Run(frame, step, machine, next);
            machines = step.IsLast ? next.ConvertAll(m => new Machine(m.State, null)) : next;
            if (machines.Count > 2 * StateSet.Limit)
                machines = Merge(step, machines);
        }
        foreach (var machine in machines)
            Leave(frame, block, machine.State, block.BranchValue is null ? Value.Unknown : machine.Stack?.Value ?? Value.Unknown);
    }

    /// <summary>Inside a block too, only so many states stay apart.</summary>
    private List<Machine> Merge(Step step, List<Machine> machines)
    {
        var result = new List<Machine>();
        foreach (var same in machines.GroupBy(m => m.Stack))
        {
            var states = new StateSet();
            foreach (var machine in same)
                states.Add(machine.State, place => _ids.Symbol(new(("merged", step.Operation), place)));
            result.AddRange(states.States.Select(s => new Machine(s, same.Key)));
        }
        return result;
    }

    private void Leave(Frame frame, BasicBlock block, FlowState state, Value value)
    {
        if (block.ConditionKind != ControlFlowConditionKind.None)
        {
            var jump = block.ConditionKind == ControlFlowConditionKind.WhenTrue;
            var (taken, fallen) = (Assume(state, value, jump), Assume(state, value, !jump));
            if (taken is not null && fallen is not null)
            {
                var isDoubtful = IsDoubtful(value);
                (taken, fallen) = (taken.Decide(block.BranchValue!, jump, isDoubtful), fallen.Decide(block.BranchValue!, !jump, isDoubtful));
                PathNode.Oppose(taken.Path!, fallen.Path!);
            }
            if (taken is not null)
                Follow(frame, block.ConditionalSuccessor!, taken);
            if (fallen is not null)
                Follow(frame, block.FallThroughSuccessor!, fallen);
            return;
        }
        switch (block.FallThroughSuccessor?.Semantics)
        {
            case ControlFlowBranchSemantics.Throw:
                Throw(frame, block, state);
                break;
            case ControlFlowBranchSemantics.Return when block.BranchValue is not null:
                Follow(frame, block.FallThroughSuccessor, ReturnDeclared(frame, value, state).Set(frame.ReturnPlace, value is Ref { Place: var place } && _ids.PlaceKeyOf(place).Member is not ISymbol ? Value.Unknown : value)); // a variable's place means nothing to the caller
                break;
            default:
                Follow(frame, block.FallThroughSuccessor!, state);
                break;
        }
    }

    /// <summary>The state where the condition has the outcome, or null where it cannot.</summary>
    private static FlowState? Assume(FlowState state, Value condition, bool outcome) => condition switch
    {
        Num n => n.N != 0 == outcome ? state : null,
        Test t => state.Confine(t.Id, outcome ? t.In : t.In.Complement()),
        Sym s => state.Confine(s.Id, outcome ? Range.NonZero : Range.Zero),
        _ => state,
    };

    private void Follow(Frame frame, ControlFlowBranch branch, FlowState state)
    {
        if (branch.Destination is null)
        {
            if (branch.Semantics == ControlFlowBranchSemantics.StructuredExceptionHandling)
                EndOfHandler(frame, state);
            else if (branch.Semantics == ControlFlowBranchSemantics.Rethrow) // of either successor: a condition may lead right to it
                Rethrow(frame, branch, state);
            return; // Error and ProgramTermination lead nowhere
        }
        if (branch.FinallyRegions.IsEmpty)
            Arrive(frame, branch.Destination, frame.Continuation, state, branch);
        else
            EnterFinally(frame, new(branch, 0, null, null, frame.Continuation), branch.FinallyRegions[0], state);
    }

    private void Arrive(Frame frame, BasicBlock block, Continuation? continuation, FlowState state, ControlFlowBranch? branch = null)
    {
        while (continuation?.Filter is { } filter && !Contains(filter, block))
            continuation = continuation.Outer; // the filter accepted: its catch runs outside of it
        if (block.Kind == BasicBlockKind.Exit)
        {
            AddExit(frame, ExitKind.Return, state, null, ReturnFinder.Find(frame.Body.Graph, branch!));
            return;
        }
        var node = (block.Ordinal, continuation);
        if (!frame.Nodes.TryGetValue(node, out var states))
            frame.Nodes.Add(node, states = new());
        if (states.Add(Prune(frame, state, block.Ordinal), place => _ids.Symbol(new(node, place))) is { } next)
            frame.Work.Add((block.Ordinal, frame.Order++), (continuation, next));
    }

    private void AddExit(Frame frame, ExitKind kind, FlowState state, Raised? raised, SyntaxNode? at)
    {
        if (kind == ExitKind.MayThrow && !frame.WantsThrows)
            return;
        var result = state.Env.Get(frame.ReturnPlace) ?? Value.Unknown;
        if (frame.Body.Method?.IsAsync == true && result is not Pended) // a task of a handle stands for the handle
            result = Value.Unknown;
        var byReference = frame.ByReference.Select(p => state.Env.Get(p) ?? Value.Unknown).ToImmutableArray();
        if (!frame.IsRoot)
            state = Prune(frame, state, int.MaxValue, result, byReference, SharedOn(frame, state, byReference.Add(result)));
        // the result takes part in the comparison of states
        var compared = state.Set(frame.ReturnPlace, result);
        for (var i = 0; i < byReference.Length; i++)
            compared = compared.Set(frame.ByReference[i], byReference[i]);
        var key = (kind, (ISymbol?)raised?.Type, frame.IsRoot ? at : null);
        if (!frame.ExitStates.TryGetValue(key, out var states))
            frame.ExitStates.Add(key, states = new());
        if (states.Add(compared, place => _ids.Symbol(new(key, place))) is not { } kept)
            return;
        result = kept.Env.Get(frame.ReturnPlace) ?? Value.Unknown;
        byReference = frame.ByReference.Select(p => kept.Env.Get(p) ?? Value.Unknown).ToImmutableArray();
        var env = kept.Env.Remove(frame.ReturnPlace);
        foreach (var place in frame.ByReference)
            env = env.Remove(place);
        frame.Exits.Add(new(kind, kept.With(env: env), result, raised, at, byReference));
    }

    /// <summary>Forgets variables that are not read any more, and facts that nothing refers to.</summary>
    private FlowState Prune(Frame frame, FlowState state, int block, Value? result = null, ImmutableArray<Value> byReference = default, HashSet<int>? shared = null)
    {
        var env = state.Env.Where((place, value) => shared?.Contains(place) == true || Keeps(frame, _ids.PlaceKeyOf(place), value, block) || block != int.MaxValue && frame.ByReference.Contains(place));
        if (state.Facts.Count == 0)
            return state.With(env: env);
        var referenced = new HashSet<int>(frame.CallerSymbols);
        for (var i = 0; i < env.Count; i++)
            Collect(env.ValueAt(i), referenced);
        if (result is not null)
            Collect(result, referenced);
        if (!byReference.IsDefault)
            foreach (var value in byReference)
                Collect(value, referenced);
        for (var i = 0; i < state.Duties.Count; i++)
            referenced.Add(_duties[state.Duties.KeyAt(i)].OperationSymbol);
        var facts = state.Facts.Where((symbol, _) => IsReferenced(frame, symbol, referenced, block));
        return state.With(env, facts);
    }

    private bool Keeps(Frame frame, PlaceKey place, Value value, int block) => place.Root switch
    {
        CaptureKey capture => frame.Body.IsLive(capture.Id, block) && block != int.MaxValue,
        ISymbol { Kind: SymbolKind.Local or SymbolKind.Parameter } symbol => !frame.Body.Owns(symbol) || block != int.MaxValue && frame.Body.IsLive(symbol, block),
        Body => block != int.MaxValue,
        Body.Heap => !frame.IsRoot || frame.Body.IsLive(Body.Heap, block),
        _ when frame.IsRoot && !value.IsTracked && place.Member is Keyed or long or Size => frame.Body.IsMemberLive(Body.Elements, block),
        ObjectKey or ISymbol => !frame.IsRoot || value.IsTracked || place.Member is not ISymbol member || frame.Body.IsMemberLive(member, block),
        _ => true,
    };

    private static void Collect(Value value, HashSet<int> symbols)
    {
        if (value.Symbol >= 0)
            symbols.Add(value.Symbol);
        else if (value is Struct structure)
        {
            if (structure.Rest >= 0)
                symbols.Add(structure.Rest);
            for (var i = 0; i < structure.Fields.Count; i++)
                Collect(structure.Fields.ValueAt(i), symbols);
        }
        else if (value is AnyOf any)
            foreach (var inner in any.Values)
                Collect(inner, symbols);
    }

    private bool IsReferenced(Frame frame, int symbol, HashSet<int> referenced, int block)
    {
        if (referenced.Contains(symbol))
            return true;
        var key = _ids.SymbolKeyOf(symbol);
        if (key.Origin is PlaceKey { Member: ISymbol member } && frame.IsRoot)
            return frame.Body.IsMemberLive(member, block);
        return key.Origin is DutyKey or PlaceKey
            || key.Left >= 0 && IsReferenced(frame, key.Left, referenced, block) && (key.Right < 0 || IsReferenced(frame, key.Right, referenced, block));
    }

    /// <summary>A new unknown value made by an operation; what the operation made before (in a loop) loses its name.</summary>
    private (FlowState State, Value Value) Fresh(FlowState state, object origin, object? detail = null)
    {
        var id = _ids.Symbol(new(origin, detail));
        return (Kill(state, id), new Sym(id));
    }

    private FlowState Kill(FlowState state, int symbol)
    {
        Value Forget(Value value) => value switch
        {
            Struct { Rest: var rest } structure => new Struct(structure.Fields.Select((_, v) => Forget(v))) { Rest = rest >= 0 && RestsOn(rest, symbol) ? _ids.Symbol(new("forgotten", rest)) : rest } is var kept && kept.Equals(structure) ? structure : kept,
            { Symbol: >= 0 } when RestsOn(value.Symbol, symbol) => Value.Unknown,
            _ => value,
        };
        var env = state.Env.Remove(TakenOver(symbol)).Where((place, _) => _ids.PlaceKeyOf(place) is not { Member: Keyed { Key: { Symbol: >= 0 and var key } } } || !RestsOn(key, symbol)).Select((_, value) => Forget(value));
        return state.With(env, state.Facts.Where((id, _) => !RestsOn(id, symbol)));
    }

    /// <summary>Whether the one symbol is the other, or derived from it.</summary>
    private bool RestsOn(int symbol, int source)
    {
        if (symbol == source)
            return true;
        var key = _ids.SymbolKeyOf(symbol);
        return key.Left >= 0 && (RestsOn(key.Left, source) || key.Right >= 0 && RestsOn(key.Right, source));
    }
}
