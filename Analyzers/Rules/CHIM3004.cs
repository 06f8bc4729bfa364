using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>What may not be there is used without asking: a null list, a placeholder's context, what a status decides about (C049, C089, C099, C114, C151, C221).</summary>
internal sealed class CHIM3004 : FlowRule
{
    protected override FindingKind Kind => FindingKind.Untested;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM3004Untested, finding, report.Name, "", HandlerReport.When(finding), finding.Advice, finding.Detail);
}
