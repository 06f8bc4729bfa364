using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A target completes a tree with a status on its root only (C105).</summary>
internal sealed class CHIM3001 : FlowRule
{
    protected override FindingKind Kind => FindingKind.RootOnly;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM3001RootOnly, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), report.Missing(finding));
}
