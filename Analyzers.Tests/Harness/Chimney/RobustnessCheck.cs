using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.Analyzers.Tests.Harness;

/// <summary>
/// Analyzes each source of a test cut at each of its line ends (on older hosts at each third), as an editor does while it is typed, and the whole once with
/// and once without concurrency. Uses the public members of a test only; solution transforms and projects beside the one under test are left out.
/// </summary>
internal static class RobustnessCheck
{
#if ROSLYN5_12
    private const int LinesPerCut = 1;
#else
    /// <summary>Cuts take most of the time of a test, and the newest compiler makes all of them.</summary>
    private const int LinesPerCut = 3;
#endif

    public static async Task RunAsync(
        AnalyzerTest<DefaultVerifier> test,
        Func<IEnumerable<DiagnosticAnalyzer>> createAnalyzers,
        ParseOptions parseOptions,
        CompilationOptions compilationOptions,
        IVerifier verify,
        CancellationToken cancellationToken)
    {
        var trees = test.TestState.Sources
            .Select(file => CSharpSyntaxTree.ParseText(WithoutMarkup(file.content, test), (CSharpParseOptions)parseOptions, file.filename, cancellationToken))
            .ToArray();
        var references = await (test.TestState.ReferenceAssemblies ?? test.ReferenceAssemblies).ResolveAsync(LanguageNames.CSharp, cancellationToken);
        var compilation = CSharpCompilation.Create(
            "TestProject",
            trees,
            references.AddRange(test.TestState.AdditionalReferences),
            (CSharpCompilationOptions)compilationOptions);
        var run = new Run([.. createAnalyzers()], OptionsFromFiles.Create(test.TestState), cancellationToken);

        foreach (var tree in trees)
        {
            var text = tree.GetText(cancellationToken);
            foreach (var end in text.Lines.Where(line => (line.LineNumber + 1) % LinesPerCut == 0).Select(line => line.End).Where(end => end < text.Length))
            {
                var prefix = tree.WithChangedText(text.GetSubText(TextSpan.FromBounds(0, end)));
                await run.DiagnosticsAsync(
                    compilation.ReplaceSyntaxTree(tree, prefix),
                    concurrent: false,
                    verify.PushContext($"{tree.FilePath} up to line {text.Lines.GetLineFromPosition(end).LineNumber + 1}"));
            }
        }

        var sequential = await run.DiagnosticsAsync(compilation, concurrent: false, verify.PushContext("Sequential execution"));
        var concurrent = await run.DiagnosticsAsync(compilation, concurrent: true, verify.PushContext("Concurrent execution"));
        verify.SequenceEqual(
            sequential,
            concurrent,
            message: $"Sequential and concurrent execution report differently.\nSequential:\n{string.Join("\n", sequential)}\nConcurrent:\n{string.Join("\n", concurrent)}");
    }

    private static SourceText WithoutMarkup(SourceText source, AnalyzerTest<DefaultVerifier> test)
    {
        if (test.TestState.MarkupHandling == MarkupMode.None)
            return source;
        TestFileMarkupParser.GetPositionsAndSpans(source.ToString(), out var output, out _, out _);
        return SourceText.From(output, source.Encoding);
    }

    private sealed record Run(ImmutableArray<DiagnosticAnalyzer> Analyzers, AnalyzerOptions Options, CancellationToken CancellationToken)
    {
        public async Task<string[]> DiagnosticsAsync(CSharpCompilation compilation, bool concurrent, IVerifier verify)
        {
            var exceptions = new ConcurrentQueue<Exception>();
            var options = new CompilationWithAnalyzersOptions(
                Options,
                onAnalyzerException: (exception, _, _) => exceptions.Enqueue(exception),
                concurrentAnalysis: concurrent,
                logAnalyzerExecutionTime: false);
            var diagnostics = await compilation.WithAnalyzers(Analyzers, options).GetAnalyzerDiagnosticsAsync(CancellationToken);
            verify.True(exceptions.IsEmpty, $"An analyzer threw: {exceptions.FirstOrDefault()}");
            verify.False(diagnostics.Any(diagnostic => diagnostic.Id.StartsWith("AD", StringComparison.Ordinal)), string.Join("\n", diagnostics));
            return [.. diagnostics.Select(Describe).Order(StringComparer.Ordinal)];
        }

        private static string Describe(Diagnostic diagnostic) => string.Join(
            " ",
            diagnostic.AdditionalLocations
                .Select(location => location.GetLineSpan().ToString())
                .Concat(diagnostic.Properties.OrderBy(property => property.Key, StringComparer.Ordinal).Select(property => $"{property.Key}={property.Value}"))
                .Prepend(CSharpDiagnosticFormatter.Instance.Format(diagnostic, CultureInfo.InvariantCulture)));
    }
}
