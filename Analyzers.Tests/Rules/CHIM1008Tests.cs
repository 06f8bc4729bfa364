using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM1008CodeFix>;

/// <summary>CHIM1008: a request is completed upward inside its handler (C102, C192); an intermediate driver may give some requests back (C060, C074, C075).</summary>
public class CHIM1008Tests : RuleTest
{
    private const string Complete = "Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list)";
    private const string Later = "Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, pended.Resume())";

    private static string Query(string body) => $$"""
        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            {{body}}
        }
        """;

    /// <summary>Whether each list gets its statuses is another rule's business.</summary>
    private const string WithoutStatuses = "#pragma warning disable CHIM3001\n\n";

    private static string Target(string members) => Handlers.InDriver(WithoutStatuses + members).Replace("class Driver : IntermediateDriver", "abstract class Driver : OffloadTarget", StringComparison.Ordinal);

    [Fact, Breaks("C102")]
    public Task Of_a_target() => Verify.VerifyAnalyzerAsync(Target(Query($"{{|CHIM1008:{Complete}|}};")));

    [Fact, Breaks("C192")]
    public Task Of_a_target_s_data_path() => Verify.VerifyAnalyzerAsync(Target("""
        public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext context, OffloadContext own, NetBufferListChain chain)
        {
            NetBufferListChain first = chain.SplitFirst(out NetBufferListChain rest);
            {|CHIM1008:Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, first)|};
            _parked.Enqueue(rest.Pend());
            return NdisStatus.Pending;
        }

        private readonly Queue<PendedNetBufferListChain> _parked = new();

        public void Drain()
        {
            while (_parked.TryDequeue(out PendedNetBufferListChain? parked))
                Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, parked.Resume());
        }
        """));

    [Fact, Breaks("C192", "C216")]
    public Task Of_a_receive_that_is_posted_while_one_completes() => Verify.VerifyAnalyzerAsync(Target("""
        public override NdisStatus MiniportTcpOffloadReceive(MiniportAdapterContext context, OffloadContext own, NetBufferListChain chain)
        {
            {|CHIM1008:Ndis.NdisTcpOffloadReceiveComplete(NdisMiniportHandle, chain)|};
            return NdisStatus.Pending;
        }
        """));

    [Fact]
    public Task Of_an_intermediate_driver() => VerifyAsync(Query($"{{|CHIM1008:{Complete}|}};"));

    [Fact]
    public Task In_a_helper() => VerifyAsync(Query("if (IsUp()) {|CHIM1008:Refuse(list)|}; else base.MiniportQueryOffload(context, list);") + $"\nprivate void Refuse(MiniportOffloadBlockList list) => {Complete};");

    [Fact]
    public Task After_pending_and_resuming() => VerifyAsync(Query("PendedMiniportOffload pended = list.Pend(); {|CHIM1008:" + Later + "|};"));

    [Theory]
    [InlineData("OffloadTarget", DiagnosticSeverity.Error)]
    [InlineData("IntermediateDriver", DiagnosticSeverity.Warning)]
    public async Task Severity_depends_on_the_role(string driver, DiagnosticSeverity severity)
    {
        string source = Handlers.InDriver(WithoutStatuses + Query($"{{|#0:{Complete}|}};")).Replace("class Driver : IntermediateDriver", $"abstract class Driver : {driver}", StringComparison.Ordinal);
        await Verify.VerifyAnalyzerAsync(source, Verify.Diagnostic(Descriptors.CHIM1008CompletedInside).WithLocation(0).WithSeverity(severity)
            .WithArguments("MiniportQueryOffload", "query request", "", "list"));
    }

    [Fact]
    public Task Silent_from_a_work_item() => Verify.VerifyAnalyzerAsync(Target(Query($"PendedMiniportOffload pended = list.Pend(); QueueWorkItem(() => {Later});")));

