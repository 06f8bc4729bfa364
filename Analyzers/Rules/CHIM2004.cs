using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>An initiate is completed, and what is published does not fit how it ended (C018, C116, C117, C118).</summary>
internal sealed class CHIM2004 : FlowRule
{
    protected override FindingKind Kind => FindingKind.NotPublished;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM2004NotPublished, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), finding.Misuse == Misuse.PublishedThoughFailed
            ? $"with a failure after writing {report.Missing(finding)}; leave it alone where the object is not taken over"
            : $"without writing {report.Missing(finding)}{finding.Detail}; publish a reference for every object that was taken over");
}
