using Chimney.Analyzers.Tests.Harness;
using Chimney.Analyzers.Tests.Rules;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Types;

/// <summary>
/// Mistakes that the types of the Runtime refuse: the compiler's own error is the report, and no rule is needed. One test for each family; the
/// markup names the exact error.
/// </summary>
public class RefusedByTypesTests
{
    private static Task Refused(string members, string type = "IntermediateDriver") => ChimneyVerifier<EmptyDiagnosticAnalyzer>.VerifyAnalyzerAsync(
        Handlers.InDriver(members).Replace("public class Driver : IntermediateDriver", $"public abstract class Driver : {type}", StringComparison.Ordinal));

    private static Task InCompletion(string body) => Refused($$"""
        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{body}}
        }
        """);

    private static Task InRequest(string body, string type = "IntermediateDriver") => Refused($$"""
        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            {{body}}
        }
        """, type);

    private static Task InSend(string body) => Refused($$"""
        public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain chain)
        {
            {{body}}
            return NdisStatus.Pending;
        }
        """);

    private static Task InIndication(string body) => Refused($$"""
        public override NdisStatus ProtocolTcpOffloadReceiveIndicate(OffloadHandle own, NetBufferListChain chain, NdisStatus status, out uint bytesConsumed)
        {
            bytesConsumed = 0;
            {{body}}
            return NdisStatus.OffloadDataNotAccepted;
        }
        """);

    /// <summary>What goes up is the list in the other view, made by a conversion.</summary>
    [Theory, Breaks("C009")]
    [InlineData("Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, {|CS1503:list|});")]
    [InlineData("Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, {|CS0030:(MiniportOffloadBlockList)list|});")]
    [InlineData("Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, new {|CS1729:MiniportOffloadBlockList|}(list));")]
    [InlineData("MiniportOffloadBlockList up = {|CS0029:list|};")]
    public Task A_list_in_the_protocol_view_going_up(string body) => InCompletion(body);

    /// <summary>What goes down is the list in the other view, made by a conversion.</summary>
    [Theory, Breaks("C038")]
    [InlineData("Ndis.NdisQueryOffloadState(NdisBindingHandle, {|CS1503:list|});")]
    [InlineData("Ndis.NdisQueryOffloadState(NdisBindingHandle, {|CS0030:(ProtocolOffloadBlockList)list|});")]
    public Task A_list_in_the_miniport_view_going_down(string body) => InRequest(body);

    /// <summary>A block is no list: only the whole tree goes up, and the whole tree is converted.</summary>
    [Theory, Breaks("C010", "C026")]
    [InlineData("Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, {|CS1503:list.ToMiniport().Root|});")]
    [InlineData("Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, {|CS1503:list.ToMiniport().Root.NextBlock|});")]
    [InlineData("Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, {|CS1503:list.ToMiniport().Root.DependentBlockList|});")]
    [InlineData("Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.Root.{|CS1061:ToMiniport|}());")]
    public Task A_block_in_the_place_of_the_tree(string body) => InCompletion(body);

    /// <summary>Functions that do not exist.</summary>
    [Theory, Breaks("C005")]
    [InlineData("Ndis.{|CS0117:NdisMQueryOffloadComplete|}(NdisMiniportHandle, list.ToMiniport());")]
    public Task A_completion_of_another_name(string body) => InCompletion(body);

    [Theory, Breaks("C091")]
    [InlineData("Ndis.{|CS0117:NdisTcpOffloadReceiveReturnComplete|}(NdisMiniportHandle, chain);")]
    public Task A_completion_of_what_has_none(string body) => InSend(body);

    /// <summary>The shape of a tree is not a driver's to change: links only lead on.</summary>
    [Theory, Breaks("C026", "C263", "C265")]
    [InlineData("{|CS0200:list.Root.NextBlock|} = default;")]
    [InlineData("{|CS0200:list.Root.DependentBlockList|} = list.Root;")]
    [InlineData("{|CS0200:list.ToMiniport().Root.NextBlock|} = default;")]
    [InlineData("{|CS0200:list.ToMiniport().Root.DependentBlockList|} = default;")]
    public Task A_link_written(string body) => InCompletion(body);

