using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>An offload entry is given up while its object is offloaded, or never (C019, C021, C022).</summary>
internal sealed class CHIM2008 : FlowRule
{
    protected override FindingKind Kind => FindingKind.OffloadEntry;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM2008OffloadEntry, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), finding.Misuse == Misuse.Kept
            ? $"converts by hand, and no code gives an offload entry{finding.Detail} up; release those of blocks whose initiate failed or whose terminate succeeded"
            : "releases an offload entry; the object stays offloaded until it is terminated");
}
