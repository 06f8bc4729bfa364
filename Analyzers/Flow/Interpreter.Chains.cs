using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Flow;

/// <content>Chains that are taken apart: the part and the rest each get a duty of their own, and the whole is gone.</content>
internal sealed partial class Interpreter
{
    private void TakeApart(Frame frame, CallSite site, FlowState state, Action<FlowState, Value> push)
    {
        var rest = site.Method!.Parameters.IndexOf(site.Method.Parameters.First(p => p.RefKind == RefKind.Out));
        if (site.Receiver is not Token token || state.Duties.Get(token.Duty) is not { } duty)
        {
            push(SetOut(site, rest, site.Receiver, state), site.Receiver);
            return;
        }
        if (duty.Situation is not (Situation.Owed or Situation.Unknown) && !duty.IsOver)
            state = GiveUp(frame, site.Operation, token.Duty, state, "too many correlated conditions");
        else
            Use(frame, ref state, token, site.Operation);
        var isNull = NullSymbol(token.Duty);
        foreach (var set in new[] { Range.Zero, Range.NonZero })
            if (state.Confine(isNull, set) is { } known)
            {
                var (after, part, remainder) = Pieces(frame, site.Operation, token.Duty, known, set);
                push(SetOut(site, rest, remainder, after), part);
            }
    }

    /// <summary>The state with the chain taken apart. A null chain has null pieces; the rest of another may be null or not.</summary>
    private (FlowState State, Token Part, Token Remainder) Pieces(Frame frame, IOperation split, int source, FlowState state, Range isNull)
    {
        var former = state.Duties.Get(source)!;
        var situation = former.Situation == Situation.Owed ? Situation.Owed : Situation.Unknown; // what is wrong with it was reported
        state = state.Set(source, former with { Situation = Situation.Split, Discharge = split });
        Token Make(Piece piece)
        {
            var info = PieceOf(split, source, piece);
            var isLost = info.Id != source && state.Duties.Get(info.Id) is { } earlier && (earlier.IsLost || IsLeftOpen(frame, split, info.Id, earlier, ref state));
            // in a loop, what stood for the piece of the turn before has lost its name
            state = Kill(ForgetRecords(state.With(env: state.Env.Where((_, value) => DutyOf(value) != info.Id)), info.Id), NullSymbol(info.Id));
            if (piece == Piece.Part || isNull.Equals(Range.NonZero))
                state = state.Confine(NullSymbol(info.Id), isNull)!;
            state = state.Set(info.Id, new DutyState(situation, 0) { IsTouched = true, IsInSink = former.IsInSink, IsLost = isLost || info.Id == source && former.IsLost });
            return new(info.Id, 0);
        }
        var part = Make(Piece.Part);
        var rest = Make(Piece.Rest);
        return (state, part, rest);
    }

    /// <summary>The duty of a piece. The same split gives the same duties, so that a loop that takes a chain apart comes to an end.</summary>
    private DutyInfo PieceOf(IOperation split, int source, Piece piece)
    {
        var whole = _duties[source].Whole;
        return _duties.FirstOrDefault(d => d.Piece == piece && d.Site == split && d.Whole == whole)
            ?? NewDuty(id => _duties[source] with { Id = id, Site = split, Piece = piece, Whole = whole });
    }

    /// <summary>Whether the piece that the same split made before was forgotten. Handles that were gathered may be completed later; that cannot be followed.</summary>
    private bool IsLeftOpen(Frame frame, IOperation split, int piece, DutyState earlier, ref FlowState state)
    {
        if (earlier.Situation is not (Situation.Owed or Situation.Pended) || !MayOwe(state, piece))
            return false;
        for (var i = 0; i < state.Env.Count; i++)
            if (state.Env.ValueAt(i) is Pended { Duty: var held } && held == piece && _ids.PlaceKeyOf(state.Env.KeyAt(i)).Root is ObjectKey)
            {
                state = GiveUp(frame, split, piece, state, "several parts of the chain are pended in one place");
                return false;
            }
        return true;
    }

    /// <summary>The whole is handed over after it was taken apart: the wrong token, in the place of its pieces.</summary>
    private FlowState UseWhole(Frame frame, IOperation call, Token whole, FlowState state)
    {
        Use(frame, ref state, whole, call);
        return ForgetPieces(state, _duties[whole.Duty].Whole);
    }

    /// <summary>A report speaks for all open pieces: nothing more is said of them.</summary>
    private FlowState ForgetPieces(FlowState state, int whole)
    {
        foreach (var info in _duties)
            if (info.Whole == whole && info.Piece != Piece.All && state.Duties.Get(info.Id) is { Situation: Situation.Owed } open)
                state = state.Set(info.Id, open with { Situation = Situation.Unknown });
        return state;
    }
}
