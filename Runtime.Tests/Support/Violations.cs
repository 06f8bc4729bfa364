namespace Chimney.Runtime.Tests;

/// <summary>Violations as tests look at them.</summary>
internal static class Violations
{
    /// <summary>The violation that the act throws.</summary>
    public static ContractViolation Thrown(Action act) => Assert.Throws<ContractViolationException>(act).Violation;
}
