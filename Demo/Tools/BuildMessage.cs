using System.Text.RegularExpressions;

namespace Chimney.Demo.Tools;

/// <summary>One error or warning of the compiler, as it prints them.</summary>
internal sealed partial record BuildMessage(string File, int Line, int Column, string Severity, string Id, string Text)
{
    /// <summary>The messages in the output of a build, each once, in the order of the source.</summary>
    public static IReadOnlyList<BuildMessage> Read(string output) =>
    [
        .. Format().Matches(output)
            .Select(match => new BuildMessage(
                Path.GetFileName(match.Groups["file"].Value), int.Parse(match.Groups["line"].Value), int.Parse(match.Groups["column"].Value),
                match.Groups["severity"].Value, match.Groups["id"].Value, match.Groups["text"].Value))
            .Distinct()
            .OrderBy(message => message.File, StringComparer.Ordinal).ThenBy(message => message.Line).ThenBy(message => message.Column),
    ];

    public override string ToString() => $"{File}({Line},{Column}): {Severity} {Id}: {Text}";

    [GeneratedRegex(@"^(?<file>[^\n(]+)\((?<line>\d+),(?<column>\d+)\): (?<severity>error|warning) (?<id>\w+): (?<text>[^\n]*?)( \[[^\n]*\])?\r?$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Format();
}
