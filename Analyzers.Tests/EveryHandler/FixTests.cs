using Chimney.Analyzers.Tests.Harness;
using Chimney.Analyzers.Tests.Rules;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.EveryHandler;

/// <summary>The quick-fixes write the call of the handler that they stand in: function, handle, list and what goes along with them.</summary>
public class FixTests
{
    public static TheoryData<string> All => [.. s_rows.Select(h => h.Name)];

    public static TheoryData<string> OfLists => [.. s_rows.Where(h => h.Owes == Owes.List).Select(h => h.Name)];

    public static TheoryData<string> WithSiblings => [.. s_rows.Where(h => h.Wrong.Length > 0).Select(h => h.Name)];

    /// <summary>The data path and the indications; those of the block lists have tests of their own.</summary>
    private static readonly HandlerRow[] s_rows = [.. HandlerRow.Intermediate.Where(h => h.IsChain || h.Owes != Owes.List)];

    private static HandlerRow Row(string name) => HandlerRow.Intermediate.Single(h => h.Name == name);

    /// <summary>The handler with these statements, in a driver.</summary>
    private static string Driver(HandlerRow row, params string[] statements)
        => Handlers.InDriver($"public override {(row.Result.Length > 0 ? "NdisStatus" : "void")} {row.Name}({row.Parameters})\n{{\n{string.Concat(statements.Where(s => s.Length > 0).Select(s => $"    {s}\n"))}}}");

    private static string Call(HandlerRow row, string? list = null) => string.Format(null, row.Call, list ?? row.Rebuilt);

    private static string Return(HandlerRow row) => row.Result.Length > 0 ? $"return {row.Result};" : "";

    private static string Out(HandlerRow row) => row.Parameters.Contains("out uint bytes", StringComparison.Ordinal) ? "bytes = 0;" : "";

    [Theory]
    [MemberData(nameof(All))]
    public Task An_empty_handler_gets_its_call(string name)
    {
        var row = Row(name);
        bool isAnswer = Out(row).Length > 0; // what comes from above goes back down (C096)
        string before = Driver(row, Out(row), row.Result.Length > 0 ? $"{{|CHIM1001:{Return(row)}|}}" : "");
        string after = isAnswer ? Driver(row, Out(row), $"return {Call(row)};") : Driver(row, Call(row) + ";", Return(row));
        return ChimneyVerifier<ChimneyAnalyzer, CHIM1001CodeFix>.VerifyCodeFixAsync(
            row.Result.Length > 0 ? before : before.Replace(row.Name, $"{{|CHIM1001:{row.Name}|}}", StringComparison.Ordinal), after);
    }

    [Theory]
    [MemberData(nameof(All))]
    public Task An_early_return_gets_the_call(string name)
    {
        var row = Row(name);
        string exit = row.Result.Length > 0 ? Return(row) : "return;";
        bool isAnswer = Out(row).Length > 0;
        string fix = isAnswer ? "" : $"        {Call(row)};\n    ";
        return ChimneyVerifier<ChimneyAnalyzer, CHIM1001CodeFix>.VerifyCodeFixAsync(
            Driver(row, Out(row), "if (IsUp())", "{", $"    {{|CHIM1001:{exit}|}}", "}", Call(row) + ";", Return(row)),
            isAnswer
                ? Driver(row, Out(row), "if (IsUp())", "{", $"    return {Call(row)};", "}", Call(row) + ";", Return(row))
                : Driver(row, "if (IsUp())", "{", $"    {Call(row)};", $"    {exit}", "}", Call(row) + ";", Return(row)));
    }

    [Theory]
    [MemberData(nameof(OfLists))]
    public Task A_second_call_is_removed(string name)
    {
        var row = Row(name);
        return ChimneyVerifier<ChimneyAnalyzer, CHIM1002CodeFix>.VerifyCodeFixAsync(
            Driver(row, Call(row) + ";", $"{{|CHIM1002:{Call(row)}|}};", Return(row)),
            Driver(row, Call(row) + ";", Return(row)));
    }

    [Theory]
    [MemberData(nameof(WithSiblings))]
    public Task Another_operation_s_function_is_replaced(string name)
    {
        var row = Row(name);
        string wrong = System.Text.RegularExpressions.Regex.Replace(Call(row), @"^Ndis\.\w+", "Ndis." + row.Wrong);
        return ChimneyVerifier<ChimneyAnalyzer, CHIM1003CodeFix>.VerifyCodeFixAsync(
            Driver(row, $"{{|CHIM1003:{wrong}|}};", Return(row)),
            Driver(row, Call(row) + ";", Return(row)));
    }

