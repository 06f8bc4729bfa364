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
}
