using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>The list goes to a function of another operation or phase (C006, C103).</summary>
internal sealed class CHIM1003 : FlowRule
{
    protected override FindingKind Kind => FindingKind.WrongFunction;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM1003WrongFunction, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), report.Remedy(finding.Duty), finding.Detail);
}
