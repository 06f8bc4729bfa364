using Chimney.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>What the tests of the rules share: the analyzer run over members of an intermediate driver.</summary>
public abstract class RuleTest
{
    /// <summary>The reports that the markup expects, and no others.</summary>
    protected static Task VerifyAsync(string members, params DiagnosticResult[] expected)
        => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handlers.InDriver(members), expected);

    /// <summary>As <see cref="VerifyAsync"/>, with options from a configuration file.</summary>
    protected static async Task VerifyAsync(string members, (string Key, string Value) option)
    {
        var test = new ChimneyAnalyzerTest<ChimneyAnalyzer> { TestCode = Handlers.InDriver(members) };
        test.TestState.AnalyzerConfigFiles.Add(("/.globalconfig", $"is_global = true\n{option.Key} = {option.Value}\n"));
        await test.RunAsync();
    }
}
