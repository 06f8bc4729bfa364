using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM3005CodeFix>;

/// <summary>CHIM3005: an argument that NDIS does not accept (C068, C093, C095, C152, C219, C230–C232, C242, C245, C257).</summary>
public class CHIM3005Tests : RuleTest
{
    private const string Event = "Ndis.NdisTcpOffloadEventHandler(connection, ";
    private const string Data = "Ndis.NdisTcpOffloadReceiveHandler(connection, NetBufferListChain.From(list), ";
    private const string Generic = "Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, ";

    /// <summary>A target with a method that does this.</summary>
    private static string InTarget(string body, string members = "") => $$"""
        using System;
        using Chimney;

        public abstract class Target : OffloadTarget
        {
            public void Do(NdisOffloadHandle connection, NetBufferList list, NeighborQuery query)
            {
                {{body.ReplaceLineEndings("\n        ")}}
            }

            protected static bool IsUp() => Random.Shared.Next(2) == 0;
            {{members.ReplaceLineEndings("\n    ")}}
        }
        """.ReplaceLineEndings("\n") + "\n";

    private static Task Target(string body, string members = "") => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(InTarget(body, members));

    private static string Asked(string type) => $"if (Ndis.NdisMGetOffloadHandlers(NdisMiniportHandle, {type}, out var table) == NdisStatus.Success)\n    Console.WriteLine(table);";

    [Theory, Breaks("C152")]
    [InlineData("NdisChimneyOffloadType.Ipsec")]
    [InlineData("NdisChimneyOffloadType.Rdma")]
    [InlineData("(NdisChimneyOffloadType)0")]
    public Task Chimneys(string type) => Target(Asked("{|CHIM3005:" + type + "|}"));

    [Theory, Breaks("C219")]
    [InlineData("NdisStatus.Resources")]
    [InlineData("NdisStatus.Pending")]
    public Task Statuses_of_data(string status) => Target($"if ({Data}{{|CHIM3005:{status}|}}, out var n) == NdisStatus.Success)\n    Console.WriteLine(n);");

    [Fact, Breaks("C093", "C219")]
    public Task Status_of_data_carried_up() => VerifyAsync("""
        public override NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle handle, NetBufferListChain chain, NdisStatus status, out uint bytesConsumed)
            => Ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(handle).NdisOffloadHandle, chain, {|CHIM3005:NdisStatus.Resources|}, out bytesConsumed);
        """);

    [Theory, Breaks("C230")]
    [InlineData("(TcpOffloadEventType)0")]
    [InlineData("(TcpOffloadEventType)5")]
    public Task Events(string type) => Target(Event + "{|CHIM3005:" + type + "|}, 0);");

    [Fact, Breaks("C230")]
    public Task Event_by_the_table() => Target("table.NdisTcpOffloadEventHandler(connection, {|CHIM3005:(TcpOffloadEventType)9|}, 0);", "protected NdisTcpOffloadEventHandlers table = null!;");

    [Theory, Breaks("C231")]
    [InlineData("0")]
    [InlineData("12")]
    [InlineData("(uint)TcpOffloadEventType.Abort")]
    public Task Reasons(string reason) => Target(Event + "TcpOffloadEventType.Retrieve, {|CHIM3005:" + reason + "|});");

    [Fact, Breaks("C231")]
    public Task Reason_in_variables() => Target($"var what = TcpOffloadEventType.Retrieve;\nuint why = 0;\nif (IsUp())\n    why = 5;\n{Event}what, {{|CHIM3005:why|}});");

    [Theory, Breaks("C231")]
    [InlineData("var kept = new Kept();\n", "kept.Why")]
    [InlineData("var kept = new Kept { Why = 99 };\n", "kept.Why")]
    [InlineData("var kept = (First: 3, Why: 0u);\n", "kept.Why")]
    [InlineData("var all = new uint[2];\nall[0] = 99;\n", "all[0]")]
    [InlineData("uint why = 99;\nFunc<uint> get = () => why;\n", "get()")]
    public Task Reason_in_a_part(string before, string reason) => Target($"{before}{Event}TcpOffloadEventType.Retrieve, {{|CHIM3005:{reason}|}});", "private struct Kept { public uint Why { get; set; } }");

    [Fact, Breaks("C231")]
    public Task Reason_given_to_a_helper_of_a_handler() => VerifyAsync("""
        public override void ProtocolTcpOffloadEvent(OffloadHandle handle, TcpOffloadEventType eventType, uint information)
        {
            var connection = ImOffloadEntry.From(handle).NdisOffloadHandle;
            Ndis.NdisTcpOffloadEventHandler(connection, eventType, information);
            if (eventType == TcpOffloadEventType.SendBacklogChange)
                {|CHIM3005:Leave(connection, 99)|};
        }

        private static void Leave(NdisOffloadHandle connection, uint why) => Ndis.NdisTcpOffloadEventHandler(connection, TcpOffloadEventType.Retrieve, why);
        """);

