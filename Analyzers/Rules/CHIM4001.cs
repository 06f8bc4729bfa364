using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A handler is async, or waits for something (C272, C273).</summary>
internal sealed class CHIM4001 : FlowRule
{
    protected override FindingKind Kind => FindingKind.Blocks;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM4001Blocks, finding, report.Name, "", "", "", finding.Detail);
}
