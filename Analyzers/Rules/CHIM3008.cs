using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A member is used while the list is one of an operation that does not have it (C109, C159–C162, C168, C171, C185).</summary>
internal sealed class CHIM3008 : FlowRule
{
    protected override FindingKind Kind => FindingKind.NotOfOperation;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM3008NotOfOperation, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), "", finding.Detail);
}
