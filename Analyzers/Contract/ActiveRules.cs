using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Contract;

/// <summary>Which rules are on anywhere in the compilation: searches whose rules are all off are not run.</summary>
internal sealed class ActiveRules(Compilation compilation)
{
    private readonly ConcurrentDictionary<DiagnosticDescriptor, bool> _known = new();

    public bool Any(params DiagnosticDescriptor[] rules) => rules.Any(r => _known.GetOrAdd(r, IsOn));

    /// <summary>Options of the whole compilation decide, and a file may switch a rule on again.</summary>
    private bool IsOn(DiagnosticDescriptor rule)
        => rule.GetEffectiveSeverity(compilation.Options) != ReportDiagnostic.Suppress
            || compilation.Options.SyntaxTreeOptionsProvider is { } files
                && compilation.SyntaxTrees.Any(t => files.TryGetDiagnosticValue(t, rule.Id, CancellationToken.None, out var own) && own != ReportDiagnostic.Suppress);
}
