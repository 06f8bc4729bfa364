using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Calls the function of the handler's own operation and phase.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM1003CodeFix))]
public sealed class CHIM1003CodeFix : ChimneyCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM1003");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        if (KnownSymbols.Create(document.Model.Compilation) is not { } symbols || CallOf(document, symbols, report, cancellation) is not { } call
            || document.Root.FindNode(report.Location.SourceSpan).FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } member)
            yield break;
        var name = call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name,
            IdentifierNameSyntax identifier => identifier,
            _ => null,
        };
        // a target answers a request with its completion; what comes out of a field is known by the handlers that put it there
        var remedies = Remedy.AllFor(document, symbols, report, member, cancellation).Select(r => r.Call).OfType<DischargeCall>().ToList();
        var functions = remedies.Select(r => r.FunctionName).DefaultIfEmpty(report.Properties.TryGetValue(PropertyNames.Function, out var own) ? own : null).OfType<string>().Distinct();
        if (name is not null)
            foreach (var function in functions)
                yield return Replace(name.Span, function, function);
        // a handler called in the place of the function, such as base.ProtocolQueryOffloadComplete
        if (call.Expression is MemberAccessExpressionSyntax { Expression: BaseExpressionSyntax } other && call.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } handler)
            yield return new($"Call the handler {handler.Identifier.ValueText}", ImmutableArray.Create(new TextChange(other.Name.Span, handler.Identifier.Text)));
        // another phase takes the other handle and the list in the other view
        foreach (var remedy in remedies)
            foreach (var text in remedy.At(call.SpanStart))
                yield return Replace(call.Span, text, remedy.FunctionName);

        static Candidate Replace(TextSpan span, string text, string function) => new($"Call {function}", ImmutableArray.Create(new TextChange(span, text)));
    }

    /// <summary>The wrong call: at the report, or inside the helper that it calls.</summary>
    private static InvocationExpressionSyntax? CallOf(CheckedDocument document, KnownSymbols symbols, Diagnostic report, CancellationToken cancellation)
    {
        var calls = report.AdditionalLocations.Prepend(report.Location).Where(l => l.SourceTree == document.Root.SyntaxTree)
            .Select(l => document.Root.FindNode(l.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>());
        return calls.FirstOrDefault(c => c is not null && document.Model.GetSymbolInfo(c, cancellation).Symbol is IMethodSymbol method && symbols.ContractOf(method).Discharges is not null
            && (c.Span.IntersectsWith(report.Location.SourceSpan) || IsOnlyUsedHere(document, c)));
    }
}
