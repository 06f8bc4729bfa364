using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM2004CodeFix>;

/// <summary>CHIM2004: what is published does not fit how an initiate ended (C018, C116, C117, C118).</summary>
public class CHIM2004Tests : RuleTest
{
    private const string Success = "foreach (var block in list.Blocks)\n    block.Status = NdisStatus.Success;\n";
    private const string Up = "Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);";
    private const string Sent = "{|CHIM2004:Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list)|};";
    private const string Published = "foreach (var block in list.Blocks)\n    if (!block.IsPlaceholder && block.MiniportOffloadContext.IsNull)\n        block.MiniportOffloadContext = OffloadContext.From(new object());\n";

    private const string ByHand = """
        var entry = ImCallEntry.From(list);
        var rebuilt = list.OverlayAsMiniport();
        Drop(_ended);
        entry.SavedImReserved.CopyTo(rebuilt.Root.ImReserved);
        rebuilt.Root.SourceHandle = entry.SavedSourceHandle;
        entry.Release();

        """;

    private const string Drop = """

        private readonly List<ImOffloadEntry> _ended = new();

        private static void Drop(List<ImOffloadEntry> ended) => ended.ForEach(e => e.Release());
        """;

    private const string Rebuilt = "Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, rebuilt);";
    private const string RebuiltSent = "{|CHIM2004:Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, rebuilt)|};";

