using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM2008CodeFix>;

/// <summary>CHIM2008: an offload entry that is given up while its object is offloaded, or never (C019, C021, C022).</summary>
public class CHIM2008Tests : RuleTest
{
    private const string ByHand = """
        var entry = ImCallEntry.From(list);
        var rebuilt = list.OverlayAsMiniport();
        entry.SavedImReserved.CopyTo(rebuilt.Root.ImReserved);
        rebuilt.Root.SourceHandle = entry.SavedSourceHandle;
        entry.Release();

        """;

    private static string Handler(string operation, string body, string members = "") => Handlers.InDriver($$"""
        public override void Protocol{{operation}}OffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{body.ReplaceLineEndings("\n    ")}}
        }
        """ + members);

    private static Task Completion(string operation, string body, string members = "") => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handler(operation, body, members));

    private static string Up(string operation, string list = "rebuilt") => $"Ndis.NdisM{(operation == "Query" ? "QueryOffloadState" : operation + "Offload")}Complete(NdisMiniportHandle, {list});";

    [Theory, Breaks("C022")]
    [InlineData("Query")]
    [InlineData("Update")]
    [InlineData("Invalidate")]
    public Task Released_while_the_object_is_offloaded(string operation)
        => Completion(operation, "{|CHIM2008:ImOffloadEntry.From(list.Root.OffloadHandle!).Release()|};\n" + Up(operation, "list.ToMiniport()"));

    [Fact, Breaks("C022")]
    public Task Released_by_a_helper() => Completion("Query", "{|CHIM2008:Drop(list.Root)|};\n" + Up("Query", "list.ToMiniport()"), """

        private static void Drop(ProtocolOffloadBlock block) => ImOffloadEntry.From(block.OffloadHandle!).Release();
        """);

    [Fact, Breaks("C022")]
    public Task Released_in_a_slot() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handlers.InDriver("""
        public QueryOffloadCompleteHandler Slot => (context, list) =>
        {
            foreach (var block in list.Blocks)
                if (block.OffloadHandle is { } handle && block.Status != NdisStatus.Success)
                    {|CHIM2008:ImOffloadEntry.From(handle).Release()|};
            Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        };
        """));

    [Fact, Breaks("C022")]
    public Task Released_on_the_way_down() => VerifyAsync("""
        public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            {|CHIM2008:ImOffloadEntry.From(list.Root.MiniportOffloadContext).Release()|};
            Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        }
        """);

    [Fact, Breaks("C021")]
    public Task Never_released_after_a_terminate() => Completion("Terminate", ByHand + "{|CHIM2008:" + Up("Terminate").TrimEnd(';') + "|};");

    [Theory, Breaks("C021")]
    [InlineData("Console.WriteLine(list.Root.Status);\n")]
    [InlineData("if (IsUp())\n{\n    Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, list.ToMiniport());\n    return;\n}\n\n")]
    public Task Never_released_whatever_the_status_is(string before) => Completion("Terminate", before + ByHand + "{|CHIM2008:" + Up("Terminate").TrimEnd(';') + "|};");

    [Fact]
    public Task Silent_where_a_status_was_asked_for() => Completion("Terminate", """
        if (list.Root.Status == NdisStatus.Success)
        {
            Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
            return;
        }


        """ + ByHand + Up("Terminate"));

    [Fact, Breaks("C021")]
    public Task The_message_says_that_no_code_releases_any() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(
        Handler("Terminate", ByHand + "{|#0:" + Up("Terminate").TrimEnd(';') + "|};"),
        ChimneyVerifier<ChimneyAnalyzer>.Diagnostic(Descriptors.CHIM2008OffloadEntry).WithLocation(0).WithOptions(Microsoft.CodeAnalysis.Testing.DiagnosticOptions.IgnoreAdditionalLocations)
            .WithArguments("ProtocolTerminateOffloadComplete", "terminate completion", "", "converts by hand, and no code gives an offload entry up; release those of blocks whose initiate failed or whose terminate succeeded"));

    [Fact, Breaks("C019")]
    public Task Never_released_after_a_failed_initiate() => Completion("Initiate", "foreach (var block in list.Blocks)\n    if (block.OffloadHandle is { } handle)\n        ImOffloadEntry.From(handle).Publish();\n" + ByHand + "{|CHIM2008:" + Up("Initiate").TrimEnd(';') + "|};");

    [Theory]
    [InlineData("Query")]
    [InlineData("Update")]
    [InlineData("Invalidate")]
    public Task Silent_where_nothing_is_given_up(string operation) => Completion(operation, ByHand + Up(operation));

    [Fact]
    public Task Silent_for_the_full_conversion() => Completion("Terminate", Up("Terminate", "list.ToMiniport()"));

    [Fact]
    public Task Silent_when_released_after_a_terminate() => Completion("Terminate", ByHand + "foreach (var block in rebuilt.Blocks)\n    if (!block.IsPlaceholder)\n        ImOffloadEntry.From(block.MiniportOffloadContext).Release();\n" + Up("Terminate"));

    [Fact]
    public Task Silent_when_gathered_and_released() => Completion("Terminate", """
        var ended = new List<ImOffloadEntry>();
        foreach (var block in list.Blocks)
            if (block.OffloadHandle is { } handle && block.Status == NdisStatus.Success)
                ended.Add(ImOffloadEntry.From(handle));

        """ + ByHand + "ended.ForEach(e => e.Release());\n" + Up("Terminate"));

    [Fact]
    public Task Silent_when_one_helper_serves_all_operations() => Completion("Query", "Finish(list, OffloadOperation.Query);", """

        public override void ProtocolTerminateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => Finish(list, OffloadOperation.Terminate);

        private void Finish(ProtocolOffloadBlockList list, OffloadOperation operation)
        {
            if (operation == OffloadOperation.Terminate)
                ImOffloadEntry.From(list.Root.OffloadHandle!).Release();
            if (operation == OffloadOperation.Terminate)
                Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
            else
                Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        }
        """);

    [Fact]
    public Task Silent_when_a_call_entry_is_released() => Completion("Query", ByHand + Up("Query"));

    [Fact]
    public Task The_fix_takes_the_release_out() => Verify.VerifyCodeFixAsync(
        Handler("Query", "{|CHIM2008:ImOffloadEntry.From(list.Root.OffloadHandle!).Release()|};\n" + Up("Query", "list.ToMiniport()")),
        Handler("Query", Up("Query", "list.ToMiniport()")));
}
