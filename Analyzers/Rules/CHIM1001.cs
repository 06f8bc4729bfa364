using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A path leaves the handler with its duty open (C001–C005, C008, C032–C036).</summary>
internal sealed class CHIM1001 : FlowRule
{
    protected override FindingKind Kind => FindingKind.NotCompleted;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM1001NotCompleted, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), report.Remedy(finding.Duty), HandlerReport.Open(finding.Duty));
}
