using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>An operation is completed with a status that it cannot end with (C106–C108, C184, C197, C204, C205, C209).</summary>
internal sealed class CHIM3002 : FlowRule
{
    protected override FindingKind Kind => FindingKind.StatusNotAllowed;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM3002StatusNotAllowed, finding.Status.Allowed!.IsOpen ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error, finding, report.Name, report.Completed(finding), HandlerReport.When(finding), HandlerReport.Status(finding), HandlerReport.Nearest(finding));
}
