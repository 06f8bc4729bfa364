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
        Contexts = new ContextOwners(stack.Gate);
        int miniports = role switch
        {
            DriverRole.Host => 0,
            DriverRole.Intermediate => (instance as IOffloadBinding)?.VirtualMiniports ?? 1,
            _ => 1,
        };
        if (miniports < 1 && role != DriverRole.Host)
            throw new ArgumentException($"{name} has {miniports} virtual miniports: the driver above needs one at least.", nameof(instance));
        MiniportHandles = [.. Enumerable.Range(0, miniports).Select(index => new NdisMiniportHandle(this, index))];
        AdapterContexts = [.. MiniportHandles.Select(miniport => new MiniportAdapterContext(miniport))];
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

    /// <summary>What the driver has published, where it is a target and the verifier watches.</summary>
    internal ContextOwners Contexts { get; }

    internal NdisMiniportHandle[] MiniportHandles { get; }
    internal MiniportAdapterContext[] AdapterContexts { get; }
    internal NdisBindingHandle[] BindingHandles { get; private set; } = [];
    internal ProtocolBindingContext[] BindingContexts { get; private set; } = [];

    /// <summary>The first binding; only a target has none.</summary>
    internal NdisBindingHandle? BindingHandle => BindingHandles.Length > 0 ? BindingHandles[0] : null;

    /// <summary>The first miniport; only a host stack has none.</summary>
    internal NdisMiniportHandle? MiniportHandle => MiniportHandles.Length > 0 ? MiniportHandles[0] : null;

    /// <summary>The lane of a threaded run for work that is queued outside any handler.</summary>
    internal Lane? Lane { get; set; }

    internal BoundDriver? Above { get; set; }

    internal BoundDriver? Below
    {
        get;
        set
        {
            field = value;
            BindingHandles = [.. value!.MiniportHandles.Select(miniport => new NdisBindingHandle(this, miniport.Index))];
            BindingContexts = [.. BindingHandles.Select(binding => new ProtocolBindingContext(binding))];
        }
    }

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
        foreach (NdisBindingHandle handle in BindingHandles)
            binding.BindProtocolEdge(handle);
        if (MiniportHandle is not null)
            Registration.Start(this, binding);
    }

    internal void Unbind()
    {
        if (Instance is not IOffloadBinding binding)
            return;
        if (Role != DriverRole.Target)
            binding.BindProtocolEdge(null);
        if (Role != DriverRole.Host)
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
            MiniportAdapterContext context = AdapterContexts[tree.Via!.Index];
            switch (tree.Operation)
            {
                case OffloadOperation.Initiate: Provider!.MiniportInitiateOffload(context, list); break;
                case OffloadOperation.Terminate: Provider!.MiniportTerminateOffload(context, list); break;
                case OffloadOperation.Update: Provider!.MiniportUpdateOffload(context, list); break;
                case OffloadOperation.Query: Provider!.MiniportQueryOffload(context, list); break;
                default: Provider!.MiniportInvalidateOffload(context, list); break;
            }
        }
        else
        {
            var list = new ProtocolOffloadBlockList(tree, tree.Version);
            ProtocolBindingContext context = BindingContexts[tree.Via!.Index];
            switch (tree.Operation)
            {
                case OffloadOperation.Initiate: Client!.ProtocolInitiateOffloadComplete(context, list); break;
                case OffloadOperation.Terminate: Client!.ProtocolTerminateOffloadComplete(context, list); break;
                case OffloadOperation.Update: Client!.ProtocolUpdateOffloadComplete(context, list); break;
                case OffloadOperation.Query: Client!.ProtocolQueryOffloadComplete(context, list); break;
                default: Client!.ProtocolInvalidateOffloadComplete(context, list); break;
            }
        }
    }

    /// <summary>Calls the handler of a data-path operation and phase.</summary>
    internal void Enter(BufferChain chain)
    {
        NetBufferListChain token = chain.First is null ? default : new NetBufferListChain(chain, chain.Version);
        if (chain.Phase == OffloadPhase.Request)
        {
            if (Role == DriverRole.Target)
                ConnectionMonitor.Arrived(chain);
            MiniportAdapterContext adapter = AdapterContexts[chain.Via!.Index];
            OffloadContext context = chain.Handle!.ContextWord;
            OffloadOperation operation = chain.Operation;
            NdisStatus result = operation switch
            {
                OffloadOperation.Send => Provider!.MiniportTcpOffloadSend(adapter, context, token),
                OffloadOperation.Receive => Provider!.MiniportTcpOffloadReceive(adapter, context, token),
                OffloadOperation.Disconnect => Provider!.MiniportTcpOffloadDisconnect(adapter, context, token, chain.Flags),
                _ => Provider!.MiniportTcpOffloadForward(adapter, context, token),
            };
            ChainChecks.Result(this, operation, chain, result);
        }
        else
        {
            ProtocolBindingContext context = BindingContexts[chain.Via!.Index];
            switch (chain.Operation)
            {
                case OffloadOperation.Send: Client!.ProtocolTcpOffloadSendComplete(context, token); break;
                case OffloadOperation.Receive: Client!.ProtocolTcpOffloadReceiveComplete(context, token); break;
                case OffloadOperation.Disconnect: Client!.ProtocolTcpOffloadDisconnectComplete(context, token); break;
                default: Client!.ProtocolTcpOffloadForwardComplete(context, token); break;
            }
        }
    }
}
