using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.CodeFixes;

/// <summary>Discharges the duty before the exception is thrown, or thrown again, that leaves the handler with it.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM1007CodeFix))]
public sealed class CHIM1007CodeFix : ExitCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM1007");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        if (KnownSymbols.Create(document.Model.Compilation) is not { } symbols || HandlerOf(document, report) is not { } handler || HasOtherConfigurations(handler))
            yield break;
        var insertion = new Insertion(new SourceStyle(document.Text, document.Root));
        var functions = new DischargingCode(document, symbols, cancellation).Functions(handler, Places(document, report)).ToList();
        foreach (var remedy in Remedy.AllFor(document, symbols, report, handler, cancellation))
        {
            foreach (var exit in functions.SelectMany(f => f.DescendantNodes().OfType<ThrowStatementSyntax>()).Distinct())
                foreach (var statement in remedy.At(exit.SpanStart))
                    yield return new(remedy.Title, insertion.Before(exit, statement));
            foreach (var function in functions)
                foreach (var candidate in AtExits(document, report, function, remedy))
                    yield return candidate;
            // thrown by a call that has no part in the operation; one that has might settle it, and throw afterwards
            foreach (var statement in Places(document, report).Select(n => n.FirstAncestorOrSelf<StatementSyntax>()).OfType<ExpressionStatementSyntax>().Distinct()
                .Where(s => !s.DescendantNodes().OfType<ExpressionSyntax>().Any(e => document.Model.GetTypeInfo(e, cancellation).Type is var type && (symbols.IsToken(type) || symbols.IsPended(type)))))
                foreach (var rescue in remedy.At(statement.SpanStart))
                    yield return new($"{remedy.Title} where it throws", insertion.Catching(statement, rescue + "\nthrow;"));
        }
    }
}