    [Theory, Breaks("C111")]
    [InlineData("{|CS0200:list.Root.NextBlock|} = default;")]
    [InlineData("{|CS0200:list.Root.DependentBlockList|} = default;")]
    [InlineData("{|CS0200:list.Root.Header|} = default;")]
    public Task A_link_written_by_a_target(string body) => InRequest(body, "OffloadTarget");

    [Theory, Breaks("C027", "C269")]
    [InlineData("{|CS0200:list.Root.Header|} = new OffloadBlockHeader(OffloadStateType.Neighbor, 2, 0x98);")]
    [InlineData("{|CS8852:list.Root.Header.Revision|} = 2;")]
    [InlineData("{|CS8852:list.ToMiniport().Root.Header.Type|} = OffloadStateType.Neighbor;")]
    public Task A_header_written(string body) => InCompletion(body);

    /// <summary>The header of a state structure says its size, and the rest of it is reserved.</summary>
    [Theory, Breaks("C268")]
    [InlineData("{|CS1648:list.Root.State.Write<NeighborOffloadStateDelegated>().Header.RecognizedOptions|} = 1;")]
    [InlineData("{|CS1648:list.Root.State.Write<NeighborOffloadStateDelegated>().Header.Length|} = 8;")]
    [InlineData("{|CS0191:list.Root.State.Write<NeighborOffloadStateDelegated>().Header|} = default;")]
    public Task A_header_of_state_written(string body) => InRequest(body, "OffloadTarget");

    /// <summary>The block of a reachability query is made by the Runtime, header and links with it.</summary>
    [Theory, Breaks("C243")]
    [InlineData("{|CS0200:query.GetBlockList().Root.Header|} = default;")]
    [InlineData("{|CS0200:query.GetBlockList().Root.DependentBlockList|} = default;")]
    [InlineData("Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, {|CS1503:query|}, IndicateOffloadEvent.NeighborReachabilityQuery);")]
    public Task A_query_made_by_hand(string body) => Refused($"public void Ask(NeighborQuery query)\n{{\n    {body}\n}}", "OffloadTarget");

    /// <summary>The handles of the blocks change with the view, and nowhere else.</summary>
    [Theory, Breaks("C016")]
    [InlineData("{|CS0200:list.ToMiniport().Root.NdisOffloadHandle|} = default;")]
    public Task The_handle_of_the_driver_above_written(string body) => InCompletion(body);

    [Theory, Breaks("C017")]
    [InlineData("var word = OffloadContext.From(this); {|CS8373:list.ToMiniport().Root.MiniportOffloadContext|} = ref word;")]
    public Task The_context_location_moved(string body) => InCompletion(body);

    [Theory, Breaks("C048", "C049")]
    [InlineData("{|CS0200:list.ToProtocol(new ImCallEntry()).Root.OffloadHandle|} = null;")]
    [InlineData("{|CS0200:list.OverlayAsProtocol().Root.OffloadHandle|} = ImOffloadEntry.From(list.Root.MiniportOffloadContext).OffloadHandle;")]
    public Task The_own_handle_written(string body) => InRequest(body);

    [Theory, Breaks("C055")]
    [InlineData("{|CS0200:list.Root.PortNumber|} = 1;")]
    public Task A_port_number_written(string body) => InRequest(body);

    [Theory, Breaks("C052")]
    [InlineData("list.Root.{|CS1061:NdisReserved|} = null;")]
    public Task What_NDIS_keeps(string body) => InRequest(body);

    /// <summary>A handle is an object with an identity, made by the runtime, zeroed, and never copied.</summary>
    [Theory, Breaks("C050", "C051")]
    [InlineData("var other = new {|CS1729:OffloadHandle|}();")]
    [InlineData("var entry = new {|CS1729:ImOffloadEntry|}();")]
    [InlineData("var copy = {|CS8858:own|} with { };")]
    [InlineData("var copy = own.{|CS1540:MemberwiseClone|}();")]
    public Task A_handle_made_or_copied(string body) => InIndication(body);

    /// <summary>Only the conversions make offload entries.</summary>
    [Fact, Breaks("C046", "C047")]
    public Task A_second_offload_entry() => InIndication("var second = new {|CS1729:ImOffloadEntry|}();");

