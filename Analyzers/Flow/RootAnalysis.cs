using System.Collections.Immutable;
using System.Globalization;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <summary>What the analysis of one root body found.</summary>
internal sealed record RootResult(ImmutableArray<Finding> Findings, ImmutableArray<StoredHandle> Stored);

/// <content>Running a root: a handler, a helper with ownership attributes, or a body that takes handles out. Exits decide what is still owed.</content>
internal sealed partial class Interpreter
{
    /// <summary>Analyses a body on its own.</summary>
    /// <param name="body">The body.</param>
    /// <param name="handler">The handler that it is, if any.</param>
    public RootResult Analyze(Body body, HandlerRole? handler)
    {
        (_handler, _role, _type, _root) = (handler, RoleOfBody(body), body.Method?.ContainingType, body);
        _isFinalizer = body.Method?.MethodKind == MethodKind.Destructor;
        _ran.Add(body);
        var wantsThrows = options.Exceptions == ExceptionOption.Calls;
        var byReference = (body.Method?.Parameters ?? ImmutableArray<IParameterSymbol>.Empty).Where(p => p.RefKind is RefKind.Out or RefKind.Ref).Select(p => _ids.Place(p)).ToImmutableArray();
        var frame = new Frame(body, new Obj(Ids.This), true, wantsThrows) { ByReference = byReference };
        var state = FlowState.Start;
        if (body.Method is { ContainingType: { IsValueType: true } } && body.Parent is null)
        {
            var self = _ids.Place(body, "this");
            state = state.Set(self, new Struct(Map<Value>.Empty) { Rest = _ids.Symbol(new(body, "this")) });
            frame = new Frame(body, new Ref(self, -1), true, wantsThrows) { ByReference = byReference };
        }
        state = DeclaredCaptures(body, state);
        var owing = handler is { Owes: true } ? handler : null;
        foreach (var parameter in body.Method?.Parameters ?? ImmutableArray<IParameterSymbol>.Empty)
        {
            var (after, value) = Parameter(parameter, handler, state);
            state = after.Set(_ids.Place(parameter), value);
        }
        if (owing is { Duty.IsOfCall: true } && _duties.Count == 0)
            state = state.Set(NewDuty(id => new(id, DutyOrigin.Handler, "") { Contract = owing.Duty }).Id, new DutyState(Situation.Owed, 0));
        state = KeepReceived(handler, state);
        try
        {
            Explore(frame, state);
        }
        catch (InsufficientExecutionStackException)
        {
            _steps = Budget + 1; // nested too deeply
        }
        if (IsExhausted)
            return new(Exhausted(handler), ImmutableArray<StoredHandle>.Empty);
        foreach (var exit in frame.Exits.Where(e => !IsWaiting(e.State)))
        {
            CheckExit(frame, exit);
            CheckLeft(frame, exit);
            CheckAnswer(frame, exit, handler);
            CheckCarried(frame, exit);
        }
        frame.Findings.RemoveAll(f => f.IsUnconditional && IsConditional(f.Path));
        return new(Distinct(frame.Findings), _stored.Select(s => s with { IsSettled = frame.Exits.Count > 0 && frame.Exits.All(e => e.State.Duties.Get(s.Duty.Id) is { Situation: Situation.Done } || !MayOwe(e.State, s.Duty.Id)) }).ToImmutableArray());
    }

    private (FlowState State, Value Value) Parameter(IParameterSymbol parameter, HandlerRole? handler, FlowState state)
    {
        if (symbols.Foreign.DutyOf(parameter.Type) is { } declared)
            return DeclaredParameter(parameter, declared, state);
        if (!symbols.IsToken(parameter.Type))
            return (state, new Sym(handler?.Duty.NullList?.IsCode(parameter.Type) == true ? CodeSymbol : _ids.Symbol(new(parameter))));
        if (handler is { Owes: false } and not { Role: not Role.None, Duty.NullList: not null })
            handler = null; // neither owes it, nor has to ask for it
        var passing = symbols.PassingOf(parameter);
        if (handler is null && passing == Passing.Unstated || parameter.RefKind == RefKind.Out)
            return (state, Value.Unknown);
        var duty = NewDuty(id => new(id, handler is null ? DutyOrigin.Annotated : DutyOrigin.Handler, parameter.Name)
        {
            Contract = handler?.Duty,
            Passing = passing,
            Parameter = parameter,
        });
        return (state.Set(duty.Id, new DutyState(handler is { Owes: false } ? Situation.Unknown : Situation.Owed, 0)), new Token(duty.Id, 0));
    }

