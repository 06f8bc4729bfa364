using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Pends the list and completes it from a work item, where the driver can queue one.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM1008CodeFix))]
public sealed class CHIM1008CodeFix : ChimneyCodeFix
{
    private const string Queue = "QueueWorkItem";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM1008");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        var node = document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<InvocationExpressionSyntax>();
        if (node is null || KnownSymbols.Create(document.Model.Compilation) is not { } symbols || document.Model.GetOperation(node, cancellation) is not IInvocationOperation call
            || call.Arguments.SingleOrDefault(a => symbols.IsToken(a.Value.Type)) is not { Value: { Syntax: IdentifierNameSyntax list, Type: { } type } }
            || type.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(m => symbols.ContractOf(m).Pends) is not { } pend
            || pend.ReturnType.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(m => symbols.ContractOf(m).Resumes) is not { } resume
            || !document.Model.LookupSymbols(node.SpanStart, name: Queue).OfType<IMethodSymbol>().Any())
            yield break;
        var style = new SourceStyle(document.Text, document.Root);
        var position = node.SpanStart;
        var name = new[] { "pended", "pendedList", "pendedRequest" }.FirstOrDefault(n => document.Model.LookupSymbols(position, name: n).IsEmpty) ?? "pended";
        var inside = list.Span.Start - node.SpanStart;
        var later = node.ToString().Remove(inside, list.Span.Length).Insert(inside, $"{name}.{resume.Name}()");
        string[] lines = [$"{pend.ReturnType.ToMinimalDisplayString(document.Model, position)} {name} = {list}.{pend.Name}();", $"{Queue}(() => {later});"];
        var text = node.Parent switch
        {
            ExpressionStatementSyntax { Parent: BlockSyntax or SwitchSectionSyntax } statement => Change(statement.Span, style.IndentOf(statement.SpanStart), ""),
            ExpressionStatementSyntax { Parent: { } around } statement => Block(statement.GetFirstToken(), statement.Span.End, style.IndentOf(around.SpanStart)),
            ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax method } arrow when style.IsBlank(TextSpan.FromBounds(arrow.ArrowToken.Span.End, node.SpanStart))
                => Block(arrow.ArrowToken, method.Span.End, style.IndentOf(method.SpanStart)),
            _ => (TextChange?)null,
        };
        if (text is { } change)
            yield return new("Pend, and complete from a work item", ImmutableArray.Create(change));

        TextChange Change(TextSpan span, string indent, string prefix) => new(span, prefix + string.Join(style.LineEnd + indent, lines));
        // a comment behind what comes before stays there; one that stands anywhere else between the two would be lost
        TextChange? Block(SyntaxToken first, int end, string outer)
        {
            var before = first.GetPreviousToken();
            var start = style.BraceOnOwnLine ? style.EndOfLine(before) : before.Span.End;
            return style.IsBlank(TextSpan.FromBounds(start, first.SpanStart))
                ? new(TextSpan.FromBounds(start, end), $"{style.Open(outer)}{style.LineEnd}{outer}{style.Unit}{string.Join(style.LineEnd + outer + style.Unit, lines)}{style.LineEnd}{outer}}}")
                : null;
        }
    }
}
