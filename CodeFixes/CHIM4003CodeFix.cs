using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Fills empty slots with the methods of the type that are their handlers, its own or inherited ones.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM4003CodeFix))]
public sealed class CHIM4003CodeFix : ChimneyCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM4003");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        var node = document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>();
        if (node?.Initializer is not { Expressions: { Count: > 0 } filled } || KnownSymbols.Create(document.Model.Compilation) is not { } symbols
            || document.Model.GetTypeInfo(node, cancellation).Type is not INamedTypeSymbol type)
            yield break;
        var names = filled.OfType<AssignmentExpressionSyntax>().Select(a => a.Left.ToString()).ToImmutableHashSet();
        var style = new SourceStyle(document.Text, document.Root);
        var indent = $"{style.LineEnd}{style.IndentOf(filled[filled.Count - 1].SpanStart)}";
        var added = "";
        foreach (var slot in symbols.SlotsOf(type).Where(s => !names.Contains(s.Name)))
        {
            var duty = symbols.SlotOf(slot.Type)!;
            if (document.Model.LookupSymbols(node.SpanStart).OfType<IMethodSymbol>().Where(m => symbols.DutyOf(m) is { } own && own.Operation == duty.Operation && own.Phase == duty.Phase).Select(m => m.Name).Distinct().ToList() is not [var method])
                yield break; // what the handler does has to be written first
            added += $"{indent}{slot.Name} = {method},";
        }
        var last = filled.GetWithSeparators().Last();
        var comma = last.IsToken ? "" : ",";
        yield return new("Fill the empty slots", ImmutableArray.Create(new TextChange(new(last.Span.End, 0), comma + added)));
    }
}