    private ImmutableArray<Finding> Exhausted(HandlerRole? handler)
    {
        var duty = _duties.FirstOrDefault() ?? new DutyInfo(0, DutyOrigin.Handler, "") { Contract = handler?.Duty };
        return ImmutableArray.Create(new Finding(FindingKind.Unproven, null, duty, null) { Detail = "the body is too complex for the analysis budget" });
    }

    /// <summary>A handler whose answer is fixed returns a constant that is another one.</summary>
    private void CheckAnswer(Frame frame, Exit exit, HandlerRole? handler)
    {
        if (handler is not { Role: not Role.None, Duty.Answer: { } answer } || exit.Kind != ExitKind.Return || exit.Result is not Num returned || returned.N == answer.Value)
            return;
        var duty = new DutyInfo(0, DutyOrigin.Handler, "") { Contract = handler.Duty };
        frame.Findings.Add(new(FindingKind.WrongAnswer, exit.At, duty, exit.State.Path) { Detail = NumberText(frame.Body.Method?.ReturnType, returned.N) });
    }

    private static string NumberText(ITypeSymbol? type, long value)
        => type?.GetMembers().OfType<IFieldSymbol>().FirstOrDefault(f => f is { HasConstantValue: true, ConstantValue: { } known } && System.Convert.ToInt64(known, CultureInfo.InvariantCulture) == value)?.Name
            ?? value.ToString(CultureInfo.InvariantCulture);

    private void CheckExit(Frame frame, Exit exit)
    {
        for (var i = 0; i < exit.State.Duties.Count; i++)
        {
            var (info, duty) = (_duties[exit.State.Duties.KeyAt(i)], exit.State.Duties.ValueAt(i));
            if (info.Origin == DutyOrigin.Annotated)
                CheckAnnotation(frame, exit, info, duty);
            else if (info.Origin == DutyOrigin.Declared)
                CheckDeclared(frame, exit, info, duty);
            else
                CheckOwed(frame, exit, info, duty);
        }
    }

    private void CheckOwed(Frame frame, Exit exit, DutyInfo info, DutyState duty)
    {
        void Add(FindingKind kind, SyntaxNode? at, string detail = "", params SyntaxNode?[] related)
            => frame.Findings.Add(new(kind, at, info, exit.State.Path) { Detail = detail, Related = related.OfType<SyntaxNode>().ToImmutableArray() });

        var site = (duty.Bringer ?? info.Site)?.Syntax;
        if (duty.IsLost)
        {
            if (info.Origin == DutyOrigin.Taken)
                Add(FindingKind.Dropped, site, "Owed", exit.At);
            else
                Add(FindingKind.NotCompleted, exit.At);
            return;
        }
        if (!MayOwe(exit.State, info.Id))
            return;
        if (DutyOf(exit.Result) == info.Id || info.Origin != DutyOrigin.Handler && exit.ByReference.Any(r => DutyOf(r) == info.Id))
            return; // handed to the caller, who has it from here on
        if (duty is { Situation: Situation.Done, IsInSink: true, Discharge.Syntax: var completed } && !IsFoundHereOnly(info.Id))
            Add(FindingKind.CompletedTwice, completed, "the handle is still stored", _stored.FirstOrDefault(s => s.Duty.Id == info.Id)?.Pend);
        const Situation Open = Situation.Owed | Situation.Pended;
        if ((duty.Situation & Open) == 0 || (duty.Situation & Situation.Unknown) != 0)
            return;
        if ((duty.Situation & ~Open) != 0)
            Add(FindingKind.Unproven, exit.At, "too many correlated conditions");
        else if (exit.Kind != ExitKind.Return && !duty.IsLostLater) // what scheduled work has lost is that work's mistake
        {
            if (options.Exceptions != ExceptionOption.Ignore)
                Add(FindingKind.LeftByException, exit.At);
        }
        else if (duty.Situation == Situation.Pended && IsInStartable(exit.State, info.Id))
            Add(FindingKind.Unproven, duty.Discharge?.Syntax ?? site, "who starts what holds the handle cannot be told");
        else if (duty.Situation == Situation.Pended)
            Add(FindingKind.Dropped, duty.Discharge?.Syntax ?? site, "Pended");
        else if (info.Origin == DutyOrigin.Taken)
            Add(FindingKind.Dropped, site, "Owed", exit.At);
        else if (duty.Mistaken is { } mistaken)
            Add(FindingKind.WrongList, mistaken.Syntax);
        else if (duty.Discharge is { } pended)
            Add(FindingKind.NotCompleted, exit.At, "", pended.Syntax); // pended and resumed, then forgotten
        else
            Add(FindingKind.NotCompleted, exit.At);
    }

