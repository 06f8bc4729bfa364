using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM2003CodeFix>;

/// <summary>CHIM2003: a member is written that this driver carries along (C023–C025, C045, C054, C110).</summary>
public class CHIM2003Tests : RuleTest
{
    private const string Up = "Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());";

    private static string Completing(string body) => $$"""
        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{body.ReplaceLineEndings("\n    ")}}
        }
        """;

    private static Task Completion(string body) => VerifyAsync(Completing(body));

    private static Task Request(string body) => VerifyAsync($$"""
        public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            {{body}}
        }
        """);

    /// <summary>A target that does this with a list before it completes it.</summary>
    private static Task Target(string body) => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync($$"""
        using System;
        using System.Collections.Generic;
        using Chimney;

        public abstract class Target : OffloadTarget
        {
            private readonly Queue<PendedMiniportOffload> _work = new();

            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => _work.Enqueue(list.Pend());

            public void Work()
            {
                while (_work.TryDequeue(out var pended))
                {
                    var list = pended.Resume();
                    foreach (var block in list.Blocks)
                        block.Status = NdisStatus.Success;
                    {{body}}
                    Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list);
                }
            }
        }
        """);

    [Fact, Breaks("C023")]
    public Task Status_in_a_completion() => Completion($"{{|CHIM2003:list.Root.Status|}} = NdisStatus.Success; {Up}");

    [Fact, Breaks("C023")]
    public Task Status_of_every_block_in_a_completion() => Completion($$"""
        foreach (var block in list.Blocks)
            if (block.Status == NdisStatus.Pending)
                {|CHIM2003:block.Status|} = NdisStatus.Failure;
        {{Up}}
        """);

    [Fact]
    public Task Status_of_the_rebuilt_list() => Completion("""
        var rebuilt = list.ToMiniport();
        {|CHIM2003:rebuilt.Root.Status|} = NdisStatus.Failure;
        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, rebuilt);
        """);

    [Fact]
    public Task Status_through_a_reference() => Completion($$"""
        ref NdisStatus status = ref list.Root.Status;
        {|CHIM2003:status = NdisStatus.Success|};
        {{Up}}
        """);

    [Fact, Breaks("C025")]
    public Task Chain_in_a_completion() => Completion($"{{|CHIM2003:list.Root.NetBufferListChain|}} = null; {Up}");

    [Fact, Breaks("C024")]
    public Task State_in_a_completion() => Completion($"{{|CHIM2003:list.Root.State.SetVlanId(5)|}}; {Up}");

    [Fact, Breaks("C054")]
    public Task Reserved_members_of_the_host() => Completion($"{{|CHIM2003:list.Root.ProtocolReserved[0]|}} = this; {Up}");

    [Fact, Breaks("C045")]
    public Task SourceHandle_of_the_list_sent_down() => Request("""
        var down = list.ToProtocol(new ImCallEntry());
        {|CHIM2003:down.Root.SourceHandle|} = NdisBindingHandle;
        Ndis.NdisInitiateOffload(NdisBindingHandle, down);
        """);

    [Fact]
    public Task Write_in_a_helper() => Completion($$"""
        {|CHIM2003:Clear(list.Root)|};
        {{Up}}
        }
        private static void Clear(ProtocolOffloadBlock block)
        {
            block.NetBufferListChain = null;
        """);

    [Fact, Breaks("C110")]
    public Task SourceHandle_by_a_target() => Target("{|CHIM2003:list.Root.SourceHandle|} = this;");

    [Fact, Breaks("C110")]
    public Task ImReserved_by_a_target() => Target("var kept = list.Root.ImReserved; {|CHIM2003:kept[1]|} = this;");

    [Fact, Breaks("C110")]
    public Task ImReserved_cleared_by_a_target() => Target("{|CHIM2003:list.Root.ImReserved.Clear()|};");

    [Fact]
    public Task ImReserved_filled_by_a_target() => Target("new object?[2].AsSpan().CopyTo({|CHIM2003:list.Root.ImReserved|});");

    [Fact]
    public Task Silent_for_the_members_of_a_target() => Target("list.Root.MiniportReserved[0] = this; list.Root.Scratch[1] = this; list.Root.NetBufferListChain = null;");

    [Fact]
    public Task Silent_for_reading() => Completion($$"""
        var handle = list.Root.SourceHandle;
        if (list.Root.Status == NdisStatus.Success && list.Root.NetBufferListChain is null && list.Root.ProtocolReserved[0] is null)
            Console.WriteLine(handle);
        {{Up}}
        """);

    [Fact]
    public Task Silent_where_the_driver_fails_the_request_itself() => Request("""
        foreach (var block in list.Blocks)
            block.Status = NdisStatus.Resources;
        Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);
        """);

