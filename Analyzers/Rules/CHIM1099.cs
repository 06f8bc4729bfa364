using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>The analysis could not decide, and says why.</summary>
internal sealed class CHIM1099 : FlowRule
{
    protected override FindingKind Kind => FindingKind.Unproven;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM1099Unproven, finding, report.Name, report.Operation(finding.Duty), "", "", finding.Detail);
}
