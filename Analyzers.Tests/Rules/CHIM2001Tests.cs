using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM2001CodeFix>;

/// <summary>CHIM2001: a request converted by hand goes down without what its completion needs (C040–C043).</summary>
public class CHIM2001Tests : RuleTest
{
    private const string Sent = "{|CHIM2001:Ndis.NdisUpdateOffload(NdisBindingHandle, list.OverlayAsProtocol())|};";
    private const string Down = "Ndis.NdisUpdateOffload(NdisBindingHandle, list.OverlayAsProtocol());";
    private const string Entry = "var entry = new ImCallEntry();\n";
    private const string Reserved = "list.Root.ImReserved.CopyTo(entry.SavedImReserved);\n";
    private const string Source = "entry.SavedSourceHandle = list.Root.SourceHandle;\n";
    private const string Left = "list.Root.ImReserved[0] = entry;\n";

    private static string Handler(string body, string members = "") => Handlers.InDriver($$"""
        public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            {{body.ReplaceLineEndings("\n    ")}}
        }
        """ + members);

    private static Task Request(string body, string members = "") => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handler(body, members));

    [Fact, Breaks("C040", "C041", "C042", "C043")]
    public Task Nothing_saved() => Request(Sent);

    [Fact, Breaks("C043")]
    public Task Saved_but_not_left_in_the_list() => Request(Entry + Reserved + Source + Sent);

    [Fact, Breaks("C041")]
    public Task SourceHandle_not_saved() => Request(Entry + Reserved + Left + Sent);

    [Fact, Breaks("C041")]
    public Task ImReserved_not_saved() => Request(Entry + Source + Left + Sent);

    [Fact, Breaks("C042")]
    public Task Only_one_element_saved() => Request(Entry + Source + "entry.SavedImReserved[0] = list.Root.ImReserved[0];\n" + Left + Sent);

    [Fact, Breaks("C041")]
    public Task Saved_after_it_was_overwritten() => Request(Entry + Source + Left + Reserved + Sent);

    [Fact]
    public Task Saved_on_one_path_only() => Request(Entry + Source + "if (IsUp())\n    " + Reserved + Left + Sent);

    [Fact]
    public Task Sent_by_a_helper() => Request("{|CHIM2001:Send(list)|};", """

        private void Send(MiniportOffloadBlockList list)
        {
            Ndis.NdisUpdateOffload(NdisBindingHandle, list.OverlayAsProtocol());
        }
        """);

    [Fact]
    public Task Silent_when_saved_by_way_of_another_entry() => Request("var first = new ImCallEntry();\n" + (Reserved + Source).Replace("entry", "first", StringComparison.Ordinal) + Entry
        + "first.SavedImReserved.CopyTo(entry.SavedImReserved);\nentry.SavedSourceHandle = first.SavedSourceHandle;\n" + Left + Down);

    [Fact, Breaks("C041")]
    public Task Saved_from_the_other_member() => Request(Entry + Reserved + "entry.SavedSourceHandle = list.Root.ImReserved[0];\n" + Left + Sent);

    [Fact, Breaks("C040", "C041", "C043")]
    public Task Resumed_and_nothing_saved() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handlers.InDriver("""
        private readonly Queue<PendedMiniportOffload> _parked = new();

        public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => _parked.Enqueue(list.Pend());

        public void Drain()
        {
            while (_parked.TryDequeue(out var parked))
                {|CHIM2001:Ndis.NdisUpdateOffload(NdisBindingHandle, parked.Resume().OverlayAsProtocol())|};
        }
        """));

    [Fact]
    public Task Silent_when_saved_before_it_was_parked() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handlers.InDriver($$"""
        private readonly Queue<PendedMiniportOffload> _parked = new();

        public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            {{(Entry + Reserved + Source + Left).ReplaceLineEndings("\n    ")}}
            _parked.Enqueue(list.Pend());
        }

        public void Drain()
        {
            while (_parked.TryDequeue(out var parked))
                Ndis.NdisUpdateOffload(NdisBindingHandle, parked.Resume().OverlayAsProtocol());
        }
        """));

    [Fact]
    public Task Silent_when_saved_and_left() => Request(Entry + Reserved + Source + Left + Down);

    [Fact]
    public Task Silent_when_done_on_the_converted_list() => Request(Entry + "var down = list.OverlayAsProtocol();\n" + (Reserved + Source + Left).Replace("list.", "down.", StringComparison.Ordinal)
        + "Ndis.NdisUpdateOffload(NdisBindingHandle, down);");

    [Fact]
    public Task Silent_when_saved_element_by_element() => Request(Entry + """
        for (int i = 0; i < entry.SavedImReserved.Length; i++)
            entry.SavedImReserved[i] = list.Root.ImReserved[i];

        """ + Source + Left + Down);

    [Fact]
    public Task Silent_when_saved_in_a_pair() => Request(Entry + "(entry.SavedImReserved[0], entry.SavedImReserved[1]) = (list.Root.ImReserved[0], list.Root.ImReserved[1]);\n" + Source + Left + Down);

    [Fact]
    public Task Silent_when_a_derived_entry_saves() => Request("var entry = new Saving(list.Root);\n" + Left + Down, """

        public sealed class Saving : ImCallEntry
        {
            public Saving(MiniportOffloadBlock root)
            {
                root.ImReserved.CopyTo(SavedImReserved);
                SavedSourceHandle = root.SourceHandle;
            }
        }
        """);

    [Fact]
    public Task Silent_when_a_helper_saves() => Request("var entry = Save(list.Root);\n" + Down, """

        private static ImCallEntry Save(MiniportOffloadBlock root)
        {
            var entry = new ImCallEntry { SavedSourceHandle = root.SourceHandle };
            root.ImReserved.CopyTo(entry.SavedImReserved);
            root.ImReserved[0] = entry;
            return entry;
        }
        """);

    [Fact]
    public Task Silent_when_the_saving_is_not_seen() => Request("Save(list);\n" + Down, """

        private static void Save([Borrows] MiniportOffloadBlockList list)
        {
            var entry = new ImCallEntry { SavedSourceHandle = list.Root.SourceHandle };
            list.Root.ImReserved.CopyTo(entry.SavedImReserved);
            list.Root.ImReserved[0] = entry;
        }
        """);

    [Fact]
    public Task Nothing_to_save_when_given_back() => Request("""
        foreach (var block in list.Blocks)
            block.Status = NdisStatus.Failure;
        {|CHIM1008:Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list)|};
        """);

    [Fact]
    public Task Silent_for_the_full_conversion() => Request("Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));");

    [Fact]
    public Task The_fix_converts_in_full() => Verify.VerifyCodeFixAsync(
        Handler(Sent),
        Handler("Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));"));

    [Fact]
    public Task The_fix_uses_the_entry_that_is_there() => Verify.VerifyCodeFixAsync(
        Handler(Entry + Sent),
        Handler(Entry + "Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol(entry));"));

    [Fact]
    public Task The_fix_writes_what_is_missing() => Verify.VerifyCodeFixAsync(
        Handler(Entry + Source + Sent),
        Handler(Entry + Source + Reserved + Left + Down));

    [Fact]
    public Task The_fix_saves_before_the_entry_is_left() => Verify.VerifyCodeFixAsync(
        Handler(Entry + Source + Left + Sent),
        Handler(Entry + Source + Reserved + Left + Down));
}