    [Fact]
    public Task Silent_for_the_state_of_a_request() => Request("""
        list.Root.State.SetVlanId(5);
        Ndis.NdisInitiateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        """);

    [Fact]
    public Task Silent_for_restoring() => Completion("""
        var entry = ImCallEntry.From(list);
        entry.SavedImReserved.CopyTo(list.Root.ImReserved);
        list.Root.SourceHandle = entry.SavedSourceHandle;
        entry.Release();
        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.OverlayAsMiniport());
        """);

    [Fact]
    public Task Silent_for_lists_of_buffers_given_back() => VerifyAsync("""
        public override NdisStatus MiniportTcpOffloadReceive(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain list)
        {
            for (var each = list.First; each is not null; each = each.Next)
                each.Status = NdisStatus.UploadInProgress;
            Ndis.NdisTcpOffloadReceiveComplete(NdisMiniportHandle, list);
            return NdisStatus.Pending;
        }

        public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext context, NetBufferListChain list)
        {
            for (var each = list.First; each is not null; each = each.Next)
                Console.WriteLine(each.Status + " " + each.TcpOffloadBytesTransferred);
            new NetBufferList().Status = NdisStatus.Failure;
            Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, list);
        }
        """);

    [Theory, Breaks("C058")]
    [InlineData("{|CHIM2003:list.Root.State.Write<NeighborOffloadStateConst>()|}.VlanId = 5;")]
    [InlineData("{|CHIM2003:list.Root.State.CopyFrom(OffloadState.For(OffloadObjectKind.Neighbor))|};")]
    [InlineData("{|CHIM2003:list.Root.NetBufferListChain|} = null;")]
    [InlineData("list.Root.State.SetVlanId(5);")]
    [InlineData("Console.WriteLine(list.Root.State.Read<NeighborOffloadStateConst>().VlanId);")]
    public Task State_on_its_way_down(string write) => VerifyAsync($$"""
        public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            if (list.Root.State.Has<NeighborOffloadStateConst>())
                {{write}}
            Ndis.NdisInitiateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        }
        """);

    [Theory, Breaks("C088")]
    [InlineData("{|CHIM2003:each.Status|} = NdisStatus.Success;")]
    [InlineData("{|CHIM2003:each.TcpOffloadBytesTransferred|} = 0;")]
    [InlineData("{|CHIM2003:each.TcpOffloadBytesTransferred|} += 4;")]
    [InlineData("{|CHIM2003:each.FirstNetBuffer!.Reset()|};")]
    [InlineData("{|CHIM2003:Ndis.NdisAdvanceNetBufferDataStart(each.FirstNetBuffer!, 4)|};")]
    public Task Lists_of_buffers_go_up_as_they_came(string write) => VerifyAsync($$"""
        public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext context, NetBufferListChain list)
        {
            for (var each = list.First; each is not null; each = each.Next)
                {{write}}
            Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, list);
        }
        """);

    [Fact]
    public Task Silent_for_a_host() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("""
        using Chimney;

        public class Host : ProtocolDriver
        {
            public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
            {
                list.Root.Status = NdisStatus.Failure;
                list.Root.ProtocolReserved[0] = null;
            }
        }
        """);

    [Fact]
    public Task The_fix_takes_the_statement_out() => Verify.VerifyCodeFixAsync(
        Handlers.InDriver(Completing($"{{|CHIM2003:list.Root.Status|}} = NdisStatus.Success; // done\n{{|CHIM2003:list.Root.NetBufferListChain|}} = null;\n{Up}")),
        Handlers.InDriver(Completing($"// done\n{Up}")));

    [Fact]
    public Task The_fix_takes_the_loop_out_that_does_nothing_else() => Verify.VerifyCodeFixAsync(
        Handlers.InDriver(Completing($"foreach (var block in list.Blocks)\n{{\n    {{|CHIM2003:block.Status|}} = NdisStatus.Success;\n}}\n{Up}")),
        Handlers.InDriver(Completing(Up)));

    [Fact]
    public Task The_fix_leaves_a_condition() => Verify.VerifyCodeFixAsync(
        Handlers.InDriver(Completing($"if (IsUp())\n    {{|CHIM2003:list.Root.Status|}} = NdisStatus.Success;\n{Up}")),
        Handlers.InDriver(Completing($"if (IsUp())\n{{\n}}\n{Up}")));

    [Fact]
    public Task No_fix_where_something_else_would_be_lost()
    {
        var source = Handlers.InDriver(Completing($"{{|CHIM2003:list.Root.Status|}} = Next();\n{Up}") + "\n\nprivate static NdisStatus Next() => NdisStatus.Success;");
        return Verify.VerifyCodeFixAsync(source, source);
    }
}
