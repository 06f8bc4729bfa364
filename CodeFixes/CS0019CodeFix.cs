using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Asks a list or a block whether it is null, where it is compared with null (CS0019) or matched with it (CS0037).</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CS0019CodeFix))]
public sealed class CS0019CodeFix : ChimneyCodeFix
{
    private const string IsNull = nameof(IsNull);

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CS0019", "CS0037");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        var (test, asked, isNegated) = document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionSyntax>(e => e is BinaryExpressionSyntax or IsPatternExpressionSyntax) switch
        {
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } comparison when comparison.Right.IsKind(SyntaxKind.NullLiteralExpression)
                => (comparison, comparison.Left, comparison.IsKind(SyntaxKind.NotEqualsExpression)),
            BinaryExpressionSyntax { RawKind: (int)SyntaxKind.EqualsExpression or (int)SyntaxKind.NotEqualsExpression } comparison when comparison.Left.IsKind(SyntaxKind.NullLiteralExpression)
                => (comparison, comparison.Right, comparison.IsKind(SyntaxKind.NotEqualsExpression)),
            IsPatternExpressionSyntax { Pattern: ConstantPatternSyntax } match => (match, match.Expression, false),
            IsPatternExpressionSyntax { Pattern: UnaryPatternSyntax { Pattern: ConstantPatternSyntax } } match => (match, match.Expression, true),
            _ => ((ExpressionSyntax?)null, (ExpressionSyntax?)null, false),
        };
        if (test is null || asked is not (IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax) || KnownSymbols.Create(document.Model.Compilation) is not { } symbols
            || document.Model.GetTypeInfo(asked, cancellation).Type is not { IsRefLikeType: true } type || !symbols.Assemblies.Contains(type.ContainingAssembly, SymbolEqualityComparer.Default) || type.GetMembers(IsNull).IsEmpty
            || test.DescendantTrivia().Any(t => !asked.Span.Contains(t.Span) && test.Span.Contains(t.Span) && !t.IsKind(SyntaxKind.WhitespaceTrivia)))
            yield break;
        yield return new($"Ask with {IsNull}", ImmutableArray.Create(new TextChange(test.Span, $"{(isNegated ? "!" : "")}{asked}.{IsNull}")));
    }
}
