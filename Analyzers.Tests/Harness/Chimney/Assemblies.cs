using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Harness;

/// <summary>Assemblies of which a compilation knows no source.</summary>
internal static class Assemblies
{
    private static readonly ConcurrentDictionary<string, MetadataReference> s_compiled = new();

    /// <summary>Compiles the source against the Runtime.</summary>
    public static async Task<MetadataReference> CompileAsync(string name, string source)
    {
        if (s_compiled.TryGetValue(source, out var known))
            return known;
        var references = await ReferenceAssemblies.Net.Net80.ResolveAsync(LanguageNames.CSharp, default);
        var compilation = CSharpCompilation.Create(
            name,
            [CSharpSyntaxTree.ParseText(source)],
            references.Add(MetadataReference.CreateFromFile(typeof(OffloadHandlerAttribute).Assembly.Location)),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using var image = new MemoryStream();
        var result = compilation.Emit(image);
        Assert.True(result.Success, string.Join('\n', result.Diagnostics));
        return s_compiled[source] = MetadataReference.CreateFromImage(image.ToArray());
    }
}
