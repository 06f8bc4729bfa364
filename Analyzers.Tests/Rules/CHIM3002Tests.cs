using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM3002CodeFix>;

/// <summary>CHIM3002: an operation is completed with a status that it cannot end with (C106–C108, C205, C209).</summary>
public class CHIM3002Tests : RuleTest
{
    private static string Every(string status) => $"list.Root.NetBufferListChain = null;\nforeach (var block in list.Blocks)\n    block.Status = {status};\n";

    private static string Up(string operation) => $"Ndis.NdisM{operation}Complete(NdisMiniportHandle, list);";

    private static Task Target(string body, string members = "") => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Targets.Answering(body, members));

    /// <summary>A target that completes pended lists of one kind with this status.</summary>
    private static Task TargetOfData(string operation, string status) => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync($$"""
        using System.Collections.Generic;
        using Chimney;

        public abstract class Target : OffloadTarget
        {
            private readonly Queue<PendedNetBufferListChain> _work = new();

            public override NdisStatus MiniportTcpOffload{{operation}}(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain chain{{(operation == "Disconnect" ? ", TcpDisconnectFlags flags" : "")}})
            {
                _work.Enqueue(chain.Pend());
                return NdisStatus.Pending;
            }

            public void Work()
            {
                while (_work.TryDequeue(out var pended))
                {
                    var chain = pended.Resume();
                    for (var list = chain.First; list is not null; list = list.Next)
                        list.Status = {{status}};
                    Ndis.NdisTcpOffload{{operation}}Complete(NdisMiniportHandle, chain);
                }
            }
        }
        """);

    [Theory]
    [InlineData("UpdateOffload")]
    [InlineData("QueryOffloadState")]
    [InlineData("InvalidateOffload")]
    [InlineData("TerminateOffload")]
    [Breaks("C106")]
    public Task Resources_are_an_initiate_s(string operation) => Target(Every("{|CHIM3002:NdisStatus.Resources|}") + Up(operation));

    [Theory]
    [InlineData("InitiateOffload")]
    [InlineData("QueryOffloadState")]
    [Breaks("C108")]
    public Task Nothing_ends_with_pending(string operation) => Target(Every("{|CHIM3002:NdisStatus.Pending|}") + Up(operation));

    [Fact, Breaks("C107")]
    public Task A_status_of_lists_is_none_of_blocks() => Target(Every("{|CHIM3002:NdisStatus.UploadInProgress|}") + Up("InitiateOffload"));

    [Fact]
    public Task A_variable_that_is_known() => Target("var status = NdisStatus.Success;\nif (IsUp())\n    status = NdisStatus.RequestAborted;\n" + Every("{|CHIM3002:status|}") + Up("UpdateOffload"));

    [Fact]
    public Task A_helper_that_gets_the_status() => Target("Fail(list, NdisStatus.Resources);\n{|CHIM3002:" + Up("QueryOffloadState").TrimEnd(';') + "|};", """
        private static void Fail(MiniportOffloadBlockList list, NdisStatus status)
        {
            foreach (var block in list.Blocks)
                block.Status = status;
        }
        """);

    [Fact]
    public Task A_driver_that_gives_a_request_back() => VerifyAsync("""
        public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            foreach (var block in list.Blocks)
                block.Status = {|CHIM3002:NdisStatus.UploadInProgress|};
            Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);
        }
        """);

    [Theory]
    [InlineData("Receive", "{|CHIM3002:NdisStatus.Failure|}")]
    [InlineData("Forward", "{|CHIM3002:NdisStatus.InvalidState|}")]
    [InlineData("Receive", "NdisStatus.InvalidState")]
    [InlineData("Forward", "NdisStatus.UploadInProgress")]
    [InlineData("Send", "NdisStatus.UploadInProgress")]
    [InlineData("Disconnect", "NdisStatus.RequestAborted")]
    [Breaks("C205", "C209")]
    public Task Lists_of_a_target(string operation, string status) => TargetOfData(operation, status);

    [Theory]
    [InlineData("Disconnect", "{|CHIM3002:NdisStatus.Failure|}")]
    [InlineData("Disconnect", "{|CHIM3002:NdisStatus.Pending|}")]
    [InlineData("Disconnect", "NdisStatus.Success")]
    [Breaks("C201", "C202", "C204")]
    public Task Disconnects_of_a_target(string operation, string status) => TargetOfData(operation, status);

    [Theory]
    [InlineData("{|CHIM3002:NdisStatus.Paused|}")]
    [InlineData("{|CHIM3002:NdisStatus.Resources|}")]
    [InlineData("{|CHIM3002:NdisStatus.RequestUpload|}")]
    [InlineData("NdisStatus.RequestAborted")]
    [Breaks("C184", "C189", "C191", "C197", "C282")]
    public Task Sends_of_a_target(string status) => TargetOfData("Send", status);

    [Theory]
    [InlineData("{|CHIM3002:NdisStatus.UploadInProgress|}")]
    [InlineData("NdisStatus.UploadRequested")]
    public Task Sends_that_a_driver_gives_back(string later) => VerifyAsync($$"""
        public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain chain)
        {
            var first = chain.First!;
            first.Status = NdisStatus.RequestUpload;
            for (var list = first.Next; list is not null; list = list.Next)
                list.Status = {{later}};
            Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain);
            return NdisStatus.Pending;
        }
        """);

    [Fact, Breaks("C106")]
    public Task The_root_keeps_what_it_got_before() => Target("list.Root.Status = {|CHIM3002:NdisStatus.Resources|};\nFail(list.Root.NextBlock);\n" + Up("QueryOffloadState"), """
        private static void Fail(MiniportOffloadBlock block)
        {
            if (!block.IsNull)
                block.Status = NdisStatus.Failure;
        }

        private static bool IsLast(MiniportOffloadBlock block) => block.DependentBlockList.IsNull;
        """);

    [Theory]
    [InlineData("InitiateOffload", "NdisStatus.Resources")]
        [InlineData("QueryOffloadState", "NdisStatus.Failure")]
    [InlineData("TerminateOffload", "NdisStatus.Success")]
    public Task Silent_for_the_operation_s_own(string operation, string status) => Target(Every(status) + Up(operation));

    [Fact]
    public Task Silent_where_it_is_written_again() => Target(Every("NdisStatus.Pending") + Every("NdisStatus.Failure").Replace("block", "other", StringComparison.Ordinal) + Up("QueryOffloadState"));

    [Fact]
    public Task Silent_where_the_status_is_not_known() => Target(Every("IsUp() ? Next() : NdisStatus.Failure") + Up("QueryOffloadState"), "private static NdisStatus Next() => (NdisStatus)Random.Shared.Next();");

    [Fact]
    public Task Silent_where_the_operation_decides() => Target("""
        var status = pended.Operation == OffloadOperation.Initiate ? NdisStatus.Resources : NdisStatus.Failure;
        foreach (var block in list.Blocks)
            block.Status = status;
        if (pended.Operation == OffloadOperation.Initiate)
            Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);
        else
            Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list);
        """);

    [Fact]
    public Task Silent_for_a_list_of_buffers_given_back() => VerifyAsync("""
        public override NdisStatus MiniportTcpOffloadReceive(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain chain)
        {
            for (var list = chain.First; list is not null; list = list.Next)
                list.Status = NdisStatus.Failure;
            Ndis.NdisTcpOffloadReceiveComplete(NdisMiniportHandle, chain);
            return NdisStatus.Pending;
        }
        """);

    [Theory]
    [InlineData("Resources", "Failure")]
    [InlineData("OffloadPartialSuccess", "Success")]
    [InlineData("Pending", "Failure")]
    public Task The_fix_writes_the_nearest(string status, string nearest) => Verify.VerifyCodeFixAsync(
        Targets.Answering(Every($"{{|CHIM3002:NdisStatus.{status}|}}") + Up("QueryOffloadState")),
        Targets.Answering(Every($"NdisStatus.{nearest}") + Up("QueryOffloadState")));

    [Fact]
    public Task No_fix_for_a_variable()
    {
        var source = Targets.Answering("var status = NdisStatus.Resources;\n" + Every("{|CHIM3002:status|}") + Up("QueryOffloadState"));
        return Verify.VerifyCodeFixAsync(source, source);
    }
}
