using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>State behind a block is used without having been asked for (C114, C115).</summary>
internal sealed class CHIM3007 : FlowRule
{
    protected override FindingKind Kind => FindingKind.NotTested;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM3007NotTested, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), "", finding.Detail);
}
