using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>An object of the wrong layer is used (C254, C263).</summary>
internal sealed class CHIM5002 : FlowRule
{
    protected override FindingKind Kind => FindingKind.WrongLayer;

    public override Diagnostic Create(Finding finding, HandlerReport report) => report.Create(Descriptors.CHIM5002WrongLayer, finding, report.Name, "", "", "", finding.Detail);
}
