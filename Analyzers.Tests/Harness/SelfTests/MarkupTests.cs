using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.Analyzers.Tests.Harness.SelfTests;

public class MarkupTests
{
    [Theory]
    [InlineData("a[|b|]c", "abc", "[1..2)")]
    [InlineData("[||]", "", "[0..0)")]
    [InlineData("a{|X1:b{|Y2:c|}|}d", "abcd", "X1[1..3) Y2[2..3)")]
    [InlineData("{|#0:a{|#1:b|#0}c|#1}", "abc", "#0[0..2) #1[1..3)")]
    [InlineData("{|#0:a[|b|#0}c|]", "abc", "#0[0..2) [1..3)")]
    [InlineData("[|a|][|b|]", "ab", "[0..1) [1..2)")]
    [InlineData("a$$b$$", "ab", "1 2")]
    [InlineData("if (x||y) { z[x | y] = { }; }", "if (x||y) { z[x | y] = { }; }", "")]
    public void Markup_is_read(string input, string output, string found)
    {
        TestFileMarkupParser.GetPositionsAndSpans(input, out var text, out var positions, out var spans);
        Assert.Equal(output, text);
        var all = spans.OrderBy(item => item.Key, StringComparer.Ordinal)
            .SelectMany(item => item.Value.Select(span => (item.Key, span)))
            .OrderBy(item => item.span.Start)
            .Select(item => item.Key + item.span.ToString());
        Assert.Equal(found, string.Join(' ', positions.Select(position => position.ToString()).Concat(all)));
    }

    [Theory]
    [InlineData("[|a", "is never closed")]
    [InlineData("{|X1:a", "is never closed")]
    [InlineData("a|]", "closes nothing")]
    [InlineData("[|a|}", "closes nothing")]
    [InlineData("{|#0:a|#1}", "closes nothing")]
    public void Broken_markup_is_refused(string input, string message)
    {
        var exception = Assert.Throws<ArgumentException>(() => TestFileMarkupParser.GetPositionsAndSpans(input, out _, out _, out _));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }
}
