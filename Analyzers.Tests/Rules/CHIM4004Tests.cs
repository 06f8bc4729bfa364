using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM4004CodeFix>;

/// <summary>CHIM4004: each slot gets the method meant for it (C146).</summary>
public class CHIM4004Tests : RuleTest
{
    private static string Slots(string slots, string type = "ClientChimneyOffloadGenericCharacteristics") => $"public {type} Slots() => new() {{ {slots} }};\n";

    /// <summary>A function that completes an operation.</summary>
    private static string Completes(string name, string function, string attribute = "")
        => $"{attribute}private void {name}(ProtocolBindingContext context, ProtocolOffloadBlockList list) => Ndis.{function}(NdisMiniportHandle, list.ToMiniport());\n";

    [Fact, Breaks("C146")]
    public Task Of_another_operation_by_what_it_overrides() => VerifyAsync(Slots("UpdateOffloadCompleteHandler = {|CHIM4004:ProtocolQueryOffloadComplete|}"));

    [Fact]
    public Task Of_another_operation_by_its_attribute() => VerifyAsync(
        Slots("UpdateOffloadCompleteHandler = {|CHIM4004:Finish|}")
        + Completes("Finish", "NdisMQueryOffloadStateComplete", "[OffloadHandler(OffloadOperation.Query, OffloadPhase.Completion)] "));

    [Fact]
    public Task Of_another_operation_by_its_name() => VerifyAsync(
        Slots("UpdateOffloadCompleteHandler = {|CHIM4004:QueryOffloadComplete|}") + Completes("QueryOffloadComplete", "NdisMQueryOffloadStateComplete"));

    [Fact, Breaks("C146")]
    public Task In_two_slots() => VerifyAsync(
        "public NdisStatus Hold(MiniportAdapterContext context, OffloadContext own, NetBufferListChain chain)\n{\n    Ndis.NdisOffloadTcpSend(ImOffloadEntry.From(own).OffloadHandle, chain);\n    return NdisStatus.Pending;\n}\n"
        + Slots("TcpOffloadSendHandler = Hold, TcpOffloadForwardHandler = {|CHIM4004:Hold|}", "ProviderChimneyOffloadTcpCharacteristics"));

    [Fact]
    public Task In_an_assignment() => VerifyAsync("public void Fill(ClientChimneyOffloadGenericCharacteristics slots) => slots.QueryOffloadCompleteHandler = {|CHIM4004:ProtocolTerminateOffloadComplete|};");

    [Fact, Breaks("C146")]
    public Task Of_a_static_driver() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("""
        using Chimney;

        public static class Filter
        {
            private static NdisMiniportHandle s_miniport = null!;

            public static ClientChimneyOffloadTcpCharacteristics Slots() => new() { TcpOffloadSendCompleteHandler = {|CHIM4004:TcpOffloadForwardComplete|} };

            private static void TcpOffloadForwardComplete(ProtocolBindingContext context, NetBufferListChain chain) => Ndis.NdisTcpOffloadForwardComplete(s_miniport, chain);
        }
        """);

    [Fact]
    public Task Message_names_the_operation_and_the_slot() => Verify.VerifyAnalyzerAsync(
        Handlers.InDriver(Slots("UpdateOffloadCompleteHandler = {|#0:ProtocolQueryOffloadComplete|}")),
        Verify.Diagnostic(Descriptors.CHIM4004WrongSlot).WithLocation(0).WithArguments("Slots", "", "", "", "'ProtocolQueryOffloadComplete' is the handler of the query completion, and stands in UpdateOffloadCompleteHandler"));

    [Fact]
    public Task Silent_in_the_right_slots() => VerifyAsync(Slots("UpdateOffloadCompleteHandler = ProtocolUpdateOffloadComplete, QueryOffloadCompleteHandler = ProtocolQueryOffloadComplete"));

    [Fact]
    public Task Silent_for_names_that_are_no_handler_s() => VerifyAsync(Slots("UpdateOffloadCompleteHandler = QueryDone") + Completes("QueryDone", "NdisMUpdateOffloadComplete"));

    [Fact]
    public Task Silent_for_lambdas() => VerifyAsync(Slots("UpdateOffloadCompleteHandler = (context, list) => ProtocolUpdateOffloadComplete(context, list)"));

    [Fact]
    public Task Silent_for_one_method_in_the_same_slot_of_two_objects() => VerifyAsync(
        "public ClientChimneyOffloadGenericCharacteristics[] Slots() => new ClientChimneyOffloadGenericCharacteristics[] { new() { UpdateOffloadCompleteHandler = ProtocolUpdateOffloadComplete }, new() { UpdateOffloadCompleteHandler = ProtocolUpdateOffloadComplete } };");

    [Fact]
    public Task Silent_in_a_test_double() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(
        Handlers.InDriver(Slots("UpdateOffloadCompleteHandler = ProtocolQueryOffloadComplete")).Replace("public class", "[OffloadRole(DriverRole.None)]\npublic class", StringComparison.Ordinal));

    [Fact]
    public Task Fixed_by_swapping() => Verify.VerifyCodeFixAsync(
        Handlers.InDriver(Slots("UpdateOffloadCompleteHandler = {|CHIM4004:ProtocolQueryOffloadComplete|}, QueryOffloadCompleteHandler = {|CHIM4004:ProtocolUpdateOffloadComplete|}")),
        Handlers.InDriver(Slots("UpdateOffloadCompleteHandler = ProtocolUpdateOffloadComplete, QueryOffloadCompleteHandler = ProtocolQueryOffloadComplete")));

    [Fact]
    public Task No_fix_where_the_other_stands_right()
    {
        string source = Handlers.InDriver(Slots("UpdateOffloadCompleteHandler = {|CHIM4004:ProtocolQueryOffloadComplete|}, QueryOffloadCompleteHandler = (context, list) => ProtocolQueryOffloadComplete(context, list)"));
        return Verify.VerifyCodeFixAsync(source, source);
    }
}
