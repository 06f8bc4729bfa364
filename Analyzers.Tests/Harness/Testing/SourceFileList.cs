using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>Files with their full paths.</summary>
public class SourceFileCollection : List<(string filename, SourceText content)>
{
    public void Add((string filename, string content) file) => Add((file.filename, SourceText.From(file.content, Encoding.UTF8)));
}

/// <summary>Source files; those added without a name become <c>/0/Test0.cs</c>, <c>/0/Test1.cs</c> and so on.</summary>
public class SourceFileList(string defaultPrefix, string defaultExtension) : SourceFileCollection
{
    public void Add(string content) => Add((DefaultName(Count), content));

    public void Add(SourceText content) => Add((DefaultName(Count), content));

    internal string DefaultName(int index) => $"{defaultPrefix}{index}.{defaultExtension}";
}

/// <summary>References beyond those of the <see cref="ReferenceAssemblies"/>.</summary>
public class MetadataReferenceCollection : List<MetadataReference>
{
    public void Add(Assembly assembly) => Add(assembly.Location);

    public void Add(string path) => Add(ReferenceAssemblies.FromFile(path));
}

/// <summary>Projects beside the one under test, made on first use of their name.</summary>
public class ProjectCollection(string language, string defaultExtension) : Dictionary<string, ProjectState>
{
    public new ProjectState this[string name]
    {
        get
        {
            if (!TryGetValue(name, out var project))
                Add(name, project = new ProjectState(name, language, $"/{name}/Test", defaultExtension));
            return project;
        }
    }
}
