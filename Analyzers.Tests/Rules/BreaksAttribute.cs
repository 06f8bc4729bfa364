namespace Chimney.Analyzers.Tests.Rules;

/// <summary>
/// Marks a test whose source breaks rules of the contract and asserts who notices: an analyzer rule, or the compiler. docs/coverage.md names these
/// tests; whoever notices is what the test expects.
/// </summary>
/// <param name="contractRules">Numbers such as C105.</param>
[AttributeUsage(AttributeTargets.Method)]
public sealed class BreaksAttribute(params string[] contractRules) : Attribute
{
    /// <summary>Numbers of the rules that the test's source breaks.</summary>
    public IReadOnlyList<string> ContractRules { get; } = contractRules;
}
