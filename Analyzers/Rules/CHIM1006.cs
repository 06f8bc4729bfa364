using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A pended duty is lost: its handle is dropped, or nobody resumes and completes it (C101, C104, C276, C277).</summary>
internal sealed class CHIM1006 : FlowRule
{
    protected override FindingKind Kind => FindingKind.Dropped;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM1006PendedDropped, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), finding.Detail switch
        {
            "overwritten" => "its only handle is overwritten",
            "Owed" => "complete what was resumed, or pend it again",
            "" or "Pended" => "keep the handle where other code resumes and completes it",
            var problem => problem,
        });
}
