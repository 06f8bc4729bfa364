using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM2004CodeFix>;

/// <summary>The quick-fix of CHIM2004 in targets: each block that was taken over gets an object.</summary>
public class CHIM2004FixTests
{
    private const string Success = "foreach (var block in list.Blocks)\n    block.Status = NdisStatus.Success;\n";
    private const string Up = "Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list);";
    private const string Sent = "{|CHIM2004:Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list)|};";
    private const string Publish = "foreach (var block in list.Blocks)\n    if (!block.IsPlaceholder && block.MiniportOffloadContext.IsNull && block.Status is NdisStatus.Success or NdisStatus.OffloadPartialSuccess)\n        block.MiniportOffloadContext = OffloadContext.From(new object());\n";

    private static Task Fixed(string before, string after, string members = "") => Verify.VerifyCodeFixAsync(Targets.Answering(before, members), Targets.Answering(after, members));

    private static Task NotOffered(string source) => Verify.VerifyCodeFixAsync(source, source);

    [Fact]
    public Task Each_block_gets_an_object() => Fixed(Success + Sent, Success + Publish + Up);

    [Fact]
    public Task Whatever_the_status_is() => Fixed(
        Success.Replace("Success", "OffloadPartialSuccess", StringComparison.Ordinal) + Sent,
        Success.Replace("Success", "OffloadPartialSuccess", StringComparison.Ordinal) + Publish + Up);

    [Fact]
    public Task Another_name_where_one_is_taken() => Fixed(
        "int block = 0;\nConsole.WriteLine(block);\n" + Success.Replace("block", "each", StringComparison.Ordinal) + Sent,
        "int block = 0;\nConsole.WriteLine(block);\n" + Success.Replace("block", "each", StringComparison.Ordinal) + Publish.Replace("block", "eachBlock", StringComparison.Ordinal) + Up);

    [Fact]
    public Task Comments_stay() => Fixed(Success + "// up\n" + Sent + " // done", Success + "// up\n" + Publish + Up + " // done");

    [Fact]
    public Task In_a_branch() => Fixed(
        Success + "if (pended.Operation == OffloadOperation.Query)\n    Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list);\nelse\n    " + Sent,
        Success + "if (pended.Operation == OffloadOperation.Query)\n    Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list);\nelse\n{\n    " + Publish.Replace("\n", "\n    ", StringComparison.Ordinal) + Up + "\n}");

    [Fact]
    public Task Not_offered_where_nothing_names_the_list() => NotOffered(Targets.Answering(Success + "{|CHIM2004:Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, Same(list))|};", """
        private static MiniportOffloadBlockList Same(MiniportOffloadBlockList list) => list;
        """));

    [Fact]
    public Task Not_offered_where_all_names_are_taken()
        => NotOffered(Targets.Answering("int block = 0, eachBlock = 1;\nConsole.WriteLine(block + eachBlock);\n" + Success.Replace("block", "each", StringComparison.Ordinal) + Sent));
}
