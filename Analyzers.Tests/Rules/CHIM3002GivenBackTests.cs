namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM3001, CHIM3002: what an intermediate driver gives back from its request handler was not done, and says so (C060, C074, C075).</summary>
public class CHIM3002GivenBackTests : RuleTest
{
    private const string Initiated = "Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list)";

    private static string Initiate(string body, string members = "") => $$"""
        public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            if (IsUp())
            {
                base.MiniportInitiateOffload(context, list);
                return;
            }
            {{body}}
        }

        {{members}}
        """;

    private static string Data(string operation, string body, string more = "") => $$"""
        public override NdisStatus MiniportTcpOffload{{operation}}(MiniportAdapterContext context, OffloadContext own, NetBufferListChain chain{{more}})
        {
            if (IsUp())
                return base.MiniportTcpOffload{{operation}}(context, own, chain{{(more.Length > 0 ? ", flags" : "")}});
            {{body}}
            Ndis.NdisTcpOffload{{operation}}Complete(NdisMiniportHandle, chain);
            return NdisStatus.Pending;
        }
        """;

    [Fact, Breaks("C060")]
    public Task Of_an_initiate_with_a_status_on_its_root() => VerifyAsync(Initiate($"list.Root.Status = NdisStatus.Resources; {{|CHIM3001:{Initiated}|}};"));

    [Theory, Breaks("C060")]
    [InlineData("Success")]
    [InlineData("OffloadPartialSuccess")]
    public Task Of_an_initiate_that_was_not_sent(string status) => VerifyAsync(Initiate($"foreach (MiniportOffloadBlock block in list.Blocks) block.Status = {{|CHIM3002:NdisStatus.{status}|}}; {Initiated};"));

    [Theory, Breaks("C074")]
    [InlineData("Success")]
    [InlineData("Failure")]
    [InlineData("Resources")]
    public Task Of_a_send(string status) => VerifyAsync(Data("Send", $"for (NetBufferList? each = chain.First; each is not null; each = each.Next) each.Status = {{|CHIM3002:NdisStatus.{status}|}};"));

    [Theory, Breaks("C075")]
    [InlineData("Receive", "")]
    [InlineData("Forward", "")]
    [InlineData("Disconnect", ", TcpDisconnectFlags flags")]
    public Task Of_other_data(string operation, string more) => VerifyAsync(Data(operation, "chain.First!.Status = {|CHIM3002:NdisStatus.Success|};", more));

    [Fact, Breaks("C037")]
    public Task Of_a_send_that_is_sent_as_well() => VerifyAsync("""
        public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext context, OffloadContext own, NetBufferListChain chain)
        {
            NdisStatus status = Ndis.NdisOffloadTcpSend(ImOffloadEntry.From(own).OffloadHandle, chain);
            if (!IsUp())
                {|CHIM1002:Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain)|};
            return NdisStatus.Pending;
        }
        """);

    [Fact, Breaks("C258")]
    public Task Of_a_send_whose_result_is_acted_on() => VerifyAsync("""
        public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext context, OffloadContext own, NetBufferListChain chain)
        {
            NdisStatus status = Ndis.NdisOffloadTcpSend(ImOffloadEntry.From(own).OffloadHandle, chain);
            if (status != NdisStatus.Success)
                {|CHIM1002:Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain)|};
            return NdisStatus.Pending;
        }
        """);

    [Fact]
    public Task Silent_for_failures_on_every_block() => VerifyAsync(Initiate($"foreach (MiniportOffloadBlock block in list.Blocks) block.Status = NdisStatus.Resources; {Initiated};"));

    [Fact]
    public Task Silent_where_a_helper_writes() => VerifyAsync(Initiate($"Fail(list); {Initiated};", "private static void Fail([Borrows] MiniportOffloadBlockList list) { foreach (MiniportOffloadBlock block in list.Blocks) block.Status = NdisStatus.Failure; }"));

    [Fact]
    public Task Silent_for_a_status_that_is_not_known() => VerifyAsync(Initiate($"foreach (MiniportOffloadBlock block in list.Blocks) block.Status = _why; {Initiated};", "private NdisStatus _why = NdisStatus.Failure;"));

    [Fact]
    public Task Silent_for_both_statuses_of_a_send() => VerifyAsync(Data("Send", """
        chain.First!.Status = NdisStatus.RequestUpload;
        for (NetBufferList? each = chain.First.Next; each is not null; each = each.Next)
            each.Status = NdisStatus.UploadRequested;
        """));

    [Theory]
    [InlineData("UploadInProgress")]
    [InlineData("Failure")]
    [InlineData("Paused")]
    public Task Silent_for_a_receive_that_fails(string status) => VerifyAsync(Data("Receive", $"chain.First!.Status = NdisStatus.{status};"));

    [Fact]
    public Task Silent_for_completions_from_below() => VerifyAsync("""
        public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext context, NetBufferListChain chain)
        {
            if (chain.First!.Status == NdisStatus.Success)
                Console.WriteLine("sent");
            Ndis.NdisTcpOffloadSendComplete(chain.NdisMiniportHandle, chain);
        }
        """);
}
