using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Chimney.Analyzers.Tests.Corpus;

/// <summary>One file of a shape. An assembly other than the shape's own is compiled first and referenced.</summary>
public sealed record ShapeSource(string Name, string? Assembly, string Text);

/// <summary>A diagnostic that is expected on a line (1-based) of a file.</summary>
public sealed record ShapeMark(string File, int Line, string Id);

/// <summary>
/// A small program with a verdict that was fixed by hand. The files in Shapes/ hold many; each starts with a line
/// <code>//# D01.a | missing | CHIM1001 | title | C# 13</code>
/// of id, verdict words, expected ids, title and, where needed, the oldest language version that compiles it. What follows up to the next such
/// line is a file that declares class Shape, or the members of a class Shape that derives from IntermediateDriver.
/// <list type="bullet">
/// <item>Expected ids are separated by blanks; an id that is expected twice stands twice; <c>ok</c> means none.</item>
/// <item><c>A/B</c>: one of them, or one of each. <c>?A</c>: A may come as well. <c>~unproven</c> behind an id or ok: CHIM1099 alone is accepted.</item>
/// <item>A line that ends in <c>// !CHIM1001</c> is the line of that diagnostic.</item>
/// <item><c>//## Name.cs</c> starts another file, <c>//## assembly Name</c> another assembly.</item>
/// </list>
/// </summary>
public sealed partial record Shape(
    string Id,
    ImmutableArray<string> Verdicts,
    ImmutableArray<Expectation> Expected,
    string Title,
    int CSharp,
    ImmutableArray<ShapeSource> Sources)
{
    private const string OpenClass = "public class Shape : IntermediateDriver\n{\n";

    /// <summary>The id in the table: A01 for A01.b.</summary>
    public string TableId => Id.Split('.')[0];

    public bool ExpectsCompilerError => Expected.Any(item => item.Ids[0].StartsWith("CS", StringComparison.Ordinal));

    public IEnumerable<ShapeMark> Marks =>
        from source in Sources
        from line in source.Text.Split('\n').Select((text, index) => (text, index))
        from Match mark in MarkPattern().Matches(line.text)
        select new ShapeMark(source.Name, line.index + 1, mark.Groups[1].Value);

    internal static IEnumerable<Shape> ReadAll(string text) =>
        text.ReplaceLineEndings("\n").Split("\n//# ").Skip(1).Select(Read);

    private static Shape Read(string text)
    {
        int end = text.IndexOf('\n');
        var fields = text[..end].Split('|', StringSplitOptions.TrimEntries);
        if (fields.Length is not (4 or 5))
            throw new FormatException($"'{text[..end]}' has {fields.Length} fields.");
        return new Shape(
            fields[0],
            fields[1] == "compiler error" ? [fields[1]] : [.. fields[1].Split(' ')],
            [.. fields[2].Split(' ').Where(item => item != "ok").Select(Expectation.Read)],
            fields[3],
            fields.Length == 5 ? int.Parse(fields[4].Replace("C# ", ""), null) : 0,
            [.. ReadSources(text[(end + 1)..])]);
    }

    private static IEnumerable<ShapeSource> ReadSources(string text)
    {
        var parts = text.Split("\n//## ");
        yield return new ShapeSource("Shape.cs", null, DeclaresShape().IsMatch(parts[0]) ? parts[0] : OpenClass + parts[0] + "\n}\n");
        foreach (string part in parts.Skip(1))
        {
            int end = part.IndexOf('\n');
            string name = part[..end];
            yield return name.StartsWith("assembly ", StringComparison.Ordinal)
                ? new ShapeSource(name[9..] + ".cs", name[9..], part[(end + 1)..])
                : new ShapeSource(name, null, part[(end + 1)..]);
        }
    }

    [GeneratedRegex(@"// !(CHIM\d{4})\s*$")]
    private static partial Regex MarkPattern();

    [GeneratedRegex(@"\bclass Shape\b")]
    private static partial Regex DeclaresShape();
}

/// <summary>One expected diagnostic: one of several ids; perhaps optional; perhaps with CHIM1099 in the place of the whole verdict.</summary>
public sealed record Expectation(ImmutableArray<string> Ids, bool Optional, bool OrUnproven)
{
    private const string Unproven = "CHIM1099";
    private const string UnprovenSuffix = "~unproven";

    internal static Expectation Read(string text)
    {
        bool orUnproven = text.EndsWith(UnprovenSuffix, StringComparison.Ordinal);
        string ids = orUnproven ? text[..^UnprovenSuffix.Length] : text;
        bool optional = ids.StartsWith('?') || ids == "ok";
        return new Expectation([.. ids.TrimStart('?').Split('/')], optional, orUnproven);
    }

    /// <summary>Whether these diagnostics are what was expected. Ids that no analyzer of this build has are not asked for.</summary>
    internal static bool Met(ImmutableArray<Expectation> expected, IEnumerable<string> actual, Func<string, bool> isKnown)
    {
        var left = actual.ToList();
        if (left.Count > 0 && left.All(id => id == Unproven) && expected.Any(item => item.OrUnproven))
            return true;
        foreach (var item in expected.OrderBy(item => item.Optional))
        {
            var known = item.Ids.Where(isKnown).ToList();
            int found = known.Count(left.Remove);
            if (found == 0 && known.Count > 0 && !item.Optional)
                return false;
        }

        return left.Count == 0;
    }
}
