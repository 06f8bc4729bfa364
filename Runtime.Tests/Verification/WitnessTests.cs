using Xunit.Sdk;

namespace Chimney.Runtime.Tests.Verification;

/// <summary>Every check is noticed when it goes: it has a witness, which reports the rule while it is on, and does not while it is off.</summary>
public class WitnessTests
{
    public static TheoryData<string> Rules => [.. Witnesses.All.Keys.Order()];

    /// <summary>Checks of the data path that tests of their own hold.</summary>
    private static readonly string[] s_without =
    [
        "C060", "C069", "C074", "C075", "C076", "C077", "C078", "C079", "C084", "C085", "C086", "C087", "C088", "C090",
        "C091", "C096", "C097", "C098", "C154", "C176", "C198", "C199", "C200", "C207", "C208", "C219", "C220", "C223",
        "C243", "C245", "C256", "C257",
    ];

    [Fact]
    public void Every_rule_that_is_checked_has_a_witness()
        => Assert.Equal(ContractRules.Checked, Witnesses.All.Keys.Concat(s_without).Order());

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
