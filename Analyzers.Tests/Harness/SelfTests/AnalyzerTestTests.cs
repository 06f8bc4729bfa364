using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    Chimney.Analyzers.Tests.Harness.SelfTests.LowercaseMethodAnalyzer,
    Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace Chimney.Analyzers.Tests.Harness.SelfTests;

public class AnalyzerTestTests
{
    private const string Keyed = "class {|#1:C|} { void {|#0:m|}() { } }";
    private const string Plain = "class C\n{\n    void m() { }\n}";

    private static DiagnosticResult Expected => Verify.Diagnostic().WithLocation(0).WithLocation(1).WithArguments("m");

    [Theory]
    [InlineData("class C { void [|m|]() { } }")]
    [InlineData("class C { void {|TOY1:m|}() { } }")]
    [InlineData("class C { void $$m() { } }")]
    [InlineData("class C { void M() { } }")]
    [InlineData("class C { {|CS0246:X|} [|m|]() => null; }")]
    [InlineData("class C {\r\n void [|m|]() { } void [|n|]() { }\r\n}")]
    public Task Right_markup_passes(string source) => Verify.VerifyAnalyzerAsync(source);

    [Theory]
    [InlineData("class C { void m() { } }", "expected \"0\" actual \"1\"")]
    [InlineData("class C { void [|M|]() { } }", "expected \"1\" actual \"0\"")]
    [InlineData("class C { void [|m|]() { } void n() { } }", "expected \"1\" actual \"2\"")]
    [InlineData("class C { void [|m()|] { } }", "to end at")]
    [InlineData("class C { [|void m|]() { } }", "to start at")]
    [InlineData("class C { void m$$() { } }", "to start at")]
    [InlineData("class C { void {|TOY2:m|}() { } }", "id to be \"TOY2\" was \"TOY1\"")]
    [InlineData("class C { X {|TOY1:m|}() => null; }", "CS0246")]
    public Task Wrong_markup_fails(string source, string message) => SelfTest.FailsAsync(() => Verify.VerifyAnalyzerAsync(source), message);

    [Fact]
    public Task Right_results_pass() => Verify.VerifyAnalyzerAsync(Keyed, Expected);

