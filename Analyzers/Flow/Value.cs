using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace Chimney.Analyzers.Flow;

/// <summary>What the analysis knows of a value. Equality is identity of knowledge, so that states can be compared.</summary>
internal abstract record Value
{
    public static readonly Value Unknown = new Opaque();
    /// <summary>The target of a discard.</summary>
    public static readonly Value Nowhere = new Discard();
    public static readonly Value True = new Num(1);
    public static readonly Value False = new Num(0);

    /// <summary>Whether a duty can be reached through the value, so that a call that receives it matters.</summary>
    public virtual bool IsTracked => false;

    /// <summary>The symbol that the value rests on, or −1.</summary>
    public virtual int Symbol => -1;

    /// <summary>Whether the symbol has a part in the value.</summary>
    public virtual bool RestsOn(int symbol) => Symbol == symbol;

    /// <summary>One of two values. There are only so many results, however often this is done: scalars are no longer told apart, structs are united by members.</summary>
    public static Value Either(Value left, Value right)
    {
        var choices = Choices(left).ToBuilder();
        foreach (var value in Choices(right))
        {
            var index = 0;
            while (index < choices.Count && !choices[index].IsLike(value))
                index++;
            if (index == choices.Count)
                choices.Add(value);
            else
                choices[index] = choices[index].United(value);
        }
        return choices.Count == 1 ? choices[0] : new AnyOf(choices.ToImmutable());
    }

    private static ImmutableArray<Value> Choices(Value value) => value is AnyOf any ? any.Values : ImmutableArray.Create(value);

    /// <summary>Whether one value can stand for both.</summary>
    private bool IsLike(Value other) => (this, other) switch
    {
        (Token a, Token b) => a.Duty == b.Duty,
        (Pended a, Pended b) => a.Duty == b.Duty,
        (Struct a, Struct b) => a.HasMembersOf(b),
        _ => Equals(other) || !IsTracked && !other.IsTracked,
    };

    private Value United(Value other) => (this, other) switch
    {
        _ when Equals(other) => this,
        (Token token, Token) => token with { Epoch = -1 },
        (Pended handle, Pended) => handle with { Epoch = -1 },
        (Struct a, Struct b) => a with { Fields = a.Fields.Select((member, value) => Either(value, b.Fields.Get(member)!)) },
        _ => Unknown,
    };

    private sealed record Opaque : Value;

    private sealed record Discard : Value;
}

/// <summary>A known scalar: integer, enum, bool, or null as 0.</summary>
internal sealed record Num(long N) : Value;

/// <summary>An unknown scalar or reference; what is known about it stands in the state's facts.</summary>
internal sealed record Sym(int Id) : Value
{
    public override int Symbol => Id;
}

/// <summary>A bool that is true exactly when the symbol lies in a set: the copy of a condition.</summary>
internal sealed record Test(int Id, Range In) : Value
{
    public override int Symbol => Id;
}

/// <summary>The list or chain of a duty. A conversion ends the epoch: tokens of an earlier one are stale.</summary>
internal sealed record Token(int Duty, int Epoch) : Value
{
    public override bool IsTracked => true;
}

/// <summary>A list that belongs to no duty: <c>default</c>, or the result of an unknown member.</summary>
internal sealed record StrayToken(bool IsDefault) : Value;

/// <summary>Something that looks into a list: a block view, an enumerator, a ref to a member.</summary>
internal sealed record View(int Duty, int Epoch, bool IsRoot) : Value
{
    /// <summary>An element of a chain: an object, which may be kept, and outlives splitting and pending of the chain, but not its hand-over.</summary>
    public bool IsElement { get; init; }

    /// <summary>The member of a block, or of a call entry (then of no duty), that the view shows: a span, or a ref to it.</summary>
    public ISymbol? Member { get; init; }

    public override bool IsTracked => true;
}

/// <summary>The call entry of a duty's operation.</summary>
internal sealed record Entry(int Duty) : Value
{
    public override bool IsTracked => true;
}

