using System.Collections.Immutable;
using System.Globalization;
using Chimney.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Chimney.CodeFixes;

/// <summary>What the compiler and the rules say of a project, and of all that build on it, before a change that others can see.</summary>
internal sealed class Surroundings(Document document)
{
    private Dictionary<(string Id, string? Path, string Code, string Message), int>? _before;

    /// <summary>Whether a change brings no error and no report anywhere.</summary>
    public async Task<bool> AreUnharmedAsync(Document after, CancellationToken cancellation)
    {
        _before ??= await ReportsAsync(document.Project, cancellation).ConfigureAwait(false);
        var reports = await ReportsAsync(after.Project, cancellation).ConfigureAwait(false);
        return reports.All(r => _before.TryGetValue(r.Key, out var count) && r.Value <= count);
    }

    /// <summary>How often the same is said of the same code.</summary>
    private static async Task<Dictionary<(string Id, string? Path, string Code, string Message), int>> ReportsAsync(Project project, CancellationToken cancellation)
    {
        var found = new Dictionary<(string, string?, string, string), int>();
        foreach (var id in project.Solution.GetProjectDependencyGraph().GetProjectsThatTransitivelyDependOnThisProject(project.Id).Prepend(project.Id))
        {
            var one = project.Solution.GetProject(id)!;
            if (await one.GetCompilationAsync(cancellation).ConfigureAwait(false) is not { } compilation)
                continue;
            var options = new CompilationWithAnalyzersOptions(one.AnalyzerOptions, onAnalyzerException: null, concurrentAnalysis: true, logAnalyzerExecutionTime: false);
            var reports = await compilation.WithAnalyzers(ImmutableArray.Create<DiagnosticAnalyzer>(new ChimneyAnalyzer()), options).GetAnalyzerDiagnosticsAsync(cancellation).ConfigureAwait(false);
            foreach (var report in reports.Concat(compilation.GetDiagnostics(cancellation).Where(d => d.Severity == DiagnosticSeverity.Error)).Where(d => !d.IsSuppressed))
            {
                var code = report.Location.SourceTree is { } tree ? (await tree.GetTextAsync(cancellation).ConfigureAwait(false)).ToString(report.Location.SourceSpan) : "";
                var key = (report.Id, report.Location.SourceTree?.FilePath, code, report.GetMessage(CultureInfo.InvariantCulture));
                found[key] = found.TryGetValue(key, out var count) ? count + 1 : 1;
            }
        }
        return found;
    }
}
