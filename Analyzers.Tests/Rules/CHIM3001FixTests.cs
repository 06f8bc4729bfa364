using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM3001CodeFix>;

/// <summary>The quick-fix of CHIM3001 where no block has a status: the only one that is known is written.</summary>
public class CHIM3001FixTests
{
    private const string All = "foreach (var block in list.Blocks)\n    block.Status = NdisStatus.Success;\n";
    private const string Up = "Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list);";
    private const string Sent = "{|CHIM3001:Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list)|};";
    private const string Known = "var status = IsUp() ? NdisStatus.Success : NdisStatus.Failure;\nConsole.WriteLine(status);\n";

    [Fact]
    public Task The_fix_writes_the_only_status_that_is_known() => Verify.VerifyCodeFixAsync(
        Targets.Answering(Known + Sent),
        Targets.Answering(Known + All.Replace("NdisStatus.Success", "status", StringComparison.Ordinal) + Up));

    [Fact]
    public Task Not_offered_where_two_statuses_are_known()
    {
        string source = Targets.Answering(Known + "var other = NdisStatus.Failure;\nConsole.WriteLine(other);\n" + Sent);
        return Verify.VerifyCodeFixAsync(source, source);
    }

    [Fact]
    public Task Not_offered_where_no_status_is_known() => Verify.VerifyCodeFixAsync(Targets.Answering(Sent), Targets.Answering(Sent));
}
