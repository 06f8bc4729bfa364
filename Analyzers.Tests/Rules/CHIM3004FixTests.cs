using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM3004CodeFix>;

/// <summary>The fix of CHIM3004 guards the use of a list that may be null, and nothing else.</summary>
public class CHIM3004FixTests : RuleTest
{
    private static string Disconnect(string body) => Handlers.InDriver($$"""
        private uint _seen;

        public override void ProtocolTcpOffloadDisconnectComplete(ProtocolBindingContext context, NetBufferListChain chain)
        {
            {{body}}
        }
        """);

    private static string Event(string body) => Handlers.InDriver($$"""
        private NdisStatus _last;

        public override void ProtocolIndicateOffloadEvent(ProtocolBindingContext context, ProtocolOffloadBlockList list, IndicateOffloadEvent code)
        {
            {{body}}
            Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, list.ToMiniport(), code);
        }
        """);

    private const string Pass = "    Ndis.NdisTcpOffloadDisconnectComplete(NdisMiniportHandle, chain);";

    [Fact]
    public Task Guards_the_use() => Verify.VerifyCodeFixAsync(
        Disconnect($"// what was sent\n    _seen += {{|CHIM3004:chain.First!.TcpOffloadBytesTransferred|}}; // in bytes\n{Pass}"),
        Disconnect($"// what was sent\n    if (!chain.IsNull)\n        _seen += chain.First!.TcpOffloadBytesTransferred; // in bytes\n{Pass}"));

    [Fact]
    public Task Guards_the_use_of_an_event() => Verify.VerifyCodeFixAsync(
        Event("_last = {|CHIM3004:list.Root.Status|};"), Event("if (!list.IsNull)\n        _last = list.Root.Status;"));

    [Fact]
    public Task Guards_what_a_placeholder_lacks() => Verify.VerifyCodeFixAsync(
        Blocks("Console.WriteLine({|CHIM3004:block.MiniportOffloadContext|}.IsNull); // known"), Blocks("if (!block.IsPlaceholder)\n            Console.WriteLine(block.MiniportOffloadContext.IsNull); // known"));

    private static string Blocks(string body) => Handlers.InDriver($$"""
        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            foreach (var block in list.Blocks)
            {
                {{body}}
            }
            Ndis.NdisQueryOffloadState(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        }
        """);

    [Theory]
    [InlineData("Ndis.NdisTcpOffloadDisconnectComplete({|CHIM3004:chain.NdisMiniportHandle|}, chain);")]
    [InlineData("uint sent = {|CHIM3004:chain.First!.TcpOffloadBytesTransferred|}; _seen += sent; Ndis.NdisTcpOffloadDisconnectComplete(NdisMiniportHandle, chain);")]
    [InlineData("NetBufferList first = chain.First!; _seen += {|CHIM3004:first.TcpOffloadBytesTransferred|}; Ndis.NdisTcpOffloadDisconnectComplete(NdisMiniportHandle, chain);")]
    public Task No_fix_where_the_operation_would_stay_open_or_more_hangs_on_the_value(string body) => Verify.VerifyCodeFixAsync(Disconnect(body), Disconnect(body));
}
