using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM2005CodeFix>;

/// <summary>The quick-fix of CHIM2005 for list contexts: they are taken off before the completion.</summary>
public class CHIM2005ListContextFixTests
{
    private const string Request = """
        public override NdisStatus MiniportTcpOffloadSend(MiniportAdapterContext context, OffloadContext offloadContext, NetBufferListChain chain)
        {
            Ndis.NdisAllocateNetBufferListContext(chain.First!, chain.First!.SourceHandle!);
            Ndis.NdisOffloadTcpSend(ImOffloadEntry.From(offloadContext).OffloadHandle, chain);
            return NdisStatus.Pending;
        }

        """;

    private const string Up = "Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain);";
    private const string Leaked = "{|CHIM2005:Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain)|};";
    private const string Free = "for (var list = chain.First; list is not null; list = list.Next)\n    if (Ndis.NdisGetNetBufferListContext(list) is not null)\n        Ndis.NdisFreeNetBufferListContext(list);\n";

    private static string Completion(string body) => Handlers.InDriver(Request + $$"""
        public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext context, NetBufferListChain chain)
        {
            {{body.ReplaceLineEndings("\n    ")}}
        }
        """);

    private static Task Fixed(string before, string after) => Verify.VerifyCodeFixAsync(before, after);

    private static Task NotOffered(string source) => Verify.VerifyCodeFixAsync(source, source);

    [Fact]
    public Task They_are_freed_before_the_completion() => Fixed(Completion(Leaked), Completion(Free + Up));

    [Fact]
    public Task What_comes_before_stays() => Fixed(
        Completion("Console.WriteLine(); // told\n// up\n" + Leaked + " // done"),
        Completion("Console.WriteLine(); // told\n// up\n" + Free + Up + " // done"));

    [Fact]
    public Task Another_name_where_one_is_taken() => Fixed(
        Completion("var list = 1;\nConsole.WriteLine(list);\n" + Leaked),
        Completion("var list = 1;\nConsole.WriteLine(list);\n" + Free.Replace("var list", "var each", StringComparison.Ordinal).Replace("(list)", "(each)", StringComparison.Ordinal)
            .Replace("list is", "each is", StringComparison.Ordinal).Replace("list = list.Next", "each = each.Next", StringComparison.Ordinal) + Up));

    [Fact]
    public Task Of_each_part() => Fixed(
        Completion("while (!chain.IsNull)\n{\n    var part = chain.SplitFirst(out chain);\n    {|CHIM2005:Ndis.NdisTcpOffloadSendComplete(part.NdisMiniportHandle, part)|};\n}"),
        Completion("while (!chain.IsNull)\n{\n    var part = chain.SplitFirst(out chain);\n    " + Free.Replace("chain.", "part.", StringComparison.Ordinal).TrimEnd('\n').Replace("\n", "\n    ", StringComparison.Ordinal) + "\n    Ndis.NdisTcpOffloadSendComplete(part.NdisMiniportHandle, part);\n}"));

    private static string OneExpression(string body) => Handlers.InDriver(Request + "public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext context, NetBufferListChain chain)" + body);

    [Fact]
    public Task In_a_handler_of_one_expression() => Fixed(
        OneExpression("\n    => " + Leaked),
        OneExpression("\n{\n    " + Free.Replace("\n", "\n    ", StringComparison.Ordinal) + Up + "\n}"));

    [Fact]
    public Task Under_a_condition() => Fixed(
        Completion("if (IsUp())\n    Console.WriteLine();\n" + Leaked),
        Completion("if (IsUp())\n    Console.WriteLine();\n" + Free + Up));

    [Fact]
    public Task Not_offered_where_the_list_comes_from_a_handle() => NotOffered(Completion("var pended = chain.Pend();\n{|CHIM2005:Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, pended.Resume())|};"));

    [Fact]
    public Task Not_offered_where_another_member_completes() => NotOffered(Handlers.InDriver(Request + """
        public override void {|CHIM2005:ProtocolTcpOffloadSendComplete|}(ProtocolBindingContext context, NetBufferListChain chain) => Finish(chain);

        private void Finish(NetBufferListChain chain) => Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain);
        """));

    [Fact]
    public Task Not_offered_where_all_names_are_taken() => NotOffered(Completion("int list = 1, each = 2, eachList = 3;\nConsole.WriteLine(list + each + eachList);\n" + Leaked));
}
