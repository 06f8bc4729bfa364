using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Harness.SelfTests;

public class ReferenceAssembliesTests
{
    public static TheoryData<string> Frameworks => ["net8.0", "net10.0", "host"];

    [Theory]
    [MemberData(nameof(Frameworks))]
    public async Task A_framework_is_found_and_compiles(string framework)
    {
        var assemblies = new[] { ReferenceAssemblies.Net.Net80, ReferenceAssemblies.Net.Net100, ReferenceAssemblies.Net.Host }
            .Single(item => item.TargetFramework == framework);
        var references = await assemblies.ResolveAsync(LanguageNames.CSharp, CancellationToken.None);
        var tree = CSharpSyntaxTree.ParseText("class C { System.Collections.Generic.List<int> l = new(); void M() => System.Console.Write(l); }");
        var compilation = CSharpCompilation.Create("A", [tree], references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        Assert.DoesNotContain(compilation.GetDiagnostics(), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        Assert.Same(references[0], (await assemblies.ResolveAsync(LanguageNames.CSharp, CancellationToken.None))[0]);
    }
}
