using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>Characteristics are registered incompletely, or with members that NDIS refuses (C141–C145, C147–C149).</summary>
internal sealed class CHIM4003 : FlowRule
{
    protected override FindingKind Kind => FindingKind.Incomplete;

    public override Diagnostic Create(Finding finding, HandlerReport report) => report.Create(Descriptors.CHIM4003Incomplete, finding, report.Name, "", "", "", finding.Detail);
}
