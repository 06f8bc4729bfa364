using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>
/// The records that an intermediate driver keeps by hand: call entries, offload entries, list contexts. What is known for sure stands in places
/// of the duty, which a merge of states forgets: rather silent than wrong.
/// </content>
internal sealed partial class Interpreter
{
    /// <summary>Releasing, freeing and looking up what is kept by hand. True where the call is done with.</summary>
    private bool KeepsRecords(Frame frame, CallSite site, FlowState state, Action<FlowState, Value> push)
    {
        var method = site.Method!;
        var contract = symbols.ContractOf(method);
        if (_handler is { Duty: var duty } && contract.NotDuring.Contains(duty.Operation) && _duties.FirstOrDefault(d => d.Origin == DutyOrigin.Handler) is { } info)
            frame.Findings.Add(new(FindingKind.OffloadEntry, site.Operation.Syntax, info, state.Path) { Misuse = Misuse.ReleasedWhileOffloaded });
        if (contract.ListContext is { } step && site.Arguments.FirstOrDefault() is View { IsElement: true, IsRoot: true, Duty: var chain })
            state = UseListContext(frame, site.Operation, chain, step, state);
        if (symbols.MemberOf(method).Mark < 0 || !symbols.IsCallEntry(method.ContainingType))
            return !symbols.Compilation.Declares(method) && contract.ListContext is not null && LeavesList(frame, site, state, push);
        state = site.Receiver switch
        {
            Entry entry => Release(frame, site.Operation, entry, state),
            Sym found => FromElsewhere(frame, site.ReceiverOperation ?? site.Operation, found, state),
            _ => state,
        };
        push(state, Value.Unknown);
        return true;
    }

    /// <summary>A list context is put on, looked at or taken off; the list stays where it is.</summary>
    private bool LeavesList(Frame frame, CallSite site, FlowState state, Action<FlowState, Value> push)
    {
        Use(frame, ref state, site.Arguments[0], site.Operation);
        PushFresh(state, site.Operation, push);
        return true;
    }

    private FlowState UseListContext(Frame frame, IOperation call, int chain, ListContextStep step, FlowState state)
    {
        var freed = _ids.Place(new DutyKey(chain), "context freed");
        if (step == ListContextStep.Allocates)
            return state.With(env: state.Env.Remove(freed));
        if (At(state, freed) is { } first)
            return Misused(frame, call, chain, step == ListContextStep.Frees ? Misuse.ContextFreedTwice : Misuse.ContextReadAfterFree, "", state, first);
        return step == ListContextStep.Frees ? state.Set(freed, new Num(_ids.Object(call))) : state;
    }

    private FlowState Release(Frame frame, IOperation call, Entry entry, FlowState state)
    {
        var released = ReleasedPlace(entry.Duty);
        if (At(state, released) is { } first)
            return Misused(frame, call, entry.Duty, Misuse.ReleasedTwice, IsByHand(first) ? "" : NameOfCall(first), state, first);
        return state.Set(released, new Num(_ids.Object(call)));
    }

    /// <summary>The place that says where the call entry of the duty was released.</summary>
    private int ReleasedPlace(int duty) => _ids.Place(new DutyKey(duty), "released");

    private IOperation? At(FlowState state, int place) => state.Env.Get(place) is Num at ? (IOperation)_ids.ObjectOf((int)at.N) : null;

    /// <summary>Whether the driver released the entry itself; a conversion that did it is <see cref="FindingKind.UsedAfter"/>.</summary>
    private bool IsByHand(IOperation release) => release is IInvocationOperation { TargetMethod.ContainingType: var type } && symbols.IsCallEntry(type);

    private static string NameOfCall(IOperation call) => ((IInvocationOperation)call).TargetMethod.Name;

    /// <summary>A look at a call entry, or a conversion that needs it, after the driver has released it (C015).</summary>
    private bool UseReleased(Frame frame, ref FlowState state, int duty, IOperation at)
    {
        if (At(state, ReleasedPlace(duty)) is not { } release || !IsByHand(release))
            return false;
        state = Misused(frame, at, duty, Misuse.UsedAfterRelease, at is IInvocationOperation ? NameOfCall(at) : "", state, release);
        return true;
    }

    /// <summary>One report for each list: what follows from it is no news.</summary>
    private FlowState Misused(Frame frame, IOperation at, int duty, Misuse misuse, string name, FlowState state, IOperation? first = null)
    {
        if (state.Duties.Get(duty) is not { UseReported: false } known)
            return state;
        frame.Findings.Add(new(FindingKind.EntryMisused, at.Syntax, _duties[duty], state.Path) { Misuse = misuse, Detail = name, Related = Finding.Places(first?.Syntax) });
        return state.Set(duty, known with { UseReported = true });
    }

