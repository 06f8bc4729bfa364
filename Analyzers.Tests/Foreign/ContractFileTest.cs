using System.Collections.Concurrent;
using Chimney.Analyzers.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
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

    private static readonly ConcurrentDictionary<string, MetadataReference> s_compiled = new();

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
        test.TestState.AdditionalReferences.Add(await CompileAsync(foreign));
        test.ExpectedDiagnostics.AddRange(expected);
        await test.RunAsync();
    }

    private static async Task<MetadataReference> CompileAsync(string source)
    {
        if (s_compiled.TryGetValue(source, out var known))
            return known;
        var references = await ReferenceAssemblies.Net.Net80.ResolveAsync(LanguageNames.CSharp, default);
        var compilation = CSharpCompilation.Create(
            "Vendor",
            [CSharpSyntaxTree.ParseText(Usings + source)],
            references.Add(MetadataReference.CreateFromFile(typeof(OffloadHandlerAttribute).Assembly.Location)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return s_compiled[source] = MetadataReference.CreateFromImage(image.ToArray());
    }

    private static string ReadSample()
    {
        using var reader = new StreamReader(typeof(ContractFileTest).Assembly.GetManifestResourceStream("Samples/TaskCompletionSource.chimney.json")!);
        return reader.ReadToEnd();
    }
}
