using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Swaps two handlers that stand in each other's slots.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM4004CodeFix))]
public sealed class CHIM4004CodeFix : ChimneyCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM4004");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        var node = document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true);
        if (KnownSymbols.Create(document.Model.Compilation) is not { } symbols || node.FirstAncestorOrSelf<AssignmentExpressionSyntax>() is not { } assignment
            || SlotOf(assignment) is not { } slot || document.Model.GetSymbolInfo(assignment.Right, cancellation).Symbol is not IMethodSymbol method || symbols.OtherDutyOf(method, slot) is not { } own)
            yield break;
        // the one that stands where this one belongs; whether it belongs here shows when the swap is tried
        foreach (var other in assignment.FirstAncestorOrSelf<MemberDeclarationSyntax>()?.DescendantNodes().OfType<AssignmentExpressionSyntax>() ?? [])
            if (SlotOf(other) is { } there && there.Operation == own.Operation && there.Phase == own.Phase)
                yield return new($"Swap {assignment.Right} and {other.Right}", ImmutableArray.Create(new TextChange(assignment.Right.Span, other.Right.ToString()), new TextChange(other.Right.Span, assignment.Right.ToString())));

        Duty? SlotOf(AssignmentExpressionSyntax code) => document.Model.GetSymbolInfo(code.Left, cancellation).Symbol is IPropertySymbol property ? symbols.SlotOf(property.Type) : null;
    }
}
