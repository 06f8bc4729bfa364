using Chimney.Demo.Tools;

namespace Chimney.Analyzers.Tests.EndToEnd;

/// <summary>A project that installs only Chimney.Runtime gets the rules, the quick-fixes and the presets.</summary>
[Collection(nameof(PackedWorkshop))]
public class ConsumerTests(PackedWorkshop workshop)
{
    /// <summary>The comment at the end of a line names the error that it gets.</summary>
    private const string Faulty = """
        using Chimney;

        public class Filter : IntermediateDriver
        {
            public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
            {
                Ndis.NdisQueryOffloadState(NdisBindingHandle, offloadBlockList); // CS1503
            }

            public override void MiniportInvalidateOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
            {
                Ndis.NdisTerminateOffload(NdisBindingHandle, offloadBlockList.ToProtocol(new ImCallEntry())); // CHIM1003
            }

            public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            {
                Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, default); // CHIM1004
            }

            public override void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            {
                if (offloadBlockList.Root.Status != NdisStatus.Success)
                    Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, offloadBlockList.ToMiniport());
                Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, offloadBlockList.ToMiniport()); // CHIM1002
            }

            public override void ProtocolInvalidateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            {
                if (offloadBlockList.Root.Status != NdisStatus.Success)
                    return; // CHIM1001
                Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, offloadBlockList.ToMiniport());
            }
        }

        """;

    [Fact]
    public void Build_fails_then_format_fixes_then_build_passes()
    {
        Consumer consumer = workshop.CreateConsumer("Faulty", "Filter.cs", Faulty);

        Command build = consumer.Build();
        Assert.True(build.ExitCode != 0, build.Output);
        Assert.Equal(Marks(), BuildMessage.Read(build.Output).Select(message => (message.Line, message.Id)));

        string ids = string.Join(' ', Marks().Select(mark => mark.Id));
        Command format = Command.DotNet(consumer.Folder, $"format analyzers --no-restore --severity warn --diagnostics {ids}");
        Assert.True(format.ExitCode == 0, format.Output);

        build = consumer.Build("--no-restore");
        Assert.True(build.ExitCode == 0 && BuildMessage.Read(build.Output).Count == 0, build.Output + consumer.Source);
        Harness.Snapshot.Verify(consumer.Source);
    }

    private static IEnumerable<(int Line, string Id)> Marks() => Faulty.Split('\n')
        .Select((line, index) => (index + 1, line.Split(" // ").Skip(1).SingleOrDefault("").Trim()))
        .Where(mark => mark.Item2 != "");
}
