using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A completion that was converted by hand goes up without what the driver above had in the list (C012, C013, C042).</summary>
internal sealed class CHIM2002 : FlowRule
{
    protected override FindingKind Kind => FindingKind.NotRestored;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM2002NotRestored, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), finding.Overlay!.Name, report.Missing(finding), report.Conversion(finding));
}