    [Fact]
    public Task Silent_from_a_task_that_calls_a_helper() => Verify.VerifyAnalyzerAsync(Target(
        Query("PendedMiniportOffload pended = list.Pend(); System.Threading.Tasks.Task.Run(() => Finish(pended));") + $"\nprivate void Finish(PendedMiniportOffload pended) => {Later};"));

    [Fact]
    public Task Silent_after_an_await() => Verify.VerifyAnalyzerAsync(Target(Query("_ = FinishAsync(list.Pend());") + $$"""

        private async System.Threading.Tasks.Task FinishAsync(PendedMiniportOffload pended)
        {
            await System.Threading.Tasks.Task.Yield();
            {{Later}};
        }
        """));

    [Fact]
    public Task Silent_where_an_initiate_or_a_data_request_is_given_back() => VerifyAsync("""
        public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            => Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);

        public override NdisStatus MiniportTcpOffloadForward(MiniportAdapterContext context, OffloadContext own, NetBufferListChain chain)
        {
            Ndis.NdisTcpOffloadForwardComplete(NdisMiniportHandle, chain);
            return NdisStatus.Pending;
        }
        """);

    [Fact]
    public Task Silent_in_a_completion_handler() => VerifyAsync("""
        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
            => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        """);

    [Fact]
    public Task Silent_for_an_older_request() => Verify.VerifyAnalyzerAsync(Target("""
        private readonly Queue<PendedMiniportOffload> _parked = new();

        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            if (_parked.TryDequeue(out PendedMiniportOffload? pended))
                Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, pended.Resume());
            _parked.Enqueue(list.Pend());
        }
        """));

    [Fact]
    public Task Silent_in_a_test_double() => Verify.VerifyAnalyzerAsync(Target(Query(Complete + ";")).Replace("public abstract", "[OffloadRole(DriverRole.None)]\npublic abstract", StringComparison.Ordinal));

    [Fact]
    public Task Fixed_by_a_work_item() => Verify.VerifyCodeFixAsync(
        Target(Query($"{{|CHIM1008:{Complete}|}};")),
        Target(Query($"PendedMiniportOffload pended = list.Pend();\n    QueueWorkItem(() => {Later});")));

    [Fact]
    public Task Fixed_in_an_expression_body_and_in_a_branch() => Verify.VerifyCodeFixAsync(
        Target($$"""
            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => {|CHIM1008:{{Complete}}|};

            public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            {
                if (IsUp())
                    {|CHIM1008:Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list)|};
                else
                    _parked.Enqueue(list.Pend());
            }

            private readonly Queue<PendedMiniportOffload> _parked = new();

            public void Drain()
            {
                while (_parked.TryDequeue(out PendedMiniportOffload? parked))
                    Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, parked.Resume());
            }
            """),
        Target($$"""
            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            {
                PendedMiniportOffload pended = list.Pend();
                QueueWorkItem(() => {{Later}});
            }

            public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            {
                if (IsUp())
                {
                    PendedMiniportOffload pended = list.Pend();
                    QueueWorkItem(() => Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, pended.Resume()));
                }
                else
                    _parked.Enqueue(list.Pend());
            }

            private readonly Queue<PendedMiniportOffload> _parked = new();

            public void Drain()
            {
                while (_parked.TryDequeue(out PendedMiniportOffload? parked))
                    Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, parked.Resume());
            }
            """));

    [Fact]
    public Task Comments_of_a_condition_stay() => Verify.VerifyCodeFixAsync(
        Target(Query($$"""
            if (IsUp()) // in a hurry
                    {|CHIM1008:{{Complete}}|}; // told
                else
                    QueueWorkItem(list.Pend());
            """) + Queued),
        Target(Query($$"""
            if (IsUp()) // in a hurry
                {
                    PendedMiniportOffload pended = list.Pend();
                    QueueWorkItem(() => {{Later}});
                } // told
                else
                    QueueWorkItem(list.Pend());
            """) + Queued));

    private const string Queued = $$"""

        private void QueueWorkItem(PendedMiniportOffload pended) => QueueWorkItem(() => {{Later}});
        """;
}
