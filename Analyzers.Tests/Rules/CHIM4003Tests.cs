using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM4003CodeFix>;

/// <summary>CHIM4003: every slot is filled, fixed members stay, and what belongs together is registered together (C141–C145, C147–C149).</summary>
public class CHIM4003Tests : RuleTest
{
    private const string AllButQuery = """
        InitiateOffloadCompleteHandler = ProtocolInitiateOffloadComplete, TerminateOffloadCompleteHandler = ProtocolTerminateOffloadComplete,
                UpdateOffloadCompleteHandler = ProtocolUpdateOffloadComplete, InvalidateOffloadCompleteHandler = ProtocolInvalidateOffloadComplete,
                IndicateOffloadEventHandler = ProtocolIndicateOffloadEvent,
        """;

    private const string All = AllButQuery + "\n        QueryOffloadCompleteHandler = ProtocolQueryOffloadComplete,";

    /// <summary>Names the structures that belong to the one under test.</summary>
    private const string TcpClient = "public ClientChimneyOffloadTcpCharacteristics? Tcp;\n";
    private const string Providers = "public ProviderChimneyOffloadGenericCharacteristics? Up;\npublic ProviderChimneyOffloadTcpCharacteristics? TcpUp;\n";

    private static string Register(string slots, string type = "ClientChimneyOffloadGenericCharacteristics", string others = TcpClient + Providers) => others + $$"""
        public NdisStatus Register(NdisDriverHandle handle) => Ndis.NdisSetOptionalHandlers(handle, new {{type}}
            {
                {{slots}}
            });
        """;

    private static string Reported(string type) => $"{{|CHIM4003:{type}|}}";

    [Fact, Breaks("C144")]
    public Task Slot_left_out() => VerifyAsync(Register(AllButQuery, Reported("ClientChimneyOffloadGenericCharacteristics")));

    [Fact, Breaks("C144")]
    public Task Slot_set_to_null() => VerifyAsync(Register(AllButQuery + " QueryOffloadCompleteHandler = null", Reported("ClientChimneyOffloadGenericCharacteristics")));

    [Fact]
    public Task Through_a_variable() => VerifyAsync(TcpClient + Providers + $$"""
        public NdisStatus Register(NdisDriverHandle handle)
        {
            var slots = new {|CHIM4003:ClientChimneyOffloadGenericCharacteristics|}();
            slots.QueryOffloadCompleteHandler = ProtocolQueryOffloadComplete;
            return Ndis.NdisSetOptionalHandlers(handle, slots);
        }
        """);

    [Fact, Breaks("C142")]
    public Task Without_the_structure_for_TCP() => VerifyAsync(Register(All, Reported("ClientChimneyOffloadGenericCharacteristics"), Providers));

    [Fact, Breaks("C143")]
    public Task On_one_side_of_an_intermediate_driver() => VerifyAsync(Register(All, Reported("ClientChimneyOffloadGenericCharacteristics"), TcpClient));

    [Fact, Breaks("C141")]
    public Task Without_the_provider_s_structure_for_TCP() => VerifyAsync(Register("""
        InitiateOffloadHandler = MiniportInitiateOffload, TerminateOffloadHandler = MiniportTerminateOffload, UpdateOffloadHandler = MiniportUpdateOffload,
                InvalidateOffloadHandler = MiniportInvalidateOffload, QueryOffloadHandler = MiniportQueryOffload,
        """, Reported("ProviderChimneyOffloadGenericCharacteristics"), TcpClient + "public ClientChimneyOffloadGenericCharacteristics? Down;\n"));

    /// <summary>A page of the guide forgets the slot.</summary>
    [Fact, Breaks("C145")]
    public Task Without_the_completion_of_a_forward() => VerifyAsync(Register("""
        TcpOffloadSendCompleteHandler = ProtocolTcpOffloadSendComplete, TcpOffloadReceiveCompleteHandler = ProtocolTcpOffloadReceiveComplete,
                TcpOffloadDisconnectCompleteHandler = ProtocolTcpOffloadDisconnectComplete, TcpOffloadEventHandler = ProtocolTcpOffloadEvent,
                TcpOffloadReceiveIndicateHandler = ProtocolTcpOffloadReceiveIndicate,
        """, Reported("ClientChimneyOffloadTcpCharacteristics"), "public ClientChimneyOffloadGenericCharacteristics? Generic;\n" + Providers));

    [Theory]
    [InlineData("Flags = {|CHIM4003:4|}")]
    [InlineData("Header = new CharacteristicsHeader(ClientChimneyOffloadGenericCharacteristics.HeaderType, {|CHIM4003:2|}, 0x38)")]
    [Breaks("C148", "C149")]
    public Task Members_with_one_value(string member) => VerifyAsync($"public ClientChimneyOffloadGenericCharacteristics Slots() => new() {{ {member} }};");

    [Fact, Breaks("C147")]
    public Task Other_chimney() => VerifyAsync("public ClientChimneyOffloadTcpCharacteristics Slots() => new() { OffloadType = {|CHIM4003:(NdisChimneyOffloadType)2|} };");

