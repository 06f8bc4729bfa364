using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Chimney.Analyzers.Tests.Corpus;

namespace Chimney.Proof;

/// <summary>The oracle against the hand-fixed verdicts of the corpus: it labels nothing before it agrees with them.</summary>
public static partial class ShapeCheck
{
    /// <summary>The shapes that are programs of one assembly.</summary>
    public static ImmutableArray<Shape> Shapes { get; } =
        [.. ShapeCorpus.Shapes.Values.Where(shape => !shape.ExpectsCompilerError && shape.Sources.All(source => source.Assembly is null))];

    /// <summary>The shapes on which the oracle and the verdict differ, each with the reason.</summary>
    public static IReadOnlyDictionary<string, string> Disagreements { get; } = ReadDisagreements();

    /// <summary>A shape as a subject.</summary>
    public static Subject SubjectOf(Shape shape) => new(shape.Id, [.. shape.Sources.Select(source => source.Text)]);

    /// <summary>
    /// Whether an outcome is what the shape's first line says: as far as duties and lists go, and for the shapes about members and call entries (I) and
    /// recognition (J), members, entries and statuses as well.
    /// </summary>
    public static bool Agrees(Shape shape, Outcome outcome)
    {
        bool IsCompared(string id) => Comparison.IsSeenOnRuns(id) || (shape.Id[0] is 'I' or 'J' && (id.StartsWith("CHIM2", StringComparison.Ordinal) || id.StartsWith("CHIM3", StringComparison.Ordinal)));
        // An attribute that lies is reported where it stands; a run shows what comes of it.
        bool isOpen = shape.Expected.Any(item => item.OrUnproven || item.Ids.Contains(Comparison.Unproven) || item.Ids.Contains("CHIM1009"));
        string[][] found = [.. outcome.Owned.Where(finding => finding.Ids.Any(IsCompared)).Select(finding => finding.Ids.ToArray())];
        bool hasAll = shape.Expected.Where(item => !item.Optional && item.Ids.Any(IsCompared)).All(item => found.Any(ids => ids.Intersect(item.Ids).Any()));
        bool hasNoOther = found.All(ids => shape.Expected.Any(item => item.Ids.Intersect(ids).Any()));
        return (hasAll && hasNoOther) || isOpen;
    }

    private static Dictionary<string, string> ReadDisagreements()
    {
        using var reader = new StreamReader(typeof(ShapeCheck).Assembly.GetManifestResourceStream("oracle-disagreements.md")!);
        return Row().Matches(reader.ReadToEnd()).ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value);
    }

    [GeneratedRegex(@"^\| ([A-Z]\d\d[.\w]*) \| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
