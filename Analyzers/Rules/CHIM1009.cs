using Chimney.Analyzers.Contract;
using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A helper's body does something else than the ownership attribute of its parameter says.</summary>
internal sealed class CHIM1009 : FlowRule
{
    protected override FindingKind Kind => FindingKind.AnnotationContradicted;

    public override Diagnostic Create(Finding finding, HandlerReport report)
        => report.Create(Descriptors.CHIM1009AnnotationContradicted, finding, report.Name, "", HandlerReport.When(finding), "",
            finding.Duty.Name, Attribute(finding.Duty.Passing), finding.Detail == "taken" ? $"discharges the {report.Noun(finding.Duty)}" : $"leaves the {report.Noun(finding.Duty)} undischarged");

    private static string Attribute(Passing passing) => passing switch
    {
        Passing.Borrows => "Borrows",
        Passing.DischargesWhenTrue => "Discharges(When = true)",
        Passing.DischargesWhenFalse => "Discharges(When = false)",
        _ => "Discharges",
    };
}
