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
    private const string Values = "private static readonly OffloadState Values = OffloadState.For(OffloadObjectKind.TcpConnection);\n";
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

    [Fact, Breaks("C105")]
    public Task On_no_block() => Target(Sent);

    [Fact, Breaks("C105", "C127")]
    public Task On_no_block_where_the_root_failed() => Target("if (IsUp())\n{\n    list.Root.Status = NdisStatus.Failure;\n    " + Sent + "\n    continue;\n}\n" + All + Up);

    [Fact, Breaks("C105")]
    public Task On_no_block_of_a_composed_driver() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("""
        using System.Collections.Generic;
        using Chimney;

        [OffloadRole(DriverRole.Target)]
        public sealed class Worker
        {
            private readonly Queue<PendedMiniportOffload> _work = new();
            private readonly NdisMiniportHandle _miniport;

            public Worker(ProviderChimneyOffloadGenericCharacteristics slots, NdisMiniportHandle miniport)
            {
                _miniport = miniport;
                slots.QueryOffloadHandler = Query;
            }

            private void Query(MiniportAdapterContext context, MiniportOffloadBlockList list) => _work.Enqueue(list.Pend());

            public void Work()
            {
                while (_work.TryDequeue(out var pended))
                    {|CHIM3001:Ndis.NdisMQueryOffloadStateComplete(_miniport, pended.Resume())|};
            }
        }
        """);

    [Theory, Breaks("C105")]
    [InlineData("public NdisStatus Status { get; set; }\npublic void Fail(NetBufferList list) => list.Status = NdisStatus.Failure;")]
    [InlineData("public void Look(MiniportOffloadBlock root)\n{\n    for (var block = root; !block.IsNull; block = block.NextBlock)\n        Console.WriteLine(block.Status);\n}")]
    [InlineData("private void Fail()\n{\n    var list = _work.Dequeue().Resume();\n    foreach (var block in list.Blocks)\n        block.Status = NdisStatus.Failure;\n    Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list);\n}")]
    public Task On_no_block_though_a_status_is_written_elsewhere(string elsewhere) => Target(Sent, elsewhere);

    [Theory]
    [InlineData("NextBlock")]
    [InlineData("DependentBlockList")]
    [Breaks("C105", "C123")]
    public Task Along_one_link_only(string link) => Target($"for (var block = list.Root; !block.IsNull; block = block.{link})\n    block.Status = NdisStatus.Success;\n" + Sent);

    [Fact, Breaks("C105", "C123")]
    public Task Along_one_link_only_in_a_helper() => Target("Walk(list.Root);\n" + Sent, """
        private static void Walk(MiniportOffloadBlock block)
        {
            if (block.IsNull)
                return;
            block.Status = NdisStatus.Success;
            Walk(block.NextBlock);
        }
        """);

    [Fact, Breaks("C157")]
    public Task State_of_the_root_only() => Target("list.Root.State.CopyFrom(Values);\n" + All + Sent, Values);

    [Fact, Breaks("C157")]
    public Task State_along_one_link_only() => Target("for (var block = list.Root; !block.IsNull; block = block.NextBlock)\n    block.State.CopyFrom(Values);\nSucceed(list);\n" + Sent, Values + """

        private static void Succeed(MiniportOffloadBlockList list)
        {
            list.Root.Status = list.Root.NextBlock.Status = NdisStatus.Success;
        }
        """.Replace("Succeed(MiniportOffloadBlockList list)", "Succeed([Borrows] MiniportOffloadBlockList list)", StringComparison.Ordinal));

    [Fact, Breaks("C173")]
    public Task State_of_the_root_only_in_a_terminate() => Target(
        "list.Root.NetBufferListChain = null;\nlist.Root.State.CopyFrom(Values);\n" + All + Sent.Replace("QueryOffloadState", "TerminateOffload", StringComparison.Ordinal), Values);

    [Fact]
    public Task Silent_for_the_state_of_every_block() => Target("foreach (var block in list.Blocks)\n{\n    block.State.CopyFrom(Values);\n    block.Status = NdisStatus.Success;\n}\n" + Up, Values);

    [Fact]
    public Task Silent_for_the_state_of_those_that_have_it() => Target("""
        foreach (var block in list.Blocks)
        {
            block.Status = NdisStatus.Success;
            if (block.State.Has<TcpOffloadStateDelegated>())
                block.State.Write<TcpOffloadStateDelegated>() = new();
        }

        """ + Up);

    [Fact]
    public Task Silent_where_no_state_is_given() => Target("foreach (var block in list.Blocks)\n    block.Status = NdisStatus.Failure;\n" + Up);

    [Fact]
    public Task Silent_for_a_tree_that_is_known_to_be_one_block() => Target("if (list.Root.NextBlock.IsNull && list.Root.DependentBlockList.IsNull)\n{\n    " + Root + "}\nelse\n{\n    " + All.Replace("\n", "\n    ", StringComparison.Ordinal) + "}\n" + Up);

    [Fact]
    public Task Silent_for_a_layer_without_dependents() => Target("""
        if (list.Root.State.Layer == OffloadObjectKind.TcpConnection)
        {
            for (var block = list.Root; !block.IsNull; block = block.NextBlock)
                block.Status = NdisStatus.Success;
        }
        else
        {
            foreach (var block in list.Blocks)
                block.Status = NdisStatus.Success;
        }

        """ + Up);

    [Fact]
    public Task Silent_for_nested_loops() => Target("""
        for (var neighbor = list.Root; !neighbor.IsNull; neighbor = neighbor.NextBlock)
        {
            neighbor.Status = NdisStatus.Success;
            for (var path = neighbor.DependentBlockList; !path.IsNull; path = path.NextBlock)
            {
                path.Status = NdisStatus.Success;
                for (var tcp = path.DependentBlockList; !tcp.IsNull; tcp = tcp.NextBlock)
                    tcp.Status = NdisStatus.Success;
            }
        }

        """ + Up);

    [Fact]
    public Task Silent_where_other_code_pends() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("""
        using Chimney;

        [OffloadRole(DriverRole.Target)]
        public sealed class Worker
        {
            public void Finish(NdisMiniportHandle miniport, PendedMiniportOffload pended) => Ndis.NdisMQueryOffloadStateComplete(miniport, pended.Resume());
        }
        """);

    [Fact]
    public Task Silent_where_another_method_writes_it() => Target(Up, """
        public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            foreach (var block in list.Blocks)
                block.Status = NdisStatus.Success;
            _work.Enqueue(list.Pend());
        }
        """);

    [Theory]
    [InlineData("Fill(list);\n_work.Enqueue(list.Pend());")]
    [InlineData("Fill(list);\nKeep(list.Pend());")]
    [InlineData("Prepare(list.Root);\nPark(list);")]
    [InlineData("Filler.Fill(list.Root);\n_work.Enqueue(list.Pend());")]
    public Task Silent_where_a_helper_of_the_handler_writes_it(string body) => Target(Up, $$"""
        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            {{body}}
        }

        public Filling Filler = null!;
        private void Keep(PendedMiniportOffload pended) => _work.Enqueue(pended);
        private void Park(MiniportOffloadBlockList list) => _work.Enqueue(list.Pend());
        private static void Prepare(MiniportOffloadBlock block)
        {
            for (; !block.IsNull; block = block.NextBlock)
            {
                block.Status = NdisStatus.Success;
                Prepare(block.DependentBlockList);
            }
        }
        private static void Fill(MiniportOffloadBlockList list)
        {
            foreach (var block in list.Blocks)
                block.Status = NdisStatus.Success;
        }
        public abstract class Filling
        {
            public abstract void Fill(MiniportOffloadBlock block);
        }
        """);

    [Fact]
    public Task The_fix_writes_every_block() => Verify.VerifyCodeFixAsync(
        Targets.Answering(Root + Sent),
        Targets.Answering(All + Up));

    [Fact]
    public Task The_fix_knows_a_root_that_is_kept() => Verify.VerifyCodeFixAsync(
        Targets.Answering("var root = list.Root;\nConsole.WriteLine(root.Header);\n" + Root.Replace("list.Root", "root", StringComparison.Ordinal) + Sent),
        Targets.Answering("var root = list.Root;\nConsole.WriteLine(root.Header);\n" + All + Up));

    [Fact]
    public Task The_fix_takes_another_name_where_one_is_taken() => Verify.VerifyCodeFixAsync(
        Targets.Answering("int block = 0;\nConsole.WriteLine(block);\n" + Root + Sent),
        Targets.Answering("int block = 0;\nConsole.WriteLine(block);\n" + All.Replace("block", "eachBlock", StringComparison.Ordinal) + Up));

    /// <summary>Ways to write the status of a block.</summary>
    public static TheoryData<string> Writes =>
    [
        "block.Status = NdisStatus.Success;",
        "(block.Status, _) = (NdisStatus.Success, 1);",
        "(_, block.Status) = (1, NdisStatus.Success);",
        "ref var status = ref block.Status; status = NdisStatus.Success;",
        "NdisStatus mine = default; ref NdisStatus status = ref mine; status = ref block.Status; status = NdisStatus.Success;",
        "Set(ref block.Status);",
        "Fetch(out block.Status);",
        "block.Status |= NdisStatus.Failure;",
        "block.Status ^= block.Status;",
        "if (block.IsPlaceholder) continue; block.Status = IsUp() ? NdisStatus.Success : NdisStatus.Failure;",
    ];

    private const string Writers = """
        private static void Set(ref NdisStatus status) => status = NdisStatus.Success;
        private static void Fetch(out NdisStatus status) => status = NdisStatus.Success;

        """;

    /// <summary>Code that only looks at the status of a block.</summary>
    public static TheoryData<string> Looks =>
    [
        "Console.WriteLine(block.Status);",
        "Console.WriteLine(block.Status.ToString());",
        "if (block.Status == NdisStatus.Success) Console.WriteLine();",
        "if (block.Status is NdisStatus.Success) Console.WriteLine();",
        "switch (block.Status) { case NdisStatus.Success: Console.WriteLine(); break; }",
        "NdisStatus status; status = block.Status; Console.WriteLine(status);",
        "Console.WriteLine(block.NetBufferListChain);",
        "Console.WriteLine(block.IsPlaceholder);",
    ];

    private static string Pending(string body) => $$"""
        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            {{body}}
            _work.Enqueue(list.Pend());
        }

        """;

    private static string Each(string body) => $"foreach (var block in list.Blocks)\n{{\n    {body}\n}}\n";

    [Theory]
    [MemberData(nameof(Writes))]
    public Task Silent_where_each_block_is_written_in_this_way(string write) => Target(Each(write) + Up, Writers);

    [Theory]
    [MemberData(nameof(Writes))]
    public Task Silent_where_it_was_written_in_this_way_before(string write) => Target(Up, Pending(Each(write)) + Writers);

    [Theory]
    [MemberData(nameof(Writes))]
    public Task Silent_where_a_helper_wrote_it_in_this_way_before(string write) => Target(Up, Pending("Fill(list);") + Writers + $$"""
        private static void Fill(MiniportOffloadBlockList list)
        {
            {{Each(write)}}
        }
        """);

    [Theory]
    [MemberData(nameof(Looks))]
    [Breaks("C105")]
    public Task On_no_block_where_each_is_looked_at(string look) => Target(Each(look) + Sent);

    [Theory]
    [MemberData(nameof(Looks))]
    [Breaks("C105")]
    public Task On_no_block_where_each_was_looked_at_before(string look) => Target(Sent, Pending(Each(look)));

    [Theory]
    [InlineData("Fill(list);", "protected virtual void Fill([Borrows] MiniportOffloadBlockList list) { }")]
    [InlineData("Fill(list);", "protected abstract void Fill([Borrows] MiniportOffloadBlockList list);")]
    [InlineData("new Filler().Fill(list);", "private sealed class Filler { public void Fill(MiniportOffloadBlockList list) { foreach (var block in list.Blocks) block.Status = NdisStatus.Success; } }")]
    [InlineData("_ = new Filler(list);", "private sealed class Filler { public Filler(MiniportOffloadBlockList list) { foreach (var block in list.Blocks) block.Status = NdisStatus.Success; } }")]
    [InlineData("Filling fill = Fill; fill(list);", "private delegate void Filling(MiniportOffloadBlockList list); private static void Fill(MiniportOffloadBlockList list) { foreach (var block in list.Blocks) block.Status = NdisStatus.Success; }")]
    public Task Silent_where_code_that_is_called_before_may_write_it(string call, string members) => Target(Up, Pending(call) + members);

    [Theory]
    [InlineData("Note(list);", "private static void Note(MiniportOffloadBlockList list) { foreach (var block in list.Blocks) Console.WriteLine(block.Status); }")]
    [InlineData("Console.WriteLine();", "public void Other([Borrows] MiniportOffloadBlockList list) { foreach (var block in list.Blocks) block.Status = NdisStatus.Success; }")]
    [Breaks("C105")]
    public Task On_no_block_where_what_is_called_before_writes_none(string call, string members) => Target(Sent, Pending(call) + members);
}
