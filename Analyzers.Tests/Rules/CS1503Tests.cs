using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using Microsoft.CodeAnalysis.Testing;
using static Chimney.Analyzers.Tests.Rules.Handlers;

namespace Chimney.Analyzers.Tests.Rules;

using Test = ChimneyCodeFixTest<ChimneyAnalyzer, CS1503CodeFix>;
using Verify = ChimneyVerifier<ChimneyAnalyzer, CS1503CodeFix>;
using VerifyErrors = ChimneyVerifier<EmptyDiagnosticAnalyzer, CS1503CodeFix>;

/// <summary>Lists in the wrong view, which the compiler refuses: the fix hangs on its errors.</summary>
public class CS1503Tests
{
    private const string Drain = """


        public void Drain()
        {
            while (_parked.TryDequeue(out PendedMiniportOffload? parked))
                Ndis.NdisQueryOffloadState(NdisBindingHandle, parked.Resume().ToProtocol(new ImCallEntry()));
        }
        """;

    [Fact]
    public Task A_completion_is_rebuilt() => Verify.VerifyCodeFixAsync(
        Completion("Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, /* up */ {|CS1503:list|}); // told"),
        Completion("Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, /* up */ list.ToMiniport()); // told"));

    [Fact]
    public Task A_request_is_rebuilt() => Verify.VerifyCodeFixAsync(
        InDriver("""
            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
                => Ndis.NdisQueryOffloadState(ndisBindingHandle: NdisBindingHandle, offloadBlockList: {|CS1503:list|});
            """),
        InDriver("""
            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
                => Ndis.NdisQueryOffloadState(ndisBindingHandle: NdisBindingHandle, offloadBlockList: list.ToProtocol(new ImCallEntry()));
            """));

    /// <summary>An event has no call entry to restore from: its list is overlaid.</summary>
    [Fact]
    public Task The_list_of_an_event_is_overlaid() => Verify.VerifyCodeFixAsync(
        InDriver("""
            public override void ProtocolIndicateOffloadEvent(ProtocolBindingContext context, ProtocolOffloadBlockList list, IndicateOffloadEvent code)
                => Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, {|CS1503:list|}, code);
            """),
        InDriver("""
            public override void ProtocolIndicateOffloadEvent(ProtocolBindingContext context, ProtocolOffloadBlockList list, IndicateOffloadEvent code)
                => Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, list.OverlayAsMiniport(), code);
            """));

    [Fact]
    public Task A_queued_chain_is_pended() => Verify.VerifyCodeFixAsync(
        InDriver(Parked("{|CS1503:list|}")),
        InDriver(Parked("list.Pend()")));

    private static string Parked(string list) => $$"""
        private readonly Queue<PendedNetBufferListChain> _parked = new();

        public override void ProtocolTcpOffloadReceiveComplete(ProtocolBindingContext context, NetBufferListChain list) => _parked.Enqueue({{list}});

        public void Drain()
        {
            while (_parked.TryDequeue(out var parked))
                Ndis.NdisTcpOffloadReceiveComplete(NdisMiniportHandle, parked.Resume());
        }
        """;

    [Fact]
    public Task Without_a_using_the_call_entry_has_its_full_name() => Verify.VerifyCodeFixAsync("""
        public class Driver : Chimney.IntermediateDriver
        {
            public override void MiniportQueryOffload(Chimney.MiniportAdapterContext context, Chimney.MiniportOffloadBlockList list)
                => Chimney.Ndis.NdisQueryOffloadState(NdisBindingHandle, {|CS1503:list|});
        }
        """, """
        public class Driver : Chimney.IntermediateDriver
        {
            public override void MiniportQueryOffload(Chimney.MiniportAdapterContext context, Chimney.MiniportOffloadBlockList list)
                => Chimney.Ndis.NdisQueryOffloadState(NdisBindingHandle, list.ToProtocol(new Chimney.ImCallEntry()));
        }
        """);

    [Fact]
    public Task A_conditional_expression_gets_parentheses() => Verify.VerifyCodeFixAsync(
        Completion("""
            var copy = list;
            Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, {|CS1503:IsUp() ? list : copy|});
            """),
        Completion("""
            var copy = list;
            Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, (IsUp() ? list : copy).ToMiniport());
            """));

    [Fact]
    public Task A_variable_of_the_other_view_is_rebuilt() => Verify.VerifyCodeFixAsync(
        Completion("""
            MiniportOffloadBlockList up = {|CS0029:list|};
            Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, up);
            """),
        Completion("""
            MiniportOffloadBlockList up = list.ToMiniport();
            Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, up);
            """));

