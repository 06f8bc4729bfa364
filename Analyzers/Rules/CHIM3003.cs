using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A request handler returns another status than the one that is always returned (C072, C073).</summary>
internal sealed class CHIM3003 : FlowRule
{
    protected override FindingKind Kind => FindingKind.WrongAnswer;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM3003WrongAnswer, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), finding.Duty.Contract!.Answer!.Name, finding.Detail);
}
