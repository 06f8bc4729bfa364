using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A list, a block of it or its call entry is used after the hand-over (C015, C030, C056).</summary>
internal sealed class CHIM1005 : FlowRule
{
    protected override FindingKind Kind => FindingKind.UsedAfter;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM1005UsedAfterHandOver, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), report.Noun(finding.Duty) == HandlerReport.Chain ? HandlerReport.Chain : "list or call entry");
}
