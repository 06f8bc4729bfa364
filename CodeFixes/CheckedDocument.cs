using System.Collections.Immutable;
using Chimney.Analyzers;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>What came of a candidate that does no harm.</summary>
internal sealed record Attempt(CheckedDocument After, bool IsSettled);

/// <summary>A document with what the compiler and the rules say about it. Candidates are tried on it before any is offered.</summary>
internal sealed class CheckedDocument
{
    private readonly ImmutableArray<Diagnostic> _errors;
    private readonly ImmutableArray<Diagnostic> _reports;
    private readonly TextMap _map;

    private CheckedDocument(Document document, SourceText text, SemanticModel model, ImmutableArray<Diagnostic> errors, ImmutableArray<Diagnostic> reports, TextMap map)
    {
        Document = document;
        Text = text;
        Model = model;
        Root = model.SyntaxTree.GetRoot();
        (_errors, _reports, _map) = (errors, reports, map);
    }

    public Document Document { get; }

    public SourceText Text { get; }

    public SemanticModel Model { get; }

    public SyntaxNode Root { get; }

    public static async Task<CheckedDocument?> CreateAsync(Document document, CancellationToken cancellation)
        => await BindAsync(document, cancellation).ConfigureAwait(false) is { } bound
            ? new(document, bound.Text, bound.Model, bound.Errors, await ReportsAsync(document, bound.Model, cancellation).ConfigureAwait(false), TextMap.Identity)
            : null;

    /// <summary>What the rules say of the document.</summary>
    public ImmutableArray<Diagnostic> Reports => _reports;

    /// <summary>The report with the id at a span; where there are several, the one with these words.</summary>
    public Diagnostic? Find(string id, TextSpan span, string message)
        => _reports.Concat(_errors).Where(d => d.Id == id && d.Location.SourceSpan == span).OrderByDescending(d => d.GetMessage() == message).FirstOrDefault();

    /// <summary>Where a span of the document before the change is now; null where it was changed.</summary>
    public TextSpan? Moved(TextSpan? span) => span is { } known && _map.Find(known.Start) is { } start ? new(start, known.Length) : null;

    /// <summary>The document with the candidate's changes; null where they bring a compiler error or a report that was not there before.</summary>
    public async Task<Attempt?> TryAsync(Candidate candidate, Diagnostic target, CancellationToken cancellation)
    {
        var changes = candidate.Changes.OrderBy(c => c.Span.Start).ThenBy(c => c.Span.End).ToImmutableArray();
        for (var i = 1; i < changes.Length; i++)
            if (changes[i].Span.Start < changes[i - 1].Span.End)
                return null;
        var document = Document.WithText(Text.WithChanges(changes));
        foreach (var (id, others) in candidate.Elsewhere)
        {
            var other = document.Project.Solution.GetDocument(id)!;
            var text = (await other.GetTextAsync(cancellation).ConfigureAwait(false)).WithChanges(others);
            document = document.Project.Solution.WithDocumentText(id, text).GetDocument(document.Id)!;
        }
        var map = new TextMap(changes);
        if (await BindAsync(document, cancellation).ConfigureAwait(false) is not { } bound || AreNew(_errors, bound.Errors, map).Any())
            return null;
        var reports = await ReportsAsync(document, bound.Model, cancellation).ConfigureAwait(false);
        var fresh = AreNew(_reports, reports, map);
        // a body with errors is not analysed: when the error goes, reports come to light that the fix has no part in
        if (_reports.Contains(target) ? fresh.Any() : fresh.Any(report => Touches(report, bound.Model, map)))
            return null;
        var isSettled = !bound.Errors.Concat(reports).Any(d => d.Id == target.Id && d.Location.SourceSpan.Start == map.Find(target.Location.SourceSpan.Start) && FunctionOf(d) == FunctionOf(target));
        return new(new(document, bound.Text, bound.Model, bound.Errors, reports, map), isSettled);
    }

    private static async Task<(SourceText Text, SemanticModel Model, ImmutableArray<Diagnostic> Errors)?> BindAsync(Document document, CancellationToken cancellation)
    {
        if (await document.GetSemanticModelAsync(cancellation).ConfigureAwait(false) is not { } model)
            return null;
        var errors = model.GetDiagnostics(cancellationToken: cancellation).Where(d => d.Severity == DiagnosticSeverity.Error && !d.IsSuppressed).ToImmutableArray();
        return (await document.GetTextAsync(cancellation).ConfigureAwait(false), model, errors);
    }

    private static async Task<ImmutableArray<Diagnostic>> ReportsAsync(Document document, SemanticModel model, CancellationToken cancellation)
    {
        var options = new CompilationWithAnalyzersOptions(document.Project.AnalyzerOptions, onAnalyzerException: null, concurrentAnalysis: false, logAnalyzerExecutionTime: false);
        var driver = model.Compilation.WithAnalyzers(ImmutableArray.Create<DiagnosticAnalyzer>(new ChimneyAnalyzer()), options);
        // all of them: a report that a delegate slot causes is not local to the method it is about
        var found = await driver.GetAnalysisResultAsync(model, filterSpan: null, cancellation).ConfigureAwait(false);
        return found.GetAllDiagnostics().Where(d => d.Location.SourceTree == model.SyntaxTree && !d.IsSuppressed).ToImmutableArray();
    }

    private static IEnumerable<Diagnostic> AreNew(ImmutableArray<Diagnostic> before, ImmutableArray<Diagnostic> after, TextMap map)
    {
        var known = before.Select(d => (d.Id, map.Find(d.Location.SourceSpan.Start))).ToList();
        return after.Where(d => !known.Remove((d.Id, d.Location.SourceSpan.Start)));
    }

    /// <summary>What tells reports at one place apart: the function that their operation asks for.</summary>
    private static string? FunctionOf(Diagnostic report) => report.Properties.TryGetValue(PropertyNames.Function, out var function) ? function : null;

    private static bool Touches(Diagnostic report, SemanticModel model, TextMap map)
    {
        var root = model.SyntaxTree.GetRoot();
        return map.Changed.Any(span => root.FindNode(span).FirstAncestorOrSelf<SyntaxNode>(n => n is StatementSyntax or ArrowExpressionClauseSyntax or MemberDeclarationSyntax) is { } changed
            && report.AdditionalLocations.Prepend(report.Location).Any(l => l.SourceTree == model.SyntaxTree && l.SourceSpan.IntersectsWith(changed.Span)));
    }

    /// <summary>Positions of a text before and after changes that are sorted and apart from each other.</summary>
    private sealed class TextMap(ImmutableArray<TextChange> changes)
    {
        public static readonly TextMap Identity = new(ImmutableArray<TextChange>.Empty);

        /// <summary>The changed parts, in the text after.</summary>
        public IEnumerable<TextSpan> Changed
        {
            get
            {
                var offset = 0;
                foreach (var change in changes)
                {
                    yield return new(change.Span.Start + offset, change.NewText!.Length);
                    offset += change.NewText.Length - change.Span.Length;
                }
            }
        }

        public int? Find(int position)
        {
            var moved = position;
            foreach (var change in changes)
                if (change.Span.End <= position)
                    moved += change.NewText!.Length - change.Span.Length;
                else if (change.Span.Start <= position)
                    return null;
            return moved;
        }
    }
}