    private void CheckAnnotation(Frame frame, Exit exit, DutyInfo info, DutyState duty)
    {
        if (exit.Kind == ExitKind.Throw && info.Passing == Passing.Discharges)
            CheckOwed(frame, exit, info, duty); // its callers take it as not throwing
        if (exit.Kind != ExitKind.Return || (duty.Situation & Situation.Unknown) != 0 || !duty.IsLost && !MayOwe(exit.State, info.Id) || info is { Passing: Passing.Borrows, Piece: not Piece.All })
            return;
        var isTaken = (duty.Situation & (Situation.Done | Situation.DoneTwice | Situation.Stored)) != 0 || duty.Situation is Situation.Pended or Situation.Split && info.Passing == Passing.Borrows;
        var isKept = duty.IsLost || (duty.Situation & (Situation.Owed | Situation.Pended)) != 0;
        var (mustTake, mustKeep) = info.Passing switch
        {
            Passing.Borrows => (false, true),
            Passing.Discharges => (true, false),
            _ => Expected(exit, info.Passing == Passing.DischargesWhenTrue),
        };
        if (isTaken && mustKeep)
            frame.Findings.Add(new(FindingKind.AnnotationContradicted, duty.Discharge?.Syntax ?? exit.At, info, exit.State.Path) { Detail = "taken" });
        else if (isKept && mustTake)
            frame.Findings.Add(new(FindingKind.AnnotationContradicted, exit.At, info, exit.State.Path) { Detail = "kept" });
    }

    /// <summary>What a Try-helper must have done, given what it returns; nothing where that is not known.</summary>
    private (bool MustTake, bool MustKeep) Expected(Exit exit, bool when)
    {
        var result = InSet(exit.State, exit.Result, Range.NonZero);
        return result is not Num known ? (false, false) : known.N != 0 == when ? (true, false) : (false, true);
    }

    /// <summary>One report per duty, kind and place: the one with the shortest story. A look at a list that was resumed again and then completed again is part of that mistake.</summary>
    private static ImmutableArray<Finding> Distinct(List<Finding> findings)
        => WithoutDoubt(findings).Where(f => f is not { Kind: FindingKind.UsedAfter, Detail: ResumedAgain } || !findings.Any(g => g.Kind == FindingKind.CompletedTwice && g.Duty.Id == f.Duty.Id)).GroupBy(f => (f.Kind, f.At?.Span, f.Duty.Id)).Select(Shortest).ToImmutableArray();

    /// <summary>One of the findings that differ in their paths alone. A decision of which either outcome leads to it is not mentioned.</summary>
    private static Finding Shortest(IEnumerable<Finding> same)
    {
        var stories = same.Select(f => (Finding: f, Path: Decisions(f.Path))).OrderBy(s => s.Path.Count).ToList();
        for (var i = 1; i < stories.Count && i < StateSet.Limit * 2; i++)
            for (var j = 0; j < i; j++)
                if (Difference(stories[j].Path, stories[i].Path) is { } place)
                {
                    var path = stories[j].Path;
                    path.RemoveAt(place);
                    var shared = path.Aggregate((PathNode?)null, (before, node) => new PathNode(node.Condition, node.Outcome, before) { IsDoubtful = node.IsDoubtful });
                    stories.RemoveAt(i);
                    stories[j] = (stories[j].Finding with { Path = shared }, path);
                    stories = [.. stories.OrderBy(s => s.Path.Count)];
                    (i, j) = (0, 0); // what is shorter now may go together with another one
                    break;
                }
        return stories[0].Finding;
    }

    /// <summary>The only decision in which the paths differ, or null.</summary>
    private static int? Difference(List<PathNode> one, List<PathNode> other)
    {
        if (one.Count != other.Count || one.Where((node, i) => node.Condition != other[i].Condition).Any())
            return null;
        var differing = Enumerable.Range(0, one.Count).Where(i => one[i].Outcome != other[i].Outcome).ToList();
        return differing.Count == 1 ? differing[0] : null;
    }

    /// <summary>Whether a decision has led there, other than that there is a list at all.</summary>
    private static bool IsConditional(PathNode? path)
    {
        for (; path is not null; path = path.Parent)
            if (path.Matters && !path.Condition.DescendantsAndSelf().Any(o => o is IPropertyReferenceOperation { Property.Name: "IsNull" }))
                return true;
        return false;
    }

    /// <summary>The decisions of a path that have a part in where it leads, in their order.</summary>
    private static List<PathNode> Decisions(PathNode? path)
    {
        var result = new List<PathNode>();
        for (; path is not null; path = path.Parent)
            if (path.Matters)
                result.Insert(0, path);
        return result;
    }
}
