using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CS1503CodeFix>;

/// <summary>Lists in the wrong view, which the compiler refuses: the fix hangs on its errors.</summary>
public class CS1503Tests
{
    [Fact]
    public Task A_completion_is_rebuilt() => Verify.VerifyCodeFixAsync("""
        using Chimney;

        public class Driver : IntermediateDriver
        {
            public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
                => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, {|CS1503:list|});
        }
        """, """
        using Chimney;

        public class Driver : IntermediateDriver
        {
            public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
                => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        }
        """);
}
