using Xunit.Sdk;

namespace Chimney.Runtime.Tests.Verification;

/// <summary>Every check is noticed when it goes: it has a witness, which reports the rule while it is on, and does not while it is off.</summary>
public class WitnessTests
{
    public static TheoryData<string> Rules => [.. Witnesses.All.Keys.Order()];

    [Fact]
    public void Every_rule_that_is_checked_has_a_witness()
        => Assert.Equal(ContractRules.Checked, Witnesses.All.Keys.Order());

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_witness_reports_its_rule_first(string rule)
    {
        var verifier = new ContractVerifier(VerifierMode.Record);
        Witnesses.All[rule](verifier);
        AssertReported(rule, verifier);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void The_witness_is_thrown_at(string rule)
    {
        var verifier = new ContractVerifier();
        Assert.Equal(rule, Assert.Throws<ContractViolationException>(() => Witnesses.All[rule](verifier)).Violation.Rule);
    }

    [Theory]
    [MemberData(nameof(Rules))]
    public void With_the_check_off_the_witness_fails(string rule)
    {
        var verifier = new ContractVerifier(VerifierMode.Record);
        verifier.Ignored.Add(rule);
        Witnesses.All[rule](verifier);
        Assert.ThrowsAny<XunitException>(() => AssertReported(rule, verifier));
    }

    private static void AssertReported(string rule, ContractVerifier verifier)
        => Assert.Equal(rule, verifier.Violations.FirstOrDefault()?.Rule);
}
