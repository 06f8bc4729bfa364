using System.Collections.Immutable;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Passes the only value that is accepted.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM3005CodeFix))]
public sealed class CHIM3005CodeFix : ChimneyCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM3005");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        if (report.Properties.TryGetValue(PropertyNames.Pass, out var value) && value is not null
            && document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true) is ExpressionSyntax argument
            && document.Model.GetTypeInfo(argument, cancellation).Type is { TypeKind: TypeKind.Enum } type && type.GetMembers(value).Length > 0)
            yield return new($"Pass {value}", ImmutableArray.Create(new TextChange(argument.Span, $"{type.ToMinimalDisplayString(document.Model, argument.SpanStart)}.{value}")));
    }
}
