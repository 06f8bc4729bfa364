using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>What happens to duties: conversion, discharge, pending, resuming, and looking at a list.</content>
internal sealed partial class Interpreter
{
    private readonly List<StoredHandle> _stored = [];

    private void Report(Frame frame, FindingKind kind, IOperation at, int duty, FlowState state, string detail = "", params SyntaxNode?[] related)
        => frame.Findings.Add(new(kind, at.Syntax, _duties[duty], state.Path) { Detail = detail, Related = related.OfType<SyntaxNode>().ToImmutableArray() });

    /// <summary>The duty cannot be followed any further; said once, with the reason.</summary>
    private FlowState GiveUp(Frame frame, IOperation at, int duty, FlowState state, string reason)
    {
        Report(frame, FindingKind.Unproven, at, duty, state, reason);
        return state.Set(duty, state.Duties.Get(duty)! with { Situation = Situation.Unknown });
    }

    /// <summary>A call of a function or handler member with a list: the list's duty is discharged, rightly or not.</summary>
    private FlowState Discharge(Frame frame, IOperation call, IOperation? argument, Value list, Duty? function, string name, FlowState state)
    {
        switch (list)
        {
            case Token token when state.Duties.Get(token.Duty) is { } duty:
                return Discharge(frame, call, token, duty, function, name, state);
            case Due due:
                return Settle(frame, call, due, name, false, state);
            case StrayToken stray:
                // the wrong list discharges the handler's duty all the same: one mistake, one report
                foreach (var info in _duties.OrderBy(d => !IsAtHand(frame, d, state)).ThenBy(d => state.Duties.Get(d.Id)?.Situation != Situation.Owed))
                    if (info is { Origin: DutyOrigin.Handler or DutyOrigin.Taken, IsOfCall: false } && state.Duties.Get(info.Id) is { } open && MayOwe(state, info.Id)
                        && (open.Situation is Situation.Owed or Situation.Done && info.Origin == DutyOrigin.Handler || stray.IsDefault && function is not null && open.Situation is not (Situation.Unknown or Situation.DoneTwice))
                        && (function is null || Accepts(state, info, function)))
                    {
                        Report(frame, FindingKind.WrongList, argument ?? call, info.Id, state, name);
                        return open.Situation == Situation.Stored ? state : state.Set(info.Id, open with { Situation = Situation.Done, Discharge = open.Discharge ?? call });
                    }
                return state;
            default:
                return state;
        }
    }

    /// <summary>Whether the body itself got the duty, or took it: a list that it passes wrongly stands for that one, not for one of its callers.</summary>
    private static bool IsAtHand(Frame frame, DutyInfo info, FlowState state)
        => (state.Duties.Get(info.Id)?.Bringer ?? info.Site) is { Syntax: var site } && frame.Body.Graph.OriginalOperation.Syntax is var code && site.SyntaxTree == code.SyntaxTree && code.Span.Contains(site.Span)
            || (frame.Given is { } given ? given.Contains(info.Id) : info.Site is null);

    private FlowState Discharge(Frame frame, IOperation call, Token token, DutyState duty, Duty? function, string name, FlowState state)
    {
        var info = _duties[token.Duty];
        if (info.IsOfCall)
            return PassOfCall(frame, call, token, info, function, name, state);
        switch (duty.Situation)
        {
            case Situation.Split:
                return UseWhole(frame, call, token, state);
            case Situation.Owed:
                if (token.Epoch >= 0 && duty.Epoch >= 0 && token.Epoch != duty.Epoch)
                    Report(frame, FindingKind.UsedAfter, call, token.Duty, state);
                else if (function is not null && !Accepts(state, info, function))
                {
                    if (duty.Mistaken is null)
                        Report(frame, FindingKind.WrongFunction, call, token.Duty, state, name);
                    else
                        Report(frame, FindingKind.WrongList, duty.Mistaken, token.Duty, state, name);
                }
                else if (function is not null)
                {
                    CheckMarks(frame, call, info, function, duty, ref state);
                    CheckStatus(frame, call, info, function, state);
                    if (function.Phase == Phase.Completion && IsTooEarly(frame, info))
                        Report(frame, FindingKind.CompletedInside, call, token.Duty, state, name);
                }
                if (function is not null && info.Origin == DutyOrigin.Taken)
                    state = Mistake(state, call, function);
                return state.Set(token.Duty, state.Duties.Get(token.Duty)! with { Situation = Situation.Done, Discharge = call, EntryGone = true });
            case Situation.Done or Situation.Pended or Situation.Stored:
                Report(frame, FindingKind.CompletedTwice, call, token.Duty, state, name, duty.Discharge?.Syntax);
                if (info.Piece != Piece.All)
                    state = ForgetPieces(state, info.Whole); // one piece twice in the place of another: one mistake
                return state.Set(token.Duty, duty with { Situation = Situation.DoneTwice });
            case Situation.DoneTwice or Situation.Unknown:
                return state;
            default: // several possibilities, merged for want of room
                return GiveUp(frame, call, token.Duty, state, "too many correlated conditions");
        }
    }

