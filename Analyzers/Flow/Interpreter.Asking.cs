using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Chimney.Analyzers.Flow;

/// <content>
/// What may not be there is asked for before it is used: lists that may be null (C089, C099), the context of a placeholder (C049, C114), what a
/// function gave and what it kept (C151, C221). Where the answer may have been found in a way that is not followed, nothing is said.
/// </content>
internal sealed partial class Interpreter
{
    private const string StatusDecides = "the status decides what may be used and who owns it";

    /// <summary>Whether any result that decides was seen; most bodies have none.</summary>
    private bool _hasDecisions;

    /// <summary>The code that came with the list of the root handler. Named after the duty, so that it is never forgotten.</summary>
    private int CodeSymbol => _ids.Symbol(new(new DutyKey(0), "code"));

    private int AskedPlace(object about) => _ids.Place("asked", about);

    private void Untested(Frame frame, IOperation at, DutyInfo duty, FlowState state, string detail, string advice)
        => frame.Findings.Add(new(FindingKind.Untested, at.Syntax, duty, state.Path) { Detail = detail, Advice = advice });

    /// <summary>The list is used as one that is there, and may be null.</summary>
    private FlowState NeedList(Frame frame, IOperation at, int duty, FlowState state)
    {
        if (duty < 0 || state.Duties.Get(duty) is { UseReported: true } || _duties[duty] is not { Origin: DutyOrigin.Handler, Contract.NullList: { } none } info || state.Env.Get(AskedPlace(new DutyKey(duty))) is not null
            || Range.Zero.Contains(state.RangeOf(NullSymbol(duty))) || none.IsExcluded(state.RangeOf(CodeSymbol)))
            return state;
        Untested(frame, at, info, state, $"uses '{info.Parameter?.Name}' untested", "it may come without a list: test IsNull first");
        return state.Confine(NullSymbol(duty), Range.Zero) ?? state.Set(AskedPlace(new DutyKey(duty)), Value.True);
    }

    /// <summary>A member is used of a list, of its root block, or of the first list of a chain.</summary>
    private FlowState NeedFor(Frame frame, IOperation at, ISymbol member, Value receiver, FlowState state) => receiver switch
    {
        View { IsRoot: true } root => NeedList(frame, at, root.Duty, state),
        Token list when symbols.NeedsList(member) => NeedList(frame, at, list.Duty, state),
        _ => state,
    };

    /// <summary>A call: what it needs of its receiver and arguments, and what it may find out for its caller.</summary>
    private FlowState NeedForCall(Frame frame, CallSite site, FlowState state)
    {
        var method = site.Method!;
        state = NeedFor(frame, site.Operation, method, site.Receiver, state);
        for (var i = 0; i < site.Arguments.Length; i++)
        {
            if (symbols.NeedsList(method.Parameters[i]) && site.Arguments[i] is Token or View { IsRoot: true })
                state = NeedList(frame, site.Operations[i] ?? site.Operation, DutyOf(site.Arguments[i]), state);
            if (site.Operations[i] is ILocalReferenceOperation { Local: var given, Type.IsRefLikeType: true })
                state = state.Set(AskedPlace(given), Value.True);
            if (_hasDecisions)
                state = ForgetDecision(state, site.Arguments[i]);
        }
        return state;
    }

    /// <summary>Code that is not analysed gets the list, or what was asked about it: it may throw where there is none.</summary>
    private FlowState MayBeAsked(Value value, FlowState state)
    {
        if (value is View { IsRoot: true } view)
            return state.Set(AskedPlace(new DutyKey(view.Duty)), Value.True);
        foreach (var info in _duties)
            if (info.Contract?.NullList is not null && value.Symbol == NullSymbol(info.Id))
                state = state.Set(AskedPlace(new DutyKey(info.Id)), Value.True);
        return state;
    }

