using Verify = Microsoft.CodeAnalysis.CSharp.Testing.CSharpAnalyzerVerifier<
    Chimney.Analyzers.Tests.Harness.SelfTests.LowercaseMethodAnalyzer,
    Microsoft.CodeAnalysis.Testing.DefaultVerifier>;

namespace Chimney.Analyzers.Tests.Harness.SelfTests;

public class AnalyzerTestTests
{
    [Theory]
    [InlineData("class C { void [|m|]() { } }")]
    [InlineData("class C { void {|TOY1:m|}() { } }")]
    [InlineData("class C { void $$m() { } }")]
    [InlineData("class C { void M() { } }")]
    [InlineData("class C { {|CS0246:X|} [|m|]() => null; }")]
    public Task Right_markup_passes(string source) => Verify.VerifyAnalyzerAsync(source);

    [Theory]
    [InlineData("class C { void m() { } }", "expected \"0\" actual \"1\"")]
    [InlineData("class C { void [|M|]() { } }", "expected \"1\" actual \"0\"")]
    [InlineData("class C { void [|m()|] { } }", "to end at")]
    [InlineData("class C { [|void m|]() { } }", "to start at")]
    [InlineData("class C { void {|TOY2:m|}() { } }", "id to be \"TOY2\" was \"TOY1\"")]
    [InlineData("class C { X {|TOY1:m|}() => null; }", "CS0246")]
    public Task Wrong_markup_fails(string source, string message) => SelfTest.FailsAsync(() => Verify.VerifyAnalyzerAsync(source), message);
}
