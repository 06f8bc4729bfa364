using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>An argument that NDIS does not accept (C152, C219, C230, C231, C232, C242, C245, C257).</summary>
internal sealed class CHIM3005 : FlowRule
{
    protected override FindingKind Kind => FindingKind.ValueRefused;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM3005ValueRefused, finding, report.Name, finding.Argument.Value, HandlerReport.When(finding), finding.Argument.Use, finding.Argument.Parameter);
}
