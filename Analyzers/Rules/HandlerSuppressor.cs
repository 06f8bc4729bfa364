using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Chimney.Analyzers.Rules;

/// <summary>
/// Silences what other analyzers say of handlers against the contract. Overrides, implementations and what stands in a slot they leave alone by
/// themselves; a plain method with the handler attribute they take for one whose signature is free.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandlerSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor s_unusedParameter = new("CHIMS001", "IDE0060", "The contract fixes the parameters of a handler.");

    /// <inheritdoc/>
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => ImmutableArray.Create(s_unusedParameter);

    /// <inheritdoc/>
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        if (KnownSymbols.Create(context.Compilation) is not { } symbols)
            return;
        foreach (var diagnostic in context.ReportedDiagnostics)
            if (diagnostic.Location.SourceTree is { } tree
                && tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan).FirstAncestorOrSelf<ParameterSyntax>() is { } syntax
                && context.GetSemanticModel(tree).GetDeclaredSymbol(syntax, context.CancellationToken) is { ContainingSymbol: IMethodSymbol method }
                && symbols.ContractOf(method).Handler is not null)
                context.ReportSuppression(Suppression.Create(s_unusedParameter, diagnostic));
    }
}
