using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>How a document is laid out: line ends, indentation, braces. Inserted text follows it, whatever the options of the editor say.</summary>
internal sealed class SourceStyle
{
    private const string DefaultUnit = "    ";
    private readonly SourceText _text;

    public SourceStyle(SourceText text, SyntaxNode root)
    {
        _text = text;
        LineEnd = text.Lines.Select(l => text.ToString(TextSpan.FromBounds(l.End, l.EndIncludingLineBreak))).FirstOrDefault(b => b.Length > 0) ?? "\n";
        var blocks = root.DescendantNodes().Select(Braces).Where(b => b.Inner.RawKind != 0 && StartsLine(b.Inner)).ToList();
        Unit = blocks.Select(b => (Outer: IndentOf(b.Close.SpanStart), Inner: IndentOf(b.Inner.SpanStart)))
            .Where(i => i.Inner.Length > i.Outer.Length && i.Inner.StartsWith(i.Outer, StringComparison.Ordinal))
            .Select(i => i.Inner.Substring(i.Outer.Length)).FirstOrDefault() ?? DefaultUnit;
        BraceOnOwnLine = blocks.Count(b => StartsLine(b.Open)) * 2 >= blocks.Count;
    }

    public string LineEnd { get; }

    /// <summary>One step of indentation.</summary>
    public string Unit { get; }

    public bool BraceOnOwnLine { get; }

    /// <summary>The blanks that the line of the position starts with.</summary>
    public string IndentOf(int position)
    {
        var line = _text.Lines.GetLineFromPosition(position);
        var end = line.Start;
        while (end < line.End && _text[end] is ' ' or '\t')
            end++;
        return _text.ToString(TextSpan.FromBounds(line.Start, end));
    }

    /// <summary>The text of a node, with the indentation of its first line taken from all others, so that it can stand anywhere.</summary>
    public string TextOf(SyntaxNode node) => node.ToString().Replace("\r", "").Replace("\n" + IndentOf(node.SpanStart), "\n");

    public bool StartsLine(SyntaxToken token) => IsBlank(TextSpan.FromBounds(LineStart(token.SpanStart), token.SpanStart));

    public int LineStart(int position) => _text.Lines.GetLineFromPosition(position).Start;

    /// <summary>The end of the token's line where only blanks and comments follow; else the end of the token.</summary>
    public int EndOfLine(SyntaxToken token)
    {
        var end = _text.Lines.GetLineFromPosition(token.Span.End).End;
        var next = token.GetNextToken();
        return next.RawKind == 0 || next.SpanStart >= end && token.TrailingTrivia.Span.End >= end ? end : token.Span.End;
    }

    public bool IsBlank(TextSpan span) => string.IsNullOrWhiteSpace(_text.ToString(span));

    /// <summary>The opening of a block for the text that follows it, from the end of what comes before.</summary>
    public string Open(string outer) => BraceOnOwnLine ? $"{LineEnd}{outer}{{" : " {";

    /// <summary>Statements under a condition, from the end of its parenthesis: one line alone stands without braces.</summary>
    public string Nested(string statements)
    {
        var inner = "\n" + Unit + statements.Replace("\n", "\n" + Unit);
        return !statements.Contains("\n") ? inner : $"{(BraceOnOwnLine ? "\n{" : " {")}{inner}\n}}";
    }

    private static (SyntaxToken Open, SyntaxToken Inner, SyntaxToken Close) Braces(SyntaxNode node) => node switch
    {
        BlockSyntax { Statements.Count: > 0 } block => (block.OpenBraceToken, block.Statements[0].GetFirstToken(), block.CloseBraceToken),
        TypeDeclarationSyntax { Members.Count: > 0 } type => (type.OpenBraceToken, type.Members[0].GetFirstToken(), type.CloseBraceToken),
        _ => default,
    };
}
