namespace Chimney.Runtime.Tests;

/// <summary>Files of the repository that tests compare with.</summary>
internal static class Repository
{
    private static readonly string s_root = Find();

    internal static string Read(string path) => File.ReadAllText(FullPath(path)).ReplaceLineEndings("\n");

    internal static string FullPath(string path) => Path.Combine(s_root, path);

    /// <summary>The C# sources of a folder: path and text.</summary>
    internal static IEnumerable<(string Path, string Text)> Sources(string folder)
        => Directory.EnumerateFiles(Path.Combine(s_root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}"))
            .Select(file => (file, File.ReadAllText(file)));

    /// <summary>Holds a page to what it is generated from. With UPDATE_DOCS=1 in the environment the page is rewritten.</summary>
    internal static void AssertPage(string path, string expected)
    {
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(FullPath(path), expected);
        Assert.True(File.Exists(FullPath(path)) && Read(path) == expected, $"{path} is not what it is generated from. Run the tests with UPDATE_DOCS=1, and look at the difference.");
    }

    /// <summary>
    /// Holds a part of a page to what it is generated from: the part between two marks of its name. With UPDATE_DOCS=1 in the environment the
    /// page is rewritten.
    /// </summary>
    internal static void AssertBlock(string path, string name, string expected)
    {
        string page = Read(path);
        string begin = $"<!-- {name} -->\n";
        string end = $"<!-- end of {name} -->\n";
        int from = page.IndexOf(begin, StringComparison.Ordinal) + begin.Length;
        int to = page.IndexOf(end, StringComparison.Ordinal);
        Assert.True(from >= begin.Length && to >= from, $"{path} lacks the marks of '{name}'.");
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(Path.Combine(s_root, path), page[..from] + expected + page[to..]);
        else
            Assert.Equal(expected, page[from..to]);
    }

    // Not the path of a source file: where builds are deterministic, the compiler writes none of this machine.
    private static string Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ChimneyAnalyzers.sln")))
                return folder.FullName;
        }
        throw new DirectoryNotFoundException($"ChimneyAnalyzers.sln is in no folder above {AppContext.BaseDirectory}. Build to the default output folder.");
    }
}
