using System.Reflection;
using System.Text.RegularExpressions;

namespace Chimney.Runtime.Tests.StateMachine;

public class CompletenessTests
{
    private static readonly string[] s_testedRows = [.. typeof(CompletenessTests).Assembly.GetTypes()
        .Where(type => type.Namespace == typeof(CompletenessTests).Namespace)
        .SelectMany(type => type.GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance))
        .Where(method => method.GetCustomAttributes<FactAttribute>().Any())
        .SelectMany(method => Regex.Matches(method.Name, "(?<![A-Za-z])[TNPKMEVA]\\d\\d").Select(match => match.Value))];

    [Fact]
    public void Every_row_has_a_test_with_its_number()
    {
        IEnumerable<string> rows = StateMachineDocument.All.SelectMany(machine => machine.Table.RowTexts).Select(row => Regex.Match(row.Id, "^[TNPKMEVA]\\d\\d").Value).Where(id => id.Length > 0);
        Assert.Empty(rows.Distinct().Except(s_testedRows));
    }

    /// <summary>Nothing of the DDI's machines is left out: 24 rows of objects, and so on.</summary>
    [Theory]
    [InlineData('T', 24)]
    [InlineData('N', 7)]
    [InlineData('P', 3)]
    [InlineData('K', 17)]
    [InlineData('M', 12)]
    [InlineData('E', 7)]
    [InlineData('V', 15)]
    [InlineData('A', 6)]
    public void The_tables_have_every_row(char letter, int count)
    {
        IEnumerable<string> ids = StateMachineDocument.All.SelectMany(machine => machine.Table.RowTexts).Select(row => row.Id)
            .Where(id => id.Length == 3 && id[0] == letter && char.IsDigit(id[1]));
        Assert.Equal(Enumerable.Range(1, count).Select(n => $"{letter}{n:00}"), ids.Distinct().Order());
    }

    [Fact]
    public void Every_rule_that_a_row_names_is_asserted_somewhere()
    {
        string folder = Repository.FullPath("Runtime.Tests/StateMachine");
        string tests = string.Concat(Directory.EnumerateFiles(folder, "*.cs").Select(File.ReadAllText));
        IEnumerable<string> rules = StateMachineDocument.All.SelectMany(machine => machine.Table.RowTexts)
            .SelectMany(row => row.Guards.SelectMany(guard => Regex.Matches(guard, "\\((C\\d{3})\\)$").Select(m => m.Groups[1].Value)).Append(row.Rule ?? "C008"));
        string[] missing = [.. rules.Distinct().Where(rule => !tests.Contains($"\"{rule}\""))];
        Assert.Empty(missing);
    }
}
