using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using static Chimney.Analyzers.Tests.Rules.Handlers;

namespace Chimney.Analyzers.Tests.Rules;

using Test = ChimneyCodeFixTest<ChimneyAnalyzer, CHIM1003CodeFix>;
using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM1003CodeFix>;

public class CHIM1003Tests
{
    [Fact]
    public Task Silent_with_the_function_of_the_operation() => Verify.VerifyAnalyzerAsync(Completion("Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());"));

    [Fact]
    public Task Silent_where_a_request_is_answered_upward() => Verify.VerifyAnalyzerAsync(InDriver("""
        public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            => Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);
        """));

    [Fact]
    public Task Silent_where_the_operation_of_a_resumed_list_is_unknown() => Verify.VerifyAnalyzerAsync(InDriver("""
        public readonly Queue<PendedMiniportOffload> Parked = new();

        public void Drain()
        {
            while (Parked.TryDequeue(out PendedMiniportOffload? parked))
                Ndis.NdisQueryOffloadState(NdisBindingHandle, parked.Resume().ToProtocol(new ImCallEntry()));
        }
        """));

    [Fact]
    public Task Silent_where_another_handler_of_the_operation_is_called() => Verify.VerifyAnalyzerAsync(InDriver("""
        public IntermediateDriver? Inner;

        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            if (Inner is { } inner)
                inner.MiniportQueryOffload(context, list);
            else
                base.MiniportQueryOffload(context, list);
        }
        """));

    [Fact]
    public Task Silent_in_a_host_stack() => Verify.VerifyAnalyzerAsync("""
        using Chimney;

        public class Host : ProtocolDriver
        {
            public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
                => Ndis.NdisInvalidateOffload(NdisBindingHandle, list);
        }
        """);

    [Fact]
    public Task The_message_names_both_functions() => Verify.VerifyAnalyzerAsync(
        Completion("{|#0:Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport())|};"),
        Verify.Diagnostic(Descriptors.CHIM1003WrongFunction).WithLocation(0).WithArguments(
            "ProtocolInvalidateOffloadComplete", "invalidate completion", "", "call NdisMInvalidateOffloadComplete with the list rebuilt by ToMiniport()", "NdisMQueryOffloadStateComplete"));

    [Theory]
    [InlineData("Initiate", "NdisMInitiateOffloadComplete")]
    [InlineData("Terminate", "NdisMTerminateOffloadComplete")]
    [InlineData("Update", "NdisMUpdateOffloadComplete")]
    [InlineData("Query", "NdisMQueryOffloadStateComplete")]
    [Breaks("C006")]
    public Task The_function_of_the_operation_is_called(string operation, string function)
    {
        var source = InDriver($$"""
            public override void Protocol{{operation}}OffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
                => {|CHIM1003:Ndis.NdisMInvalidateOffloadComplete(/* first */ NdisMiniportHandle, list.ToMiniport())|}; // told
            """);
        var result = InDriver($$"""
            public override void Protocol{{operation}}OffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
                => Ndis.{{function}}(/* first */ NdisMiniportHandle, list.ToMiniport()); // told
            """);
        return Verify.VerifyCodeFixAsync(source, result);
    }

    [Fact]
    public Task A_request_goes_down_with_its_own_function() => Verify.VerifyCodeFixAsync(
        InDriver("""
            public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            {
                ProtocolOffloadBlockList down = list.ToProtocol(new ImCallEntry());
                {|CHIM1003:Ndis.NdisInitiateOffload(NdisBindingHandle, down)|};
            }
            """),
        InDriver("""
            public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            {
                ProtocolOffloadBlockList down = list.ToProtocol(new ImCallEntry());
                Ndis.NdisUpdateOffload(NdisBindingHandle, down);
            }
            """));

    [Fact, Breaks("C006")]
    public Task A_completion_sent_down_goes_up() => Verify.VerifyCodeFixAsync(
        Completion("{|CHIM1003:Ndis.NdisInvalidateOffload(NdisBindingHandle, list)|};"),
        Completion("Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());"));

    /// <summary>Lists that return have no completion.</summary>
    [Fact, Breaks("C091")]
    public Task Returned_lists_are_not_completed() => Verify.VerifyCodeFixAsync(
        InDriver("""
            public override NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext context, NetBufferListChain list)
            {
                {|CHIM1003:Ndis.NdisTcpOffloadReceiveComplete(NdisMiniportHandle, list)|};
                return NdisStatus.Success;
            }
            """),
        InDriver("""
            public override NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext context, NetBufferListChain list)
            {
                Ndis.NdisOffloadTcpReceiveReturn(NdisBindingHandle, list);
                return NdisStatus.Success;
            }
            """));

