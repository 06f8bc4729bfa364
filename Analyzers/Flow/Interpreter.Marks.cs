using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

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
    private INamedTypeSymbol? _type;
    private Body? _root;

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
        if (method.IsStatic && site.Arguments is [View given, ..] && !symbols.MemberOf(method).Preserved.IsEmpty)
            Wrote(frame, ref state, site.Operation, method, given.Duty, null);
        if (site.Receiver is not View receiver)
            return;
        if (symbols.MemberOf(method) is { Mark: >= 0 } or { Preserved.IsEmpty: false })
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
                state = ForgetStatus(state.Set(state.Duties.KeyAt(i), known with { Marks = Marks.All }), state.Duties.KeyAt(i));
        return state;
    }

    /// <summary>A list is handed over: one that was converted by hand has to bear the marks that the conversion asks for (C012, C013, C040–C043).</summary>
    private void CheckMarks(Frame frame, IOperation call, DutyInfo info, Duty function, DutyState duty, FlowState state)
    {
        // C105: a status on the root alone. Where no block has one here, it may have been written before the list was pended.
        if (function.Phase == Phase.Completion && RoleFor(info) == Role.Target && info.Contract is null or { Phase: Phase.Request } && call is IInvocationOperation { TargetMethod: var completion })
            foreach (var required in symbols.ContractOf(completion).Requires)
                if (duty.Marks.HasNone(required) && symbols.ContractOf(completion).Requires.Any(r => duty.Marks.Has(r)) && !Mentions(required.Mark))
                    frame.Findings.Add(new(FindingKind.NotSettled, call.Syntax, info, state.Path) { Missing = ImmutableArray.Create(required) });
                else if (duty.Marks.HasFirstOnly(required))
                    frame.Findings.Add(new(FindingKind.RootOnly, call.Syntax, info, state.Path) { Missing = ImmutableArray.Create(required), Related = WrittenAt(state, info.Id) is { } at ? ImmutableArray.Create(at.Syntax) : ImmutableArray<SyntaxNode>.Empty });
        if (duty.Overlay is null || info.Origin != DutyOrigin.Handler || info.Contract?.Phase != function.Phase)
            return;
        var missing = symbols.ContractOf(duty.Overlay).Requires.RemoveAll(r => duty.Marks.Has(r));
        if (!missing.IsEmpty)
            frame.Findings.Add(new(function.Phase == Phase.Request ? FindingKind.NotSaved : FindingKind.NotRestored, call.Syntax, info, state.Path) { Overlay = duty.Overlay, Missing = missing });
    }

    /// <summary>Whether the type of the body, or a base of it, names a member that sets the mark: it may have been set in another method.</summary>
    private bool Mentions(int mark)
    {
        var names = symbols.MembersWithMark(mark).Select(m => m.Name).ToList();
        for (var type = _type; type is not null; type = type.BaseType)
            foreach (var reference in type.DeclaringSyntaxReferences)
                if (reference.GetSyntax(cancellation).DescendantTokens().Any(t => names.Contains(t.ValueText)))
                    return true;
        return false;
    }

    /// <summary>More than the root is looked at: a loop over the blocks writes what it writes, any other walk may write everything.</summary>
    private FlowState Walk(Frame frame, IPropertyReferenceOperation reference, int duty, FlowState state)
    {
        if (symbols.IsToken(reference.Property.ContainingType)
            && frame.Body.Graph.OriginalOperation.DescendantsAndSelf().OfType<IForEachLoopOperation>().FirstOrDefault(l => l.Collection.Syntax.Span.Contains(reference.Syntax.Span)) is { } loop)
        {
            // a tree has a root at least, and what is written under a condition may be meant for those blocks that need it
            foreach (var inner in loop.Body.DescendantsAndSelf())
                if (inner is IPropertyReferenceOperation { Property: var written } && symbols.MemberOf(written).OfEveryBlock && IsWritten(inner))
                    state = ForgetStatus(SetMark(state, written, duty, null), duty);
                else if (inner is IArgumentOperation { Value.Type.IsRefLikeType: true })
                    state = SetAllMarks(state, new View(duty, -1, false));
            return state;
        }
        var goesOn = SymbolEqualityComparer.Default.Equals(reference.Property.Type, reference.Property.ContainingType); // NextBlock, DependentBlockList
        return goesOn || symbols.IsToken(reference.Property.ContainingType) ? SetAllMarks(state, new View(duty, -1, false)) : state;
    }

    private static bool IsWritten(IOperation reference)
        => reference.Parent is IAssignmentOperation assignment && (assignment.Target == reference || assignment is ISimpleAssignmentOperation { IsRef: true })
            || reference.Parent is IArgumentOperation { Parameter.RefKind: not RefKind.None } or ITupleOperation or IVariableInitializerOperation;

    /// <summary>Remembers the status that was written last: where, and which one if that is known.</summary>
    private FlowState KeepStatus(FlowState state, int duty, ISymbol member, IOperation write, Value value)
    {
        if (duty < 0 || !symbols.MemberOf(member).IsStatus)
            return state;
        var (status, place) = (_ids.Place(new DutyKey(duty), "status"), _ids.Place(new DutyKey(duty), "written"));
        value = Settled(state, value, null);
        state = state.Set(place, new Num(_ids.Object(write)));
        return value is Num ? state.Set(status, value) : state.With(env: state.Env.Remove(status));
    }

    private FlowState ForgetStatus(FlowState state, int duty)
        => state.With(env: state.Env.Remove(_ids.Place(new DutyKey(duty), "status")).Remove(_ids.Place(new DutyKey(duty), "written")));

    private IOperation? WrittenAt(FlowState state, int duty)
        => state.Env.Get(_ids.Place(new DutyKey(duty), "written")) is Num place ? (IOperation)_ids.ObjectOf((int)place.N) : null;

    /// <summary>The operation ends with a status that it cannot end with (C106–C108, C205, C209).</summary>
    private void CheckStatus(Frame frame, IOperation call, DutyInfo info, Duty function, FlowState state)
    {
        if (function is not { Phase: Phase.Completion, Statuses: { } allowed } || info.Contract is { Phase: not Phase.Request } || WrittenAt(state, info.Id) is not { } write
            || state.Env.Get(_ids.Place(new DutyKey(info.Id), "status")) is not Num status || allowed.Contains(status.N) || allowed.Role != Role.None && allowed.Role != RoleFor(info))
            return;
        var value = write is ISimpleAssignmentOperation assignment ? assignment.Value : write;
        var isHere = frame.Body.Graph.OriginalOperation.Syntax.Span.Contains(value.Syntax.Span) && frame.Body.Graph.OriginalOperation.Syntax.SyntaxTree == value.Syntax.SyntaxTree;
        var (at, other) = isHere ? (value.Syntax, call.Syntax) : (call.Syntax, value.Syntax);
        frame.Findings.Add(new(FindingKind.StatusNotAllowed, at, info, state.Path) { Status = (function, status.N, value.Type), Related = ImmutableArray.Create(other) });
    }
}
