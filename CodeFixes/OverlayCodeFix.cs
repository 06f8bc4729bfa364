using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Lets the full conversion do what the one by hand leaves out, or writes what is missing.</summary>
public abstract class OverlayCodeFix : ChimneyCodeFix
{
    private const string Saved = nameof(Saved);

    private protected sealed override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        if (KnownSymbols.Create(document.Model.Compilation) is not { } symbols || !report.Properties.TryGetValue(PropertyNames.Missing, out var marks) || marks is null
            || document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<MemberDeclarationSyntax>() is not { } body)
            yield break;
        var missing = marks.Split(',').Select(int.Parse).ToList();
        foreach (var overlay in body.DescendantNodes().OfType<InvocationExpressionSyntax>())
        {
            if (overlay.Expression is not MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax list, Name: var name }
                || document.Model.GetSymbolInfo(overlay, cancellation).Symbol is not IMethodSymbol method || symbols.ContractOf(method) is not { Requires.IsEmpty: false } contract
                || symbols.ConverterOf(method.ContainingType, Phase.Completion) is not { } converter)
                continue;
            var entries = document.Model.LookupSymbols(overlay.SpanStart).OfType<ILocalSymbol>()
                .Where(l => symbols.IsCallEntry(l.Type) && l.DeclaringSyntaxReferences[0].Span.End < overlay.SpanStart && body.Span.Contains(l.DeclaringSyntaxReferences[0].Span)).ToList();
            if (missing.Count == contract.Requires.Count(r => symbols.MemberWithMark(r.Mark) is not null)) // nothing was done by hand
                yield return new($"Use {converter.Name}", ImmutableArray.Create(new TextChange(
                    TextSpan.FromBounds(name.SpanStart, overlay.Span.End), $"{converter.Name}({Entry(converter, entries)})")));
            foreach (var changes in Blocks(document, symbols, missing, overlay, list.Identifier.Text, entries.FirstOrDefault(), method))
                yield return new("Write what is missing", changes);
        }
    }

    private static string Entry(IMethodSymbol converter, List<ILocalSymbol> entries)
        => converter.Parameters.IsEmpty ? "" : entries.Count > 0 ? entries[0].Name : $"new {converter.Parameters[0].Type.Name}()";

    /// <summary>The missing statements, at every place before the conversion where the entry is known, the latest first: nothing may have been overwritten yet.</summary>
    private static IEnumerable<ImmutableArray<TextChange>> Blocks(CheckedDocument document, KnownSymbols symbols, List<int> missing, SyntaxNode overlay, string list, ILocalSymbol? entry, IMethodSymbol method)
    {
        if (entry is null || overlay.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax block } last || WritesHalf(document, symbols, missing, overlay))
            yield break;
        var style = new SourceStyle(document.Text, document.Root);
        var isRequest = !symbols.ConverterOf(method.ContainingType, Phase.Completion)!.Parameters.IsEmpty;
        foreach (var next in block.Statements.Where(s => s.SpanStart <= last.SpanStart && s.SpanStart > entry.DeclaringSyntaxReferences[0].Span.End).Reverse())
        {
            var lines = missing.Select(m => Line(symbols, m, list, entry.Name, isRequest));
            yield return new Insertion(style).Before(next, string.Join("\n", lines));
        }
    }

    /// <summary>Whether the code writes a missing member itself, too late or on some ways only: it would overwrite what the fix writes.</summary>
    private static bool WritesHalf(CheckedDocument document, KnownSymbols symbols, List<int> missing, SyntaxNode overlay)
        => overlay.FirstAncestorOrSelf<MemberDeclarationSyntax>()!.DescendantNodes().OfType<MemberAccessExpressionSyntax>()
            .Any(a => document.Model.GetSymbolInfo(a).Symbol is IPropertySymbol property && symbols.IsCallEntry(property.ContainingType) && missing.Contains(symbols.MemberOf(property).Mark));

    private static string Line(KnownSymbols symbols, int mark, string list, string entry, bool isRequest)
    {
        var member = symbols.MemberWithMark(mark)!;
        var isOfEntry = symbols.IsCallEntry(member.ContainingType);
        if (!isOfEntry && isRequest)
            return $"{list}.Root.{member.Name}[0] = {entry};";
        var name = isOfEntry ? member.Name.Substring(Saved.Length) : member.Name;
        var (from, to) = ($"{list}.Root.{name}", $"{entry}.{Saved}{name}");
        if (!isOfEntry)
            (from, to) = (to, from);
        return member.Type.IsRefLikeType ? $"{from}.CopyTo({to});" : $"{to} = {from};";
    }
}
