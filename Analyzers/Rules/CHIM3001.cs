using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A target completes a tree without a status, or state, on every block of it (C105, C123, C127, C157, C173).</summary>
internal sealed class CHIM3001 : FlowRule
{
    protected override FindingKind Kind => FindingKind.NotEveryBlock;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM3001NotEveryBlock, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), report.Missing(finding), finding.Detail);
}
