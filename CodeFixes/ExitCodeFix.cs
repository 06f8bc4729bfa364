using System.Collections.Immutable;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>The base of fixes that write a call on the paths that leave a handler without it.</summary>
public abstract class ExitCodeFix : ChimneyCodeFix
{
    /// <summary>Bounds the work for one report; places beyond are far from the exit and hardly what the user means.</summary>
    private const int MaximumPlaces = 40;

    /// <summary>The statements at each place where they may stand.</summary>
    private protected static IEnumerable<Candidate> AtExits(CheckedDocument document, Diagnostic report, SyntaxNode handler, Remedy remedy)
        => from place in Places(document, report, handler).Take(MaximumPlaces)
           from statement in remedy.At(place.Position)
           let changes = place.Insert(statement)
           where !changes.IsEmpty
           select new Candidate(remedy.Title, changes);

    /// <summary>
    /// The statements at the exit, where what was decided on the report's path can be asked again: other paths that come there have made the call.
    /// </summary>
    private protected static IEnumerable<Candidate> WhereDecided(CheckedDocument document, Diagnostic report, SyntaxNode handler, Remedy remedy)
    {
        if (Places(document, report, handler).FirstOrDefault() is not { } exit || Conditions.Of(document, report, exit.Position) is not { Length: > 0 } conditions)
            yield break;
        var style = new SourceStyle(document.Text, document.Root);
        foreach (var statement in remedy.At(exit.Position))
            yield return new(remedy.Title, exit.Insert($"if ({conditions}){style.Nested(statement)}"));
    }

    /// <summary>The call is made behind the try block that it ends, or whose catch block it ends, whatever was caught before it.</summary>
    private protected static IEnumerable<Candidate> BehindTry(CheckedDocument document, SyntaxNode function)
    {
        var style = new SourceStyle(document.Text, document.Root);
        foreach (var attempt in function.DescendantNodes().OfType<TryStatementSyntax>().Where(t => t is { Catches.Count: > 0, Parent: BlockSyntax }))
        {
            if (attempt.Block.Statements is [_, .., ExpressionStatementSyntax last])
                yield return Behind(attempt, last);
            // a call that only what is caught leads to
            foreach (var clause in attempt.Catches)
                if (clause.Block.Statements is [.., ExpressionStatementSyntax rescue])
                    yield return Behind(attempt, rescue);
        }

        Candidate Behind(TryStatementSyntax attempt, StatementSyntax last)
            => new("Make the call behind the try block", new Removal(document.Text, style).Of(last).AddRange(new Insertion(style).After(attempt, style.TextOf(last))));
    }

    /// <summary>A place for the call. Gives no changes where the call cannot stand there.</summary>
    private sealed record Place(int Position, Func<string, ImmutableArray<TextChange>> Insert);

    /// <summary>Where no single place settles all paths, calls at several places together may.</summary>
    private protected override async Task<(string Title, CheckedDocument After)?> FixAsync(CheckedDocument before, Diagnostic report, CancellationToken cancellation)
    {
        var told = Remedy.For(before, report)?.Call is { IsOfEvent: true } call ? call.FunctionName : null;
        var repeated = told is null ? 0 : new RepeatedCalls(before, told).Count();
        var harmless = new List<Candidate>();
        foreach (var candidate in Candidates(before, report, cancellation))
            switch (await TryAsync(candidate).ConfigureAwait(false))
            {
                case { IsSettled: true } attempt:
                    return (candidate.Title, attempt.After);
                case not null:
                    harmless.Add(candidate);
                    break;
            }
        if (harmless.Count < 2)
            return null;
        var all = new List<Candidate>();
        foreach (var candidate in harmless)
            switch (await TryAsync(Join(all.Append(candidate))).ConfigureAwait(false))
            {
                case { IsSettled: true }:
                    all.Add(candidate);
                    return await ReduceAsync(before, report, all, cancellation).ConfigureAwait(false);
                case not null:
                    all.Add(candidate);
                    break;
            }
        return null;

        async Task<Attempt?> TryAsync(Candidate candidate)
            => await before.TryAsync(candidate, report, cancellation).ConfigureAwait(false) is { } attempt && (told is null || new RepeatedCalls(attempt.After, told).Count() <= repeated) ? attempt : null;
    }

    /// <summary>Leaves out the calls that no path needs.</summary>
    private static async Task<(string Title, CheckedDocument After)?> ReduceAsync(CheckedDocument before, Diagnostic report, List<Candidate> all, CancellationToken cancellation)
    {
        foreach (var candidate in all.ToList())
            if (all.Count > 1 && await before.TryAsync(Join(all.Where(c => c != candidate)), report, cancellation).ConfigureAwait(false) is { IsSettled: true })
                all.Remove(candidate);
        var joined = Join(all);
        return await before.TryAsync(joined, report, cancellation).ConfigureAwait(false) is { IsSettled: true } attempt ? (joined.Title, attempt.After) : null;
    }

