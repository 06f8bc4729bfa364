namespace Chimney.Runtime.Tests;

/// <summary>A stack with one connection that is offloaded, for the data path.</summary>
internal sealed class ChainRig : IDisposable
{
    internal ChainRig(ContractVerifier verifier, params IOffloadProvider[] filters)
    {
        Stack = new NdisStack(Host, filters, Target, verifier);
        Connection = Host.Offload(Stack);
    }

    internal NdisStack Stack { get; }
    internal ChainHost Host { get; } = new() { Name = "host" };
    internal ChainTarget Target { get; } = new() { Name = "target" };
    internal OffloadObject Connection { get; }

    /// <summary>One list with ten bytes.</summary>
    internal static NetBufferList List() => new(new NetBuffer(new byte[10]));

    internal void Do(OffloadOperation operation)
    {
        Host.Request(operation, Connection.OffloadHandle, NetBufferListChain.From(List()));
        Stack.Run();
    }

    /// <summary>Runs what the target does on its own account, as one work item.</summary>
    internal void FromTarget(Action act)
    {
        Target.Later(act);
        Stack.Run();
    }

    internal NdisStatus Indicate()
        => Ndis.NdisTcpOffloadReceiveHandler(Target.Connection, NetBufferListChain.From(List()), NdisStatus.Success, out _);

    internal void Return()
    {
        Host.ReturnKept();
        Stack.Run();
    }

    public void Dispose() => Stack.Dispose();
}
