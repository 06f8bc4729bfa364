using Chimney.Analyzers.Flow;
using Microsoft.CodeAnalysis;

namespace Chimney.Analyzers.Rules;

/// <summary>A call entry or a list context is leaked, given up twice, used after that, or another operation's (C011, C014, C015, C044, C087).</summary>
internal sealed class CHIM2005 : FlowRule
{
    protected override FindingKind Kind => FindingKind.EntryMisused;

    public override Diagnostic Create(Finding finding, HandlerReport report)
    {
        // an entry that lies elsewhere may be the right one: a driver may let one operation run at a time
        var severity = finding.Misuse == Misuse.FoundElsewhere ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error;
        return report.Create(Descriptors.CHIM2005EntryMisused, severity, finding, report.Name, report.Operation(finding.Duty), HandlerReport.When(finding), Problem(finding), Remedy(finding));
    }

    private static string Problem(Finding finding) => finding.Misuse switch
    {
        Misuse.Leaked => "does not release the call entry before completing",
        Misuse.ReleasedTwice when finding.Detail.Length == 0 => "releases the call entry twice",
        Misuse.ReleasedTwice => $"releases the call entry after {finding.Detail}() has released it",
        Misuse.UsedAfterRelease when finding.Detail.Length == 0 => "uses the call entry after releasing it",
        Misuse.UsedAfterRelease => $"calls {finding.Detail}() after releasing the call entry that it needs",
        Misuse.FoundElsewhere => $"takes the call entry from '{finding.Detail}', where that of another operation may lie,",
        Misuse.Shared => $"uses the call entry '{finding.Detail}' for every operation",
        Misuse.ContextLeaked => "does not free the list contexts, put on by the request handler, before completing",
        Misuse.ContextFreedTwice => "frees the list context twice",
        _ => "looks for the list context after freeing it",
    };

    private static string Remedy(Finding finding) => finding.Misuse switch
    {
        Misuse.Leaked => "release it when everything is restored",
        Misuse.ReleasedTwice => "release it once",
        Misuse.UsedAfterRelease => "release it after the last use",
        Misuse.FoundElsewhere => "find it through the list",
        Misuse.Shared => "make one for each operation",
        Misuse.ContextLeaked => "free them in the completion handler",
        Misuse.ContextFreedTwice => "free it once",
        _ => "read it first",
    };
}
