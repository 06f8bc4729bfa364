namespace Chimney.Runtime.Tests;

/// <summary>A stack with a recording host and target, and one tree of objects: a neighbor, two paths, three connections.</summary>
internal sealed class Rig : IDisposable
{
    internal Rig(params IOffloadProvider[] filters)
        : this(VerifierMode.Throw, filters)
    {
    }

    internal Rig(VerifierMode mode, params IOffloadProvider[] filters)
        : this(new ContractVerifier(mode), filters)
    {
    }

    internal Rig(ContractVerifier verifier, params IOffloadProvider[] filters)
    {
        Verifier = verifier;
        Neighbor = OffloadObject.Neighbor("N1");
        Path1 = Neighbor.AddPath("P1");
        Tcp1 = Path1.AddConnection("T1");
        Tcp2 = Path1.AddConnection("T2");
        Path2 = Neighbor.AddPath("P2", isIp6: true);
        Tcp3 = Path2.AddConnection("T3");
        Tree = OffloadTree.Build(Neighbor);
        Stack = new NdisStack(Host, filters, Target, Verifier);
    }

    internal ContractVerifier Verifier { get; }
    internal NdisStack Stack { get; }
    internal RecordingHost Host { get; } = new();
    internal RecordingTarget Target { get; } = new();
    internal OffloadObject Neighbor { get; }
    internal OffloadObject Path1 { get; }
    internal OffloadObject Path2 { get; }
    internal OffloadObject Tcp1 { get; }
    internal OffloadObject Tcp2 { get; }
    internal OffloadObject Tcp3 { get; }
    internal OffloadTree Tree { get; }

    internal OffloadObject[] Objects => [Neighbor, Path1, Tcp1, Tcp2, Path2, Tcp3];

    /// <summary>The statuses of the completion that reached the host last.</summary>
    internal IReadOnlyList<NdisStatus> LastStatuses => Host.Completed[^1].Statuses;

    internal void Do(OffloadOperation operation) => Do(operation, Tree);

    internal void Do(OffloadOperation operation, OffloadTree tree)
    {
        Send(operation, tree);
        Stack.Run();
    }

    internal void Send(OffloadOperation operation, OffloadTree tree)
    {
        switch (operation)
        {
            case OffloadOperation.Initiate: Host.Initiate(tree); break;
            case OffloadOperation.Terminate: Host.Terminate(tree); break;
            case OffloadOperation.Update: Host.Update(tree); break;
            case OffloadOperation.Query: Host.Query(tree); break;
            default: Host.Invalidate(tree); break;
        }
    }

    /// <summary>Everything but initiate needs objects that are offloaded.</summary>
    internal void Reach(OffloadOperation operation)
    {
        if (operation != OffloadOperation.Initiate)
            Do(OffloadOperation.Initiate);
        Do(operation);
    }

    public void Dispose() => Stack.Dispose();
}
