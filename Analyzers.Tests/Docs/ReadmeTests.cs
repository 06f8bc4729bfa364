using System.Text.RegularExpressions;
using Chimney.Analyzers.Tests.EndToEnd;
using Chimney.Demo.Tools;

namespace Chimney.Analyzers.Tests.Docs;

/// <summary>What README.md shows is what happens.</summary>
[Collection(nameof(PackedWorkshop))]
public partial class ReadmeTests(PackedWorkshop workshop)
{
    private static readonly string s_text = File.ReadAllText(Path.Combine(Workshop.Repository, "README.md")).ReplaceLineEndings("\n");

    [Fact]
    public void The_message_is_what_the_compiler_says_about_the_code()
    {
        string file = Regex.Match(s_text, @"`(\w+\.cs)`").Groups[1].Value;
        Consumer consumer = workshop.CreateConsumer("Readme", file, Block("csharp"));
        Command build = consumer.Build();
        Assert.Equal(Block("text").TrimEnd(), string.Join('\n', BuildMessage.Read(build.Output)));
    }

    [Fact]
    public void It_opens_with_the_two_commands()
    {
        Assert.StartsWith("# ChimneyAnalyzers\n\n```\ndotnet test ChimneyAnalyzers.sln\ndotnet run --project Demo\n```\n", s_text);
        string script = File.ReadAllText(Path.Combine(Workshop.Repository, ".ci", "run"));
        Assert.Contains("\ndotnet test ChimneyAnalyzers.sln ", script);
        Assert.Contains("\ndotnet run --project Demo ", script);
    }

    [Theory]
    [InlineData("README.md")]
    [InlineData("ARCHITECTURE.md")]
    [InlineData("CONTRIBUTING.md")]
    [InlineData("CHANGELOG.md")]
    [InlineData("rules.md")]
    [InlineData("samples/README.md")]
    public void Links_lead_to_files(string page)
    {
        string file = Path.Combine(Workshop.Repository, page);
        Assert.All(
            Link().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value),
            target => Assert.True(Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, target)), $"{page} links to {target}"));
    }

    private static string Block(string language) => Regex.Match(s_text, $@"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;

    [GeneratedRegex(@"\]\(([^)#:]+)(?:#[^)]*)?\)")]
    private static partial Regex Link();
}
