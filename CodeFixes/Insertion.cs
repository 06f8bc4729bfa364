using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Puts a statement at a place. Text is only added, so that comments, directives and line ends stay as they are.</summary>
internal sealed class Insertion(SourceStyle style)
{
    /// <summary>Before a statement; where it stands alone under an <c>if</c> or <c>else</c>, both go into a block.</summary>
    public ImmutableArray<TextChange> Before(StatementSyntax next, string statement)
        => next.Parent is BlockSyntax or SwitchSectionSyntax or LabeledStatementSyntax
            ? One(next.SpanStart, Indented(statement, style.IndentOf(next.SpanStart)) + Separator(next))
            : Enclose(next, statement, isFirst: true);

    /// <summary>After a statement of a block, on a line of its own where the statement has one.</summary>
    public ImmutableArray<TextChange> After(StatementSyntax previous, string statement)
        => style.StartsLine(previous.GetFirstToken())
            ? One(style.EndOfLine(previous.GetLastToken()), $"{style.LineEnd}{style.IndentOf(previous.SpanStart)}{Indented(statement, style.IndentOf(previous.SpanStart))}")
            : One(previous.Span.End, " " + statement);

    /// <summary>Puts a statement of one line under a condition or the like.</summary>
    public ImmutableArray<TextChange> Under(StatementSyntax statement, string head)
        => statement is ExpressionStatementSyntax && statement.Parent is BlockSyntax or SwitchSectionSyntax && style.StartsLine(statement.GetFirstToken()) && !statement.ToString().Contains("\n")
            ? One(statement.SpanStart, $"{head}{style.LineEnd}{style.IndentOf(statement.SpanStart)}{style.Unit}")
            : ImmutableArray<TextChange>.Empty;

    /// <summary>Puts a statement of one line into a try block, before a catch block with other statements.</summary>
    public ImmutableArray<TextChange> Catching(StatementSyntax statement, string rescue)
    {
        if (statement.Parent is not (BlockSyntax or SwitchSectionSyntax) || !style.StartsLine(statement.GetFirstToken()) || statement.ToString().Contains("\n"))
            return ImmutableArray<TextChange>.Empty;
        var outer = style.IndentOf(statement.SpanStart);
        var inner = style.LineEnd + outer + style.Unit;
        var (open, next) = style.BraceOnOwnLine ? ($"{style.LineEnd}{outer}{{", style.LineEnd + outer) : (" {", " ");
        return ImmutableArray.Create(
            new TextChange(new(statement.SpanStart, 0), $"try{open}{inner}"),
            new TextChange(new(style.EndOfLine(statement.GetLastToken()), 0),
                $"{style.LineEnd}{outer}}}{next}catch{open}{inner}{Indented(rescue, outer + style.Unit)}{style.LineEnd}{outer}}}"));
    }

    /// <summary>At the end of a branch, a block or a switch section, if control gets there.</summary>
    public ImmutableArray<TextChange> AtEndOf(SyntaxNode branch, string statement)
    {
        switch (branch)
        {
            case BlockSyntax block:
                return block.Statements.LastOrDefault(s => s is not LocalFunctionStatementSyntax) is { } last && IsJump(last) ? AtEndOf(last, statement) : Append(block, statement);
            case SwitchSectionSyntax section:
                return AtEndOf(section.Statements[section.Statements.Count - 1], statement);
            case BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax:
                return Before((StatementSyntax)branch, statement);
            case EmptyStatementSyntax empty:
                return ImmutableArray.Create(new TextChange(empty.Span, statement));
            case StatementSyntax single when !IsJump(single) && single is not IfStatementSyntax && single.Parent is IfStatementSyntax or ElseClauseSyntax or WhileStatementSyntax:
                return Enclose(single, statement, isFirst: false);
            default:
                return ImmutableArray<TextChange>.Empty;
        }
    }

