using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Flow;
using Chimney.Analyzers.Rules;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Releases the call entry once, where nothing needs it any more, and frees list contexts before a completion.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM2005CodeFix))]
public sealed class CHIM2005CodeFix : ChimneyCodeFix
{
    private static readonly string[] Names = ["list", "each", "eachList"];

    private const string Move = "Release the call entry after its last use";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM2005");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        var node = document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true);
        if (KnownSymbols.Create(document.Model.Compilation) is not { } symbols || !report.Properties.TryGetValue(PropertyNames.Misuse, out var misuse) || !Enum.TryParse<Misuse>(misuse, out var kind))
            return [];
        if (kind == Misuse.ContextLeaked)
            return node is InvocationExpressionSyntax completion ? Free(document, symbols, completion, cancellation) : [];
        if (node.FirstAncestorOrSelf<StatementSyntax>() is not { Parent: BlockSyntax block } statement)
            return [];
        var related = report.AdditionalLocations.Where(l => l.SourceTree == document.Root.SyntaxTree)
            .Select(l => document.Root.FindNode(l.SourceSpan).FirstAncestorOrSelf<StatementSyntax>()).FirstOrDefault(s => s is ExpressionStatementSyntax && IsRelease(document, symbols, s, cancellation));
        var (insertion, removal) = Editing(document);
        return kind switch
        {
            Misuse.Leaked => Insert(document, symbols, statement, block, insertion, removal, cancellation),
            Misuse.ReleasedTwice or Misuse.ContextFreedTwice when statement is ExpressionStatementSyntax => [new("Remove the second call", removal.Of(statement))],
            Misuse.UsedAfterRelease when related is not null => After(related, block, statement, insertion, removal),
            Misuse.Shared when document.Model.GetTypeInfo(node, cancellation).Type is { } type && symbols.IsCallEntry(type.BaseType) == false && node.Parent is ArgumentSyntax
                => [new("Make a call entry for each operation", ImmutableArray.Create(new TextChange(node.Span, $"new {type.Name}()")))],
            _ => [],
        };
    }

    private static (Insertion, Removal) Editing(CheckedDocument document)
    {
        var style = new SourceStyle(document.Text, document.Root);
        return (new(style), new(document.Text, style));
    }

    /// <summary>Before the completion, off each list that has one: lists of several requests may be completed together.</summary>
    private static IEnumerable<Candidate> Free(CheckedDocument document, KnownSymbols symbols, InvocationExpressionSyntax completion, CancellationToken cancellation)
    {
        if (document.Model.GetSymbolInfo(completion, cancellation).Symbol is not IMethodSymbol function || Step(ListContextStep.Frees) is not { } free || Step(ListContextStep.Reads) is not { } read
            || completion.ArgumentList.Arguments.Select(a => a.Expression).OfType<IdentifierNameSyntax>().FirstOrDefault(a => symbols.IsChain(document.Model.GetTypeInfo(a, cancellation).Type)) is not { } chain)
            yield break;
        var style = new SourceStyle(document.Text, document.Root);
        var insertion = new Insertion(style);
        var ndis = function.ContainingType.ToMinimalDisplayString(document.Model, completion.SpanStart);
        if (Names.FirstOrDefault(n => document.Model.LookupSymbols(completion.SpanStart, name: n).IsEmpty) is not { } each)
            yield break;
        var indent = "\n" + style.Unit;
        var text = $"for (var {each} = {chain}.First; {each} is not null; {each} = {each}.Next){indent}if ({ndis}.{read.Name}({each}) is not null){indent}{style.Unit}{ndis}.{free.Name}({each});";
        var changes = completion.Parent switch
        {
            ExpressionStatementSyntax statement => insertion.Before(statement, text),
            ArrowExpressionClauseSyntax { Parent: MethodDeclarationSyntax method } => insertion.BeforeBody(method, completion, isReturned: false, text),
            LambdaExpressionSyntax lambda => insertion.BeforeBody(lambda, completion, isReturned: false, text),
            _ => ImmutableArray<TextChange>.Empty,
        };
        if (!changes.IsEmpty)
            yield return new("Free the list contexts before completing", changes);

        IMethodSymbol? Step(ListContextStep step) => function.ContainingType.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(m => symbols.ContractOf(m).ListContext == step);
    }

    /// <summary>Before the completion, for every entry that is known there; a release that comes after it moves.</summary>
    private static IEnumerable<Candidate> Insert(CheckedDocument document, KnownSymbols symbols, StatementSyntax statement, BlockSyntax block, Insertion insertion, Removal removal, CancellationToken cancellation)
    {
        if (block.Statements.SkipWhile(s => s != statement).FirstOrDefault(s => IsRelease(document, symbols, s, cancellation)) is { } late)
            yield return new("Release the call entry before completing", removal.Of(late).AddRange(insertion.Before(statement, late.ToString())));
        foreach (var entry in document.Model.LookupSymbols(statement.SpanStart).OfType<ILocalSymbol>().Where(l => symbols.IsCallEntry(l.Type) && l.DeclaringSyntaxReferences[0].Span.End < statement.SpanStart))
            if (entry.Type.GetMembers().Concat(entry.Type.BaseType!.GetMembers()).OfType<IMethodSymbol>().FirstOrDefault(m => symbols.MemberOf(m).Mark >= 0) is { } release)
                yield return new("Release the call entry", insertion.Before(statement, $"{entry.Name}.{release.Name}();"));
    }

    /// <summary>The release moves behind the use, or goes where the use does it itself.</summary>
    private static IEnumerable<Candidate> After(StatementSyntax release, BlockSyntax block, StatementSyntax use, Insertion insertion, Removal removal)
    {
        foreach (var next in block.Statements.SkipWhile(s => s != use).Skip(1))
            yield return new(Move, removal.Of(release).AddRange(insertion.Before(next, release.ToString())));
        yield return new("Remove the release", removal.Of(release));
    }

    private static bool IsRelease(CheckedDocument document, KnownSymbols symbols, StatementSyntax? statement, CancellationToken cancellation)
        => statement is ExpressionStatementSyntax { Expression: InvocationExpressionSyntax call } && document.Model.GetSymbolInfo(call, cancellation).Symbol is IMethodSymbol method
            && symbols.IsCallEntry(method.ContainingType) && symbols.MemberOf(method).Mark >= 0;
}
