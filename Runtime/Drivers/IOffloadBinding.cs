namespace Chimney;

/// <summary>
/// Tells a driver its handles when <see cref="NdisStack"/> binds it. The three bases do this themselves; a driver that only implements
/// <see cref="IOffloadProvider"/> or <see cref="IOffloadClient"/> implements it to get its handles.
/// </summary>
public interface IOffloadBinding
{
    /// <summary>How many miniports an intermediate driver shows to the driver above; asked once, when the stack is composed.</summary>
    int VirtualMiniports => 1;

    /// <summary>The driver was bound to the driver below, or unbound. Called once for each miniport of the driver below, in order.</summary>
    /// <param name="ndisBindingHandle">The handle for sending requests down; null when the stack is taken down.</param>
    void BindProtocolEdge(NdisBindingHandle? ndisBindingHandle)
    {
    }

    /// <summary>The driver's miniport was initialised, or halted. Called once for each of its miniports, in order.</summary>
    /// <param name="ndisMiniportHandle">The handle for completing operations; null when the stack is taken down.</param>
    void BindMiniportEdge(NdisMiniportHandle? ndisMiniportHandle)
    {
    }
}
