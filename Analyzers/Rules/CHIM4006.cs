using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>Entry points are used that nobody asked for (C150).</summary>
internal sealed class CHIM4006 : FlowRule
{
    protected override FindingKind Kind => FindingKind.TableNotObtained;

    public override Diagnostic Create(Finding finding, HandlerReport report) => report.Create(Descriptors.CHIM4006TableNotObtained, finding, report.Name, "", "", "", finding.Detail);
}
