using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM4003CodeFix>;

/// <summary>What the fix for CHIM4003 writes where a slot has no handler: one that carries the operation on.</summary>
public class CHIM4003FixTests
{
    private const string Client = "ClientChimneyOffloadGenericCharacteristics";
    private const string Slots = "InitiateOffloadCompleteHandler = Ready, TerminateOffloadCompleteHandler = Ended, UpdateOffloadCompleteHandler = Updated,\n            InvalidateOffloadCompleteHandler = Invalidated, ";
    private const string Query = "QueryOffloadCompleteHandler = ProtocolQueryOffloadComplete,";
    private const string Event = "IndicateOffloadEventHandler = ProtocolIndicateOffloadEvent,";

    private const string QueryHandler = """


            private void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            {
                Ndis.NdisMQueryOffloadStateComplete(_miniport, offloadBlockList.ToMiniport());
            }
        """;

    private const string EventHandler = """


            private void ProtocolIndicateOffloadEvent(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList, IndicateOffloadEvent indicationCode)
            {
                Ndis.NdisMOffloadEventIndicate(_miniport, offloadBlockList.OverlayAsMiniport(), indicationCode);
            }
        """;

    /// <summary>A driver that is composed from functions, and registers these slots.</summary>
    private static string Filter(string slots, string type = Client, string end = "", string role = "Intermediate") => $$"""
        using Chimney;

        [OffloadRole(DriverRole.{{role}})]
        public class Filter
        {
            public ClientChimneyOffloadGenericCharacteristics? Below;
            public ClientChimneyOffloadTcpCharacteristics? TcpBelow;
            public ProviderChimneyOffloadGenericCharacteristics? Above;
            public ProviderChimneyOffloadTcpCharacteristics? TcpAbove;
            private readonly NdisMiniportHandle _miniport;
            private readonly NdisBindingHandle _binding;

            public Filter(NdisMiniportHandle miniport, NdisBindingHandle binding) => (_miniport, _binding) = (miniport, binding);

            public NdisStatus Register(NdisDriverHandle handle) => Ndis.NdisSetOptionalHandlers(handle, new {{type}}
            {
                {{slots}}
            });

            private void Ready(ProtocolBindingContext context, ProtocolOffloadBlockList list) => Ndis.NdisMInitiateOffloadComplete(_miniport, list.ToMiniport());

            private void Ended(ProtocolBindingContext context, ProtocolOffloadBlockList list) => Ndis.NdisMTerminateOffloadComplete(_miniport, list.ToMiniport());

            private void Updated(ProtocolBindingContext context, ProtocolOffloadBlockList list) => Ndis.NdisMUpdateOffloadComplete(_miniport, list.ToMiniport());

            private void Invalidated(ProtocolBindingContext context, ProtocolOffloadBlockList list) => Ndis.NdisMInvalidateOffloadComplete(_miniport, list.ToMiniport());{{end}}
        }
        """.ReplaceLineEndings("\n") + "\n";

    private static string Reported(string type = Client) => $"{{|CHIM4003:{type}|}}";

    private static Task NotOffered(string source) => Verify.VerifyCodeFixAsync(source, source);

    [Fact]
    public Task A_completion_is_carried_up() => Verify.VerifyCodeFixAsync(
        Filter(Slots + Event, Reported(), EventHandler),
        Filter(Slots + Event + "\n            " + Query, end: EventHandler + QueryHandler));

    [Fact]
    public Task Two_at_once() => Verify.VerifyCodeFixAsync(
        Filter(Slots.TrimEnd(' '), Reported()),
        Filter(Slots.TrimEnd(' ') + "\n            " + Query + "\n            " + Event, end: QueryHandler + EventHandler));

    [Fact]
    public Task In_the_place_of_null() => Verify.VerifyCodeFixAsync(
        Filter(Slots + "QueryOffloadCompleteHandler = null, " + Event, Reported(), EventHandler),
        Filter(Slots + Query + " " + Event, end: EventHandler + QueryHandler));