    [Fact, Breaks("C231")]
    public Task Reason_in_a_lambda() => Target("QueueWorkItem(() => " + Event + "TcpOffloadEventType.Retrieve, {|CHIM3005:99|}));");

    [Theory, Breaks("C232")]
    [InlineData("default")]
    [InlineData("default(NdisOffloadHandle)")]
    [InlineData("new NdisOffloadHandle()")]
    public Task Handles(string handle) => Target("Ndis.NdisTcpOffloadEventHandler({|CHIM3005:" + handle + "|}, TcpOffloadEventType.Abort, 0);");

    [Fact, Breaks("C095")]
    public Task Handle_of_an_event_carried_up() => VerifyAsync("""
        public override void ProtocolTcpOffloadEvent(OffloadHandle handle, TcpOffloadEventType eventType, uint information)
            => Ndis.NdisTcpOffloadEventHandler({|CHIM3005:default|}, eventType, information);
        """);

    [Fact, Breaks("C068")]
    public Task Handle_of_a_request() => VerifyAsync("""
        public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain chain)
            => Ndis.NdisOffloadTcpSend({|CHIM3005:null|}!, chain);
        """);

    [Fact, Breaks("C242")]
    public Task Query_without_a_list() => Target(Generic + "{|CHIM3005:default|}, IndicateOffloadEvent.NeighborReachabilityQuery);");

    [Fact, Breaks("C245")]
    public Task Reserved_indication() => Target(Generic + "default, {|CHIM3005:IndicateOffloadEvent.NeighborReachabilityInDoubt|});");

    [Theory, Breaks("C257")]
    [InlineData("0")]
    [InlineData("TcpDisconnectFlags.GracefulClose | TcpDisconnectFlags.AbortiveClose")]
    public Task Flags_of_a_disconnect(string flags) => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync($$"""
        using Chimney;

        public class Host : ProtocolDriver
        {
            public static void Close(OffloadHandle connection, NetBufferList list) => Ndis.NdisOffloadTcpDisconnect(connection, NetBufferListChain.From(list), {|CHIM3005:{{flags}}|});
        }
        """);

    [Theory]
    [InlineData("TcpOffloadEventType.SendBacklogChange, 0")]
    [InlineData("TcpOffloadEventType.SendBacklogChange, 65536")]
    [InlineData("TcpOffloadEventType.Retrieve, (uint)TcpUploadReason.HardwareFailure")]
    [InlineData("TcpOffloadEventType.Retrieve, 11")]
    [InlineData("(TcpOffloadEventType)Random.Shared.Next(), 0")]
    [InlineData("IsUp() ? TcpOffloadEventType.Abort : TcpOffloadEventType.Disconnect, 0")]
    public Task Silent_for_events(string arguments) => Target(Event + arguments + ");");

