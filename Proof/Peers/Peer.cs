using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Chimney.Proof;

/// <summary>A published analyzer of "dispose once", in one configuration.</summary>
/// <param name="Name">Its name on the page, with its configuration.</param>
/// <param name="Package">Its package and version: a folder of the package cache.</param>
/// <param name="Assembly">The assembly in it.</param>
/// <param name="Ids">The rules that speak about what runs of the corpus show.</param>
/// <param name="Options">What an .editorconfig would say.</param>
public sealed record Peer(string Name, string Package, string Assembly, ImmutableArray<string> Ids, params (string Key, string Value)[] Options)
{
    private const string NetAnalyzers = "microsoft.codeanalysis.netanalyzers/10.0.111", DisposeKind = "dotnet_code_quality.CA2000.dispose_analysis_kind";

    private static readonly string[] s_disposable = ["IDISP001", "IDISP003", "IDISP004", "IDISP016"];

    /// <summary>The peers.</summary>
    public static ImmutableArray<Peer> All { get; } =
    [
        new("CA2000, default (NonExceptionPaths)", NetAnalyzers, "Microsoft.CodeAnalysis.NetAnalyzers.dll", ["CA2000"]),
        new("CA2000, AllPaths", NetAnalyzers, "Microsoft.CodeAnalysis.NetAnalyzers.dll", ["CA2000"], (DisposeKind, "AllPaths")),
        new("IDisposableAnalyzers 4.0.8 (001, 003, 004, 016)", "idisposableanalyzers/4.0.8", "IDisposableAnalyzers.dll", [.. s_disposable]),
    ];

    /// <summary>The files in which it reports something.</summary>
    public IReadOnlySet<string> ReportedFiles(Compilation compilation)
    {
        var specific = Ids.ToImmutableDictionary(id => id, _ => ReportDiagnostic.Warn);
        var options = new AnalyzerOptions([], new Configuration(Options.ToImmutableDictionary(option => option.Key, option => option.Value)));
        var analysis = compilation.WithOptions(compilation.Options.WithSpecificDiagnosticOptions(specific)).WithAnalyzers(
            Analyzers(), new CompilationWithAnalyzersOptions(options, onAnalyzerException: (exception, _, _) => throw exception, concurrentAnalysis: true, logAnalyzerExecutionTime: false));
        return analysis.GetAnalyzerDiagnosticsAsync().GetAwaiter().GetResult()
            .Where(diagnostic => Ids.Contains(diagnostic.Id)).Select(diagnostic => diagnostic.Location.SourceTree!.FilePath).ToHashSet();
    }

    private ImmutableArray<DiagnosticAnalyzer> Analyzers()
    {
        string root = typeof(Peer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "NuGetPackageRoot").Value!;
        var file = new AnalyzerFileReference(Path.Combine(root, Package, "analyzers", "dotnet", "cs", Assembly), new Loader());
        return [.. file.GetAnalyzers(LanguageNames.CSharp).Where(analyzer => analyzer.SupportedDiagnostics.Any(descriptor => Ids.Contains(descriptor.Id)))];
    }

    private sealed class Loader : IAnalyzerAssemblyLoader
    {
        public void AddDependencyLocation(string fullPath)
        {
        }

        public Assembly LoadFromPath(string fullPath) => AssemblyLoadContext.Default.LoadFromAssemblyPath(fullPath);
    }

    private sealed class Configuration(ImmutableDictionary<string, string> values) : AnalyzerConfigOptionsProvider
    {
        private readonly Values _values = new(values);

        public override AnalyzerConfigOptions GlobalOptions => _values;

        public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => _values;

        public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => _values;
    }

    private sealed class Values(ImmutableDictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override IEnumerable<string> Keys => values.Keys;

        public override bool TryGetValue(string key, [NotNullWhen(true)] out string? value) => values.TryGetValue(key, out value);
    }
}
