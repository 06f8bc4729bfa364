using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM2006 on each path: chains that are settled on some paths only, where no condition can be about what is in the blocks (C178).</summary>
public class CHIM2006PathTests : RuleTest
{
    private const string Statuses = "foreach (var block in list.Blocks)\n    block.Status = NdisStatus.Success;\n";
    private const string Failures = "foreach (var failed in list.Blocks)\n    failed.Status = NdisStatus.Failure;\n";
    private const string Up = "Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, list);";
    private const string Sent = "{|CHIM2006:Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, list)|};";
    private const string Settled = "foreach (var each in list.Blocks)\n    each.NetBufferListChain = null;\n";

    private static Task Target(string body, string members = "") => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Targets.Answering(body, members));

    private static string If(string condition, string then) => $"if ({condition})\n{{\n    {then}}}\n";

    [Fact, Breaks("C178")]
    public Task Settled_on_one_path() => Target(If("IsUp()", Settled) + Statuses + Sent);

    [Fact, Breaks("C178")]
    public Task Settled_on_one_path_after_the_statuses() => Target(Statuses + If("_isOn", Settled) + Sent, "private bool _isOn;\n    public void Set() => _isOn = true;");

    [Fact, Breaks("C178")]
    public Task Settled_on_one_path_only_where_needed() => Target(If("IsUp()", Settled.Replace("each.Net", "if (!each.IsPlaceholder)\n        each.Net", StringComparison.Ordinal)) + Statuses + Sent);

    [Fact, Breaks("C178")]
    public Task Not_settled_before_an_early_exit() => Target(If("!IsUp()", Failures + "    " + Sent + "\n    continue;\n") + Settled + Statuses + Up);

    [Fact, Breaks("C178")]
    public Task On_one_path_of_a_composed_target() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Targets.Composed("WTerminateOffloadHandler", Settled, Statuses + Sent));

    [Fact]
    public Task Silent_where_both_paths_settle() => Target(If("IsUp()", Settled + "    Console.WriteLine(1);\n") + "else\n{\n" + Settled + "}\n" + Statuses + Up);

    [Fact]
    public Task Silent_where_the_loops_are_one() => Target("foreach (var block in list.Blocks)\n{\n    block.Status = NdisStatus.Success;\n    block.NetBufferListChain = null;\n}\n" + Up);

    [Fact]
    public Task Silent_where_blocks_were_looked_at() => Target("var hasData = false;\nforeach (var one in list.Blocks)\n    hasData |= one.NetBufferListChain is not null;\n" + If("hasData", Settled) + Statuses + Up);

    [Fact]
    public Task Silent_where_data_is_handed_back_on_the_other_path() => Target(If("IsUp()", Settled) + "else\n{\n    foreach (var one in list.Blocks)\n        Back(one);\n}\n" + Statuses + Up, """
        private readonly Queue<PendedNetBufferListChain> _sends = new();

        private void Back(MiniportOffloadBlock block)
        {
            if (_sends.TryDequeue(out var sends))
                block.HandBack(sends.Resume());
            block.State.CopyFrom(_values);
        }

        private readonly OffloadState _values = OffloadState.For(OffloadObjectKind.TcpConnection);
        """);

    [Fact]
    public Task Silent_where_it_was_settled_before_it_was_parked() => Target(If("!_isSettled", Settled) + Statuses + Up, """
        private bool _isSettled;

        public override void MiniportTerminateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            _isSettled = IsUp();
            if (_isSettled)
                foreach (var block in list.Blocks)
                    block.NetBufferListChain = null;
            _work.Enqueue(list.Pend());
        }
        """);

    [Fact]
    public Task Silent_where_the_operation_decides() => Target(If("pended.Operation == OffloadOperation.Terminate", Settled) + Statuses + "if (pended.Operation == OffloadOperation.Terminate)\n    " + Up + "\nelse\n    Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list);");

    [Fact]
    public Task Silent_where_one_flag_decides_both() => Target("var isUp = IsUp();\n" + If("isUp", Settled) + Statuses + "if (isUp)\n    " + Up + "\nelse\n    _work.Enqueue(list.Pend(pended));");

    [Fact]
    public Task Silent_where_a_helper_that_is_not_seen_may_settle() => Target(If("IsUp()", Settled) + "else\n    Settle!(list);\n" + Statuses + Up, """
        public delegate void Sink([Borrows] MiniportOffloadBlockList list);

        public Sink? Settle { get; set; }
        """);

    [Fact]
    public Task Silent_in_a_slot_that_pends() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync($$"""
        using System.Collections.Generic;
        using Chimney;

        [OffloadRole(DriverRole.Target)]
        public sealed class Worker
        {
            public readonly Queue<PendedMiniportOffload> Work = new();

            public WTerminateOffloadHandler Slot => (context, list) =>
            {
                foreach (var block in list.Blocks)
                    block.NetBufferListChain = null;
                Work.Enqueue(list.Pend());
            };

            public void Finish(NdisMiniportHandle NdisMiniportHandle, bool isOn)
            {
                while (Work.TryDequeue(out var pended))
                {
                    var list = pended.Resume();
                    {{(Statuses + Up).ReplaceLineEndings("\n        ")}}
                }
            }
        }
        """);
}
