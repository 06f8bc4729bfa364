using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Flow;

/// <summary>A request that was made and, as far as the code knows, is not completed.</summary>
/// <param name="Operation">The operation.</param>
/// <param name="Name">Its name, for messages.</param>
/// <param name="At">The call.</param>
internal sealed record OpenRequest(int Operation, string Name, IOperation At);

/// <summary>What is known of objects and trees at one point of a method. An object is a number; that two numbers are two objects is not known.</summary>
internal sealed record RequestState
{
    public static readonly RequestState Start = new();

    /// <summary>Of code that control does not get to.</summary>
    public static readonly RequestState Nowhere = new() { IsOver = true };

    /// <summary>The objects that variables and fields hold.</summary>
    public ImmutableDictionary<ISymbol, int> Held { get; init; } = ImmutableDictionary.Create<ISymbol, int>(SymbolEqualityComparer.Default);

    /// <summary>The requests that are open for certain.</summary>
    public ImmutableDictionary<int, ImmutableList<OpenRequest>> Open { get; init; } = ImmutableDictionary<int, ImmutableList<OpenRequest>>.Empty;

    /// <summary>The objects with blocks in a tree.</summary>
    public ImmutableDictionary<int, ImmutableHashSet<int>> Blocks { get; init; } = ImmutableDictionary<int, ImmutableHashSet<int>>.Empty;

    /// <summary>What an object depends on.</summary>
    public ImmutableDictionary<int, int> Parents { get; init; } = ImmutableDictionary<int, int>.Empty;

    /// <summary>The layers of objects; those never change.</summary>
    public ImmutableDictionary<int, TypedConstant> Kinds { get; init; } = ImmutableDictionary<int, TypedConstant>.Empty;

    /// <summary>Connections that were put into a state in which they cannot be offloaded, with its name.</summary>
    public ImmutableDictionary<int, string> NotOffloadable { get; init; } = ImmutableDictionary<int, string>.Empty;

    /// <summary>Whether control left this way.</summary>
    public bool IsOver { get; init; }

    /// <summary>Other code may have run: completions may have come, and fields may hold other things.</summary>
    public RequestState Forget() => this with
    {
        Held = Held.RemoveRange(Held.Keys.Where(k => k is IFieldSymbol or IPropertySymbol)),
        Open = Start.Open,
        Parents = Start.Parents,
        NotOffloadable = Start.NotOffloadable,
    };

    /// <summary>What holds on both ways.</summary>
    public RequestState Join(RequestState other)
        => IsOver ? other : other.IsOver ? this : this with
        {
            Held = Held.RemoveRange(Held.Where(h => other.Held.GetValueOrDefault(h.Key, -1) != h.Value).Select(h => h.Key)),
            Open = Open.ToImmutableDictionary(o => o.Key, o => o.Value.FindAll(r => other.Open.GetValueOrDefault(o.Key)?.Exists(s => s.Operation == r.Operation) == true)),
            NotOffloadable = NotOffloadable.RemoveRange(NotOffloadable.Keys.Where(k => !other.NotOffloadable.ContainsKey(k))),
            Parents = Parents.RemoveRange(Parents.Keys.Where(k => other.Parents.GetValueOrDefault(k, -1) != Parents[k])),
        };

    /// <summary>The object and everything that is known to depend on it.</summary>
    public ImmutableHashSet<int> WithDependents(int root)
    {
        var found = ImmutableHashSet.Create(root);
        for (var count = 0; count != found.Count;)
        {
            count = found.Count;
            found = found.Union(Parents.Where(p => found.Contains(p.Value)).Select(p => p.Key));
        }
        return found;
    }
}
