using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A request that was converted by hand goes down without what its completion needs (C040–C043).</summary>
internal sealed class CHIM2001 : FlowRule
{
    protected override FindingKind Kind => FindingKind.NotSaved;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM2001NotSaved, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), finding.Overlay!.Name, report.Missing(finding), report.Conversion(finding));
}
