using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM3007: state behind a block is used without having been asked for (C114).</summary>
public class CHIM3007Tests : RuleTest
{
    private const string Read = "{|CHIM3007:block.State.Read<TcpOffloadStateCached>()|}.MaxRT";
    private const string Silent = "block.State.Read<TcpOffloadStateCached>().MaxRT";
    private const string Up = "\nforeach (var each in list.Blocks)\n    each.Status = NdisStatus.Success;\nNdis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list);";

    private static Task Target(string body, string members = "") => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Targets.Answering(body, members));

    private static string Each(string body) => "foreach (var block in list.Blocks)\n{\n    " + body.Replace("\n", "\n    ", StringComparison.Ordinal) + "\n}" + Up;

    [Fact, Breaks("C114")]
    public Task Never_asked() => Target(Each($"Console.WriteLine({Read});"));

    [Fact, Breaks("C114")]
    public Task Of_the_root() => Target("var block = list.Root;\nConsole.WriteLine(" + Read + ");" + Up);

    [Fact, Breaks("C114")]
    public Task In_a_helper() => Target(Each("{|CHIM3007:Take(block)|};"), """
        private static void Take(MiniportOffloadBlock block) => Console.WriteLine(block.State.Read<TcpOffloadStateCached>().MaxRT);
        """);

    [Fact, Breaks("C114")]
    public Task To_write_it() => Target(Each("{|CHIM3007:block.State.Write<TcpOffloadStateDelegated>()|}.SndUna = 1;").Replace("UpdateOffload", "QueryOffloadState", StringComparison.Ordinal));

    [Fact, Breaks("C114")]
    public Task In_the_handler_of_an_initiate() => VerifyAsync("""
        public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            Console.WriteLine({|CHIM3007:list.Root.State.Read<NeighborOffloadStateConst>()|}.VlanId);
            base.MiniportInitiateOffload(context, list);
        }
        """);

    [Fact, Breaks("C114")]
    public Task In_a_slot() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("""
        using System;
        using System.Collections.Generic;
        using Chimney;

        [OffloadRole(DriverRole.Target)]
        public sealed class Worker
        {
            private readonly Queue<PendedMiniportOffload> _work = new();

            public Worker(ProviderChimneyOffloadGenericCharacteristics slots) => slots.InitiateOffloadHandler = (context, list) =>
            {
                Console.WriteLine({|CHIM3007:list.Root.State.Read<NeighborOffloadStateConst>()|}.VlanId);
                _work.Enqueue(list.Pend());
            };

            public void Work(NdisMiniportHandle miniport)
            {
                while (_work.TryDequeue(out var pended))
                {
                    var list = pended.Resume();
                    foreach (var block in list.Blocks)
                        block.Status = NdisStatus.Failure;
                    Ndis.NdisMInitiateOffloadComplete(miniport, list);
                }
            }
        }
        """);

    [Theory]
    [InlineData("block.IsPlaceholder")]
    [InlineData("!block.State.Has<TcpOffloadStateCached>()")]
    [InlineData("block.State.Classes == 0")]
    [InlineData("block.State.Layer != OffloadObjectKind.TcpConnection")]
    [InlineData("block.Header.Type != OffloadStateType.Neighbor")]
    [InlineData("block.IsPlaceholder || !block.MiniportOffloadContext.IsNull")]
    [InlineData("block.NdisOffloadHandle.IsNull")]
    public Task Silent_where_it_is_asked(string test) => Target(Each($"if ({test})\n    continue;\nConsole.WriteLine({Silent});"));

    [Fact]
    public Task Silent_where_a_helper_asks() => Target(Each($"if (IsNew(block))\n    Console.WriteLine({Silent});"), """
        private static bool IsNew(MiniportOffloadBlock block) => !block.IsPlaceholder && block.MiniportOffloadContext.IsNull;
        """);

    [Fact]
    public Task Silent_where_another_method_asks() => Target(Each($"Console.WriteLine({Silent});"), """
        public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            if (list.Root.State.Has<TcpOffloadStateCached>())
                _work.Enqueue(list.Pend());
            else
                _work.Enqueue(list.Pend());
        }
        """);

    [Fact]
    public Task Silent_where_whatever_follows_is_copied() => Target(Each("block.State.CopyTo(Values);"), "private static readonly OffloadState Values = OffloadState.For(OffloadObjectKind.TcpConnection);");

    [Fact]
    public Task Silent_for_a_completion_on_its_way_up() => VerifyAsync("""
        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            Console.WriteLine(list.Root.State.Read<TcpOffloadStateCached>().MaxRT);
            base.ProtocolQueryOffloadComplete(context, list);
        }
        """);

    [Fact]
    public Task Silent_for_an_event_that_brings_a_neighbor() => VerifyAsync("""
        public override void ProtocolIndicateOffloadEvent(ProtocolBindingContext context, ProtocolOffloadBlockList list, IndicateOffloadEvent code)
        {
            if (!list.IsNull)
                Console.WriteLine(list.Root.State.Read<NeighborOffloadStateCached>().HostReachabilityDelta);
            base.ProtocolIndicateOffloadEvent(context, list, code);
        }
        """);

    [Fact]
    public Task Silent_where_other_types_pend() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("""
        using System;
        using System.Collections.Generic;
        using Chimney;

        [OffloadRole(DriverRole.Target)]
        public sealed class Connections
        {
            private readonly Queue<PendedMiniportOffload> _work = new();

            public void Add(PendedMiniportOffload connectionsOnly) => _work.Enqueue(connectionsOnly);

            public void Work(NdisMiniportHandle miniport)
            {
                while (_work.TryDequeue(out var pended))
                {
                    var list = pended.Resume();
                    for (var block = list.Root; !block.IsNull; block = block.NextBlock)
                    {
                        Console.WriteLine(block.State.Read<TcpOffloadStateCached>().MaxRT);
                        block.Status = NdisStatus.Success;
                    }
                    Ndis.NdisMUpdateOffloadComplete(miniport, list);
                }
            }
        }
        """);
}
