using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Chimney.Analyzers.Tests.Corpus;

/// <summary>The corpus as it is embedded in this assembly.</summary>
internal static partial class ShapeCorpus
{
    private const string Folder = "Corpus/";

    public static ImmutableSortedDictionary<string, Shape> Shapes { get; } =
        (from file in typeof(ShapeCorpus).Assembly.GetManifestResourceNames()
         where file.StartsWith(Folder, StringComparison.Ordinal) && file.EndsWith(".cs.txt", StringComparison.Ordinal)
         from shape in Shape.ReadAll(Read(file[Folder.Length..]))
         select shape).ToImmutableSortedDictionary(shape => shape.Id, shape => shape, StringComparer.Ordinal);

    public static string Prelude { get; } = Read("Shapes/Prelude.cs.txt");

    /// <summary>Every row of the table, and of the one of translated suites where this assembly has them: id and verdict words.</summary>
    public static ImmutableSortedDictionary<string, ImmutableArray<string>> Table { get; } =
        Rows(Read("shapes-table.md") + ReadIfThere("Translated/README.md")).ToImmutableSortedDictionary(
            row => row.Id,
            row => row.Cell == "compiler error" ? [row.Cell] : row.Cell.Split(' ').ToImmutableArray(),
            StringComparer.Ordinal);

    /// <summary>The ids that a test of its own stands for, as class and method.</summary>
    public static ImmutableSortedDictionary<string, string> Tests { get; } =
        Rows(Read("Shapes/tests.md")).ToImmutableSortedDictionary(row => row.Id, row => row.Cell, StringComparer.Ordinal);

    /// <summary>The shapes whose verdict the analyzer misses, with what it does instead.</summary>
    public static ImmutableSortedDictionary<string, string> Deviations { get; } =
        Rows(Read("Shapes/deviations.md") + ReadIfThere("Translated/deviations.md")).ToImmutableSortedDictionary(row => row.Id, row => row.Cell, StringComparer.Ordinal);

    private static IEnumerable<(string Id, string Cell)> Rows(string table) =>
        from Match row in RowPattern().Matches(table)
        select (row.Groups[1].Value, row.Groups[2].Value);

    private static string ReadIfThere(string name)
        => typeof(ShapeCorpus).Assembly.GetManifestResourceInfo(Folder + name) is null ? "" : Read(name);

    private static string Read(string name)
    {
        using var stream = typeof(ShapeCorpus).Assembly.GetManifestResourceStream(Folder + name)
            ?? throw new FileNotFoundException($"{name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    [GeneratedRegex(@"^\| ([A-MX]\d\d[.\w]*) \| ([^|]*?) \|", RegexOptions.Multiline)]
    private static partial Regex RowPattern();
}
