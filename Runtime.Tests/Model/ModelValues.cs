namespace Chimney.Runtime.Tests.Model;

/// <summary>One cached and one delegated value of each kind of object stand for all of their class.</summary>
internal static class ModelValues
{
    internal static uint Cached(OffloadState state) => state switch
    {
        NeighborOffloadState neighbor => neighbor.Cached.HostReachabilityDelta,
        PathOffloadState path => path.Cached.PathMtu,
        _ => ((TcpOffloadState)state).Cached.MaxRT,
    };

    internal static uint Delegated(OffloadState state) => state switch
    {
        NeighborOffloadState neighbor => neighbor.Delegated.NicReachabilityDelta,
        PathOffloadState => 0,
        _ => ((TcpOffloadState)state).Delegated.RcvNxt,
    };

    internal static void ChangeDelegated(OffloadState state, uint value)
    {
        if (state is NeighborOffloadState neighbor)
            neighbor.Delegated.NicReachabilityDelta = value;
        else if (state is TcpOffloadState tcp)
            tcp.Delegated.RcvNxt = value;
    }

    internal static void ChangeCached(OffloadObject item, uint value)
    {
        switch (item.Kind)
        {
            case OffloadObjectKind.Neighbor: item.Write<NeighborOffloadStateCached>().HostReachabilityDelta = value; break;
            case OffloadObjectKind.Path: item.Write<PathOffloadStateCached>().PathMtu = value; break;
            default: item.Write<TcpOffloadStateCached>().MaxRT = value; break;
        }
    }

    internal static uint DelegatedOf(OffloadObject item) => item.Kind switch
    {
        OffloadObjectKind.Neighbor => item.Read<NeighborOffloadStateDelegated>().NicReachabilityDelta,
        OffloadObjectKind.Path => 0,
        _ => item.Read<TcpOffloadStateDelegated>().RcvNxt,
    };
}
