namespace Chimney;

/// <summary>
/// Tells a driver its handles when <see cref="NdisStack"/> binds it. The three bases do this themselves; a driver that only implements
/// <see cref="IOffloadProvider"/> or <see cref="IOffloadClient"/> implements it to get its handles.
/// </summary>
public interface IOffloadBinding
{
    /// <summary>The driver was bound to the driver below, or unbound.</summary>
    /// <param name="ndisBindingHandle">The handle for sending requests down; null when the stack is taken down.</param>
    void BindProtocolEdge(NdisBindingHandle? ndisBindingHandle)
    {
    }

    /// <summary>The driver's miniport was initialised, or halted.</summary>
    /// <param name="ndisMiniportHandle">The handle for completing operations; null when the stack is taken down.</param>
    void BindMiniportEdge(NdisMiniportHandle? ndisMiniportHandle)
    {
    }
}
