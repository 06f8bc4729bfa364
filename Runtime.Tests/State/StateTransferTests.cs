using System.Net;

namespace Chimney.Runtime.Tests.State;

/// <summary>Which values move with which operation, however many drivers are in between.</summary>
public class StateTransferTests
{
    private sealed class Plain : IntermediateDriver;

    private static Rig Make(int filters) => new([.. Enumerable.Range(0, filters).Select(_ => new Plain())]);

    private static NetBufferList Data(params int[] lengths)
    {
        NetBufferList? first = null;
        foreach (int length in lengths.Reverse())
            first = new NetBufferList(new NetBuffer([.. Enumerable.Range(length, length).Select(i => (byte)i)])) { Next = first };
        return first!;
    }

    private static List<NetBufferList> All(NetBufferList? chain)
    {
        var lists = new List<NetBufferList>();
        for (; chain is not null; chain = chain.Next)
            lists.Add(chain);
        return lists;
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void An_initiate_hands_the_whole_object_to_the_target(int filters)
    {
        using Rig rig = Make(filters);
        rig.Neighbor.Write<NeighborOffloadStateConst>() = new() { VlanId = 5, DlSourceAddress = HardwareAddress.From([1, 2, 3, 4, 5, 6]) };
        rig.Neighbor.Write<NeighborOffloadStateCached>().HostReachabilityDelta = 11;
        rig.Neighbor.Write<NeighborOffloadStateDelegated>().NicReachabilityDelta = 12;
        rig.Path1.Write<PathOffloadStateConst>().DestinationAddress = PathAddress.From(IPAddress.Parse("192.0.2.1"));
        rig.Path2.Write<PathOffloadStateCached>().PathMtu = 1280;
        rig.Tcp1.Write<TcpOffloadStateConst>() = new() { RemoteMss = 1460, SndWindScale = 7, Flags = TcpOffloadStateConstFlags.SackEnabled };
        rig.Tcp1.Write<TcpOffloadStateCached>().KaTimeout = 13;
        rig.Tcp1.Write<TcpOffloadStateDelegated>().RcvNxt = 14;

        rig.Do(OffloadOperation.Initiate);

        Same<NeighborOffloadStateConst>(rig.Neighbor);
        Same<NeighborOffloadStateCached>(rig.Neighbor);
        Same<NeighborOffloadStateDelegated>(rig.Neighbor);
        Same<PathOffloadStateConst>(rig.Path1);
        Same<PathOffloadStateCached>(rig.Path2);
        Same<TcpOffloadStateConst>(rig.Tcp1);
        Same<TcpOffloadStateCached>(rig.Tcp1);
        Same<TcpOffloadStateDelegated>(rig.Tcp1);
        Assert.Equal(14u, rig.Target.StateOf<TcpOffloadStateDelegated>(rig.Tcp1).RcvNxt);

        void Same<T>(OffloadObject item) where T : struct, IOffloadState<T> => Assert.Equal(item.Read<T>(), rig.Target.StateOf<T>(item));
    }

    [Theory]
    [InlineData(OffloadStateClass.Whole, 99u)]
    [InlineData(OffloadStateClass.Delegated, 99u)]
    [InlineData(OffloadStateClass.Cached, 0u)]
    public void A_query_brings_delegated_values_to_the_host_where_it_asks_for_them(OffloadStateClass queried, uint expected)
    {
        using Rig rig = Make(2);
        rig.Do(OffloadOperation.Initiate);
        rig.Target.StateOf<TcpOffloadStateDelegated>(rig.Tcp2) = rig.Target.StateOf<TcpOffloadStateDelegated>(rig.Tcp2) with { SndNxt = 99, State = TcpOffloadConnectionState.CloseWait };

        rig.Host.Query(rig.Tree, queried);
        rig.Stack.Run();

        Assert.Equal(expected, rig.Tcp2.Read<TcpOffloadStateDelegated>().SndNxt);
        Assert.Equal(expected == 0 ? TcpOffloadConnectionState.Established : TcpOffloadConnectionState.CloseWait, rig.Tcp2.Read<TcpOffloadStateDelegated>().State);
        Assert.Equal(0u, rig.Tcp1.Read<TcpOffloadStateDelegated>().SndNxt);
    }

    [Fact]
    public void A_query_that_fails_changes_nothing_at_the_host()
    {
        using Rig rig = Make(1);
        rig.Do(OffloadOperation.Initiate);
        rig.Target.StateOf<TcpOffloadStateDelegated>(rig.Tcp1).SndNxt = 99;
        rig.Target.ChooseStatus = (_, _) => NdisStatus.Failure;

        rig.Do(OffloadOperation.Query);

        Assert.Equal(0u, rig.Tcp1.Read<TcpOffloadStateDelegated>().SndNxt);
    }

    [Fact]
    public void C160_An_update_changes_cached_values_only()
    {
        using Rig rig = Make(2);
        rig.Do(OffloadOperation.Initiate);
        TcpOffloadStateConst constant = rig.Target.StateOf<TcpOffloadStateConst>(rig.Tcp1);
        rig.Target.StateOf<TcpOffloadStateDelegated>(rig.Tcp1).SndNxt = 99;
        TcpOffloadStateDelegated delegated = rig.Target.StateOf<TcpOffloadStateDelegated>(rig.Tcp1);
        rig.Tcp1.Write<TcpOffloadStateCached>().TtlOrHopLimit = 33;
        rig.Path1.Write<PathOffloadStateCached>().PathMtu = 576;
        Assert.Equal(0, rig.Target.StateOf<TcpOffloadStateCached>(rig.Tcp1).TtlOrHopLimit);

        rig.Do(OffloadOperation.Update);

        Assert.Equal(33, rig.Target.StateOf<TcpOffloadStateCached>(rig.Tcp1).TtlOrHopLimit);
        Assert.Equal(576u, rig.Target.StateOf<PathOffloadStateCached>(rig.Path1).PathMtu);
        Assert.Equal(constant, rig.Target.StateOf<TcpOffloadStateConst>(rig.Tcp1));
        Assert.Equal(delegated, rig.Target.StateOf<TcpOffloadStateDelegated>(rig.Tcp1));
    }

    [Fact]
    public void An_update_that_fails_leaves_the_target_as_it_was()
    {
        using Rig rig = Make(0);
        rig.Do(OffloadOperation.Initiate);
        rig.Tcp1.Write<TcpOffloadStateCached>().TtlOrHopLimit = 33;
        rig.Target.ChooseStatus = (_, _) => NdisStatus.Failure;

        rig.Do(OffloadOperation.Update);

        Assert.Equal(0, rig.Target.StateOf<TcpOffloadStateCached>(rig.Tcp1).TtlOrHopLimit);
    }

    [Fact]
    public void C173_A_terminate_brings_delegated_values_and_no_others()
    {
        using Rig rig = Make(2);
        rig.Do(OffloadOperation.Initiate);
        rig.Target.StateOf<NeighborOffloadStateDelegated>(rig.Neighbor).NicReachabilityDelta = 3;
        rig.Target.StateOf<TcpOffloadStateDelegated>(rig.Tcp3).RcvNxt = 4;
        rig.Target.StateOf<TcpOffloadStateCached>(rig.Tcp3).KaInterval = 5;

        rig.Do(OffloadOperation.Terminate);

        Assert.Equal(3u, rig.Neighbor.Read<NeighborOffloadStateDelegated>().NicReachabilityDelta);
        Assert.Equal(4u, rig.Tcp3.Read<TcpOffloadStateDelegated>().RcvNxt);
        Assert.Equal(0u, rig.Tcp3.Read<TcpOffloadStateCached>().KaInterval);
        Assert.Contains("the target has no state of it", Assert.Throws<InvalidOperationException>(() => rig.Target.StateOf<TcpOffloadStateDelegated>(rig.Tcp3).RcvNxt).Message);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void C130_Send_data_goes_down_with_an_initiate_and_unfinished_comes_back_with_a_terminate(int filters)
    {
        using Rig rig = Make(filters);
        NetBufferList sends = Data(10, 20, 30);
        List<NetBufferList> lists = All(sends);
        rig.Tcp1.NetBufferListChain = sends;
        rig.Tcp1.Write<TcpOffloadStateDelegated>() = rig.Tcp1.Read<TcpOffloadStateDelegated>() with
        {
            SndUna = 100, SndNxt = 110, SndMax = 130, SendDataHead = lists[1], SendDataTail = lists[2],
        };

        rig.Do(OffloadOperation.Initiate);

        Assert.Null(rig.Tcp1.NetBufferListChain);
        Assert.Null(rig.Tcp1.Read<TcpOffloadStateDelegated>().SendDataHead);
        Assert.Equal(lists, All(RecordingTarget.ContextOf(rig.Tcp1).SendData));
        Assert.Equal((100u, 110u, 130u), (rig.Target.StateOf<TcpOffloadStateDelegated>(rig.Tcp1).SndUna, rig.Target.StateOf<TcpOffloadStateDelegated>(rig.Tcp1).SndNxt, rig.Target.StateOf<TcpOffloadStateDelegated>(rig.Tcp1).SndMax));

        rig.Target.StateOf<TcpOffloadStateDelegated>(rig.Tcp1).SndUna = 105;
        rig.Do(OffloadOperation.Terminate);

        Assert.Equal(lists, All(rig.Tcp1.NetBufferListChain));
        Assert.Same(lists[0], rig.Tcp1.Read<TcpOffloadStateDelegated>().SendDataHead);
        Assert.Same(lists[2], rig.Tcp1.Read<TcpOffloadStateDelegated>().SendDataTail);
        Assert.Equal(105u, rig.Tcp1.Read<TcpOffloadStateDelegated>().SndUna);
        Assert.All(lists, list => Assert.Same(rig.Host.NdisBindingHandle, list.SourceHandle));
        Assert.Empty(rig.Verifier.Violations);

        // And it can go down again.
        rig.Do(OffloadOperation.Initiate);
        Assert.Equal(lists, All(RecordingTarget.ContextOf(rig.Tcp1).SendData));
        Assert.Empty(rig.Verifier.Violations);
    }

    [Fact]
    public void C129_Send_data_stays_the_hosts_where_the_initiate_fails()
    {
        using Rig rig = Make(2);
        NetBufferList sends = Data(10, 20);
        List<NetBufferList> lists = All(sends);
        rig.Tcp1.NetBufferListChain = sends;
        NetBufferList received = Data(5);
        rig.Tcp1.Write<TcpOffloadStateDelegated>().BufferedData = received;
        rig.Target.ChooseStatus = (_, index) => index == 2 ? NdisStatus.Resources : NdisStatus.Success;

        rig.Do(OffloadOperation.Initiate);

        Assert.Equal(OffloadObjectState.NotOffloaded, rig.Tcp1.State);
        Assert.Equal(lists, All(rig.Tcp1.NetBufferListChain));
        Assert.Same(received, rig.Tcp1.Read<TcpOffloadStateDelegated>().BufferedData);
        Assert.All(lists, list => Assert.Same(rig.Host.NdisBindingHandle, list.SourceHandle));
    }

    [Fact]
    public void C132_Buffered_data_is_copied_by_the_target_and_comes_back_with_a_terminate()
    {
        using Rig rig = Make(1);
        NetBufferList received = Data(3, 4);
        rig.Tcp1.Write<TcpOffloadStateDelegated>().BufferedData = received;

        rig.Do(OffloadOperation.Initiate);

        Assert.Null(rig.Tcp1.Read<TcpOffloadStateDelegated>().BufferedData);
        received.FirstNetBuffer!.Data.Clear();
        rig.Do(OffloadOperation.Terminate);
        List<NetBufferList> back = All(rig.Tcp1.Read<TcpOffloadStateDelegated>().BufferedData);
        Assert.Equal([[3, 4, 5], [4, 5, 6, 7]], back.Select(list => list.FirstNetBuffer!.Data.ToArray()));
        Assert.DoesNotContain(received, back);
    }

    [Fact]
    public void C159_A_query_reads_backlog_sizes_in_place_of_lists()
    {
        using Rig rig = Make(1);
        rig.Tcp1.NetBufferListChain = Data(10, 20);
        rig.Tcp1.Write<TcpOffloadStateDelegated>().BufferedData = Data(7);
        rig.Do(OffloadOperation.Initiate);

        rig.Do(OffloadOperation.Query);

        TcpOffloadStateDelegated state = rig.Tcp1.Read<TcpOffloadStateDelegated>();
        Assert.Equal((30u, 7u), (state.SendBacklogSize, state.ReceiveBacklogSize));
        Assert.Null(state.SendDataHead ?? state.BufferedData);

        // The sizes do not leak into the other arm of the unions.
        rig.Do(OffloadOperation.Terminate);
        rig.Do(OffloadOperation.Initiate);
        Assert.Equal((0u, 0u), (rig.Target.StateOf<TcpOffloadStateDelegated>(rig.Tcp1).SendBacklogSize, rig.Target.StateOf<TcpOffloadStateDelegated>(rig.Tcp1).ReceiveBacklogSize));
    }

    [Fact]
    public void C058_An_intermediate_driver_sets_VlanId_and_UserPriority_of_what_is_new()
    {
        var filter = new ScriptedFilter
        {
            Only = OffloadOperation.Initiate,
            OnRequest = (self, op, list) =>
            {
                foreach (MiniportOffloadBlock block in list.Blocks)
                {
                    if (block.State.Has<NeighborOffloadStateConst>())
                        block.State.SetVlanId(12);
                    if (block.State.Has<TcpOffloadStateCached>())
                        block.State.SetUserPriority(6);
                }
                self.PassDown(op, list);
            },
        };
        using var rig = new Rig(filter);

        rig.Do(OffloadOperation.Initiate);
        rig.Do(OffloadOperation.Query);

        Assert.Equal(12u, rig.Target.StateOf<NeighborOffloadStateConst>(rig.Neighbor).VlanId);
        Assert.All([rig.Tcp1, rig.Tcp2, rig.Tcp3], tcp => Assert.Equal(6, rig.Target.StateOf<TcpOffloadStateCached>(tcp).UserPriority));
        Assert.Equal(0u, rig.Neighbor.Read<NeighborOffloadStateConst>().VlanId);
        Assert.Empty(rig.Verifier.Violations);
    }

    [Fact]
    public void State_lies_in_storage_that_is_made_once()
    {
        var host = new RecordingHost { KeepsRecords = false };
        using var stack = new NdisStack(host, [new Plain()], new RecordingTarget { KeepsRecords = false });
        stack.Trace.IsEnabled = false;
        long few = Bytes(1);
        Assert.Equal(few, Bytes(200));

        long Bytes(int connections)
        {
            OffloadObject neighbor = OffloadObject.Neighbor("N");
            OffloadObject path = neighbor.AddPath("P");
            for (int i = 0; i < connections; i++)
                path.AddConnection("T");
            OffloadTree tree = OffloadTree.Build(neighbor);
            return Allocations.Leanest(() =>
            {
                host.Initiate(tree);
                stack.Run();
                host.Update(tree);
                stack.Run();
                host.Query(tree);
                stack.Run();
                host.Terminate(tree);
                stack.Run();
            });
        }
    }
}
