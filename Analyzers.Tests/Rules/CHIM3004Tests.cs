using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer>;

/// <summary>CHIM3004: results that say what may be used, and whose the lists are, are looked at (C151, C221).</summary>
public class CHIM3004Tests : RuleTest
{
    private const string Ask = "Ndis.NdisMGetOffloadHandlers(NdisMiniportHandle, NdisChimneyOffloadType.Tcp, out NdisOffloadEventHandlers? table)";
    private const string Indicate = "Ndis.NdisTcpOffloadReceiveHandler(upper, chain, NdisStatus.Success, out uint consumed)";

    private static string Start(string body) => $$"""
        private NdisTcpOffloadEventHandlers? _table;

        public void Start()
        {
            {{body}}
        }
        """;

    private static string Target(string body) => Handlers.InDriver($$"""
        private uint _taken;
        private readonly NdisTcpOffloadEventHandlers _ndis = Obtain();

        private static NdisTcpOffloadEventHandlers Obtain() => throw new NotSupportedException();

        public void Deliver(NdisOffloadHandle upper, [Discharges] NetBufferListChain chain)
        {
            {{body}}
            _taken += consumed;
        }
        """).Replace("class Driver : IntermediateDriver", "abstract class Driver : OffloadTarget", StringComparison.Ordinal);

    [Fact, Breaks("C151")]
    public Task Of_the_table_of_entry_points() => VerifyAsync(Start($"{{|CHIM3004:{Ask}|}}; _table = (NdisTcpOffloadEventHandlers)table!;"));

    [Fact]
    public Task Of_the_table_discarded() => VerifyAsync(Start($"_ = {{|CHIM3004:{Ask}|}}; _table = table as NdisTcpOffloadEventHandlers;"));

    [Fact]
    public Task In_a_lambda() => VerifyAsync(Start($"QueueWorkItem(() => {{ {{|CHIM3004:{Ask}|}}; _table = table as NdisTcpOffloadEventHandlers; }});"));

    [Fact]
    public Task In_a_static_driver() => Verify.VerifyAnalyzerAsync("""
        using Chimney;

        public static class Filter
        {
            public static void Start(NdisMiniportHandle handle) { {|CHIM3004:Ndis.NdisMGetOffloadHandlers(handle, NdisChimneyOffloadType.Tcp, out _)|}; }
        }
        """);

    [Fact, Breaks("C221")]
    public Task Of_a_target_s_indication() => Verify.VerifyAnalyzerAsync(Target($"{{|CHIM3004:{Indicate}|}};"));

    [Fact]
    public Task Of_a_target_s_indication_through_the_table() => Verify.VerifyAnalyzerAsync(Target("_ = {|CHIM3004:_ndis.NdisTcpOffloadReceiveHandler(upper, chain, NdisStatus.Success, out uint consumed)|};"));

    [Fact]
    public Task Message_names_the_function() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(
        Handlers.InDriver(Start($"{{|#0:{Ask}|}}; _table = table as NdisTcpOffloadEventHandlers;")),
        Verify.Diagnostic(Descriptors.CHIM3004Untested).WithLocation(0)
            .WithArguments("Start", "", "", "the status decides what may be used and who owns it", "ignores what 'NdisMGetOffloadHandlers' returns"));

    [Fact]
    public Task Silent_where_the_status_is_tested() => VerifyAsync(Start($"if ({Ask} == NdisStatus.Success) _table = (NdisTcpOffloadEventHandlers)table!;"));

    [Fact]
    public Task Silent_where_the_status_is_kept() => VerifyAsync(Start($"NdisStatus status = {Ask}; if (status == NdisStatus.Success) _table = (NdisTcpOffloadEventHandlers)table!;"));

    [Fact]
    public Task Silent_where_the_status_is_returned() => VerifyAsync($"public NdisStatus Ask() => {Ask.Replace("NdisOffloadEventHandlers? table", "_", StringComparison.Ordinal)};");

    [Fact]
    public Task Silent_where_a_target_looks_at_the_answer() => Verify.VerifyAnalyzerAsync(Target($"if ({Indicate} == NdisStatus.Success) _taken = 0;"));

    [Fact]
    public Task Silent_for_other_functions() => VerifyAsync("""
        public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext context, OffloadContext own, NetBufferListChain chain)
        {
            Ndis.NdisOffloadTcpSend(ImOffloadEntry.From(own).OffloadHandle, chain);
            return NdisStatus.Pending;
        }
        """);

    [Fact]
    public Task Silent_in_a_test_double() => Verify.VerifyAnalyzerAsync(
        Handlers.InDriver(Start($"{Ask}; _table = table as NdisTcpOffloadEventHandlers;")).Replace("public class", "[OffloadRole(DriverRole.None)]\npublic class", StringComparison.Ordinal));
}
