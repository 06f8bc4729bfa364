using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using static Chimney.Analyzers.Tests.Rules.Handlers;

namespace Chimney.Analyzers.Tests.Rules;

using Test = ChimneyCodeFixTest<ChimneyAnalyzer, CHIM1001CodeFix>;
using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM1001CodeFix>;

public class CHIM1001Tests
{
    private const string Complete = "Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());";

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
        public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            => Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list);
        """));

    [Fact]
    public Task The_message_names_handler_operation_path_and_remedy() => Verify.VerifyAnalyzerAsync(
        Completion($$"""
            if (list.Root.Status != NdisStatus.Success)
                {|#0:return;|}
            {{Complete}}
            """),
        Verify.Diagnostic(Descriptors.CHIM1001NotCompleted).WithLocation(0)
            .WithArguments("ProtocolInvalidateOffloadComplete", "invalidate completion", " when 'list.Root.Status' is not Success", "call NdisMInvalidateOffloadComplete with the list rebuilt by ToMiniport()")
            .WithOptions(Microsoft.CodeAnalysis.Testing.DiagnosticOptions.IgnoreAdditionalLocations));

    [Fact]
    public Task A_return_under_an_if_gets_a_block() => Verify.VerifyCodeFixAsync(
        Completion($$"""
            // an error is not ours
            if (list.Root.Status != NdisStatus.Success) // or is it?
                // nothing to do
                {|CHIM1001:return;|} // gone

            {{Complete}}
            """),
        Completion($$"""
            // an error is not ours
            if (list.Root.Status != NdisStatus.Success) // or is it?
            {
                // nothing to do
                {{Complete}}
                return; // gone
            }

            {{Complete}}
            """));

    [Fact]
    public Task A_return_on_the_line_of_its_if_gets_a_block() => Verify.VerifyCodeFixAsync(
        Completion($$"""
            if (IsUp()) {|CHIM1001:return;|} // gone
            {{Complete}}
            """),
        Completion($$"""
            if (IsUp())
            {
                {{Complete}}
                return; // gone
            }
            {{Complete}}
            """));

    [Fact]
    public Task A_return_in_a_block_gets_a_line_before_it() => Verify.VerifyCodeFixAsync(
        Completion($$"""
            if (IsUp())
            {
                Console.WriteLine("up");
                {|CHIM1001:return;|}
            }

            {{Complete}}
            """),
        Completion($$"""
            if (IsUp())
            {
                Console.WriteLine("up");
                {{Complete}}
                return;
            }

            {{Complete}}
            """));

    [Fact]
    public Task A_return_in_an_else_gets_a_block() => Verify.VerifyCodeFixAsync(
        Completion($$"""
            if (IsUp())
                {{Complete}}
            else
                {|CHIM1001:return;|}
            """),
        Completion($$"""
            if (IsUp())
                {{Complete}}
            else
            {
                {{Complete}}
                return;
            }
            """));

    [Fact]
    public Task The_end_of_the_body_gets_a_line() => Verify.VerifyCodeFixAsync(
        OpenCompletion("""
            Console.WriteLine("done");
            // that is all
            """),
        Completion($$"""
            Console.WriteLine("done");
            // that is all
            {{Complete}}
            """));

    [Fact]
    public Task An_empty_body_on_one_line_is_laid_out() => Verify.VerifyCodeFixAsync(
        InDriver("public override void {|CHIM1001:ProtocolInvalidateOffloadComplete|}(ProtocolBindingContext context, ProtocolOffloadBlockList list) { }"),
        Completion(Complete));

    [Fact]
    public Task An_if_without_else_gets_one() => Verify.VerifyCodeFixAsync(
        OpenCompletion($$"""
            if (IsUp()) // up
                {{Complete}} // told
            """),
        Completion($$"""
            if (IsUp()) // up
                {{Complete}} // told
            else
                {{Complete}}
            """));

    [Fact]
    public Task An_if_with_braces_gets_an_else_with_braces() => Verify.VerifyCodeFixAsync(
        OpenCompletion($$"""
            if (IsUp())
            {
                {{Complete}}
            }
            """),
        Completion($$"""
            if (IsUp())
            {
                {{Complete}}
            }
            else
            {
                {{Complete}}
            }
            """));

    [Fact]
    public Task The_empty_branch_is_filled() => Verify.VerifyCodeFixAsync(
        OpenCompletion($$"""
            if (IsUp())
            {
                // nothing yet
            }
            else
            {
                {{Complete}}
            }
            """),
        Completion($$"""
            if (IsUp())
            {
                // nothing yet
                {{Complete}}
            }
            else
            {
                {{Complete}}
            }
            """));

    [Fact]
    public Task Two_open_branches_are_filled_at_once() => Verify.VerifyCodeFixAsync(
        OpenCompletion($$"""
            if (IsUp())
            {
                if (list.Root.Status == NdisStatus.Success)
                    {{Complete}}
            }
            """),
        Completion($$"""
            if (IsUp())
            {
                if (list.Root.Status == NdisStatus.Success)
                    {{Complete}}
                else
                    {{Complete}}
            }
            else
            {
                {{Complete}}
            }
            """));

    [Fact]
    public Task A_switch_section_completes_before_its_break() => Verify.VerifyCodeFixAsync(
        OpenCompletion($$"""
            switch (list.Root.Status)
            {
                case NdisStatus.Success:
                    {{Complete}}
                    break;
                default:
                    Console.WriteLine("failed");
                    break;
            }
            """),
        Completion($$"""
            switch (list.Root.Status)
            {
                case NdisStatus.Success:
                    {{Complete}}
                    break;
                default:
                    Console.WriteLine("failed");
                    {{Complete}}
                    break;
            }
            """));

    [Fact]
    public Task A_switch_without_default_gets_one() => Verify.VerifyCodeFixAsync(
        OpenCompletion($$"""
            switch (list.Root.Status)
            {
                case NdisStatus.Success:
                    {{Complete}}
                    break;
            }
            """),
        Completion($$"""
            switch (list.Root.Status)
            {
                case NdisStatus.Success:
                    {{Complete}}
                    break;
                default:
                    {{Complete}}
                    break;
            }
            """));

    [Fact]
    public Task A_catch_that_swallows_completes() => Verify.VerifyCodeFixAsync(
        OpenCompletion($$"""
            try
            {
                Console.WriteLine("done");
                {{Complete}}
            }
            catch (InvalidOperationException)
            {
            }
            """),
        Completion($$"""
            try
            {
                Console.WriteLine("done");
                {{Complete}}
            }
            catch (InvalidOperationException)
            {
                {{Complete}}
            }
            """));

    [Fact]
    public Task A_return_inside_a_loop_completes() => Verify.VerifyCodeFixAsync(
        Completion($$"""
            foreach (var block in list.Blocks)
            {
                if (block.Status != NdisStatus.Success)
                    {|CHIM1001:return;|}
            }

            {{Complete}}
            """),
        Completion($$"""
            foreach (var block in list.Blocks)
            {
                if (block.Status != NdisStatus.Success)
                {
                    {{Complete}}
                    return;
                }
            }

            {{Complete}}
            """));

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
    public Task Not_offered_to_an_offload_target() => NotOffered("""
        using Chimney;

        public abstract class Target : OffloadTarget
        {
            public override void {|CHIM1001:MiniportQueryOffload|}(MiniportAdapterContext context, MiniportOffloadBlockList list)
            {
            }
        }
        """);

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
    public Task Not_offered_where_only_a_condition_could_tell() => NotOffered(OpenCompletion($$"""
        int load = Environment.TickCount;
        if (load > 0)
            {{Complete}}
        if (load < 0)
            {{Complete}}
        """));

    private static Task NotOffered(string source) => Verify.VerifyCodeFixAsync(source, source);
}
