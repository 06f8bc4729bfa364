using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>What an intermediate driver carries on goes on changed, or the answer to it does (C029, C068, C070, C086, C092, C095, C096, C097).</summary>
internal sealed class CHIM2007 : FlowRule
{
    protected override FindingKind Kind => FindingKind.Altered;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM2007Altered, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), finding.Remedy, finding.Detail);
}
