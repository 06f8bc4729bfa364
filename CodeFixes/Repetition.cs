using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.CodeFixes;

/// <summary>Ways to keep a call from being made again: by the loop around it, by what follows, by what goes before.</summary>
internal sealed class Repetition(CheckedDocument document, KnownSymbols symbols, SourceStyle style)
{
    private readonly Insertion _insertion = new(style);
    private readonly Removal _removal = new(document.Text, style);

    private static readonly string[] Names = ["isDone", "isSettled", "isHandedOver"];

    /// <summary>The call is made behind the loop, or ends it.</summary>
    public IEnumerable<Candidate> EndLoop(SyntaxNode call)
    {
        if (StatementOf(call) is not { } statement || LoopAround(statement) is not { Parent: BlockSyntax } loop)
            yield break;
        if (statement.Parent?.Parent == loop)
            yield return new("Make the call once, behind the loop", _removal.Of(statement).AddRange(_insertion.After(loop, style.TextOf(statement))));
        else if (statement.Parent is BlockSyntax)
            yield return new("Leave the loop after the call", _insertion.After(statement, "break;"));
    }

    /// <summary>A handle that is completed is taken out of the field that keeps it, so that nobody finds it there again.</summary>
    public IEnumerable<Candidate> TakeOut(SyntaxNode call)
    {
        foreach (var resume in StatementOf(call)?.DescendantNodes().OfType<InvocationExpressionSyntax>().Where(Resumes) ?? [])
            if (resume.Expression is MemberAccessExpressionSyntax { Expression: IdentifierNameSyntax handle } && document.Model.GetSymbolInfo(handle).Symbol is ILocalSymbol { DeclaringSyntaxReferences: [var declared] }
                && declared.GetSyntax() is VariableDeclaratorSyntax { Initializer.Value: IdentifierNameSyntax or MemberAccessExpressionSyntax } variable
                && variable.Parent?.Parent is LocalDeclarationStatementSyntax { Parent: BlockSyntax } declaration
                && document.Model.GetSymbolInfo(variable.Initializer.Value).Symbol is IFieldSymbol { IsReadOnly: false, NullableAnnotation: NullableAnnotation.Annotated })
                yield return new("Take the handle out of the field", _insertion.After(declaration, $"{variable.Initializer.Value} = null;"));
    }

