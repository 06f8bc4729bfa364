namespace Chimney;

/// <summary>NdisOffloadHandle of a block: names an object in indications to the driver above. Kept by the provider while the object is offloaded (C122).</summary>
public readonly struct NdisOffloadHandle
{
    private readonly int _generation;

    internal NdisOffloadHandle(OffloadHandle? handle)
    {
        Handle = handle;
        _generation = handle?.Generation ?? 0;
    }

    internal OffloadHandle? Handle { get; }

    /// <summary>Whether this is the null handle, as on a placeholder.</summary>
    public bool IsNull => Handle is null;

    /// <summary>Whether the driver above gave up the object that the handle names.</summary>
    internal bool IsStale => Handle is not null && Handle.Generation != _generation;
}
