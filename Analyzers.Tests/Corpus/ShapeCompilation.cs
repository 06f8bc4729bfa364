using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Corpus;

/// <summary>Compiles a shape against the Runtime and runs the product's analyzers on it.</summary>
internal static class ShapeCompilation
{
    private static readonly CSharpParseOptions s_parseOptions = new(LanguageVersion.Latest);

    private static readonly CSharpCompilationOptions s_options = new(
        OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true, nullableContextOptions: NullableContextOptions.Enable);

    private static readonly SyntaxTree s_prelude = Parse("Prelude.cs", ShapeCorpus.Prelude);

    private static readonly Lazy<ImmutableArray<MetadataReference>> s_references = new(() =>
        ReferenceAssemblies.Default.ResolveAsync(LanguageNames.CSharp, default).Result
            .Add(MetadataReference.CreateFromFile(typeof(OffloadHandlerAttribute).Assembly.Location)));

    public static CSharpCompilation Create(Shape shape)
    {
        var references = s_references.Value;
        foreach (var library in shape.Sources.Where(source => source.Assembly != null))
            references = references.Add(Emit(Create(library.Assembly!, [library], references)));
        return Create("Shape", shape.Sources.Where(source => source.Assembly == null), references);
    }

    /// <summary>Sources that are complete, without what shapes use.</summary>
    public static CSharpCompilation Create(IEnumerable<string> sources)
        => CSharpCompilation.Create("Sample", sources.Select((text, index) => Parse($"Sample{index}.cs", text)), s_references.Value, s_options);

    /// <summary>The compiler's errors. Some come only when code is emitted, such as a list that lives across an await.</summary>
    public static ImmutableArray<Diagnostic> Errors(CSharpCompilation compilation)
        => [.. compilation.Emit(Stream.Null).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];

    public static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(CSharpCompilation compilation, ImmutableArray<DiagnosticAnalyzer> analyzers)
        => await compilation.WithAnalyzers(analyzers).GetAnalyzerDiagnosticsAsync();

    private static CSharpCompilation Create(string name, IEnumerable<ShapeSource> sources, ImmutableArray<MetadataReference> references)
        => CSharpCompilation.Create(name, [s_prelude, .. sources.Select(source => Parse(source.Name, source.Text))], references, s_options);

    private static SyntaxTree Parse(string name, string text) => CSharpSyntaxTree.ParseText(text, s_parseOptions, name);

    private static PortableExecutableReference Emit(CSharpCompilation compilation)
    {
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return MetadataReference.CreateFromImage(image.ToArray());
    }
}
