using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM2007CodeFix>;

/// <summary>CHIM2007: what an intermediate driver carries on goes on with something else (C029, C070, C086, C092, C096, C097).</summary>
public class CHIM2007Tests : RuleTest
{
    private const string Down = "Ndis.NdisOffloadTcpDisconnect(ImOffloadEntry.From(connection).OffloadHandle, chain, ";
    private const string EventUp = "Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(handle).NdisOffloadHandle, ";
    private const string DataUp = "Ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(handle).NdisOffloadHandle, chain, status, out ";

    private static string Disconnect(string body, string members = "") => $$"""
        public override NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain chain, TcpDisconnectFlags flags)
        {
            {{body.ReplaceLineEndings("\n    ")}}
        }
        {{members}}
        """;

    private static string Event(string body, string members = "") => $$"""
        public override void ProtocolTcpOffloadEvent(OffloadHandle handle, TcpOffloadEventType eventType, uint information)
        {
            {{body.ReplaceLineEndings("\n    ")}}
        }
        {{members}}
        """;

    private static string Data(string body) => $$"""
        public override NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle handle, NetBufferListChain chain, NdisStatus status, out uint bytesConsumed)
        {
            {{body.ReplaceLineEndings("\n    ")}}
        }
        """;

    [Theory, Breaks("C070")]
    [InlineData("TcpDisconnectFlags.AbortiveClose")]
    [InlineData("IsUp() ? TcpDisconnectFlags.GracefulClose : flags")]
    [InlineData("flags | TcpDisconnectFlags.GracefulClose")]
    [InlineData("flags ^ (TcpDisconnectFlags)3")]
    public Task Flags(string flags) => VerifyAsync(Disconnect("return " + Down + "{|CHIM2007:" + flags + "|});"));

    [Fact, Breaks("C070")]
    public Task Flags_in_a_variable() => VerifyAsync(Disconnect("""
        var close = flags;
        if (close == TcpDisconnectFlags.GracefulClose && IsUp())
            close = TcpDisconnectFlags.AbortiveClose;
        return
        """ + " " + Down + "{|CHIM2007:close|});"));

    [Fact, Breaks("C070")]
    public Task Flags_in_a_helper() => VerifyAsync(Disconnect(
        "return {|CHIM2007:Send(connection, chain, TcpDisconnectFlags.AbortiveClose)|};",
        "private static NdisStatus Send(OffloadContext connection, NetBufferListChain chain, TcpDisconnectFlags how) => " + Down + "how);"));

    [Fact, Breaks("C070")]
    public Task Flags_given_to_the_base() => VerifyAsync(Disconnect("return base.MiniportTcpOffloadDisconnect(context, connection, chain, {|CHIM2007:TcpDisconnectFlags.GracefulClose|});"));

    [Fact, Breaks("C070")]
    public Task Flags_in_a_slot() => VerifyAsync("""
        private WTcpOffloadDisconnectHandler? _slot;

        public void Fill() => _slot = (context, connection, chain, flags) =>
        """ + " " + Down + "{|CHIM2007:TcpDisconnectFlags.AbortiveClose|});\n\npublic bool IsFilled => _slot is not null;");

    [Theory, Breaks("C092")]
    [InlineData("{|CHIM2007:TcpOffloadEventType.Abort|}, information")]
    [InlineData("eventType, {|CHIM2007:0|}")]
    [InlineData("eventType, {|CHIM2007:information + 1|}")]
    public Task Event_carried_up(string arguments) => VerifyAsync(Event(EventUp + arguments + ");"));

    [Fact, Breaks("C092")]
    public Task Event_of_its_own_in_the_place_of_the_one() => VerifyAsync(Event("""
        if (eventType == TcpOffloadEventType.Abort)
        """ + "\n    " + EventUp + "{|CHIM2007:TcpOffloadEventType.Retrieve|}, (uint)TcpUploadReason.HardwareFailure);\nelse\n    " + EventUp + "eventType, information);"));

    [Fact, Breaks("C092")]
    public Task Event_by_the_table() => VerifyAsync(
        "private NdisTcpOffloadEventHandlers? _table;\npublic void Set(NdisTcpOffloadEventHandlers table) => _table = table;\n"
        + Event("_table!.NdisTcpOffloadEventHandler(ImOffloadEntry.From(handle).NdisOffloadHandle, {|CHIM2007:TcpOffloadEventType.Disconnect|}, information);"));

