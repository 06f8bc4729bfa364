using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using static Chimney.Analyzers.Tests.Rules.Handlers;

namespace Chimney.Analyzers.Tests.Rules;

using Test = ChimneyCodeFixTest<ChimneyAnalyzer, CHIM1002CodeFix>;
using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM1002CodeFix>;

public class CHIM1002Tests
{
    private const string Call = "Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport())";
    private const string Complete = Call + ";";
    private const string Again = "{|CHIM1002:" + Call + "|};";

    [Fact]
    public Task Decisions_that_lead_to_it_either_way_are_not_mentioned() => Verify.VerifyAnalyzerAsync(
        Completion($$"""
            if (IsUp())
                {|#1:{{Call}}|};
            else
                {{Complete}}
            while (IsUp())
                _ = IsUp();
            {|#0:{{Call}}|};
            """),
        Verify.Diagnostic(Descriptors.CHIM1002CompletedTwice).WithLocation(0).WithLocation(1)
            .WithArguments("ProtocolInvalidateOffloadComplete", "invalidate completion", "", "an operation is completed, forwarded or pended exactly once"));

    [Fact]
    public Task Silent_where_the_first_branch_returns() => Verify.VerifyAnalyzerAsync(Completion($$"""
        if (IsUp())
        {
            {{Complete}}
            return;
        }

        {{Complete}}
        """));

    [Fact]
    public Task Silent_where_a_flag_keeps_the_two_apart() => Verify.VerifyAnalyzerAsync(Completion($$"""
        bool isDone = false;
        if (IsUp())
        {
            {{Complete}}
            isDone = true;
        }

        if (!isDone)
            {{Complete}}
        """));