    [Fact]
    public Task The_inherited_handler_of_another_operation_is_replaced() => Verify.VerifyCodeFixAsync(
        Completion("{|CHIM1003:base.ProtocolQueryOffloadComplete(context, list)|};"),
        Completion("base.ProtocolInvalidateOffloadComplete(context, list);"));

    [Fact]
    public Task The_helper_that_calls_it_is_mended() => Verify.VerifyCodeFixAsync(
        InDriver("""
            public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => {|CHIM1003:Finish(list)|};

            private void Finish(ProtocolOffloadBlockList list)
            {
                Console.WriteLine("done");
                Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
            }
            """),
        InDriver("""
            public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => Finish(list);

            private void Finish(ProtocolOffloadBlockList list)
            {
                Console.WriteLine("done");
                Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
            }
            """));

    [Fact]
    public Task What_was_kept_is_completed_as_its_only_handler_says() => Verify.VerifyCodeFixAsync(
        InDriver(Kept("{|CHIM1003:Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, parked.Resume().ToMiniport())|};")),
        InDriver(Kept("Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, parked.Resume().ToMiniport());")));

    private static string Kept(string call) => $$"""
        private readonly Queue<PendedProtocolOffload> _parked = new();

        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => _parked.Enqueue(list.Pend());

        public void Drain()
        {
            while (_parked.TryDequeue(out var parked))
                {{call}}
        }
        """;

    [Fact]
    public Task Not_offered_where_the_helper_is_shared_by_other_files() => NotOffered(InDriver("""
        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => {|CHIM1003:Finish(list)|};

        public void Finish(ProtocolOffloadBlockList list) => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        """));

    [Fact]
    public Task A_static_import_is_renamed() => Verify.VerifyCodeFixAsync("""
        using Chimney;
        using static Chimney.Ndis;

        public class Driver : IntermediateDriver
        {
            public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
                => {|CHIM1003:NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport())|};
        }
        """, """
        using Chimney;
        using static Chimney.Ndis;

        public class Driver : IntermediateDriver
        {
            public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
                => NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        }
        """);

    [Fact]
    public Task Several_calls_and_documents_are_fixed_at_once()
    {
        const string Wrong = "{|CHIM1003:Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport())|};";
        const string Right = "Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());";
        var source = Completion($"if (IsUp())\n    {Wrong}\nelse\n    {Wrong}").ReplaceLineEndings("\r\n");
        var result = Completion($"if (IsUp())\n    {Right}\nelse\n    {Right}").ReplaceLineEndings("\r\n");
        var test = new Test { TestCode = source, FixedCode = result };
        test.TestState.Sources.Add(source.Replace("Driver :", "Other :", StringComparison.Ordinal));
        test.FixedState.Sources.Add(result.Replace("Driver :", "Other :", StringComparison.Ordinal));
        return test.RunAsync();
    }

    [Fact]
    public Task Not_offered_where_the_handle_is_missing() => NotOffered("""
        using Chimney;

        public static class Functions
        {
            [OffloadHandler(OffloadOperation.Query, OffloadPhase.Request)]
            public static void Query(NdisMiniportHandle miniport, MiniportOffloadBlockList list) => {|CHIM1003:Ndis.NdisMUpdateOffloadComplete(miniport, list)|};
        }
        """);

    private static Task NotOffered(string source) => Verify.VerifyCodeFixAsync(source, source);

    [Fact, Breaks("C200")]
    public Task Sends_are_not_completed_with_a_disconnect() => Harness.ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("""
        using System.Collections.Generic;
        using Chimney;

        public abstract class Target : OffloadTarget
        {
            private readonly Queue<PendedNetBufferListChain> _sends = new();

            public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain chain)
            {
                _sends.Enqueue(chain.Pend());
                return NdisStatus.Pending;
            }

            public void Disconnected()
            {
                while (_sends.TryDequeue(out var pended))
                    if (pended.Operation == OffloadOperation.Send)
                        {|CHIM1003:Ndis.NdisTcpOffloadDisconnectComplete(NdisMiniportHandle, pended.Resume())|};
                    else
                        Ndis.NdisTcpOffloadForwardComplete(NdisMiniportHandle, pended.Resume());
            }
        }
        """);
}