    [Theory]
    [InlineData("var handle = default(NdisOffloadHandle);\nif (IsUp())\n    handle = connection;\nif (!handle.IsNull)\n    Ndis.NdisTcpOffloadEventHandler(handle, TcpOffloadEventType.Abort, 0);")]
    [InlineData("NdisOffloadHandle? handle = null;\nif (IsUp())\n    handle = connection;\nif (handle is { } known)\n    Ndis.NdisTcpOffloadEventHandler(known, TcpOffloadEventType.Abort, 0);")]
    [InlineData("uint why = 0;\nwhile (why == 0)\n    why = (uint)Random.Shared.Next();\n" + Event + "TcpOffloadEventType.Retrieve, why);")]
    [InlineData(Event + "TcpOffloadEventType.Retrieve, (uint)Why.Slow);")]
    [InlineData("foreach (var why in new[] { TcpUploadReason.LowActivity, TcpUploadReason.SmallIO })\n    " + Event + "TcpOffloadEventType.Retrieve, (uint)why);")]
    [InlineData("var reasons = new uint[2];\nfor (var i = 0; i < reasons.Length; i++)\n    reasons[i] = 5;\n" + Event + "TcpOffloadEventType.Retrieve, reasons[0]);")]
    [InlineData("var reasons = new System.Collections.Generic.List<uint> { 0 };\n" + Event + "TcpOffloadEventType.Retrieve, reasons[0]);")]
    [InlineData("var reasons = new System.Collections.Generic.Dictionary<int, uint> { [1] = 0 };\n" + Event + "TcpOffloadEventType.Retrieve, reasons[1]);")]
    [InlineData("var handles = new NdisOffloadHandle[2];\nNdis.NdisTcpOffloadEventHandler(handles[1], TcpOffloadEventType.Abort, 0);")]
    [InlineData("var reasons = new uint[2];\nFill(reasons);\n" + Event + "TcpOffloadEventType.Retrieve, reasons[0]);")]
    [InlineData("var reasons = new uint[2];\nArray.Fill(reasons, 5u);\n" + Event + "TcpOffloadEventType.Retrieve, reasons[1]);")]
    [InlineData("var box = new Box();\nTake(box);\n" + Event + "TcpOffloadEventType.Retrieve, box.Reason);")]
    [InlineData("var box = new Box();\nOnTake!(box);\n" + Event + "TcpOffloadEventType.Retrieve, box.Reason);")]
    [InlineData("var handles = new NdisOffloadHandle[2];\nfor (var i = 0; i < 2; i++)\n    handles[i] = connection;\nNdis.NdisTcpOffloadEventHandler(handles[1], TcpOffloadEventType.Abort, 0);")]
    public Task Silent_for_odd_ways_to_what_is_right(string body) => Target(body, """
        private enum Why : uint { Slow = 1 }
        private sealed class Box { public uint Reason; }
        private event Action<Box>? OnTake;
        private static void Take(Box box) => box.Reason = 4;
        public void Raise() => OnTake?.Invoke(new Box());
        private static void Fill(uint[] reasons)
        {
            for (var i = 0; i < reasons.Length; i++)
                reasons[i] = (uint)i + 1;
        }
        """);

    [Fact]
    public Task Silent_where_the_type_decides() => Target($"var what = IsUp() ? TcpOffloadEventType.Retrieve : TcpOffloadEventType.Abort;\nvar why = what == TcpOffloadEventType.Retrieve ? 4u : 0u;\n{Event}what, why);");

    [Fact]
    public Task Silent_in_a_helper_that_is_given_what_is_right() => Target("Leave(connection, TcpUploadReason.SmallIO);", "private static void Leave(NdisOffloadHandle connection, TcpUploadReason why) => " + Event + "TcpOffloadEventType.Retrieve, (uint)why);");

    [Fact]
    public Task Silent_for_the_only_values() => Target(Asked("NdisChimneyOffloadType.Tcp") + "\n" + Generic + "query.GetBlockList(), IndicateOffloadEvent.NeighborReachabilityQuery);\n"
        + $"if ({Data}NdisStatus.Success, out var n) == NdisStatus.Success)\n    Console.WriteLine(n);");

    [Fact]
    public Task Silent_for_what_came_in() => VerifyAsync("""
        public override NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle handle, NetBufferListChain chain, NdisStatus status, out uint bytesConsumed)
            => Ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(handle).NdisOffloadHandle, chain, NdisStatus.Success, out bytesConsumed);

        public override void ProtocolIndicateOffloadEvent(ProtocolBindingContext context, ProtocolOffloadBlockList list, IndicateOffloadEvent code)
            => Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, list.OverlayAsMiniport(), code);
        """);

    [Fact]
    public Task Silent_in_a_test_double() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(
        InTarget(Event + "(TcpOffloadEventType)9, 0);").Replace("public abstract", "[OffloadRole(DriverRole.None)]\npublic abstract", StringComparison.Ordinal));

    [Theory]
    [InlineData("{|CHIM3005:NdisChimneyOffloadType.Rdma|}", "NdisChimneyOffloadType.Tcp")]
    public Task The_fix_passes_the_only_value(string wrong, string right) => Verify.VerifyCodeFixAsync(InTarget(Asked(wrong)), InTarget(Asked(right)));

    [Fact]
    public Task The_fix_passes_success() => Verify.VerifyCodeFixAsync(
        InTarget($"if ({Data}{{|CHIM3005:NdisStatus.Resources|}}, out var n) == NdisStatus.Success)\n    Console.WriteLine(n);"),
        InTarget($"if ({Data}NdisStatus.Success, out var n) == NdisStatus.Success)\n    Console.WriteLine(n);"));

    [Theory]
    [InlineData(Event + "{|CHIM3005:(TcpOffloadEventType)9|}, 0);")]
    [InlineData(Generic + "default, {|CHIM3005:IndicateOffloadEvent.NeighborReachabilityInDoubt|});")]
    public Task No_fix_where_there_is_a_choice_or_more_is_missing(string body) => Verify.VerifyCodeFixAsync(InTarget(body), InTarget(body));
}