    [Theory]
    [MemberData(nameof(OfLists))]
    public Task A_default_list_is_replaced(string name)
    {
        var row = Row(name);
        return ChimneyVerifier<ChimneyAnalyzer, CHIM1004CodeFix>.VerifyCodeFixAsync(
            Driver(row, Call(row, "{|CHIM1004:default|}") + ";", Return(row)),
            Driver(row, Call(row) + ";", Return(row)));
    }

    [Fact]
    public Task A_returned_call_of_another_operation_is_replaced() => ChimneyVerifier<ChimneyAnalyzer, CHIM1003CodeFix>.VerifyCodeFixAsync(
        Handlers.InDriver("""
            public override NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain list, TcpDisconnectFlags flags)
                => {|CHIM1003:Ndis.NdisOffloadTcpSend(ImOffloadEntry.From(connection).OffloadHandle, list)|};
            """),
        Handlers.InDriver("""
            public override NdisStatus MiniportTcpOffloadDisconnect(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain list, TcpDisconnectFlags flags)
                => Ndis.NdisOffloadTcpDisconnect(ImOffloadEntry.From(connection).OffloadHandle, list, flags);
            """));

    [Fact]
    public Task A_returned_status_stays_behind_the_call() => ChimneyVerifier<ChimneyAnalyzer, CHIM1001CodeFix>.VerifyCodeFixAsync(
        Handlers.InDriver("""
            public override NdisStatus MiniportTcpOffloadForward(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain list)
                => {|CHIM1001:NdisStatus.Pending|};
            """),
        Handlers.InDriver("""
            public override NdisStatus MiniportTcpOffloadForward(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain list)
            {
                Ndis.NdisOffloadTcpForward(ImOffloadEntry.From(connection).OffloadHandle, list);
                return NdisStatus.Pending;
            }
            """));

    [Fact]
    public Task The_rest_of_a_chain_is_completed() => ChimneyVerifier<ChimneyAnalyzer, CHIM1001CodeFix>.VerifyCodeFixAsync(
        Handlers.InDriver("""
            public override void {|CHIM1001:ProtocolTcpOffloadSendComplete|}(ProtocolBindingContext context, NetBufferListChain list)
            {
                var part = list.SplitFirst(out var rest);
                Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, part);
            }
            """),
        Handlers.InDriver("""
            public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext context, NetBufferListChain list)
            {
                var part = list.SplitFirst(out var rest);
                Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, part);
                if (!rest.IsNull)
                    Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, rest);
            }
            """));

    [Fact]
    public Task A_handle_in_a_variable_is_used() => ChimneyVerifier<ChimneyAnalyzer, CHIM1001CodeFix>.VerifyCodeFixAsync(
        Handlers.InDriver("""
            public override void {|CHIM1001:ProtocolTcpOffloadEvent|}(OffloadHandle offloadContext, TcpOffloadEventType eventType, uint eventSpecificInformation)
            {
                var above = ImOffloadEntry.From(offloadContext).NdisOffloadHandle;
            }
            """),
        Handlers.InDriver("""
            public override void ProtocolTcpOffloadEvent(OffloadHandle offloadContext, TcpOffloadEventType eventType, uint eventSpecificInformation)
            {
                var above = ImOffloadEntry.From(offloadContext).NdisOffloadHandle;
                Ndis.NdisTcpOffloadEventHandler(above, eventType, eventSpecificInformation);
            }
            """));

    /// <summary>Which of two numbers is the handler's own cannot be told where neither has its name.</summary>
    [Fact]
    public Task No_fix_guesses_between_two_numbers() => NoFixAsync("""
        [OffloadHandler(OffloadOperation.TcpEvent, OffloadPhase.Indication)]
        public static void {|CHIM1001:OnEvent|}(NdisOffloadHandle above, TcpOffloadEventType type, uint first, uint second)
        {
        }
        """);

    /// <summary>A target must not answer inside the handler (C192): a work item does.</summary>
    [Fact]
    public Task A_target_s_request_is_completed_later() => ChimneyVerifier<ChimneyAnalyzer, CHIM1001CodeFix>.VerifyCodeFixAsync(
        TargetSend("{|CHIM1001:return NdisStatus.Pending;|}"),
        TargetSend("""
            PendedNetBufferListChain pended = list.Pend();
                    QueueWorkItem(() =>
                    {
                        NetBufferListChain failed = pended.Resume();
                        for (var block = failed.First; block is not null; block = block.Next)
                            block.Status = NdisStatus.UploadInProgress;
                        Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, failed);
                    });
                    return NdisStatus.Pending;
            """));

    private static string TargetSend(string body) => $$"""
        using Chimney;

        public abstract class Driver : OffloadTarget
        {
            public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain list)
            {
                {{body}}
            }
        }
        """;

    private static Task NoFixAsync(string members)
        => ChimneyVerifier<ChimneyAnalyzer, CHIM1001CodeFix>.VerifyCodeFixAsync(Handlers.InDriver(members), Handlers.InDriver(members));
}
