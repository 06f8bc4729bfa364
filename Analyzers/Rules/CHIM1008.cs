using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A request is completed upward inside its handler (C102, C192). Stated for targets; of intermediate drivers it is inferred, and a warning.</summary>
internal sealed class CHIM1008 : FlowRule
{
    protected override FindingKind Kind => FindingKind.CompletedInside;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM1008CompletedInside, report.Handler?.Role == Role.Target ? DiagnosticSeverity.Error : DiagnosticSeverity.Warning, finding,
            report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), report.Noun(finding.Duty));
}
