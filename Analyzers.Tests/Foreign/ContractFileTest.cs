using Chimney.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Foreign;

/// <summary>What the tests of contract files share: sources, and a file beside them.</summary>
public abstract class ContractFileTest
{
    public const string FileName = "/0/Foreign.chimney.json";

    private const string Usings = """
        using System;
        using System.Collections.Concurrent;
        using System.Collections.Generic;
        using System.Linq;
        using System.Threading;
        using System.Threading.Tasks;
        using Chimney;


        """;

    /// <summary>The file of the sample about TaskCompletionSource.</summary>
    protected static string TaskSources { get; } = ReadSample();

    /// <summary>The reports that the markup expects, and no others; the contract file may have markup as well.</summary>
    protected static Task VerifyAsync(string contracts, string source, params DiagnosticResult[] expected)
    {
        var test = new ChimneyAnalyzerTest<ChimneyAnalyzer> { TestCode = Usings + source };
        test.TestState.AdditionalFiles.Add((FileName, contracts));
        test.ExpectedDiagnostics.AddRange(expected);
        return test.RunAsync();
    }

    /// <summary>As <see cref="VerifyAsync"/>, with an assembly of which the compilation knows no source.</summary>
    protected static async Task VerifyForeignAsync(string foreign, string contracts, string source, params DiagnosticResult[] expected)
    {
        var test = new ChimneyAnalyzerTest<ChimneyAnalyzer> { TestCode = Usings + source };
        test.TestState.AdditionalFiles.Add((FileName, contracts));
        test.TestState.AdditionalReferences.Add(await Assemblies.CompileAsync("Vendor", Usings + foreign));
        test.ExpectedDiagnostics.AddRange(expected);
        await test.RunAsync();
    }

    private static string ReadSample()
    {
        using var reader = new StreamReader(typeof(ContractFileTest).Assembly.GetManifestResourceStream("Samples/TaskCompletionSource.chimney.json")!);
        return reader.ReadToEnd();
    }
}
