using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>
/// Keeps the handle of a pended list where the compiler refuses to keep the list: in a field (CS8345), as a type argument or in a tuple (CS0306, CS9244), in an array
/// (CS0611). What goes in there is pended then, and what comes out is resumed.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CS8345CodeFix))]
public sealed class CS8345CodeFix : ChimneyCodeFix
{
    /// <summary>What is resumed may be kept elsewhere, which changes with it.</summary>
    private const int MostRounds = 4;

    private const string Title = "Pend the list to keep it";

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CS8345", "CS0306", "CS9244", "CS0611");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        if (KnownSymbols.Create(document.Model.Compilation) is not { } symbols)
            yield break;
        var at = document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true);
        // the type, and the same in what the variable is initialized with
        var declaration = at.FirstAncestorOrSelf<SyntaxNode>(n => n is BaseFieldDeclarationSyntax or PropertyDeclarationSyntax or StatementSyntax or ParameterSyntax or MemberDeclarationSyntax);
        var types = declaration is MethodDeclarationSyntax ? at.DescendantNodesAndSelf() : declaration?.DescendantNodes(n => n is not (BlockSyntax or ParameterListSyntax)) ?? [];
        var keeping = types.OfType<TypeSyntax>().Where(t => document.Model.GetSymbolInfo(t, cancellation).Symbol is INamedTypeSymbol named && PendOf(symbols, named) is not null).ToList();
        if (keeping is [var first, ..] && PendOf(symbols, (ITypeSymbol)document.Model.GetSymbolInfo(first, cancellation).Symbol!) is { } pend)
        {
            var isEmpty = first.Parent is VariableDeclarationSyntax { Parent: FieldDeclarationSyntax, Variables: [{ Initializer: null }] } or PropertyDeclarationSyntax { Initializer: null };
            var name = pend.ReturnType.ToMinimalDisplayString(document.Model, NullableFlowState.None, first.SpanStart);
            var text = document.Text.WithChanges(keeping.Select(t => new TextChange(t.Span, isEmpty ? name + "?" : name)));
            yield return new(Title, CarriedThrough(document, symbols, text, cancellation).GetTextChanges(document.Text).ToImmutableArray());
        }
        else if (at is ExpressionSyntax list && document.Model.GetTypeInfo(list, cancellation).Type is { } type && PendOf(symbols, type) is { } keep)
        {
            yield return new(Title, ImmutableArray.Create(new TextChange(new(list.Span.End, 0), $".{keep.Name}()")));
        }
    }

    /// <summary>The text, with lists pended where a handle is wanted now, and handles resumed where a list is.</summary>
    private static SourceText CarriedThrough(CheckedDocument document, KnownSymbols symbols, SourceText text, CancellationToken cancellation)
    {
        for (var round = 0; round < MostRounds; round++)
        {
            var tree = document.Root.SyntaxTree.WithChangedText(text);
            var model = document.Model.Compilation.ReplaceSyntaxTree(document.Root.SyntaxTree, tree).GetSemanticModel(tree);
            var changes = new SortedDictionary<int, TextChange>();
            foreach (var error in model.GetDiagnostics(cancellationToken: cancellation).Where(d => d.Id is "CS1503" or "CS0029" or "CS1061"))
            {
                var node = tree.GetRoot(cancellation).FindNode(error.Location.SourceSpan, getInnermostNodeForTie: true);
                var value = node switch
                {
                    ArgumentSyntax argument => argument.Expression,
                    SimpleNameSyntax { Parent: MemberAccessExpressionSyntax member } name when member.Name == name => member.Expression,
                    _ => node as ExpressionSyntax,
                };
                if (value is (IdentifierNameSyntax or MemberAccessExpressionSyntax or InvocationExpressionSyntax or ElementAccessExpressionSyntax) && model.GetTypeInfo(value, cancellation) is { Type: { } type } known
                    && (PendOf(symbols, type) ?? symbols.ResumeOf(type)) is { } change)
                    changes[value.Span.End] = new(new(value.Span.End, 0), $"{(known.Nullability.FlowState == NullableFlowState.MaybeNull ? "!" : "")}.{change.Name}()");
            }
            if (changes.Count == 0)
                break;
            text = text.WithChanges(changes.Values);
        }
        return text;
    }

    private static IMethodSymbol? PendOf(KnownSymbols symbols, ITypeSymbol type) => symbols.IsToken(type) ? type.GetMembers().OfType<IMethodSymbol>().FirstOrDefault(m => symbols.ContractOf(m).Pends) : null;
}