    /// <summary>As the else branch of an <c>if</c> that has none.</summary>
    public ImmutableArray<TextChange> AsElse(IfStatementSyntax choice, string statement)
    {
        var outer = style.IndentOf(choice.SpanStart);
        var inner = outer + style.Unit;
        var isOne = choice.Statement is not BlockSyntax && !statement.Contains("\n");
        statement = Indented(statement, inner);
        if (isOne)
            return One(style.EndOfLine(choice.GetLastToken()), $"{style.LineEnd}{outer}else{style.LineEnd}{inner}{statement}");
        return style.BraceOnOwnLine || choice.Statement is not BlockSyntax
            ? One(style.EndOfLine(choice.GetLastToken()), $"{style.LineEnd}{outer}else{style.LineEnd}{outer}{{{style.LineEnd}{inner}{statement}{style.LineEnd}{outer}}}")
            : One(choice.Span.End, $" else {{{style.LineEnd}{inner}{statement}{style.LineEnd}{outer}}}");
    }

    /// <summary>As the default section of a <c>switch</c> that has none.</summary>
    public ImmutableArray<TextChange> AsDefault(SwitchStatementSyntax choice, string statement)
    {
        if (choice.Sections.Count == 0 || !style.StartsLine(choice.CloseBraceToken) || choice.Sections.Any(s => s.Labels.Any(l => l is DefaultSwitchLabelSyntax)))
            return ImmutableArray<TextChange>.Empty;
        var outer = style.IndentOf(choice.Sections[0].SpanStart);
        var inner = outer + style.Unit;
        statement = Indented(statement, inner);
        return One(style.LineStart(choice.CloseBraceToken.SpanStart), $"{outer}default:{style.LineEnd}{inner}{statement}{style.LineEnd}{inner}break;{style.LineEnd}");
    }

    /// <summary>After the expression that is the whole body, which becomes a block; before it where the body returns its value.</summary>
    public ImmutableArray<TextChange> AfterBody(SyntaxNode function, ExpressionSyntax body, bool isReturned, string statement)
        => isReturned ? BeforeBody(function, body, isReturned, statement) : Block(function, body, statement, isFirst: false, "");

    /// <summary>Before the expression that is the whole body, which becomes a block.</summary>
    public ImmutableArray<TextChange> BeforeBody(SyntaxNode function, ExpressionSyntax body, bool isReturned, string statement) => Block(function, body, statement, isFirst: true, isReturned ? "return " : "");

    private ImmutableArray<TextChange> Block(SyntaxNode function, ExpressionSyntax body, string statement, bool isFirst, string lead)
    {
        var arrow = body.GetFirstToken().GetPreviousToken();
        var before = function is LambdaExpressionSyntax ? arrow : arrow.GetPreviousToken();
        var between = TextSpan.FromBounds(before.Span.End, body.SpanStart);
        if (!HasOnlyBlanks(before, body.GetFirstToken()))
            return ImmutableArray<TextChange>.Empty;
        var outer = style.IndentOf(function.SpanStart);
        var inner = outer + style.Unit;
        statement = Indented(statement, inner);
        var open = $"{style.Open(outer)}{style.LineEnd}{inner}{(isFirst ? $"{statement}{style.LineEnd}{inner}{lead}" : "")}";
        var close = $"{(isFirst ? "" : $"{style.LineEnd}{inner}{statement}")}{style.LineEnd}{outer}}}";
        var end = body.GetLastToken().GetNextToken();
        return function is LambdaExpressionSyntax
            ? ImmutableArray.Create(new TextChange(between, open), new TextChange(new(body.Span.End, 0), ";" + close))
            : ImmutableArray.Create(new TextChange(between, open), new TextChange(new(style.EndOfLine(end), 0), close));
    }

    public static bool IsJump(StatementSyntax statement)
        => statement is ReturnStatementSyntax or ThrowStatementSyntax or BreakStatementSyntax or ContinueStatementSyntax or GotoStatementSyntax;

