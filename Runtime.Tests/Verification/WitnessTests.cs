using Xunit.Sdk;

namespace Chimney.Runtime.Tests.Verification;

/// <summary>Every check is noticed when it goes: it has a witness, which reports the rule while it is on, and does not while it is off.</summary>
public class WitnessTests
{
    public static TheoryData<string> Rules => [.. Witnesses.All.Keys.Order()];

    /// <summary>Checks that nothing provokes on a stack yet: tests of their tables hold them.</summary>
    private static readonly string[] s_without =
    [
        "C022", "C023", "C025", "C125", "C126", "C127", "C129", "C135", "C137", "C138", "C157", "C159", "C173", "C174",
        "C175", "C177", "C178", "C181", "C185", "C189", "C194", "C196", "C197", "C201", "C202", "C204", "C205", "C209",
        "C215", "C217", "C222", "C230", "C231", "C233", "C234", "C236", "C237", "C238", "C242", "C244", "C246", "C254",
        "C262", "C268", "C280", "C282", "C283",
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
