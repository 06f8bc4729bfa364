using System.Text;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;
using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpCodeFixVerifier<
    Chimney.Analyzers.Tests.Harness.SelfTests.LowercaseMethodAnalyzer,
    Chimney.Analyzers.Tests.Harness.SelfTests.CapitalizeFix,
    Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace Chimney.Analyzers.Tests.Harness.SelfTests;

public class CodeFixTestTests
{
    private const string Two = "class C { void [|m|]() { } void [|n|]() { } }";
    private const string TwoFixed = "class C { void M() { } void N() { } }";

    [Fact]
    public Task Right_fixed_code_passes() => Verify.VerifyCodeFixAsync(Two, TwoFixed);

    [Fact]
    public Task Expectations_in_code_pass() => Verify.VerifyCodeFixAsync(
        "class {|#1:C|} { void {|#0:m|}() { } }",
        Verify.Diagnostic().WithLocation(0).WithLocation(1).WithArguments("m"),
        "class C { void M() { } }");

    [Fact]
    public Task An_error_of_the_compiler_can_be_fixed() =>
        CSharpCodeFixVerifier<EmptyDiagnosticAnalyzer, UnknownTypeFix, DefaultVerifier>.VerifyCodeFixAsync(
            "class C { {|CS0246:X|} a; {|CS0246:Y|} b; }",
            "class C { object a; object b; }");

    [Fact]
    public Task A_diagnostic_of_the_compiler_counts_at_any_level_if_it_can_be_fixed() =>
        Test<EmptyDiagnosticAnalyzer, UnknownTypeFix>("class C { {|CS0246:X|} a; }", "class C { object a; }", test =>
            test.CompilerDiagnostics = CompilerDiagnostics.None).RunAsync();

    [Fact]
    public Task Annotated_code_is_simplified_and_formatted() => Test<LowercaseMethodAnalyzer, AnnotatedFix>(
        "using System;\nclass C { System.String [|m|]() => \"\"; }",
        "using System;\nclass C { string M() => \"\"; }").RunAsync();

    [Fact]
    public Task Wrong_fixed_code_fails() => SelfTest.FailsAsync(
        () => Verify.VerifyCodeFixAsync(Two, "class C { void M() { } void NN() { } }"),
        "Context: Iterative code fix application",
        "-class C { void M() { } void NN() { } }",
        "+class C { void M() { } void N() { } }");

    [Fact]
    public Task Fixed_code_that_does_not_compile_fails() => SelfTest.FailsAsync(
        () => Verify.VerifyCodeFixAsync("class C { void [|m|]() { } }", "class C { X M() { } }"),
        "Context: Diagnostics of fixed state",
        "CS0246");

    [Fact]
    public Task Batch_fixed_code_that_does_not_compile_fails() => SelfTest.FailsAsync(
        () => Test<LowercaseMethodAnalyzer, CapitalizeFix>("class C { void [|m|]() { } }", "class C { void M() { } }", test =>
            test.BatchFixedCode = "class C { X M() { } }").RunAsync(),
        "Context: Diagnostics of batch fixed state",
        "CS0246");

    [Fact]
    public Task A_fix_that_changes_nothing_ends_the_iteration() => Test<LowercaseMethodAnalyzer, AllButQFix>(
        "class C { void [|m|]() { } void [|q|]() { } }",
        "class C { void M() { } void {|TOY1:q|}() { } }",
        test => test.FixedState.MarkupHandling = MarkupMode.Allow).RunAsync();

    [Fact]
    public Task A_fix_where_none_is_expected_fails() => SelfTest.FailsAsync(
        () => Verify.VerifyCodeFixAsync(Two, Two),
        "Expected no code fix, but 'Capitalize' is offered");

    [Fact]
    public Task No_fix_where_none_is_expected_passes() =>
        CSharpCodeFixVerifier<LowercaseMethodAnalyzer, EmptyCodeFixProvider, DefaultVerifier>.VerifyCodeFixAsync(Two, Two);

