using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using static Chimney.Analyzers.Tests.Rules.Handlers;

namespace Chimney.Analyzers.Tests.Rules;

using Test = ChimneyCodeFixTest<ChimneyAnalyzer, CHIM1001CodeFix>;
using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM1001CodeFix>;

/// <summary>The quick-fix of CHIM1001: what it writes, where it fits in, and where it is not offered.</summary>
public class CHIM1001FixTests
{
    private const string Complete = "Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());";

    [Fact]
    public Task An_expression_body_becomes_a_block() => Verify.VerifyCodeFixAsync(
        InDriver("""
            public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
                => {|CHIM1001:Console.WriteLine("done")|}; // for now
            """),
        Completion($$"""
            Console.WriteLine("done"); // for now
            {{Complete}}
            """));

    [Fact]
    public Task A_request_is_forwarded() => Verify.VerifyCodeFixAsync(
        InDriver("""
            public override void {|CHIM1001:MiniportTerminateOffload|}(MiniportAdapterContext context, MiniportOffloadBlockList list)
            {
            }
            """),
        InDriver("""
            public override void MiniportTerminateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            {
                Ndis.NdisTerminateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
            }
            """));

    [Fact]
    public Task A_list_that_is_rebuilt_already_is_not_rebuilt_again() => Verify.VerifyCodeFixAsync(
        OpenCompletion("""
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            Console.WriteLine(rebuilt.Root.Status);
            """),
        Completion("""
            MiniportOffloadBlockList rebuilt = list.ToMiniport();
            Console.WriteLine(rebuilt.Root.Status);
            Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, rebuilt);
            """));

    [Fact]
    public Task A_handle_in_a_variable_goes_before_the_driver_s_own() => Verify.VerifyCodeFixAsync(
        OpenCompletion("NdisMiniportHandle origin = ImCallEntry.From(list).NdisMiniportHandle;"),
        Completion("""
            NdisMiniportHandle origin = ImCallEntry.From(list).NdisMiniportHandle;
            Ndis.NdisMInvalidateOffloadComplete(origin, list.ToMiniport());
            """));

    [Fact]
    public Task A_lambda_in_a_slot_takes_the_handle_from_the_call_entry() => Verify.VerifyCodeFixAsync("""
        namespace Filters
        {
            public static class Table
            {
                public static readonly Chimney.ClientChimneyOffloadGenericCharacteristics Client = new()
                {
                    InvalidateOffloadCompleteHandler = (context, list) => {|CHIM1001:System.Console.WriteLine("done")|},
                    QueryOffloadCompleteHandler = (context, list) {|CHIM1001:=>|} { },
                };
            }
        }
        """, """
        namespace Filters
        {
            public static class Table
            {
                public static readonly Chimney.ClientChimneyOffloadGenericCharacteristics Client = new()
                {
                    InvalidateOffloadCompleteHandler = (context, list) =>
                    {
                        System.Console.WriteLine("done");
                        Chimney.Ndis.NdisMInvalidateOffloadComplete(Chimney.ImCallEntry.From(list).NdisMiniportHandle, list.ToMiniport());
                    },
                    QueryOffloadCompleteHandler = (context, list) =>
                    {
                        Chimney.Ndis.NdisMQueryOffloadStateComplete(Chimney.ImCallEntry.From(list).NdisMiniportHandle, list.ToMiniport());
                    },
                };
            }
        }
        """);

    [Fact]
    public Task A_plain_function_uses_its_own_parameters() => Verify.VerifyCodeFixAsync("""
        using Chimney;

        public static class Functions
        {
            [OffloadHandler(OffloadOperation.Query, OffloadPhase.Completion)]
            public static bool QueryComplete(NdisMiniportHandle @event, ProtocolOffloadBlockList @checked) => {|CHIM1001:@event is null|};
        }
        """, """
        using Chimney;

        public static class Functions
        {
            [OffloadHandler(OffloadOperation.Query, OffloadPhase.Completion)]
            public static bool QueryComplete(NdisMiniportHandle @event, ProtocolOffloadBlockList @checked)
            {
                Ndis.NdisMQueryOffloadStateComplete(@event, @checked.ToMiniport());
                return @event is null;
            }
        }
        """);

    [Fact]
    public Task The_helper_that_leaves_the_list_open_is_mended() => Verify.VerifyCodeFixAsync(
        InDriver($$"""
            public override void {|CHIM1001:ProtocolInvalidateOffloadComplete|}(ProtocolBindingContext context, ProtocolOffloadBlockList list)
            {
                Finish(list);
            }

            private void Finish(ProtocolOffloadBlockList done)
            {
                if (done.Root.Status == NdisStatus.Success)
                    Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, done.ToMiniport());
            }
            """),
        InDriver($$"""
            public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
            {
                Finish(list);
            }

            private void Finish(ProtocolOffloadBlockList done)
            {
                if (done.Root.Status == NdisStatus.Success)
                    Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, done.ToMiniport());
                else
                    Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, done.ToMiniport());
            }
            """));

