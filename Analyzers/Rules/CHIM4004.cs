using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A method stands in the slot of another operation, or in two slots (C146).</summary>
internal sealed class CHIM4004 : FlowRule
{
    protected override FindingKind Kind => FindingKind.WrongSlot;

    public override Diagnostic Create(Finding finding, HandlerReport report) => report.Create(Descriptors.CHIM4004WrongSlot, finding, report.Name, "", "", "", finding.Detail);
}
