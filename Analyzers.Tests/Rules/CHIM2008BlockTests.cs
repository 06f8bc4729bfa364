using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM2008 and CHIM2004 block by block: a conversion by hand that deals with some blocks of the tree alone, where no code can know of the others (C018, C019, C021).</summary>
public class CHIM2008BlockTests : RuleTest
{
    private const string ByHand = """
        var entry = ImCallEntry.From(list);
        var rebuilt = list.OverlayAsMiniport();
        entry.SavedImReserved.CopyTo(rebuilt.Root.ImReserved);
        rebuilt.Root.SourceHandle = entry.SavedSourceHandle;
        entry.Release();

        """;

    private const string Terminated = "Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, rebuilt);";
    private const string Kept = "{|CHIM2008:Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, rebuilt)|};";
    private const string OfRoot = "if (list.Root.OffloadHandle is { } handle && list.Root.Status == NdisStatus.Success)\n    ImOffloadEntry.From(handle).Release();\n";
    private const string OfSiblings = "for (var block = list.Root; !block.IsNull; block = block.NextBlock)\n    if (block.OffloadHandle is { } handle && block.Status == NdisStatus.Success)\n        ImOffloadEntry.From(handle).Release();\n";

    private static Task Verify(string operation, string body, string members = "", string types = "") => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handlers.InDriver($$"""
        public override void Protocol{{operation}}OffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{body.ReplaceLineEndings("\n    ")}}
        }
        """ + members) + types);

    [Fact, Breaks("C021")]
    public Task The_root_s_entry_only() => Verify("Terminate", OfRoot + ByHand + Kept);

    [Fact, Breaks("C021")]
    public Task The_root_s_entry_only_without_a_test() => Verify("Terminate", "ImOffloadEntry.From(list.Root.OffloadHandle!).Release();\n" + ByHand + Kept);

    [Fact, Breaks("C021")]
    public Task The_root_s_entry_only_in_a_slot() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handlers.InDriver($$"""
        public TerminateOffloadCompleteHandler Slot => (context, list) =>
        {
            {{(OfRoot + ByHand + Kept).ReplaceLineEndings("\n    ")}}
        };
        """));

    [Fact, Breaks("C021")]
    public Task Those_of_one_layer_only() => Verify("Terminate", OfSiblings + ByHand + Kept);

    [Fact, Breaks("C021")]
    public Task Those_of_one_layer_only_by_a_helper() => Verify("Terminate", "Drop(list.Root);\n" + ByHand + Kept, """

        private static void Drop(ProtocolOffloadBlock block)
        {
            if (block.IsNull)
                return;
            if (block.OffloadHandle is { } handle && block.Status == NdisStatus.Success)
                ImOffloadEntry.From(handle).Release();
            Drop(block.NextBlock);
        }
        """);

    [Fact, Breaks("C019")]
    public Task The_root_s_entry_only_after_a_failed_initiate() => Verify("Initiate", """
        foreach (var block in list.Blocks)
            if (block.OffloadHandle is { } published && block.Status is NdisStatus.Success or NdisStatus.OffloadPartialSuccess)
                ImOffloadEntry.From(published).Publish();

        """.Replace("foreach (var block in list.Blocks)", "var block = list.Root;", StringComparison.Ordinal).Replace("    if", "if", StringComparison.Ordinal).Replace("        Im", "    Im", StringComparison.Ordinal)
        + "if (list.Root.Status is not (NdisStatus.Success or NdisStatus.OffloadPartialSuccess) && list.Root.OffloadHandle is { } failed)\n    ImOffloadEntry.From(failed).Release();\n" + ByHand + "{|CHIM2004:{|CHIM2008:Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, rebuilt)|}|};");

    [Fact]
    public Task Silent_for_all_blocks() => Verify("Terminate", OfRoot.Replace("list.Root", "block", StringComparison.Ordinal).Insert(0, "foreach (var block in list.Blocks)\n    ").Replace("\n    Im", "\n        Im", StringComparison.Ordinal) + ByHand + Terminated);

    [Fact]
    public Task Silent_for_a_recursive_walk() => Verify("Terminate", "Drop(list.Root);\n" + ByHand + Terminated, """

        private static void Drop(ProtocolOffloadBlock block)
        {
            if (block.IsNull)
                return;
            if (block.OffloadHandle is { } handle && block.Status == NdisStatus.Success)
                ImOffloadEntry.From(handle).Release();
            Drop(block.DependentBlockList);
            Drop(block.NextBlock);
        }
        """);

    [Fact]
    public Task Silent_where_the_rest_waits_in_a_list() => Verify("Terminate", OfRoot + "_ended.ForEach(e => e.Release());\n_ended.Clear();\n" + ByHand + Terminated, """

        private readonly List<ImOffloadEntry> _ended = new();
        """);

    [Fact]
    public Task Silent_where_blocks_were_counted_on_the_way_down() => Verify("Terminate", OfRoot + ByHand + Terminated, """

        private int _largest;

        public override void MiniportTerminateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            var blocks = 0;
            foreach (var block in list.Blocks)
                blocks++;
            _largest = Math.Max(_largest, blocks);
            Ndis.NdisTerminateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        }
        """);

    [Fact]
    public Task Silent_where_the_layer_is_asked_for() => Verify("Terminate", OfSiblings.Replace("block.Status ==", "block.Header.Type == OffloadStateType.Tcp && block.Status ==", StringComparison.Ordinal) + ByHand + Terminated);

    [Fact]
    public Task Silent_where_it_is_seen_that_there_are_no_others() => Verify("Terminate", """
        if (!list.Root.NextBlock.IsNull || !list.Root.DependentBlockList.IsNull)
        {
            Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
            return;
        }

        """ + OfRoot + ByHand + Terminated);

    [Fact]
    public Task Silent_where_others_release() => Verify("Terminate", OfRoot + "Records.Release(list);\n" + ByHand + Terminated, "", """

        internal static class Records
        {
            public static void Release([Borrows] ProtocolOffloadBlockList list)
            {
                foreach (var block in list.Blocks)
                    if (block.OffloadHandle is { } handle && block.Status == NdisStatus.Success)
                        ImOffloadEntry.From(handle).Release();
            }
        }
        """);

    [Fact]
    public Task Silent_where_a_walker_gives_its_blocks() => Verify("Terminate", OfRoot + ByHand + Terminated, """

        public void Ended(ProtocolOffloadBlock block) => ImOffloadEntry.From(block.OffloadHandle!).Release();
        """);

    [Fact]
    public Task Silent_for_the_full_conversion_of_roots() => Verify("Initiate", "if (list.Root.Status == NdisStatus.Success)\n    Console.WriteLine(list.Root.PortNumber);\nNdis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list.ToMiniport());");

    [Fact]
    public Task Silent_where_the_entry_comes_from_a_table() => Verify("Terminate", "_entries[list.Root.OffloadHandle!].Release();\n" + ByHand + Terminated, """

        private readonly Dictionary<OffloadHandle, ImOffloadEntry> _entries = new();
        """);
}
