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
        if (CallOf(document, report, cancellation) is not { } call || !report.Properties.TryGetValue(PropertyNames.Function, out var function) || function is null)
            yield break;
        var name = call.Expression switch
        {
            MemberAccessExpressionSyntax member => member.Name,
            IdentifierNameSyntax identifier => identifier,
            _ => null,
        };
        // a target answers a request with its completion
        var remedy = Remedy.For(document, report)?.Call;
        function = remedy?.FunctionName ?? function;
        if (name is not null)
            yield return Replace(name.Span, function);
        // a handler called in the place of the function, such as base.ProtocolQueryOffloadComplete
        if (call.Expression is MemberAccessExpressionSyntax { Expression: BaseExpressionSyntax } other && call.FirstAncestorOrSelf<MethodDeclarationSyntax>() is { } handler)
            yield return new($"Call the handler {handler.Identifier.ValueText}", ImmutableArray.Create(new TextChange(other.Name.Span, handler.Identifier.Text)));
        // another phase takes the other handle and the list in the other view
        foreach (var text in remedy?.At(call.SpanStart) ?? [])
            yield return Replace(call.Span, text);

        Candidate Replace(TextSpan span, string text) => new($"Call {function}", ImmutableArray.Create(new TextChange(span, text)));
    }

    /// <summary>The wrong call: at the report, or inside the helper that it calls.</summary>
    private static InvocationExpressionSyntax? CallOf(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        if (KnownSymbols.Create(document.Model.Compilation) is not { } symbols)
            return null;
        var calls = report.AdditionalLocations.Prepend(report.Location).Where(l => l.SourceTree == document.Root.SyntaxTree)
            .Select(l => document.Root.FindNode(l.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>());
        return calls.FirstOrDefault(c => c is not null && document.Model.GetSymbolInfo(c, cancellation).Symbol is IMethodSymbol method && symbols.ContractOf(method).Discharges is not null
            && (c.Span.IntersectsWith(report.Location.SourceSpan) || IsOnlyUsedHere(document, c)));
    }
}