/// <summary>The storable handle that holds a duty. A list that was resumed and pended again has a new one; −1 where it is not known which it is.</summary>
internal sealed record Pended(int Duty, int Epoch) : Value
{
    public override bool IsTracked => true;
}

/// <summary>A delegate whose target is known: a method with its receiver, or a lambda with the graph that it stands in.</summary>
internal sealed record Func(IMethodSymbol Method, IFlowAnonymousFunctionOperation? Lambda, Body? Home, Value Receiver) : Value
{
    public override bool IsTracked => true;

    public bool Equals(Func? other)
        => other is not null && SymbolEqualityComparer.Default.Equals(Method, other.Method) && Lambda?.Syntax == other.Lambda?.Syntax && Receiver.Equals(other.Receiver);

    public override bool RestsOn(int symbol) => Receiver.RestsOn(symbol);

    public override int GetHashCode() => SymbolEqualityComparer.Default.GetHashCode(Method);
}

/// <summary>Delegates that are called one after the other.</summary>
internal sealed record Multicast(ImmutableArray<Value> Functions) : Value
{
    public override bool IsTracked => true;

    public bool Equals(Multicast? other) => other is not null && Functions.SequenceEqual(other.Functions);

    public override bool RestsOn(int symbol) => Functions.Any(f => f.RestsOn(symbol));

    public override int GetHashCode() => Functions.Length;
}

/// <summary>A lazy sequence that runs a function when it is enumerated, once for each element of its source (or a number of times that is not known).</summary>
internal sealed record Lazy(Value Function, ImmutableArray<Value> Arguments, Value Source) : Value
{
    public override bool IsTracked => true;

    public bool Equals(Lazy? other)
        => other is not null && Function.Equals(other.Function) && Source.Equals(other.Source) && Arguments.SequenceEqual(other.Arguments);

    public override bool RestsOn(int symbol) => Function.RestsOn(symbol) || Source.RestsOn(symbol) || Arguments.Any(a => a.RestsOn(symbol));

    public override int GetHashCode() => Function.GetHashCode();
}

/// <summary>An object made in the analysed code, or <c>this</c>; its fields are places of the environment.</summary>
internal sealed record Obj(int Id) : Value
{
    public override bool IsTracked => true;
}

/// <summary>A struct or tuple by value.</summary>
internal sealed record Struct(Map<Value> Fields) : Value
{
    /// <summary>The symbol for what is not known of the other members, or −1 where they have their default.</summary>
    public int Rest { get; init; } = -1;

    public Struct With(int member, Value value) => this with { Fields = Fields.Set(member, value) };

    public override bool RestsOn(int symbol) => Rest == symbol || Enumerable.Range(0, Fields.Count).Any(i => Fields.ValueAt(i).RestsOn(symbol));

    /// <summary>Whether the same members are known, and the same is known of the others.</summary>
    public bool HasMembersOf(Struct other)
        => Rest == other.Rest && Fields.Count == other.Fields.Count && Enumerable.Range(0, Fields.Count).All(i => Fields.KeyAt(i) == other.Fields.KeyAt(i));

    public override bool IsTracked
    {
        get
        {
            for (var i = 0; i < Fields.Count; i++)
                if (Fields.ValueAt(i).IsTracked)
                    return true;
            return false;
        }
    }
}

/// <summary>A managed reference to a place, or to a member of the struct that the place holds.</summary>
internal sealed record Ref(int Place, int Member) : Value;

/// <summary>The place of a member of a block that is not followed; only that it is written matters.</summary>
internal sealed record Slot(int Duty, ISymbol Member) : Value;

/// <summary>One of several values; which one is not known.</summary>
internal sealed record AnyOf(ImmutableArray<Value> Values) : Value
{
    public override bool IsTracked => Values.Any(v => v.IsTracked);

    public override bool RestsOn(int symbol) => Values.Any(v => v.RestsOn(symbol));

    public bool Equals(AnyOf? other) => other is not null && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => Values.Length;
}
