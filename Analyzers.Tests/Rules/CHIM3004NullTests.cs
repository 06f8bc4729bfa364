using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer>;

/// <summary>CHIM3004: what may not be there is tested before it is used (C049, C089, C099, C114, C151, C221).</summary>
public class CHIM3004NullTests : RuleTest
{
    private const string Pass = "Ndis.NdisTcpOffloadDisconnectComplete(NdisMiniportHandle, chain);";

    private static string Disconnect(string body, string members = "") => $$"""
        private uint _seen;
        private NetBufferList? _first;

        public override void ProtocolTcpOffloadDisconnectComplete(ProtocolBindingContext context, NetBufferListChain chain)
        {
            {{body}}
        }

        {{members}}
        """;

    private static string Event(string body) => $$"""
        private NdisStatus _last;

        public override void ProtocolIndicateOffloadEvent(ProtocolBindingContext context, ProtocolOffloadBlockList list, IndicateOffloadEvent code)
        {
            {{body}}
        }
        """;

    private const string Carry = "Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, list.ToMiniport(), code);";

    private static string Host(string members) => Handlers.InDriver(members).Replace("IntermediateDriver", "ProtocolDriver", StringComparison.Ordinal);

    [Fact, Breaks("C089")]
    public Task Of_a_disconnect_s_chain() => VerifyAsync(Disconnect($"_seen += {{|CHIM3004:chain.First!.TcpOffloadBytesTransferred|}}; {Pass}"));

    [Fact]
    public Task Of_its_miniport() => VerifyAsync(Disconnect("Ndis.NdisTcpOffloadDisconnectComplete({|CHIM3004:chain.NdisMiniportHandle|}, chain);"));

    [Fact]
    public Task Through_a_variable() => VerifyAsync(Disconnect($"NetBufferList first = chain.First!; if (IsUp()) _seen += {{|CHIM3004:first.TcpOffloadBytesTransferred|}}; {Pass}"));

    [Fact]
    public Task In_a_helper() => VerifyAsync(Disconnect($"{{|CHIM3004:Look(chain)|}}; {Pass}", "private void Look(NetBufferListChain list) => _seen += list.First!.TcpOffloadBytesTransferred;"));

    [Fact]
    public Task On_the_branch_of_a_null_chain() => VerifyAsync(Disconnect($"if (chain.IsNull) _seen += {{|CHIM3004:chain.First!.TcpOffloadBytesTransferred|}}; {Pass}"));

    [Fact, Breaks("C089")]
    public Task In_a_slot() => VerifyAsync("""
        private uint _seen;

        public ClientChimneyOffloadTcpCharacteristics Make() => new()
        {
            TcpOffloadDisconnectCompleteHandler = (context, chain) =>
            {
                _seen += {|CHIM3004:chain.First!.TcpOffloadBytesTransferred|};
                Ndis.NdisTcpOffloadDisconnectComplete(NdisMiniportHandle, chain);
            },
        };
        """);

    [Fact, Breaks("C089")]
    public Task In_a_host() => Verify.VerifyAnalyzerAsync(Host(Disconnect("_seen += {|CHIM3004:chain.First!.TcpOffloadBytesTransferred|};")));

    [Fact, Breaks("C099")]
    public Task Of_an_event_s_list() => VerifyAsync(Event($"_last = {{|CHIM3004:list.Root.Status|}}; {Carry}"));

    [Fact, Breaks("C099")]
    public Task Of_an_event_s_list_in_a_host() => Verify.VerifyAnalyzerAsync(Host(Event("_last = {|CHIM3004:list.Root.Status|};")));

    [Fact]
    public Task Of_an_event_with_another_code() => VerifyAsync(Event($"if (code != IndicateOffloadEvent.NeighborReachabilityQuery) _last = {{|CHIM3004:list.Root.Status|}}; {Carry}"));

