using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A duty is discharged twice on one path (C007, C037, C104).</summary>
internal sealed class CHIM1002 : FlowRule
{
    protected override FindingKind Kind => FindingKind.CompletedTwice;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM1002CompletedTwice, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), HandlerReport.Once(finding.Duty));
}