    /// <summary>Forgets what was known of the records of a duty that is taken anew.</summary>
    private FlowState ForgetRecords(FlowState state, int duty)
        => state.With(env: state.Env.Where((place, _) => !(_ids.PlaceKeyOf(place).Root is DutyKey key && key.Id == duty)));

    /// <summary>In a completion the call entry comes from the list that came in; an entry that lies elsewhere may be another operation's (C011).</summary>
    private FlowState FromElsewhere(Frame frame, IOperation at, Value value, FlowState state)
    {
        if (_handler?.Duty is not { Phase: Phase.Completion } || _duties.FirstOrDefault(d => d.Origin == DutyOrigin.Handler) is not { } info || value is not Sym found || WhereFound(found.Id) is not { } where)
            return state;
        return state.Duties.Get(info.Id) is { Situation: Situation.Owed } ? Misused(frame, at, info.Id, Misuse.FoundElsewhere, where, state) : state;
    }

    /// <summary>The field that the value was read from, or the container that gave it for a key which has nothing to do with the list.</summary>
    private string? WhereFound(int symbol) => _ids.SymbolKeyOf(symbol).Origin switch
    {
        PlaceKey { Root: "static" or ObjectKey { Id: Ids.This }, Member: IFieldSymbol or IPropertySymbol } place => ((ISymbol)place.Member).Name,
        IInvocationOperation { Instance: { } container } call when IsCollection(call.TargetMethod.ContainingType) && call.Arguments.All(a => a.Parameter?.RefKind == RefKind.Out || IsForeignKey(a.Value)) => container.Syntax.ToString(),
        IPropertyReferenceOperation { Instance: { } container, Property.IsIndexer: true } element when IsCollection(element.Property.ContainingType) && element.Arguments is [{ Value: var key }] && IsForeignKey(key) => container.Syntax.ToString(),
        _ => null,
    };

    /// <summary>A key that is made of nothing that the driver left in the list.</summary>
    private bool IsForeignKey(IOperation key) => key.DescendantsAndSelf().All(o => o switch
    {
        IPropertyReferenceOperation { Property: { IsIndexer: false } property } => symbols.MemberOf(property).Mark < 0,
        IParameterReferenceOperation or IFieldReferenceOperation or ILiteralOperation or IConversionOperation or IInstanceReferenceOperation => true,
        _ => false,
    });

    /// <summary>A call entry is left in a list by hand: it is the operation's record from here on.</summary>
    private FlowState LeaveEntry(Frame frame, IOperation operation, int duty, ISymbol member, Value value, FlowState state)
    {
        if (symbols.MemberOf(member).Mark < 0 || state.Duties.Get(duty) is not { } known || _duties[duty].Contract is { Phase: not Phase.Request })
            return state;
        if (value is Obj made && _ids.ObjectOf(made.Id) is IOperation { Type: { } type } && symbols.IsCallEntry(type))
            return state.Set(duty, known with { EntryObject = made.Id });
        return Shared(frame, operation is ISimpleAssignmentOperation assignment ? assignment.Value : operation, duty, value, state);
    }

    /// <summary>The record of an operation lies in a field that never holds another one: two operations at once share it (C044).</summary>
    private FlowState Shared(Frame frame, IOperation at, int duty, Value value, FlowState state)
        => value is Sym { Id: var id } && _ids.SymbolKeyOf(id).Origin is PlaceKey { Root: "static" or ObjectKey { Id: Ids.This }, Member: ISymbol { ContainingType: not null } member }
            && symbols.IsCallEntry(TypeOfMember(member)) && !IsReplaced(member)
            ? Misused(frame, at, duty, Misuse.Shared, member.Name, state) : state;

    /// <summary>Whether a method writes the member: then it may be a store that entries are taken out of.</summary>
    private bool IsReplaced(ISymbol member)
        => member.ContainingType.GetMembers().OfType<IMethodSymbol>().Where(m => m.MethodKind is not (MethodKind.Constructor or MethodKind.StaticConstructor))
            .Select(m => bodies.Of(m, cancellation)).OfType<Body>().SelectMany(b => b.Graph.OriginalOperation.Descendants())
            .Any(o => o is IMemberReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Member, member) && MarkSearch.IsWritten(reference))
            || member is { DeclaredAccessibility: not Accessibility.Private } and (IFieldSymbol { IsReadOnly: false } or IPropertySymbol { SetMethod: not null });
}
