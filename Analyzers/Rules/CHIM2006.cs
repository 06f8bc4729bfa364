using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A target completes a terminate without settling what it hands back (C177, C178).</summary>
internal sealed class CHIM2006 : FlowRule
{
    protected override FindingKind Kind => FindingKind.NotSettled;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM2006NotSettled, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), string.IsNullOrEmpty(finding.Detail) ? report.Missing(finding) : finding.Detail);
}