    [Fact]
    public Task One_is_there_and_one_is_not() => Verify.VerifyCodeFixAsync(
        Filter(Slots.TrimEnd(' '), Reported(), QueryHandler),
        Filter(Slots.TrimEnd(' ') + "\n            " + Query + "\n            " + Event, end: QueryHandler + EventHandler));

    [Fact]
    public Task Requests_are_sent_down()
    {
        (string Operation, string Function)[] requests = [("Initiate", "Initiate"), ("Terminate", "Terminate"), ("Update", "Update"), ("Invalidate", "Invalidate"), ("Query", "Query")];
        return Verify.VerifyCodeFixAsync(
            Filter("", Reported("ProviderChimneyOffloadGenericCharacteristics")),
            Filter(string.Join("\n        ", requests.Select(r => $"{r.Operation}OffloadHandler = Miniport{r.Operation}Offload,")), "ProviderChimneyOffloadGenericCharacteristics", string.Concat(requests.Select(r => $$"""


                    private void Miniport{{r.Operation}}Offload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
                    {
                        Ndis.Ndis{{r.Operation}}Offload{{(r.Operation == "Query" ? "State" : "")}}(_binding, offloadBlockList.ToProtocol(new ImCallEntry()));
                    }
                """))));
    }

    [Fact]
    public Task Requests_with_data_return_what_the_call_returns()
    {
        string end = string.Concat(new[] { "Send", "Receive", "Disconnect", "Forward" }.Select(operation => $$"""


                private NdisStatus MiniportTcpOffload{{operation}}(MiniportAdapterContext miniportAdapterContext, OffloadContext miniportOffloadContext, NetBufferListChain netBufferList{{(operation == "Disconnect" ? ", TcpDisconnectFlags flags" : "")}})
                {
                    return Ndis.NdisOffloadTcp{{operation}}(ImOffloadEntry.From(miniportOffloadContext).OffloadHandle, netBufferList{{(operation == "Disconnect" ? ", flags" : "")}});
                }
            """)) + """


                private NdisStatus MiniportTcpOffloadReceiveReturn(MiniportAdapterContext miniportAdapterContext, NetBufferListChain netBufferList)
                {
                    Ndis.NdisOffloadTcpReceiveReturn(_binding, netBufferList);
                    return NdisStatus.Success;
                }
            """;
        return Verify.VerifyCodeFixAsync(
            Filter("", Reported("ProviderChimneyOffloadTcpCharacteristics")),
            Filter(string.Join("\n        ", new[] { "Send", "Receive", "Disconnect", "Forward", "ReceiveReturn" }.Select(o => $"TcpOffload{o}Handler = MiniportTcpOffload{o},")), "ProviderChimneyOffloadTcpCharacteristics", end));
    }

    [Fact]
    public Task The_answer_to_data_is_given_back()
    {
        string[] operations = ["Send", "Receive", "Disconnect", "Forward"];
        string slots = string.Concat(operations.Select(o => $"TcpOffload{o}CompleteHandler = {o}Done, ")) + "TcpOffloadEventHandler = Told,";
        string own = string.Concat(operations.Select(o => $"\n\n    private void {o}Done(ProtocolBindingContext context, NetBufferListChain chain) => Ndis.NdisTcpOffload{o}Complete(_miniport, chain);"))
            + "\n\n    private void Told(OffloadHandle handle, TcpOffloadEventType type, uint information) => Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(handle).NdisOffloadHandle, type, information);";
        return Verify.VerifyCodeFixAsync(
            Filter(slots, Reported("ClientChimneyOffloadTcpCharacteristics"), own),
            Filter(slots + "\n        TcpOffloadReceiveIndicateHandler = ProtocolTcpOffloadReceiveIndicate,", "ClientChimneyOffloadTcpCharacteristics", own + """


                    private NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle offloadContext, NetBufferListChain netBufferList, NdisStatus status, out uint bytesConsumed)
                    {
                        return Ndis.NdisTcpOffloadReceiveHandler(ImOffloadEntry.From(offloadContext).NdisOffloadHandle, netBufferList, status, out bytesConsumed);
                    }
                """));
    }