    /// <summary>A member of a block that a loop goes over: it asks, or it ought to have been asked for.</summary>
    private FlowState AskBlock(Frame frame, IPropertyReferenceOperation reference, int duty, FlowState state)
    {
        if (reference.Instance is not ILocalReferenceOperation { Local: var block } || duty < 0)
            return state;
        var member = symbols.MemberOf(reference.Property);
        if (member.IsAsked)
            return state.Set(AskedPlace(block), Value.True);
        if (member.AskedBefore.IsEmpty || state.Env.Get(AskedPlace(block)) is not null || state.Env.Get(_ids.Place(block)) is not View // merged states may have asked
            || !block.DeclaringSyntaxReferences.Any(r => r.GetSyntax(cancellation) is ForEachStatementSyntax))
            return state;
        Untested(frame, reference, _duties[duty], state, $"uses {reference.Property.Name} of '{block.Name}' untested", $"a placeholder has none: test {member.AskedBefore[0]} first");
        return state.Set(AskedPlace(block), Value.True);
    }

    /// <summary>A variable gets another value: what was asked about the former one is gone.</summary>
    private FlowState AskAgain(ISymbol variable, FlowState state) => state.With(env: state.Env.Remove(AskedPlace(variable)).Remove(GivenPlace(variable)));

    private int DecidedPlace(int symbol) => _ids.Place("decided", symbol);

    private int GivenPlace(ISymbol variable) => _ids.Place("given", variable);

    /// <summary>The status of the call decides about what it gave and what it kept (C151, C221).</summary>
    private FlowState Decide(CallSite site, FlowState state, Value status)
    {
        if (status is not Sym || IsDropped(site.Operation) || !symbols.MustTestResult(site.Method!, symbols.RoleOf(_type)))
            return state;
        for (var i = 0; i < site.Arguments.Length; i++)
            if (site.Arguments[i] is Ref { Member: < 0 } place && site.Method!.Parameters[i].Type.IsReferenceType && state.Env.Get(place.Place) is Sym given)
                state = state.Set(DecidedPlace(given.Id), status);
            else if (site.Operations[i] is IInvocationOperation { TargetMethod: var made, Arguments: [{ Value: ILocalReferenceOperation { Local: var list } }] } && symbols.IsToken(made.ReturnType) && symbols.NeedsList(made.Parameters[0]))
                state = state.Set(GivenPlace(list), status);
        _hasDecisions = true;
        return state;
    }

    /// <summary>The value, or a test of the status, goes where this is not followed.</summary>
    private FlowState ForgetDecision(FlowState state, Value value)
    {
        if (!_hasDecisions || value.Symbol < 0)
            return state;
        return state.With(env: state.Env.Where((place, status) => _ids.PlaceKeyOf(place) is not { Root: "decided" or "given" } key || status.Symbol != value.Symbol && !Equals(key.Member, value.Symbol)));
    }

    /// <summary>What a function gave is used where its status was not tested, or is known to be a failure.</summary>
    private FlowState UseGiven(Frame frame, IOperation at, Value value, FlowState state)
    {
        if (!_hasDecisions || value is not Sym given || state.Env.Get(DecidedPlace(given.Id)) is not Sym status)
            return state;
        var (known, isTested) = (state.RangeOf(status.Id), !state.RangeOf(given.Id).Contains(0));
        for (var i = 0; i < state.Facts.Count; i++)
            isTested |= _ids.SymbolKeyOf(state.Facts.KeyAt(i)) is var fact && (fact.Left == status.Id || fact.Right == status.Id); // in another type, or compared
        if (!isTested && (known.IsAll || !known.Contains(0)))
            Untested(frame, at, NoDuty, state, $"uses '{at.Syntax}' {(known.IsAll ? "untested" : "after a failure")}", StatusDecides);
        return state.With(env: state.Env.Remove(DecidedPlace(given.Id)));
    }

    /// <summary>A member is used of a list that a successful indication left above.</summary>
    private FlowState UseKept(Frame frame, IOperation reference, ISymbol variable, FlowState state)
    {
        if (!_hasDecisions || reference.Parent is not IMemberReferenceOperation and not IInvocationOperation || state.Env.Get(GivenPlace(variable)) is not Sym status || !Range.Zero.Contains(state.RangeOf(status.Id)))
            return state;
        Untested(frame, reference, NoDuty, state, $"uses '{variable.Name}', which a successful indication left above", StatusDecides);
        return state.With(env: state.Env.Remove(GivenPlace(variable)));
    }
}
