using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>An operation is requested of an object that another one, or its own state, forbids (C246–C251).</summary>
internal sealed class CHIM5001 : FlowRule
{
    protected override FindingKind Kind => FindingKind.WrongState;

    public override Diagnostic Create(Finding finding, HandlerReport report) => report.Create(Descriptors.CHIM5001WrongState, finding, report.Name, "", "", "", finding.Detail);
}
