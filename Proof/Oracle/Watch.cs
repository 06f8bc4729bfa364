using System.Diagnostics;
using System.Reflection;

namespace Chimney.Proof;

/// <summary>Collects what the verifier says of one driver on one run, and where in the source it happened.</summary>
internal sealed class Watch(Assembly subject, string driver, ChoiceTree choices)
{
    private readonly Dictionary<(string Rule, int Line), Finding> _found = [];
    private readonly List<(OffloadOperation? Operation, IReadOnlyList<string> Ids)> _broken = [];

    internal IReadOnlyCollection<Finding> Findings => _found.Values;

    internal void Note(ContractViolation violation, Run run, bool isSecondRequest)
    {
        if (run.IsAbandoned || run.IsOver || violation.Driver != driver)
            return;
        if (violation.Cause is { } cause && !Exceptions.Counts(cause, subject))
        {
            run.Leaves(cause);
            return;
        }
        IReadOnlyList<string> ids = ContractMap.IdsOf(violation);
        // One mistake, one finding: that a list is missing later, or null, follows from what was done with it before.
        if (_broken.Exists(broken => broken.Operation == violation.Operation && Follows(ids, broken.Ids, isSecondRequest)))
            return;
        if (ids.Count > 0)
            _broken.Add((violation.Operation, ids));
        int[] lines = LinesOf(violation.Cause is { } thrown ? new StackTrace(thrown, true) : new StackTrace(true), run.Last.Line);
        int line = lines.Length > 0 ? lines[0] : 0;
        if (!_found.ContainsKey((violation.Rule, line)))
            _found.Add((violation.Rule, line), new Finding(violation.Rule, ids, lines, violation.Message, choices.Path));
    }

    private static bool Follows(IReadOnlyList<string> later, IReadOnlyList<string> earlier, bool isSecondRequest)
        => earlier.Contains("CHIM1003") ? later.Contains("CHIM1008")
            : !earlier.Contains("CHIM1008") && (isSecondRequest || later.Any(id => id is "CHIM1001" or "CHIM1004" or "CHIM1006"));

    /// <summary>The lines of the subject on the stack of calls; that of the last statement stands in for catch and finally blocks.</summary>
    private int[] LinesOf(StackTrace trace, int last)
    {
        int[] lines = [.. trace.GetFrames().Where(frame => frame.GetMethod()?.DeclaringType is { } type && type.Assembly == subject && type.Name != "Adapter").Select(frame => frame.GetFileLineNumber()).Where(line => line > 0)];
        return lines.Length == 0 || Array.IndexOf(lines, last) >= 0 ? lines : [.. lines, last];
    }
}
