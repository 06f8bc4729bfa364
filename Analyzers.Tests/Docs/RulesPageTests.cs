using Chimney.Analyzers.Tests.Corpus;
using Chimney.Analyzers.Tests.Fixes;
using Chimney.Analyzers.Tests.Harness;
using Chimney.Demo.Tools;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Docs;

/// <summary>rules.md says what the descriptors say, and its examples do what it says.</summary>
public class RulesPageTests
{
    public static TheoryData<string> Ids => [.. Descriptors.All.Select(rule => rule.Id)];

    [Fact]
    public void Sections_agree_with_the_descriptors() => Assert.Equal(
        Descriptors.All.Select(rule => (rule.Id, rule.Title.ToString(), rule.DefaultSeverity.ToString().ToLowerInvariant())),
        RulesPage.Sections.Select(section => (section.Id, section.Title, section.Severity)));

    [Fact]
    public void Table_of_contents_agrees_with_the_descriptors_and_the_fixes()
    {
        Assert.Equal(
            Descriptors.All.Select(rule => (
                rule.Id, "#" + rule.Id.ToLowerInvariant(), rule.Title.ToString(), rule.DefaultSeverity.ToString().ToLowerInvariant(), FixSession.FixableIds.Contains(rule.Id) ? "yes" : "no")),
            RulesPage.Table);
    }

    [Fact]
    public void Readme_of_the_package_names_every_rule()
    {
        string readme = File.ReadAllText(Path.Combine(Workshop.Repository, "Package", "README.md"));
        Assert.All(Descriptors.All, rule => Assert.Contains($"| {rule.Id} | {char.ToLowerInvariant(rule.Title.ToString()[0])}{rule.Title.ToString()[1..]}", readme));
    }

    [Fact]
    public void Every_option_is_described()
        => Assert.All(new[] { Contract.Options.ExceptionsKey, Contract.Options.UnknownCalleeKey }, key => Assert.Contains($"| `{key}` |", RulesPage.Text));

    [Theory]
    [MemberData(nameof(Ids))]
    public void Section_is_complete(string id)
    {
        RuleSection section = Section(id);
        Assert.Contains($"<a id=\"{id.ToLowerInvariant()}\"></a>\n## {id}", RulesPage.Text);
        Assert.Contains("**Page:**", section.Text);
        Assert.Contains("**Options:**", section.Text);
        Assert.Contains("**Suppress**", section.Text);
        Assert.NotEmpty(RulesPage.Numbers(section.Text));
    }

    /// <summary>The description is where docs/coverage.md reads who watches a rule.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void Section_names_the_rules_that_the_descriptor_names(string id)
    {
        var named = Coverage.RulesOfDescriptor[id].ToList();
        if (id != Descriptors.CHIM1099Unproven.Id)
            Assert.Equal(named.Order(StringComparer.Ordinal), RulesPage.Numbers(Section(id).Contract));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Broken_example_gets_this_report_only(string id)
    {
        IEnumerable<string> reports = (await AnalyzeAsync(Section(id).Example("Broken"))).Select(diagnostic => diagnostic.Id);
        Assert.Equal([id], reports.Distinct());
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Fixed_example_gets_no_report(string id) => Assert.Empty(await AnalyzeAsync(Section(id).Example("Fixed")));

    [Fact]
    public void Table_of_contents_is_in_the_order_of_ids() => Assert.Equal(RulesPage.Table.Select(row => row.Id).Order(StringComparer.Ordinal), RulesPage.Table.Select(row => row.Id));

    /// <summary>Pages of the guide are named after their titles, those of the reference after functions, callbacks (in capitals) and structures.</summary>
    [Theory]
    [MemberData(nameof(Ids))]
    public void Help_link_leads_to_the_page_that_the_section_names(string id)
    {
        string title = Section(id).Page.ToLowerInvariant();
        string[] pages = title.Contains(' ')
            ? ["network/" + title.Replace(' ', '-').Replace('_', '-')]
            : title.Contains('_') ? ["ddi/ndischimney/nc-ndischimney-" + title, "ddi/ndischimney/ns-ndischimney-_" + title] : ["ddi/ndischimney/nf-ndischimney-" + title];
        Assert.Contains(Descriptors.All.Single(rule => rule.Id == id).HelpLinkUri, pages.Select(page => "https://learn.microsoft.com/windows-hardware/drivers/" + page));
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public async Task Fixes_of_the_broken_example_keep_their_promise(string id)
    {
        var outcome = await FixRun.RunAsync(ShapeCompilation.Create([RulesPage.Example(Section(id).Broken)]));
        Assert.True(outcome.Fixes == 0 || FixSession.FixableIds.Contains(id), outcome.Log);
    }

    [Fact]
    public void Contract_has_every_number_once_in_order()
    {
        Assert.Equal(RulesPage.ContractNumbers.Order(StringComparer.Ordinal), RulesPage.ContractNumbers);
        Assert.Equal(RulesPage.ContractNumbers.Distinct(), RulesPage.ContractNumbers);
    }

    /// <summary>A violation names a rule by its number only, so the number must be found here.</summary>
    [Fact]
    public void Contract_explains_every_number_that_a_report_can_name()
    {
        IEnumerable<string> named = Directory.EnumerateFiles(Path.Combine(Workshop.Repository, "Runtime"), "*.cs", SearchOption.AllDirectories)
            .SelectMany(file => System.Text.RegularExpressions.Regex.Matches(File.ReadAllText(file), "\"(C\\d{3})\"").Select(match => match.Groups[1].Value))
            .Concat(RulesPage.Sections.SelectMany(section => RulesPage.Numbers(section.Text)))
            .Concat(Descriptors.All.SelectMany(rule => RulesPage.Numbers(rule.Description.ToString())));
        Assert.Empty(named.Distinct().Except(RulesPage.ContractNumbers));
    }

    private static RuleSection Section(string id) => RulesPage.Sections.Single(section => section.Id == id);

    private static async Task<IEnumerable<Diagnostic>> AnalyzeAsync(RuleExample example)
    {
        Assert.NotEqual("", example.Members);
        CSharpCompilation compilation = ShapeCompilation.Create([RulesPage.Example(example.Members)]);
        Assert.Empty(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity != DiagnosticSeverity.Hidden));
        var files = new SolutionState("Example", LanguageNames.CSharp, "/0/Example", "cs");
        if (example.Language == "ini")
            files.AnalyzerConfigFiles.Add(("/.globalconfig", "is_global = true\n" + example.File));
        else if (example.Language == "json")
            files.AdditionalFiles.Add(("/0/Example.chimney.json", example.File));
        return await compilation.WithAnalyzers([new ChimneyAnalyzer()], OptionsFromFiles.Create(files)).GetAnalyzerDiagnosticsAsync();
    }
}
