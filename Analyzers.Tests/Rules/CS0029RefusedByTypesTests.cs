namespace Chimney.Analyzers.Tests.Rules;

/// <summary>Mistakes around blocks, objects and addresses that the types of the Runtime refuse, so that no rule has to.</summary>
public class CS0029RefusedByTypesTests : RuleTest
{
    private static string Query(string body) => $$"""
        public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            {{body}}
        }
        """;

    private const string Down = "Ndis.NdisQueryOffloadState(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));";

    [Theory, Breaks("C271")]
    [InlineData("list = {|CS0029:new MiniportOffloadBlock()|};")]
    [InlineData("list = new {|CS1729:MiniportOffloadBlockList|}(list.Root);")]
    [InlineData("var same = list.Root with { {|CS0200:Header|} = default };")]
    [InlineData("var all = list.Blocks.{|CS1061:ToList|}();")]
    [InlineData("var copies = new {|CS0611:MiniportOffloadBlock|}[1];")]
    [InlineData("{|CS0200:list.Root.NextBlock|} = default;")]
    [InlineData("{|CS0200:list.Root.DependentBlockList|} = default;")]
    public Task Copies_and_trees_of_fresh_blocks(string body) => VerifyAsync(Query($"{body} {Down}"));

    [Theory, Breaks("C278")]
    [InlineData("nint address = {|CS0030:(nint)list.Root|};")]
    [InlineData("Ndis.NdisQueryOffloadState(NdisBindingHandle, {|CS1503:(nint)1|});")]
    [InlineData("Ndis.NdisInitiateOffload({|CS1503:(nint)1|}, default);")]
    public Task Addresses_in_place_of_handles_and_lists(string body) => VerifyAsync(Query($"{body} {Down}"));

    [Theory, Breaks("C151")]
    [InlineData("NdisTcpOffloadEventHandlers table = {|CS0266:found|}!;")]
    [InlineData("found!.{|CS1061:NdisTcpOffloadSendComplete|}(null!, default);")]
    public Task Tables_of_another_chimney(string use) => VerifyAsync($$"""
        public void Start()
        {
            if (Ndis.NdisMGetOffloadHandlers(NdisMiniportHandle, NdisChimneyOffloadType.Tcp, out NdisOffloadEventHandlers? found) == NdisStatus.Success)
            {
                {{use}}
            }
        }
        """);
}
