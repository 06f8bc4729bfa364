using System.Collections.Immutable;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>The project under test, the projects beside it, and what is expected of them.</summary>
public class SolutionState : ProjectState
{
    public SolutionState(string name, string language, string defaultPrefix, string defaultExtension)
        : base(name, language, defaultPrefix, defaultExtension) => AdditionalProjects = new ProjectCollection(language, defaultExtension);

    public StateInheritanceMode? InheritanceMode { get; set; }

    public MarkupMode? MarkupHandling { get; set; }

    public ProjectCollection AdditionalProjects { get; }

    public List<DiagnosticResult> ExpectedDiagnostics { get; } = [];

    internal bool HasContent => InheritanceMode == StateInheritanceMode.Explicit
        || Sources.Count + AdditionalFiles.Count + AnalyzerConfigFiles.Count > 0;

    internal bool HasSource(string path) => AdditionalProjects.Values.Prepend(this).Any(project => project.Sources.Exists(file => file.filename == path));

    /// <summary>
    /// This state completed from <paramref name="baseState"/>. With unchanged content all expectations carry over; with changed content those
    /// that the code fix handles are taken to be fixed.
    /// </summary>
    internal SolutionState WithInheritedValuesApplied(SolutionState? baseState, ImmutableArray<string> fixableDiagnostics)
    {
        var result = Copy(this);
        if (baseState is null || InheritanceMode == StateInheritanceMode.Explicit)
        {
            result.MarkupHandling ??= MarkupMode.Allow;
            return result;
        }

        Inherit(result.Sources, baseState.Sources);
        Inherit(result.AdditionalFiles, baseState.AdditionalFiles);
        Inherit(result.AnalyzerConfigFiles, baseState.AnalyzerConfigFiles);
        result.AdditionalReferences.InsertRange(0, baseState.AdditionalReferences.Except(AdditionalReferences));
        result.AdditionalProjectReferences.InsertRange(0, baseState.AdditionalProjectReferences.Except(AdditionalProjectReferences));
        foreach (var (name, project) in baseState.AdditionalProjects.Where(item => !AdditionalProjects.ContainsKey(item.Key)))
            result.AdditionalProjects[name].CopyFrom(project);
        result.OutputKind ??= baseState.OutputKind;
        result.ReferenceAssemblies ??= baseState.ReferenceAssemblies;

        var unchanged = result.HasSameContentAs(baseState);
        result.MarkupHandling ??= unchanged || baseState.MarkupHandling != MarkupMode.Allow ? baseState.MarkupHandling : MarkupMode.IgnoreFixable;
        result.ExpectedDiagnostics.InsertRange(
            0,
            baseState.ExpectedDiagnostics.Where(expected => unchanged || !fixableDiagnostics.Contains(expected.Id)));
        return result;
    }

    /// <summary>This state with plain text, and with an expectation for each marked span.</summary>
    internal SolutionState WithProcessedMarkup(MarkupReader reader)
    {
        if (MarkupHandling == MarkupMode.None)
            return this;

        var result = WithFiles((path, text) => reader.Read(path, text, MarkupHandling), additionalFilesToo: true);
        result.ExpectedDiagnostics.AddRange(reader.Expectations);
        for (var i = 0; i < result.ExpectedDiagnostics.Count; i++)
            result.ExpectedDiagnostics[i] = result.ExpectedDiagnostics[i].WithMarkupKeysResolved(reader.Find);
        return result;
    }

    /// <summary>This state with one more line at the top of each source file, and those expectations that hold then.</summary>
    internal SolutionState WithFirstLine(string line, Func<DiagnosticResult, bool> stillExpected)
    {
        var result = WithFiles((_, text) => text.Replace(new TextSpan(0, 0), line + "\n"), additionalFilesToo: false);
        result.ExpectedDiagnostics.Clear();
        result.ExpectedDiagnostics.AddRange(ExpectedDiagnostics.Where(stillExpected).Select(expected =>
            expected.HasLocation && HasSource(expected.Spans[0].Span.Path) ? expected.WithLineOffset(1) : expected));
        return result;
    }

    internal SolutionState WithDefaultPath(string path)
    {
        var result = Copy(this);
        for (var i = 0; i < result.ExpectedDiagnostics.Count; i++)
            result.ExpectedDiagnostics[i] = result.ExpectedDiagnostics[i].WithDefaultPath(path);
        return result;
    }

    private static SolutionState Copy(SolutionState state)
    {
        var result = new SolutionState(state.Name, state.Language, state.DefaultPrefix, state.DefaultExtension)
        {
            InheritanceMode = state.InheritanceMode,
            MarkupHandling = state.MarkupHandling,
        };
        result.CopyFrom(state);
        foreach (var (name, project) in state.AdditionalProjects)
            result.AdditionalProjects[name].CopyFrom(project);
        result.ExpectedDiagnostics.AddRange(state.ExpectedDiagnostics);
        return result;
    }

    private SolutionState WithFiles(Func<string, SourceText, SourceText> map, bool additionalFilesToo)
    {
        var result = Copy(this);
        foreach (var project in result.AdditionalProjects.Values.Prepend(result))
        {
            Map(project.Sources);
            if (additionalFilesToo)
                Map(project.AdditionalFiles);
        }

        return result;

        void Map(SourceFileCollection files)
        {
            for (var i = 0; i < files.Count; i++)
                files[i] = (files[i].filename, map(files[i].filename, files[i].content));
        }
    }

    private void Inherit(SourceFileCollection own, SourceFileCollection inherited)
    {
        if (InheritanceMode == StateInheritanceMode.AutoInheritAll)
            own.InsertRange(0, inherited.Where(file => own.All(other => other.filename != file.filename)).ToList());
        else if (own.Count == 0)
            own.AddRange(inherited);
    }
}
