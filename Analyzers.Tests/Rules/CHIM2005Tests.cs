using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM2005CodeFix>;

/// <summary>CHIM2005: a call entry that is leaked, released twice, used after its release, or another operation's (C011, C014, C015, C044). List contexts have tests of their own.</summary>
public class CHIM2005Tests : RuleTest
{
    private const string Entry = "var entry = ImCallEntry.From(list);\n";
    private const string Rebuilt = "var rebuilt = list.OverlayAsMiniport();\n";
    private const string Restored = "entry.SavedImReserved.CopyTo(rebuilt.Root.ImReserved);\nrebuilt.Root.SourceHandle = entry.SavedSourceHandle;\n";
    private const string Release = "entry.Release();\n";
    private const string Up = "Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, rebuilt);";
    private const string Leaked = "{|CHIM2005:Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, rebuilt)|};";

    private static string Handler(string body, string members = "") => Handlers.InDriver($$"""
        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{body.ReplaceLineEndings("\n    ")}}
        }
        """ + members);

    private static Task Completion(string body, string members = "") => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handler(body, members));

    private static string Sending(string body, string members = "") => Handlers.InDriver($$"""
        public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            {{body.ReplaceLineEndings("\n    ")}}
        }
        """ + members);

    private static Task Request(string body, string members = "") => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Sending(body, members));

    [Fact, Breaks("C014")]
    public Task Never_released() => Completion(Entry + Rebuilt + Restored + Leaked);

    [Fact, Breaks("C014")]
    public Task Released_on_one_path_only() => Completion(Entry + Rebuilt + Restored + "if (IsUp())\n    " + Release + Leaked);

    [Fact, Breaks("C014")]
    public Task Released_too_late() => Completion(Entry + Rebuilt + Restored + Leaked + "\n" + Release);

    [Fact, Breaks("C014")]
    public Task Never_released_by_a_lambda() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handlers.InDriver($$"""
        public UpdateOffloadCompleteHandler Slot => (context, list) =>
        {
            {{(Entry + Rebuilt + Restored + Leaked).ReplaceLineEndings("\n    ")}}
        };
        """));

    [Fact, Breaks("C014")]
    public Task Never_released_after_resuming() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handlers.InDriver($$"""
        private readonly Queue<PendedProtocolOffload> _parked = new();

        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => _parked.Enqueue(list.Pend());

        public void Drain()
        {
            while (_parked.TryDequeue(out var parked))
            {
                var list = parked.Resume();
                {{(Entry + Rebuilt + Restored + Leaked).ReplaceLineEndings("\n        ")}}
            }
        }
        """));

    [Fact, Breaks("C014")]
    public Task Released_twice() => Completion(Entry + Rebuilt + Restored + Release + "{|CHIM2005:entry.Release()|};\n" + Up);

    [Fact, Breaks("C014")]
    public Task Released_again_by_a_helper() => Completion(Entry + Rebuilt + Restored + Release + "{|CHIM2005:Drop(entry)|};\n" + Up, """

        private static void Drop(ImCallEntry entry) => entry.Release();
        """);

    [Fact, Breaks("C014")]
    public Task Released_again_after_the_conversion_did_it() => Completion(Entry + "var rebuilt = list.ToMiniport();\n{|CHIM2005:entry.Release()|};\n" + Up);

    [Fact, Breaks("C015")]
    public Task Read_after_the_release() => Completion(Entry + Rebuilt + Release + Restored.Replace("entry.SavedImReserved", "{|CHIM2005:entry.SavedImReserved|}", StringComparison.Ordinal) + Up);

    [Fact, Breaks("C015")]
    public Task Converted_after_the_release() => Completion(Entry + Release + "var rebuilt = {|CHIM2005:list.ToMiniport()|};\n" + Up);

    [Theory, Breaks("C011", "C113")]
    [InlineData("_last")]
    [InlineData("s_last")]
    [InlineData("Last")]
    [InlineData("_entries[context]")]
    [InlineData("_waiting.Dequeue()")]
    [InlineData("_numbered[Environment.ProcessorCount]")]
    public Task Found_elsewhere(string where) => Completion($"var entry = {where};\n" + Rebuilt + Restored.Replace("entry.SavedImReserved", "{|CHIM2005:entry|}.SavedImReserved", StringComparison.Ordinal) + Release + Up, """

        private readonly Dictionary<ProtocolBindingContext, ImCallEntry> _entries = new();
        private readonly Queue<ImCallEntry> _waiting = new();
        private readonly Dictionary<int, ImCallEntry> _numbered = new();
        private static ImCallEntry s_last = new();
        private ImCallEntry _last = new();

        private ImCallEntry Last { get; set; } = new();
        """);

    [Fact]
    public async Task What_was_found_elsewhere_is_a_warning()
    {
        var source = Handler("var entry = _last;\n" + Rebuilt + Restored + Release + Up, "\nprivate ImCallEntry _last = new();");
        await ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(source, new Microsoft.CodeAnalysis.Testing.DiagnosticResult("CHIM2005", DiagnosticSeverity.Warning).WithSpan(11, 9, 11, 14));
    }

    [Theory, Breaks("C044", "C113")]
    [InlineData("private readonly ImCallEntry _entry = new();")]
    [InlineData("private ImCallEntry _entry = new();")]
    [InlineData("private static readonly ImCallEntry _entry = new();")]
    [InlineData("private ImCallEntry _entry { get; } = new();")]
    public Task Shared_by_all_operations(string member) => Request("Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol({|CHIM2005:_entry|}));", "\n" + member);

    [Fact, Breaks("C044")]
    public Task Shared_by_hand() => Request("""
        list.Root.ImReserved.CopyTo(_entry.SavedImReserved);
        _entry.SavedSourceHandle = list.Root.SourceHandle;
        list.Root.ImReserved[0] = {|CHIM2005:_entry|};
        Ndis.NdisUpdateOffload(NdisBindingHandle, list.OverlayAsProtocol());
        """, "\nprivate readonly ImCallEntry _entry = new();");

    [Fact]
    public Task Saved_after_the_call_is_not_saved_and_no_use_after_hand_over() => Request("""
        var entry = new ImCallEntry();
        list.Root.ImReserved.CopyTo(entry.SavedImReserved);
        list.Root.ImReserved[0] = entry;
        {|CHIM2001:Ndis.NdisUpdateOffload(NdisBindingHandle, list.OverlayAsProtocol())|};
        entry.SavedSourceHandle = null;
        """);

    [Fact, Breaks("C279")]
    public Task Data_written_after_the_call_is_a_use_after_hand_over() => Request("""
        var entry = new Record();
        list.Root.ImReserved.CopyTo(entry.SavedImReserved);
        entry.SavedSourceHandle = list.Root.SourceHandle;
        list.Root.ImReserved[0] = entry;
        Ndis.NdisUpdateOffload(NdisBindingHandle, list.OverlayAsProtocol());
        {|CHIM1005:entry.Started|} = DateTime.UtcNow;
        """, """

        private sealed class Record : ImCallEntry
        {
            public DateTime Started { get; set; }
        }
        """);

    [Fact]
    public Task Silent_when_released_once() => Completion(Entry + Rebuilt + Restored + Release + Up);

    [Fact]
    public Task Silent_when_released_before_the_overlay() => Completion(Entry + Restored.Replace("rebuilt", "list", StringComparison.Ordinal) + Release + Rebuilt + Up);

    [Fact]
    public Task Silent_when_released_on_each_path() => Completion(Entry + Rebuilt + Restored + "if (IsUp())\n    " + Release + "else\n    " + Release + Up);

    [Fact]
    public Task Silent_when_a_flag_says_that_it_was_released() => Completion("bool released = false;\n" + Entry + Rebuilt + Restored + "if (IsUp())\n{\n    " + Release + "    released = true;\n}\nif (!released)\n    " + Release + Up);

    [Fact]
    public Task Silent_when_a_helper_releases() => Completion(Entry + Rebuilt + Restored + "Drop(entry);\n" + Up, """

        private static void Drop(ImCallEntry entry) => entry.Release();
        """);

    [Fact]
    public Task Silent_when_a_finally_releases() => Completion(Rebuilt.Replace("var ", "", StringComparison.Ordinal).Insert(0, Entry + "MiniportOffloadBlockList rebuilt;\ntry\n{\n")
        + Restored + "}\nfinally\n{\n" + Release + "}\n" + Up);

    [Fact]
    public Task Silent_when_the_entry_goes_to_code_that_is_not_seen() => Completion(Entry + Rebuilt + Restored + "Drop!(entry);\n" + Up, """

        public Action<ImCallEntry>? Drop { get; set; }
        """);

    [Fact]
    public Task Silent_when_the_field_was_filled_from_the_list() => Completion("_current = ImCallEntry.From(list);\n" + Rebuilt + (Restored + Release).Replace("entry", "_current", StringComparison.Ordinal) + Up, """

        private ImCallEntry _current = new();
        """);

    [Fact]
    public Task Silent_when_the_key_was_left_in_the_list() => Completion("var entry = _entries[list.Root.ImReserved[1]!];\n" + Rebuilt + Restored + Release + Up, """

        private readonly Dictionary<object, ImCallEntry> _entries = new();
        """);

    [Fact]
    public Task Silent_when_the_key_is_not_known() => Completion("var entry = _entries[KeyOf(list.Root.ImReserved)];\n" + Rebuilt + Restored + Release + Up, """

        private readonly Dictionary<int, ImCallEntry> _entries = new();

        private static int KeyOf(Span<object?> reserved) => (int)reserved[1]!;
        """);

    [Fact]
    public Task Silent_for_an_entry_that_is_taken_from_a_store() => Request("""
        var entry = _spare ?? new ImCallEntry();
        _spare = null;
        Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol(entry));
        """, "\nprivate ImCallEntry? _spare;");

    [Fact]
    public Task Silent_for_a_pool() => Request("Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol(_pool.TryPop(out var entry) ? entry : new ImCallEntry()));", """

        private readonly Stack<ImCallEntry> _pool = new();

        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            var entry = ImCallEntry.From(list);
            Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
            _pool.Push(entry);
        }
        """);

    [Fact]
    public Task Silent_for_lists_taken_one_after_the_other() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handlers.InDriver($$"""
        private readonly Queue<PendedProtocolOffload> _parked = new();

        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => _parked.Enqueue(list.Pend());

        public void Drain()
        {
            while (_parked.TryDequeue(out var parked))
            {
                var list = parked.Resume();
                {{(Entry + Rebuilt + Restored + Release + Up).ReplaceLineEndings("\n        ")}}
            }
        }
        """));

    [Fact]
    public Task Silent_when_restored_before_it_was_parked() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handlers.InDriver($$"""
        private readonly Queue<PendedProtocolOffload> _parked = new();

        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{(Entry + (Restored + Release).Replace("rebuilt", "list", StringComparison.Ordinal)).ReplaceLineEndings("\n    ")}}
            _parked.Enqueue(list.Pend());
        }

        public void Drain()
        {
            while (_parked.TryDequeue(out var parked))
                Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, parked.Resume().OverlayAsMiniport());
        }
        """));

    [Fact]
    public Task Silent_for_an_odd_but_legal_conversion() => Completion("""
        MiniportOffloadBlockList rebuilt;
        using (var scope = new Scope(ImCallEntry.From<Record>(list)))
        {
            rebuilt = list.OverlayAsMiniport();
            var saved = scope.Entry.SavedImReserved;
            for (int i = saved.Length - 1; i >= 0; i--)
                (rebuilt.Root.ImReserved[i], scope.Entry.Count) = (saved[i], scope.Entry.Count + 1);
            ref object? source = ref rebuilt.Root.SourceHandle;
            source = scope.Entry.SavedSourceHandle;
        }
        Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, rebuilt);
        """, """

        private sealed class Record : ImCallEntry
        {
            public int Count { get; set; }
        }

        private readonly struct Scope : IDisposable
        {
            public Scope(Record entry) => Entry = entry;

            public Record Entry { get; }

            public void Dispose() => Entry.Release();
        }
        """);

    [Fact]
    public Task Silent_when_the_entry_is_handed_on_through_a_tuple() => Completion("""
        var (entry, rebuilt) = (ImCallEntry.From(list), 0);
        object?[] copy = entry.SavedImReserved.ToArray();
        object? source = entry.SavedSourceHandle;
        entry.Release();
        var up = list.OverlayAsMiniport();
        copy.AsSpan().CopyTo(up.Root.ImReserved);
        up.Root.SourceHandle = source;
        Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, up);
        """);

    [Fact]
    public Task Silent_when_each_operation_has_its_own_way() => Completion("""
        var entry = ImCallEntry.From(list);
        bool simple = list.Root.NextBlock.IsNull && list.Root.DependentBlockList.IsNull;
        if (simple)
        {
            entry.SavedImReserved.CopyTo(list.Root.ImReserved);
            list.Root.SourceHandle = entry.SavedSourceHandle;
            entry.Release();
        }
        var rebuilt = simple ? list.OverlayAsMiniport() : list.ToMiniport();
        Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, rebuilt);
        """);

    [Fact]
    public Task Silent_when_an_entry_of_the_driver_is_reset_and_compared() => Completion("""
        if (ReferenceEquals(ImCallEntry.From(list), _last))
            _last = null;
        Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
        """, """

        private ImCallEntry? _last;

        public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            _last = new ImCallEntry();
            Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol(_last));
        }
        """);

    /// <summary>Whether the one that all operations share may be replaced in between.</summary>
    [Theory, Breaks("C044")]
    [InlineData("_one", "private ImCallEntry _one; public Driver() => _one = new();")]
    [InlineData("_one", "private static ImCallEntry _one; static Driver() => _one = new();")]
    [InlineData("_one", "public readonly ImCallEntry _one = new();")]
    [InlineData("One", "public ImCallEntry One { get; } = new();")]
    [InlineData("One", "private ImCallEntry One { get; set; } = new();")]
    public Task Shared_and_never_replaced(string entry, string members) => Request($"Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol({{|CHIM2005:{entry}|}}));", "\n" + members);

    [Theory]
    [InlineData("_one", "internal ImCallEntry _one = new();")]
    [InlineData("_one", "private ImCallEntry _one = new(); public ImCallEntry One { get => _one; set => _one = value; }")]
    [InlineData("_one", "private ImCallEntry _one = new(); public void Renew() => Change(ref _one); private static void Change(ref ImCallEntry entry) => entry = new();")]
    [InlineData("One", "public ImCallEntry One { get; set; } = new();")]
    [InlineData("One", "private ImCallEntry One { get; set; } = new(); public void Renew() => One = new();")]
    public Task Silent_where_it_may_be_replaced(string entry, string members) => Request($"Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol({entry}));", "\n" + members);

    private const string Stores = """

        private readonly Dictionary<object, ImCallEntry> _entries = new();
        private readonly Store _store = new();
        private sealed class Store { public ImCallEntry Find(object key) => (ImCallEntry)key; public ImCallEntry this[object key] => (ImCallEntry)key; }
        private static int Key() => Random.Shared.Next();
        """;

    [Theory]
    [InlineData("var entry = _entries[Key()];\n")]
    [InlineData("var entry = _store.Find(context);\n")]
    [InlineData("var entry = _store[context];\n")]
    [InlineData("_entries.TryGetValue(list.Root.ImReserved[1]!, out var entry);\n")]
    public Task Silent_for_stores_that_may_know_the_list(string find) => Completion(find + Rebuilt + (Restored + Release).Replace("entry.", "entry!.", StringComparison.Ordinal) + Up, Stores);

    [Theory, Breaks("C011")]
    [InlineData("_entries.TryGetValue(context, out var entry);\n")]
    [InlineData("_entries.TryGetValue(3, out var entry);\n")]
    public Task Found_by_a_key_that_has_nothing_to_do_with_the_list(string find) => Completion(find + "{|CHIM2005:entry|}!.Release();\n" + Rebuilt + Restored.Replace("entry.", "entry!.", StringComparison.Ordinal) + Up, Stores);

    [Fact, Breaks("C015")]
    public Task Used_after_the_release_and_the_completion_is_one_mistake() => Completion(Entry + Rebuilt + Restored + Release + Up + "\nConsole.WriteLine({|CHIM2005:entry.Operation|});");

    [Fact]
    public Task The_fix_releases() => Verify.VerifyCodeFixAsync(
        Handler(Entry + Rebuilt + Restored + Leaked),
        Handler(Entry + Rebuilt + Restored + Release + Up));

    [Fact]
    public Task The_fix_moves_a_late_release() => Verify.VerifyCodeFixAsync(
        Handler(Entry + Rebuilt + Restored + Leaked + "\n" + Release.TrimEnd()),
        Handler(Entry + Rebuilt + Restored + Release + Up));

    [Fact]
    public Task The_fix_takes_the_second_release_out() => Verify.VerifyCodeFixAsync(
        Handler(Entry + Rebuilt + Restored + Release + "{|CHIM2005:entry.Release()|};\n" + Up),
        Handler(Entry + Rebuilt + Restored + Release + Up));

    [Fact]
    public Task The_fix_moves_an_early_release() => Verify.VerifyCodeFixAsync(
        Handler(Entry + Release + Rebuilt + Restored.Replace("entry.SavedImReserved", "{|CHIM2005:entry.SavedImReserved|}", StringComparison.Ordinal) + Up),
        Handler(Entry + Rebuilt + Restored + Release + Up));

    [Fact]
    public Task The_fix_leaves_the_release_to_the_conversion() => Verify.VerifyCodeFixAsync(
        Handler(Entry + "Console.WriteLine(entry.Operation);\n" + Release + "var rebuilt = {|CHIM2005:list.ToMiniport()|};\n" + Up),
        Handler(Entry + "Console.WriteLine(entry.Operation);\nvar rebuilt = list.ToMiniport();\n" + Up));

    [Fact]
    public Task The_fix_makes_an_entry_for_each_operation() => Verify.VerifyCodeFixAsync(
        Sending("Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol({|CHIM2005:_entry|}));", "\nprivate readonly ImCallEntry _entry = new();"),
        Sending("Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));", "\nprivate readonly ImCallEntry _entry = new();"));
}
