using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>An exception leaves the handler with its duty open (C008, C274).</summary>
internal sealed class CHIM1007 : FlowRule
{
    protected override FindingKind Kind => FindingKind.LeftByException;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM1007LeftByException, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), HandlerReport.Open(finding.Duty),
            finding.Duty.Declared is not null ? "settle it" : finding.Duty.Contract is { Phase: Phase.Indication } ? report.Remedy(finding.Duty) : "complete the operation with a failure status");
}