    [Fact]
    public Task Braces_tabs_and_line_ends_follow_the_document()
    {
        const string Source = """
            using Chimney;

            public class Driver : IntermediateDriver {
            	public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) {
            		if (list.Root.Status != NdisStatus.Success)
            			{|CHIM1001:return;|}
            		Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
            	}

            	public override void {|CHIM1001:ProtocolQueryOffloadComplete|}(ProtocolBindingContext context, ProtocolOffloadBlockList list) {
            		if (list.Root.Status == NdisStatus.Success) {
            			Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
            		} // done
            	}
            }
            """;
        const string Fixed = """
            using Chimney;

            public class Driver : IntermediateDriver {
            	public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) {
            		if (list.Root.Status != NdisStatus.Success) {
            			Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
            			return;
            		}
            		Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
            	}

            	public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) {
            		if (list.Root.Status == NdisStatus.Success) {
            			Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
            		} else {
            			Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
            		} // done
            	}
            }
            """;
        return Verify.VerifyCodeFixAsync(Source.ReplaceLineEndings("\r\n"), Fixed.ReplaceLineEndings("\r\n"));
    }

    [Fact]
    public Task Directives_stay() => Verify.VerifyCodeFixAsync(
        OpenCompletion("""
            #pragma warning disable CS0219
            int unused = 0;
            #pragma warning restore CS0219
            """),
        Completion($$"""
            #pragma warning disable CS0219
            int unused = 0;
            #pragma warning restore CS0219
            {{Complete}}
            """));

    [Fact]
    public Task Several_exits_of_several_documents_are_fixed_at_once()
    {
        var source = Completion($$"""
            if (list.Root.Status == NdisStatus.Failure)
                {|CHIM1001:return;|}
            if (IsUp())
            {
                {|CHIM1001:return;|}
            }

            {{Complete}}
            """);
        var result = Completion($$"""
            if (list.Root.Status == NdisStatus.Failure)
            {
                {{Complete}}
                return;
            }
            if (IsUp())
            {
                {{Complete}}
                return;
            }

            {{Complete}}
            """);
        var test = new Test { TestCode = source, FixedCode = result };
        test.TestState.Sources.Add(source.Replace("Driver :", "Other :", StringComparison.Ordinal));
        test.FixedState.Sources.Add(result.Replace("Driver :", "Other :", StringComparison.Ordinal));
        test.TestState.AdditionalProjects["Lib"].Sources.Add("public class Unrelated { }");
        return test.RunAsync();
    }

    [Fact]
    public Task The_title_says_what_is_done() => new Test
    {
        TestCode = OpenCompletion("Console.WriteLine();"),
        FixedCode = Completion($"Console.WriteLine();\n{Complete}"),
        CodeActionVerifier = (action, verify) =>
        {
            verify.Equal("Complete the operation with NdisMInvalidateOffloadComplete", action.Title);
            verify.Equal(nameof(CHIM1001CodeFix), action.EquivalenceKey);
        },
        CodeFixTestBehaviors = Microsoft.CodeAnalysis.Testing.CodeFixTestBehaviors.SkipFixAllCheck,
    }.RunAsync();

    [Fact]
    public Task An_offload_target_completes_later() => Verify.VerifyCodeFixAsync(Target("public override void {|CHIM1001:MiniportQueryOffload|}", ""), Target("public override void MiniportQueryOffload", """

                PendedMiniportOffload pended = list.Pend();
                QueueWorkItem(() =>
                {
                    MiniportOffloadBlockList failed = pended.Resume();
                    foreach (var block in failed.Blocks)
                        block.Status = NdisStatus.Failure;
                    Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, failed);
                });
        """));

    private static string Target(string handler, string body) => $$"""
        using Chimney;

        public abstract class Target : OffloadTarget
        {
            {{handler}}(MiniportAdapterContext context, MiniportOffloadBlockList list)
            {{{body}}
            }
        }

        """.ReplaceLineEndings("\n");

    [Fact]
    public Task Not_offered_without_a_handle() => NotOffered("""
        using Chimney;

        public static class Functions
        {
            [OffloadHandler(OffloadOperation.Query, OffloadPhase.Request)]
            public static void {|CHIM1001:Query|}(MiniportOffloadBlockList list)
            {
            }
        }
        """);

    [Fact]
    public Task Not_offered_where_another_configuration_completes() => NotOffered(OpenCompletion($$"""
        #if NEVER_DEFINED
            {{Complete}}
        #endif
        """));

    [Fact]
    public Task Offered_below_what_another_configuration_has() => Verify.VerifyCodeFixAsync(
        InDriver("#if NEVER_DEFINED\nprivate int _other;\n#endif\npublic override void {|CHIM1001:ProtocolInvalidateOffloadComplete|}(ProtocolBindingContext context, ProtocolOffloadBlockList list)\n{\n}"),
        InDriver($"#if NEVER_DEFINED\nprivate int _other;\n#endif\npublic override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)\n{{\n    {Complete}\n}}"));

    [Fact]
    public Task Not_offered_where_only_a_condition_could_tell_that_is_not_known_at_the_exit() => NotOffered(OpenCompletion($$"""
        {
            int load = Environment.TickCount;
            if (load > 0)
                {{Complete}}
            if (load < 0)
                {{Complete}}
        }
        """));

    private static Task NotOffered(string source) => Verify.VerifyCodeFixAsync(source, source);
}