    [Fact]
    public Task A_queued_list_is_pended() => Verify.VerifyCodeFixAsync(
        InDriver("""
            private readonly Queue<PendedMiniportOffload> _parked = new();

            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => _parked.Enqueue({|CS1503:list|});
            """ + Drain),
        InDriver("""
            private readonly Queue<PendedMiniportOffload> _parked = new();

            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => _parked.Enqueue(list.Pend());
            """ + Drain));

    [Fact]
    public Task A_list_kept_in_a_field_is_pended() => VerifyErrors.VerifyCodeFixAsync(
        InDriver("""
            private PendedMiniportOffload? _parked;

            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            {
                Finish();
                _parked = {|CS0029:list|};
            }

            public void Finish()
            {
                if (_parked is { } parked)
                {
                    _parked = null;
                    Ndis.NdisQueryOffloadState(NdisBindingHandle, parked.Resume().ToProtocol(new ImCallEntry()));
                }
            }
            """),
        InDriver("""
            private PendedMiniportOffload? _parked;

            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            {
                Finish();
                _parked = list.Pend();
            }

            public void Finish()
            {
                if (_parked is { } parked)
                {
                    _parked = null;
                    Ndis.NdisQueryOffloadState(NdisBindingHandle, parked.Resume().ToProtocol(new ImCallEntry()));
                }
            }
            """));

    [Theory]
    [InlineData("MiniportOffloadBlockList up = {|CS0029:list|};\nNdis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, up);", "Rebuild the list with ToMiniport()")]
    [InlineData("Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, {|CS1503:list|});", "Rebuild the list with ToMiniport()")]
    [InlineData("Finish({|CS1503:list|});", "Pend the list to keep it")]
    public Task The_title_says_what_is_done(string body, string title) => new Test
    {
        TestCode = WithFinish(Completion(body)),
        FixedCode = WithFinish(Completion(body.Replace("{|CS0029:list|}", "list.ToMiniport()", StringComparison.Ordinal)
            .Replace("{|CS1503:list|}", title.StartsWith("Pend", StringComparison.Ordinal) ? "list.Pend()" : "list.ToMiniport()", StringComparison.Ordinal))),
        CodeActionVerifier = (action, verify) =>
        {
            verify.Equal(title, action.Title);
            verify.Equal(nameof(CS1503CodeFix), action.EquivalenceKey);
        },
        CodeFixTestBehaviors = CodeFixTestBehaviors.SkipFixAllCheck,
    }.RunAsync();

    [Fact]
    public Task A_report_that_the_error_hid_does_not_stand_in_the_way() => Verify.VerifyCodeFixAsync(
        Completion("""
            if (IsUp())
                return;
            Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, {|CS1503:list|});
            """),
        Completion("""
            if (IsUp())
                {|CHIM1001:return;|}
            Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
            """));

    [Fact]
    public Task Several_calls_and_documents_are_fixed_at_once()
    {
        const string Wrong = "Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, {|CS1503:list|});";
        const string Right = "Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());";
        var source = Completion($"if (IsUp())\n\t{Wrong}\nelse\n\t{Wrong}").ReplaceLineEndings("\r\n");
        var result = Completion($"if (IsUp())\n\t{Right}\nelse\n\t{Right}").ReplaceLineEndings("\r\n");
        var test = new Test { TestCode = source, FixedCode = result };
        test.TestState.Sources.Add(source.Replace("Driver :", "Other :", StringComparison.Ordinal));
        test.FixedState.Sources.Add(result.Replace("Driver :", "Other :", StringComparison.Ordinal));
        return test.RunAsync();
    }

    [Fact]
    public Task Not_offered_where_it_would_complete_twice() => NotOffered(Completion("""
        Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
        Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, {|CS1503:list|});
        """));

    [Fact]
    public Task Not_offered_where_nothing_resumes_what_is_kept() => NotOffered(InDriver("""
        private readonly Queue<PendedMiniportOffload> _parked = new();

        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => _parked.Enqueue({|CS1503:list|});
        """));

    [Fact]
    public Task Not_offered_for_other_types() => NotOffered(Completion("""
        int text = {|CS0029:"1"|};
        Console.WriteLine(text);
        Ndis.NdisMInvalidateOffloadComplete({|CS1503:NdisBindingHandle|}, list.ToMiniport());
        """));

    [Fact]
    public Task Not_offered_without_the_runtime()
    {
        const string Source = "public class Other { public void Take(int number) => Take({|CS1503:\"1\"|}); }";
        return NotOffered(Source);
    }

    private static string WithFinish(string source) => source.Replace("    private static bool", """
            private void Finish(PendedProtocolOffload parked) => Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, parked.Resume().ToMiniport());

            private static bool
        """, StringComparison.Ordinal);

    private static Task NotOffered(string source) => Verify.VerifyCodeFixAsync(source, source);
}
