using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM3003CodeFix>;

/// <summary>CHIM3003: I/O request handlers return Pending, the receive-return handler Success, always (C072, C073).</summary>
public class CHIM3003Tests : RuleTest
{
    private const string Forward = "Ndis.NdisOffloadTcpSend(ImOffloadEntry.From(own).OffloadHandle, chain);";

    private static string Send(string body) => $$"""
        public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext context, OffloadContext own, NetBufferListChain chain)
        {
            {{body}}
        }
        """;

    private static string Return(string body) => $$"""
        public override NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext context, NetBufferListChain chain)
        {
            Ndis.NdisOffloadTcpReceiveReturn(NdisBindingHandle, chain);
            {{body}}
        }
        """;

    [Fact, Breaks("C072")]
    public Task Success_of_a_send() => VerifyAsync(Send($"{Forward} {{|CHIM3003:return NdisStatus.Success;|}}"));

    [Fact, Breaks("C073")]
    public Task Pending_of_a_receive_return() => VerifyAsync(Return("{|CHIM3003:return NdisStatus.Pending;|}"));

    [Fact]
    public Task On_one_path() => VerifyAsync(Send($$"""
        if (IsUp())
        {
            Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain);
            {|CHIM3003:return NdisStatus.Failure;|}
        }
        return {{Forward}}
        """));

    [Fact]
    public Task Through_a_variable() => VerifyAsync(Send($"NdisStatus status = NdisStatus.Pending; if (IsUp()) status = NdisStatus.Resources; {Forward} {{|CHIM3003:return status;|}}"));

    [Fact]
    public Task Through_a_helper() => VerifyAsync(Send($"{Forward} {{|CHIM3003:return Result();|}}") + "\nprivate static NdisStatus Result() => NdisStatus.Failure;");

    [Fact, Breaks("C224", "C073")]
    public Task Of_a_target() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("""
        using Chimney;

        public abstract class Target : OffloadTarget
        {
            public override NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext context, NetBufferListChain chain) => {|CHIM3003:NdisStatus.Pending|};
        }
        """);

    [Fact, Breaks("C072")]
    public Task Of_a_composed_driver() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("""
        using Chimney;

        public static class Filter
        {
            public static readonly WTcpOffloadSendHandler Send = (context, own, chain) =>
            {
                Ndis.NdisOffloadTcpSend(ImOffloadEntry.From(own).OffloadHandle, chain);
                {|CHIM3003:return NdisStatus.Success;|}
            };
        }
        """);

    [Fact]
    public Task Message_says_what_is_returned_and_what_should_be() => Verify.VerifyAnalyzerAsync(
        Handlers.InDriver(Send($"{Forward} {{|#0:return NdisStatus.Success;|}}")),
        Verify.Diagnostic(Descriptors.CHIM3003WrongAnswer).WithLocation(0).WithArguments("MiniportTcpOffloadSend", "send request", "", "Pending", "Success"));

    [Fact]
    public Task Silent_with_the_constant() => VerifyAsync(Send($"{Forward} return NdisStatus.Pending;") + "\n" + Return("return NdisStatus.Success;"));

    [Fact]
    public Task Silent_with_the_result_of_the_function() => VerifyAsync(Send($"NdisStatus status = {Forward} if (status != NdisStatus.Pending) return status; return status;"));

    [Fact]
    public Task Silent_where_the_base_answers() => VerifyAsync(Send("return base.MiniportTcpOffloadSend(context, own, chain);"));

    [Fact]
    public Task Silent_where_the_wrong_status_cannot_come() => VerifyAsync(Send($"NdisStatus status = NdisStatus.Success; bool sent = IsUp(); {Forward} if (sent) status = NdisStatus.Pending; if (!sent) return NdisStatus.Pending; return status;"));

    [Fact]
    public Task Silent_for_an_indication() => VerifyAsync("""
        public override NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle own, NetBufferListChain chain, NdisStatus status, out uint bytes)
            => Ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(own).NdisOffloadHandle, chain, status, out bytes);
        """);

    [Fact]
    public Task Silent_in_a_test_double() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("""
        using Chimney;

        [OffloadRole(DriverRole.None)]
        public class Double : IntermediateDriver
        {
            public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext context, OffloadContext own, NetBufferListChain chain) => NdisStatus.Failure;
        }
        """);

    [Fact]
    public Task Fixed_by_the_constant() => FixAsync(
        Send($"{Forward} {{|CHIM3003:return NdisStatus.Success;|}}") + "\n" + Return("{|CHIM3003:return IsUp() ? NdisStatus.Failure : NdisStatus.Success;|}"),
        Send($"{Forward} return NdisStatus.Pending;") + "\n" + Return("return IsUp() ? NdisStatus.Success : NdisStatus.Success;"));

    [Fact]
    public Task Fixed_in_the_place_of_a_variable() => FixAsync(
        Send($"var status = NdisStatus.Failure; {Forward} {{|CHIM3003:return status;|}}").Replace("var status = NdisStatus.Failure;", "NdisStatus status = NdisStatus.Failure; chain.First.Status = status;", StringComparison.Ordinal),
        Send($"NdisStatus status = NdisStatus.Failure; chain.First.Status = status; {Forward} return NdisStatus.Pending;"));

    private static Task FixAsync(string before, string after) => Verify.VerifyCodeFixAsync(Handlers.InDriver(before), Handlers.InDriver(after));
}
