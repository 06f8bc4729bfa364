namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM2007 where what is carried on lies in a field, or beside a list that was kept, in between (C068, C070, C095).</summary>
public class CHIM2007FieldTests : RuleTest
{
    private static string Kept(string flags, string handler = "", string condition = "") => $$"""
        private sealed class Waiting
        {
            public Waiting(PendedNetBufferListChain chain, OffloadContext connection, TcpDisconnectFlags flags)
            {
                Chain = chain;
                Connection = connection;
                Flags = flags;
            }

            public PendedNetBufferListChain Chain { get; }

            public OffloadContext Connection { get; }

            public TcpDisconnectFlags Flags { get; }
        }

        private readonly Queue<Waiting> _waiting = new();

        public override NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain chain, TcpDisconnectFlags flags)
        {
            {{handler}}_waiting.Enqueue(new Waiting(chain.Pend(), connection, flags));
            return NdisStatus.Pending;
        }

        public void Work()
        {
            while (_waiting.TryDequeue(out var next))
            {
                {{condition}}Ndis.NdisOffloadTcpDisconnect(ImOffloadEntry.From(next.Connection).OffloadHandle, next.Chain.Resume(), {{flags}});
            }
        }
        """;

    [Theory, Breaks("C070")]
    [InlineData("{|CHIM2007:TcpDisconnectFlags.AbortiveClose|}")]
    [InlineData("{|CHIM2007:TcpDisconnectFlags.GracefulClose|}")]
    [InlineData("{|CHIM2007:(TcpDisconnectFlags)1|}")]
    public Task Flags_of_a_kept_request(string flags) => VerifyAsync(Kept(flags));

    [Fact, Breaks("C070")]
    public Task Flags_of_a_kept_request_that_nobody_kept() => VerifyAsync("""
        private readonly Queue<(PendedNetBufferListChain Chain, OffloadContext Connection)> _waiting = new();

        public override NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain chain, TcpDisconnectFlags flags)
        {
            _waiting.Enqueue((chain.Pend(), connection));
            return NdisStatus.Pending;
        }

        public void Work()
        {
            while (_waiting.TryDequeue(out var next))
                Ndis.NdisOffloadTcpDisconnect(ImOffloadEntry.From(next.Connection).OffloadHandle, next.Chain.Resume(), {|CHIM2007:TcpDisconnectFlags.GracefulClose|});
        }
        """);

    [Fact]
    public Task Silent_for_the_flags_that_were_kept() => VerifyAsync(Kept("next.Flags"));

    [Theory]
    [InlineData("next.Flags == TcpDisconnectFlags.AbortiveClose ? TcpDisconnectFlags.AbortiveClose : TcpDisconnectFlags.GracefulClose", "")]
    [InlineData("TcpDisconnectFlags.GracefulClose", "if (next.Flags != TcpDisconnectFlags.GracefulClose)\n            Ndis.NdisOffloadTcpDisconnect(ImOffloadEntry.From(next.Connection).OffloadHandle, next.Chain.Resume(), next.Flags);\n        else\n            ")]
    public Task Silent_where_the_kept_flags_decide(string flags, string condition) => VerifyAsync(Kept(flags, "", condition));

    [Fact]
    public Task Silent_where_the_handler_keeps_one_kind_only() => VerifyAsync(Kept("TcpDisconnectFlags.GracefulClose", "if (flags == TcpDisconnectFlags.AbortiveClose)\n        return Ndis.NdisOffloadTcpDisconnect(ImOffloadEntry.From(connection).OffloadHandle, chain, flags);\n    "));

    [Fact]
    public Task Silent_where_the_flags_are_kept_as_a_number() => VerifyAsync(Kept("TcpDisconnectFlags.GracefulClose", "if ((uint)flags == 1)\n        return Ndis.NdisOffloadTcpDisconnect(ImOffloadEntry.From(connection).OffloadHandle, chain, flags);\n    "));

    [Fact]
    public Task Silent_where_a_switch_tells_kept_flags() => VerifyAsync(Kept("TcpDisconnectFlags.GracefulClose", "", "if (next is { Flags: TcpDisconnectFlags.GracefulClose })\n            "
        ).Replace("next.Chain.Resume(), TcpDisconnectFlags.GracefulClose);", "next.Chain.Resume(), TcpDisconnectFlags.GracefulClose);\n        else\n            Ndis.NdisOffloadTcpDisconnect(ImOffloadEntry.From(next.Connection).OffloadHandle, next.Chain.Resume(), next.Flags);", StringComparison.Ordinal));

    private static string Event(string handle, string body = "", string members = "") => $$"""
        private NdisOffloadHandle _upper;
        private readonly Dictionary<OffloadHandle, NdisOffloadHandle> _uppers = new();

        public override void ProtocolInitiateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            foreach (var block in list.Blocks)
                if (block.OffloadHandle is { } own)
                {
                    _upper = ImOffloadEntry.From(own).NdisOffloadHandle;
                    _uppers[own] = ImOffloadEntry.From(own).NdisOffloadHandle;
                }
            Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
        }

        public override void ProtocolTcpOffloadEvent(OffloadHandle handle, TcpOffloadEventType eventType, uint information)
        {
            {{body}}Ndis.NdisTcpOffloadEventHandler({{handle}}, eventType, information);
        }
        {{members}}
        """;

