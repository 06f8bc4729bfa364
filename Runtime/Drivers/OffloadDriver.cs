namespace Chimney;

/// <summary>What the three driver bases share: a name, handles and work items.</summary>
public abstract class OffloadDriver : IOffloadBinding
{
    private readonly List<NdisBindingHandle> _bindings = [];
    private readonly List<NdisMiniportHandle> _miniports = [];
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

    int IOffloadBinding.VirtualMiniports => MiniportCount;

    private protected virtual int MiniportCount => 1;

    private protected IReadOnlyList<NdisBindingHandle> ProtocolEdges => _bindings;

    private protected IReadOnlyList<NdisMiniportHandle> MiniportEdges => _miniports;

    private protected NdisBindingHandle ProtocolEdge => _bindings.Count > 0 ? _bindings[0] : throw NotBound();

    private protected NdisMiniportHandle MiniportEdge => _miniports.Count > 0 ? _miniports[0] : throw NotBound();

    void IOffloadBinding.BindProtocolEdge(NdisBindingHandle? ndisBindingHandle) => Bind(_bindings, ndisBindingHandle);

    void IOffloadBinding.BindMiniportEdge(NdisMiniportHandle? ndisMiniportHandle) => Bind(_miniports, ndisMiniportHandle);

    /// <summary>Queues work that runs later, as a step of the stack of its own: the place to complete what a handler pended (C101).</summary>
    /// <param name="workItem">The work.</param>
    /// <exception cref="InvalidOperationException">The driver is in no stack.</exception>
    protected void QueueWorkItem(Action workItem)
    {
        BoundDriver driver = _bindings.Count > 0 ? _bindings[0].Owner : MiniportEdge.Owner;
        driver.Stack.QueueWorkItem(driver, workItem);
    }

    private static void Bind<THandle>(List<THandle> handles, THandle? handle) where THandle : class
    {
        if (handle is null)
            handles.Clear();
        else
            handles.Add(handle);
    }

    private InvalidOperationException NotBound()
        => new($"{Name} is in no stack and has no handles. Put it into an NdisStack first.");
}
