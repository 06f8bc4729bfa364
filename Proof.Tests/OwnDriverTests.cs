using System.Collections.Immutable;
using Chimney.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Chimney.Proof.Tests;

/// <summary>The drivers that the proof runs beside its subjects keep the contract themselves.</summary>
public class OwnDriverTests
{
    private const string Usings = "global using System;\nglobal using System.Collections.Generic;\nglobal using System.Linq;\nglobal using Chimney;\n";

    [Theory]
    [InlineData("Proof/Oracle/MixingTarget.cs")]
    [InlineData("Proof/Subjects/SlotDriver.cs")]
    public async Task Nothing_is_reported(string file)
    {
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) is "Chimney.Runtime.dll" || Path.GetFileName(path).StartsWith("System.", StringComparison.Ordinal)).Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("Own", [CSharpSyntaxTree.ParseText(Usings), CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Root(), file)))], references,
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        Assert.Empty(compilation.GetDiagnostics().Where(d => d.Severity == DiagnosticSeverity.Error));
        ImmutableArray<Diagnostic> reports = await compilation.WithAnalyzers([new ChimneyAnalyzer()]).GetAnalyzerDiagnosticsAsync();
        Assert.Empty(reports);
    }

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "ChimneyAnalyzers.sln")))
            folder = Path.GetDirectoryName(folder)!;
        return folder;
    }
}
