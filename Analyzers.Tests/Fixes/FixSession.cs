using System.Collections.Immutable;
using Chimney.CodeFixes;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Fixes;

/// <summary>A compilation as an editor has it: what is reported, which fix is offered, what comes of it. Tests and proof ask it the same questions.</summary>
internal sealed class FixSession : IDisposable
{
    /// <summary>More fixes than any source needs.</summary>
    public const int MostFixes = 12;

    private static readonly ImmutableArray<CodeFixProvider> s_providers =
    [
        .. from type in typeof(ChimneyCodeFix).Assembly.GetTypes()
           where type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract
           select (CodeFixProvider)Activator.CreateInstance(type)!,
    ];

    private readonly AdhocWorkspace _workspace = new();

    private readonly ImmutableArray<ProjectId> _projects;

    /// <summary>Makes a project of each compilation.</summary>
    public FixSession(params ImmutableArray<CSharpCompilation> compilations)
    {
        Start = _workspace.CurrentSolution;
        _projects = [.. compilations.Select(compilation => ProjectId.CreateNewId())];
        foreach (var (project, compilation) in _projects.Zip(compilations))
        {
            Start = Start.AddProject(ProjectInfo.Create(
                project,
                VersionStamp.Default,
                compilation.AssemblyName!,
                compilation.AssemblyName!,
                LanguageNames.CSharp,
                compilationOptions: compilation.Options,
                parseOptions: compilation.SyntaxTrees[0].Options,
                metadataReferences: compilation.References));
            foreach (var tree in compilation.SyntaxTrees)
                Start = Start.AddDocument(DocumentId.CreateNewId(project), tree.FilePath, tree.GetText(), filePath: tree.FilePath);
        }
    }

    /// <summary>Ids that some fix is for.</summary>
    public static ImmutableHashSet<string> FixableIds { get; } = [.. s_providers.SelectMany(provider => provider.FixableDiagnosticIds)];

    /// <summary>The compilation before any fix.</summary>
    public Solution Start { get; }

    /// <summary>What the rules report, and the compiler's errors. Some errors come only when code is emitted, such as a list that lives across an await.</summary>
    public async Task<ImmutableArray<Diagnostic>> ReportsAsync(Solution solution)
    {
        var reports = ImmutableArray.CreateBuilder<Diagnostic>();
        foreach (var project in _projects)
        {
            var compilation = (await solution.GetProject(project)!.GetCompilationAsync())!;
            reports.AddRange(await compilation.WithAnalyzers([new ChimneyAnalyzer()]).GetAnalyzerDiagnosticsAsync());
            reports.AddRange(compilation.Emit(Stream.Null).Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error));
        }
        return reports.ToImmutable();
    }

    /// <summary>The fix of the first report, in the order of the source, that has one. A report has no more than one.</summary>
    public static Task<FixOffer?> OfferAsync(Solution solution, ImmutableArray<Diagnostic> reports) => FixOffer.FindFirstAsync(
        solution, [.. reports.OrderBy(report => report.Location.SourceSpan.Start)], s_providers, actions => actions.SingleOrDefault(), _ => true, default);

    /// <summary>What an action makes of the solution.</summary>
    public static async Task<Solution> ApplyAsync(CodeAction action)
        => ((ApplyChangesOperation)(await action.GetOperationsAsync(default)).Single()).ChangedSolution;

    /// <summary>The documents of a solution that this session has made.</summary>
    public IEnumerable<Document> DocumentsOf(Solution solution) => _projects.SelectMany(project => solution.GetProject(project)!.Documents);

    /// <summary>The texts of the documents, in their order.</summary>
    public async Task<ImmutableArray<string>> TextsAsync(Solution solution)
        => [.. await Task.WhenAll(DocumentsOf(solution).Select(async document => (await document.GetTextAsync()).ToString()))];

    public void Dispose() => _workspace.Dispose();
}
