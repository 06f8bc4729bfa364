using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>The list passed is not the one that this duty is about (C009, C010, C038).</summary>
internal sealed class CHIM1004 : FlowRule
{
    protected override FindingKind Kind => FindingKind.WrongList;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM1004WrongList, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), report.Remedy(finding.Duty), report.Noun(finding.Duty));
}
