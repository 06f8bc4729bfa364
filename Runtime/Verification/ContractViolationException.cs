namespace Chimney;

/// <summary>Thrown where a driver breaks the DDI's contract and the stack's verifier throws.</summary>
public sealed class ContractViolationException : Exception
{
    internal ContractViolationException(ContractViolation violation)
        : base(violation.ToString(), violation.Cause) => Violation = violation;

    /// <summary>What happened.</summary>
    public ContractViolation Violation { get; }
}