    private ImmutableArray<TextChange> Append(BlockSyntax block, string statement)
    {
        var close = block.CloseBraceToken;
        var last = block.Statements.LastOrDefault(s => s is not LocalFunctionStatementSyntax);
        if (style.StartsLine(close))
        {
            var indent = block.Statements.Count > 0 && style.StartsLine(block.Statements[0].GetFirstToken()) ? style.IndentOf(block.Statements[0].SpanStart) : style.IndentOf(close.SpanStart) + style.Unit;
            statement = Indented(statement, indent);
            return last is null || last == block.Statements.Last()
                ? One(style.LineStart(close.SpanStart), $"{indent}{statement}{style.LineEnd}")
                : One(style.EndOfLine(last.GetLastToken()), $"{style.LineEnd}{indent}{statement}");
        }
        if (block.Statements.Count > 0 || !HasOnlyBlanks(block.OpenBraceToken, close))
            return One(close.SpanStart, statement + " ");
        var outer = style.IndentOf(block.SpanStart);
        statement = Indented(statement, outer + style.Unit);
        var before = block.OpenBraceToken.GetPreviousToken();
        var inside = new TextChange(TextSpan.FromBounds(block.OpenBraceToken.Span.End, close.SpanStart), $"{style.LineEnd}{outer}{style.Unit}{statement}{style.LineEnd}{outer}");
        return style.StartsLine(block.OpenBraceToken) || !HasOnlyBlanks(before, block.OpenBraceToken) ? ImmutableArray.Create(inside)
            : ImmutableArray.Create(new TextChange(TextSpan.FromBounds(before.Span.End, block.OpenBraceToken.Span.End), style.Open(outer)), inside);
    }

    /// <summary>Makes a block of the only statement of a branch and the new one.</summary>
    private ImmutableArray<TextChange> Enclose(StatementSyntax only, string statement, bool isFirst)
    {
        var (first, last) = (only.GetFirstToken(), only.GetLastToken());
        var before = first.GetPreviousToken();
        if (first.LeadingTrivia.Concat(before.TrailingTrivia).Any(t => t.IsDirective))
            return ImmutableArray<TextChange>.Empty;
        var outer = style.IndentOf(only.Parent!.SpanStart);
        var changes = ImmutableArray.CreateBuilder<TextChange>();
        string inner;
        if (style.StartsLine(first))
        {
            inner = style.IndentOf(first.SpanStart);
            statement = Indented(statement, inner);
            changes.Add(new(new(style.BraceOnOwnLine ? style.EndOfLine(before) : before.Span.End, 0), style.Open(outer)));
            if (isFirst)
                changes.Add(new(new(first.SpanStart, 0), statement + style.LineEnd + inner));
        }
        else if (HasOnlyBlanks(before, first))
        {
            inner = outer + style.Unit;
            statement = Indented(statement, inner);
            changes.Add(new(TextSpan.FromBounds(before.Span.End, first.SpanStart), $"{style.Open(outer)}{style.LineEnd}{inner}{(isFirst ? statement + style.LineEnd + inner : "")}"));
        }
        else
        {
            return ImmutableArray<TextChange>.Empty;
        }
        var close = $"{(isFirst ? "" : style.LineEnd + inner + statement)}{style.LineEnd}{outer}}}";
        var next = last.GetNextToken();
        var end = style.EndOfLine(last);
        if (end > last.Span.End || style.StartsLine(next))
            changes.Add(new(new(end, 0), close));
        else
            changes.Add(new(TextSpan.FromBounds(last.Span.End, next.SpanStart), close + (style.BraceOnOwnLine || !next.IsKind(SyntaxKind.ElseKeyword) ? style.LineEnd + outer : " ")));
        return changes.ToImmutable();
    }

    /// <summary>A statement of several lines, as it stands at this indentation.</summary>
    public string Indented(string statement, string indent) => statement.Replace("\r", "").Replace("\n", style.LineEnd + indent);

    private string Separator(StatementSyntax next) => style.StartsLine(next.GetFirstToken()) ? style.LineEnd + style.IndentOf(next.SpanStart) : " ";

    /// <summary>Whether there is nothing to keep between the two tokens, except the arrow of an expression body.</summary>
    private static bool HasOnlyBlanks(SyntaxToken from, SyntaxToken to)
    {
        for (var token = from; token != to; token = token.GetNextToken())
            if (token.TrailingTrivia.Concat(token.GetNextToken().LeadingTrivia).Any(t => !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia)))
                return false;
        return true;
    }

    private static ImmutableArray<TextChange> One(int position, string text) => ImmutableArray.Create(new TextChange(new(position, 0), text));
}