    /// <summary>The handler returns after the earlier call, with what it returns everywhere else.</summary>
    public IEnumerable<Candidate> ReturnAfter(SyntaxNode earlier)
    {
        if (StatementOf(earlier) is not { } statement || ChimneyCodeFix.FunctionOf(statement) is not { } function || !IsConditional(statement))
            yield break;
        var exits = function.DescendantNodes(n => n == function || n is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)).OfType<ReturnStatementSyntax>().Select(r => r.Expression?.ToString() ?? "").Distinct().ToList();
        if (exits.Count > 1)
            yield break;
        var exit = exits is [{ Length: > 0 } value] ? $"return {value};" : "return;";
        if (statement.Parent is BlockSyntax)
            yield return new("Return after the first call", _insertion.After(statement, exit));
        // all that is decided in the branch may have made the call
        foreach (var branch in statement.Ancestors().TakeWhile(n => n != function).OfType<BlockSyntax>().Where(b => b.Parent is IfStatementSyntax or ElseClauseSyntax or CatchClauseSyntax && b.Statements[b.Statements.Count - 1] != statement))
            yield return new("Return after the first call", _insertion.AtEndOf(branch, exit));
    }

    /// <summary>A flag that the code tests already is set after the earlier call, or tested before the later one.</summary>
    public IEnumerable<Candidate> UseFlag(SyntaxNode earlier, SyntaxNode later)
    {
        if (StatementOf(later) is not { } second || StatementOf(earlier) is not { } before || !AreOnDifferentWays(before, second))
            yield break;
        foreach (var flag in document.Model.LookupSymbols(second.SpanStart).OfType<ILocalSymbol>().Where(l => l is { Type.SpecialType: SpecialType.System_Boolean, IsConst: false } && l.Locations[0].SourceSpan.End < second.SpanStart))
        {
            foreach (var first in Around(before).Where(s => flag.Locations[0].SourceSpan.End < s.SpanStart && !s.Span.Contains(second.Span)))
                foreach (var value in new[] { "true", "false" })
                    yield return new($"Set '{flag.Name}' after the first call", _insertion.After(first, $"{flag.Name} = {value};"));
            foreach (var test in new[] { $"!{flag.Name}", flag.Name })
                if (_insertion.Under(second, $"if ({test})") is { IsEmpty: false } changes)
                    yield return new("Make the second call only where the first was not made", changes);
        }
    }

    /// <summary>A new flag remembers the earlier call.</summary>
    public IEnumerable<Candidate> AddFlag(SyntaxNode earlier, SyntaxNode later)
    {
        if (StatementOf(earlier) is not { Parent: BlockSyntax } first || StatementOf(later) is not { } second || first == second
            || !AreOnDifferentWays(first, second)
            || ChimneyCodeFix.FunctionOf(first) is not { } function || ChimneyCodeFix.FunctionOf(second) != function || BodyOf(function) is not { Statements: [var start, ..] })
            yield break;
        if (Names.FirstOrDefault(n => !function.DescendantTokens().Any(t => t.ValueText == n) && document.Model.LookupSymbols(start.SpanStart, name: n).IsEmpty) is { } name
            && _insertion.Under(second, $"if (!{name})") is { IsEmpty: false } guard)
            yield return new("Make the second call only where the first was not made",
                _insertion.Before(start, $"bool {name} = false;").AddRange(_insertion.After(first, $"{name} = true;")).AddRange(guard));
    }

    /// <summary>A list that is pended as well is completed with its handle.</summary>
    public IEnumerable<Candidate> PassResumed(SyntaxNode pend, SyntaxNode call)
    {
        if (pend.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is not { Declaration.Variables: [{ Initializer.Value: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Expression: var list } } made } variable] } declaration
            || document.Model.GetSymbolInfo(made).Symbol is not IMethodSymbol method || !symbols.ContractOf(method).Pends || symbols.ResumeOf(method.ReturnType) is not { } resume
            || StatementOf(call) is not { } statement || statement.Parent != declaration.Parent || statement.Parent is not BlockSyntax)
            yield break;
        var passed = statement.DescendantNodes().Where(n => n.IsEquivalentTo(list, topLevel: false) && document.Model.GetTypeInfo(n).Type is { } type && symbols.IsToken(type)).ToList();
        if (passed is not [var argument])
            yield break;
        var text = $"{variable.Identifier.Text}.{resume.Name}()";
        var inside = argument.SpanStart - statement.SpanStart;
        yield return statement.SpanStart > declaration.SpanStart
            ? new("Complete it with the handle", ImmutableArray.Create(new Microsoft.CodeAnalysis.Text.TextChange(argument.Span, text)))
            : new("Complete it with the handle", _removal.Of(statement).AddRange(_insertion.After(declaration, statement.ToString().Remove(inside, argument.Span.Length).Insert(inside, text))));
    }

    private bool Resumes(InvocationExpressionSyntax call) => document.Model.GetSymbolInfo(call).Symbol is IMethodSymbol method && symbols.ContractOf(method).Resumes;

    /// <summary>The statement and those that it is part of, as far as they stand in blocks.</summary>
    private static IEnumerable<StatementSyntax> Around(StatementSyntax statement)
        => statement.AncestorsAndSelf().TakeWhile(n => n is not (MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax)).OfType<StatementSyntax>().Where(s => s.Parent is BlockSyntax);

    private static StatementSyntax? StatementOf(SyntaxNode node) => node.FirstAncestorOrSelf<StatementSyntax>() is ExpressionStatementSyntax or LocalDeclarationStatementSyntax ? node.FirstAncestorOrSelf<StatementSyntax>() : null;

    private static StatementSyntax? LoopAround(SyntaxNode node)
        => node.Ancestors().TakeWhile(n => n is not (MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax or SwitchStatementSyntax))
            .FirstOrDefault(n => n is ForStatementSyntax or WhileStatementSyntax or DoStatementSyntax or ForEachStatementSyntax) as StatementSyntax;

    /// <summary>Whether the later statement may run without the earlier one: a test would never fail otherwise.</summary>
    private static bool AreOnDifferentWays(StatementSyntax earlier, StatementSyntax later)
        => IsConditional(earlier) || later.Ancestors().Any(n => n is CatchClauseSyntax or FinallyClauseSyntax);

    /// <summary>Whether there are ways through the function that pass the statement by. What follows one that always runs would never run.</summary>
    private static bool IsConditional(StatementSyntax statement)
        => statement.Ancestors().TakeWhile(n => n is not (MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax))
            .Any(n => n is IfStatementSyntax or SwitchStatementSyntax or ForStatementSyntax or ForEachStatementSyntax or WhileStatementSyntax or CatchClauseSyntax);

    private static BlockSyntax? BodyOf(SyntaxNode function) => function switch
    {
        BaseMethodDeclarationSyntax method => method.Body,
        LocalFunctionStatementSyntax local => local.Body,
        AnonymousFunctionExpressionSyntax lambda => lambda.Block,
        _ => null,
    };
}
