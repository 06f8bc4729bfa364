using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A result that decides who owns what is not looked at (C151, C221).</summary>
internal sealed class CHIM3004 : FlowRule
{
    protected override FindingKind Kind => FindingKind.ResultIgnored;

    public override Diagnostic Create(Finding finding, HandlerReport report) => report.Create(Descriptors.CHIM3004ResultIgnored, finding, report.Name, "", "", "", finding.Detail);
}
