namespace Chimney;

/// <summary>
/// NdisBindingHandle, as NdisOpenAdapterEx gives it: a driver's binding to the driver below. Argument of the downward functions (C039).
/// </summary>
public sealed class NdisBindingHandle
{
    internal NdisBindingHandle(BoundDriver owner, int index)
    {
        Owner = owner;
        Index = index;
    }

    internal BoundDriver Owner { get; }

    /// <summary>Which miniport of the driver below the binding leads to.</summary>
    internal int Index { get; }

    /// <summary>Names the driver that owns the binding.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => $"binding handle of {Owner.Name}";
}

/// <summary>NdisMiniportHandle: a driver's miniport, as the driver above sees it. Argument of the completion functions (C028).</summary>
public sealed class NdisMiniportHandle
{
    internal NdisMiniportHandle(BoundDriver owner, int index)
    {
        Owner = owner;
        Index = index;
    }

    internal BoundDriver Owner { get; }

    /// <summary>Which of the driver's miniports it is.</summary>
    internal int Index { get; }

    /// <summary>Names the driver that owns the miniport.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => $"miniport handle of {Owner.Name}";
}

/// <summary>ProtocolBindingContext: a client's context for its binding to the driver below. Not an argument of any function (C028).</summary>
public sealed class ProtocolBindingContext
{
    internal ProtocolBindingContext(NdisBindingHandle binding) => NdisBindingHandle = binding;

    /// <summary>The binding that the context is for: what came up through it was sent down through it.</summary>
    public NdisBindingHandle NdisBindingHandle { get; }

    /// <summary>Names the driver that owns the context.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => $"protocol binding context of {NdisBindingHandle.Owner.Name}";
}

/// <summary>MiniportAdapterContext: a provider's context for its adapter. Not an argument of any function (C039).</summary>
public sealed class MiniportAdapterContext
{
    internal MiniportAdapterContext(NdisMiniportHandle miniport) => NdisMiniportHandle = miniport;

    /// <summary>The miniport that the request came in on; complete it there (C029, C086).</summary>
    public NdisMiniportHandle NdisMiniportHandle { get; }

    /// <summary>Names the driver that owns the context.</summary>
    /// <returns>The name.</returns>
    public override string ToString() => $"miniport adapter context of {NdisMiniportHandle.Owner.Name}";
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
