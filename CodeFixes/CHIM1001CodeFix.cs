using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Discharges the duty on the path that leaves the handler with it: before the return, at the end, in the empty branch.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM1001CodeFix))]
public sealed class CHIM1001CodeFix : ExitCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM1001");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        if (Remedy.For(document, report) is not { } remedy || HandlerOf(document, report) is not { } handler || HasOtherConfigurations(handler))
            yield break;
        if (remedy.Call is { GivesAnswer: true } call && Answer(document, report, handler) is { } answer)
            foreach (var text in call.At(answer.SpanStart))
                yield return new(remedy.Title, ImmutableArray.Create(new TextChange(answer.Span, text)));
        var calls = KnownSymbols.Create(document.Model.Compilation) is { } symbols ? new DischargingCode(document, symbols, cancellation) : null;
        var functions = calls?.Functions(handler, Places(document, report)).ToList() ?? [handler];
        // an event may be told by a helper that gets no list
        if (calls is not null && remedy.Call is { IsOfEvent: true })
            functions.AddRange(calls.Helpers(handler).Except(functions));
        // where the handler has given the list to a helper, the call is missing there
        if (report.AdditionalLocations.Any(l => l.SourceTree == document.Root.SyntaxTree && !handler.Span.Contains(l.SourceSpan)) || handler.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(c => calls?.Pends(c) == true))
            functions.Reverse();
        foreach (var function in functions)
            foreach (var candidate in AtExits(document, report, function, remedy))
                yield return candidate;
        foreach (var function in functions)
            foreach (var candidate in WhereDecided(document, report, function, remedy))
                yield return candidate;
        foreach (var function in functions)
            foreach (var candidate in BehindTry(document, function))
                yield return candidate;
    }

    /// <summary>The value that the handler returns where it should return the answer from above.</summary>
    private static ExpressionSyntax? Answer(CheckedDocument document, Diagnostic report, SyntaxNode handler)
    {
        var at = document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true);
        return at.FirstAncestorOrSelf<ReturnStatementSyntax>() is { } exit && handler.Span.Contains(exit.Span) ? exit.Expression
            : handler is BaseMethodDeclarationSyntax { ExpressionBody.Expression: { } whole } ? whole : (handler as LambdaExpressionSyntax)?.ExpressionBody;
    }
}
