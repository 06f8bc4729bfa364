using Chimney.Demo.Tools;

namespace Chimney.Analyzers.Tests.EndToEnd;

/// <summary>What ChimneyAnalysisMode and its neighbours do to the build of a project that installs Chimney.Runtime.</summary>
[Collection(nameof(PackedWorkshop))]
public class PresetTests(PackedWorkshop workshop)
{
    private const string Source = """
        using Chimney;

        public abstract class Filter : IntermediateDriver
        {
            protected abstract void Inspect(ProtocolOffloadBlockList offloadBlockList);

            public override void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            {
                Inspect(offloadBlockList);
            }

            public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            {
                if (offloadBlockList.Root.PortNumber != 0)
                    throw new NotSupportedException("no ports here");
                Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, offloadBlockList.ToMiniport());
            }

            public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            {
            }
        }

        """;

    [Theory]
    [InlineData("", "CHIM1099 warning, CHIM1007 warning, CHIM1001 error")]
    [InlineData("-p:ChimneyAnalysisMode=Default", "CHIM1099 warning, CHIM1007 warning, CHIM1001 error")]
    [InlineData("-p:ChimneyAnalysisMode=Strict", "CHIM1099 warning, CHIM1007 error, CHIM1001 error")]
    [InlineData("-p:ChimneyAnalysisMode=strict", "CHIM1099 warning, CHIM1007 error, CHIM1001 error")]
    [InlineData("-p:ChimneyAnalysisMode=None", "")]
    [InlineData("-p:TreatWarningsAsErrors=true", "CHIM1099 warning, CHIM1007 error, CHIM1001 error")]
    [InlineData("-warnaserror", "CHIM1099 warning, CHIM1007 error, CHIM1001 error")]
    public void Severities(string arguments, string expected)
    {
        Command build = Create("Presets").Build($"--no-incremental {arguments}");
        Assert.Equal(expected, string.Join(", ", BuildMessage.Read(build.Output).Select(message => $"{message.Id} {message.Severity}")));
        Assert.Equal(expected.Contains("error"), build.ExitCode != 0);
    }

    [Fact]
    public void An_editorconfig_of_the_user_wins()
    {
        Consumer consumer = Create("PresetWithEditorconfig");
        File.WriteAllText(Path.Combine(consumer.Folder, ".editorconfig"), """
            root = true
            [*.cs]
            chimney.unknown_callee = trusted
            dotnet_diagnostic.CHIM1001.severity = suggestion
            dotnet_diagnostic.CHIM1007.severity = warning
            """);
        Command build = consumer.Build("-p:ChimneyAnalysisMode=Strict");
        Assert.Equal(["CHIM1007 warning"], BuildMessage.Read(build.Output).Select(message => $"{message.Id} {message.Severity}"));
        Assert.True(build.ExitCode == 0, build.Output);
    }

    [Fact]
    public void An_unknown_mode_is_refused_with_what_to_write()
    {
        Command build = Create("Presets").Build("-p:ChimneyAnalysisMode=Stict");
        Assert.True(build.ExitCode != 0, build.Output);
        Assert.Contains("ChimneyAnalysisMode is 'Stict'. Set it to None, Default or Strict.", build.Output);
    }

    private Consumer Create(string name) => workshop.CreateConsumer(name, "Filter.cs", Source);
}