    [Fact]
    public Task A_missing_fix_fails() => SelfTest.FailsAsync(
        () => CSharpCodeFixVerifier<LowercaseMethodAnalyzer, EmptyCodeFixProvider, DefaultVerifier>.VerifyCodeFixAsync(
            "class C { {|CS0246:X|} M; }",
            "class C { object M; }"),
        "content of '/0/Test0.cs' did not match");

    [Theory]
    [InlineData(2)]
    [InlineData(-2)]
    [InlineData(-5)]
    public Task Right_numbers_of_iterations_pass(int iterations) =>
        Test<LowercaseMethodAnalyzer, CapitalizeFix>(Two, TwoFixed, test => test.NumberOfIncrementalIterations = iterations).RunAsync();

    [Theory]
    [InlineData(3, "Expected '3' iterations but found '2' iterations.")]
    [InlineData(1, "content of '/0/Test0.cs' did not match")]
    [InlineData(-1, "content of '/0/Test0.cs' did not match")]
    public Task Wrong_numbers_of_iterations_fail(int iterations, string message) => SelfTest.FailsAsync(
        () => Test<LowercaseMethodAnalyzer, CapitalizeFix>(Two, TwoFixed, test => test.NumberOfIncrementalIterations = iterations).RunAsync(),
        message);

    [Fact]
    public Task A_fix_that_never_ends_fails() => SelfTest.FailsAsync(
        () => Test<LowercaseMethodAnalyzer, EndlessFix>("class C { void [|m|]() { } }", "class C { void {|TOY1:m_|}() { } }", test =>
            test.FixedState.MarkupHandling = MarkupMode.Allow).RunAsync(),
        "Expected at most '1' iterations but found more.");

    [Fact]
    public Task Fix_all_that_differs_fails() => SelfTest.FailsAsync(
        () => Test<LowercaseMethodAnalyzer, OtherFixAllFix>("class C { void [|m|]() { } }", "class C { void M() { } }").RunAsync(),
        "Context: Fix all in document",
        "+class C { void All_m() { } }");

    [Fact]
    public Task Fix_all_that_differs_as_expected_passes() =>
        Test<LowercaseMethodAnalyzer, OtherFixAllFix>("class C { void [|m|]() { } }", "class C { void M() { } }", test =>
            test.BatchFixedCode = "class C { void All_m() { } }").RunAsync();

    [Fact]
    public Task A_wrong_number_of_fix_all_iterations_fails() => SelfTest.FailsAsync(
        () => Test<LowercaseMethodAnalyzer, CapitalizeFix>(Two, TwoFixed, test => test.NumberOfFixAllIterations = 2).RunAsync(),
        "Context: Fix all in document",
        "Expected '2' iterations but found '1' iterations.");

    [Theory]
    [InlineData(CodeFixTestBehaviors.SkipFixAllInDocumentCheck, "Context: Fix all in project")]
    [InlineData(CodeFixTestBehaviors.SkipFixAllInDocumentCheck | CodeFixTestBehaviors.SkipFixAllInProjectCheck, "Context: Fix all in solution")]
    public Task Each_scope_of_fix_all_is_checked(CodeFixTestBehaviors behaviors, string context) => SelfTest.FailsAsync(
        () => Test<LowercaseMethodAnalyzer, OtherFixAllFix>("class C { void [|m|]() { } }", "class C { void M() { } }", test =>
            test.CodeFixTestBehaviors = behaviors).RunAsync(),
        context,
        "+class C { void All_m() { } }");

    [Fact]
    public Task Iterations_can_be_given_for_each_scope() => SelfTest.FailsAsync(
        () => Test<LowercaseMethodAnalyzer, CapitalizeFix>(Two, TwoFixed, test =>
        {
            test.NumberOfFixAllIterations = 2;
            test.NumberOfFixAllInDocumentIterations = 1;
            test.NumberOfFixAllInProjectIterations = 1;
        }).RunAsync(),
        "Context: Fix all in solution",
        "Expected '2' iterations but found '1' iterations.");

