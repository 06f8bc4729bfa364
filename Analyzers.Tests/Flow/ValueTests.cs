using System.Collections.Immutable;
using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Range = Chimney.Analyzers.Flow.Range;

namespace Chimney.Analyzers.Tests.Flow;

/// <summary>Every kind of value: whether a duty can be reached through it, what symbols it rests on, when it is the same, and what stands for two of them.</summary>
public class ValueTests
{
    private const int Symbol = 7, Other = 8;

    private static readonly INamedTypeSymbol s_object = CSharpCompilation.Create("Values", references: [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)]).GetSpecialType(SpecialType.System_Object);

    private static readonly IMethodSymbol s_method = Method("ToString"), s_other = Method("GetHashCode");

    private static readonly Token s_token = new(0, 0);

    private static IMethodSymbol Method(string name) => s_object.GetMembers(name).OfType<IMethodSymbol>().Single();

    private static Func Function(Value receiver) => new(s_method, null, null, receiver);

    private static Struct Fields(params Value[] values) => new(values.Select((value, index) => (value, index)).Aggregate(Map<Value>.Empty, (map, field) => map.Set(field.index, field.value)));

    /// <summary>Values that hold another one, each with it in one of the places where it can be.</summary>
    private static IEnumerable<Value> Holding(Value held) =>
    [
        Function(held),
        new Multicast([Function(new Num(0)), Function(held)]),
        new Lazy(Function(held), [], Value.Unknown),
        new Lazy(Function(new Num(0)), [new Num(1), held], Value.Unknown),
        new Lazy(Function(new Num(0)), [], held),
        Fields(new Num(0), held),
        Fields(held, new Num(0)),
        new AnyOf([s_token, held]),
        new AnyOf([held, s_token]),
    ];

    [Fact]
    public void Lists_handles_objects_and_functions_are_tracked()
    {
        Value[] tracked = [s_token, new View(0, 0, true), new Entry(0), new Pended(0, 0), new Obj(0), Function(new Num(0)), new Multicast([]), new Lazy(Function(new Num(0)), [], Value.Unknown), Fields(new Num(0), s_token), new AnyOf([new Num(0), s_token])];
        Value[] others = [new Num(0), new Sym(Symbol), new Test(Symbol, Range.Zero), new StrayToken(true), Value.Unknown, Value.Nowhere, Fields(new Num(0)), Fields(), new AnyOf([new Num(0), new Num(1)]), new Ref(0, 0)];
        Assert.All(tracked, value => Assert.True(value.IsTracked, value.ToString()));
        Assert.All(others, value => Assert.False(value.IsTracked, value.ToString()));
    }

    [Fact]
    public void A_value_rests_on_the_symbols_in_it()
    {
        Value[] resting = [new Sym(Symbol), new Test(Symbol, Range.Zero), Fields() with { Rest = Symbol }];
        foreach (var value in resting.Concat(resting.SelectMany(Holding)).ToList())
        {
            Assert.True(value.RestsOn(Symbol), value.ToString());
            Assert.False(value.RestsOn(Other), value.ToString());
        }
        Assert.Equal((Symbol, Symbol, -1), (new Sym(Symbol).Symbol, new Test(Symbol, Range.Zero).Symbol, new Num(Symbol).Symbol));
        Assert.All(Holding(new Num(Symbol)), value => Assert.False(value.RestsOn(Symbol), value.ToString()));
    }

    [Fact]
    public void Values_are_the_same_where_all_that_they_hold_is()
    {
        var (one, same, other) = (Holding(new Sym(Symbol)).ToList(), Holding(new Sym(Symbol)).ToList(), Holding(new Sym(Other)).ToList());
        for (int i = 0; i < one.Count; i++)
        {
            Assert.Equal(one[i], same[i]);
            Assert.Equal(one[i].GetHashCode(), same[i].GetHashCode());
            Assert.NotEqual(one[i], other[i]);
            Assert.All(Enumerable.Range(0, one.Count).Where(j => j != i), j => Assert.NotEqual(one[i], one[j]));
        }
        Assert.NotEqual(Function(new Num(0)), new Func(s_other, null, null, new Num(0)));
        Assert.NotEqual<Value>(Function(new Num(0)), new Multicast([Function(new Num(0))]));
        Assert.False(Function(new Num(0)).Equals(null) || new Multicast([]).Equals(null) || new Lazy(Value.Unknown, [], Value.Unknown).Equals(null) || new AnyOf([]).Equals(null));
    }

    [Fact]
    public void What_stands_for_two_values_is_either_of_them()
    {
        Assert.Equal(s_token, Value.Either(s_token, s_token));
        Assert.Equal(new AnyOf([s_token, new Pended(0, 0)]), Value.Either(s_token, new Pended(0, 0)));
        Assert.Equal(new AnyOf([s_token, new Token(1, 0)]), Value.Either(s_token, new Token(1, 0)));
        Assert.Equal(new AnyOf([new Obj(0), new Obj(1)]), Value.Either(new Obj(0), new Obj(1)));
        Assert.Equal(new Token(0, -1), Value.Either(s_token, new Token(0, 1))); // one list; which epoch is not known
        Assert.Equal(Value.Unknown, Value.Either(new Num(1), new Num(2)));
        Assert.Equal(new Num(1), Value.Either(new Num(1), new Num(1)));
        Assert.Equal(new AnyOf([s_token, new Num(0)]), Value.Either(s_token, new Num(0)));
    }

    [Fact]
    public void There_are_only_so_many_choices()
    {
        var choice = Value.Either(s_token, new Num(0));
        Assert.Equal(choice, Value.Either(choice, s_token));
        Assert.Equal(choice, Value.Either(choice, new Num(0)));
        Assert.Equal(choice, Value.Either(choice, choice));
        Assert.Equal(new AnyOf([s_token, Value.Unknown]), Value.Either(choice, new Num(1)));
        Assert.Equal(new AnyOf([new Token(0, -1), new Num(0)]), Value.Either(choice, new Token(0, 2)));
        Assert.Equal(new AnyOf([s_token, new Num(0), new Pended(1, 0)]), Value.Either(choice, new Pended(1, 0)));
        Assert.Equal(new AnyOf([new Pended(1, 0), s_token, new Num(0)]), Value.Either(new Pended(1, 0), choice));
    }

    [Fact]
    public void Structs_of_the_same_members_are_united_by_member()
    {
        var (one, other) = (Fields(s_token, new Num(1)), Fields(new Pended(0, 0), new Num(1)));
        Assert.Equal(Fields(new AnyOf([s_token, new Pended(0, 0)]), new Num(1)), Value.Either(one, other));
        Assert.IsType<AnyOf>(Value.Either(one, Fields(s_token)));
        Assert.IsType<AnyOf>(Value.Either(one, one with { Rest = Symbol }));
        Assert.IsType<AnyOf>(Value.Either(one, new Struct(Map<Value>.Empty.Set(0, s_token).Set(2, new Num(1)))));
        Assert.Equal(Fields(s_token, new Num(2)), one.With(1, new Num(2)));
    }
}
