using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A member is written that a driver of this role leaves as it is (C023–C025, C045, C054, C110).</summary>
internal sealed class CHIM2003 : FlowRule
{
    protected override FindingKind Kind => FindingKind.Preserved;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM2003Preserved, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), finding.Detail);
}