    /// <summary>
    /// Whether a completion comes too early for the duty: inside the handler that got the request (C102, C192). What an async method does may
    /// come after an await, and an intermediate driver may give some requests back.
    /// </summary>
    private bool IsTooEarly(Frame frame, DutyInfo info)
        => info is { Origin: DutyOrigin.Handler, Contract: { Phase: Phase.Request } contract } && frame.Body.Method?.IsAsync != true
            && (_handler?.Role == Role.Target || _handler?.Role == Role.Intermediate && contract.GivenBack is null);

    /// <summary>Another list was completed with the function that the handler's own duty waits for; if that stays open, this was the mistake.</summary>
    private FlowState Mistake(FlowState state, IOperation call, Duty function)
    {
        foreach (var info in _duties)
            if (info.Origin == DutyOrigin.Handler && state.Duties.Get(info.Id) is { Situation: Situation.Owed, Mistaken: null, IsTouched: false } open && Accepts(state, info, function))
                return state.Set(info.Id, open with { Mistaken = call });
        return state;
    }

    /// <summary>Whether the function is one that ends this duty: its own operation, in the same direction or (for a request) answered upward.</summary>
    private static bool Accepts(FlowState state, DutyInfo info, Duty function)
    {
        if (info.Contract is { } contract)
            return contract.Operation == function.Operation && (contract.Phase == function.Phase || contract.Phase == Phase.Request && function.Phase == Phase.Completion);
        return info.OperationSymbol < 0 || state.RangeOf(info.OperationSymbol).Contains(function.Operation);
    }

    private (FlowState State, Value Value) ConvertList(Frame frame, IOperation call, Value receiver, MethodContract contract, ImmutableArray<Value> arguments, FlowState state)
    {
        if (receiver is not Token token || state.Duties.Get(token.Duty) is not { } duty)
            return (state, receiver is StrayToken ? receiver : new StrayToken(false));
        if (duty.Situation != Situation.Owed && !_duties[token.Duty].IsOfCall)
        {
            if (IsDropped(call))
                Use(frame, ref state, token, call);
            return (state, token); // what is done with the result decides: a second completion is the mistake, not its conversion
        }
        if (token.Epoch >= 0 && duty.Epoch >= 0 && token.Epoch != duty.Epoch)
        {
            Use(frame, ref state, token, call);
            if (_duties[token.Duty].IsOfCall)
                return (state, token);
        }
        if (contract.Restores && arguments.IsEmpty)
        {
            UseReleased(frame, ref state, token.Duty, call);
            state = state.Set(ReleasedPlace(token.Duty), new Num(_ids.Object(call)));
        }
        foreach (var argument in arguments)
            state = Shared(frame, call is IInvocationOperation { Arguments: [{ Value: { } passed }] } ? passed : call, token.Duty, argument, state);
        duty = state.Duties.Get(token.Duty)!;
        var entry = arguments.OfType<Obj>().FirstOrDefault();
        var converted = duty with
        {
            Epoch = duty.NextEpoch,
            EntryObject = entry?.Id ?? duty.EntryObject,
            EntryGone = duty.EntryGone || contract.Restores && arguments.IsEmpty,
            Overlay = contract.Restores ? null : (call as IInvocationOperation)?.TargetMethod,
        };
        return (state.Set(token.Duty, converted), token with { Epoch = converted.Epoch });
    }