    [Fact]
    public Task Each_scope_of_fix_all_can_be_skipped() =>
        Test<LowercaseMethodAnalyzer, OtherFixAllFix>("class C { void [|m|]() { } }", "class C { void M() { } }", test =>
            test.CodeFixTestBehaviors = CodeFixTestBehaviors.SkipFixAllCheck).RunAsync();

    [Theory]
    [InlineData(null, "Prefix")]
    [InlineData(1, null)]
    [InlineData(0, "Prefix")]
    public Task An_action_is_chosen_by_index_and_key(int? index, string? key) =>
        Test<LowercaseMethodAnalyzer, CapitalizeFix>(Two, "class C { void M_m() { } void M_n() { } }", test =>
        {
            test.CodeActionIndex = index;
            test.CodeActionEquivalenceKey = key;
            test.CodeActionVerifier = (action, verify) => verify.Equal("Prefix", action.EquivalenceKey);
            test.CodeFixTestBehaviors = CodeFixTestBehaviors.SkipFixAllCheck;
        }).RunAsync();

    [Fact]
    public Task A_wrong_title_fails() => SelfTest.FailsAsync(
        () => Test<LowercaseMethodAnalyzer, CapitalizeFix>(Two, TwoFixed, test =>
            test.CodeActionVerifier = (action, verify) => verify.Equal("Shout", action.Title)).RunAsync(),
        "expected:'Shout' actual:'Capitalize'");

    [Fact]
    public Task A_tree_that_does_not_reparse_fails() => SelfTest.FailsAsync(
        () => Test<LowercaseMethodAnalyzer, WrongTreeFix>("class C { void [|m|]() { } }", "class C { void M<T> /* m */() { } }").RunAsync(),
        "builds a tree that its own text does not parse to");

    [Fact]
    public async Task Trivia_that_do_not_reparse_fail_on_demand()
    {
        var test = Test<LowercaseMethodAnalyzer, WrongTriviaFix>("class C { void [|m|]() { } }", "class C { void /* */M() { } }");
        await test.RunAsync();
        test.CodeActionValidationMode = CodeActionValidationMode.Full;
        await SelfTest.FailsAsync(() => test.RunAsync(), "builds a tree that its own text does not parse to");
    }

    [Fact]
    public Task A_wrong_encoding_fails() => SelfTest.FailsAsync(
        () => Test<LowercaseMethodAnalyzer, CapitalizeFix>("class C { void [|m|]() { } }", "class C { void M() { } }", test =>
            test.FixedState.Sources[0] = ("/0/Test0.cs", SourceText.From("class C { void M() { } }", Encoding.Unicode))).RunAsync(),
        "encoding of '/0/Test0.cs' was expected to be 'utf-16' but was 'utf-8'");

    [Theory]
    [InlineData("/0/Sub/New.cs", null)]
    [InlineData("/0/New.cs", "they are: Sub/New.cs, Test0.cs")]
    [InlineData("/0/Sub/Other.cs", "they are: Sub/New.cs, Test0.cs")]
    public Task A_new_document_must_have_the_expected_folder_and_name(string path, string? message)
    {
        var test = Test<LowercaseMethodAnalyzer, NewDocumentFix>("class C { void [|m|]() { } }", "class C { void M() { } }", test =>
            test.FixedState.Sources.Add((path, "// new")));
        return message is null ? test.RunAsync() : SelfTest.FailsAsync(() => test.RunAsync(), message);
    }

    [Fact]
    public Task Two_changes_at_once_fail() => SelfTest.FailsAsync(
        () => Test<LowercaseMethodAnalyzer, TwoChangesFix>("class C { void [|m|]() { } }", "class C { void M() { } }").RunAsync(),
        "to have one operation that changes the solution, it has 2");

