using System.Diagnostics;
using System.Reflection;

namespace Chimney.Proof;

/// <summary>Collects what the verifier says of one driver on one run, and where in the source it happened.</summary>
internal sealed class Watch(Assembly subject, string driver, ChoiceTree choices)
{
    private static readonly string[] s_usedAfter = ["CHIM1005"];

    private readonly List<(OffloadOperation? Operation, Finding Finding, (int, int) Shown, bool Again)> _noted = [];

    /// <summary>What was noted, how far the run was then, and whether it is a mistake that the run has made before: what is done twice may be done three times.</summary>
    internal IEnumerable<(Finding Finding, (int, int) Shown, bool Again)> Noted => _noted.Select(row => (row.Finding, row.Shown, row.Again));

    internal void Note(ContractViolation violation, Run run, bool isSecondRequest)
    {
        if (run.IsAbandoned || run.IsOver || violation.Driver != driver)
            return;
        if (violation.Cause is { } cause && !Exceptions.Counts(cause, subject))
        {
            run.Leaves(cause);
            return;
        }
        IReadOnlyList<string> ids = ContractMap.IdsOf(violation, run.IsLeft);
        int[] lines = LinesOf(violation.Cause, run);
        var finding = new Finding(violation.Rule, ids, lines, violation.Message, choices.Path);
        // A statement that completes a list once more looks at it on the way: that is no second mistake, and not what the completion follows from.
        if (ids.Contains("CHIM1002"))
            _noted.RemoveAll(before => before.Operation == violation.Operation && before.Finding.Line == finding.Line && before.Finding.Ids.SequenceEqual(s_usedAfter));
        // One mistake, one finding: that a list is missing later, or null, follows from what was done with it before.
        if (_noted.Exists(broken => broken.Operation == violation.Operation && Follows(ids, broken.Finding, isSecondRequest)))
            return;
        bool again = _noted.Exists(before => before.Operation == violation.Operation && before.Finding.Ids.SequenceEqual(ids));
        _noted.Add((violation.Operation, finding, run.Trail.Here, again));
    }

    /// <summary>
    /// Whether a mistake comes of an earlier one. A list that is looked at too late is still wherever it was; where the verifier has carried up another
    /// indication than the driver did, nothing that the driver does with its own is told any more.
    /// </summary>
    private static bool Follows(IReadOnlyList<string> later, Finding earlier, bool isSecondRequest)
        => ContractMap.IsReplacement(earlier.Message)
            || (earlier.Ids.Count > 0 && (earlier.Ids.Contains("CHIM1003") ? later.Contains("CHIM1008")
                : !earlier.Ids.Contains("CHIM1008")
                    && (isSecondRequest || later.Contains("CHIM1004") || (!earlier.Ids.SequenceEqual(s_usedAfter) && later.Any(id => id is "CHIM1001" or "CHIM1006")))));

    /// <summary>The lines of the subject on the stack of calls, innermost first. An exception knows better than the run where it was thrown.</summary>
    private int[] LinesOf(Exception? thrown, Run run)
        => [.. from frame in (thrown is null ? new StackTrace(true) : new StackTrace(thrown, true)).GetFrames()
               let method = frame.GetMethod()
               where method?.DeclaringType is { } type && type.Assembly == subject && type.Name != "Adapter" && frame.GetFileLineNumber() > 0
               from line in run.Places(frame.GetFileLineNumber(), isCertain: thrown is not null || method.Name.StartsWith('<'))
               select line];
}
