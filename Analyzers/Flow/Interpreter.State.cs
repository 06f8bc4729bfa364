using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>The state behind blocks: whether it is there (C114, C115), which operation has what (C159–C162, C168, C171), and how long it lasts (C132).</content>
internal sealed partial class Interpreter
{
    /// <summary>A member of a list or block is read.</summary>
    private void LookedAt(ref FlowState state, ISymbol member, int duty)
    {
        foreach (var mark in symbols.MemberOf(member).ReadMarks)
            if (state.Duties.Get(duty) is { } known)
                state = state.Set(duty, known with { Marks = known.Marks.With(mark) });
    }

    /// <summary>A method of a view is called: it may tell what follows the block, or ask that this was told.</summary>
    private void LookedAt(Frame frame, ref FlowState state, CallSite site, View view)
    {
        LookedAt(ref state, site.Method!, view.Duty);
        if (!IsOfRequest(state, view.Duty))
            return;
        var info = _duties[view.Duty];
        foreach (var required in symbols.ContractOf(site.Method!).Requires)
            if (state.Duties.Get(view.Duty)!.Marks.HasNone(required) && (info.Origin == DutyOrigin.Handler || IsUntouched(frame, info) && !Mentions(NamesOf(required.Mark))))
                Report(frame, FindingKind.NotTested, site.Operation, view.Duty, state, site.Method!.Name);
    }

    /// <summary>Whether the list is held, and is that of a request.</summary>
    private bool IsOfRequest(FlowState state, int duty)
        => duty >= 0 && state.Duties.Get(duty) is { Situation: Situation.Owed, UseReported: false } && _duties[duty] is { Origin: not DutyOrigin.Annotated, Contract: null or { Phase: Phase.Request } };

    /// <summary>A member is used that some operations do not have: wrong where the operation is one of them, to be looked at again when that is known.</summary>
    private void CheckOperation(Frame frame, ref FlowState state, IOperation at, ISymbol member, int duty)
    {
        if (symbols.MemberOf(member).NotDuring is not { } during || !IsOfRequest(state, duty) || during.Role != Role.None && during.Role != RoleFor(_duties[duty])
            || !state.Duties.Get(duty)!.Marks.HasNone(new RequiredMark { Mark = symbols.TestMark }))
            return;
        var known = _duties[duty].OperationSymbol is >= 0 and var operation ? state.RangeOf(operation) : Range.All;
        if (_duties[duty].Contract is { } contract ? during.Operations.Contains(contract.Operation) : during.Operations.Any(o => Range.Of(o).Contains(known)))
            Report(frame, FindingKind.NotOfOperation, at, duty, state, member.Name);
        else if (_duties[duty].Contract is null)
            state = state.Set(_ids.Place(new DutyKey(duty), ("used", member)), new Num(_ids.Object(at)));
    }

    /// <summary>
    /// A resumed list turns out to be one of this operation: were members used that it does not have? Code that completes several operations may use
    /// them for the others only, by a condition that is not seen to be the same.
    /// </summary>
    private void CheckUses(Frame frame, DutyInfo info, Duty function, FlowState state)
    {
        if (_ran.SelectMany(b => b.Graph.OriginalOperation.Descendants()).OfType<IInvocationOperation>()
            .Any(c => symbols.ContractOf(c.TargetMethod).Function is { Phase: Phase.Completion } other && other.Operation != function.Operation))
            return;
        for (var i = 0; i < state.Env.Count; i++)
            if (_ids.PlaceKeyOf(state.Env.KeyAt(i)) is { Root: DutyKey key, Member: ValueTuple<string, ISymbol> { Item1: "used", Item2: var member } } && key.Id == info.Id
                && state.Env.ValueAt(i) is Num place && symbols.MemberOf(member).NotDuring!.Operations.Contains(function.Operation))
                frame.Findings.Add(new(FindingKind.NotOfOperation, ((IOperation)_ids.ObjectOf((int)place.N)).Syntax, info, null) { Detail = member.Name });
    }

    /// <summary>Whether the call gives a reference to memory of the list, and not a copy of what is there.</summary>
    private static bool IsByReference(IOperation call) => call.Parent switch
    {
        ISimpleAssignmentOperation assignment => assignment.IsRef || assignment.Target == call,
        IMemberReferenceOperation member => member.Instance == call,
        IInvocationOperation invocation => invocation.Instance == call,
        IArgumentOperation argument => argument.Parameter?.RefKind is not (null or RefKind.None),
        _ => false,
    };

    /// <summary>A field of a structure behind a block, which the list is followed for: a kept reference outlives the stamp of its view.</summary>
    private void StateField(Frame frame, IFieldReferenceOperation reference, View structure, bool asPlace, FlowState state, Action<FlowState, Value> push)
    {
        if (asPlace)
        {
            push(state, new Slot(structure.Duty, reference.Field));
            return;
        }
        CheckOperation(frame, ref state, reference, reference.Field, structure.Duty);
        if (symbols.MemberOf(reference.Field).IsBorrowed)
            push(state, structure with { IsElement = true, Member = null });
        else
            PushFresh(state, reference, push);
    }
}
