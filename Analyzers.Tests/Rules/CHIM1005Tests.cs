namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM1005: the list, a block of it or the call entry is used after hand-over (C015, C030, C056).</summary>
public class CHIM1005Tests : RuleTest
{
    private static Task Completion(string body) => VerifyAsync($$"""
        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{body}}
        }
        """);

    private static Task Request(string body) => VerifyAsync($$"""
        public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            {{body}}
        }
        """);

    [Fact, Breaks("C030")]
    public Task Status_read_after_the_completion() => Completion("""
        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        Console.WriteLine({|CHIM1005:list.Root|}.Status);
        """);

    [Fact]
    public Task Rebuilt_list_read_after_the_completion() => Completion("""
        var rebuilt = list.ToMiniport();
        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, rebuilt);
        foreach (var block in {|CHIM1005:rebuilt.Blocks|}) { }
        """);

    [Fact, Breaks("C030")]
    public Task View_kept_across_the_completion() => Completion("""
        var root = list.Root;
        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        var status = {|CHIM1005:root.Status|};
        """);

    [Fact]
    public Task View_kept_across_the_conversion() => Completion("""
        var root = list.Root;
        var rebuilt = list.ToMiniport();
        var status = {|CHIM1005:root.Status|};
        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, rebuilt);
        """);

    [Fact, Breaks("C056")]
    public Task Reference_to_a_member_outlives_the_request() => Request("""
        ref NdisStatus status = ref list.Root.Status;
        Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        {|CHIM1005:status|} = NdisStatus.Failure;
        """);

    [Fact]
    public Task Call_entry_read_after_the_request() => Request("""
        var entry = new ImCallEntry();
        Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol(entry));
        Console.WriteLine({|CHIM1005:entry.Operation|});
        """);

    [Fact, Breaks("C015")]
    public Task Call_entry_read_after_the_rebuild_released_it() => Completion("""
        var entry = ImCallEntry.From(list);
        var rebuilt = list.ToMiniport();
        Ndis.NdisMQueryOffloadStateComplete({|CHIM1005:entry.NdisMiniportHandle|}, rebuilt);
        """);

    [Fact]
    public Task Use_in_finally() => Completion("""
        try
        {
            Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        }
        finally
        {
            Console.WriteLine({|CHIM1005:list.Root|}.Status);
        }
        """);

    [Fact, Breaks("C056")]
    public Task Use_after_pending() => Request("""
        _parked.Enqueue(list.Pend());
        Console.WriteLine({|CHIM1005:list.Root|}.Status);
        }
        private readonly Queue<PendedMiniportOffload> _parked = new();
        public void Drain()
        {
            while (_parked.TryDequeue(out var parked))
                Ndis.NdisUpdateOffload(NdisBindingHandle, parked.Resume().ToProtocol(new ImCallEntry()));
        """);

    [Fact]
    public Task One_report_for_several_uses_on_a_path() => Completion("""
        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        Console.WriteLine({|CHIM1005:list.Root|}.Status);
        Console.WriteLine(list.Root.Status);
        """);

    [Fact]
    public Task Silent_when_read_before() => Completion("""
        Console.WriteLine(list.Root.Status);
        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        """);

    [Fact]
    public Task Silent_when_the_values_were_copied_out() => Completion("""
        var status = list.Root.Status;
        var handle = ImCallEntry.From(list).NdisMiniportHandle;
        Ndis.NdisMQueryOffloadStateComplete(handle, list.ToMiniport());
        Console.WriteLine(status);
        """);

    [Fact]
    public Task Silent_for_a_null_test_after_the_completion() => Completion("""
        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        Console.WriteLine(list.IsNull);
        """);

    [Fact]
    public Task Silent_when_the_use_is_on_another_path() => Completion("""
        if (IsUp())
        {
            Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
            return;
        }
        Console.WriteLine(list.Root.Status);
        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        """);

    [Fact]
    public Task Silent_for_conversion_by_hand() => Completion("""
        var entry = ImCallEntry.From(list);
        var rebuilt = list.OverlayAsMiniport();
        entry.SavedImReserved.CopyTo(rebuilt.Root.ImReserved);
        rebuilt.Root.SourceHandle = entry.SavedSourceHandle;
        entry.Release();
        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, rebuilt);
        """);

    [Fact, Breaks("C112")]
    public Task Scratch_after_the_completion() => Completion("""
        var scratch = list.Root.Scratch;
        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        Console.WriteLine({|CHIM1005:scratch[0]|});
        """);

    private static Task Target(string body) => Harness.ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Targets.Answering("""
        foreach (var each in list.Blocks)
            each.Status = each.NdisOffloadHandle.IsNull ? NdisStatus.Success : NdisStatus.Failure;
        if (!list.Root.State.Has<TcpOffloadStateDelegated>())
        {
            Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);
            continue;
        }

        """ + body));

    [Fact, Breaks("C132")]
    public Task Buffered_data_after_the_completion() => Target("""
        var buffered = list.Root.State.Read<TcpOffloadStateDelegated>().BufferedData;
        Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);
        Console.WriteLine({|CHIM1005:buffered?.DataLength|});
        """.Replace("{|CHIM1005:buffered?.DataLength|}", "buffered is null ? 0 : {|CHIM1005:buffered.DataLength|}", StringComparison.Ordinal));

    [Fact, Breaks("C132")]
    public Task State_after_the_completion() => Target("""
        ref readonly var values = ref list.Root.State.Read<TcpOffloadStateDelegated>();
        Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);
        Console.WriteLine({|CHIM1005:values|}.SndUna);
        """);

    [Fact]
    public Task Silent_for_a_copy_of_the_state() => Target("""
        var values = list.Root.State.Read<TcpOffloadStateDelegated>();
        var una = list.Root.State.Read<TcpOffloadStateDelegated>().SndUna;
        Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);
        Console.WriteLine(values.SndUna + una);
        """);

    [Fact]
    public Task Silent_for_send_data_that_was_taken_over() => Target("""
        var sends = list.Root.State.Read<TcpOffloadStateDelegated>().SendDataHead;
        var chain = list.Root.NetBufferListChain;
        Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);
        Console.WriteLine(sends == chain && chain is not null ? chain.DataLength : 0);
        """);

    [Fact, Breaks("C206")]
    public Task Forwarded_list_after_its_completion() => Harness.ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("""
        using System;
        using System.Collections.Generic;
        using Chimney;

        public abstract class Target : OffloadTarget
        {
            private readonly Queue<PendedNetBufferListChain> _work = new();

            public override NdisStatus MiniportTcpOffloadForward(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain chain)
            {
                _work.Enqueue(chain.Pend());
                return NdisStatus.Pending;
            }

            public void Work()
            {
                while (_work.TryDequeue(out var pended))
                {
                    var chain = pended.Resume();
                    var first = chain.First!;
                    first.Status = NdisStatus.Success;
                    Ndis.NdisTcpOffloadForwardComplete(NdisMiniportHandle, chain);
                    Console.WriteLine({|CHIM1005:first.DataLength|});
                }
            }
        }
        """);
}
