using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.Analyzers.Tests.Harness;

/// <summary>The analyzer options that a state's configuration files and additional files amount to, without a workspace.</summary>
internal sealed class OptionsFromFiles(AnalyzerConfigSet files) : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Values(files.GlobalConfigOptions.AnalyzerOptions);

    public static AnalyzerOptions Create(ProjectState state) => new(
        [.. state.AdditionalFiles.Select(file => new InMemoryText(file.filename, file.content))],
        new OptionsFromFiles(AnalyzerConfigSet.Create(state.AnalyzerConfigFiles
            .Select(file => AnalyzerConfig.Parse(file.content, file.filename))
            .ToList())));

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => ForPath(tree.FilePath);

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => ForPath(textFile.Path);

    private Values ForPath(string path) =>
        new(files.GlobalConfigOptions.AnalyzerOptions.SetItems(files.GetOptionsForSourcePath(path).AnalyzerOptions));

    private sealed class Values(ImmutableDictionary<string, string> values) : AnalyzerConfigOptions
    {
        public override bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out string? value) =>
            values.TryGetValue(key, out value);
    }

    private sealed class InMemoryText(string path, SourceText content) : AdditionalText
    {
        public override string Path => path;

        public override SourceText GetText(CancellationToken cancellationToken = default) => content;
    }
}
