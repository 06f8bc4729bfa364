using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using static Chimney.Analyzers.Tests.Rules.Handlers;

namespace Chimney.Analyzers.Tests.Rules;

using Test = ChimneyCodeFixTest<ChimneyAnalyzer, CHIM1001CodeFix>;
using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM1001CodeFix>;

/// <summary>CHIM1001: a path leaves the handler with its duty open. Its fixes: CHIM1001ExitFixTests, CHIM1001FixTests.</summary>
public class CHIM1001Tests
{
    private const string Complete = "Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());";

    /// <summary>A call that the compiler makes, since the file itself defines the symbol, and calls that it leaves out.</summary>
    [Fact]
    public Task Calls_under_a_symbol() => Verify.VerifyAnalyzerAsync("""
        #define CHATTY
        using System.Diagnostics;
        using Chimney;

        public class Driver : IntermediateDriver
        {
            [Conditional("CHATTY")]
            private static void Set(ref bool flag) => flag = true;

            [Conditional("QUIET"), Conditional("CHATTY")]
            private static void SetToo(ref bool flag) => flag = true;

            [Conditional("QUIET")]
            private static void Never(ref bool flag) => flag = false;

            public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
            {
                bool isSet = false, isSetToo = false;
                Set(ref isSet);
                SetToo(ref isSetToo);
                Never(ref isSet);
                if (isSet && isSetToo)
                    {|CHIM1001:return;|}
                Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
            }
        }
        """);

    [Fact]
    public Task Silent_where_every_branch_completes() => Verify.VerifyAnalyzerAsync(Completion($$"""
        if (list.Root.Status == NdisStatus.Success)
            {{Complete}}
        else
            {{Complete}}
        """));

    [Fact]
    public Task Silent_where_the_list_is_pended_and_drained() => Verify.VerifyAnalyzerAsync(InDriver("""
        private readonly Queue<PendedMiniportOffload> _parked = new();

        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => _parked.Enqueue(list.Pend());

        public void Drain()
        {
            while (_parked.TryDequeue(out PendedMiniportOffload? parked))
                Ndis.NdisQueryOffloadState(NdisBindingHandle, parked.Resume().ToProtocol(new ImCallEntry()));
        }
        """));

    [Fact]
    public Task Silent_where_the_inherited_handler_completes() => Verify.VerifyAnalyzerAsync(Completion("base.ProtocolInvalidateOffloadComplete(context, list);"));

    [Fact]
    public Task Silent_where_a_null_list_is_left_alone() => Verify.VerifyAnalyzerAsync(Completion($$"""
        if (list.IsNull)
            return;
        {{Complete}}
        """));

    [Fact]
    public Task Silent_in_a_host_stack() => Verify.VerifyAnalyzerAsync("""
        using Chimney;

        public class Host : ProtocolDriver
        {
            public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
            {
            }
        }
        """);

    [Fact]
    public Task Silent_where_a_helper_takes_the_list_over() => Verify.VerifyAnalyzerAsync(InDriver($$"""
        public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => Finish(list);

        private void Finish(ProtocolOffloadBlockList list) => {{Complete}}
        """));

    [Fact]
    public Task Silent_where_a_request_is_completed_upward() => Verify.VerifyAnalyzerAsync(InDriver("""
        public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            => Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);
        """));

    /// <summary>A request for an upload is passed on whatever its reason: the target may have stopped working on the connection.</summary>
    [Theory, Breaks("C100", "C092")]
    [InlineData("type == TcpOffloadEventType.Retrieve")]
    [InlineData("type == TcpOffloadEventType.Retrieve && information != (uint)TcpUploadReason.HardwareFailure")]
    [InlineData("information is (uint)TcpUploadReason.LowActivity or (uint)TcpUploadReason.SmallIO")]
    public Task A_request_for_upload_that_is_filtered(string filter) => Verify.VerifyAnalyzerAsync(InDriver($$"""
        public override void ProtocolTcpOffloadEvent(OffloadHandle handle, TcpOffloadEventType type, uint information)
        {
            if ({{filter}})
                {|CHIM1001:return;|}
            Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(handle).NdisOffloadHandle, type, information);
        }
        """));

    [Fact]
    public Task The_message_names_handler_operation_path_and_remedy() => Verify.VerifyAnalyzerAsync(
        Completion($$"""
            if (list.Root.Status != NdisStatus.Success)
                {|#0:return;|}
            {{Complete}}
            """),
        Verify.Diagnostic(Descriptors.CHIM1001NotCompleted).WithLocation(0)
            .WithArguments("ProtocolInvalidateOffloadComplete", "invalidate completion", " when 'list.Root.Status' is not Success", "call NdisMInvalidateOffloadComplete with the list rebuilt by ToMiniport()", "open")
            .WithOptions(Microsoft.CodeAnalysis.Testing.DiagnosticOptions.IgnoreAdditionalLocations));
}
