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

    private const string Ask = "Ndis.NdisMGetOffloadHandlers(NdisMiniportHandle, NdisChimneyOffloadType.Tcp, out NdisOffloadEventHandlers? table)";

    private static string Start(string body) => Handlers.InDriver($$"""
        private NdisTcpOffloadEventHandlers? _table;

        public void Start()
        {
        {{string.Join('\n', body.ReplaceLineEndings("\n").Split('\n').Select(line => "    " + line))}}
        }
        """);

    [Fact]
    public Task Tests_the_status_that_was_thrown_away() => Verify.VerifyCodeFixAsync(
        Start($"// ask\n{{|CHIM3004:{Ask}|}};\n_table = (NdisTcpOffloadEventHandlers)table!; // kept\nConsole.WriteLine();"),
        Start($"// ask\nif ({Ask} == NdisStatus.Success)\n    _table = (NdisTcpOffloadEventHandlers)table!; // kept\nConsole.WriteLine();"));

    [Fact]
    public Task Tests_the_status_that_was_discarded_on_one_line() => Verify.VerifyCodeFixAsync(
        Start($"_ = {{|CHIM3004:{Ask}|}}; _table = table as NdisTcpOffloadEventHandlers;"),
        Start($"if ({Ask} == NdisStatus.Success) _table = table as NdisTcpOffloadEventHandlers;"));

    [Fact]
    public Task Tests_the_status_in_its_variable() => Verify.VerifyCodeFixAsync(
        Start($"var status = {Ask};\n_table = (NdisTcpOffloadEventHandlers){{|CHIM3004:table|}}!; // kept\nConsole.WriteLine(status);"),
        Start($"var status = {Ask};\nif (status == NdisStatus.Success)\n    _table = (NdisTcpOffloadEventHandlers)table!; // kept\nConsole.WriteLine(status);"));

    /// <summary>Nothing is decided on the status here, or more than one statement, or the opposite.</summary>
    [Theory]
    [InlineData($"{{|CHIM3004:{Ask}|}};\nConsole.WriteLine();")]
    [InlineData($"{{|CHIM3004:{Ask}|}};\nConsole.WriteLine();\n_table = table as NdisTcpOffloadEventHandlers;")]
    [InlineData($"{{|CHIM3004:{Ask}|}}; // asked\n_table = table as NdisTcpOffloadEventHandlers;")]
    [InlineData($"{{|CHIM3004:{Ask}|}};\nvar tcp = table as NdisTcpOffloadEventHandlers;\n_table = tcp;")]
    [InlineData($"{{|CHIM3004:{Ask}|}};\n_table = table as NdisTcpOffloadEventHandlers;\nConsole.WriteLine(table);")]
    [InlineData($"var status = {Ask};\nif (status != NdisStatus.Success)\n    Console.WriteLine({{|CHIM3004:table|}}!.Header);")]
    public Task No_fix_where_more_hangs_on_the_status(string body) => Verify.VerifyCodeFixAsync(Start(body), Start(body));

    /// <summary>The status says whose the list is then: what to do with one that came back, only the driver knows.</summary>
    [Fact]
    public Task No_fix_where_a_list_goes_with_the_call()
    {
        string source = Handlers.InDriver("""
            private uint _taken;

            public void Deliver(NdisOffloadHandle upper, [Discharges] NetBufferListChain chain)
            {
                {|CHIM3004:Ndis.NdisTcpOffloadReceiveHandler(upper, chain, NdisStatus.Success, out uint consumed)|};
                _taken += consumed;
            }
            """).Replace("class Driver : IntermediateDriver", "abstract class Driver : OffloadTarget", StringComparison.Ordinal);
        return Verify.VerifyCodeFixAsync(source, source);
    }
}
