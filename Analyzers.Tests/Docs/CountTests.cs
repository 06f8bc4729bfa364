using System.Text.RegularExpressions;
using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Docs;

/// <summary>Every rule has tests enough, and enough of them show where it says nothing.</summary>
public class CountTests
{
    private const int LeastTests = 12;
    private const int LeastSilent = 5;

    public static TheoryData<string> Ids => [.. Descriptors.All.Select(rule => rule.Id)];

    /// <summary>Counts the rows of theories, in the classes that are named after the rule; a test is silent where it expects no report of the rule.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Every_rule_has_tests_and_silent_ones(string id)
    {
        var tests = (await Rehearsal.TestsAsync()).Where(test => Regex.IsMatch(test.Class.Name, $"^{id}(?!\\d)") && test.Verifications.Length > 0).ToList();
        int silent = tests.Count(test => !test.Ids.Contains(id));
        Assert.True(tests.Count >= LeastTests && silent >= LeastSilent, $"{id} has {tests.Count} tests, of which {silent} are silent");
    }
}
