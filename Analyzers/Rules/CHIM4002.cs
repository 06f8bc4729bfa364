using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A function of the DDI is called while a lock is held (C275).</summary>
internal sealed class CHIM4002 : FlowRule
{
    protected override FindingKind Kind => FindingKind.CalledUnderLock;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM4002CalledUnderLock, finding, report.Name, "", "", "", finding.Detail);
}
