using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Writes ownership attributes anew, in all documents where they stand. Nothing where a comment inside would be lost, or a tool writes the document.</summary>
internal sealed class AttributeEdit(CheckedDocument document)
{
    /// <summary>Other attributes in the place of these.</summary>
    public Candidate? Replace(ImmutableArray<OwnershipAttribute> attributes, string type, string arguments)
        => document.Model.Compilation.GetTypeByMetadataName($"Chimney.{type}{nameof(Attribute)}") is not { } symbol ? null : Edit(attributes, attribute =>
        {
            var model = document.Model.Compilation.GetSemanticModel(attribute.SyntaxTree);
            var name = symbol.ToMinimalDisplayString(model, attribute.SpanStart);
            return new(attribute.Span, name.Substring(0, name.Length - nameof(Attribute).Length) + arguments);
        });

    /// <summary>Without these.</summary>
    public Candidate? Remove(ImmutableArray<OwnershipAttribute> attributes) => Edit(attributes, attribute =>
    {
        var list = (AttributeListSyntax)attribute.Parent!;
        if (list.Attributes.Count == 1)
        {
            var next = list.GetLastToken().GetNextToken();
            var isBlank = next.LeadingTrivia.Concat(list.GetTrailingTrivia()).All(t => t.IsKind(SyntaxKind.WhitespaceTrivia) || t.IsKind(SyntaxKind.EndOfLineTrivia));
            return new(isBlank ? TextSpan.FromBounds(list.SpanStart, next.SpanStart) : list.Span, "");
        }
        var index = list.Attributes.IndexOf(attribute);
        return new(index == 0 ? TextSpan.FromBounds(attribute.SpanStart, list.Attributes[1].SpanStart) : TextSpan.FromBounds(list.Attributes[index - 1].Span.End, attribute.Span.End), "");
    });

    private Candidate? Edit(ImmutableArray<OwnershipAttribute> attributes, Func<AttributeSyntax, TextChange> edit)
    {
        var solution = document.Document.Project.Solution;
        var byDocument = attributes.Select(a => (Document: solution.GetDocument(a.Code.SyntaxTree), a.Code, Change: edit(a.Code))).ToList();
        if (byDocument.Any(e => e.Document is null or SourceGeneratedDocument
            || e.Code.SyntaxTree.GetRoot().DescendantTrivia(e.Change.Span).Any(t => e.Change.Span.Contains(t.Span) && !t.IsKind(SyntaxKind.WhitespaceTrivia) && !t.IsKind(SyntaxKind.EndOfLineTrivia))))
            return null;
        return new("", Of(document.Document.Id))
        {
            Elsewhere = byDocument.Select(e => e.Document!.Id).Distinct().Where(id => id != document.Document.Id).Select(id => (id, Of(id))).ToImmutableArray(),
        };

        ImmutableArray<TextChange> Of(DocumentId id) => byDocument.Where(e => e.Document!.Id == id).Select(e => e.Change).OrderBy(c => c.Span.Start).ToImmutableArray();
    }
}
