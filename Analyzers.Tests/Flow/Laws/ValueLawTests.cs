using Chimney.Analyzers.Flow;
using FsCheck;
using FsCheck.Fluent;
using Xunit.Abstractions;

namespace Chimney.Analyzers.Tests.Flow.Laws;

/// <summary>Equality of values and maps is identity of knowledge: it does not depend on which object it is, nor on the way there.</summary>
public class ValueLawTests(ITestOutputHelper output)
{
    private static Value Copy(Value value) => value switch
    {
        AnyOf any => new AnyOf([.. any.Values.Select(Copy)]),
        Struct fields => fields with { Fields = fields.Fields.Select((_, field) => Copy(field)) },
        _ => value with { },
    };

    [Fact]
    public void Copies_are_equal_and_have_one_hash() => LawCheck.Holds(output, Operands.Three(Operands.SomeValue), values =>
    {
        var (a, b, _) = values;
        Assert.Equal(a, Copy(a));
        Assert.Equal(a.GetHashCode(), Copy(a).GetHashCode());
        Assert.Equal(a.Equals(b), Copy(b).Equals(a));
        Assert.Equal(a.IsTracked, Copy(a).IsTracked);
    });

    [Fact]
    public void A_map_gives_back_what_was_set_in_any_order() => LawCheck.Holds(output, from map in Operands.MapOf(Operands.SomeValue, 4) from keys in Gen.Two(Gen.Choose(0, 5)) from values in Gen.Two(Operands.SomeValue) select (map, keys, values), operands =>
    {
        var (map, (k, l), (v, w)) = operands;
        var set = map.Set(k, v);
        Assert.Equal(v, set.Get(k));
        Assert.Equal(k == l ? v : map.Get(l), set.Get(l));
        Assert.Equal(set, set.Set(k, Copy(v)));
        Assert.Null(set.Remove(k).Get(k));
        Assert.Equal(map.Remove(k), set.Remove(k));
        if (k == l)
            return;
        Assert.Equal(map.Set(l, w).Set(k, v), set.Set(l, w));
        Assert.Equal(map.Set(l, w).Set(k, v).GetHashCode(), set.Set(l, w).GetHashCode());
    });

    [Fact]
    public void A_map_keeps_what_it_is_told_to() => LawCheck.Holds(output, from map in Operands.MapOf(Operands.SomeValue, 4) from key in Gen.Choose(0, 3) select (map, key), operands =>
    {
        var (map, key) = operands;
        Assert.Same(map, map.Where((_, _) => true));
        Assert.Same(map, map.Select((_, value) => value));
        Assert.Equal(map, map.Where((k, _) => k >= key).Count + map.Where((k, _) => k < key).Count == map.Count ? map : null);
        Assert.Equal(map.Remove(key), map.Where((k, _) => k != key));
    });
}
