using System.Reflection;

namespace Chimney;

/// <summary>A driver at its place in a stack, with everything NDIS keeps for it.</summary>
internal sealed class BoundDriver
{
    internal BoundDriver(NdisStack stack, object instance, string name, DriverRole role, int level)
    {
        Stack = stack;
        Trace = stack.Trace;
        Instance = instance;
        Role = role;
        Level = level;
        Name = name;
        Provider = instance as IOffloadProvider;
        Client = instance as IOffloadClient;
        HasDuties = !stack.Verifier.IsOff && role != DriverRole.Host && instance.GetType().GetCustomAttribute<OffloadRoleAttribute>()?.Role != DriverRole.None;
        OffloadEntries = new OffloadEntryPool(this);
        BindingContext = new ProtocolBindingContext(this);
        AdapterContext = new MiniportAdapterContext(this);
        BindingHandle = role == DriverRole.Target ? null : new NdisBindingHandle(this);
        MiniportHandle = role == DriverRole.Host ? null : new NdisMiniportHandle(this);
    }

    internal NdisStack Stack { get; }
    internal NdisTrace Trace { get; }
    internal object Instance { get; }
    internal DriverRole Role { get; }

    /// <summary>0 for the host stack, one more for each driver below.</summary>
    internal int Level { get; }

    internal string Name { get; }
    internal IOffloadProvider? Provider { get; }
    internal IOffloadClient? Client { get; }
    internal bool HasDuties { get; }
    internal OffloadEntryPool OffloadEntries { get; }
    internal ProtocolBindingContext BindingContext { get; }
    internal MiniportAdapterContext AdapterContext { get; }
    internal NdisBindingHandle? BindingHandle { get; }
    internal NdisMiniportHandle? MiniportHandle { get; }
    internal BoundDriver? Below { get; set; }
    internal BoundDriver? Above { get; set; }

    /// <summary>Whether NDIS can call the driver: false for a composed one that did not register what its place asks for.</summary>
    internal bool HasHandlers { get; set; } = true;

    /// <summary>Whether operations can pass the driver. Where not, NDIS answers an initiate in its place.</summary>
    internal bool OffersChimney => HasHandlers && (Role != DriverRole.Target || Stack.TargetOffersChimney);

    /// <summary>Whether the driver's miniport is being started.</summary>
    internal bool IsInitializing { get; set; }

    /// <summary>Whether the driver asked for the entry points of NDIS.</summary>
    internal bool HasAskedForHandlers { get; set; }

    /// <summary>Whether it did so in vain.</summary>
    internal bool WasDeniedHandlers { get; set; }

    internal void Bind()
    {
        if (Instance is ComposedDriver composed)
            HasHandlers = Registration.Load(this, composed);
        if (Instance is not IOffloadBinding binding)
            return;
        if (BindingHandle is not null)
            binding.BindProtocolEdge(BindingHandle);
        if (MiniportHandle is not null)
            Registration.Start(this, binding);
    }

    internal void Unbind()
    {
        if (Instance is not IOffloadBinding binding)
            return;
        if (BindingHandle is not null)
            binding.BindProtocolEdge(null);
        if (MiniportHandle is not null)
            binding.BindMiniportEdge(null);
    }

    /// <summary>Calls the handler of an operation and phase.</summary>
    internal void Enter(BlockTree tree)
    {
        if (tree.Phase == OffloadPhase.Request)
        {
            if (Role == DriverRole.Target)
                LayerMonitor.ReachedTarget(tree);
            var list = new MiniportOffloadBlockList(tree, tree.Version);
            switch (tree.Operation)
            {
                case OffloadOperation.Initiate: Provider!.MiniportInitiateOffload(AdapterContext, list); break;
                case OffloadOperation.Terminate: Provider!.MiniportTerminateOffload(AdapterContext, list); break;
                case OffloadOperation.Update: Provider!.MiniportUpdateOffload(AdapterContext, list); break;
                case OffloadOperation.Query: Provider!.MiniportQueryOffload(AdapterContext, list); break;
                default: Provider!.MiniportInvalidateOffload(AdapterContext, list); break;
            }
        }
        else
        {
            var list = new ProtocolOffloadBlockList(tree, tree.Version);
            switch (tree.Operation)
            {
                case OffloadOperation.Initiate: Client!.ProtocolInitiateOffloadComplete(BindingContext, list); break;
                case OffloadOperation.Terminate: Client!.ProtocolTerminateOffloadComplete(BindingContext, list); break;
                case OffloadOperation.Update: Client!.ProtocolUpdateOffloadComplete(BindingContext, list); break;
                case OffloadOperation.Query: Client!.ProtocolQueryOffloadComplete(BindingContext, list); break;
                default: Client!.ProtocolInvalidateOffloadComplete(BindingContext, list); break;
            }
        }
    }

    /// <summary>Calls the handler of a data-path operation and phase.</summary>
    internal void Enter(BufferChain chain)
    {
        var token = new NetBufferListChain(chain, chain.Version);
        if (chain.Phase == OffloadPhase.Request)
        {
            if (Role == DriverRole.Target)
                ConnectionMonitor.Arrived(chain);
            OffloadContext context = chain.Handle!.ContextWord;
            NdisStatus result = chain.Operation switch
            {
                OffloadOperation.Send => Provider!.MiniportTcpOffloadSend(AdapterContext, context, token),
                OffloadOperation.Receive => Provider!.MiniportTcpOffloadReceive(AdapterContext, context, token),
                OffloadOperation.Disconnect => Provider!.MiniportTcpOffloadDisconnect(AdapterContext, context, token, chain.Flags),
                _ => Provider!.MiniportTcpOffloadForward(AdapterContext, context, token),
            };
            ChainChecks.Result(this, chain, result);
        }
        else
        {
            switch (chain.Operation)
            {
                case OffloadOperation.Send: Client!.ProtocolTcpOffloadSendComplete(BindingContext, token); break;
                case OffloadOperation.Receive: Client!.ProtocolTcpOffloadReceiveComplete(BindingContext, token); break;
                case OffloadOperation.Disconnect: Client!.ProtocolTcpOffloadDisconnectComplete(BindingContext, token); break;
                default: Client!.ProtocolTcpOffloadForwardComplete(BindingContext, token); break;
            }
        }
    }
}