    [Fact]
    public Task Message_names_the_slots() => Verify.VerifyAnalyzerAsync(
        Handlers.InDriver(Register(AllButQuery, "{|#0:ClientChimneyOffloadGenericCharacteristics|}")),
        Verify.Diagnostic(Descriptors.CHIM4003Incomplete).WithLocation(0).WithArguments(
            "Register", "", "", "", "'ClientChimneyOffloadGenericCharacteristics' is registered without QueryOffloadCompleteHandler; fill every slot, NDIS calls through each of them"));

    private const string AllProvided = """
        InitiateOffloadHandler = MiniportInitiateOffload, TerminateOffloadHandler = MiniportTerminateOffload, UpdateOffloadHandler = MiniportUpdateOffload,
                InvalidateOffloadHandler = MiniportInvalidateOffload, QueryOffloadHandler = MiniportQueryOffload,
        """;

    [Theory]
    [InlineData("ClientChimneyOffloadGenericCharacteristics", All, TcpClient, "client")]
    [InlineData("ProviderChimneyOffloadGenericCharacteristics", AllProvided, "public ProviderChimneyOffloadTcpCharacteristics? TcpUp;\n", "provider")]
    public Task Message_names_the_side(string type, string slots, string others, string side) => Verify.VerifyAnalyzerAsync(
        Handlers.InDriver(Register(slots, $"{{|#0:{type}|}}", others)),
        Verify.Diagnostic(Descriptors.CHIM4003Incomplete).WithLocation(0).WithArguments(
            "Register", "", "", "", $"only the {side} side of an intermediate driver is registered; register both sides, or neither to block chimney"));

    [Fact]
    public async Task Silent_where_another_file_names_the_other_structures()
    {
        var test = new ChimneyAnalyzerTest<ChimneyAnalyzer> { TestCode = Handlers.InDriver(Register(All, others: "")) };
        test.TestState.Sources.Add("using Chimney;\n\ninternal static class Others\n{\n    public static object?[] All => [null as ClientChimneyOffloadTcpCharacteristics, null as ProviderChimneyOffloadGenericCharacteristics, null as ProviderChimneyOffloadTcpCharacteristics];\n}\n".Replace("[null", "new object?[] { null", StringComparison.Ordinal).Replace("];", " };", StringComparison.Ordinal));
        await test.RunAsync();
    }

    [Fact]
    public Task Silent_when_complete() => VerifyAsync(Register(All));

    [Fact]
    public Task Silent_when_filled_later() => VerifyAsync(TcpClient + Providers + $$"""
        public NdisStatus Register(NdisDriverHandle handle)
        {
            var slots = new ClientChimneyOffloadGenericCharacteristics { {{AllButQuery}} };
            slots.QueryOffloadCompleteHandler = ProtocolQueryOffloadComplete;
            return Ndis.NdisSetOptionalHandlers(handle, slots);
        }
        """);

    [Fact]
    public Task Silent_where_other_code_may_fill_it() => VerifyAsync(TcpClient + Providers + $$"""
        public NdisStatus Register(NdisDriverHandle handle)
        {
            var slots = new ClientChimneyOffloadGenericCharacteristics { {{AllButQuery}} };
            Fill(slots);
            return Ndis.NdisSetOptionalHandlers(handle, slots);
        }

        private void Fill(ClientChimneyOffloadGenericCharacteristics slots) => slots.QueryOffloadCompleteHandler = ProtocolQueryOffloadComplete;
        """);

    [Fact]
    public Task Silent_where_the_object_is_given_away() => VerifyAsync("public ClientChimneyOffloadGenericCharacteristics Slots() => new() { Flags = 0 };");

    [Fact]
    public Task Silent_on_one_side_of_what_is_not_said_to_be_intermediate() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("""
        using Chimney;

        public class Part
        {
            public static NdisStatus Register(NdisDriverHandle handle, ClientChimneyOffloadGenericCharacteristics generic, ClientChimneyOffloadTcpCharacteristics tcp)
                => Ndis.NdisSetOptionalHandlers(handle, generic) == NdisStatus.Success ? Ndis.NdisSetOptionalHandlers(handle, tcp) : NdisStatus.Failure;
        }
        """);

    [Fact]
    public Task Silent_in_a_test_double() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(
        Handlers.InDriver(Register(AllButQuery)).Replace("public class", "[OffloadRole(DriverRole.None)]\npublic class", StringComparison.Ordinal));

    [Fact]
    public Task Fixed_with_the_handlers_of_the_type() => Verify.VerifyCodeFixAsync(
        Handlers.InDriver(Register(AllButQuery, Reported("ClientChimneyOffloadGenericCharacteristics")) + Query),
        Handlers.InDriver(Register(All) + Query));

    [Fact]
    public Task Fixed_with_an_inherited_handler() => Verify.VerifyCodeFixAsync(
        Handlers.InDriver(Register(AllButQuery, Reported("ClientChimneyOffloadGenericCharacteristics"))),
        Handlers.InDriver(Register(All)));

    [Fact]
    public Task No_fix_where_the_handler_is_not_written()
    {
        string source = """
            using Chimney;

            public class Part
            {
                public ClientChimneyOffloadTcpCharacteristics? Tcp;
                public static NdisStatus Register(NdisDriverHandle handle) => Ndis.NdisSetOptionalHandlers(handle, new {|CHIM4003:ClientChimneyOffloadGenericCharacteristics|} { IndicateOffloadEventHandler = null });
            }
            """;
        return Verify.VerifyCodeFixAsync(source, source);
    }

    private const string Query = """


        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
            => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        """;
}
