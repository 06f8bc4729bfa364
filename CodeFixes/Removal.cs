using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Takes statements out of a place. Comments and directives stay.</summary>
internal sealed class Removal(SourceText text, SourceStyle style)
{
    /// <summary>Takes a statement out of its list, with its line where nothing else stands there.</summary>
    public ImmutableArray<TextChange> Of(StatementSyntax statement)
    {
        if (HasDirectives(statement))
            return ImmutableArray<TextChange>.Empty;
        var (first, last) = (text.Lines.GetLineFromPosition(statement.SpanStart), text.Lines.GetLineFromPosition(statement.Span.End));
        var (start, end) = (statement.SpanStart, statement.Span.End);
        if (style.IsBlank(TextSpan.FromBounds(end, last.End)))
        {
            if (!style.StartsLine(statement.GetFirstToken()))
                return Delete(TrimBefore(start), end);
            start = first.Start;
            end = last.EndIncludingLineBreak;
            if (first.LineNumber > 0 && IsEmpty(first.LineNumber - 1) && last.LineNumber + 1 < text.Lines.Count && (IsEmpty(last.LineNumber + 1) || Closes(last.LineNumber + 1)))
                start = text.Lines[first.LineNumber - 1].Start;
            return Delete(start, end);
        }
        while (text[end] is ' ' or '\t')
            end++;
        return Delete(start, end);
    }

    /// <summary>Leaves an empty block in the place of the only statement of a branch.</summary>
    public ImmutableArray<TextChange> OfBranch(StatementSyntax statement)
    {
        if (HasDirectives(statement))
            return ImmutableArray<TextChange>.Empty;
        var outer = style.IndentOf(statement.Parent!.SpanStart);
        var before = TextSpan.FromBounds(statement.GetFirstToken().GetPreviousToken().Span.End, statement.SpanStart);
        return style.BraceOnOwnLine && style.StartsLine(statement.GetFirstToken())
            ? ImmutableArray.Create(new TextChange(TextSpan.FromBounds(style.LineStart(statement.SpanStart), statement.Span.End), $"{outer}{{{style.LineEnd}{outer}}}"))
            : ImmutableArray.Create(style.IsBlank(before) ? new TextChange(TextSpan.FromBounds(before.Start, statement.Span.End), " { }") : new TextChange(statement.Span, "{ }"));
    }

    /// <summary>Makes a statement the else branch of the <c>if</c> before it.</summary>
    public ImmutableArray<TextChange> IntoElse(IfStatementSyntax choice, StatementSyntax statement)
    {
        if (HasDirectives(statement) || statement.GetLeadingTrivia().Any(t => t.IsDirective) || !style.StartsLine(statement.GetFirstToken()))
            return ImmutableArray<TextChange>.Empty;
        var outer = style.IndentOf(choice.SpanStart);
        var isBraced = choice.Statement is BlockSyntax && statement is not IfStatementSyntax;
        var changes = ImmutableArray.CreateBuilder<TextChange>();
        var end = style.EndOfLine(choice.GetLastToken());
        var hasComments = statement.GetLeadingTrivia().Any(t => !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia));
        if (statement is IfStatementSyntax && !hasComments)
            return ImmutableArray.Create(new TextChange(TextSpan.FromBounds(end, statement.SpanStart), $"{style.LineEnd}{outer}else "));
        var isTight = isBraced && !style.BraceOnOwnLine;
        changes.Add(new(new(isTight ? choice.Span.End : end, 0), isTight ? " else {" : $"{style.LineEnd}{outer}else{(isBraced ? $"{style.LineEnd}{outer}{{" : "")}"));
        var lines = text.Lines;
        var from = lines.GetLineFromPosition(end).LineNumber + 1;
        var to = lines.GetLineFromPosition(statement.Span.End).LineNumber;
        var isLeading = true;
        for (var i = from; i <= to; i++)
            if (!IsEmpty(i))
            {
                isLeading = false;
                changes.Add(new(new(lines[i].Start, 0), style.Unit));
            }
            else if (isLeading)
            {
                changes.Add(new(lines[i].SpanIncludingLineBreak, ""));
            }
        if (isBraced)
            changes.Add(new(new(style.EndOfLine(statement.GetLastToken()), 0), $"{style.LineEnd}{outer}}}"));
        return changes.ToImmutable();
    }

    private int TrimBefore(int position)
    {
        while (position > 0 && text[position - 1] is ' ' or '\t')
            position--;
        return position;
    }

    private bool IsEmpty(int line) => style.IsBlank(text.Lines[line].Span);

    private bool Closes(int line) => text.ToString(text.Lines[line].Span).TrimStart().StartsWith("}", StringComparison.Ordinal);

    private static bool HasDirectives(StatementSyntax statement) => statement.DescendantTrivia().Any(t => t.IsDirective && statement.Span.Contains(t.Span));

    private static ImmutableArray<TextChange> Delete(int start, int end) => ImmutableArray.Create(new TextChange(TextSpan.FromBounds(start, end), ""));
}