    private static string Variable(string rest, string type, string end) => Filter("", type, end).Replace("""
         => Ndis.NdisSetOptionalHandlers(handle, new TYPE
            {
                
            });
        """.Replace("TYPE", type).ReplaceLineEndings("\n"), rest, StringComparison.Ordinal);

    private static string Through(string made, string type = Client, string end = "") => Variable($$"""

            {
                var slots = {{made}};
                slots.UpdateOffloadCompleteHandler = Updated;
                slots.InvalidateOffloadCompleteHandler = Invalidated;
                slots.TerminateOffloadCompleteHandler = Ended;
                slots.InitiateOffloadCompleteHandler = Ready;
                slots.QueryOffloadCompleteHandler = {{(end.Length > 0 ? "ProtocolQueryOffloadComplete" : "null")}};
                return Ndis.NdisSetOptionalHandlers(handle, slots);
            }
        """.ReplaceLineEndings("\n"), type, end);

    [Fact]
    public Task Through_a_variable() => Verify.VerifyCodeFixAsync(
        Through($"new {Reported()}()"),
        Through("new ClientChimneyOffloadGenericCharacteristics()\n        {\n            " + Event + "\n        }", end: QueryHandler + EventHandler));

    [Fact]
    public Task A_static_driver_gets_static_handlers()
    {
        static string Static(string source) => source.Replace("public class", "public static class", StringComparison.Ordinal).Replace("private ", "private static ", StringComparison.Ordinal).Replace("static readonly", "static", StringComparison.Ordinal)
            .Replace("public NdisStatus", "public static NdisStatus", StringComparison.Ordinal).Replace("public Filter(", "public static void Bind(", StringComparison.Ordinal).Replace("Characteristics? ", "Characteristics ", StringComparison.Ordinal)
            .Replace("    public Client", "    public static Client", StringComparison.Ordinal).Replace("    public Provider", "    public static Provider", StringComparison.Ordinal);
        return Verify.VerifyCodeFixAsync("#nullable disable\n" + Static(Filter(Slots + Event, Reported(), EventHandler)), "#nullable disable\n" + Static(Filter(Slots + Event + "\n            " + Query, end: EventHandler + QueryHandler)));
    }

    [Fact]
    public Task Not_offered_in_a_host() => NotOffered(Filter("", Reported(), "", "Host"));

    [Fact]
    public Task Not_offered_without_a_handle() => NotOffered("""
        using Chimney;

        public class Filter
        {
            public ClientChimneyOffloadTcpCharacteristics? Tcp;
            public ProviderChimneyOffloadGenericCharacteristics? Above;
            public ProviderChimneyOffloadTcpCharacteristics? TcpAbove;

            public NdisStatus Register(NdisDriverHandle handle) => Ndis.NdisSetOptionalHandlers(handle, new {|CHIM4003:ClientChimneyOffloadGenericCharacteristics|}());
        }

        """);

    [Fact]
    public Task Not_offered_where_two_may_be_meant()
        => NotOffered(Filter(Slots + Event, Reported(), QueryHandler + QueryHandler.Replace("ProtocolQueryOffloadComplete", "QueryOffloadComplete", StringComparison.Ordinal) + EventHandler));

    [Fact]
    public Task Not_offered_where_the_method_cannot_reach_the_handle()
        => NotOffered(Filter("", Reported()).Replace("public NdisStatus Register", "public static NdisStatus Register", StringComparison.Ordinal));

    [Fact]
    public Task Not_offered_where_the_name_is_taken() => NotOffered(Filter(Slots + Event, Reported(), EventHandler + "\n\n    public int ProtocolQueryOffloadComplete { get; set; }"));

    [Fact]
    public Task Not_offered_where_the_other_structure_is_missing_too()
        => NotOffered(Filter(Slots + Event, Reported(), EventHandler).Replace("    public ClientChimneyOffloadTcpCharacteristics? TcpBelow;\n", "", StringComparison.Ordinal).Replace(Reported(), $"{{|CHIM4003:{Reported()}|}}", StringComparison.Ordinal));

    [Fact]
    public Task Not_offered_in_a_target_without_work_items() => NotOffered(Filter("", Reported("ProviderChimneyOffloadGenericCharacteristics"), role: "Target"));
}
