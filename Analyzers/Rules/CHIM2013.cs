using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A target ends an operation with success in a driver that records nowhere what goes with it (C198, C199).</summary>
internal sealed class CHIM2013 : FlowRule
{
    protected override FindingKind Kind => FindingKind.NotRecorded;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM2013NotRecorded, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), "", finding.Detail);
}
