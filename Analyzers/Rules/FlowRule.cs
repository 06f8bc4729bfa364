using System.Collections.Immutable;
using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A rule that translates one kind of finding into a diagnostic. It decides on words, never on flow.</summary>
internal abstract class FlowRule
{
    private static readonly ImmutableDictionary<FindingKind, FlowRule> ByKind = new FlowRule[]
    {
        new CHIM1001(), new CHIM1002(), new CHIM1003(), new CHIM1004(), new CHIM1005(), new CHIM1006(), new CHIM1007(), new CHIM1008(), new CHIM1009(), new CHIM1099(),
        new CHIM2001(), new CHIM2002(), new CHIM2003(), new CHIM2004(), new CHIM2005(), new CHIM2006(), new CHIM2007(), new CHIM2008(), new CHIM2011(), new CHIM2013(),
        new CHIM3001(), new CHIM3002(),
        new CHIM3003(), new CHIM3004(), new CHIM3005(), new CHIM3007(), new CHIM3008(), new CHIM4001(), new CHIM4002(), new CHIM4003(), new CHIM4004(),
        new CHIM4005(), new CHIM4006(),
        new CHIM5001(), new CHIM5002(),
    }.ToImmutableDictionary(r => r.Kind);

    protected abstract FindingKind Kind { get; }

    public static FlowRule For(FindingKind kind) => ByKind[kind];

    public abstract Diagnostic Create(Finding finding, HandlerReport report);
}
