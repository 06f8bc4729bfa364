using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Fills empty slots with the methods of the type that are their handlers, its own or inherited ones, and writes those that there are not.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM4003CodeFix))]
public sealed class CHIM4003CodeFix : ChimneyCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM4003");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation) => [];

    private protected override async Task<(string Title, CheckedDocument After)?> FixAsync(CheckedDocument before, Diagnostic report, CancellationToken cancellation)
        => await FillAsync(before, report, cancellation).ConfigureAwait(false) is { } fill && await before.TryAsync(fill, report, cancellation).ConfigureAwait(false) is { IsSettled: true } attempt
            ? (fill.Title, attempt.After) : null;

    private static async Task<Candidate?> FillAsync(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        var node = document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<BaseObjectCreationExpressionSyntax>();
        if (node is null || KnownSymbols.Create(document.Model.Compilation) is not { } symbols || document.Model.GetTypeInfo(node, cancellation).Type is not INamedTypeSymbol made
            || node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is not { } type || document.Model.GetEnclosingSymbol(node.SpanStart, cancellation) is not { } member)
            return null;
        var assigned = (node.Initializer?.Expressions.OfType<AssignmentExpressionSyntax>() ?? []).Concat(Later(document, node, cancellation)).ToList();
        var methods = new List<(IPropertySymbol Slot, string Method)>();
        var missing = new List<MissingHandler>();
        foreach (var slot in symbols.SlotsOf(made).Where(s => !assigned.Any(a => NameOf(a) == s.Name && !a.Right.IsKind(SyntaxKind.NullLiteralExpression))))
        {
            var duty = symbols.SlotOf(slot.Type)!;
            var own = document.Model.LookupSymbols(node.SpanStart).OfType<IMethodSymbol>().Where(m => symbols.DutyOf(m) is { } known && IsSame(known, duty)).Select(m => m.Name).Distinct().ToList();
            if (own.Count > 1 || HandlerFor(symbols, duty) is not { } handler)
                return null; // which of them is meant, only the author knows
            methods.Add((slot, own.Count == 0 ? handler.Name : own[0]));
            if (own.Count == 0)
                missing.Add(new(handler.Name, ((INamedTypeSymbol)slot.Type).DelegateInvokeMethod!, duty));
        }
        var filled = methods.Where(m => !assigned.Any(a => NameOf(a) == m.Slot.Name)).ToList();
        var changes = assigned.Where(a => !filled.Any(m => m.Slot.Name == NameOf(a))).SelectMany(a => methods.Where(m => m.Slot.Name == NameOf(a)).Select(m => new TextChange(a.Right.Span, m.Method))).ToList();
        if (filled.Count > 0)
            changes.Add(Fill(document, node, filled));
        if (missing.Count == 0)
            return new("Fill the empty slots", changes.ToImmutableArray());
        return await new HandlerStubs(document, type, IsStatic(member) ? "private static" : "private").WriteAsync(missing, cancellation).ConfigureAwait(false) is { } stubs
            ? new("Write the missing handlers", changes.Append(stubs).ToImmutableArray()) : null;
    }

    /// <summary>The slots that are filled after the object was made, where a variable holds it.</summary>
    private static IEnumerable<AssignmentExpressionSyntax> Later(CheckedDocument document, SyntaxNode node, CancellationToken cancellation)
        => node.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax variable } && document.Model.GetDeclaredSymbol(variable, cancellation) is { } local
            ? variable.FirstAncestorOrSelf<MemberDeclarationSyntax>()!.DescendantNodes().OfType<AssignmentExpressionSyntax>()
                .Where(a => a.Left is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax holder } && SymbolEqualityComparer.Default.Equals(document.Model.GetSymbolInfo(holder, cancellation).Symbol, local))
            : [];

    /// <summary>The slots at the end of the initializer, or in a new one.</summary>
    private static TextChange Fill(CheckedDocument document, BaseObjectCreationExpressionSyntax node, List<(IPropertySymbol Slot, string Method)> slots)
    {
        var style = new SourceStyle(document.Text, document.Root);
        if (node.Initializer is { Expressions: { Count: > 0 } filled })
        {
            var last = filled.GetWithSeparators().Last();
            return new(new(last.Span.End, 0), (last.IsToken ? "" : ",") + Lines(style.IndentOf(filled[filled.Count - 1].SpanStart)));
        }
        var outer = style.IndentOf(node.SpanStart);
        if (node.Initializer is { CloseBraceToken: var close } kept && !style.IsBlank(TextSpan.FromBounds(kept.OpenBraceToken.Span.End, close.SpanStart)))
            return new(new(style.LineStart(close.SpanStart), 0), Lines(style.IndentOf(close.SpanStart) + style.Unit).Substring(style.LineEnd.Length) + style.LineEnd);
        var body = $"{{{Lines(outer + style.Unit)}{style.LineEnd}{outer}}}";
        return node.Initializer is { } empty ? new(empty.Span, body) : new(new(node.Span.End, 0), $"{style.LineEnd}{outer}{body}");

        string Lines(string indent) => string.Concat(slots.Select(s => $"{style.LineEnd}{indent}{s.Slot.Name} = {s.Method},"));
    }

    /// <summary>The member of the Runtime's interfaces that is the handler of a duty.</summary>
    private static IMethodSymbol? HandlerFor(KnownSymbols symbols, Duty duty)
        => symbols.Handlers.FirstOrDefault(m => symbols.DutyOf(m) is { } own && IsSame(own, duty));

    private static bool IsSame(Duty one, Duty other) => one.Operation == other.Operation && one.Phase == other.Phase;

    private static bool IsStatic(ISymbol member)
    {
        for (ISymbol? around = member; around is not null and not INamedTypeSymbol; around = around.ContainingSymbol)
            if (around is { IsStatic: true, ContainingSymbol: INamedTypeSymbol })
                return true;
        return false;
    }

    private static string NameOf(AssignmentExpressionSyntax assignment) => assignment.Left is MemberAccessExpressionSyntax access ? access.Name.ToString() : assignment.Left.ToString();
}