    [Theory, Breaks("C096")]
    [InlineData("{|CHIM2007:return NdisStatus.Success;|}")]
    [InlineData("if (result == NdisStatus.Success)\n    return result;\n{|CHIM2007:return NdisStatus.OffloadDataNotAccepted;|}")]
    [InlineData("bytesConsumed = 0;\n{|CHIM2007:return result;|}")]
    public Task Answer(string end) => VerifyAsync(Data("var result = " + DataUp + "bytesConsumed);\nSystem.Console.WriteLine(result);\n" + end));

    /// <summary>What the status is says nothing of the number, nor does a flag of the driver's own.</summary>
    [Theory, Breaks("C096")]
    [InlineData("if (result == NdisStatus.Success)\n{\n    bytesConsumed = 0;\n    {|CHIM2007:return result;|}\n}\nreturn result;")]
    [InlineData("if (IsUp())\n    bytesConsumed = 0;\n{|CHIM2007:return result;|}")]
    public Task Number_in_the_place_of_the_one_that_came(string end) => VerifyAsync(Data("var result = " + DataUp + "bytesConsumed);\n" + end));

    [Theory]
    [InlineData("sbyte")]
    [InlineData("byte")]
    [InlineData("short")]
    [InlineData("ushort")]
    [InlineData("int")]
    [InlineData("uint")]
    [InlineData("long")]
    [InlineData("ulong")]
    public Task Silent_where_a_number_decides(string type) => VerifyAsync(Data("var result = " + DataUp + "bytesConsumed);\nif (s_limit > 3)\n    bytesConsumed = 0;\nreturn result;") + $"\n\npublic static {type} s_limit;");

    [Fact]
    public Task Silent_where_two_calls_give_an_answer() => VerifyAsync(Data("""
        var part = chain.SplitFirst(out var rest);
        var upper = ImOffloadEntry.From(handle).NdisOffloadHandle;
        var first = Ndis.NdisTcpOffloadReceiveHandler(upper, part, status, out bytesConsumed);
        var second = Ndis.NdisTcpOffloadReceiveHandler(upper, rest, status, out uint more);
        bytesConsumed += more;
        return first == second ? first : NdisStatus.OffloadDataPartiallyAccepted;
        """));

    [Fact, Breaks("C092")]
    public Task Two_alterations_of_one_call_are_told_once() => VerifyAsync(Event(EventUp + "{|CHIM2007:TcpOffloadEventType.Abort|}, 7);"));

    [Theory, Breaks("C029")]
    [InlineData("{|CHIM2007:NdisMiniportHandle|}", "public override int VirtualMiniports => 2;")]
    [InlineData("NdisMiniportHandle", "")]
    public Task Always_on_the_first_miniport_in_a_base(string miniport, string count) => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync($$"""
        using Chimney;

        public abstract class Base : IntermediateDriver
        {
            {{count}}
            public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => Ndis.NdisMQueryOffloadStateComplete({{miniport}}, list.ToMiniport());
        }

        public class Lower : Base
        {
        }
        """);

