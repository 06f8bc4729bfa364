using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>
/// Duties that belong to the call: an event is carried up by calling the function before the handler returns, with whatever list. A second
/// call is no mistake: a driver may have an event of its own to report.
/// </content>
internal sealed partial class Interpreter
{
    /// <summary>Whether the state owes a call, which any code may make.</summary>
    private bool OwesCall(FlowState state) => _duties.Count > 0 && _duties[0].IsOfCall && state.Duties.Get(0) is { } duty && (duty.Situation & Situation.Owed) != 0;

    /// <summary>A function or handler was called: the duty that waits for this call is met.</summary>
    private FlowState CallMade(IOperation call, Duty function, FlowState state)
        => OwesCall(state) && Accepts(state, _duties[0], function) ? state.Set(0, state.Duties.Get(0)! with { Situation = Situation.Done, Discharge = call }) : state;

    /// <summary>The list of such a handler is passed: it is NDIS's again. The wrong function stands for the right one.</summary>
    private FlowState PassOfCall(Frame frame, IOperation call, Token token, DutyInfo info, Duty? function, string name, FlowState state)
    {
        if (state.Duties.Get(info.Id) is { Situation: Situation.Unknown })
            return state; // a host stack's, which owes nothing
        Use(frame, ref state, token, call);
        if (function is not null && !Accepts(state, info, function))
            Report(frame, FindingKind.WrongFunction, call, token.Duty, state, name);
        var duty = state.Duties.Get(info.Id)!;
        var epoch = duty.Epoch == token.Epoch ? duty.NextEpoch : duty.Epoch; // a stale list does not grow any staler, or loops had no end
        return state.Set(info.Id, duty with { Situation = Situation.Done, Discharge = call, Epoch = epoch });
    }

    /// <summary>Code that is not analysed gets a delegate that would make the call. Where it runs only after the handler has returned, that is too late.</summary>
    private FlowState LeaveCall(Frame frame, CallSite site, Func function, FlowState state)
    {
        if (!OwesCall(state) || site.Method is { } method && SchedulingOf(method) is not null)
            return state;
        var body = BodyOf(function) ?? bodies.Of(function.Method, cancellation);
        var calls = body?.Graph.OriginalOperation.Descendants().OfType<IInvocationOperation>() ?? [];
        return calls.Any(c => symbols.ContractOf(c.TargetMethod).Discharges is { } made && Accepts(state, _duties[0], made))
            ? GiveUp(frame, site.Operation, 0, state, "the call is left to a delegate that this analysis does not see run") : state;
    }
}
