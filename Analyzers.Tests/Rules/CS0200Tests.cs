using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>What the types of the Runtime refuse by themselves: members that no driver writes, tokens that no driver keeps.</summary>
public class CS0200Tests
{
    private static Task Target(string members) => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Targets.Answering("""
        foreach (var block in list.Blocks)
            block.Status = NdisStatus.Failure;
        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list);
        """, members));

    [Theory, Breaks("C111")]
    [InlineData("{|CS0200:block.NextBlock|} = block.DependentBlockList;")]
    [InlineData("{|CS0200:block.DependentBlockList|} = default;")]
    [InlineData("{|CS0200:block.Header|} = default;")]
    public Task The_tree_is_not_linked_anew(string write) => Target($"private static void Relink(MiniportOffloadBlock block)\n{{\n    {write}\n}}");

    [Fact, Breaks("C110")]
    public Task ProtocolReserved_is_the_host_s() => Target("private static void Keep(MiniportOffloadBlock block)\n{\n    {|CS8331:block.ProtocolReserved[0]|} = null;\n}");

    [Fact, Breaks("C109")]
    public Task A_list_is_kept_by_its_handle_only() => Target("private {|CS8345:MiniportOffloadBlockList|} _current;");
}
