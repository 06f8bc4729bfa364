using Chimney.Demo.Tools;

namespace Chimney.Analyzers.Tests.EndToEnd;

/// <summary>Contract files and options in the project of a user.</summary>
[Collection(nameof(PackedWorkshop))]
public class ContractFileBuildTests(PackedWorkshop workshop)
{
    private const string Source = """
        public class Cache
        {
            public Task<int> Load(bool ok)
            {
                var source = new TaskCompletionSource<int>();
                if (ok)
                    source.SetResult(1);
                return source.Task;
            }
        }

        """;

    [Fact]
    public void A_file_in_the_folder_of_the_project_is_found()
    {
        Consumer consumer = workshop.CreateConsumer("ContractFile", "Cache.cs", Source);
        Assert.Empty(Reports(consumer.Build("--no-incremental")));
        File.Copy(
            Path.Combine(Workshop.Repository, "samples", "TaskCompletionSource", "TaskCompletionSource.chimney.json"),
            Path.Combine(consumer.Folder, "TaskCompletionSource.chimney.json"));
        Assert.Equal(["Cache.cs(5,22): error CHIM1001"], Reports(consumer.Build("--no-incremental")));
    }

    [Fact]
    public void A_mistake_is_reported_at_its_place_also_where_the_file_is_added_by_hand()
    {
        Consumer consumer = workshop.CreateConsumer("WrongContractFile", "Cache.cs", Source);
        string project = Path.Combine(consumer.Folder, "WrongContractFile.csproj");
        File.WriteAllText(project, File.ReadAllText(project).Replace("<ItemGroup>", "<ItemGroup>\n    <AdditionalFiles Include=\"Wrong.chimney.json\" />"));
        File.WriteAllText(Path.Combine(consumer.Folder, "Wrong.chimney.json"), """
            {
              "duties": [
                { "type": "System.Threading.Tasks.TaskCompletionSource", "settledBy": ["SetResults"] }
              ]
            }
            """);
        Command build = consumer.Build("--no-incremental");
        Assert.True(build.ExitCode != 0, build.Output);
        Assert.Equal(["Wrong.chimney.json(3,76): error CHIM1098"], Reports(build));
    }

    [Theory]
    [InlineData("", "Cache.cs(1,1): warning CHIM1097")]
    [InlineData("-p:ChimneyAnalysisMode=Strict", "Cache.cs(1,1): error CHIM1097")]
    [InlineData("-p:ChimneyAnalysisMode=None")]
    public void A_misspelt_option_is_said(string arguments, params string[] expected)
    {
        Consumer consumer = workshop.CreateConsumer("MisspeltOption" + arguments.Split('=').Last(), "Cache.cs", Source);
        File.WriteAllText(Path.Combine(consumer.Folder, ".editorconfig"), "root = true\n[*.cs]\nchimney.exceptions = cals\n");
        Assert.Equal(expected, Reports(consumer.Build($"--no-incremental {arguments}")));
    }

    private static IEnumerable<string> Reports(Command build)
        => BuildMessage.Read(build.Output).Select(message => System.Text.RegularExpressions.Regex.Replace(message.ToString(), @"^(?:.*/)?([^/]+: \w+ CHIM\d+).*$", "$1", System.Text.RegularExpressions.RegexOptions.Singleline));
}