    [Fact]
    public async Task Right_spans_and_locations_pass()
    {
        await Verify.VerifyAnalyzerAsync(Plain, Verify.Diagnostic().WithSpan(3, 10, 3, 11).WithSpan(1, 7, 1, 8).WithArguments("m"));
        await Verify.VerifyAnalyzerAsync(Plain, Verify.Diagnostic().WithLocation(3, 10).WithLocation(1, 7).WithArguments("m"));
        await Verify.VerifyAnalyzerAsync(
            Plain,
            Verify.Diagnostic().WithLocation("/0/Test0.cs", 3, 10).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations).WithMessage(null));
    }

    public static TheoryData<string, string> WrongResults => new()
    {
        { "id", "Expected diagnostic id to be \"TOY2\" was \"TOY1\"" },
        { "severity", "Expected diagnostic severity to be \"Error\" was \"Warning\"" },
        { "arguments", "Expected diagnostic message to be \"Method 'x' starts with a lower-case letter\" was \"Method 'm' starts" },
        { "no arguments", "Expected diagnostic message to be \"Method '{0}' starts" },
        { "message", "Expected diagnostic message to be \"Other\" was \"Method 'm' starts" },
        { "no location", "A project diagnostic with No location" },
        { "additional location missing", "Expected 0 additional locations but got 1" },
        { "additional location wrong", "Additional location 1: Expected diagnostic to start at line \"1\", column \"16\"" },
        { "file", "to be in file \"/0/Other.cs\" was actually in file \"/0/Test0.cs\"" },
        { "column", "to start at line \"1\", column \"17\" was actually at line \"1\", column \"16\"" },
    };

    [Theory]
    [MemberData(nameof(WrongResults))]
    public Task Wrong_results_fail(string field, string message)
    {
        var wrong = field switch
        {
            "id" => new DiagnosticResult("TOY2", DiagnosticSeverity.Warning).WithLocation(0).WithLocation(1),
            "severity" => Expected.WithSeverity(DiagnosticSeverity.Error),
            "arguments" => Expected.WithArguments("x"),
            "no arguments" => Verify.Diagnostic().WithLocation(0).WithLocation(1),
            "message" => Expected.WithMessage("Other"),
            "no location" => Expected.WithNoLocation(),
            "additional location missing" => Expected.WithNoLocation().WithLocation(0),
            "additional location wrong" => Expected.WithNoLocation().WithLocation(0).WithLocation(0),
            "file" => Expected.WithNoLocation().WithLocation("/0/Other.cs", 1, 16).WithLocation(1),
            "column" => Expected.WithNoLocation().WithLocation(1, 17).WithLocation(1),
            _ => throw new ArgumentOutOfRangeException(nameof(field)),
        };
        return SelfTest.FailsAsync(() => Verify.VerifyAnalyzerAsync(Keyed, wrong), message);
    }

    /// <summary>The first expectation fits both diagnostics, so it must leave the second one its own.</summary>
    [Theory]
    [InlineData("one")]
    [InlineData("two")]
    public Task Expectations_get_the_diagnostics_that_fit_best(string argument) => Run<TwiceAnalyzer>("class C { void {|#0:m|}() { } }", test =>
        test.ExpectedDiagnostics.AddRange(
        [
            Verify.Diagnostic().WithLocation(0).WithMessage(null),
            Verify.Diagnostic().WithLocation(0).WithArguments(argument),
        ]));

    [Fact]
    public Task Rules_that_are_off_by_default_are_tested() => Run<DisabledAnalyzer>("class {|TOY4:C|} { }");

    [Fact]
    public Task Rules_that_nothing_can_suppress_pass_the_suppression_pass() => Run<NotConfigurableAnalyzer>("class {|TOY5:C|} { }");

    [Fact]
    public Task A_failure_shows_the_expectation_as_code() => SelfTest.FailsAsync(
        () => Verify.VerifyAnalyzerAsync(Plain),
        "Context: Diagnostics of test state",
        """Diagnostic("TOY1").WithSpan(3, 10, 3, 11).WithSpan(1, 7, 1, 8).WithMessage("Method 'm' starts with a lower-case letter"),""");

    [Fact]
    public Task A_further_check_can_fail() => SelfTest.FailsAsync(
        () => Run<LowercaseMethodAnalyzer>("class C { void [|m|]() { } }", test =>
            test.DiagnosticVerifier = (diagnostic, _, verify) => verify.Equal("x", diagnostic.GetMessage())),
        "expected:'x' actual:'Method 'm'");

    [Fact]
    public Task A_crash_of_the_analyzer_fails() => SelfTest.FailsAsync(
        () => Run<ThrowingAnalyzer>("class Boom { }"),
        "error AD0001",
        "boom");

    [Fact]
    public Task An_analyzer_that_ignores_generated_code_must_say_so() => SelfTest.FailsAsync(
        () => Run<UnconfiguredAnalyzer>("class C { void [|m|]() { } }"),
        "Context: Verifying exclusions in <auto-generated> code");

    [Fact]
    public Task The_generated_code_pass_can_be_skipped() => Run<UnconfiguredAnalyzer>(
        "class C { void [|m|]() { } }",
        test => test.TestBehaviors = TestBehaviors.SkipGeneratedCodeCheck);

    [Fact]
    public Task A_diagnostic_that_a_pragma_does_not_hide_fails() => SelfTest.FailsAsync(
        () => Run<SelfSufficientAnalyzer>("class C { void [|m|]() { } }"),
        "Context: Verifying exclusions in '#pragma warning disable' code");

    [Fact]
    public Task The_suppression_pass_can_be_skipped() => Run<SelfSufficientAnalyzer>(
        "class C { void [|m|]() { } }",
        test => test.TestBehaviors = TestBehaviors.SkipSuppressionCheck);

    [Fact]
    public async Task Diagnostics_of_the_compiler_count_from_the_chosen_level()
    {
        const string Source = "class C { void M() { int unused; } }";
        await Verify.VerifyAnalyzerAsync(Source);
        await SelfTest.FailsAsync(
            () => Run<LowercaseMethodAnalyzer>(Source, test => test.CompilerDiagnostics = CompilerDiagnostics.Warnings),
            "DiagnosticResult.CompilerWarning(\"CS0168\")");
        await Run<LowercaseMethodAnalyzer>("class C { X M() { } }", test => test.CompilerDiagnostics = CompilerDiagnostics.None);
    }

    [Fact]
    public async Task Suppressed_and_disabled_diagnostics_do_not_count()
    {
        await Verify.VerifyAnalyzerAsync("#pragma warning disable TOY1\nclass C { void m() { } }");
        await Run<LowercaseMethodAnalyzer>("class C { void m() { } }", test => test.DisabledDiagnostics.Add("TOY1"));
    }

    [Theory]
    [InlineData("/.editorconfig", "root = true\n[*.cs]\n")]
    [InlineData("/.globalconfig", "is_global = true\n")]
    public async Task Configuration_files_reach_the_analyzer(string path, string start)
    {
        await Run<ConfiguredAnalyzer>("class C { void [|m|]() { } }", test =>
            test.TestState.AnalyzerConfigFiles.Add((path, start + "toy.name = m")));
        await SelfTest.FailsAsync(
            () => Run<ConfiguredAnalyzer>("class C { void [|m|]() { } }", test =>
                test.TestState.AnalyzerConfigFiles.Add((path, start + "toy.name = n"))),
            "expected \"1\" actual \"0\"");
        await Run<LowercaseMethodAnalyzer>("class C { void {|#0:m|}() { } }", test =>
        {
            test.TestState.AnalyzerConfigFiles.Add((path, start + "dotnet_diagnostic.TOY1.severity = error"));
            test.ExpectedDiagnostics.Add(Expected.WithNoLocation().WithLocation(0).WithOptions(DiagnosticOptions.IgnoreAdditionalLocations)
                .WithSeverity(DiagnosticSeverity.Error));
        });
    }

    [Fact]
    public Task Additional_files_reach_the_analyzer() => Run<ConfiguredAnalyzer>("class C { void [|m|]() { } }", test =>
        test.TestState.AdditionalFiles.Add(("/0/toy.name", "m")));

    [Fact]
    public Task Solutions_can_be_changed_before_the_run() => Run<LowercaseMethodAnalyzer>("class D { X M() => new(); }", test =>
        test.SolutionTransforms.Add((solution, id) =>
            solution.AddDocument(DocumentId.CreateNewId(id), "X.cs", "class X { }", filePath: "/0/X.cs")));

    [Fact]
    public Task Markup_of_an_analyzer_with_several_rules_names_the_id() => SelfTest.FailsAsync(
        () => Run<TwoRulesAnalyzer>("class C { void [|m|]() { } }"),
        "stands for 2 descriptors (TOY1, TOY3)");

    [Fact]
    public Task The_first_rule_can_be_the_default() => Run<TwoRulesAnalyzer>(
        "class C { void [|m|]() { } }",
        test => test.MarkupOptions = MarkupOptions.UseFirstDescriptor);

    [Fact]
    public Task Markup_can_be_code() => Run<LowercaseMethodAnalyzer>(
        "class C { string s = $$\"\"\"{{1}}\"\"\"; void [|m|]() { } }",
        test => test.MarkupOptions = MarkupOptions.TreatPositionIndicatorsAsCode);

    [Theory]
    [InlineData(MarkupMode.Ignore, "expected \"0\" actual \"1\"")]
    [InlineData(MarkupMode.None, "DiagnosticResult.CompilerError")]
    public Task Markup_can_be_ignored_or_left_in_the_text(MarkupMode mode, string message) => SelfTest.FailsAsync(
        () => Run<LowercaseMethodAnalyzer>("class C { void [|m|]() { } }", test => test.TestState.MarkupHandling = mode),
        message);

    [Fact]
    public Task A_test_without_sources_fails() =>
        SelfTest.FailsAsync(() => new CSharpAnalyzerTest<LowercaseMethodAnalyzer, DefaultVerifier>().RunAsync(), "TestState.Sources");

    private static Task Run<TAnalyzer>(string source, Action<CSharpAnalyzerTest<TAnalyzer, DefaultVerifier>>? change = null)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        var test = new CSharpAnalyzerTest<TAnalyzer, DefaultVerifier> { TestCode = source };
        change?.Invoke(test);
        return test.RunAsync();
    }
}
