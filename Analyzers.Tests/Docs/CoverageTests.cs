using System.Globalization;
using System.Reflection;
using System.Text;
using Chimney.Analyzers.Tests.Rules;
using Chimney.Runtime.Tests;
using Xunit.Abstractions;

namespace Chimney.Analyzers.Tests.Docs;

/// <summary>Every rule of the contract is watched, or says why not; and whoever watches it has a test that shows it. docs/coverage.md is the table.</summary>
public class CoverageTests(ITestOutputHelper output)
{
    /// <summary>Of the rules that source can show: so many are refused by a type or reported by an analyzer.</summary>
    private const double LeastShare = 0.90;

    [Fact]
    public async Task Every_rule_has_an_owner_or_a_reason()
    {
        var coverage = await Coverage.Instance;
        Assert.All(Coverage.Rules, rule => Assert.True(
            rule.CheckedBy is not null || rule.NotChecked is not null || coverage.OwnersOf(rule.Number).Any() || ContractRules.NotInSource.ContainsKey(rule.Number) || ContractRules.OnlyOnRuns.Contains(rule.Number),
            rule.Number));
    }

    /// <summary>A reason that is no longer true goes: remove the number from ContractRules.NotInSource.</summary>
    [Fact]
    public async Task What_source_can_show_has_an_owner_or_a_reason_and_never_both()
    {
        var coverage = await Coverage.Instance;
        Assert.All(Coverage.InSource, number => Assert.True(
            coverage.OwnersOf(number).Any() != ContractRules.NotInSource.ContainsKey(number),
            $"{number} is owned by {string.Join(' ', coverage.OwnersOf(number).Select(owner => owner.Id))}; reason: {ContractRules.NotInSource.GetValueOrDefault(number)}"));
    }

    [Fact]
    public void Reasons_are_about_rules()
        => Assert.Subset(Coverage.Rules.Select(rule => rule.Number).ToHashSet(), ContractRules.NotInSource.Keys.Concat(ContractRules.OnlyOnRuns).ToHashSet());

    [Fact]
    public async Task Every_owner_has_a_test()
    {
        var coverage = await Coverage.Instance;
        Assert.Empty(
            from rule in Coverage.Rules
            from owner in coverage.OwnersOf(rule.Number)
            where owner.Test is null
            select $"{rule.Number} {owner.Id}: no test with [Breaks(\"{rule.Number}\")] expects it");
    }

    /// <summary>The mark says what the source breaks, the test who notices: then the description of that rule says so as well.</summary>
    [Fact]
    public async Task Every_mark_is_about_what_its_test_expects()
    {
        var coverage = await Coverage.Instance;
        Assert.Empty(
            from mark in coverage.Marks
            where !mark.Errors.Any() && !mark.Ids.Any(id => Coverage.RulesOfDescriptor[id].Contains(mark.Rule))
            select $"{mark.Test}: none of {string.Join(' ', mark.Ids)} is about {mark.Rule}");
        Assert.Subset(Coverage.Rules.Select(rule => rule.Number).ToHashSet(), coverage.Marks.Select(mark => mark.Rule).ToHashSet());
    }

    /// <summary>A mark outside of the classes that are rehearsed would be lost.</summary>
    [Fact]
    public async Task Every_mark_is_collected()
    {
        var coverage = await Coverage.Instance;
        Assert.Equal(
            typeof(CoverageTests).Assembly.GetTypes().SelectMany(type => type.GetMethods()).Where(method => method.IsDefined(typeof(BreaksAttribute))).Select(method => $"{method.DeclaringType!.Name}.{method.Name}").Order(),
            coverage.Marks.Select(mark => mark.Test).Distinct().Order());
    }

    [Fact]
    public async Task Most_of_what_source_can_show_is_owned()
    {
        var coverage = await Coverage.Instance;
        int owned = Coverage.InSource.Count(number => coverage.OwnersOf(number).Any());
        int all = Coverage.InSource.Count();
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{owned} of {all} rules that source can show are owned by a type or an analyzer: {(double)owned / all:P1}"));
        Assert.InRange((double)owned / all, LeastShare, 1);
    }

    [Fact]
    public async Task The_document_is_what_the_owners_say() => Repository.AssertPage("docs/coverage.md", Write(await Coverage.Instance));

    private static string Write(Coverage coverage)
    {
        var text = new StringBuilder("""
            # Coverage of the contract

            Who notices that a rule of the [contract](../rules.md#contract) is broken. Generated; run the tests with `UPDATE_DOCS=1` to write it again.

            - **In the source**: an error of the compiler, where the types of the Runtime refuse the mistake, or a rule of the analyzers; behind it a test that makes
              the mistake (marked `[Breaks]`, in `Analyzers.Tests`). "–" stands where only a run can show it.
            - **On a run**: the class in `Runtime/Verification` or `Runtime/StateMachine` that reports it. Each such rule has a witness under its number in
              `Runtime.Tests/Verification/Witnesses*.cs`, which `WitnessTests` runs. "–" stands where no run can show it.
            - Where nobody looks, the reason stands instead.

            | Number | Who | Rule | In the source | On a run |
            |---|---|---|---|---|

            """.ReplaceLineEndings("\n"));
        foreach (ContractRule rule in Coverage.Rules)
        {
            var owners = coverage.OwnersOf(rule.Number).GroupBy(owner => owner.Test, owner => Link(owner.Id)).Select(owners => $"{string.Join(", ", owners)} `{owners.Key}`").ToList();
            string source = owners.Count > 0 ? string.Join("<br>", owners) : ContractRules.NotInSource.GetValueOrDefault(rule.Number, "–");
            string run = rule.CheckedBy is null ? rule.NotChecked ?? "–" : $"`{rule.CheckedBy}`";
            text.Append($"| {rule.Number} | {rule.Who} | {rule.Title} | {source} | {run} |\n");
        }
        return text.ToString();
    }

    private static string Link(string id) => id.StartsWith("CS", StringComparison.Ordinal) ? id : $"[{id}](../rules.md#{id.ToLowerInvariant()})";
}
