using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Flow;
using FsCheck;
using FsCheck.Fluent;
using Range = Chimney.Analyzers.Flow.Range;

namespace Chimney.Analyzers.Tests.Flow.Laws;

/// <summary>Random ranges, values, duties and states: few places and symbols, so that they meet, and bounds where numbers end.</summary>
internal static class Operands
{
    internal const int Places = 3;

    /// <summary>Numbers that are bounds of ranges; every range that is not empty has one of them.</summary>
    internal static readonly ImmutableArray<long> Bounds =
        [long.MinValue, long.MinValue + 1, int.MinValue, -7, -3, -2, -1, 0, 1, 2, 3, 8, int.MaxValue, long.MaxValue - 1, long.MaxValue];

    internal static readonly Gen<long> Number = Gen.Elements(Bounds.ToArray());

    internal static readonly Gen<Range> SomeRange =
        from count in Gen.Choose(0, 4)
        from ends in Gen.Two(Number).ArrayOf(count)
        select ends.Aggregate(Range.Empty, (set, end) => set.Union(Range.Between(Math.Min(end.Item1, end.Item2), Math.Max(end.Item1, end.Item2))));

    /// <summary>What is known of a symbol: never nothing, and "all" is not written down.</summary>
    private static readonly Gen<Range> s_fact = SomeRange.Where(range => !range.IsEmpty && !range.IsAll);

    // The names that merging gives are among the symbols: what was merged before comes again.
    private static readonly Gen<int> s_symbol = from symbol in Gen.Choose(0, Places - 1) from wasMerged in Gen.Elements(false, true) select wasMerged ? Merged(symbol) : symbol;

    private static readonly Gen<Value> s_scalar = Gen.Frequency(
        (3, Number.Select(n => (Value)new Num(n))),
        (4, s_symbol.Select(id => (Value)new Sym(id))),
        (2, from id in s_symbol from set in s_fact select (Value)new Test(id, set)),
        (1, Gen.Constant(Value.Unknown)));

    private static readonly Gen<Value> s_tracked = Gen.Frequency(
        (3, from duty in Gen.Choose(0, 1) from epoch in Gen.Choose(-1, 1) select (Value)new Token(duty, epoch)),
        (1, from duty in Gen.Choose(0, 1) from epoch in Gen.Choose(0, 1) from isRoot in Gen.Elements(false, true) select (Value)new View(duty, epoch, isRoot)),
        (1, Gen.Choose(0, 3).Select(drawn => (Value)new Pended(drawn % 2, drawn / 2))),
        (1, Gen.Choose(0, 2).Select(id => (Value)new Obj(id))));

    private static readonly Gen<Value> s_simple = Gen.Frequency((2, s_scalar), (1, s_tracked));

    internal static readonly Gen<Value> SomeValue = Gen.Frequency(
        (8, s_simple),
        (1, from fields in MapOf(s_simple, 2) from rest in Gen.Choose(-1, 1) select (Value)new Struct(fields) { Rest = rest }),
        (1, from first in s_tracked from second in s_simple.Where(value => !value.Equals(first)) select (Value)new AnyOf([first, second])));

    internal static readonly Gen<DutyState> SomeDuty =
        from situation in Gen.Elements(Enum.GetValues<Situation>())
        from epoch in Gen.Choose(-1, 1)
        from entry in Gen.Choose(-1, 1)
        from bits in Gen.Choose(0, 31)
        from marks in Gen.Choose(0, 3)
        from altered in Gen.Frequency((3, Gen.Constant(false)), (1, Gen.Constant(true)))
        select new DutyState(situation, epoch)
        {
            EntryObject = entry,
            IsInSink = (bits & 1) != 0,
            EntryGone = (bits & 2) != 0,
            UseReported = (bits & 4) != 0,
            IsLost = (bits & 8) != 0,
            IsTouched = (bits & 16) != 0,
            Marks = (Marks)marks,
            Altered = altered ? new Finding(default, null, null!, null) : null,
        };

    private static readonly Gen<FlowState> s_first =
        from env in MapOf(SomeValue, Places)
        from facts in Gen.Choose(0, 2).SelectMany(count => (from symbol in s_symbol from range in s_fact select (symbol, range)).ArrayOf(count))
        from duties in MapOf(SomeDuty, 2)
        select new FlowState(env, facts.Aggregate(Map<Range>.Empty, (map, fact) => map.Set(fact.symbol, fact.range)), duties, null);

    /// <summary>States as they come from code, and as they come from merging.</summary>
    internal static readonly Gen<FlowState> SomeState = Gen.Frequency(
        (3, s_first),
        (1, from first in s_first from second in s_first select first.Widen(second, Merged)));

    internal static int Merged(int place) => 100 + place;

    internal static Gen<(T First, T Second, T Third)> Three<T>(Gen<T> gen) => from a in gen from b in gen from c in gen select (a, b, c);

    internal static Gen<Map<T>> MapOf<T>(Gen<T> value, int keys)
        where T : class
        => from present in Gen.Choose(0, (1 << keys) - 1)
           from values in value.ArrayOf(keys)
           select Enumerable.Range(0, keys).Where(key => (present >> key & 1) != 0).Aggregate(Map<T>.Empty, (map, key) => map.Set(key, values[key]));
}
