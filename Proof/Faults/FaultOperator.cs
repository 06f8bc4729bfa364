using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Chimney.Proof;

/// <summary>
/// One way to break a handler. It only says what it does to the source: what comes of it, if anything, is for the oracle to say.
/// </summary>
/// <param name="Name">Its name on the scorecard.</param>
/// <param name="Apply">What may stand in place of a node of a handler; nothing where the node is no site.</param>
public sealed record FaultOperator(string Name, Func<SyntaxNode, HandlerKind, IEnumerable<SyntaxNode>> Apply)
{
    /// <summary>All operators.</summary>
    public static ImmutableArray<FaultOperator> All { get; } = [.. CallFaults.All, .. ListFaults.All, .. FlowFaults.All, .. DeferralFaults.All];

    /// <summary>Every handler that differs from the given one by this fault.</summary>
    internal IEnumerable<SyntaxNode> Mutate(SyntaxNode root, HandlerKind kind)
        => from site in root.DescendantNodes()
           from replacement in Apply(site, kind)
           select root.ReplaceNode(site, replacement);
}
