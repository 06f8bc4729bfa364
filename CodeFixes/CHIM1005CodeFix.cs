using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Chimney.CodeFixes;

/// <summary>Moves the use above the call that gives the list away; where the use is another such call, makes one of the two.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM1005CodeFix))]
public sealed class CHIM1005CodeFix : ChimneyCodeFix
{
    /// <summary>Bounds the work for one report.</summary>
    private const int MostUses = 20;

    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM1005");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        if (KnownSymbols.Create(document.Model.Compilation) is not { } symbols)
            yield break;
        var style = new SourceStyle(document.Text, document.Root);
        var (insertion, removal) = (new Insertion(style), new Removal(document.Text, style));
        // the use, perhaps inside a helper that nobody else calls
        var calls = new DischargingCode(document, symbols, cancellation);
        var inside = calls.Within(Places(document, report)).OfType<BlockSyntax>().SelectMany(b => b.DescendantNodes().OfType<IdentifierNameSyntax>()).Where(n => symbols.IsToken(document.Model.GetTypeInfo(n, cancellation).Type));
        foreach (var use in Places(document, report).Concat(inside.Take(MostUses)))
            foreach (var statement in use.AncestorsAndSelf().TakeWhile(n => n is not (MemberDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax)).OfType<StatementSyntax>())
                if (statement.Parent is BlockSyntax { Statements: var siblings } && MayMove(document, symbols, statement, cancellation))
                    foreach (var earlier in siblings.TakeWhile(s => s != statement).Reverse().TakeWhile(s => IsIndependent(document, s, statement)))
                        yield return new("Move the use above the call", removal.Of(statement).AddRange(insertion.Before(earlier, style.TextOf(statement))));
        // the use is a call of its own
        foreach (var candidate in CHIM1002CodeFix.CallOnce(document, symbols, report, cancellation))
            yield return candidate;
    }

    /// <summary>Whether the statement neither gives anything away nor leaves the place that it stands at.</summary>
    private static bool MayMove(CheckedDocument document, KnownSymbols symbols, StatementSyntax statement, CancellationToken cancellation)
        => statement is not (BlockSyntax or LabeledStatementSyntax or LocalFunctionStatementSyntax)
            && !statement.DescendantTokens().Any(t => t.Text.Contains("\n"))
            && !statement.DescendantNodesAndSelf().Any(n => n is ReturnStatementSyntax or ThrowStatementSyntax or GotoStatementSyntax or AwaitExpressionSyntax or YieldStatementSyntax)
            && document.Model.AnalyzeControlFlow(statement) is { Succeeded: true, ExitPoints.IsEmpty: true }
            && !statement.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(c => document.Model.GetSymbolInfo(c, cancellation).Symbol is IMethodSymbol method && symbols.ContractOf(method) is { Discharges: not null } or { Pends: true });

    /// <summary>Whether the two may change places: neither writes a variable that the other one knows.</summary>
    private static bool IsIndependent(CheckedDocument document, StatementSyntax earlier, StatementSyntax later)
    {
        if (earlier is LabeledStatementSyntax or LocalFunctionStatementSyntax
            || document.Model.AnalyzeDataFlow(earlier) is not { Succeeded: true } first || document.Model.AnalyzeDataFlow(later) is not { Succeeded: true } second)
            return false;
        return !Touched(first).Intersect<ISymbol>(second.WrittenInside, SymbolEqualityComparer.Default).Any() && !Touched(second).Intersect<ISymbol>(first.WrittenInside, SymbolEqualityComparer.Default).Any();

        static IEnumerable<ISymbol> Touched(DataFlowAnalysis flow) => flow.ReadInside.Concat(flow.WrittenInside);
    }
}
