using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Writes the status that the root gets, or the only one that is known, to every block of the tree.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM3001CodeFix))]
public sealed class CHIM3001CodeFix : ChimneyCodeFix
{
    private static readonly string[] Names = ["block", "eachBlock"];

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM3001");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        var style = new SourceStyle(document.Text, document.Root);
        foreach (var place in report.AdditionalLocations.Where(l => l.SourceTree == document.Root.SyntaxTree))
            if (document.Root.FindNode(place.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionStatementSyntax>() is
                {
                    Expression: AssignmentExpressionSyntax { Left: MemberAccessExpressionSyntax { Expression: var root, Name: var member } }
                } statement && ListOf(document, root, cancellation) is { } list)
                foreach (var name in Names)
                    yield return new("Write the status of every block", ImmutableArray.Create(new TextChange(
                        TextSpan.FromBounds(statement.SpanStart, member.SpanStart),
                        $"foreach (var {name} in {list}.Blocks){style.LineEnd}{style.IndentOf(statement.SpanStart)}{style.Unit}{name}.")));
        foreach (var candidate in WriteKnown(document, report, style, cancellation))
            yield return candidate;
    }

    /// <summary>The status of every block is written before the completion, where one variable alone can be meant.</summary>
    private static IEnumerable<Candidate> WriteKnown(CheckedDocument document, Diagnostic report, SourceStyle style, CancellationToken cancellation)
    {
        if (KnownSymbols.Create(document.Model.Compilation) is not { } symbols || document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true) is not InvocationExpressionSyntax { Parent: ExpressionStatementSyntax statement } call
            || call.ArgumentList.Arguments.Select(a => a.Expression).OfType<IdentifierNameSyntax>().FirstOrDefault(a => symbols.IsToken(document.Model.GetTypeInfo(a, cancellation).Type)) is not { } list
            || document.Model.GetSymbolInfo(call, cancellation).Symbol is not IMethodSymbol function || symbols.ContractOf(function).Function?.Statuses is not [{ Values: [{ Type: { } status }, ..] }, ..])
            yield break;
        var known = document.Model.LookupSymbols(statement.SpanStart).Where(s => s.Locations[0].SourceSpan.Start < statement.SpanStart && SymbolEqualityComparer.Default.Equals((s as ILocalSymbol)?.Type ?? (s as IParameterSymbol)?.Type, status)).ToList();
        if (known is [var only])
            foreach (var name in Names)
                yield return new("Write the status of every block", new Insertion(style).Before(statement, $"foreach (var {name} in {list}.Blocks)\n{style.Unit}{name}.Status = {only.Name};"));
    }

    /// <summary>The list that a root was taken from, also where a variable keeps the root.</summary>
    private static ExpressionSyntax? ListOf(CheckedDocument document, ExpressionSyntax root, CancellationToken cancellation) => root switch
    {
        MemberAccessExpressionSyntax { Expression: var list } => list,
        IdentifierNameSyntax when document.Model.GetSymbolInfo(root, cancellation).Symbol is ILocalSymbol { DeclaringSyntaxReferences: [var declared] }
            && declared.GetSyntax(cancellation) is VariableDeclaratorSyntax { Initializer.Value: MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax list, Name.Identifier.ValueText: "Root" } } => list,
        _ => null,
    };
}
