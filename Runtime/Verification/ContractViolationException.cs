namespace Chimney;

/// <summary>Thrown where a driver breaks the DDI's contract and the stack's verifier throws.</summary>
public sealed class ContractViolationException : Exception
{
    internal ContractViolationException(ContractViolation violation)
        : this(violation, violation.ToString())
    {
    }

    internal ContractViolationException(ContractViolation violation, string message)
        : base(message, violation.Cause) => Violation = violation;

    /// <summary>What happened; the first violation where the message tells of several.</summary>
    public ContractViolation Violation { get; }
}
