using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.Proof;

/// <summary>A condition and how it came out: of a report's path, or of a run.</summary>
/// <param name="Start">Where the condition begins in its file.</param>
/// <param name="Length">Its length.</param>
/// <param name="Outcome">How it came out.</param>
public readonly record struct Decision(int Start, int Length, bool Outcome)
{
    /// <summary>The path of a diagnostic: its last additional locations, with the outcomes that stand in its properties.</summary>
    internal static IReadOnlyList<Decision> PathOf(Diagnostic diagnostic)
    {
        if (!diagnostic.Properties.TryGetValue("Outcomes", out string? outcomes) || outcomes is null)
            return [];
        IEnumerable<Location> conditions = diagnostic.AdditionalLocations.Skip(diagnostic.AdditionalLocations.Count - outcomes.Length);
        return [.. conditions.Zip(outcomes, (condition, outcome) => Of(condition.SourceTree!.GetRoot().FindNode(condition.SourceSpan, getInnermostNodeForTie: true), outcome == '1'))];
    }

    /// <summary>What is negated comes out the other way round.</summary>
    private static Decision Of(SyntaxNode condition, bool outcome)
    {
        while (true)
        {
            switch (condition)
            {
                case ParenthesizedExpressionSyntax inner: condition = inner.Expression; continue;
                case PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.LogicalNotExpression } not: (condition, outcome) = (not.Operand, !outcome); continue;
                default: return new Decision(condition.SpanStart, condition.Span.Length, outcome);
            }
        }
    }
}
