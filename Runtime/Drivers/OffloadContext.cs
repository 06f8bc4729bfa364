namespace Chimney;

/// <summary>
/// PVOID MiniportOffloadContext: what a provider published for an object, and gets back with every later request on it. Null means "not
/// offloaded" (C118).
/// </summary>
public readonly struct OffloadContext
{
    internal readonly int Generation;

    internal OffloadContext(object value, int generation)
    {
        Value = value;
        Generation = generation;
    }

    /// <summary>The object that the provider published; null where nothing is published.</summary>
    public object? Value { get; }

    /// <summary>Whether nothing is published.</summary>
    public bool IsNull => Value is null;

    /// <summary>A reference to a provider's own context for an object, to be published on a successful initiate.</summary>
    /// <param name="context">The provider's context object.</param>
    /// <returns>The reference.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is null, which would read as "not offloaded" (C118).</exception>
    public static OffloadContext From(object context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context is ImOffloadEntry entry ? entry.Reference : new OffloadContext(context, 0);
    }
}
