using System.Collections.Immutable;
using Chimney.Analyzers.Contract;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Chimney.Analyzers.Rules;

/// <summary>
/// An option of a configuration file has a value that it cannot have. Said once per value, in the first source file that it holds for: where
/// the configuration stands is not told to analyzers.
/// </summary>
internal sealed class CHIM1097(Compilation compilation, AnalyzerConfigOptionsProvider provider)
{
    /// <summary>Found when the first wrong value is seen; a project without one pays nothing.</summary>
    private readonly Lazy<ImmutableDictionary<(string, string), SyntaxTree>> _first = new(() => compilation.SyntaxTrees
        .SelectMany(t => Options.Unknown(provider.GetOptions(t)).Select(u => (Key: (u.Key, u.Value), Tree: t)))
        .GroupBy(u => u.Key).ToImmutableDictionary(g => g.Key, g => g.First().Tree));

    public void Report(SyntaxTree tree, Action<Diagnostic> report)
    {
        foreach (var (key, value, allowed) in Options.Unknown(provider.GetOptions(tree)))
            if (_first.Value.TryGetValue((key, value), out var first) && first == tree)
                report(Diagnostic.Create(Descriptors.CHIM1097OptionUnknown, tree.GetRoot().GetFirstToken().GetLocation(), key, value, allowed[0],
                    string.Join(", ", allowed.Take(allowed.Length - 1)) + " or " + allowed[allowed.Length - 1]));
    }
}