    [Fact, Breaks("C049", "C114")]
    public Task Of_a_placeholder_s_context() => VerifyAsync("""
        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            foreach (MiniportOffloadBlock block in list.Blocks)
                Note(ImOffloadEntry.From({|CHIM3004:block.MiniportOffloadContext|}));
            Ndis.NdisQueryOffloadState(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        }

        private static void Note(ImOffloadEntry entry) => Console.WriteLine(entry);
        """);

    [Fact, Breaks("C049", "C114")]
    public Task Of_a_placeholder_in_a_target() => Verify.VerifyAnalyzerAsync(Targets.Answering("""
        foreach (var block in list.Blocks)
        {
            block.Status = NdisStatus.Success;
            Console.WriteLine({|CHIM3004:block.MiniportOffloadContext|}.IsNull);
        }
        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list);
        """));

    [Fact, Breaks("C151")]
    public Task Of_the_table_after_a_failure() => VerifyAsync("""
        public NdisStatus Start()
        {
            NdisStatus status = Ndis.NdisMGetOffloadHandlers(NdisMiniportHandle, NdisChimneyOffloadType.Tcp, out NdisOffloadEventHandlers? table);
            if (status != NdisStatus.Success)
                Console.WriteLine({|CHIM3004:table|}!.Header);
            return status;
        }
        """);

    [Fact, Breaks("C151")]
    public Task Of_the_table_before_its_status() => VerifyAsync("""
        private NdisTcpOffloadEventHandlers? _table;

        public NdisStatus Start()
        {
            NdisStatus status = Ndis.NdisMGetOffloadHandlers(NdisMiniportHandle, NdisChimneyOffloadType.Tcp, out NdisOffloadEventHandlers? table);
            _table = (NdisTcpOffloadEventHandlers){|CHIM3004:table|}!;
            Console.WriteLine(_table);
            return status;
        }
        """);

    [Fact, Breaks("C221")]
    public Task Of_a_list_that_stayed_above() => Verify.VerifyAnalyzerAsync(Indicating("if (status == NdisStatus.Success) _bytes += {|CHIM3004:list|}.TcpOffloadBytesTransferred;"));

    [Fact]
    public Task Silent_where_null_is_tested() => VerifyAsync(Disconnect($"if (!chain.IsNull) _seen += chain.First!.TcpOffloadBytesTransferred; {Pass}"));

    [Fact]
    public Task Silent_where_null_leaves_early() => VerifyAsync(Disconnect($$"""
        if (chain.IsNull)
        {
            {{Pass}}
            return;
        }
        Look(chain);
        Ndis.NdisTcpOffloadDisconnectComplete(chain.NdisMiniportHandle, chain);
        """, "private void Look([Borrows] NetBufferListChain list) => _seen += list.First!.TcpOffloadBytesTransferred;"));

    [Fact]
    public Task Silent_where_a_flag_remembers_it() => VerifyAsync(Disconnect($"bool some = chain is {{ IsNull: false }}; _seen++; if (some) _seen += chain.First!.TcpOffloadBytesTransferred; {Pass}"));

    [Fact]
    public Task Silent_over_the_lists() => VerifyAsync(Disconnect($"for (NetBufferList? list = chain.First; list is not null; list = list.Next) _seen += list.TcpOffloadBytesTransferred; {Pass}"));

    [Fact]
    public Task Silent_with_a_question_mark() => VerifyAsync(Disconnect($"_seen += chain.First?.TcpOffloadBytesTransferred ?? 0; {Pass}"));

    [Fact]
    public Task Silent_where_a_helper_tests() => VerifyAsync(Disconnect($"if (Has(chain)) _seen += chain.First!.TcpOffloadBytesTransferred; {Pass}", "private static bool Has(NetBufferListChain list) => !list.IsNull;"));

    [Fact]
    public Task Silent_where_code_that_is_not_seen_may_test() => VerifyAsync(Disconnect($"ArgumentNullException.ThrowIfNull(chain.First); _seen += chain.First.TcpOffloadBytesTransferred; {Pass}"));

