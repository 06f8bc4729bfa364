using Chimney.Demo.Tools;

namespace Chimney.Analyzers.Tests.EndToEnd;

/// <summary>The SDK's own analyzers on handlers: what they say against the contract is silenced, everything else stays.</summary>
[Collection(nameof(PackedWorkshop))]
public class SuppressorTests(PackedWorkshop workshop)
{
    private const string Source = """
        using Chimney;

        public class Filter : IntermediateDriver
        {
            public override void ProtocolQueryOffloadComplete(ProtocolBindingContext overridden, ProtocolOffloadBlockList list)
                => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        }

        public class Composed
        {
            public NdisMiniportHandle Handle = null!;

            [OffloadHandler(OffloadOperation.Query, OffloadPhase.Completion)]
            public void Attributed(ProtocolBindingContext attributed, ProtocolOffloadBlockList list)
                => Ndis.NdisMQueryOffloadStateComplete(Handle, list.ToMiniport());

            public QueryOffloadCompleteHandler Slot() => Slotted;

            private void Slotted(ProtocolBindingContext slotted, ProtocolOffloadBlockList list)
                => Ndis.NdisMQueryOffloadStateComplete(Handle, list.ToMiniport());

            public int Plain(ProtocolBindingContext plain, [Borrows] ProtocolOffloadBlockList list) => list.IsNull ? 1 : 0;

            [OffloadHandler(OffloadOperation.Query, OffloadPhase.Completion)]
            public void Static(ProtocolBindingContext context, ProtocolOffloadBlockList list)
                => Ndis.NdisMQueryOffloadStateComplete(s_handle, list.ToMiniport());

            private static readonly NdisMiniportHandle s_handle = null!;
        }

        """;

    [Theory]
    [InlineData("", "plain")]
    [InlineData("-p:ChimneyAnalysisMode=None", "plain")]
    public void Unused_parameters_of_handlers_are_not_reported(string arguments, string expected)
    {
        Consumer consumer = workshop.CreateConsumer("Suppressor" + arguments.Length, "Filter.cs", Source);
        File.WriteAllText(Path.Combine(consumer.Folder, ".editorconfig"), """
            root = true
            [*.cs]
            dotnet_code_quality_unused_parameters = all
            dotnet_diagnostic.IDE0060.severity = warning
            dotnet_diagnostic.CA1822.severity = warning
            """);
        Command build = consumer.Build($"--no-incremental -p:EnforceCodeStyleInBuild=true {arguments}");
        IReadOnlyList<BuildMessage> messages = BuildMessage.Read(build.Output);
        Assert.Equal([expected], messages.Where(message => message.Id == "IDE0060").Select(message => message.Text.Split('\'')[1]));
        // a handler may be static: that is said of it as of any other method
        Assert.Equal(["Plain", "Static"], messages.Where(message => message.Id == "CA1822").Select(message => message.Text.Split('\'')[1]));
    }
}
