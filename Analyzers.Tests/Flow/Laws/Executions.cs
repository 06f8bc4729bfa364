using System.Collections.Immutable;
using Chimney.Analyzers.Flow;
using Range = Chimney.Analyzers.Flow.Range;

namespace Chimney.Analyzers.Tests.Flow.Laws;

/// <summary>One of the executions that a state stands for: a number for each symbol, and one situation for each duty.</summary>
/// <remarks>Values of places are written without symbols. A tracked value is itself; what is not known at all stays unknown.</remarks>
internal sealed record Execution(ImmutableDictionary<int, Value> Places, ImmutableDictionary<int, DutyState> Duties)
{
    /// <summary>An execution of a state, chosen by chance.</summary>
    internal static Execution Of(FlowState state, Random random)
    {
        var symbols = new Dictionary<int, long>();
        long NumberOf(int symbol)
        {
            if (!symbols.TryGetValue(symbol, out long number))
            {
                var candidates = Operands.Bounds.Where(state.RangeOf(symbol).Contains).ToList();
                symbols.Add(symbol, number = candidates[random.Next(candidates.Count)]);
            }
            return number;
        }
        Value Concrete(Value value) => value switch
        {
            Sym sym => new Num(NumberOf(sym.Id)),
            Test test => new Num(test.In.Contains(NumberOf(test.Id)) ? 1 : 0),
            AnyOf any => Concrete(any.Values[random.Next(any.Values.Length)]),
            Struct fields => fields with { Fields = fields.Fields.Select((_, field) => Concrete(field)) },
            _ => value,
        };
        DutyState One(DutyState duty)
        {
            var situations = Enum.GetValues<Situation>().Where(situation => duty.Situation.HasFlag(situation)).ToList();
            return duty with { Situation = situations[random.Next(situations.Count)] };
        }
        return new(
            Enumerable.Range(0, state.Env.Count).ToImmutableDictionary(state.Env.KeyAt, i => Concrete(state.Env.ValueAt(i))),
            Enumerable.Range(0, state.Duties.Count).ToImmutableDictionary(state.Duties.KeyAt, i => One(state.Duties.ValueAt(i))));
    }

    /// <summary>Whether a state stands for this execution.</summary>
    internal bool IsOf(FlowState state)
    {
        foreach (var (id, duty) in Duties)
            if (state.Duties.Get(id) is not { } kept || !kept.Join(duty).Equals(kept))
                return false;
        IEnumerable<ImmutableDictionary<int, Range>> known = [ImmutableDictionary<int, Range>.Empty];
        for (int i = 0; i < state.Env.Count; i++)
        {
            var value = state.Env.ValueAt(i);
            if (!Places.TryGetValue(state.Env.KeyAt(i), out var here))
                return false;
            known = known.SelectMany(facts => Match(value, here, facts, state)).ToList();
        }
        return known.Any();
    }

    /// <summary>What the value being that one says of the symbols: once for each way in which it may be.</summary>
    private static IEnumerable<ImmutableDictionary<int, Range>> Match(Value value, Value here, ImmutableDictionary<int, Range> facts, FlowState state)
    {
        IEnumerable<ImmutableDictionary<int, Range>> Confined(int symbol, Range set)
        {
            var range = facts.GetValueOrDefault(symbol, state.RangeOf(symbol)).Intersect(set);
            return range.IsEmpty ? [] : [facts.SetItem(symbol, range)];
        }
        return (value, here) switch
        {
            _ when value.Equals(Value.Unknown) => [facts],
            (Sym sym, Num n) => Confined(sym.Id, Range.Of(n.N)),
            (Test test, Num { N: 0 or 1 } n) => Confined(test.Id, n.N == 1 ? test.In : test.In.Complement()),
            (Pended any, Pended handle) => any == handle || any == handle with { Epoch = -1 } ? [facts] : [],
            (Token any, Token token) => any == token || any == token with { Epoch = -1 } ? [facts] : [],
            (AnyOf any, _) => any.Values.SelectMany(one => Match(one, here, facts, state)),
            (Struct a, Struct b) when a.Rest == b.Rest && a.Fields.Count == b.Fields.Count => Enumerable.Range(0, a.Fields.Count).Aggregate(
                (IEnumerable<ImmutableDictionary<int, Range>>)[facts],
                (ways, i) => b.Fields.Get(a.Fields.KeyAt(i)) is { } field ? ways.SelectMany(way => Match(a.Fields.ValueAt(i), field, way, state)) : []),
            _ => value.Equals(here) ? [facts] : [],
        };
    }
}
