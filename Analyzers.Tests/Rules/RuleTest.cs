using Chimney.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>What the tests of the rules share: members of an intermediate driver as source, and the analyzer run over them.</summary>
public abstract class RuleTest
{
    private const string Prelude = """
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using Chimney;

        public class Filter : IntermediateDriver
        {
            private bool _ready;

            private static bool Ready() => DateTime.Now.Ticks % 2 == 0;

        """;

    /// <summary>A whole file with the members inside an intermediate driver.</summary>
    protected static string Driver(string members) => Prelude + members + "\n}\n";

    /// <summary>The reports that the markup expects, and no others.</summary>
    protected static Task VerifyAsync(string members, params DiagnosticResult[] expected)
        => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Driver(members), expected);

    /// <summary>As <see cref="VerifyAsync"/>, with options from a configuration file.</summary>
    protected static async Task VerifyAsync(string members, (string Key, string Value) option)
    {
        var test = new ChimneyAnalyzerTest<ChimneyAnalyzer> { TestCode = Driver(members) };
        test.TestState.AnalyzerConfigFiles.Add(("/.globalconfig", $"is_global = true\n{option.Key} = {option.Value}\n"));
        await test.RunAsync();
    }
}