    [Theory, Breaks("C097")]
    [InlineData("bytesConsumed = 0;\n{|CHIM2007:return NdisStatus.Success;|}")]
    [InlineData("bytesConsumed = 0;\nif (IsUp())\n    return NdisStatus.OffloadDataNotAccepted;\n{|CHIM2007:return NdisStatus.OffloadDataPartiallyAccepted;|}")]
    [InlineData("bytesConsumed = 1;\n{|CHIM2007:return NdisStatus.OffloadDataNotAccepted;|}")]
    public Task Answer_of_a_host(string body) => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Host(Data(body)));

    private static string Host(string members) => Handlers.InDriver(members).Replace("IntermediateDriver", "ProtocolDriver", StringComparison.Ordinal);

    [Fact, Breaks("C029")]
    public Task Always_on_the_first_miniport() => VerifyAsync("""
        public override int VirtualMiniports => 2;

        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            if (list.Root.Status != NdisStatus.Success)
                Console.WriteLine(list.Root.Status);
            Ndis.NdisMQueryOffloadStateComplete({|CHIM2007:NdisMiniportHandle|}, list.ToMiniport());
        }
        """);

    [Fact, Breaks("C086")]
    public Task Chains_on_the_first_miniport() => VerifyAsync("""
        public override int VirtualMiniports { get { return 4; } }

        public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext context, NetBufferListChain chain)
        {
            var miniport = NdisMiniportHandle;
            while (!chain.IsNull)
            {
                var part = chain.SplitFirst(out chain);
                Ndis.NdisTcpOffloadSendComplete({|CHIM2007:miniport|}, part);
            }
        }
        """);

    [Fact]
    public Task Silent_on_the_miniport_of_the_call_entry() => VerifyAsync("""
        public override int VirtualMiniports => 2;

        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            var miniport = ImCallEntry.From(list).NdisMiniportHandle;
            if (miniport == NdisMiniportHandle)
                Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
            else
                Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandles[1], list.ToMiniport());
        }

        private sealed class Call : ImCallEntry { public bool IsSecond; }

        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            if (ImCallEntry.From<Call>(list).IsSecond)
                Second(list);
            else
                Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
        }

        private void Second(ProtocolOffloadBlockList list) => Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandles[1], list.ToMiniport());
        """);

    [Fact]
    public Task Silent_where_requests_come_on_one_miniport_only() => VerifyAsync("""
        public override int VirtualMiniports => 2;

        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            if (context.NdisMiniportHandle != NdisMiniportHandle)
                Console.WriteLine("not for this one");
            Ndis.NdisQueryOffloadState(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        }

        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
            => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        """);

    [Theory]
    [InlineData("1")]
    [InlineData("Environment.ProcessorCount")]
    public Task Silent_with_one_miniport_or_who_knows_how_many(string count) => VerifyAsync($$"""
        public override int VirtualMiniports => {{count}};

        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
            => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        """);

    [Theory]
    [InlineData("flags")]
    [InlineData("flags & (TcpDisconnectFlags)3")]
    [InlineData("(TcpDisconnectFlags)(uint)flags")]
    [InlineData("flags == TcpDisconnectFlags.AbortiveClose ? TcpDisconnectFlags.AbortiveClose : TcpDisconnectFlags.GracefulClose")]
    [InlineData("Chosen()")]
    public Task Silent_for_the_same_flags(string flags)
        => VerifyAsync(Disconnect("return " + Down + flags + ");", "private static TcpDisconnectFlags Chosen() => (TcpDisconnectFlags)Random.Shared.Next();"));

    [Fact]
    public Task Silent_where_a_switch_tells_the_event() => VerifyAsync(Event("""
        switch (eventType)
        {
            case TcpOffloadEventType.Abort:
                Console.WriteLine("reset");
                Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(handle).NdisOffloadHandle, TcpOffloadEventType.Abort, information);
                break;
            case TcpOffloadEventType.Retrieve when information == (uint)TcpUploadReason.LowActivity:
                Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(handle).NdisOffloadHandle, TcpOffloadEventType.Retrieve, (uint)TcpUploadReason.LowActivity);
                break;
            default:
                Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(handle).NdisOffloadHandle, eventType, information);
                break;
        }
        """));

    [Theory]
    [InlineData("{0}\n{1}")]
    [InlineData("{1}\n{0}")]
    public Task Silent_for_an_event_of_its_own_besides(string order) => VerifyAsync(Event(string.Format(
        System.Globalization.CultureInfo.InvariantCulture, order, EventUp + "TcpOffloadEventType.Retrieve, (uint)TcpUploadReason.LowActivity);", EventUp + "eventType, information);")));

    [Fact]
    public Task Silent_where_the_same_answer_is_told_by_its_values() => VerifyAsync(Data("var result = " + DataUp + """
        var consumed);
        bytesConsumed = consumed;
        if (result == NdisStatus.Success)
        {
            Console.WriteLine("taken");
            return NdisStatus.Success;
        }
        if (result == NdisStatus.OffloadDataNotAccepted)
        {
            bytesConsumed = 0;
            return NdisStatus.OffloadDataNotAccepted;
        }
        return NdisStatus.OffloadDataPartiallyAccepted;
        """));

    [Fact]
    public Task Silent_where_a_helper_hands_the_answer_through() => VerifyAsync(Data("""
        bytesConsumed = 7;
        return Up(handle, chain, status, out bytesConsumed);
        """) + "\n\nprivate static NdisStatus Up(OffloadHandle handle, NetBufferListChain chain, NdisStatus status, out uint count)\n{\n    count = 0;\n    return " + DataUp + "count);\n}");

    [Theory]
    [InlineData("try\n{\n    return CALL;\n}\nfinally\n{\n    Console.WriteLine(status);\n}")]
    [InlineData("var result = CALL;\nif (result == NdisStatus.Success && bytesConsumed > 100)\n    Console.WriteLine(bytesConsumed);\nreturn result;")]
    [InlineData("var result = CALL;\nswitch (result)\n{\n    case NdisStatus.Success:\n        return NdisStatus.Success;\n    case NdisStatus.OffloadDataNotAccepted:\n        bytesConsumed = 0;\n        return NdisStatus.OffloadDataNotAccepted;\n    default:\n        return result;\n}")]
    [InlineData("var result = CALL;\nreturn result != NdisStatus.Success ? result : NdisStatus.Success;")]
    [InlineData("var result = CALL;\nvar copy = bytesConsumed;\nbytesConsumed = 0;\nbytesConsumed = copy;\nreturn result;")]
    [InlineData("var result = base.ProtocolTcpOffloadReceiveIndicate(handle, chain, status, out var n);\nbytesConsumed = n;\nreturn result;")]
    [InlineData("Func<NdisStatus, NdisStatus> log = s => { Console.WriteLine(s); return s; };\nreturn log(CALL);")]
    [InlineData("bytesConsumed = 0;\nif (chain.IsNull)\n    return NdisStatus.Success;\nreturn CALL;")]
    public Task Silent_for_odd_ways_to_hand_the_answer_through(string body) => VerifyAsync(Data(body.Replace("CALL", DataUp + "bytesConsumed)", StringComparison.Ordinal)));

    [Theory]
    [InlineData("var copy = (int)information;\nUP(eventType, (uint)copy);")]
    [InlineData("if (eventType is TcpOffloadEventType.Abort or TcpOffloadEventType.Disconnect)\n    UP(eventType == TcpOffloadEventType.Abort ? TcpOffloadEventType.Abort : TcpOffloadEventType.Disconnect, information);\nelse\n    UP(eventType, information);")]
    [InlineData("base.ProtocolTcpOffloadEvent(handle, eventType, information);\nif (eventType == TcpOffloadEventType.Abort)\n    UP(TcpOffloadEventType.Retrieve, (uint)TcpUploadReason.InvalidState);")]
    [InlineData("var (type, why) = (eventType, information);\nUP(type, why);")]
    [InlineData("for (var i = 0; i < 1; i++)\n    UP(eventType, information);")]
    [InlineData("(TcpOffloadEventType Type, uint Why) next = IsUp() ? (TcpOffloadEventType.Retrieve, 4u) : (eventType, information);\nif (next.Type != eventType)\n    UP(next.Type, next.Why);\nUP(eventType, information);")]
    public Task Silent_for_odd_ways_to_carry_an_event_up(string body) => VerifyAsync(Event(body.Replace("UP(", EventUp, StringComparison.Ordinal)));

    [Theory]
    [InlineData("bytesConsumed = 0;\nreturn NdisStatus.OffloadDataNotAccepted;")]
    [InlineData("bytesConsumed = chain.First!.DataLength;\nreturn NdisStatus.Success;")]
    [InlineData("bytesConsumed = 0;\nif (chain.First!.DataLength == 0)\n    return NdisStatus.Success;\nreturn NdisStatus.OffloadDataNotAccepted;")]
    [InlineData("bytesConsumed = IsUp() ? 1u : 0u;\nreturn bytesConsumed == 0 ? NdisStatus.OffloadDataNotAccepted : NdisStatus.OffloadDataPartiallyAccepted;")]
    public Task Silent_for_an_answer_of_a_host_that_agrees(string body) => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Host(Data(body)));

    [Fact]
    public Task Silent_for_a_target_s_own_event() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(
        Targets.Answering("pended = list.Pend();\nConsole.WriteLine(pended);", "public void Up(NdisOffloadHandle h) => Ndis.NdisTcpOffloadEventHandler(h, TcpOffloadEventType.Abort, 0);")
            .Replace("pended = list.Pend();\n            Console.WriteLine(pended);", "_work.Enqueue(list.Pend());", StringComparison.Ordinal));

    [Fact]
    public Task The_fix_passes_the_parameter() => Verify.VerifyCodeFixAsync(
        Handlers.InDriver(Disconnect("return " + Down + "{|CHIM2007:TcpDisconnectFlags.AbortiveClose|});")),
        Handlers.InDriver(Disconnect("return " + Down + "flags);")));

    [Fact]
    public Task The_fix_passes_the_event() => Verify.VerifyCodeFixAsync(
        Handlers.InDriver(Event(EventUp + "eventType, {|CHIM2007:0u|});")),
        Handlers.InDriver(Event(EventUp + "eventType, information);")));

    [Fact]
    public Task No_fix_for_an_answer()
    {
        var source = Handlers.InDriver(Data(DataUp + "bytesConsumed);\n{|CHIM2007:return NdisStatus.Success;|}"));
        return Verify.VerifyCodeFixAsync(source, source);
    }
}
