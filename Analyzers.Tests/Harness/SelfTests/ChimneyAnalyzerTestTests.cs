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
    public async Task A_nondeterministic_analyzer_fails()
    {
        const string Message = "Sequential and concurrent execution report differently";
        await SelfTest.FailsAsync(() => ChimneyVerifier<NondeterministicMessageAnalyzer>.VerifyAnalyzerAsync(Source), Message);
        await SelfTest.FailsAsync(() => ChimneyVerifier<NondeterministicLocationsAnalyzer>.VerifyAnalyzerAsync(Source), Message);
    }

    [Fact]
    public Task Sources_can_go_without_the_runtime() => SelfTest.FailsAsync(
        () =>
        {
            var test = new ChimneyAnalyzerTest<LowercaseMethodAnalyzer> { TestCode = Source };
            test.TestState.AdditionalReferences.Clear();
            return test.RunAsync();
        },
        "The type or namespace name 'Chimney' could not be found");

    [Theory]
    [InlineData("/.editorconfig", "root = true\n[*.cs]\ntoy.name = m")]
    [InlineData("/.globalconfig", "is_global = true\ntoy.name = m")]
    public Task Options_reach_the_check_of_unfinished_code(string path, string content)
    {
        var test = new ChimneyAnalyzerTest<ThrowingUnlessConfiguredAnalyzer> { TestCode = Source };
        test.TestState.AnalyzerConfigFiles.Add((path, content));
        test.TestState.AdditionalFiles.Add(("/0/toy.name", "m"));
        return test.RunAsync();
    }

    [Fact]
    public Task Code_fixes_see_the_runtime() =>
        ChimneyVerifier<LowercaseMethodAnalyzer, CapitalizeFix>.VerifyCodeFixAsync(Source, Source.Replace("{|TOY1:m|}", "M", StringComparison.Ordinal));

    [Fact]
    public Task Code_fix_tests_check_unfinished_code_too() => SelfTest.FailsAsync(
        () => ChimneyVerifier<ThrowingOnUnfinishedCodeAnalyzer, CapitalizeFix>.VerifyCodeFixAsync(
            Source,
            Source.Replace("{|TOY1:m|}", "M", StringComparison.Ordinal)),
        "Context: /0/Test0.cs up to line 3");
}
