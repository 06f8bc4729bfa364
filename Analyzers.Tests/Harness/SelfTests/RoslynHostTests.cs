using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Harness.SelfTests;

public class RoslynHostTests
{
#if ROSLYN4_5
    private const string Version = "4.5";
    private const int CSharp = 11;
#elif ROSLYN4_14
    private const string Version = "4.14";
    private const int CSharp = 13;
#else
    private const string Version = "5.12";
    private const int CSharp = 15;
#endif

    [Fact]
    public void This_copy_runs_on_its_own_host()
    {
        Assert.Equal(Version, RoslynHost.Version);
        Assert.Equal(Version, typeof(Workspace).Assembly.GetName().Version!.ToString(2));
        Assert.Equal(CSharp, RoslynHost.CSharp);
        Assert.True(RoslynHost.Supports(11));
        Assert.False(RoslynHost.Supports(CSharp + 1));
    }

    [CSharpFact(12)]
    public Task New_syntax_is_tested_where_it_exists() =>
        CSharpAnalyzerVerifier<LowercaseMethodAnalyzer, DefaultVerifier>.VerifyAnalyzerAsync("class C(int x) { int[] [|m|]() => [x]; }");
}