    [Theory, Breaks("C053")]
    [InlineData("{|CS0200:own.MiniportOffloadContext|} = default;")]
    public Task The_context_in_the_own_handle_written(string body) => InIndication(body);

    /// <summary>Four kinds of handles and contexts are four types.</summary>
    [Theory, Breaks("C028")]
    [InlineData("Ndis.NdisMQueryOffloadStateComplete({|CS1503:context|}, list.ToMiniport());")]
    [InlineData("Ndis.NdisMQueryOffloadStateComplete({|CS1503:NdisBindingHandle|}, list.ToMiniport());")]
    [InlineData("Ndis.NdisMQueryOffloadStateComplete({|CS1503:context.NdisBindingHandle|}, list.ToMiniport());")]
    public Task Another_handle_for_the_miniport_s(string body) => InCompletion(body);

    [Theory, Breaks("C039")]
    [InlineData("Ndis.NdisQueryOffloadState({|CS1503:context|}, list.ToProtocol(new ImCallEntry()));")]
    [InlineData("Ndis.NdisQueryOffloadState({|CS1503:NdisMiniportHandle|}, list.ToProtocol(new ImCallEntry()));")]
    public Task Another_handle_for_the_binding_s(string body) => InRequest(body);

    [Theory, Breaks("C068")]
    [InlineData("Ndis.NdisOffloadTcpSend({|CS1503:connection|}, chain);")]
    [InlineData("Ndis.NdisOffloadTcpSend({|CS1503:ImOffloadEntry.From(connection).NdisOffloadHandle|}, chain);")]
    [InlineData("Ndis.NdisOffloadTcpSend({|CS1503:ImOffloadEntry.From(connection)|}, chain);")]
    [InlineData("Ndis.NdisOffloadTcpSend({|CS1503:NdisBindingHandle|}, chain);")]
    public Task Another_handle_for_the_own_one(string body) => InSend(body);

    [Theory, Breaks("C069", "C084")]
    [InlineData("Ndis.NdisOffloadTcpSend(ImOffloadEntry.From(connection).OffloadHandle, {|CS1503:chain.First|});")]
    [InlineData("Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, {|CS1503:chain.First|});")]
    public Task A_list_of_buffers_in_the_place_of_the_chain(string body) => InSend(body);

    [Theory, Breaks("C071")]
    [InlineData("Ndis.NdisOffloadTcpReceiveReturn({|CS1503:ImOffloadEntry.From(connection).OffloadHandle|}, chain);")]
    [InlineData("Ndis.NdisOffloadTcpReceiveReturn({|CS1503:context|}, chain);")]
    public Task An_offload_handle_for_the_binding_s(string body) => InSend(body);

    [Theory, Breaks("C095")]
    [InlineData("Ndis.NdisTcpOffloadReceiveHandler({|CS1503:own|}, chain, status, out bytesConsumed);")]
    [InlineData("Ndis.NdisTcpOffloadReceiveHandler({|CS1503:ImOffloadEntry.From(own).OffloadHandle|}, chain, status, out bytesConsumed);")]
    [InlineData("Ndis.NdisTcpOffloadEventHandler({|CS1503:own|}, TcpOffloadEventType.Abort, 0);")]
    public Task The_own_handle_for_that_of_the_driver_above(string body) => InIndication(body);

    [Theory, Breaks("C232")]
    [InlineData("Ndis.NdisTcpOffloadEventHandler({|CS1503:context|}, TcpOffloadEventType.Abort, 0);")]
    [InlineData("Ndis.NdisTcpOffloadEventHandler({|CS1503:NdisMiniportHandle|}, TcpOffloadEventType.Abort, 0);")]
    [InlineData("Ndis.NdisTcpOffloadEventHandler({|CS1503:list.Root.MiniportOffloadContext|}, TcpOffloadEventType.Abort, 0);")]
    [InlineData("Ndis.NdisTcpOffloadEventHandler({|CS1503:this|}, TcpOffloadEventType.Abort, 0);")]
    public Task An_own_context_for_the_stored_handle(string body) => InRequest(body, "OffloadTarget");