    private static bool IsDropped(IOperation operation)
        => operation.Parent is IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation };

    private (FlowState State, Value Value) Pend(Frame frame, IOperation call, Value receiver, FlowState state)
    {
        if (receiver is not Token token || state.Duties.Get(token.Duty) is not { } duty)
            return Fresh(state, call);
        if (_duties[token.Duty].IsOfCall)
            return (state.Set(token.Duty, duty with { Epoch = duty.NextEpoch }), Value.Unknown); // the list may wait, the call may not
        switch (duty.Situation)
        {
            case Situation.Split:
                return (UseWhole(frame, call, token, state), Value.Unknown);
            case Situation.Owed:
                state = state.Set(token.Duty, duty with { Situation = Situation.Pended, Epoch = duty.NextEpoch, Discharge = call });
                return (state, HandleOf(state, token.Duty));
            case Situation.Unknown or Situation.DoneTwice:
                return (state, Value.Unknown);
            case Situation.Done or Situation.Pended or Situation.Stored:
                Report(frame, FindingKind.CompletedTwice, call, token.Duty, state, "Pend", duty.Discharge?.Syntax);
                return (state.Set(token.Duty, duty with { Situation = Situation.DoneTwice }), Value.Unknown);
            default:
                return (GiveUp(frame, call, token.Duty, state, "too many correlated conditions"), Value.Unknown);
        }
    }

    /// <summary>The handle that holds the duty now.</summary>
    private static Pended HandleOf(FlowState state, int duty) => new(duty, state.Duties.Get(duty)!.Epoch);

    private (FlowState State, Value Value) Resume(Frame frame, IOperation call, Value receiver, FlowState state)
    {
        receiver = ResumedBefore(state, receiver);
        if (receiver is Pended pended && state.Duties.Get(pended.Duty) is { } duty)
        {
            var isOld = pended.Epoch >= 0 && duty.Epoch >= 0 && pended.Epoch != duty.Epoch; // resumed before, and the list was pended anew
            if (duty.Situation is Situation.Pended or Situation.Stored && !isOld)
            {
                var resumed = duty with { Situation = Situation.Owed, Epoch = duty.NextEpoch };
                return (state.Set(pended.Duty, resumed), new Token(pended.Duty, resumed.Epoch));
            }
            if (duty.Situation is Situation.Pended or Situation.Stored) // the new handle may be lost besides
            {
                Report(frame, FindingKind.CompletedTwice, call, pended.Duty, state, "Resume", duty.Discharge?.Syntax);
                return (state, Value.Unknown);
            }
            if (duty.Situation == Situation.Owed) // resumed before, and not done with yet
            {
                Report(frame, FindingKind.CompletedTwice, call, pended.Duty, state, "Resume", duty.Discharge?.Syntax);
                return (state.Set(pended.Duty, duty with { Situation = Situation.DoneTwice, UseReported = true }), new Token(pended.Duty, duty.Epoch));
            }
            if (duty.Situation == Situation.Done)
                state = state.Set(pended.Duty, duty with { IsResumedAgain = true });
            return (state, new Token(pended.Duty, duty.Epoch));
        }
        if (receiver is Sym of && _ids.SymbolKeyOf(of.Id).Origin is IInvocationOperation { TargetMethod: var pend } && symbols.ContractOf(pend).Pends)
            return (GivenOver(state, receiver), new StrayToken(false)); // a list of which nothing is known, pended here
        var operation = receiver is Sym handle ? OperationOf((call as IInvocationOperation)?.TargetMethod.ContainingType, handle.Id) : -1;
        var (after, id) = Take(frame, call, state, Situation.Owed, operation);
        return (RememberResumed(Learn(after, id, SinkOf(receiver)), receiver, id), new Token(id, 0));
    }

    /// <summary>What the handle of a duty says of its operation: that of the handler that pended it, or what was learned of it.</summary>
    private static Value? OperationOf(DutyInfo info)
        => info.Contract is { } contract ? new Num(contract.Operation) : info.OperationSymbol >= 0 ? new Sym(info.OperationSymbol) : null;

    /// <summary>The symbol for what a handle that is not known says of its operation, or −1.</summary>
    private int OperationOf(ITypeSymbol? type, int handle)
        => type?.GetMembers().OfType<IPropertySymbol>().FirstOrDefault(p => p.Type.TypeKind == TypeKind.Enum) is { } property ? _ids.Symbol(new(property, null, handle)) : -1;

    /// <summary>The body takes a duty over from elsewhere. Taken again at the same place (in a loop), the former one must be settled by then.</summary>
    private (FlowState State, int Duty) Take(Frame frame, IOperation site, FlowState state, Situation situation, int operation)
    {
        var info = _duties.FirstOrDefault(d => d.Origin == DutyOrigin.Taken && d.Site == site) ?? NewDuty(id => new(id, DutyOrigin.Taken, NameOf(site)) { Site = site, OperationSymbol = operation >= 0 ? operation : _ids.Symbol(new(new DutyKey(id), "operation")) });
        if (state.Duties.Get(info.Id) is { Situation: Situation.Pended } && IsGathered(state, info.Id))
            return (state, info.Id); // one handle stands for all that the local collection holds
        if (state.Duties.Get(info.Id) is { Situation: Situation.Owed or Situation.Pended } former && MayOwe(state, info.Id))
            Report(frame, FindingKind.Dropped, former is { Situation: Situation.Pended, Discharge: { } pended } ? pended : site, info.Id, state, former.Situation.ToString());
        state = Kill(ForgetRecords(state.With(env: state.Env.Where((_, value) => DutyOf(value) != info.Id)), info.Id), NullSymbol(info.Id));
        if (operation >= 0 && operation != info.OperationSymbol)
            state = Kill(state, info.OperationSymbol).Confine(info.OperationSymbol, state.RangeOf(operation)) ?? state; // another handle than the last time
        return (state.Set(info.Id, new DutyState(situation, 0)), info.Id);
    }

    private static string NameOf(IOperation site) => site switch
    {
        IInvocationOperation { Instance.Syntax: { } receiver } => receiver.ToString(),
        _ => site.Syntax.ToString(),
    };

    private static int DutyOf(Value value) => value switch
    {
        Token t => t.Duty,
        View v => v.Duty,
        Entry e => e.Duty,
        Pended p => p.Duty,
        Due d => d.Duty,
        _ => -1,
    };

    /// <summary>A look at a list, at something inside it, or at its call entry: wrong once the list is handed over.</summary>
    private void Use(Frame frame, ref FlowState state, Value value, IOperation at)
    {
        if (value is Obj made)
        {
            for (var i = 0; i < state.Duties.Count; i++)
                if (state.Duties.ValueAt(i) is { Situation: Situation.Done, EntryObject: var entry, UseReported: false } && entry == made.Id)
                {
                    ReportUse(frame, ref state, state.Duties.KeyAt(i), at);
                    return;
                }
            return;
        }
        var id = DutyOf(value);
        if (state.Duties.Get(id) is not { UseReported: false } duty)
            return;
        if (!duty.IsTouched)
            state = state.Set(id, duty = duty with { IsTouched = true });
        var isOver = duty.IsOver && !_duties[id].IsOfCall; // such a call leaves a list alone that it was not given
        var stale = value switch
        {
            Token t => isOver || t.Epoch >= 0 && duty.Epoch >= 0 && t.Epoch != duty.Epoch,
            View { IsElement: true } => duty.Situation is Situation.Done or Situation.DoneTwice,
            View v => isOver || v.Epoch >= 0 && duty.Epoch >= 0 && v.Epoch != duty.Epoch,
            Entry => duty.Situation == Situation.Done || duty.Situation == Situation.DoneTwice || duty.EntryGone,
            _ => false,
        };
        if (value is Entry && UseReleased(frame, ref state, id, at))
            return;
        if (stale && duty.Situation != Situation.Unknown)
            ReportUse(frame, ref state, id, at);
    }

    private const string ResumedAgain = "resumed again";

    private void ReportUse(Frame frame, ref FlowState state, int duty, IOperation at)
    {
        var known = state.Duties.Get(duty)!;
        Report(frame, FindingKind.UsedAfter, at, duty, state, known.IsResumedAgain ? ResumedAgain : "", known.Discharge?.Syntax);
        state = state.Set(duty, known with { UseReported = true });
    }

    /// <summary>An operation that the engine does not know takes these values in.</summary>
    private void Escape(Frame frame, IOperation operation, ref FlowState state, IEnumerable<Value> values)
    {
        foreach (var value in values)
        {
            state = SetAllMarks(LetGo(state, value), value);
            if (value is Token token && state.Duties.Get(token.Duty) is { Situation: Situation.Owed })
                state = GiveUp(frame, operation, token.Duty, state, "the list goes through a construct that this analysis does not know");
            else
                Surrender(frame, operation, ref state, value, null);
        }
    }
}
