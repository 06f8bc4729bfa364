using Chimney.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM1097: an option with a value that it cannot have is said once, with the key, the value and what to write.</summary>
public class CHIM1097Tests
{
    private const string Driver = "public class Driver : Chimney.IntermediateDriver { }\n";

    [Fact]
    public Task Misspelt() => VerifyAsync("chimney.exceptions = cals", Message("'chimney.exceptions' cannot be 'cals', so 'explicit' holds; use explicit, calls or ignore"));

    [Fact]
    public Task Value_of_another_key() => VerifyAsync(
        "chimney.unknown_callee = explicit", Message("'chimney.unknown_callee' cannot be 'explicit', so 'unproven' holds; use unproven, trusted or untrusted"));

    [Fact]
    public Task Empty() => VerifyAsync("chimney.exceptions =", Message("'chimney.exceptions' cannot be '', so 'explicit' holds; use explicit, calls or ignore"));

    [Fact]
    public Task A_number_is_no_name() => VerifyAsync("chimney.exceptions = 1", Message("'chimney.exceptions' cannot be '1', so 'explicit' holds; use explicit, calls or ignore"));

    [Fact]
    public Task Two_names() => VerifyAsync("chimney.exceptions = calls, ignore", Message("'chimney.exceptions' cannot be 'calls, ignore', so 'explicit' holds; use explicit, calls or ignore"));

    [Fact]
    public Task Both_keys() => VerifyAsync(
        "chimney.exceptions = all\nchimney.unknown_callee = all",
        Message("'chimney.exceptions' cannot be 'all', so 'explicit' holds; use explicit, calls or ignore"),
        Message("'chimney.unknown_callee' cannot be 'all', so 'unproven' holds; use unproven, trusted or untrusted"));

    /// <summary>One value for all files is one report, in the first.</summary>
    [Fact]
    public Task Once_for_all_files() => RunAsync(
        "is_global = true\nchimney.exceptions = all", [Driver, "public class Second : Chimney.IntermediateDriver { }\n"], Message("'chimney.exceptions' cannot be 'all', so 'explicit' holds; use explicit, calls or ignore"));

    [Fact]
    public async Task Only_where_the_section_holds()
    {
        var test = new ChimneyAnalyzerTest<ChimneyAnalyzer> { TestCode = Driver };
        test.TestState.Sources.Add(("/0/Drivers/Second.cs", "public class Second : Chimney.IntermediateDriver { }\n"));
        test.TestState.AnalyzerConfigFiles.Add(("/0/.editorconfig", "root = true\n[Drivers/*.cs]\nchimney.exceptions = all\n"));
        test.ExpectedDiagnostics.Add(new DiagnosticResult("CHIM1097", DiagnosticSeverity.Warning).WithSpan("/0/Drivers/Second.cs", 1, 1, 1, 7));
        await test.RunAsync();
    }

    [Theory]
    [InlineData("chimney.exceptions = explicit")]
    [InlineData("chimney.exceptions = Calls")]
    [InlineData("chimney.exceptions =    IGNORE   ")]
    [InlineData("chimney.unknown_callee = unproven")]
    [InlineData("chimney.unknown_callee = Trusted")]
    [InlineData("chimney.unknown_callee = untrusted # they only look")]
    [InlineData("CHIMNEY.Exceptions = calls")]
    [InlineData("other.exceptions = all")]
    public Task Silent_for(string setting) => VerifyAsync(setting);

    /// <summary>Without the Runtime there is nothing that the options could change.</summary>
    [Fact]
    public async Task Silent_without_the_Runtime()
    {
        var test = new ChimneyAnalyzerTest<ChimneyAnalyzer> { TestCode = "public class Plain { }\n" };
        test.TestState.AdditionalReferences.Clear();
        test.TestState.AnalyzerConfigFiles.Add(("/.globalconfig", "is_global = true\nchimney.exceptions = all\n"));
        await test.RunAsync();
    }

    private static DiagnosticResult Message(string message) => new DiagnosticResult("CHIM1097", DiagnosticSeverity.Warning).WithSpan(1, 1, 1, 7).WithMessage(message);

    private static Task VerifyAsync(string setting, params DiagnosticResult[] expected) => RunAsync("is_global = true\n" + setting, [Driver], expected);

    private static async Task RunAsync(string configuration, string[] sources, params DiagnosticResult[] expected)
    {
        var test = new ChimneyAnalyzerTest<ChimneyAnalyzer>();
        foreach (var source in sources)
            test.TestState.Sources.Add(source);
        test.TestState.AnalyzerConfigFiles.Add(("/.globalconfig", configuration + "\n"));
        test.ExpectedDiagnostics.AddRange(expected);
        await test.RunAsync();
    }
}
