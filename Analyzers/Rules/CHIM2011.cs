using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A driver below the host stack makes an operation of its own (C062).</summary>
internal sealed class CHIM2011 : FlowRule
{
    protected override FindingKind Kind => FindingKind.Originated;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM2011Originated, finding, report.Name, "", "", "", finding.Detail);
}
