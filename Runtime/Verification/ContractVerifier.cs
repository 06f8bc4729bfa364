using System.Text;

namespace Chimney;

/// <summary>What a verifier does with a violation.</summary>
public enum VerifierMode
{
    /// <summary>Throw <see cref="ContractViolationException"/> at the place where it happens.</summary>
    Throw,
    /// <summary>Record it, repair what was broken, and let the run go on.</summary>
    Record,
    /// <summary>
    /// Look only at what the model itself needs: who has which list, and what state its objects are in. A broken rule is repaired where that
    /// takes no search, and not told.
    /// </summary>
    Off,
}

/// <summary>Watches a stack: every rule that a driver breaks on a run ends up here.</summary>
/// <param name="mode">What to do with a violation.</param>
public sealed class ContractVerifier(VerifierMode mode = VerifierMode.Throw)
{
    private readonly List<ContractViolation> _violations = [];
    private readonly List<NdisTrace> _traces = [];

    /// <summary>What the verifier does with a violation.</summary>
    public VerifierMode Mode { get; } = mode;

    /// <summary>
    /// Makes NdisMGetOffloadHandlers fail, to see whether a driver tests its status (C151). A driver that does is blocked for chimney.
    /// </summary>
    public bool WithholdsOffloadHandlers { get; set; }

    /// <summary>Everything found so far, in order, in either mode.</summary>
    public IReadOnlyList<ContractViolation> Violations => _violations;

    internal bool IsOff => Mode == VerifierMode.Off;

    /// <summary>Numbers of rules that are not checked: tests switch single checks off to show that a test notices.</summary>
    internal HashSet<string> Ignored { get; } = [];

    /// <summary>Told of each violation while the driver that made it is still on the stack of calls.</summary>
    internal Action<ContractViolation>? Noticed { get; set; }

    /// <summary>
    /// Ends a test: throws where anything was found, in either mode. Take the stack down with <see cref="NdisStack.Halt"/> first, so that
    /// operations which were never completed are among it.
    /// </summary>
    /// <exception cref="ContractViolationException">A driver broke the contract. The message holds every violation and the trace of the run.</exception>
    public void ThrowIfAny()
    {
        if (_violations.Count > 0)
            throw new ContractViolationException(_violations[0], Describe());
    }

    /// <summary>Notes whose trace goes into the message of a failure.</summary>
    internal void Watch(NdisTrace trace) => _traces.Add(trace);

    internal void Report(ContractViolation violation, NdisTrace trace)
    {
        if (!Keep(violation, trace))
            return;
        if (Mode == VerifierMode.Throw)
            throw new ContractViolationException(violation);
    }

    /// <summary>Reports what is found when a stack is taken down: all of it is recorded before the first is thrown.</summary>
    internal void ReportAll(IReadOnlyList<ContractViolation> violations, bool mayThrow, NdisTrace trace)
    {
        ContractViolation? first = null;
        foreach (ContractViolation violation in violations)
        {
            if (Keep(violation, trace))
                first ??= violation;
        }
        if (first is not null && mayThrow && Mode == VerifierMode.Throw)
            throw new ContractViolationException(first);
    }

    private bool Keep(ContractViolation violation, NdisTrace trace)
    {
        if (IsOff || Ignored.Contains(violation.Rule))
            return false;
        lock (_violations)
            _violations.Add(violation);
        trace.Add(violation);
        Noticed?.Invoke(violation);
        return true;
    }

    private string Describe()
    {
        var text = new StringBuilder();
        foreach (ContractViolation violation in _violations)
            text.Append(violation).Append('\n');
        foreach (NdisTrace trace in _traces)
            text.Append("\nTrace:\n").Append(trace);
        return text.ToString();
    }
}