    private static Task Target(string body, string members = "") => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Targets.Answering(body, members));

    private static string Handler(string body, string members = "") => Handlers.InDriver($$"""
        public override void ProtocolInitiateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{body.ReplaceLineEndings("\n    ")}}
        }
        """ + Drop + members);

    private static Task Completion(string body, string members = "") => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handler(body, members));

    [Fact, Breaks("C116")]
    public Task A_target_publishes_nothing() => Target(Success + Sent);

    [Fact, Breaks("C116")]
    public Task Partial_success_takes_the_object_over_too() => Target(Success.Replace("Success", "OffloadPartialSuccess", StringComparison.Ordinal) + Sent);

    [Fact, Breaks("C116")]
    public Task A_composed_target_publishes_nothing() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync($$"""
        using Chimney;

        [OffloadRole(DriverRole.Target)]
        public sealed class Worker
        {
            public static void Finish(NdisMiniportHandle miniport, PendedMiniportOffload pended)
            {
                var list = pended.Resume();
                foreach (var block in list.Blocks)
                    block.Status = NdisStatus.Success;
                {|CHIM2004:Ndis.NdisMInitiateOffloadComplete(miniport, list)|};
            }
        }
        """);

    [Theory, Breaks("C118")]
    [InlineData("default")]
    [InlineData("default(OffloadContext)")]
    [InlineData("new OffloadContext()")]
    [InlineData("new()")]
    public Task A_target_publishes_null(string nothing) => Target(Success + $"list.Root.MiniportOffloadContext = {nothing};\n" + Sent);

    [Fact, Breaks("C116")]
    public Task Taking_back_on_a_terminate_is_no_publishing() => Target(Success + Sent, """
        private static void Forget(MiniportOffloadBlock block) => block.MiniportOffloadContext = default;
        """);

    [Fact, Breaks("C117")]
    public Task A_target_publishes_for_a_block_that_failed() => Target(Success.Replace("Success", "Resources", StringComparison.Ordinal) + "list.Root.MiniportOffloadContext = OffloadContext.From(list);\n".Replace("(list)", "(this)", StringComparison.Ordinal) + "list.Root.Status = NdisStatus.Resources;\n" + Sent);

    [Fact, Breaks("C018")]
    public Task An_intermediate_driver_publishes_nothing() => Completion(ByHand + RebuiltSent);

    [Fact, Breaks("C018")]
    public Task A_lambda_publishes_nothing() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handlers.InDriver($$"""
        public InitiateOffloadCompleteHandler Slot => (context, list) =>
        {
            {{(ByHand + RebuiltSent).ReplaceLineEndings("\n    ")}}
        };
        """ + Drop));

    [Fact, Breaks("C018")]
    public Task Publishing_another_operation_s_object_is_none() => Completion(ByHand + RebuiltSent, """

        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            Console.WriteLine(list.Root.OffloadHandle!.MiniportOffloadContext.IsNull);
            Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
        }
        """);

    [Fact]
    public Task Silent_when_a_target_publishes() => Target(Published + Success.Replace("block", "other", StringComparison.Ordinal) + Up);

    [Fact]
    public Task Silent_when_every_block_failed() => Target(Success.Replace("Success", "Resources", StringComparison.Ordinal) + Up);

    [Fact]
    public Task Silent_when_the_status_is_not_known() => Target(Success.Replace("NdisStatus.Success", "Next()", StringComparison.Ordinal) + Up, "private static NdisStatus Next() => (NdisStatus)Random.Shared.Next();");

    [Fact]
    public Task Silent_when_published_before_it_was_parked() => Target(Success + Up, """
        public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            if (!list.Root.IsPlaceholder)
                list.Root.MiniportOffloadContext = OffloadContext.From(this);
            _work.Enqueue(list.Pend());
        }
        """);

    [Fact]
    public Task Silent_when_published_through_a_reference() => Target(Success + "foreach (var other in list.Blocks)\n    if (!other.IsPlaceholder)\n    {\n        ref var place = ref other.MiniportOffloadContext;\n        place = OffloadContext.From(this);\n    }\n" + Up);

    private const string PublishesRoot = "if (!list.Root.IsPlaceholder)\n    list.Root.MiniportOffloadContext = OffloadContext.From(this);\n";

    [Fact, Breaks("C116")]
    public Task A_target_publishes_for_the_root_only() => Target(Success + PublishesRoot + Sent);

    [Fact]
    public Task Silent_where_only_the_root_succeeds() => Target("foreach (var block in list.Blocks)\n    block.Status = NdisStatus.Resources;\nif (!list.Root.IsPlaceholder)\n{\n    list.Root.MiniportOffloadContext = OffloadContext.From(this);\n    list.Root.Status = NdisStatus.OffloadPartialSuccess;\n}\n" + Up);

    [Fact]
    public Task Silent_for_the_root_of_a_tree_of_one_block() => Target("if (list.Root.NextBlock.IsNull && list.Root.DependentBlockList.IsNull && !list.Root.IsPlaceholder)\n{\n    list.Root.MiniportOffloadContext = OffloadContext.From(this);\n    " + Success + "}\nelse\n{\n    " + Success.Replace("Success", "Resources", StringComparison.Ordinal) + "}\n" + Up);

    [Fact]
    public Task Silent_where_other_code_publishes_for_other_blocks() => Target(Success + PublishesRoot + Up, """
        public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            foreach (var block in list.Blocks)
                if (!block.IsPlaceholder)
                    block.MiniportOffloadContext = OffloadContext.From(this);
            _work.Enqueue(list.Pend());
        }
        """);

    [Fact]
    public Task Silent_where_blocks_are_published_where_they_need_it() => Target(Success + PublishesRoot + "foreach (var other in list.Blocks)\n    if (!other.IsPlaceholder && other.MiniportOffloadContext.IsNull)\n        other.MiniportOffloadContext = OffloadContext.From(this);\n" + Up);

    [Fact]
    public Task Silent_for_a_walk() => Target(Success + "Publish(list.Root);\n" + Up, """
        private void Publish(MiniportOffloadBlock block)
        {
            for (; !block.IsNull; block = block.NextBlock)
            {
                if (!block.IsPlaceholder)
                    block.MiniportOffloadContext = OffloadContext.From(this);
                Publish(block.DependentBlockList);
            }
        }
        """);

    [Fact]
    public Task Silent_when_another_type_publishes() => Target(Success + "Table.Add(list.Root);\n" + Up, """
        private static class Table
        {
            public static void Add(MiniportOffloadBlock block) => block.MiniportOffloadContext = OffloadContext.From(new object());
        }
        """);

    [Fact]
    public Task Silent_when_a_failed_block_is_taken_back() => Target(Success.Replace("Success", "Resources", StringComparison.Ordinal) + "list.Root.MiniportOffloadContext = OffloadContext.From(this);\nlist.Root.MiniportOffloadContext = default;\nlist.Root.Status = NdisStatus.Resources;\n" + Up);

    [Fact]
    public Task Silent_when_other_blocks_fail() => Target("list.Root.MiniportOffloadContext = OffloadContext.From(this);\nforeach (var block in list.Blocks)\n    block.Status = NdisStatus.Resources;\nlist.Root.Status = NdisStatus.Success;\n" + Up);

    [Fact]
    public Task Silent_for_the_full_conversion() => Completion("Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list.ToMiniport());");

    [Fact]
    public Task Silent_when_an_intermediate_driver_publishes() => Completion("foreach (var block in list.Blocks)\n    if (block.OffloadHandle is { } handle && block.Status == NdisStatus.Success)\n        ImOffloadEntry.From(handle).Publish();\n" + ByHand + Rebuilt);

    [Fact]
    public Task Silent_when_the_reference_is_written_by_hand() => Completion(ByHand.Replace("Drop(_ended);\n", "Drop(_ended);\nvar next = 0;\nforeach (var block in rebuilt.Blocks)\n    if (!block.IsPlaceholder)\n        block.MiniportOffloadContext = OffloadContext.From(_ended[next++]);\n", StringComparison.Ordinal) + Rebuilt);

    [Fact]
    public Task Silent_where_only_failures_are_converted_by_hand() => Completion("if (list.Root.Status == NdisStatus.Success)\n{\n    Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list.ToMiniport());\n    return;\n}\n" + ByHand + Rebuilt);

    [Fact]
    public Task The_fix_publishes() => Verify.VerifyCodeFixAsync(
        Handler(ByHand + RebuiltSent),
        Handler((ByHand + Rebuilt).Replace("var rebuilt", """
            foreach (var block in list.Blocks)
                if (block.OffloadHandle is { } handle && block.Status is NdisStatus.Success or NdisStatus.OffloadPartialSuccess)
                    ImOffloadEntry.From(handle).Publish();
            var rebuilt
            """, StringComparison.Ordinal)));
}
