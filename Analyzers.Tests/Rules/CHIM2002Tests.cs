using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM2002CodeFix>;

/// <summary>CHIM2002: a completion converted by hand goes up without what the driver above had in the list (C012, C013, C042).</summary>
public class CHIM2002Tests : RuleTest
{
    private const string Entry = "var entry = ImCallEntry.From(list);\n";
    private const string Rebuilt = "var rebuilt = list.OverlayAsMiniport();\n";
    private const string Reserved = "entry.SavedImReserved.CopyTo(rebuilt.Root.ImReserved);\n";
    private const string Source = "rebuilt.Root.SourceHandle = entry.SavedSourceHandle;\n";
    private const string Release = "entry.Release();\n";
    private const string Up = "Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, rebuilt);";
    private const string Sent = "{|CHIM2002:Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, rebuilt)|};";

    private static string Handler(string body, string members = "") => Handlers.InDriver($$"""
        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{body.ReplaceLineEndings("\n    ")}}
        }
        """ + members);

    private static Task Completion(string body, string members = "") => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handler(body, members));

    [Fact, Breaks("C012", "C013")]
    public Task Nothing_restored() => Completion(Rebuilt + Sent);

    [Fact]
    public Task Released_but_not_restored() => Completion(Entry + Rebuilt + Release + Sent);

    [Fact, Breaks("C013")]
    public Task SourceHandle_not_restored() => Completion(Entry + Rebuilt + Reserved + Release + Sent);

    [Fact, Breaks("C013")]
    public Task Neither_restored_nor_released() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handler(Entry + Rebuilt + Reserved + Sent.Replace("{|CHIM2002:", "{|CHIM2002:{|CHIM2005:", StringComparison.Ordinal).Replace("|}", "|}|}", StringComparison.Ordinal)));

    [Fact, Breaks("C012")]
    public Task ImReserved_not_restored() => Completion(Entry + Rebuilt + Source + Release + Sent);

    [Fact, Breaks("C012", "C042")]
    public Task Only_one_element_restored() => Completion(Entry + Rebuilt + Source + "rebuilt.Root.ImReserved[0] = entry.SavedImReserved[0];\n" + Release + Sent);

    [Fact]
    public Task Restored_on_one_path_only() => Completion(Entry + Rebuilt + Reserved + "if (rebuilt.Root.Status == NdisStatus.Success)\n    " + Source + Release + Sent);

    [Fact]
    public Task Restored_too_late_is_no_use_after_hand_over_as_well() => Completion(Entry + Rebuilt + Reserved + "var root = rebuilt.Root;\n" + Release + Sent + "\nroot.SourceHandle = entry.SavedSourceHandle;");

    [Fact, Breaks("C013")]
    public Task Restored_from_the_list_that_came_in() => Completion(Entry + "var source = list.Root.SourceHandle;\n" + Rebuilt + Reserved + "rebuilt.Root.SourceHandle = source;\n" + Release + Sent);

    [Fact, Breaks("C012")]
    public Task Copied_from_the_list_that_came_in() => Completion(Entry + "var reserved = list.Root.ImReserved;\nreserved.CopyTo(list.Root.ImReserved);\n" + Rebuilt + Source + Release + Sent);

    [Fact, Breaks("C012", "C013")]
    public Task Restored_the_wrong_way_round() => Completion(Entry + Rebuilt + "rebuilt.Root.ImReserved[0] = entry.SavedSourceHandle;\nrebuilt.Root.ImReserved[1] = entry.SavedImReserved[1];\nrebuilt.Root.SourceHandle = entry.SavedImReserved[0];\n" + Release + Sent);

    [Fact, Breaks("C042")]
    public Task Elements_restored_the_wrong_way_round() => Completion(Entry + Rebuilt + Source + "var saved = entry.SavedImReserved;\nrebuilt.Root.ImReserved[0] = saved[1];\nrebuilt.Root.ImReserved[1] = saved[0];\n" + Release + Sent);

    [Fact]
    public Task Silent_when_copied_through_a_list_of_one_s_own() => Completion(Entry + "var kept = new List<object?> { entry.SavedSourceHandle, entry.SavedImReserved[0], entry.SavedImReserved[1] };\n" + Rebuilt
        + "rebuilt.Root.ImReserved[0] = kept[1];\nrebuilt.Root.ImReserved[1] = kept[2];\nrebuilt.Root.SourceHandle = kept[0];\n" + Release + Up);

    [Fact]
    public Task Silent_when_restored() => Completion(Entry + Rebuilt + Reserved + Source + Release + Up);

    [Fact]
    public Task Silent_when_restored_before_the_conversion() => Completion(Entry + (Reserved + Source).Replace("rebuilt", "list", StringComparison.Ordinal) + Release + Rebuilt + Up);

    [Fact]
    public Task Silent_when_restored_element_by_element() => Completion(Entry + Rebuilt + """
        for (int i = 0; i < 2; i++)
            rebuilt.Root.ImReserved[i] = entry.SavedImReserved[i];

        """ + Source + Release + Up);

    [Fact]
    public Task Silent_when_restored_through_a_span() => Completion(Entry + Rebuilt + """
        Span<object?> reserved = rebuilt.Root.ImReserved;
        reserved[0] = entry.SavedImReserved[0];
        reserved[1] = entry.SavedImReserved[1];
        ref object? source = ref rebuilt.Root.SourceHandle;
        source = entry.SavedSourceHandle;

        """ + Release + Up);

    [Fact]
    public Task Silent_when_a_helper_restores() => Completion(Entry + Rebuilt + "Restore(rebuilt.Root, entry);\n" + Up, """

        private static void Restore(MiniportOffloadBlock root, ImCallEntry entry)
        {
            entry.SavedImReserved.CopyTo(root.ImReserved);
            root.SourceHandle = entry.SavedSourceHandle;
            entry.Release();
        }
        """);

    [Fact]
    public Task Silent_when_the_restoring_is_not_seen() => Completion(Rebuilt + "Restore!(rebuilt.Root);\n" + Up, """

        public delegate void Sink(MiniportOffloadBlock root);

        public Sink? Restore { get; set; }
        """);

    [Fact]
    public Task Silent_for_an_event() => VerifyAsync("""
        public override void ProtocolIndicateOffloadEvent(ProtocolBindingContext context, ProtocolOffloadBlockList list, IndicateOffloadEvent code)
            => Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, list.OverlayAsMiniport(), code);
        """);

    [Fact]
    public Task The_fix_converts_in_full() => Verify.VerifyCodeFixAsync(
        Handler(Rebuilt + Sent),
        Handler(Rebuilt.Replace("OverlayAsMiniport", "ToMiniport", StringComparison.Ordinal) + Up));

    [Fact]
    public Task The_fix_writes_what_is_missing() => Verify.VerifyCodeFixAsync(
        Handler(Entry + Rebuilt + Source + Release + Sent),
        Handler(Entry + Reserved.Replace("rebuilt", "list", StringComparison.Ordinal) + Rebuilt + Source + Release + Up));

    [Fact]
    public Task The_fix_writes_everything_where_the_entry_is_released_by_hand() => Verify.VerifyCodeFixAsync(
        Handler(Entry + Rebuilt + Release + Sent),
        Handler(Entry + (Reserved + Source).Replace("rebuilt", "list", StringComparison.Ordinal) + Rebuilt + Release + Up));
}
