using System.Text;
using System.Text.RegularExpressions;

namespace Chimney.Runtime.Tests.Verification;

/// <summary>The table of rules says what the verifier checks: no rule of the contract is missing, and nothing is claimed that is not so.</summary>
public partial class ContractRulesTests
{
    /// <summary>Rules of the contract that can be broken on a run, with what breaking them leads to.</summary>
    private static readonly (string Number, string Severity)[] s_contract =
        [.. Repository.Read("Runtime.Tests/Verification/contract-rules.txt").Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ')).Select(part => (part[0], part[1]))];

    /// <summary>Where the sources name a rule that they report.</summary>
    private static readonly ILookup<string, string> s_reports = Repository.Sources("Runtime")
        .Where(source => !Path.GetFileName(source.Path).StartsWith(nameof(ContractRules), StringComparison.Ordinal))
        .SelectMany(source => Literal().Matches(source.Text).Select(match => (Rule: match.Groups[1].Value, File: Path.GetFileNameWithoutExtension(source.Path))))
        .ToLookup(report => report.Rule, report => report.File);

    /// <summary>Rules that a state machine names, but that are never reported by these numbers.</summary>
    private static readonly string[] s_named = ["C008", "C254"];

    [GeneratedRegex("\"(C[0-9]{3})\"")]
    private static partial Regex Literal();

    [Fact]
    public void Every_rule_of_the_contract_is_in_the_table_once()
        => Assert.Equal(s_contract.Select(rule => rule.Number), ContractRules.All.Select(rule => rule.Number));

    [Fact]
    public void Every_rule_is_checked_or_says_why_not()
        => Assert.DoesNotContain(ContractRules.All, rule => (rule.CheckedBy is null) == (rule.NotChecked is null));

    [Fact]
    public void What_the_sources_report_is_what_the_table_says_is_checked()
        => Assert.Equal(s_reports.Select(report => report.Key).Except(s_named).Order(), ContractRules.Checked);

    [Fact]
    public void The_class_that_the_table_names_reports_the_rule()
        => Assert.DoesNotContain(ContractRules.All, rule => rule.CheckedBy is not null && !s_reports[rule.Number].Contains(rule.CheckedBy));

    [Fact]
    public void A_rule_that_is_reported_as_another_names_rules_that_are_checked()
        => Assert.All(ContractRules.All.Where(rule => rule.NotChecked?.StartsWith("reported", StringComparison.Ordinal) == true), rule =>
        {
            string[] others = [.. Regex.Matches(rule.NotChecked!, "C[0-9]{3}").Select(match => match.Value)];
            Assert.NotEmpty(others);
            Assert.Subset(ContractRules.Checked.ToHashSet(), others.ToHashSet());
        });

    /// <summary>rules.md shows the table; who checks what stands in docs/coverage.md. UPDATE_DOCS=1 rewrites it.</summary>
    [Fact]
    public void The_page_of_rules_shows_the_table()
    {
        var text = new StringBuilder("| Number | Who | Rule |\n|---|---|---|\n");
        foreach (ContractRule rule in ContractRules.All.Concat(ContractRules.NotOnRuns).OrderBy(rule => rule.Number, StringComparer.Ordinal))
            text.Append($"| {rule.Number} | {rule.Who} | {rule.Title} |\n");
        Repository.AssertBlock("rules.md", "table of rules", text.ToString());
    }
}
