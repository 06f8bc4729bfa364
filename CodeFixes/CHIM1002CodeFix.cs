using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.CodeFixes;

/// <summary>Takes the later of two calls out, or makes it the other branch of the first one's <c>if</c>.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM1002CodeFix))]
public sealed class CHIM1002CodeFix : ChimneyCodeFix
{
    /// <summary>Bounds the work for one report: of more places, no two are a pair that anybody would see.</summary>
    private const int MostPlaces = 16;

    private const string Remove = "Remove the second call";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM1002");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        var call = document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true);
        if (HasOtherConfigurations(MemberOf(call)) || KnownSymbols.Create(document.Model.Compilation) is not { } symbols
            || document.Reports.Any(r => r.Id == "CHIM1004" && MemberOf(call).Span.Contains(r.Location.SourceSpan))) // what is completed twice is only known when each call completes its own
            return [];
        // an expression that is the whole body is no statement: what is made twice there is made in a helper
        return (call.FirstAncestorOrSelf<StatementSyntax>() is { } later ? Later(document, symbols, report, later, cancellation) : []).Concat(CallOnce(document, symbols, report, cancellation));
    }

    /// <summary>The later call goes, or becomes the other branch of the first one's <c>if</c>.</summary>
    private static IEnumerable<Candidate> Later(CheckedDocument document, KnownSymbols symbols, Diagnostic report, StatementSyntax later, CancellationToken cancellation)
    {
        var call = document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true);
        var style = new SourceStyle(document.Text, document.Root);
        var removal = new Removal(document.Text, style);
        var calls = new DischargingCode(document, symbols, cancellation);
        // the first call, perhaps inside a helper, and the decisions on the path
        var related = report.AdditionalLocations.Where(l => l.SourceTree == document.Root.SyntaxTree).Select(l => document.Root.FindNode(l.SourceSpan, getInnermostNodeForTie: true)).ToList();
        var isRemovable = calls.IsAll(call);
        if (isRemovable && BranchOf([later]) is { } branch)
            yield return new(Remove, removal.Of(branch));
        if (isRemovable && later.Parent is BlockSyntax or SwitchSectionSyntax)
        {
            yield return new(Remove, removal.Of(later));
            var same = Siblings(later).SkipWhile(s => s != later).Where(s => s.IsEquivalentTo(later, topLevel: false)).ToList();
            if (same.Count > 1)
                yield return new("Remove all calls but the first", same.SelectMany(s => removal.Of(s)).ToImmutableArray());
        }
        foreach (var statement in later.AncestorsAndSelf().OfType<StatementSyntax>().Where(s => s is not BlockSyntax && s.Parent is BlockSyntax or SwitchSectionSyntax))
            if (Before(statement) is IfStatementSyntax choice && related.Any(n => choice.Span.Contains(n.Span)) && LastOf(choice) is { } last)
                yield return new("Make the second call the else branch", removal.IntoElse(last, statement));
        if (isRemovable && later.Parent is IfStatementSyntax or ElseClauseSyntax)
            yield return new(Remove, removal.OfBranch(later));
    }

    /// <summary>Both calls, or a loop around one of them, may stand in a helper that nobody else calls.</summary>
    internal static IEnumerable<Candidate> CallOnce(CheckedDocument document, KnownSymbols symbols, Diagnostic report, CancellationToken cancellation)
    {
        var call = document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true);
        var style = new SourceStyle(document.Text, document.Root);
        var removal = new Removal(document.Text, style);
        var calls = new DischargingCode(document, symbols, cancellation);
        var places = calls.Within(Places(document, report).Concat(calls.In(MemberOf(call)).OrderBy(n => Math.Abs(n.SpanStart - call.SpanStart)))).Where(n => n is not BlockSyntax).Take(MostPlaces).ToList();
        var repetition = new Repetition(document, symbols, style);
        foreach (var place in places)
            foreach (var candidate in repetition.TakeOut(place))
                yield return candidate;
        foreach (var place in places)
            foreach (var candidate in repetition.EndLoop(place))
                yield return candidate;
        var pairs = places.SelectMany(_ => places, (first, second) => (First: first, Second: second)).Where(p => p.First != p.Second && MemberOf(p.First) == MemberOf(p.Second)).ToList();
        foreach (var (first, second) in pairs)
            foreach (var candidate in repetition.PassResumed(first, second).Concat(first.SpanStart < second.SpanStart ? repetition.UseFlag(first, second) : []))
                yield return candidate;
        // where the later call is needed on other paths, the earlier one is too many
        foreach (var earlier in Places(document, report).Where(n => n != call && MemberOf(n) == MemberOf(call) && calls.IsAll(n)).Select(n => n.FirstAncestorOrSelf<StatementSyntax>()!))
            if (earlier != call.FirstAncestorOrSelf<StatementSyntax>() && earlier.Parent is BlockSyntax or SwitchSectionSyntax)
                yield return new("Remove the first call", removal.Of(earlier));
        foreach (var place in places.Where(p => p != call && calls.IsAll(p)))
            if (calls.WholeOf(place) is { Count: > 0 } whole)
                yield return new("Remove one of the two calls", whole.SelectMany(s => removal.Of(s)).ToImmutableArray());
        if (calls.WholeOf(call) is { Count: > 0 } all)
        {
            if (BranchOf(all) is { } branch)
                yield return new(Remove, removal.Of(branch));
            yield return new(Remove, all.SelectMany(s => removal.Of(s)).ToImmutableArray());
        }
        foreach (var place in places)
            foreach (var candidate in repetition.ReturnAfter(place))
                yield return candidate;
        foreach (var (first, second) in pairs.Where(p => p.First.SpanStart < p.Second.SpanStart))
            foreach (var candidate in repetition.AddFlag(first, second))
                yield return candidate;
    }

    /// <summary>The <c>if</c> that does nothing but decide on the statements, where nothing is lost with it.</summary>
    private static IfStatementSyntax? BranchOf(IReadOnlyList<StatementSyntax> all)
        => (all[0].Parent is BlockSyntax block && block.Statements.Count == all.Count ? block.Parent : all[0].Parent) is IfStatementSyntax { Else: null, Parent: BlockSyntax or SwitchSectionSyntax } choice
            && choice.Condition.DescendantNodesAndSelf().All(n => n is IdentifierNameSyntax or MemberAccessExpressionSyntax or LiteralExpressionSyntax or BinaryExpressionSyntax or ParenthesizedExpressionSyntax
                || n.IsKind(SyntaxKind.LogicalNotExpression))
            && !choice.DescendantTrivia().Any(t => choice.Span.Contains(t.Span) && !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia))
            ? choice : null;

    private static MemberDeclarationSyntax MemberOf(SyntaxNode node) => node.FirstAncestorOrSelf<MemberDeclarationSyntax>()!;

    private static SyntaxList<StatementSyntax> Siblings(StatementSyntax statement)
        => statement.Parent is BlockSyntax block ? block.Statements : ((SwitchSectionSyntax)statement.Parent!).Statements;

    private static StatementSyntax? Before(StatementSyntax statement)
    {
        var siblings = Siblings(statement);
        var index = siblings.IndexOf(statement);
        return index > 0 ? siblings[index - 1] : null;
    }

    /// <summary>The end of a chain of ifs that has no else yet.</summary>
    private static IfStatementSyntax? LastOf(IfStatementSyntax choice)
        => choice.Else is null ? choice : choice.Else.Statement is IfStatementSyntax next ? LastOf(next) : null;
}
