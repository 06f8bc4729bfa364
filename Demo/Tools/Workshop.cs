using System.Reflection;
using System.Xml.Linq;

namespace Chimney.Demo.Tools;

/// <summary>
/// A temporary folder that plays a user's machine: a feed with the packages of this repository, a packages folder of its own (a version that
/// was restored before would hide the one just packed), and projects that know nothing of the repository.
/// </summary>
internal sealed class Workshop : IDisposable
{
    public Workshop()
    {
        Folder = Directory.CreateTempSubdirectory("chimney-").FullName;
        Feed = Directory.CreateDirectory(Path.Combine(Folder, "feed")).FullName;
        new XElement("configuration",
            new XElement("config", new XElement("add", new XAttribute("key", "globalPackagesFolder"), new XAttribute("value", "packages"))),
            new XElement("packageSources", new XElement("clear"), new XElement("add", new XAttribute("key", "feed"), new XAttribute("value", "feed"))))
            .Save(Path.Combine(Folder, "nuget.config"));
        // ends the search for files that a folder further up might hold
        new XElement("Project").Save(Path.Combine(Folder, "Directory.Build.props"));
    }

    /// <summary>The repository that the running program was built in.</summary>
    public static string Repository { get; } = FindRepository();

    public string Folder { get; }

    public string Feed { get; }

    /// <summary>Packs both packages from what is built already, in the configuration of the running program.</summary>
    public IEnumerable<Command> Pack()
    {
        string configuration = typeof(Workshop).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        foreach (string project in new[] { "Package", "Runtime" })
            yield return Command.DotNet(Repository, $"pack {project} --no-build --configuration {configuration} --output \"{Feed}\"");
    }

    /// <summary>Copies a project of the repository, without what was built in it.</summary>
    public string Copy(string project)
    {
        string source = Path.Combine(Repository, project);
        string target = Directory.CreateDirectory(Path.Combine(Folder, Path.GetFileName(project))).FullName;
        foreach (string file in Directory.EnumerateFiles(source))
            File.Copy(file, Path.Combine(target, Path.GetFileName(file)));
        return target;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string FindRepository()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ChimneyAnalyzers.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"ChimneyAnalyzers.sln is in no folder above {AppContext.BaseDirectory}. Build to the default output folder.");
    }
}
