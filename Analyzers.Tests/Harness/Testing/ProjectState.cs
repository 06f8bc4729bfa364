namespace Microsoft.CodeAnalysis.Testing;

/// <summary>The files, references and options of one project.</summary>
public class ProjectState
{
    public ProjectState(string name, string language, string defaultPrefix, string defaultExtension)
    {
        Name = AssemblyName = name;
        Language = language;
        DefaultPrefix = defaultPrefix;
        DefaultExtension = defaultExtension;
        Sources = new SourceFileList(defaultPrefix, defaultExtension);
    }

    public string Name { get; }

    public string AssemblyName { get; set; }

    public string Language { get; }

    public OutputKind? OutputKind { get; set; }

    /// <summary>The reference assemblies of this project if they are not those of the test.</summary>
    public ReferenceAssemblies? ReferenceAssemblies { get; set; }

    public SourceFileList Sources { get; }

    public SourceFileCollection AdditionalFiles { get; } = [];

    /// <summary><c>.editorconfig</c> and global configuration files, at full paths such as <c>/.editorconfig</c>.</summary>
    public SourceFileCollection AnalyzerConfigFiles { get; } = [];

    public MetadataReferenceCollection AdditionalReferences { get; } = [];

    public List<string> AdditionalProjectReferences { get; } = [];

    internal string DefaultPrefix { get; }

    internal string DefaultExtension { get; }

    internal bool HasSameContentAs(ProjectState other) =>
        Same(Sources, other.Sources) && Same(AdditionalFiles, other.AdditionalFiles) && Same(AnalyzerConfigFiles, other.AnalyzerConfigFiles);

    internal void CopyFrom(ProjectState other)
    {
        AssemblyName = other.AssemblyName;
        OutputKind = other.OutputKind;
        ReferenceAssemblies = other.ReferenceAssemblies;
        Sources.AddRange(other.Sources);
        AdditionalFiles.AddRange(other.AdditionalFiles);
        AnalyzerConfigFiles.AddRange(other.AnalyzerConfigFiles);
        AdditionalReferences.AddRange(other.AdditionalReferences);
        AdditionalProjectReferences.AddRange(other.AdditionalProjectReferences);
    }

    private static bool Same(SourceFileCollection left, SourceFileCollection right) =>
        left.Select(file => (file.filename, file.content.ToString())).SequenceEqual(right.Select(file => (file.filename, file.content.ToString())));
}
