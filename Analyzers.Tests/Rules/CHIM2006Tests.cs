using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM2006CodeFix>;

/// <summary>CHIM2006: a target completes a terminate without settling what it hands back (C177, C178).</summary>
public class CHIM2006Tests : RuleTest
{
    private const string Statuses = "foreach (var block in list.Blocks)\n    block.Status = NdisStatus.Success;\n";
    private const string Up = "Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, list);";
    private const string Sent = "{|CHIM2006:Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, list)|};";
    private const string Settled = "foreach (var block in list.Blocks)\n    block.NetBufferListChain = null;\n";

    private static Task Target(string body, string members = "") => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Targets.Answering(body, members));

    [Fact, Breaks("C178")]
    public Task Never_settled() => Target(Statuses + Sent);

    [Theory]
    [InlineData("Success")]
    [InlineData("Failure")]
    public Task Whatever_the_status(string status) => Target(Statuses.Replace("Success", status, StringComparison.Ordinal) + Sent);

    [Fact]
    public Task On_one_path() => Target(Statuses + "if (pended.Operation == OffloadOperation.Query)\n    Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list);\nelse\n    " + Sent);

    [Fact]
    public Task Statuses_by_a_helper() => Target("Succeed(list);\n" + Sent, """
        private static void Succeed(MiniportOffloadBlockList list)
        {
            foreach (var block in list.Blocks)
                block.Status = NdisStatus.Success;
        }
        """);

    [Fact]
    public Task Other_members_settle_nothing() => Target("foreach (var block in list.Blocks)\n{\n    block.Status = NdisStatus.Success;\n    block.Scratch[0] = null;\n}\n" + Sent);

    [Fact]
    public Task Silent_when_settled() => Target(Statuses + Settled.Replace("block", "other", StringComparison.Ordinal) + Up);

    [Fact]
    public Task Silent_when_settled_on_the_root() => Target("list.Root.NetBufferListChain = null;\n" + Statuses + Up);

    [Fact]
    public Task Silent_when_lists_are_handed_back() => Target("foreach (var each in list.Blocks)\n    HandSendsBack(each);\n" + Statuses + Up, """
        private readonly Queue<PendedNetBufferListChain> _sends = new();

        private void HandSendsBack(MiniportOffloadBlock block)
        {
            if (_sends.TryDequeue(out var sends))
                block.HandBack(sends.Resume());
            block.State.CopyFrom(_values);
        }

        private readonly OffloadState _values = OffloadState.For(OffloadObjectKind.TcpConnection);
        """);

    [Fact, Breaks("C177")]
    public Task Handed_back_without_the_values_that_go_with_it() => Target("HandSendsBack(list.Root);\n" + Statuses + Sent, """
        private readonly Queue<PendedNetBufferListChain> _sends = new();

        private void HandSendsBack(MiniportOffloadBlock block)
        {
            if (_sends.TryDequeue(out var sends))
                block.HandBack(sends.Resume());
        }
        """);

    [Fact, Breaks("C177")]
    public Task Written_without_the_values_that_go_with_it()
        => Target("list.Root.NetBufferListChain = new NetBufferList();\n" + Statuses + Sent);

    [Fact]
    public Task Silent_where_there_may_be_nothing_to_hand_back()
        => Target("list.Root.NetBufferListChain = Left;\n" + Statuses + Up, "public NetBufferList? Left { get; set; }");

    [Fact]
    public Task Silent_where_the_values_are_written_one_by_one() => Target("""
        foreach (var block in list.Blocks)
        {
            block.NetBufferListChain = new NetBufferList();
            if (block.State.Has<TcpOffloadStateDelegated>())
            {
                ref var values = ref block.State.Write<TcpOffloadStateDelegated>();
                (values.SendDataHead, values.SendDataTail) = (block.NetBufferListChain, block.NetBufferListChain);
                values.SndUna = values.SndNxt = values.SndMax = 1;
            }
        }

        """ + Statuses.Replace("block", "other", StringComparison.Ordinal) + Up);

    private static string Back(string values) => "foreach (var block in list.Blocks)\n{\n    block.NetBufferListChain = new NetBufferList();\n    if (block.State.Has<TcpOffloadStateDelegated>())\n    {\n        " + values + "\n    }\n}\n" + Statuses.Replace("block", "other", StringComparison.Ordinal);

    [Theory, Breaks("C177")]
    [InlineData("block.State.Write<TcpOffloadStateDelegated>().SndUna = 1;")]
    [InlineData("ref var values = ref block.State.Write<TcpOffloadStateDelegated>();\n        values.SendDataHead = values.SendDataTail = block.NetBufferListChain;")]
    [InlineData("ref var values = ref block.State.Write<TcpOffloadStateDelegated>();\n        values.SndUna = values.SndNxt = values.SndMax = 1;")]
    public Task Handed_back_with_a_part_of_the_values(string values) => Target(Back(values) + Sent);

    [Theory]
    [InlineData("block.State.Write<TcpOffloadStateDelegated>() = new() { SndUna = 1 };")]
    [InlineData("Fill(ref block.State.Write<TcpOffloadStateDelegated>());")]
    [InlineData("block.State.CopyFrom(_values);\n        block.State.Write<TcpOffloadStateDelegated>().SndUna = 1;")]
    [InlineData("ref var values = ref block.State.Write<TcpOffloadStateDelegated>();\n        values = _filled;\n        values.SndUna = 1;")]
    [InlineData("ref var values = ref block.State.Write<TcpOffloadStateDelegated>();\n        values.SendDataHead = values.SendDataTail = block.NetBufferListChain;\n        Number(block);")]
    public Task Silent_where_the_values_may_come_as_a_whole(string values) => Target(Back(values) + Up, """
        private readonly OffloadState _values = OffloadState.For(OffloadObjectKind.TcpConnection);
        private TcpOffloadStateDelegated _filled;
        private static void Fill(ref TcpOffloadStateDelegated values) => values.SndUna = 1;
        private static void Number(MiniportOffloadBlock block)
        {
            ref var values = ref block.State.Write<TcpOffloadStateDelegated>();
            (values.SndUna, values.SndNxt, values.SndMax) = (1, 1, 1);
        }
        public void Remember(TcpOffloadStateDelegated filled) => _filled = filled;
        """);

    [Fact]
    public Task Silent_when_another_method_settles() => Target(Statuses + Up, """
        public override void MiniportTerminateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            foreach (var block in list.Blocks)
                block.NetBufferListChain = null;
            _work.Enqueue(list.Pend());
        }
        """);

    [Fact]
    public Task Silent_when_the_settling_is_not_seen() => Target(Statuses + "Settle!(list);\n" + Up, """
        public delegate void Sink([Borrows] MiniportOffloadBlockList list);

        public Sink? Settle { get; set; }
        """);

    [Fact]
    public Task Silent_where_the_statuses_were_written_before() => Target(Up, """
        public override void MiniportTerminateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            Succeed(list.Root);
            _work.Enqueue(list.Pend());
        }

        private static void Succeed(MiniportOffloadBlock block)
        {
            block.Status = NdisStatus.Success;
        }
        """);

    [Theory]
    [InlineData("QueryOffloadState")]
    [InlineData("UpdateOffload")]
    public Task Silent_for_other_operations(string operation) => Target(Statuses + $"Ndis.NdisM{operation}Complete(NdisMiniportHandle, list);");

    [Fact]
    public Task Silent_for_an_intermediate_driver() => VerifyAsync("""
        public override void ProtocolTerminateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
            => Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
        """);

    [Fact]
    public Task The_fix_writes_null() => Verify.VerifyCodeFixAsync(
        Targets.Answering(Statuses + Sent),
        Targets.Answering(Statuses + Settled + Up));

    [Fact]
    public Task The_fix_takes_another_name_where_one_is_taken() => Verify.VerifyCodeFixAsync(
        Targets.Answering("int block = 0;\nConsole.WriteLine(block);\n" + Statuses.Replace("block", "each", StringComparison.Ordinal) + Sent),
        Targets.Answering("int block = 0;\nConsole.WriteLine(block);\n" + Statuses.Replace("block", "each", StringComparison.Ordinal) + Settled.Replace("block", "eachBlock", StringComparison.Ordinal) + Up));
}
