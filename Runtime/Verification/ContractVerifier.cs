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

    /// <summary>What the verifier does with a violation.</summary>
    public VerifierMode Mode { get; } = mode;

    /// <summary>Everything found so far, in order, in either mode.</summary>
    public IReadOnlyList<ContractViolation> Violations => _violations;

    internal bool IsOff => Mode == VerifierMode.Off;

    internal void Report(ContractViolation violation)
    {
        if (IsOff)
            return;
        _violations.Add(violation);
        if (Mode == VerifierMode.Throw)
            throw new ContractViolationException(violation);
    }

    /// <summary>Reports what is found when a stack is taken down: all of it is recorded before the first is thrown.</summary>
    internal void ReportAll(IReadOnlyList<ContractViolation> violations, bool mayThrow)
    {
        if (IsOff)
            return;
        _violations.AddRange(violations);
        if (mayThrow && Mode == VerifierMode.Throw && violations.Count > 0)
            throw new ContractViolationException(violations[0]);
    }
}
