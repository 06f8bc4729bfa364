using System.Text.RegularExpressions;
using Chimney.Demo.Tools;

namespace Chimney.Analyzers.Tests.Docs;

/// <summary>A section of rules.md.</summary>
internal sealed record RuleSection(string Id, string Title, string Severity, string Text)
{
    public string Broken => Example(nameof(Broken)).Members;

    public string Fixed => Example(nameof(Fixed)).Members;

    public string Contract => Regex.Match(Text, @"\*\*Contract:\*\* (.*?)\*\*Page:\*\*", RegexOptions.Singleline).Groups[1].Value;

    /// <summary>The title of the page that the rule rests on; where there are several, of the first.</summary>
    public string Page => Regex.Match(Text, @"\*\*Page:\*\* (.*?)(;|\.\s| and its siblings| \()", RegexOptions.Singleline).Groups[1].Value;

    public RuleExample Example(string heading)
    {
        var match = Regex.Match(Text, $@"^{heading}:\n\n(?:```(ini|json)\n(.*?)^```\n\n)?```csharp\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline);
        return new(match.Groups[3].Value, match.Groups[1].Value, match.Groups[2].Value);
    }
}

/// <summary>An example of rules.md.</summary>
/// <param name="Members">The members of a driver.</param>
/// <param name="Language">The language of the file beside them: ini for a configuration, json for a contract file, or nothing.</param>
/// <param name="File">That file.</param>
internal sealed record RuleExample(string Members, string Language, string File);

/// <summary>rules.md, in parts.</summary>
internal static partial class RulesPage
{
    public static string Text { get; } = File.ReadAllText(Path.Combine(Workshop.Repository, "rules.md")).ReplaceLineEndings("\n");

    public static IReadOnlyList<RuleSection> Sections { get; } =
    [
        .. Heading().Split(Text[..Text.IndexOf("\n## The contract", StringComparison.Ordinal)]).Skip(1).Chunk(3).Select(part => new RuleSection(
            part[0], part[1], Regex.Match(part[2], @"\*\*Severity:\*\* (\w+)").Groups[1].Value, part[2])),
    ];

    /// <summary>An example as a whole: the members of a driver.</summary>
    public static string Example(string members)
        => $"using System;\nusing System.Collections.Generic;\nusing Chimney;\n\npublic class Example : IntermediateDriver\n{{\n{members}\n}}\n";

    /// <summary>The rows in the table of contents.</summary>
    public static IEnumerable<(string Id, string Anchor, string Title, string Severity, string Fix)> Table => Row().Matches(Text)
        .Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value, row.Groups[4].Value, row.Groups[5].Value));

    /// <summary>The numbers in the first column of the contract's table, ranges written out.</summary>
    public static IReadOnlyList<string> ContractNumbers { get; } = [.. ContractRow().Matches(Text).SelectMany(row => Numbers(row.Groups[1].Value))];

    /// <summary>All numbers of the contract that a text cites, ranges written out.</summary>
    public static IEnumerable<string> Numbers(string text) => Number().Matches(text).SelectMany(match =>
    {
        int first = int.Parse(match.Groups[1].Value);
        int last = match.Groups[2].Success ? int.Parse(match.Groups[2].Value) : first;
        return Enumerable.Range(first, last - first + 1).Select(number => $"C{number:000}");
    });

    [GeneratedRegex(@"^## (CHIM\d{4}): (.+)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"^\| \[(CHIM\d{4})\]\((#\w+)\) \| ([^|]+) \| (\w+) \| (\w+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^\| (C\d{3}[^|]*) \|", RegexOptions.Multiline)]
    private static partial Regex ContractRow();

    [GeneratedRegex(@"\bC(\d{3})(?:[–-]C(\d{3}))?\b")]
    private static partial Regex Number();
}
