namespace Chimney;

/// <summary>What the three driver bases share: a name, handles and work items.</summary>
public abstract class OffloadDriver : IOffloadBinding
{
    private NdisBindingHandle? _ndisBindingHandle;
    private NdisMiniportHandle? _ndisMiniportHandle;
    private string? _name;

    private protected OffloadDriver()
    {
    }

    /// <summary>
    /// Names the driver in messages and traces; the type's name unless set. Set it before the driver goes into a stack. Of several drivers of
    /// one name in a stack, those further down are named with their level.
    /// </summary>
    public string Name
    {
        get => _name ?? GetType().Name;
        set => _name = value;
    }

    private protected NdisBindingHandle ProtocolEdge => _ndisBindingHandle ?? throw NotBound();

    private protected NdisMiniportHandle MiniportEdge => _ndisMiniportHandle ?? throw NotBound();

    void IOffloadBinding.BindProtocolEdge(NdisBindingHandle? ndisBindingHandle) => _ndisBindingHandle = ndisBindingHandle;

    void IOffloadBinding.BindMiniportEdge(NdisMiniportHandle? ndisMiniportHandle) => _ndisMiniportHandle = ndisMiniportHandle;

    /// <summary>Queues work that runs later, as a step of the stack of its own: the place to complete what a handler pended (C101).</summary>
    /// <param name="workItem">The work.</param>
    /// <exception cref="InvalidOperationException">The driver is in no stack.</exception>
    protected void QueueWorkItem(Action workItem)
    {
        BoundDriver driver = _ndisBindingHandle?.Owner ?? _ndisMiniportHandle?.Owner ?? throw NotBound();
        driver.Stack.QueueWorkItem(driver, workItem);
    }

    private InvalidOperationException NotBound()
        => new($"{Name} is in no stack and has no handles. Put it into an NdisStack first.");
}
