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

    /// <summary>Statuses from here on are failures: the severity stands in the top bit.</summary>
    private const long FirstFailure = 0x80000000;

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
        CheckOperation(frame, ref state, at, member, duty);
        var isHeld = duty >= 0 && state.Duties.Get(duty) is { UseReported: false, Situation: Situation.Owed }; // else the use itself is the mistake
        if (isHeld && RoleFor(_duties[duty]) is { } role && symbols.MemberOf(member).IsPreservedBy(role, _duties[duty].Contract?.Phase))
            Report(frame, FindingKind.Preserved, at, duty, state, member.Name);
        if (!MarkSearch.WritesNothing(at))
            state = SetMark(state, member, duty, element ?? Part(state, member, duty));
    }

    /// <summary>The element of the mark that a write sets: what one link leads to is not every block, and null is not a list.</summary>
    private long? Part(FlowState state, ISymbol member, int duty)
        => symbols.MemberOf(member) is { ByValue: true } or { OfEveryBlock: true } && state.Duties.Get(duty) is { } known && !known.Marks.FollowsBoth() ? 0 : null;

    /// <summary>A call that writes: of a member of a view that says so, or of a method of spans.</summary>
    private void WroteByCall(Frame frame, ref FlowState state, CallSite site)
    {
        var method = site.Method!;
        if (IsCopy(method) && site.Arguments is [View { Member: { } target } copy]
            && !(site.Receiver is View { Member: { } source } && IsWrongFrom(target, source)))
            Wrote(frame, ref state, site.Operations[0] ?? site.Operation, target, copy.Duty, null);
        if (method.IsStatic && site.Arguments is [View given, ..] && !symbols.MemberOf(method).Preserved.IsEmpty)
            Wrote(frame, ref state, site.Operation, method, given.Duty, null);
        if (site.Receiver is not View receiver)
        {
            if (!method.IsStatic)
                state = SetMark(state, method, DutyOf(site.Receiver), null);
            return;
        }
        LookedAt(frame, ref state, site, receiver);
        if (symbols.MemberOf(method) is { Mark: >= 0 } or { Preserved.IsEmpty: false } or { NotDuring: not null })
            Wrote(frame, ref state, site.Operation, method, receiver.Duty, null);
        else if (receiver.Member is { } span && method.Name is "Clear" or "Fill")
            Wrote(frame, ref state, site.Operation, span, receiver.Duty, null);
    }

    private bool IsCopy(IMethodSymbol? method) => method is { Name: "CopyTo" or "TryCopyTo", ContainingType.IsRefLikeType: true } && !symbols.Compilation.Declares(method);

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

    /// <summary>A value is written that was read from a member which it does not belong to: the write counts for nothing.</summary>
    private FlowState TakeBack(FlowState state, IOperation write, ISymbol member, int duty, Value value)
    {
        if (symbols.MemberOf(member) is not { From: >= 0 } contract || value is not Sym { Id: var id } || SourceOf(id) is not { Member: { } source } read)
            return state;
        var isOther = symbols.MemberOf(source).Mark >= 0 && IndexOf(read.At) is { } from && IndexOf((write as ISimpleAssignmentOperation)?.Target) is { } to && from != to;
        if (!isOther && !IsWrongFrom(member, source))
            return state;
        for (var i = 0; i < state.Duties.Count; i++)
            if (state.Duties.KeyAt(i) is var each && (duty < 0 || each == duty) && state.Duties.ValueAt(i) is var known)
                state = state.Set(each, known with { Marks = known.Marks.Without(contract) });
        return state;
    }

    /// <summary>Whether a value of the one member does not belong into the other. From one call entry to another it may go on.</summary>
    private bool IsWrongFrom(ISymbol member, ISymbol source)
        => symbols.MemberOf(member).IsWrongFrom(symbols.MemberOf(source)) && !(symbols.IsCallEntry(member.ContainingType) && SymbolEqualityComparer.Default.Equals(member, source));

    /// <summary>The member of a list or call entry that the value was read from.</summary>
    private (ISymbol? Member, IOperation? At) SourceOf(int symbol) => _ids.SymbolKeyOf(symbol) switch
    {
        { Origin: PlaceKey { Root: DutyKey, Member: IPropertySymbol member } } => (member, null),
        { Origin: IPropertyReferenceOperation at, Detail: ISymbol member } => (member, at),
        { Origin: IPropertyReferenceOperation at } => (at.Property, at),
        _ => default,
    };

    private static int? IndexOf(IOperation? element) => element is IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [{ Value.ConstantValue: { HasValue: true, Value: int index } }] } ? index : null;

    /// <summary>Code that is not analysed gets a list, a part of it or a call entry: it may have done everything.</summary>
    private FlowState SetAllMarks(FlowState state, Value value) => value is Token or View or Entry ? SetAllMarks(state, DutyOf(value)) : state;

    /// <summary>The same of one list, or of all where it is a call entry's, which no list is known of yet.</summary>
    private FlowState SetAllMarks(FlowState state, int duty, Marks except = Marks.None)
    {
        for (var i = 0; i < state.Duties.Count; i++)
            if (state.Duties.KeyAt(i) is var each && (duty < 0 || each == duty) && state.Duties.ValueAt(i) is var known)
                state = ForgetStatus(state.Set(each, known with { Marks = known.Marks | Marks.All & ~except }), each);
        return state;
    }

    /// <summary>A list is handed over: it has to bear the marks that the function asks a target for, or the conversion by hand.</summary>
    private void CheckMarks(Frame frame, IOperation call, DutyInfo info, Duty function, DutyState duty, ref FlowState state)
    {
        CheckUses(frame, info, function, state);
        var role = RoleFor(info);
        var asked = call is IInvocationOperation { TargetMethod: var method } ? symbols.ContractOf(method).Requires.RemoveAll(r => r.Role != Role.None && r.Role != role) : ImmutableArray<RequiredMark>.Empty;
        if (function.Phase == Phase.Completion && (role == Role.Target || IsGivenBack(info)) && info.Contract is null or { Phase: Phase.Request })
            CheckTarget(frame, call, info, function, duty, IsGivenBack(info) ? asked.RemoveAll(r => r.ByStatus) : asked, state); // who gives an initiate back has nothing to publish
        if (duty.Overlay is not null && function.Phase != Phase.Indication && (info.Contract?.Phase ?? function.Phase) == function.Phase
            && SymbolEqualityComparer.Default.Equals(duty.Overlay.ContainingType, ListType(info)))
            CheckByHand(frame, call, info, function, duty, asked, ref state);
    }

    /// <summary>
    /// A target settles each block of the list that it completes (C105, C116, C118, C177, C178). Where nothing is written here, it may have been before
    /// the list was pended.
    /// </summary>
    private void CheckTarget(Frame frame, IOperation call, DutyInfo info, Duty function, DutyState duty, ImmutableArray<RequiredMark> asked, FlowState state)
    {
        foreach (var required in asked)
            if (!required.ByStatus)
                continue;
            else if (duty.Marks.HasNone(required) && LastStatus(state, info.Id) is < FirstFailure and var status && function.Statuses.Any(a => a.Contains(status)) && (!Sets(required) || StatusOf(state, info.Id, false) is < FirstFailure && IsLeftHere(frame, info, required)))
                Lacks(frame, FindingKind.NotPublished, call, info, state, null, required);
            else if (duty.Marks.HasFirstOnly(required) && StatusOf(state, info.Id, false) is < FirstFailure && IsOfAll(WrittenAt(state, info.Id, false)) && ReachOf(frame, info, required) is { } reach)
                FallsShort(frame, FindingKind.NotPublished, call, info, state, reach, required);
            else if (RootOf(state, info.Id, p => symbols.MemberOf(p).IsStatus) is Num { N: >= FirstFailure } && RootOf(state, info.Id, p => symbols.MemberOf(p).Mark == required.Mark) is { } published && !IsDefault(published))
                frame.Findings.Add(new(FindingKind.NotPublished, call.Syntax, info, state.Path) { Missing = ImmutableArray.Create(required), Misuse = Misuse.PublishedThoughFailed });
        CheckCompletion(frame, call, info, duty, asked.RemoveAll(r => r.ByStatus), state);
    }

    /// <summary>Whether what other paths set is missing on this one: nothing did it before, and no condition can have been about what is in the blocks.</summary>
    private bool IsLeftHere(Frame frame, DutyInfo info, RequiredMark required)
        => IsUntouched(frame, info) && !new MarkSearch(symbols, bodies).IsSetBeforePended(OwnTypes(), required.Mark, cancellation)
            && new TreeSearch(symbols, new(symbols, bodies)).IsBlind(_type, required.Mark, cancellation);

    /// <summary>A conversion by hand leaves to the driver what the full one does by itself (C012–C014, C018, C019, C021, C040–C043).</summary>
    private void CheckByHand(Frame frame, IOperation call, DutyInfo info, Duty function, DutyState duty, ImmutableArray<RequiredMark> asked, ref FlowState state)
    {
        var requires = symbols.ContractOf(duty.Overlay!).Requires;
        var missing = requires.RemoveAll(r => duty.Marks.Has(r) || info.Origin != DutyOrigin.Handler && Sets(r)); // perhaps before it was pended
        var members = missing.RemoveAll(r => symbols.MemberWithMark(r.Mark) is null);
        if (!members.IsEmpty)
            Lacks(frame, function.Phase == Phase.Request ? FindingKind.NotSaved : FindingKind.NotRestored, call, info, state, duty.Overlay, members.ToArray());
        if (members.Length < requires.Count(r => symbols.MemberWithMark(r.Mark) is not null)) // else nothing was done by hand, which is one mistake
            foreach (var left in missing.RemoveRange(members))
                Lacks(frame, FindingKind.EntryMisused, call, info, state, duty.Overlay, left);
        if (missing.Any(r => frame.Body.Graph.OriginalOperation.Descendants().Any(o => o.Syntax.SpanStart > call.Syntax.Span.End && MarkSearch.Sets(symbols, o, r.Mark))))
            state = state.Set(info.Id, duty with { UseReported = true }); // done too late: that it is then a use after hand-over is no second mistake
        if (function.Phase != Phase.Completion)
            return;
        foreach (var required in asked.Where(r => r.ByStatus))
        {
            var kind = required.Role == Role.None ? FindingKind.NotPublished : FindingKind.OffloadEntry;
            if (duty.Marks.HasNone(required))
            {
                if (!JudgesStatus(frame, state) && !Sets(required))
                    Lacks(frame, kind, call, info, state, duty.Overlay, required);
            }
            else if (ReachOf(frame, info, required) is { } reach)
                FallsShort(frame, kind, call, info, state, reach, required);
        }
    }

    /// <summary>What was written to a member of the root.</summary>
    private Value? RootOf(FlowState state, int duty, Func<IPropertySymbol, bool> isMember)
    {
        for (var i = 0; i < state.Env.Count; i++)
            if (_ids.PlaceKeyOf(state.Env.KeyAt(i)) is { Root: DutyKey list, Member: IPropertySymbol member } && list.Id == duty && isMember(member))
                return state.Env.ValueAt(i);
        return null;
    }

    private static void FallsShort(Frame frame, FindingKind kind, IOperation call, DutyInfo info, FlowState state, Reach reach, RequiredMark required)
        => frame.Findings.Add(Lack(kind, call, info, state, ImmutableArray.Create(required)) with { Detail = " of " + reach.Others });

    /// <summary>How far in the tree the mark is set, where it is certain that no code goes any further.</summary>
    private Reach? ReachOf(Frame frame, DutyInfo info, RequiredMark required)
        => IsUntouched(frame, info) ? new TreeSearch(symbols, new(symbols, bodies)).ReachOf(_type, required.Mark, cancellation) : null;

    /// <summary>Whether the write is one of a loop over all blocks.</summary>
    private static bool IsOfAll(IOperation? write) => write?.Descendants().OfType<ILocalReferenceOperation>().Any(l => TreeSearch.IsOfLoop(l.Local)) == true;

    private static void Lacks(Frame frame, FindingKind kind, IOperation call, DutyInfo info, FlowState state, IMethodSymbol? overlay, params RequiredMark[] missing)
        => frame.Findings.Add(Lack(kind, call, info, state, missing.ToImmutableArray()) with { Overlay = overlay });

    private static Finding Lack(FindingKind kind, IOperation call, DutyInfo info, FlowState state, ImmutableArray<RequiredMark> missing)
        => new(kind, call.Syntax, info, state.Path) { Missing = missing, Misuse = kind == FindingKind.OffloadEntry ? Misuse.Kept : Misuse.Leaked };

    /// <summary>The type of the list that the duty came with.</summary>
    private ITypeSymbol? ListType(DutyInfo info) => (info.Parameter?.Type ?? TakenType(info.Site)) is var type && symbols.IsPended(type)
        ? type!.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(m => symbols.ContractOf(m).Resumes)?.ReturnType : type;

    private ITypeSymbol? TakenType(IOperation? site)
        => (site as IInvocationOperation)?.Arguments.Select(a => a.Parameter?.Type).FirstOrDefault(symbols.IsPended) ?? site?.Type;

    /// <summary>Whether the mark is set anywhere near the type of the body.</summary>
    private bool Sets(RequiredMark required) => new MarkSearch(symbols, bodies).IsSet(_type, required.Mark, cancellation);

    /// <summary>Whether the path was chosen in code that looks at statuses: it may be that of blocks that ask for nothing.</summary>
    private bool JudgesStatus(Frame frame, FlowState state)
        => state.Path is not null && frame.Body.Graph.OriginalOperation.Descendants().Any(o => o is IPropertyReferenceOperation { Property: var read } && symbols.MemberOf(read).IsStatus);

    /// <summary>More than the root is looked at: a loop over the blocks writes what it writes, any other walk may write everything.</summary>
    private FlowState Walk(Frame frame, IPropertyReferenceOperation reference, int duty, FlowState state)
    {
        if (symbols.IsToken(reference.Property.ContainingType)
            && frame.Body.Graph.OriginalOperation.DescendantsAndSelf().OfType<IForEachLoopOperation>().FirstOrDefault(l => l.Collection.Syntax.Span.Contains(reference.Syntax.Span)) is { } loop)
        {
            // a tree has a root at least, and what is written under a condition may be meant for those blocks that need it
            foreach (var inner in loop.Body.DescendantsAndSelf())
                if (inner is IPropertyReferenceOperation { Property: var written } && symbols.MemberOf(written).OfEveryBlock && MarkSearch.IsWritten(inner) && !MarkSearch.WritesNothing(inner))
                    state = symbols.MemberOf(written).IsStatus ? ForgetStatus(SetMark(state, written, duty, null), duty) : SetMark(state, written, duty, null);
                else if (inner is IPropertyReferenceOperation { Property: var given } && symbols.MemberOf(given).ByValue && MarkSearch.IsWritten(inner))
                    state = SetMark(state, given, duty, 0);
                else if (inner is IInvocationOperation { TargetMethod: var filler } && symbols.MemberOf(filler).OfEveryBlock)
                    state = SetMark(state, filler, duty, null);
                else if (inner is IArgumentOperation { Value.Type.IsRefLikeType: true })
                    state = SetAllMarks(state, duty, except: symbols.ReadMarks);
            return state;
        }
        var isLookedAt = IsOnlyLookedAt(frame.Body.Graph.OriginalOperation, reference);
        var link = KnownSymbols.LinksOf(reference.Property.ContainingType).TakeWhile(l => !SymbolEqualityComparer.Default.Equals(l, reference.Property)).Count();
        if (SymbolEqualityComparer.Default.Equals(reference.Property.Type, reference.Property.ContainingType) && state.Duties.Get(duty) is { } known)
        {
            var marks = known.Marks.Following(link);
            if (!marks.FollowsBoth())
                return state.Set(duty, known with { Marks = isLookedAt ? marks : marks | Marks.All & ~symbols.EveryBlockMarks.Following(0).Following(1) });
            if (isLookedAt)
                return ForgetStatus(state.Set(duty, known with { Marks = marks | symbols.EveryBlockMarks }), duty);
        }
        else if (!symbols.IsToken(reference.Property.ContainingType))
            return state;
        return SetAllMarks(state, duty);
    }

    /// <summary>Whether nothing is done with the block that a link leads to but to read what is in it: then nothing was written there.</summary>
    private static bool IsOnlyLookedAt(IOperation code, IPropertyReferenceOperation link)
    {
        var original = code.Descendants().FirstOrDefault(o => o is IPropertyReferenceOperation && o.Syntax == link.Syntax) ?? link;
        return IsRead(original) || original.Parent is IVariableInitializerOperation { Parent: IVariableDeclaratorOperation { Symbol: { RefKind: RefKind.None } local } }
            && code.Descendants().All(o => o is not ILocalReferenceOperation { Local: var named } || !SymbolEqualityComparer.Default.Equals(named, local) || IsRead(o));

        static bool IsRead(IOperation block) => block.Parent is IPropertyReferenceOperation { Type.IsRefLikeType: false, Property.RefKind: RefKind.None, Parent: not (IAssignmentOperation or IIncrementOrDecrementOperation or IArgumentOperation { Parameter.RefKind: not RefKind.None }) } read && read.Instance == block
            || block.Parent is IPropertyReferenceOperation { Parent: ISimpleAssignmentOperation { IsRef: false } assignment } value && value.Instance == block && assignment.Value == value;
    }

    /// <summary>What follows from the value that is written to a member of a list.</summary>
    private FlowState KeepWritten(Frame frame, FlowState state, int duty, ISymbol member, bool isRoot, IOperation write, Value value)
        => KeepStatus(LeaveEntry(frame, write, duty, member, value, TakeBack(state, write, member, duty, value)), duty, member, isRoot, write, value);

    /// <summary>
    /// Remembers the status that was written last, of the root and of the other blocks or lists apart: where, and which one if that is known.
    /// </summary>
    private FlowState KeepStatus(FlowState state, int duty, ISymbol member, bool isRoot, IOperation write, Value value)
    {
        if (duty >= 0 && symbols.MemberOf(member).ByValue && IsSurelyNotNull(state, value))
            state = SetMark(state, member, duty, null);
        if (duty < 0 || !symbols.MemberOf(member).IsStatus)
            return state;
        var (status, place) = StatusPlaces(duty, isRoot);
        value = Settled(state, value, null);
        state = state.Set(place, new Num(_ids.Object(write)));
        return value is Num ? state.Set(status, value) : state.With(env: state.Env.Remove(status));
    }

    private static bool IsSurelyNotNull(FlowState state, Value value) => value is Obj or View || value is Sym known && !state.RangeOf(known.Id).Contains(0);

    private (int Status, int Written) StatusPlaces(int duty, bool isRoot)
        => (_ids.Place(new DutyKey(duty), ("status", isRoot)), _ids.Place(new DutyKey(duty), ("written", isRoot)));

    private FlowState ForgetStatus(FlowState state, int duty)
    {
        foreach (var isRoot in new[] { true, false })
            state = state.With(env: state.Env.Remove(StatusPlaces(duty, isRoot).Status).Remove(StatusPlaces(duty, isRoot).Written));
        return state.With(env: state.Env.Where((place, _) => !(_ids.PlaceKeyOf(place) is { Root: DutyKey list, Member: IPropertySymbol member } && list.Id == duty && symbols.MemberOf(member).IsStatus)));
    }

    /// <summary>The status that was written last where it is known, rather that of the other blocks than that of the root.</summary>
    private long? LastStatus(FlowState state, int duty) => StatusOf(state, duty, WrittenAt(state, duty, false) is null);

    private IOperation? WrittenAt(FlowState state, int duty, bool isRoot)
        => state.Env.Get(StatusPlaces(duty, isRoot).Written) is Num place ? (IOperation)_ids.ObjectOf((int)place.N) : null;

    /// <summary>Whether a completion of the duty gives a request back that an intermediate driver got, and cannot send down (C060, C074, C075).</summary>
    private bool IsGivenBack(DutyInfo info)
        => info is { Origin: DutyOrigin.Handler, Contract: { Phase: Phase.Request, GivenBack: not null } } && RoleFor(info) == Role.Intermediate;

    private long? StatusOf(FlowState state, int duty, bool isRoot) => (state.Env.Get(StatusPlaces(duty, isRoot).Status) as Num)?.N;

    /// <summary>The operation ends with a status that it cannot end with (C106–C108, C184, C197, C204, C205, C209).</summary>
    private void CheckStatus(Frame frame, IOperation call, DutyInfo info, Duty function, FlowState state)
    {
        if (function.Phase != Phase.Completion || info.Contract is { Phase: not Phase.Request })
            return;
        foreach (var isRoot in new[] { true, false })
            if (WrittenAt(state, info.Id, isRoot) is { } write && StatusOf(state, info.Id, isRoot) is { } status && Forbids(function, info, status) is { } allowed)
            {
                var value = write is ISimpleAssignmentOperation assignment ? assignment.Value : write;
                var isHere = frame.Body.Graph.OriginalOperation.Syntax.Span.Contains(value.Syntax.Span) && frame.Body.Graph.OriginalOperation.Syntax.SyntaxTree == value.Syntax.SyntaxTree;
                var (at, other) = isHere ? (value.Syntax, call.Syntax) : (call.Syntax, value.Syntax);
                frame.Findings.Add(new(FindingKind.StatusNotAllowed, at, info, state.Path) { Status = (function, status, allowed), Related = ImmutableArray.Create(other) });
            }
    }

    /// <summary>The set that the status is missing from.</summary>
    private AllowedStatuses? Forbids(Duty function, DutyInfo info, long status)
        => (IsGivenBack(info) ? info.Contract!.GivenBack : function.Statuses.FirstOrDefault(a => a.Role == Role.None || a.Role == RoleFor(info))) is { } allowed && !allowed.Contains(status) ? allowed : null;
}
