using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using static Chimney.Analyzers.Tests.Rules.Handlers;

namespace Chimney.Analyzers.Tests.Rules;

using Test = ChimneyCodeFixTest<ChimneyAnalyzer, CHIM1001CodeFix>;
using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM1001CodeFix>;

/// <summary>The quick-fix of CHIM1001 at each kind of exit.</summary>
public class CHIM1001ExitFixTests
{
    private const string Complete = "Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());";

    [Fact]
    public Task What_was_decided_on_the_path_is_asked_again() => Verify.VerifyCodeFixAsync(
        OpenCompletion(Bounds("")), Completion(Bounds("\nif (number <= 5 && number > 3)\n    Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());")));

    private static string Bounds(string missing) => $$"""
        int number = Random.Shared.Next(9);
        if (number > 5)
        {
            Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
        }
        if (number <= 3)
        {
            Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
        }{{missing}}
        """;

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
}
