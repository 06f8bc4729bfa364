using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Flow;

/// <content>
/// Writes to members of a list: who may make them, and which a conversion by hand asks for. What the analysis does not see counts as done.
/// </content>
internal sealed partial class Interpreter
{
    /// <summary>The reserved members that are saved and restored have two elements (C042).</summary>
    private const int ElementsOfMember = 2;

    private HandlerRole? _handler;
    private Role? _role;

    /// <summary>The role that the type of a body states or shows; a type that does neither may serve any driver.</summary>
    private Role? RoleOfBody(Body body)
    {
        if (body.Method?.ContainingType is not { } type)
            return null;
        var role = symbols.RoleOf(type);
        return role == Role.Intermediate && symbols.HandlersOf(type).IsEmpty ? null : role;
    }

    private Role? RoleFor(DutyInfo info) => info.Origin == DutyOrigin.Handler ? _handler?.Role : _role;

    /// <summary>The member is written, or one element of it.</summary>
    private void Wrote(Frame frame, ref FlowState state, IOperation at, ISymbol member, int duty, long? element)
    {
        var isHeld = duty >= 0 && state.Duties.Get(duty) is { UseReported: false, Situation: Situation.Owed }; // else the use itself is the mistake
        if (isHeld && RoleFor(_duties[duty]) is { } role && symbols.MemberOf(member).IsPreservedBy(role, _duties[duty].Contract?.Phase))
            Report(frame, FindingKind.Preserved, at, duty, state, member.Name);
        state = SetMark(state, member, duty, element);
    }

    /// <summary>A call that writes: of a member of a view that says so, or of a method of spans.</summary>
    private void WroteByCall(Frame frame, ref FlowState state, CallSite site)
    {
        var method = site.Method!;
        if (IsCopy(method) && site.Arguments is [View { Member: { } target } copy])
            Wrote(frame, ref state, site.Operations[0] ?? site.Operation, target, copy.Duty, null);
        if (site.Receiver is not View receiver)
            return;
        if (!symbols.MemberOf(method).Preserved.IsEmpty)
            Wrote(frame, ref state, site.Operation, method, receiver.Duty, null);
        else if (receiver.Member is { } span && method.Name is "Clear" or "Fill")
            Wrote(frame, ref state, site.Operation, span, receiver.Duty, null);
    }

    private static bool IsCopy(IMethodSymbol? method) => method is { Name: "CopyTo" or "TryCopyTo", ContainingType.IsRefLikeType: true, DeclaringSyntaxReferences.IsEmpty: true };

    /// <summary>Sets the mark of the member: on the list it belongs to, or on all where it is a call entry's, which no list is known of yet.</summary>
    private FlowState SetMark(FlowState state, ISymbol member, int duty, long? element)
    {
        if (symbols.MemberOf(member) is not { Mark: >= 0 } contract)
            return state;
        for (var i = 0; i < state.Duties.Count; i++)
        {
            var (id, known) = (state.Duties.KeyAt(i), state.Duties.ValueAt(i));
            if (duty < 0 || id == duty)
                state = state.Set(id, known with { Marks = known.Marks.With(contract, element) });
        }
        return state;
    }

    /// <summary>Code that is not analysed gets a list, a part of it or a call entry: it may have done everything.</summary>
    private FlowState SetAllMarks(FlowState state, Value value)
    {
        if (value is not (Token or View or Entry))
            return state;
        for (var i = 0; i < state.Duties.Count; i++)
            if (DutyOf(value) is var duty && (duty < 0 || state.Duties.KeyAt(i) == duty) && state.Duties.ValueAt(i) is var known)
                state = state.Set(state.Duties.KeyAt(i), known with { Marks = Marks.All });
        return state;
    }

    /// <summary>A list is handed over: one that was converted by hand has to bear the marks that the conversion asks for (C012, C013, C040–C043).</summary>
    private void CheckMarks(Frame frame, IOperation call, DutyInfo info, Duty function, DutyState duty, FlowState state)
    {
        if (duty.Overlay is null || info.Origin != DutyOrigin.Handler || info.Contract?.Phase != function.Phase)
            return;
        var missing = symbols.ContractOf(duty.Overlay).Requires.RemoveAll(r => duty.Marks.Has(r));
        if (!missing.IsEmpty)
            frame.Findings.Add(new(function.Phase == Phase.Request ? FindingKind.NotSaved : FindingKind.NotRestored, call.Syntax, info, state.Path) { Overlay = duty.Overlay, Missing = missing });
    }
}
