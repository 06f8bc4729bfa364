using System.Collections.Immutable;
using Chimney.Analyzers;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;
using Microsoft.CodeAnalysis.Text;

namespace Chimney.CodeFixes;

/// <summary>Moves the last statement of a lock block behind it, where nothing that it passes is guarded by the lock.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(CHIM4002CodeFix))]
public sealed class CHIM4002CodeFix : ChimneyCodeFix
{
    /// <inheritdoc/>
    public override ImmutableArray<string> FixableDiagnosticIds => ImmutableArray.Create("CHIM4002");

    private protected override IEnumerable<Candidate> Candidates(CheckedDocument document, Diagnostic report, CancellationToken cancellation)
    {
        if (document.Root.FindNode(report.Location.SourceSpan, getInnermostNodeForTie: true).FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { Parent: BlockSyntax { Parent: LockStatementSyntax { Parent: BlockSyntax } guard } block } call
            || KnownSymbols.Create(document.Model.Compilation) is not { } symbols
            || block.Statements.Count < 2 || block.Statements[block.Statements.Count - 1] != call || HasOtherConfigurations(guard) || block.CloseBraceToken.HasLeadingTrivia && block.CloseBraceToken.LeadingTrivia.ToFullString().Trim().Length > 0
            || document.Model.GetOperation(call.Expression, cancellation) is not IInvocationOperation invocation || !invocation.Arguments.All(a => IsFree(symbols, a.Value)))
            yield break;
        var style = new SourceStyle(document.Text, document.Root);
        var removal = new Removal(document.Text, style).Of(call);
        if (!removal.IsEmpty)
            yield return new("Move the call out of the lock", removal.Add(new TextChange(new(style.EndOfLine(guard.GetLastToken()), 0), $"{style.LineEnd}{style.IndentOf(guard.SpanStart)}{call}")));
    }

    /// <summary>Whether the value is the same outside of the lock: made of variables, what the Runtime gives, and conversions of lists.</summary>
    private static bool IsFree(KnownSymbols symbols, IOperation value) => value.DescendantsAndSelf().All(o => o switch
    {
        IFieldReferenceOperation field => field.Field.IsReadOnly || field.Field.IsConst,
        IPropertyReferenceOperation property => !symbols.Compilation.Declares(property.Property),
        IInvocationOperation call => symbols.ContractOf(call.TargetMethod).Converts,
        IAssignmentOperation or IIncrementOrDecrementOperation or IAwaitOperation => false,
        _ => true,
    });
}