    [Fact, Breaks("C095")]
    public Task The_handle_of_the_object_offloaded_last() => VerifyAsync(Event("{|CHIM2007:_upper|}"));

    [Fact, Breaks("C068")]
    public Task The_handle_of_the_connection_used_last() => VerifyAsync("""
        private OffloadHandle _own = null!;

        public override NdisStatus MiniportTcpOffloadReceive(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain chain)
        {
            _own = ImOffloadEntry.From(connection).OffloadHandle;
            return Ndis.NdisOffloadTcpReceive(_own, chain);
        }

        public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain chain)
            => Ndis.NdisOffloadTcpSend({|CHIM2007:_own|}, chain);
        """);

    [Fact]
    public Task Silent_for_the_handle_in_a_table() => VerifyAsync(Event("_uppers[handle]"));

    [Fact]
    public Task Silent_where_the_field_is_written_here() => VerifyAsync(Event("_upper", "_upper = _uppers[handle];\n    Console.WriteLine(information);\n    "));

    [Fact]
    public Task Silent_where_the_field_was_written_before_unseen_code() => VerifyAsync(Event("_upper", "_upper = _uppers[handle];\n    Hook!();\n    ", "public Action? Hook;"));

    [Fact]
    public Task Silent_for_a_field_of_another_class() => VerifyAsync(Event("Shared.Upper", "", "private static class Shared { public static NdisOffloadHandle Upper; public static void Set(NdisOffloadHandle upper) => Upper = upper; }"));

    [Fact, Breaks("C095")]
    public Task Unseen_code_does_not_write_the_field() => VerifyAsync(Event("{|CHIM2007:_upper|}", "Hook!();\n    ", "public Action? Hook;"));

    [Fact]
    public Task Silent_where_a_helper_writes_the_field() => VerifyAsync(Event("_upper", "Find(handle);\n    ", "private void Find(OffloadHandle handle) => _upper = ImOffloadEntry.From(handle).NdisOffloadHandle;"));

    [Fact]
    public Task Silent_where_the_field_is_looked_at() => VerifyAsync(Event("_upper", "if (!ImOffloadEntry.From(handle).NdisOffloadHandle.Equals(_upper))\n        Console.WriteLine(information);\n    "));

    [Fact]
    public Task Silent_where_a_copy_of_the_field_is_looked_at() => VerifyAsync(Event("upper", "var upper = _upper;\n    if (!upper.Equals(_uppers[handle]))\n        upper = _uppers[handle];\n    "));

    [Fact]
    public Task Silent_where_initiates_may_be_refused() => VerifyAsync(Event("_upper", "", """
        private int _objects;

        public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            if (_objects++ == 0)
            {
                Ndis.NdisInitiateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
                return;
            }
            foreach (var block in list.Blocks)
                block.Status = NdisStatus.Failure;
            Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);
        }
        """));

    [Fact]
    public Task Silent_in_a_slot() => VerifyAsync("""
        private NdisOffloadHandle _upper;

        public TcpOffloadEventHandler Slot => (handle, eventType, information) => Ndis.NdisTcpOffloadEventHandler(_upper, eventType, information);

        public void Set(NdisOffloadHandle upper) => _upper = upper;
        """);

    [Fact, Breaks("C095")]
    public Task A_static_property_for_all() => VerifyAsync(Event("{|CHIM2007:Last|}", "", "private static NdisOffloadHandle Last { get; set; }\n    public static void Set(NdisOffloadHandle upper) => Last = upper;"));

    [Fact]
    public Task Silent_for_a_field_of_each_thread() => VerifyAsync(Event("t_upper", "", "[ThreadStatic]\n    private static NdisOffloadHandle t_upper;\n    public static void Set(NdisOffloadHandle upper) => t_upper = upper;"));

    [Fact]
    public Task Silent_for_a_field_that_only_the_constructor_writes() => VerifyAsync(Event("_only", "", "private readonly NdisOffloadHandle _only;\n    public Driver(NdisOffloadHandle only) => _only = only;"));

    [Fact]
    public Task Silent_for_the_field_of_a_record_of_the_connection() => VerifyAsync(Event("_records[handle].Upper", "", """
        private sealed class Record
        {
            public NdisOffloadHandle Upper;
        }

        private readonly Dictionary<OffloadHandle, Record> _records = new();

        public void Add(OffloadHandle own, NdisOffloadHandle upper) => _records[own] = new Record { Upper = upper };
        """));

    [Fact]
    public Task Silent_where_a_field_is_given_to_others() => VerifyAsync(Event("_upper", "Choose(ref _upper, handle);\n    ", "private void Choose(ref NdisOffloadHandle upper, OffloadHandle handle) => upper = _uppers[handle];"));
}
