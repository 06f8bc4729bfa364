namespace Chimney;

/// <summary>
/// NdisBindingHandle, as NdisOpenAdapterEx gives it: a driver's binding to the driver below. Argument of the downward functions (C039).
/// </summary>
public sealed class NdisBindingHandle
{
    internal NdisBindingHandle(BoundDriver owner) => Owner = owner;

    internal BoundDriver Owner { get; }

    /// <summary>Names the driver that owns the binding.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => $"binding handle of {Owner.Name}";
}

/// <summary>NdisMiniportHandle: a driver's miniport, as the driver above sees it. Argument of the completion functions (C028).</summary>
public sealed class NdisMiniportHandle
{
    internal NdisMiniportHandle(BoundDriver owner) => Owner = owner;

    internal BoundDriver Owner { get; }

    /// <summary>Names the driver that owns the miniport.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => $"miniport handle of {Owner.Name}";
}

/// <summary>ProtocolBindingContext: a client's context for its binding to the driver below. Not an argument of any function (C028).</summary>
public sealed class ProtocolBindingContext
{
    private readonly BoundDriver _owner;

    internal ProtocolBindingContext(BoundDriver owner) => _owner = owner;

    /// <summary>Names the driver that owns the context.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => $"protocol binding context of {_owner.Name}";
}

/// <summary>MiniportAdapterContext: a provider's context for its adapter. Not an argument of any function (C039).</summary>
public sealed class MiniportAdapterContext
{
    private readonly BoundDriver _owner;

    internal MiniportAdapterContext(BoundDriver owner) => _owner = owner;

    /// <summary>Names the driver that owns the context.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => $"miniport adapter context of {_owner.Name}";
}

/// <summary>NdisDriverHandle of the SetOptions functions: argument of <see cref="Ndis.NdisSetOptionalHandlers"/> while they run (C141, C142).</summary>
public sealed class NdisDriverHandle
{
    internal NdisDriverHandle(BoundDriver owner, bool isMiniport)
    {
        Owner = owner;
        IsMiniport = isMiniport;
    }

    internal BoundDriver Owner { get; }

    /// <summary>Whether the handle came with MiniportSetOptions.</summary>
    internal bool IsMiniport { get; }

    /// <summary>Whether the function that the handle came with is running.</summary>
    internal bool IsOpen { get; set; }

    /// <summary>Whether NDIS refused a registration.</summary>
    internal bool WasRefused { get; set; }

    /// <summary>Names the driver that owns the handle.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => $"driver handle of {Owner.Name}";
}