    [Fact]
    public Task A_fixable_diagnostic_that_is_not_local_fails() => SelfTest.FailsAsync(
        () => Test<CompilationEndAnalyzer, CapitalizeFix>("class C { void [|m|]() { } }", "class C { void M() { } }").RunAsync(),
        "non-local analyzer diagnostic");

    [Fact]
    public Task Several_documents_and_projects_are_fixed()
    {
        var test = Test<LowercaseMethodAnalyzer, CapitalizeFix>("class C : L { void [|m|]() { } }", "class C : L { void M() { } }");
        test.TestState.Sources.Add("class D { void [|n|]() { } }");
        test.FixedState.Sources.Add("class D { void N() { } }");
        test.TestState.AdditionalProjects["Lib"].Sources.Add("public class L { void M() { } }");
        test.TestState.AdditionalProjectReferences.Add("Lib");
        return test.RunAsync();
    }

    [Fact]
    public Task A_document_left_unfixed_fails()
    {
        var test = Test<LowercaseMethodAnalyzer, CapitalizeFix>("class C { void [|m|]() { } }", "class C { void M() { } }");
        test.TestState.Sources.Add("class D { void M() { } }");
        return SelfTest.FailsAsync(() => test.RunAsync(), "Expected the documents of TestProject to be: Test0.cs; they are: Test0.cs, Test1.cs");
    }

    [Fact]
    public Task Files_that_do_not_change_can_be_inherited_one_by_one()
    {
        var test = Test<LowercaseMethodAnalyzer, CapitalizeFix>("class C { void [|m|]() { } }", "class C { void M() { } }");
        test.TestState.Sources.Add("class D { {|CS0246:X|} x; }");
        test.FixedState.InheritanceMode = StateInheritanceMode.AutoInheritAll;
        return test.RunAsync();
    }

    [Fact]
    public Task Nothing_is_inherited_on_demand()
    {
        var test = Test<LowercaseMethodAnalyzer, CapitalizeFix>("class C { void [|m|]() { } }", "class C { void M() { } }");
        test.TestState.AdditionalFiles.Add(("/0/a.txt", "a"));
        test.FixedState.InheritanceMode = StateInheritanceMode.Explicit;
        return SelfTest.FailsAsync(() => test.RunAsync(), "Expected the additional documents of TestProject to be: ; they are: a.txt");
    }

    [Fact]
    public Task A_diagnostic_that_stays_is_marked_in_the_fixed_code() => Test<LowercaseMethodAnalyzer, CapitalizeFix>(
        "class C { void [|m|]() { } }",
        "class C { void {|TOY1:m|}() { } }",
        test =>
        {
            test.FixedState.MarkupHandling = MarkupMode.Allow;
            test.CodeActionEquivalenceKey = "None such";
        }).RunAsync();

    [Fact]
    public Task One_fix_of_several_can_be_tested() => Test<LowercaseMethodAnalyzer, CapitalizeFix>(
        Two,
        "class C { void M() { } void {|TOY1:n|}() { } }",
        test =>
        {
            test.BatchFixedCode = TwoFixed;
            test.FixedState.MarkupHandling = MarkupMode.Allow;
            test.CodeFixTestBehaviors = CodeFixTestBehaviors.FixOne;
        }).RunAsync();

    private static CSharpCodeFixTest<TAnalyzer, TCodeFix, DefaultVerifier> Test<TAnalyzer, TCodeFix>(
        string source,
        string fixedSource,
        Action<CSharpCodeFixTest<TAnalyzer, TCodeFix, DefaultVerifier>>? change = null)
        where TAnalyzer : DiagnosticAnalyzer, new()
        where TCodeFix : CodeFixProvider, new()
    {
        var test = new CSharpCodeFixTest<TAnalyzer, TCodeFix, DefaultVerifier> { TestCode = source, FixedCode = fixedSource };
        change?.Invoke(test);
        return test;
    }
}
