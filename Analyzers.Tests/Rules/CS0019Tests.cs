using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using static Chimney.Analyzers.Tests.Rules.Handlers;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CS0019CodeFix>;

/// <summary>Lists that are compared with null, which the compiler refuses: the fix asks them.</summary>
public class CS0019Tests
{
    private static string Testing(string condition) => Completion($"""
        if ({condition})
            return; // nothing
        Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
        """);

    [Theory]
    [InlineData("{|CS0019:list == null|}", "list.IsNull")]
    [InlineData("{|CS0019:null == list|}", "list.IsNull")]
    [InlineData("list is {|CS0037:null|}", "list.IsNull")]
    [InlineData("IsUp() && {|CS0019:list.Root == null|} && list.IsNull", "IsUp() && list.Root.IsNull && list.IsNull")]
    [InlineData("!({|CS0019:list != null|})", "!(!list.IsNull)")]
    [InlineData("!(list is not {|CS0037:null|})", "!(!list.IsNull)")]
    public Task It_is_asked(string before, string after) => Verify.VerifyCodeFixAsync(Testing(before), Testing(after));

    [Theory]
    [InlineData("{|CS0019:list == /* nothing */ null|}")]
    [InlineData("{|CS0019:list == list|}")]
    [InlineData("{|CS0019:list.Root.Status == IsUp()|}")]
    [InlineData("5 is {|CS0037:null|}")]
    public Task Not_offered_for_anything_else(string condition) => Verify.VerifyCodeFixAsync(Testing(condition), Testing(condition));

    [Fact]
    public Task Not_offered_for_another_operator()
    {
        string source = Completion("var sure = {|CS0019:{|CHIM1099:list|} ?? {|CHIM1007:throw new ArgumentNullException()|}|};");
        return Verify.VerifyCodeFixAsync(source, source);
    }
}
