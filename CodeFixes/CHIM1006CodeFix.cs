using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>
/// Completes what was pended where its handle is dropped: with the function of the handler's operation, or, outside of handlers, of the only operation whose
/// handles are kept there. A handle that is overwritten is finished first, by the member of the type that does so.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM1006CodeFix))]
public sealed class CHIM1006CodeFix : ExitCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM1006");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        if (KnownSymbols.Create(document.Model.Compilation) is not { } symbols || HandlerOf(document, report) is not { } handler || HasOtherConfigurations(handler))
            yield break;
        var style = new SourceStyle(document.Text, document.Root);
        var insertion = new Insertion(style);
        var remedies = Remedy.AllFor(document, symbols, report, handler, cancellation).ToList();
        // the handle may be lost inside a helper that nobody else calls
        var calls = new DischargingCode(document, symbols, cancellation);
        var places = Places(document, report).ToList();
        var functions = calls.Functions(handler, places).ToList();
        foreach (var place in places.Select(n => n as InvocationExpressionSyntax ?? n.DescendantNodes().OfType<InvocationExpressionSyntax>().FirstOrDefault(calls.Pends)))
        {
            if (place?.Expression is not MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax } || !calls.Pends(place))
                continue;
            // nobody gets the handle: the operation is settled in place of pending it
            if (place.Parent is ExpressionStatementSyntax or AssignmentExpressionSyntax { Left: IdentifierNameSyntax { Identifier.ValueText: "_" } } && place.FirstAncestorOrSelf<ExpressionStatementSyntax>() is { } whole)
                foreach (var remedy in remedies)
                    foreach (var statement in remedy.At(whole.SpanStart))
                        yield return new(remedy.Title, ImmutableArray.Create(new TextChange(whole.Span, insertion.Indented(statement, style.IndentOf(whole.SpanStart)))));
            foreach (var candidate in FinishEarlier(document, symbols, handler, place, style, cancellation))
                yield return candidate;
        }
        // where a handle is made and goes nowhere, before any place that may have got another one
        foreach (var remedy in remedies)
            foreach (var function in functions)
                foreach (var candidate in WhereMade(document, symbols, function, remedy, insertion))
                    yield return candidate;
        foreach (var remedy in remedies)
            foreach (var function in functions)
                foreach (var candidate in In(document, report, function, remedy, insertion))
                    yield return candidate;
        foreach (var function in functions)
            foreach (var candidate in BehindTry(document, function))
                yield return candidate;
    }

    /// <summary>Where nothing takes the handles out that a field holds, or teardown leaves them there, code is written that does.</summary>
    private protected override async Task<(string Title, CheckedDocument After)?> FixAsync(CheckedDocument before, Diagnostic report, CancellationToken cancellation)
    {
        if (await base.FixAsync(before, report, cancellation).ConfigureAwait(false) is { } fix)
            return fix;
        if (KnownSymbols.Create(before.Model.Compilation) is { } symbols)
            foreach (var drain in await Drain.CandidatesAsync(before, symbols, report, field => Finishers(before, symbols, field, cancellation), cancellation).ConfigureAwait(false))
                if (await before.TryAsync(drain, report, cancellation).ConfigureAwait(false) is { IsSettled: true } attempt)
                    return (drain.Title, attempt.After);
        return null;
    }

    /// <summary>The field may hold the handle of an earlier request, which is finished before the list is pended.</summary>
    internal static IEnumerable<Candidate> FinishEarlier(CheckedDocument document, KnownSymbols symbols, SyntaxNode handler, SyntaxNode pend, SourceStyle style, CancellationToken cancellation)
    {
        if (pend.Parent is AssignmentExpressionSyntax { Left: IdentifierNameSyntax or MemberAccessExpressionSyntax, Parent: ExpressionStatementSyntax store } kept && document.Model.GetSymbolInfo(kept.Left, cancellation).Symbol is IFieldSymbol field)
            foreach (var finish in MayHaveResumed(document, symbols, handler, field) ? [] : Finishers(document, symbols, field, cancellation))
                yield return new($"Finish the earlier request with {finish.Name}", new Insertion(style).Before(store, $"if ({kept.Left} != null)\n{style.Unit}{finish.Name}();"));
    }

    /// <summary>The remedy in one function: in the place of a list that is passed as none, or where the handle is made.</summary>
    private static IEnumerable<Candidate> WhereMade(CheckedDocument document, KnownSymbols symbols, SyntaxNode function, Remedy remedy, Insertion insertion)
    {
        foreach (var (argument, text) in Unpassed(document, symbols, function, remedy))
            yield return new("Pass the list that was pended", ImmutableArray.Create(new TextChange(argument.Span, text)));
        foreach (var declaration in Declarations(document, symbols, function).Where(d => d.Parent is BlockSyntax))
            foreach (var statement in remedy.At(declaration.Span.End + 1))
                yield return new(remedy.Title, insertion.After(declaration, statement));
    }

    /// <summary>The remedy in one function: in a branch, at an exit.</summary>
    private static IEnumerable<Candidate> In(CheckedDocument document, Diagnostic report, SyntaxNode function, Remedy remedy, Insertion insertion)
    {
        foreach (var branch in function.DescendantNodes().OfType<StatementSyntax>().Where(s => s.Parent is WhileStatementSyntax or IfStatementSyntax))
            foreach (var statement in remedy.At(branch is BlockSyntax block ? block.CloseBraceToken.SpanStart - 1 : branch.SpanStart))
                if (insertion.AtEndOf(branch, statement) is { IsEmpty: false } changes)
                    yield return new(remedy.Title, changes);
        foreach (var candidate in AtExits(document, report, function, remedy))
            yield return candidate;
    }

    /// <summary>Where handles are made that stay in their variable: what else gets one may complete it later.</summary>
    private static IEnumerable<LocalDeclarationStatementSyntax> Declarations(CheckedDocument document, KnownSymbols symbols, SyntaxNode handler)
        => handler.DescendantNodes().OfType<LocalDeclarationStatementSyntax>().Where(d => d.Declaration.Variables.Any(v => document.Model.GetDeclaredSymbol(v) is ILocalSymbol local && symbols.IsPended(local.Type)
            && handler.DescendantNodes().OfType<IdentifierNameSyntax>().Where(n => SymbolEqualityComparer.Default.Equals(document.Model.GetSymbolInfo(n).Symbol, local)).All(n => n.Parent is MemberAccessExpressionSyntax)));

    /// <summary>Whether the handler resumes what the field holds: it may hold a handle then that is used up.</summary>
    private static bool MayHaveResumed(CheckedDocument document, KnownSymbols symbols, SyntaxNode handler, IFieldSymbol field)
        => handler.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(c => document.Model.GetSymbolInfo(c).Symbol is IMethodSymbol called && symbols.ContractOf(called).Resumes
            && c.DescendantNodes().OfType<IdentifierNameSyntax>().Any(n => SymbolEqualityComparer.Default.Equals(document.Model.GetSymbolInfo(n).Symbol, field)));

    /// <summary>The methods of the type that take the handle out of the field and resume it, and need nothing for that.</summary>
    private static IEnumerable<IMethodSymbol> Finishers(CheckedDocument document, KnownSymbols symbols, IFieldSymbol field, CancellationToken cancellation)
        => from method in field.ContainingType.GetMembers().OfType<IMethodSymbol>()
           where method is { MethodKind: MethodKind.Ordinary, Parameters.IsEmpty: true, ReturnsVoid: true, IsStatic: false, DeclaringSyntaxReferences.Length: 1 }
           let code = method.DeclaringSyntaxReferences[0].GetSyntax(cancellation)
           where code.SyntaxTree == document.Root.SyntaxTree && code.DescendantTokens().Any(t => t.ValueText == field.Name)
               && code.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(c => document.Model.GetSymbolInfo(c, cancellation).Symbol is IMethodSymbol called && symbols.ContractOf(called).Resumes)
           select method;

    /// <summary>Arguments for a list that are given as none, with what to pass there.</summary>
    private static IEnumerable<(ExpressionSyntax Argument, string Text)> Unpassed(CheckedDocument document, KnownSymbols symbols, SyntaxNode function, Remedy remedy)
        => from argument in function.DescendantNodes().OfType<ArgumentSyntax>()
           where (argument.Expression.IsKind(SyntaxKind.DefaultLiteralExpression) || argument.Expression is DefaultExpressionSyntax)
               && symbols.IsToken(document.Model.GetTypeInfo(argument.Expression).ConvertedType)
           from list in remedy.Call?.Lists(argument.SpanStart) ?? []
           select (argument.Expression, list.Text);
}
