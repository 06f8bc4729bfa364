namespace Chimney.Analyzers.Tests.Harness.SelfTests;

public class ChimneyAnalyzerTestTests
{
    private const string Source = """
        using Chimney;

        class C
        {
            [OffloadFunction(OffloadOperation.Query, OffloadPhase.Request)]
            void {|TOY1:m|}()
            {
            }
        }
        """;

    [Fact]
    public Task Sources_see_the_runtime() => ChimneyVerifier<LowercaseMethodAnalyzer>.VerifyAnalyzerAsync(Source);

    [Fact]
    public Task An_analyzer_that_throws_on_unfinished_code_fails() => SelfTest.FailsAsync(
        () => ChimneyVerifier<ThrowingOnUnfinishedCodeAnalyzer>.VerifyAnalyzerAsync(Source),
        "Context: /0/Test0.cs up to line 3",
        "InvalidCastException: unfinished");

    [Fact]
    public Task A_nondeterministic_analyzer_fails() => SelfTest.FailsAsync(
        () => ChimneyVerifier<NondeterministicAnalyzer>.VerifyAnalyzerAsync(Source),
        "Sequential and concurrent execution report differently");
}
