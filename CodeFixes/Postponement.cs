using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Moves the end of a handler into a work item, from a statement on; the list that it needs there is pended before.</summary>
internal sealed class Postponement(CheckedDocument document, KnownSymbols symbols, CancellationToken cancellation)
{
    private const string Queue = "QueueWorkItem";
    private const string Title = "Do it in a work item";
    private static readonly string[] Pended = ["pended", "pendedList", "pendedRequest"];
    private static readonly string[] Resumed = ["resumed", "resumedList", "resumedRequest"];
    private readonly SourceStyle _style = new(document.Text, document.Root);

    /// <summary>The change for what stands at a place of a handler; none where the rest of it cannot run later as it is.</summary>
    public IEnumerable<Candidate> From(SyntaxNode place)
    {
        if (place.FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method || ChimneyCodeFix.FunctionOf(place) != method || method.Modifiers.Any(SyntaxKind.AsyncKeyword)
            || !document.Model.LookupSymbols(place.SpanStart, name: Queue).OfType<IMethodSymbol>().Any(m => m.Parameters is [{ Type: INamedTypeSymbol { DelegateInvokeMethod: { ReturnsVoid: true, Parameters.IsEmpty: true } } }]))
            yield break;
        if (method.ExpressionBody?.Expression is { } whole && method.ReturnType is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } && !UsedIn([whole]).Any())
            yield return new(Title, ImmutableArray.Create(new TextChange(new(whole.SpanStart, 0), $"{Queue}(() => "), new TextChange(new(whole.Span.End, 0), ")")));
        if (method.Body is not { } body || body.Statements.FirstOrDefault(s => s.Span.Contains(place.Span)) is not { } first)
            yield break;
        var rest = body.Statements.SkipWhile(s => s != first).ToList();
        // what the handler returns, it returns at once
        if (rest.Last() is ReturnStatementSyntax { Expression: { } answer } && document.Model.GetConstantValue(answer, cancellation).HasValue)
            rest.RemoveAt(rest.Count - 1);
        if (MayRunLater(method, rest) && Move(first, rest) is { IsEmpty: false } changes)
            yield return new(Title, changes);
    }

    /// <summary>Whether the statements are the same in a lambda: they return nothing, and nothing in them would change with the indentation.</summary>
    private bool MayRunLater(MethodDeclarationSyntax method, List<StatementSyntax> rest)
        => rest.Count > 0 && _style.StartsLine(rest[0].GetFirstToken()) && !rest.Any(s => s is LocalFunctionStatementSyntax or LabeledStatementSyntax
            || s.DescendantNodesAndSelf(n => n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).Any(n => n is ReturnStatementSyntax { Expression: not null } or YieldStatementSyntax or GotoStatementSyntax)
            || s.DescendantTrivia().Any(t => t.IsDirective) || s.DescendantTokens().Any(t => t.Text.Contains("\n")))
            && !ChimneyCodeFix.HasOtherConfigurations(method);

    private ImmutableArray<TextChange> Move(StatementSyntax first, List<StatementSyntax> rest)
    {
        var outer = _style.IndentOf(first.SpanStart);
        var (next, inner) = (_style.LineEnd + outer, _style.LineEnd + outer + _style.Unit);
        var uses = UsedIn(rest).ToList();
        var changes = ImmutableArray.CreateBuilder<TextChange>();
        var (before, inside) = ("", "");
        if (uses.Count > 0)
        {
            var (list, type) = (uses[0], document.Model.GetTypeInfo(uses[0], cancellation).Type!);
            if (uses.Select(u => document.Model.GetSymbolInfo(u, cancellation).Symbol).Distinct(SymbolEqualityComparer.Default).Count() > 1 || Free(first, Pended) is not { } handle || Free(first, Resumed) is not { } again
                || type.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(m => symbols.ContractOf(m).Pends) is not { } pend || symbols.ResumeOf(pend.ReturnType) is not { } resume)
                return ImmutableArray<TextChange>.Empty;
            before = $"{pend.ReturnType.ToMinimalDisplayString(document.Model, first.SpanStart)} {handle} = {list}.{pend.Name}();{next}";
            if (uses.Count > 1)
                inside = $"{type.ToMinimalDisplayString(document.Model, first.SpanStart)} {again} = {handle}.{resume.Name}();{inner}";
            changes.AddRange(uses.Select(u => new TextChange(u.Span, uses.Count > 1 ? again : $"{handle}.{resume.Name}()")));
        }
        changes.Add(new(new(first.SpanStart, 0), $"{before}{Queue}(() =>{_style.Open(outer)}{inner}{inside}"));
        var (from, to) = (document.Text.Lines.GetLineFromPosition(first.SpanStart).LineNumber + 1, document.Text.Lines.GetLineFromPosition(rest[rest.Count - 1].Span.End).LineNumber);
        for (var i = from; i <= to; i++)
            if (!_style.IsBlank(document.Text.Lines[i].Span))
                changes.Add(new(new(document.Text.Lines[i].Start, 0), _style.Unit));
        changes.Add(new(new(_style.EndOfLine(rest[rest.Count - 1].GetLastToken()), 0), $"{next}}});"));
        return changes.ToImmutable();
    }

    /// <summary>The lists of the handler that the code names.</summary>
    private IEnumerable<IdentifierNameSyntax> UsedIn(IReadOnlyList<SyntaxNode> code)
        => code.SelectMany(n => n.DescendantNodesAndSelf()).OfType<IdentifierNameSyntax>().Where(n => document.Model.GetSymbolInfo(n, cancellation).Symbol is { } symbol and (ILocalSymbol or IParameterSymbol)
            && symbols.IsToken(document.Model.GetTypeInfo(n, cancellation).Type) && !symbol.DeclaringSyntaxReferences.Any(r => code.Any(c => c.Span.Contains(r.Span))));

    private string? Free(SyntaxNode place, string[] names)
        => names.FirstOrDefault(n => document.Model.LookupSymbols(place.SpanStart, name: n).IsEmpty && !ChimneyCodeFix.FunctionOf(place)!.DescendantTokens().Any(t => t.ValueText == n));
}
