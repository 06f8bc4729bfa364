using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>A list where the compiler wants its other view, or a handle that can be stored (CS1503: an argument; CS0029: a value; CS0030: a cast).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CS1503CodeFix))]
public sealed class CS1503CodeFix : ChimneyCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CS1503", "CS0029", "CS0030");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        var node = document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true);
        if ((node as ArgumentSyntax)?.Expression is not { } list && (list = node as ExpressionSyntax) is null
            || KnownSymbols.Create(document.Model.Compilation) is not { } symbols
            || document.Model.GetTypeInfo((list as CastExpressionSyntax)?.Expression ?? list, cancellation).Type is not { } type || !symbols.IsToken(type))
            yield break;
        // a cast in the place of a conversion goes
        if (list is CastExpressionSyntax { Expression: IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax } cast)
        {
            if (DischargeCall.Rebuild(document.Model, symbols, cast.Expression.ToString(), type, PhaseOf(list, document.Model, symbols, cancellation), list.SpanStart) is { } converted && cast.GetFirstToken().GetNextToken().LeadingTrivia.Count == 0)
                yield return new($"Rebuild the list with {symbols.ConverterOf(type, PhaseOf(list, document.Model, symbols, cancellation))!.Name}()", ImmutableArray.Create(new TextChange(cast.Span, converted)));
            yield break;
        }
        var isPrimary = list is IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ParenthesizedExpressionSyntax;
        var (open, close) = isPrimary ? ("", "") : ("(", ")");
        var phase = PhaseOf(list, document.Model, symbols, cancellation);
        if (DischargeCall.Rebuild(document.Model, symbols, close, type, phase, list.SpanStart) is { } rebuild)
            yield return new($"Rebuild the list with {symbols.ConverterOf(type, phase)!.Name}()", Around(open, rebuild));
        if (type.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(m => symbols.ContractOf(m).Pends) is { } pend)
            yield return new("Pend the list to keep it", Around(open, $"{close}.{pend.Name}()"));

        // the function that the list is meant for; its overload is not found because of the list
        static Phase PhaseOf(ExpressionSyntax list, SemanticModel model, KnownSymbols symbols, CancellationToken cancellation)
            => list.Parent is ArgumentSyntax { Parent.Parent: InvocationExpressionSyntax call }
                && model.GetSymbolInfo(call, cancellation).CandidateSymbols.OfType<IMethodSymbol>().Select(m => symbols.ContractOf(m).Discharges).FirstOrDefault(d => d is not null) is { } duty ? duty.Phase : Phase.Completion;

        ImmutableArray<TextChange> Around(string before, string after)
            => ImmutableArray.Create(new TextChange(new(list.SpanStart, 0), before), new TextChange(new(list.Span.End, 0), after)).RemoveAll(c => c.NewText!.Length == 0);
    }
}