    private static Candidate Join(IEnumerable<Candidate> candidates)
        => new(candidates.First().Title, candidates.SelectMany(c => c.Changes).ToImmutableArray());

    /// <summary>The method, local function or lambda that the report is about. A report on a derived type names the inherited method next.</summary>
    private protected static SyntaxNode? HandlerOf(CheckedDocument document, Diagnostic report)
        => report.AdditionalLocations.Take(1).Prepend(report.Location).Where(l => l.SourceTree == document.Root.SyntaxTree)
            .Select(l => document.Root.FindToken(l.SourceSpan.Start).Parent is { } code ? FunctionOf(code) : null)
            .FirstOrDefault(n => n is not null);

    /// <summary>Where the call may stand: at the exit, then in the branches on the path, then in all others.</summary>
    private static IEnumerable<Place> Places(CheckedDocument document, Diagnostic report, SyntaxNode handler)
    {
        var insertion = new Insertion(new SourceStyle(document.Text, document.Root));
        var (block, expression) = handler switch
        {
            BaseMethodDeclarationSyntax method => (method.Body, method.ExpressionBody?.Expression),
            LocalFunctionStatementSyntax local => (local.Body, local.ExpressionBody?.Expression),
            AnonymousFunctionExpressionSyntax lambda => (lambda.Block, lambda.ExpressionBody),
            _ => default,
        };
        if (expression is not null)
        {
            var method = handler is AnonymousFunctionExpressionSyntax ? document.Model.GetSymbolInfo(handler).Symbol as IMethodSymbol : document.Model.GetDeclaredSymbol(handler) as IMethodSymbol;
            yield return new(expression.SpanStart, s => insertion.AfterBody(handler, expression, method is { ReturnsVoid: false }, s));
        }
        if (block is null)
            yield break;
        if (!report.Properties.ContainsKey(PropertyNames.End)
            && document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ReturnStatementSyntax>() is { } exit && handler.Span.Contains(exit.Span))
            yield return new(exit.SpanStart, s => insertion.Before(exit, s));
        else
            yield return AtEnd(block);
        // the decisions on the path, the last one first; some may be a helper's
        var decisions = report.AdditionalLocations.Reverse().Where(l => l.SourceTree == document.Root.SyntaxTree)
            .Select(l => document.Root.FindNode(l.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<StatementSyntax>())
            .Where(s => s is not null && (handler.Span.Contains(s.Span) || IsOnlyUsedHere(document, s)));
        foreach (var statement in decisions.OfType<StatementSyntax>().Concat(block.DescendantNodes(n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<StatementSyntax>()).Distinct())
            foreach (var place in Around(statement))
                yield return place;

        IEnumerable<Place> Around(StatementSyntax statement)
        {
            switch (statement)
            {
                case IfStatementSyntax choice:
                    if (choice.Else is null)
                        yield return new(choice.SpanStart, s => insertion.AsElse(choice, s));
                    else
                        yield return AtEnd(choice.Else.Statement);
                    yield return AtEnd(choice.Statement);
                    break;
                case SwitchStatementSyntax choice:
                    foreach (var section in choice.Sections)
                        yield return AtEnd(section);
                    yield return new(choice.CloseBraceToken.SpanStart - 1, s => insertion.AsDefault(choice, s));
                    break;
                case TryStatementSyntax attempt:
                    foreach (var clause in attempt.Catches)
                        yield return AtEnd(clause.Block);
                    yield return AtEnd(attempt.Block);
                    if (attempt.Finally is { } last)
                        yield return AtEnd(last.Block);
                    break;
                case UsingStatementSyntax { Statement: BlockSyntax inner }:
                    yield return AtEnd(inner);
                    break;
                case LockStatementSyntax { Statement: BlockSyntax inner }:
                    yield return AtEnd(inner);
                    break;
                case ReturnStatementSyntax or BreakStatementSyntax or GotoStatementSyntax or ContinueStatementSyntax:
                    yield return new(statement.SpanStart, s => insertion.Before(statement, s));
                    break;
            }
        }

        // the closing brace itself is out of scope
        Place AtEnd(SyntaxNode branch) => new(branch is BlockSyntax inner ? inner.CloseBraceToken.SpanStart - 1 : branch.SpanStart, s => insertion.AtEndOf(branch, s));
    }
}