    [Fact]
    public Task Silent_where_the_first_list_is_only_kept() => VerifyAsync(Disconnect($"_first = chain.First; {Pass}"));

    [Fact]
    public Task Silent_for_completions_that_always_have_lists() => VerifyAsync("""
        private uint _seen;

        public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext context, NetBufferListChain chain)
        {
            _seen += chain.First!.TcpOffloadBytesTransferred;
            Ndis.NdisTcpOffloadSendComplete(chain.NdisMiniportHandle, chain);
        }
        """);

    [Fact]
    public Task Silent_for_a_reachability_query() => VerifyAsync(Event($"switch (code) {{ case IndicateOffloadEvent.NeighborReachabilityQuery: _last = list.Root.Status; break; }} {Carry}"));

    [Fact]
    public Task Silent_after_other_codes_left() => VerifyAsync(Event($$"""
        if (code is not IndicateOffloadEvent.NeighborReachabilityQuery)
        {
            {{Carry}}
            return;
        }
        Console.WriteLine("a query");
        if (IsUp())
            Console.WriteLine("still");
        _last = list.Root.Status;
        Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, list.ToMiniport(), IndicateOffloadEvent.NeighborReachabilityQuery);
        """));

    [Fact]
    public Task Silent_where_the_root_is_tested() => VerifyAsync(Event($"ProtocolOffloadBlock root = list.Root; if (!root.IsNull) _last = root.Status; {Carry}"));

    [Fact]
    public Task Silent_over_the_blocks_of_no_list() => VerifyAsync(Event($"foreach (ProtocolOffloadBlock block in list.Blocks) _last = block.Status; {Carry}"));

    [Fact]
    public Task Silent_for_objects_and_for_unseen_tests() => VerifyAsync("""
        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            foreach (MiniportOffloadBlock block in list.Blocks)
            {
                if (block.IsPlaceholder)
                    continue;
                Console.WriteLine(block.MiniportOffloadContext.IsNull);
            }
            foreach (MiniportOffloadBlock block in list.Blocks)
                if (Knows(block))
                    Console.WriteLine(block.MiniportOffloadContext.IsNull);
            foreach (MiniportOffloadBlock block in list.Blocks)
                if (!block.NdisOffloadHandle.IsNull)
                    Console.WriteLine(block.MiniportOffloadContext.IsNull);
            Ndis.NdisQueryOffloadState(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        }

        private static bool Knows(MiniportOffloadBlock block) => !block.IsPlaceholder;
        """);

    /// <summary>The inner loop makes more states than are kept apart, so that they are merged.</summary>
    [Fact]
    public Task Silent_where_the_test_is_half_of_a_condition() => VerifyAsync("""
        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            foreach (MiniportOffloadBlock block in list.Blocks)
            {
                bool isNew = !block.IsPlaceholder && block.MiniportOffloadContext.IsNull;
                for (NetBufferList? data = block.NetBufferListChain; data is not null; data = data.Next)
                    Console.WriteLine(isNew);
            }
            Ndis.NdisQueryOffloadState(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        }
        """);

    [Theory]
    [InlineData("if (status != NdisStatus.Success) return; Console.WriteLine(table!.Header);")]
    [InlineData("if (Good(status)) Console.WriteLine(table!.Header);")]
    [InlineData("if ((int)status >= 0) Console.WriteLine(table!.Header);")]
    [InlineData("if (table is NdisTcpOffloadEventHandlers tcp) Console.WriteLine(tcp.Header);")]
    [InlineData("if (table is not null) Console.WriteLine(table.Header);")]
    [InlineData("Console.WriteLine(table?.Header); _table = table as NdisTcpOffloadEventHandlers; Console.WriteLine(status);")]
    [InlineData("System.Diagnostics.Debug.Assert(status == NdisStatus.Success); Console.WriteLine(table!.Header);")]
    [InlineData("bool ok = status == NdisStatus.Success; if (IsUp()) Console.WriteLine(); if (ok) _table = (NdisTcpOffloadEventHandlers)table!;")]
    public Task Silent_where_the_table_is_asked_for(string use) => VerifyAsync($$"""
        private NdisTcpOffloadEventHandlers? _table;

        public void Start()
        {
            NdisStatus status = Ndis.NdisMGetOffloadHandlers(NdisMiniportHandle, NdisChimneyOffloadType.Tcp, out NdisOffloadEventHandlers? table);
            {{use}}
        }

        private static bool Good(NdisStatus status) => (uint)status < 0x80000000;
        """);