    [Theory, Breaks("C230")]
    [InlineData("Ndis.NdisTcpOffloadEventHandler(list.Root.NdisOffloadHandle, {|CS1503:TcpUploadReason.SmallIO|}, 0);")]
    [InlineData("Ndis.NdisTcpOffloadEventHandler(list.Root.NdisOffloadHandle, {|CS1503:3|}, 0);")]
    public Task Something_else_for_the_kind_of_an_event(string body) => InRequest(body, "OffloadTarget");

    /// <summary>State stays behind its block, and is reached by its own structure only.</summary>
    [Theory, Breaks("C024", "C057", "C267")]
    [InlineData("{|CS0200:list.ToMiniport().Root.State|} = default;")]
    [InlineData("var state = list.Root.State.{|CS0315:Read<int>|}();")]
    [InlineData("var state = list.Root.State.{|CS0315:Read<OffloadStateHeader>|}();")]
    public Task State_taken_off_its_block(string body) => InCompletion(body);

    /// <summary>Blocks and lists have identity: they are not built, boxed, projected or kept.</summary>
    [Theory, Breaks("C271")]
    [InlineData("object block = {|CS0029:list.Root|};")]
    [InlineData("var blocks = list.Blocks.{|CS1061:ToList|}();")]
    [InlineData("var block = new {|CS1729:ProtocolOffloadBlock|}(list);")]
    [InlineData("list = {|CS0029:new ProtocolOffloadBlock()|};")]
    [InlineData("var same = list.Root with { {|CS0200:Header|} = default };")]
    [InlineData("var copies = new {|CS0611:ProtocolOffloadBlock|}[1];")]
    public Task A_block_or_list_copied(string body) => InCompletion(body);

    [Fact, Breaks("C271")]
    public Task A_list_in_a_field() => Refused("private {|CS8345:MiniportOffloadBlockList|} _list;\n\nprivate {|CS8345:NetBufferListChain|} _chain;");

    /// <summary>Nobody but NDIS and the host stack makes lists.</summary>
    [Theory, Breaks("C062")]
    [InlineData("Ndis.NdisTerminateOffload(NdisBindingHandle, new {|CS1729:ProtocolOffloadBlockList|}(own));")]
    [InlineData("Ndis.NdisTerminateOffload(NdisBindingHandle, {|CS1503:own|});")]
    public Task A_list_made_by_a_driver(string body) => InIndication(body);

    /// <summary>What is passed is an object; the number of an address is none.</summary>
    [Theory, Breaks("C278")]
    [InlineData("nint address = {|CS0030:(nint)list.Root|};")]
    [InlineData("Ndis.NdisQueryOffloadState(NdisBindingHandle, {|CS1503:(nint)1|});")]
    [InlineData("Ndis.NdisInitiateOffload({|CS1503:(nint)1|}, default);")]
    public Task An_address_in_place_of_a_handle_or_list(string body) => InRequest(body);

    /// <summary>Each chimney has a table of its own type.</summary>
    [Theory, Breaks("C151")]
    [InlineData("NdisTcpOffloadEventHandlers table = {|CS0266:found|}!;")]
    [InlineData("found!.{|CS1061:NdisTcpOffloadSendComplete|}(null!, default);")]
    public Task A_table_of_another_chimney(string use) => Refused($$"""
        public void Start()
        {
            if (Ndis.NdisMGetOffloadHandlers(NdisMiniportHandle, NdisChimneyOffloadType.Tcp, out NdisOffloadEventHandlers? found) == NdisStatus.Success)
            {
                {{use}}
            }
        }
        """);

    [Fact, Breaks("C146")]
    public Task A_handler_of_another_signature_in_a_slot() => Refused("""
        public ClientChimneyOffloadTcpCharacteristics Slots() => new() { TcpOffloadEventHandler = {|CS0123:ProtocolTcpOffloadSendComplete|} };
        """);

    [Fact, Breaks("C273")]
    public Task A_handler_that_is_async() => Refused("""
        public override async void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList {|CS4012:list|})
        {
            await System.Threading.Tasks.Task.Yield();
        }
        """);
}
