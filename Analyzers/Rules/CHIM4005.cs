using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A completion is left to the garbage collector (C277).</summary>
internal sealed class CHIM4005 : FlowRule
{
    protected override FindingKind Kind => FindingKind.InFinalizer;

    public override Diagnostic Create(Finding finding, HandlerReport report) => report.Create(Descriptors.CHIM4005InFinalizer, finding, report.Name, "", HandlerReport.When(finding), "", finding.Detail);
}