    [Theory]
    [InlineData("if (status != NdisStatus.Success) _bytes += list.TcpOffloadBytesTransferred;")]
    [InlineData("if (status == NdisStatus.Success) _kept.Add(list); else _bytes += list.TcpOffloadBytesTransferred;")]
    [InlineData("if (status == NdisStatus.Success) { list = new NetBufferList(new NetBuffer(new byte[1])); _bytes += list.TcpOffloadBytesTransferred; }")]
    [InlineData("if (consumed == 0) _bytes += list.TcpOffloadBytesTransferred; Console.WriteLine(status);")]
    public Task Silent_for_lists_that_came_back(string use) => Verify.VerifyAnalyzerAsync(Indicating(use));

    private static string Indicating(string body) => Handlers.InDriver($$"""
        private uint _bytes;
        private readonly List<NetBufferList> _kept = new();

        public void Deliver(NdisOffloadHandle upper, NetBufferList data)
        {
            var list = data;
            NdisStatus status = Ndis.NdisTcpOffloadReceiveHandler(upper, NetBufferListChain.From(list), NdisStatus.Success, out uint consumed);
            {{body}}
        }
        """).Replace("class Driver : IntermediateDriver", "abstract class Driver : OffloadTarget", StringComparison.Ordinal);

    /// <summary>Code that is not seen learns whether there is a list, and may see to it that the rest is not reached.</summary>
    [Theory]
    [InlineData("Console.WriteLine(chain.IsNull); _seen += chain.First!.TcpOffloadBytesTransferred;")]
    [InlineData("bool none = chain.IsNull; System.Diagnostics.Debug.Assert(!none); _seen += chain.First!.TcpOffloadBytesTransferred;")]
    public Task Silent_where_the_answer_is_given_to_code_that_is_not_seen(string body) => VerifyAsync(Disconnect($"{body} {Pass}"));

    [Fact]
    public Task Message_tells_a_failure_from_no_test() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(
        Handlers.InDriver("""
            public NdisStatus Start()
            {
                NdisStatus status = Ndis.NdisMGetOffloadHandlers(NdisMiniportHandle, NdisChimneyOffloadType.Tcp, out NdisOffloadEventHandlers? table);
                if ({|#2:status != NdisStatus.Success|})
                    Console.WriteLine({|#0:table|}!.Header);
                return status;
            }

            public NdisStatus Look()
            {
                NdisStatus status = Ndis.NdisMGetOffloadHandlers(NdisMiniportHandle, NdisChimneyOffloadType.Tcp, out NdisOffloadEventHandlers? table);
                Console.WriteLine({|#1:table|}!.Header);
                return status;
            }
            """),
        Verify.Diagnostic(Descriptors.CHIM3004Untested).WithLocation(0).WithOptions(Microsoft.CodeAnalysis.Testing.DiagnosticOptions.IgnoreAdditionalLocations)
            .WithArguments("Start", "", " when 'status' is not Success", "the status decides what may be used and who owns it", "uses 'table' after a failure"),
        Verify.Diagnostic(Descriptors.CHIM3004Untested).WithLocation(1)
            .WithArguments("Look", "", "", "the status decides what may be used and who owns it", "uses 'table' untested"));
}
