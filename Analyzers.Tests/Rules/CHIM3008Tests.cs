using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM3008: a member is used while the list is one of an operation that does not have it (C109, C159–C162, C168, C171, C185).</summary>
public class CHIM3008Tests : RuleTest
{
    private const string Values = "private static readonly OffloadState Values = OffloadState.For(OffloadObjectKind.TcpConnection);\nprotected static void Publish(MiniportOffloadBlock block) => block.MiniportOffloadContext = OffloadContext.From(Values);\n";

    /// <summary>A target that does this with each block of an operation, and completes it.</summary>
    private static Task Target(string operation, string body, string members = "") => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Targets.Answering(
        $$"""
        foreach (var block in list.Blocks)
        {
            if (block.IsPlaceholder)
                continue;
            {{body.ReplaceLineEndings("\n    ")}}
        }
        list.Root.NetBufferListChain = null;
        foreach (var each in list.Blocks)
            each.Status = NdisStatus.Success;
        Ndis.NdisM{{operation}}Complete(NdisMiniportHandle, list);
        """, Values + members));

    [Fact, Breaks("C168")]
    public Task State_of_an_invalidate() => Target("InvalidateOffload", "Console.WriteLine({|CHIM3008:block.State.Read<TcpOffloadStateCached>()|}.MaxRT);");

    [Fact, Breaks("C168")]
    public Task State_of_an_invalidate_in_its_handler() => VerifyAsync("""
        public override void MiniportInvalidateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            if (!list.Root.IsPlaceholder)
                Console.WriteLine({|CHIM3008:list.Root.State.Read<PathOffloadStateCached>()|}.Header);
            base.MiniportInvalidateOffload(context, list);
        }
        """);

    [Theory]
    [InlineData("TcpOffloadStateConst", "UpdateOffload")]
    [InlineData("TcpOffloadStateCached", "UpdateOffload")]
    [InlineData("TcpOffloadStateDelegated", "UpdateOffload")]
    [InlineData("TcpOffloadStateCached", "InitiateOffload")]
    [InlineData("TcpOffloadStateDelegated", "InvalidateOffload")]
    [Breaks("C109", "C160", "C161", "C162")]
    public Task Structures_that_are_not_the_target_s_to_write(string structure, string operation) => Target(operation, $"{{|CHIM3008:block.State.Write<{structure}>()|}} = new();");

    [Theory]
    [InlineData("UpdateOffload")]
    [InlineData("InitiateOffload")]
    [Breaks("C161", "C162")]
    public Task All_structures(string operation) => Target(operation, "{|CHIM3008:block.State.CopyFrom(Values)|};");

    [Theory]
    [InlineData("InvalidateOffload")]
    [InlineData("QueryOffloadState")]
    [InlineData("UpdateOffload")]
    [Breaks("C171", "C185")]
    public Task A_context_goes_with_the_terminate_only(string operation) => Target(operation, "{|CHIM3008:block.MiniportOffloadContext|} = default;");

    [Fact, Breaks("C159")]
    public Task Backlog_sizes_of_a_terminate() => Target("TerminateOffload", "ref var values = ref block.State.Write<TcpOffloadStateDelegated>();\n{|CHIM3008:values.SendBacklogSize = 1500|};");

    [Fact, Breaks("C159")]
    public Task Backlog_sizes_of_a_terminate_at_once() => Target("TerminateOffload", "{|CHIM3008:block.State.Write<TcpOffloadStateDelegated>().SendBacklogSize = 1500|};");

    [Fact, Breaks("C159")]
    public Task Backlog_sizes_of_an_initiate() => Target("InitiateOffload", "Console.WriteLine({|CHIM3008:block.State.Read<TcpOffloadStateDelegated>().ReceiveBacklogSize|});");

    [Fact, Breaks("C159")]
    public Task Lists_of_a_query() => Target("QueryOffloadState", "ref var values = ref block.State.Write<TcpOffloadStateDelegated>();\n{|CHIM3008:values.SendDataHead = new NetBufferList()|};");

    [Fact, Breaks("C168")]
    public Task Where_the_operation_is_asked_first() => Target("InvalidateOffload", "if (pended.Operation == OffloadOperation.Invalidate)\n    Console.WriteLine({|CHIM3008:block.State.Read<TcpOffloadStateCached>()|}.MaxRT);");

    [Fact]
    public Task Silent_where_the_list_was_completed_before() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Targets.Answering("""
        foreach (var each in list.Blocks)
            each.Status = NdisStatus.Success;
        var block = list.Root;
        Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list);
        Console.WriteLine({|CHIM1005:block.State|}.Read<TcpOffloadStateCached>().MaxRT);
        """));

    [Fact]
    public Task Silent_for_a_copy_that_a_helper_gave_back() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Targets.Answering("""
        foreach (var each in list.Blocks)
            each.Status = NdisStatus.Success;
        if (list.Root.IsPlaceholder)
        {
            Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list);
            continue;
        }
        var kept = Same(list.Root.State.Read<TcpOffloadStateCached>());
        Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list);
        Console.WriteLine(kept.MaxRT);
        """, "private static TcpOffloadStateCached Same(TcpOffloadStateCached state) => state;"));

    [Theory]
    [InlineData("QueryOffloadState")]
    [InlineData("TerminateOffload")]
    public Task Silent_where_values_are_asked_for(string operation) => Target(operation, "block.State.CopyFrom(Values);\nblock.State.Write<TcpOffloadStateDelegated>().SndUna = 1;");

    [Fact]
    public Task Silent_for_backlog_sizes_of_a_query() => Target("QueryOffloadState", "ref var values = ref block.State.Write<TcpOffloadStateDelegated>();\nvalues.SendBacklogSize = TcpOffloadStateDelegated.BacklogNotSupported;");

    [Fact]
    public Task Silent_for_no_backlog_in_a_terminate() => Target("TerminateOffload", "ref var values = ref block.State.Write<TcpOffloadStateDelegated>();\nvalues.SendBacklogSize = 0;");

    [Fact]
    public Task Silent_where_it_is_asked_which_state_follows() => Target("InvalidateOffload", "if (block.State.Has<TcpOffloadStateCached>())\n    Console.WriteLine(block.State.Read<TcpOffloadStateCached>().MaxRT);");

    [Fact]
    public Task Silent_where_the_operation_decides() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Targets.Answering("""
        foreach (var block in list.Blocks)
        {
            block.Status = NdisStatus.Success;
            if (pended.Operation == OffloadOperation.Query && !block.IsPlaceholder)
                block.State.CopyFrom(Values);
        }
        if (pended.Operation == OffloadOperation.Query)
            Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list);
        else
            Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list);
        """, Values));

    [Fact]
    public Task Silent_where_a_flag_of_the_driver_s_own_decides() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Targets.Answering("""
        bool isQuery = IsUp();
        int kind = isQuery ? 1 : 2;
        foreach (var block in list.Blocks)
        {
            block.Status = NdisStatus.Success;
            if (Asks(kind))
                block.State.CopyFrom(Values);
        }
        if (kind == 1)
            Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list);
        else
            Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list);
        """, Values + "public Func<int, bool> Asks { get; set; } = kind => kind == 1;"));

    [Fact]
    public Task Silent_where_a_context_is_read_or_published() => Target("InitiateOffload", "if (block.MiniportOffloadContext.IsNull)\n    block.MiniportOffloadContext = OffloadContext.From(new object());");

    [Fact]
    public Task Silent_where_a_context_is_looked_at() => Target("InvalidateOffload", "Console.WriteLine(block.MiniportOffloadContext.IsNull);");

    [Fact]
    public Task Silent_where_a_context_is_cleared_with_the_terminate() => Target("TerminateOffload", "block.MiniportOffloadContext = default;");

    [Fact]
    public Task Silent_for_a_copy_of_the_values() => Target("TerminateOffload", "var values = new TcpOffloadStateDelegated { SendBacklogSize = 1500 };\nConsole.WriteLine(values.SendBacklogSize);");
}
