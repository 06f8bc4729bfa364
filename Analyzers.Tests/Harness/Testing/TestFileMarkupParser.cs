using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.Text;

namespace Microsoft.CodeAnalysis.Testing;

/// <summary>
/// Reads the markup of test sources: <c>[|…|]</c> (the name is empty), <c>{|name:…|}</c>, <c>{|#0:…|}</c> and the position <c>$$</c>. Spans may
/// nest; <c>|#0}</c> closes its own span, so that such spans may overlap too.
/// </summary>
public static class TestFileMarkupParser
{
    private static readonly Regex s_markup = new(
        @"(?<position>\$\$)|(?<open>\[\|)|(?<close>\|\])|\{\|(?<name>[^:|{}\[\]""\r\n]+):|\|(?<key>#[0-9]+)\}|(?<end>\|\})",
        RegexOptions.CultureInvariant);

    public static void GetPositionsAndSpans(
        string input,
        out string output,
        out ImmutableArray<int> positions,
        out ImmutableDictionary<string, ImmutableArray<TextSpan>> spans) =>
        GetPositionsAndSpans(input, treatPositionIndicatorsAsCode: false, out output, out positions, out spans);

    public static void GetPositionsAndSpans(
        string input,
        bool treatPositionIndicatorsAsCode,
        out string output,
        out ImmutableArray<int> positions,
        out ImmutableDictionary<string, ImmutableArray<TextSpan>> spans)
    {
        var text = new StringBuilder();
        var open = new List<(string Name, int Start)>();
        var closed = new List<(string Name, TextSpan Span)>();
        var foundPositions = ImmutableArray.CreateBuilder<int>();
        var copied = 0;
        foreach (Match match in s_markup.Matches(input))
        {
            if (match.Groups["position"].Success && treatPositionIndicatorsAsCode)
                continue;
            text.Append(input, copied, match.Index - copied);
            copied = match.Index + match.Length;

            if (match.Groups["position"].Success)
                foundPositions.Add(text.Length);
            else if (match.Groups["open"].Success)
                open.Add(("", text.Length));
            else if (match.Groups["name"].Success)
                open.Add((match.Groups["name"].Value, text.Length));
            else
                Close(match);
        }

        text.Append(input, copied, input.Length - copied);
        if (open.Count > 0)
            throw new ArgumentException($"The markup '{(open[0].Name.Length == 0 ? "[|" : "{|" + open[0].Name + ":")}' is never closed in:\n{input}");

        output = text.ToString();
        positions = foundPositions.ToImmutable();
        spans = closed
            .GroupBy(item => item.Name, item => item.Span)
            .ToImmutableDictionary(group => group.Key, group => group.OrderBy(span => span.Start).ThenBy(span => span.End).ToImmutableArray());

        void Close(Match match)
        {
            var index = match.Groups["close"].Success ? open.FindLastIndex(item => item.Name.Length == 0)
                : match.Groups["key"].Success ? open.FindLastIndex(item => item.Name == match.Groups["key"].Value)
                : open.FindLastIndex(item => item.Name.Length > 0);
            if (index < 0)
                throw new ArgumentException($"The markup '{match.Value}' closes nothing in:\n{input}");
            closed.Add((open[index].Name, TextSpan.FromBounds(open[index].Start, text.Length)));
            open.RemoveAt(index);
        }
    }
}