    [Fact]
    public Task Silent_in_the_two_arms_of_a_switch() => Verify.VerifyAnalyzerAsync(Completion($$"""
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
    public Task Silent_where_the_loop_is_left_after_the_call() => Verify.VerifyAnalyzerAsync(Completion($$"""
        while (true)
        {
            {{Complete}}
            break;
        }
        """));

    [Fact]
    public Task Silent_where_two_lists_are_completed() => Verify.VerifyAnalyzerAsync(InDriver($$"""
        public readonly Queue<PendedProtocolOffload> Parked = new();

        public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{Complete}}
            if (Parked.TryDequeue(out PendedProtocolOffload? parked))
                Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, parked.Resume().ToMiniport());
        }
        """));

    [Fact]
    public Task The_message_names_the_path_and_the_first_call() => Verify.VerifyAnalyzerAsync(
        Completion($$"""
            if (list.Root.Status == NdisStatus.Success)
                {|#1:{{Call}}|};
            {|#0:{{Call}}|};
            """).Replace("if (list", "if ({|#2:list", StringComparison.Ordinal).Replace("Success)", "Success|})", StringComparison.Ordinal),
        Verify.Diagnostic(Descriptors.CHIM1002CompletedTwice).WithLocation(0).WithLocation(1).WithLocation(2)
            .WithArguments("ProtocolInvalidateOffloadComplete", "invalidate completion", " when 'list.Root.Status' is Success", "an operation is completed, forwarded or pended exactly once"));

    [Fact]
    public Task A_repeated_call_is_removed_with_its_line() => Verify.VerifyCodeFixAsync(
        Completion($$"""
            // told once
            {{Complete}}

            {{Again}}
            """),
        Completion($$"""
            // told once
            {{Complete}}
            """));

    [Fact]
    public Task Comments_of_the_removed_call_stay() => Verify.VerifyCodeFixAsync(
        Completion($$"""
            {{Complete}}
            // twice is safe
            {{Again}} // or so
            Console.WriteLine();
            """),
        Completion($$"""
            {{Complete}}
            // twice is safe
            // or so
            Console.WriteLine();
            """));

    [Fact]
    public Task A_whole_row_is_removed() => Verify.VerifyCodeFixAsync(
        Completion($$"""
            {{Complete}}
            {{Again}}
            {{Complete}}
            {{Complete}}
            """),
        Completion(Complete));

    [Fact]
    public Task A_call_after_the_if_becomes_its_else() => Verify.VerifyCodeFixAsync(
        Completion($$"""
            if (list.Root.Status != NdisStatus.Success)
            {
                Console.WriteLine("failed");
                {{Complete}}
            }

            // the good case
            {{Again}} // done
            """),
        Completion($$"""
            if (list.Root.Status != NdisStatus.Success)
            {
                Console.WriteLine("failed");
                {{Complete}}
            }
            else
            {
                // the good case
                {{Complete}} // done
            }
            """));

    [Fact]
    public Task A_call_after_an_if_without_braces_becomes_its_else() => Verify.VerifyCodeFixAsync(
        Completion($$"""
            if (IsUp())
                {{Complete}}
            {{Again}}
            """),
        Completion($$"""
            if (IsUp())
                {{Complete}}
            else
                {{Complete}}
            """));

    [Fact]
    public Task A_second_if_becomes_an_else_if() => Verify.VerifyCodeFixAsync(
        InDriver($$"""
            public override void {|CHIM1001:ProtocolInvalidateOffloadComplete|}(ProtocolBindingContext context, ProtocolOffloadBlockList list)
            {
                if (IsUp())
                    {{Complete}}
                if (IsUp())
                    {{Again}}
            }
            """),
        InDriver($$"""
            public override void {|CHIM1001:ProtocolInvalidateOffloadComplete|}(ProtocolBindingContext context, ProtocolOffloadBlockList list)
            {
                if (IsUp())
                    {{Complete}}
                else if (IsUp())
                    {{Complete}}
            }
            """));

    [Fact]
    public Task A_plain_condition_goes_with_its_call() => Verify.VerifyCodeFixAsync(
        Completion($$"""
            bool isLate = IsUp();
            {{Complete}}
            Console.WriteLine();
            if (isLate)
                {{Again}}
            """),
        Completion($$"""
            bool isLate = IsUp();
            {{Complete}}
            Console.WriteLine();
            """));

    [Fact]
    public Task A_condition_that_may_do_something_stays() => Verify.VerifyCodeFixAsync(
        Completion($$"""
            {{Complete}}
            if (IsUp())
                {{Again}}
            """),
        Completion($$"""
            {{Complete}}
            if (IsUp())
            {
            }
            """));

    [Fact]
    public Task The_inherited_handler_is_not_called_again() => Verify.VerifyCodeFixAsync(
        Completion($$"""
            {{Complete}}
            {|CHIM1002:base.ProtocolInvalidateOffloadComplete(context, list)|};
            """),
        Completion(Complete));

    [Fact]
    public Task A_call_in_a_finally_is_removed() => Verify.VerifyCodeFixAsync(
        Completion($$"""
            try
            {
                {{Complete}}
            }
            finally
            {
                Console.WriteLine("done");
                {{Again}}
            }
            """),
        Completion($$"""
            try
            {
                {{Complete}}
            }
            finally
            {
                Console.WriteLine("done");
            }
            """));

    [Fact]
    public Task The_call_in_a_catch_is_removed_where_the_later_one_is_needed() => Verify.VerifyCodeFixAsync(
        Completion($$"""
            try
            {
                Console.WriteLine("done");
            }
            catch (InvalidOperationException)
            {
                {{Complete}}
            }

            {{Again}}
            """),
        Completion($$"""
            try
            {
                Console.WriteLine("done");
            }
            catch (InvalidOperationException)
            {
            }

            {{Complete}}
            """));

    [Fact]
    public Task Line_ends_and_tabs_follow_the_document()
    {
        var (source, result) = (Completion($"if (IsUp()) {{\n    {Complete}\n}}\n\n{Again}\n"), Completion($"if (IsUp()) {{\n    {Complete}\n}}\nelse\n{{\n    {Complete}\n}}\n"));
        return Verify.VerifyCodeFixAsync(AsTyped(source), AsTyped(result));

        static string AsTyped(string text) => text.Replace("    ", "\t", StringComparison.Ordinal).ReplaceLineEndings("\r\n");
    }

    [Fact]
    public Task Several_documents_are_fixed_at_once()
    {
        var (source, result) = (Completion($"{Complete}\n{Again}"), Completion(Complete));
        var test = new Test { TestCode = source, FixedCode = result };
        test.TestState.Sources.Add(source.Replace("Driver :", "Other :", StringComparison.Ordinal));
        test.FixedState.Sources.Add(result.Replace("Driver :", "Other :", StringComparison.Ordinal));
        return test.RunAsync();
    }

    [Fact]
    public Task A_call_that_a_loop_repeats_is_made_behind_it() => Verify.VerifyCodeFixAsync(
        Completion($$"""
            do
            {
                {{Again}}
            }
            while (IsUp());
            """),
        Completion($$"""
            do
            {
            }
            while (IsUp());
            {{Complete}}
            """));

    [Fact]
    public Task The_helper_that_does_more_is_kept() => Verify.VerifyCodeFixAsync(
        InDriver(CleanUp + $$"""
            public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
            {
                {{Complete}}
                {|CHIM1002:CleanUp(list)|};
            }
            """),
        InDriver(CleanUp + """
            public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
            {
                CleanUp(list);
            }
            """));

    [Fact]
    public Task Not_offered_where_both_calls_do_more() => NotOffered(InDriver(CleanUp + """
        public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            CleanUp(list, 1);
            {|CHIM1002:CleanUp(list, 2)|};
        }
        """));

    private const string CleanUp = $$"""
        private void CleanUp(ProtocolOffloadBlockList list, int step = 0)
        {
            Console.WriteLine(step);
            {{Complete}}
        }


        """;

    private static Task NotOffered(string source) => Verify.VerifyCodeFixAsync(source, source);
}
