using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM3001CodeFix>;

/// <summary>CHIM3001: a target completes a tree with a status on its root only (C105).</summary>
public class CHIM3001Tests
{
    private const string Root = "list.Root.Status = NdisStatus.Success;\n";
    private const string All = "foreach (var block in list.Blocks)\n    block.Status = NdisStatus.Success;\n";
    private const string Up = "Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list);";
    private const string Sent = "{|CHIM3001:Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list)|};";

    private static Task Target(string body, string members = "") => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Targets.Answering(body, members));

    [Fact, Breaks("C105")]
    public Task Root_only() => Target(Root + Sent);

    [Fact]
    public Task Root_only_through_a_view() => Target("var root = list.Root;\nroot.Status = NdisStatus.Failure;\n" + Sent);

    [Fact]
    public Task Root_only_on_one_path() => Target("if (IsUp())\n{\n    " + Root + "    " + Sent + "\n    continue;\n}\n" + All + Up);

    [Fact]
    public Task Blocks_are_only_read() => Target("foreach (var block in list.Blocks)\n    Console.WriteLine(block.Status);\n" + Root + Sent);

    [Fact]
    public Task Another_member_of_every_block() => Target("foreach (var block in list.Blocks)\n    block.NetBufferListChain = null;\n" + Root + Sent);

    [Fact, Breaks("C105")]
    public Task Root_only_in_a_helper() => Target("Succeed(list);\n" + Sent, """
        private static void Succeed(MiniportOffloadBlockList list)
        {
            list.Root.Status = NdisStatus.Success;
        }
        """);

    [Fact]
    public Task Root_only_in_a_loop_over_lists() => Target("for (int i = 0; i < 3; i++)\n    " + Root + Sent);

    [Fact]
    public Task Silent_for_every_block() => Target(All + Up);

    [Fact]
    public Task Silent_for_the_root_and_then_every_block() => Target(Root + All + Up);

    [Fact]
    public Task Silent_where_each_block_gets_what_it_needs() => Target(Root + """
        foreach (var block in list.Blocks)
        {
            if (block.IsPlaceholder)
                continue;
            block.Status = NdisStatus.Failure;
        }

        """ + Up);

    [Fact]
    public Task Silent_for_a_walk() => Target("Walk(list.Root);\n" + Up, """
        private static void Walk(MiniportOffloadBlock block)
        {
            if (block.IsNull)
                return;
            block.Status = NdisStatus.Success;
            Walk(block.NextBlock);
            Walk(block.DependentBlockList);
        }
        """);

    [Fact]
    public Task Silent_where_a_helper_gets_each_block() => Target(Root + "foreach (var block in list.Blocks)\n    Succeed(block);\n" + Up, """
        private static void Succeed(MiniportOffloadBlock block)
        {
            block.Status = NdisStatus.Success;
        }
        """);

    [Fact]
    public Task Silent_where_the_walk_is_not_seen() => Target(Root + "Succeed(list);\n" + Up, """
        private static void Succeed([Borrows] MiniportOffloadBlockList list)
        {
            foreach (var block in list.Blocks)
                block.Status = NdisStatus.Success;
        }
        """);

    [Fact]
    public Task Silent_where_the_status_may_have_been_written_before() => Target(Up);

    [Fact]
    public Task The_fix_writes_every_block() => Verify.VerifyCodeFixAsync(
        Targets.Answering(Root + Sent),
        Targets.Answering(All + Up));

    [Fact]
    public Task The_fix_takes_another_name_where_one_is_taken() => Verify.VerifyCodeFixAsync(
        Targets.Answering("int block = 0;\nConsole.WriteLine(block);\n" + Root + Sent),
        Targets.Answering("int block = 0;\nConsole.WriteLine(block);\n" + All.Replace("block", "eachBlock", StringComparison.Ordinal) + Up));
}
