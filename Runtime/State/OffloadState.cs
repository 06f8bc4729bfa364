namespace Chimney;

/// <summary>What is known of a state structure.</summary>
/// <param name="Layer">The layer whose objects have it.</param>
/// <param name="Class">Its class.</param>
/// <param name="Size">Its size in bytes on x64.</param>
/// <param name="Words">The 32-bit words of the C# structure that are members as a whole, one bit each: by them an unwritten structure is told.</param>
internal readonly record struct OffloadStateInfo(OffloadObjectKind Layer, OffloadStateClass Class, int Size, ulong Words);

/// <summary>Implemented by the nine state structures of the DDI, and by nothing else.</summary>
/// <typeparam name="TSelf">The structure.</typeparam>
public interface IOffloadState<TSelf> where TSelf : struct, IOffloadState<TSelf>
{
    internal static abstract OffloadStateInfo Info { get; }

    internal static abstract ref TSelf In(OffloadState state);
}

/// <summary>
/// The three state structures of one object: constant, cached and delegated values. A target keeps one for each object that is offloaded to it.
/// </summary>
/// <remarks>Source page: Offload State Objects.</remarks>
public abstract class OffloadState
{
    private protected OffloadState(OffloadObjectKind layer) => Layer = layer;

    /// <summary>The layer of the object.</summary>
    public OffloadObjectKind Layer { get; }

    /// <summary>Makes state for an object.</summary>
    /// <param name="layer">The layer of the object.</param>
    /// <returns>The state, with values that are 0 and timers that do not run.</returns>
    public static OffloadState For(OffloadObjectKind layer) => layer switch
    {
        OffloadObjectKind.Neighbor => new NeighborOffloadState(),
        OffloadObjectKind.Path => new PathOffloadState(),
        OffloadObjectKind.TcpConnection => new TcpOffloadState(),
        _ => throw new ArgumentOutOfRangeException(nameof(layer), layer, "Pass Neighbor, Path or TcpConnection: these layers have state."),
    };

    /// <summary>One of the structures.</summary>
    /// <typeparam name="T">The structure.</typeparam>
    /// <returns>A reference to it.</returns>
    /// <exception cref="ArgumentException">The structure is one of another layer.</exception>
    public ref T Get<T>() where T : struct, IOffloadState<T>
    {
        if (T.Info.Layer != Layer)
            throw new ArgumentException($"{typeof(T).Name} is no state of a {Layer}. Ask for a structure of its own layer.");
        return ref T.In(this);
    }

    /// <summary>Copies structures of another object of the same layer.</summary>
    internal abstract void CopyFrom(OffloadState other, OffloadStateClass classes);

    // Not one method with a visitor: dispatch of generic virtual methods goes through a cache that allocates now and then.

    /// <summary>Makes structures look as if nobody had written them.</summary>
    internal abstract void Poison(OffloadStateClass classes);

    /// <summary>Looks at structures that somebody hands over, and mends them.</summary>
    /// <returns>What is wrong first; null where nothing is.</returns>
    internal abstract (string Rule, string Message)? Repair(OffloadStateClass classes, OffloadOperation operation);
}

/// <summary>The state of one layer's objects.</summary>
internal abstract class OffloadState<TConst, TCached, TDelegated>(OffloadObjectKind layer) : OffloadState(layer)
    where TConst : struct, IOffloadState<TConst>
    where TCached : struct, IOffloadState<TCached>
    where TDelegated : struct, IOffloadState<TDelegated>
{
    internal TConst Const = new();
    internal TCached Cached = new();
    internal TDelegated Delegated = new();

    internal sealed override void CopyFrom(OffloadState other, OffloadStateClass classes)
    {
        var source = (OffloadState<TConst, TCached, TDelegated>)other;
        if ((classes & OffloadStateClass.Const) != 0)
            Const = source.Const;
        if ((classes & OffloadStateClass.Cached) != 0)
            Cached = source.Cached;
        if ((classes & OffloadStateClass.Delegated) != 0)
            Delegated = source.Delegated;
    }

    internal sealed override void Poison(OffloadStateClass classes)
    {
        if ((classes & OffloadStateClass.Const) != 0)
            StateStructureChecks.Poison(ref Const);
        if ((classes & OffloadStateClass.Cached) != 0)
            StateStructureChecks.Poison(ref Cached);
        if ((classes & OffloadStateClass.Delegated) != 0)
            StateStructureChecks.Poison(ref Delegated);
    }

    internal sealed override (string Rule, string Message)? Repair(OffloadStateClass classes, OffloadOperation operation)
    {
        (string, string)? constant = (classes & OffloadStateClass.Const) == 0 ? null : StateStructureChecks.Repair(ref Const, operation);
        (string, string)? cached = (classes & OffloadStateClass.Cached) == 0 ? null : StateStructureChecks.Repair(ref Cached, operation);
        (string, string)? delegated = (classes & OffloadStateClass.Delegated) == 0 ? null : StateStructureChecks.Repair(ref Delegated, operation);
        return constant ?? cached ?? delegated;
    }
}

internal sealed class NeighborOffloadState()
    : OffloadState<NeighborOffloadStateConst, NeighborOffloadStateCached, NeighborOffloadStateDelegated>(OffloadObjectKind.Neighbor);

internal sealed class PathOffloadState()
    : OffloadState<PathOffloadStateConst, PathOffloadStateCached, PathOffloadStateDelegated>(OffloadObjectKind.Path);

internal sealed class TcpOffloadState()
    : OffloadState<TcpOffloadStateConst, TcpOffloadStateCached, TcpOffloadStateDelegated>(OffloadObjectKind.TcpConnection);
