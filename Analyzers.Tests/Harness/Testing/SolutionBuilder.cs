using System.Collections.Immutable;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Makes projects and documents from the states of a test, and finds a document's full path again.</summary>
internal static class SolutionBuilder
{
    public static Solution AddProject(
        Solution solution,
        Dictionary<string, ProjectId> ids,
        ProjectState state,
        CompilationOptions compilationOptions,
        ParseOptions parseOptions,
        ReferenceAssemblies referenceAssemblies)
    {
        var id = ids[state.Name] = ProjectId.CreateNewId(state.Name);
        var references = referenceAssemblies.ResolveAsync(state.Language, CancellationToken.None).Result;
        solution = solution.AddProject(ProjectInfo.Create(
            id,
            VersionStamp.Default,
            state.Name,
            state.AssemblyName,
            state.Language,
            filePath: $"/{state.Name}/{state.Name}.{state.DefaultExtension}proj",
            compilationOptions: compilationOptions,
            parseOptions: parseOptions,
            metadataReferences: references.AddRange(state.AdditionalReferences)));
        foreach (var (path, content) in state.Sources)
            solution = solution.AddDocument(DocumentId.CreateNewId(id, path), Path.GetFileName(path), content, Folders(path, state), path);
        foreach (var (path, content) in state.AdditionalFiles)
            solution = solution.AddAdditionalDocument(DocumentId.CreateNewId(id, path), Path.GetFileName(path), content, Folders(path, state), path);
        foreach (var (path, content) in state.AnalyzerConfigFiles)
            solution = solution.AddAnalyzerConfigDocument(DocumentId.CreateNewId(id, path), Path.GetFileName(path), content, Folders(path, state), path);
        return solution;
    }

    /// <summary>The path of an expected file as <see cref="DocumentPath"/> gives it: folders below the folder of the default files, and the name.</summary>
    public static string ExpectedPath(string path, ProjectState state) => string.Join('/', Folders(path, state).Append(Path.GetFileName(path)));

    public static string DocumentPath(TextDocument document) => string.Join('/', document.Folders.Append(document.Name));

    private static string[] Folders(string path, ProjectState state)
    {
        var folder = Path.GetDirectoryName(path)!.Replace('\\', '/') + "/";
        var root = state.DefaultPrefix[..(state.DefaultPrefix.LastIndexOf('/') + 1)];
        return folder.StartsWith(root, StringComparison.Ordinal)
            ? folder[root.Length..].Split('/', StringSplitOptions.RemoveEmptyEntries)
            : [.. folder.Split('/', StringSplitOptions.RemoveEmptyEntries)];
    }
}
