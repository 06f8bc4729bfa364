using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM2011: only the host stack makes operations of its own (C062).</summary>
public class CHIM2011Tests : RuleTest
{
    private static Task In(string type, string members) => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync($$"""
        using System;
        using System.Collections.Generic;
        using Chimney;

        {{type}}
        {
            {{members.ReplaceLineEndings("\n    ")}}
        }
        """);

    private const string Take = "public void Take(NdisBindingHandle binding, OffloadTree tree) => ";

    [Theory, Breaks("C062")]
    [InlineData("Initiate", "InitiateOffload")]
    [InlineData("Terminate", "TerminateOffload")]
    [InlineData("Update", "UpdateOffload")]
    [InlineData("Invalidate", "InvalidateOffload")]
    [InlineData("Query", "QueryOffloadState")]
    public Task In_an_intermediate_driver(string operation, string function) => VerifyAsync(Take + $"Ndis.Ndis{function}(binding, {{|CHIM2011:tree.GetBlockList(OffloadOperation.{operation})|}});");

    [Fact, Breaks("C062")]
    public Task In_a_target() => In("public abstract class Target : OffloadTarget", Take + "Ndis.NdisTerminateOffload(binding, {|CHIM2011:tree.GetBlockList(OffloadOperation.Terminate)|});");

    [Fact, Breaks("C062")]
    public Task In_a_handler() => VerifyAsync("""
        private OffloadTree? _tree;

        public void Keep(OffloadObject item) => _tree = OffloadTree.Build(item);

        public override void ProtocolTcpOffloadEvent(OffloadHandle handle, TcpOffloadEventType eventType, uint information)
        {
            Ndis.NdisTcpOffloadEventHandler(ImOffloadEntry.From(handle).NdisOffloadHandle, eventType, information);
            if (eventType == TcpOffloadEventType.Retrieve && _tree is not null)
            {
                var list = {|CHIM2011:_tree.GetBlockList(OffloadOperation.Terminate)|};
                Ndis.NdisTerminateOffload(NdisBindingHandle, list);
            }
        }
        """);

    [Fact, Breaks("C062")]
    public Task In_a_lambda() => VerifyAsync(Take + "QueueWorkItem(() => Ndis.NdisQueryOffloadState(binding, {|CHIM2011:tree.GetBlockList(OffloadOperation.Query)|}));");

    [Fact, Breaks("C062")]
    public Task In_a_type_that_states_its_role() => In("[OffloadRole(DriverRole.Intermediate)]\npublic class Part", Take + "Ndis.NdisTerminateOffload(binding, {|CHIM2011:tree.GetBlockList(OffloadOperation.Terminate)|});");

    /// <summary>A request that came in may not be turned into another one either: that is a wrong function.</summary>
    [Fact]
    public Task A_request_made_another() => VerifyAsync("""
        public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            => {|CHIM1003:Ndis.NdisTerminateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry()))|};
        """);

    [Fact]
    public Task Silent_in_a_host() => In("public class Host : ProtocolDriver", Take + "Ndis.NdisTerminateOffload(binding, tree.GetBlockList(OffloadOperation.Terminate));");

    [Fact]
    public Task Silent_in_a_type_without_a_role() => In("public class Part", Take + "Ndis.NdisTerminateOffload(binding, tree.GetBlockList(OffloadOperation.Terminate));");

    [Fact]
    public Task Silent_in_a_test_double() => In("[OffloadRole(DriverRole.None)]\npublic class Double : IntermediateDriver", Take + "Ndis.NdisTerminateOffload(binding, tree.GetBlockList(OffloadOperation.Terminate));");

    [Fact]
    public Task Silent_for_a_request_carried_down() => VerifyAsync("""
        public override void MiniportTerminateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
            => Ndis.NdisTerminateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        """);

    [Fact]
    public Task Silent_for_a_request_that_waited() => VerifyAsync("""
        private readonly Queue<PendedMiniportOffload> _work = new();

        public override void MiniportTerminateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => _work.Enqueue(list.Pend());

        public void Work()
        {
            while (_work.TryDequeue(out var pended))
                Ndis.NdisTerminateOffload(NdisBindingHandle, pended.Resume().ToProtocol(new ImCallEntry()));
        }
        """);

    [Fact]
    public Task Silent_for_an_indication_that_asks() => VerifyAsync("public void Rebind() => Ndis.NdisMIndicateStatusEx(NdisMiniportHandle, NdisStatus.UploadAll);");

    [Fact]
    public Task Silent_for_the_query_of_a_neighbor() => In("public abstract class Target : OffloadTarget", """
        public void Ask(NeighborQuery query) => Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, query.GetBlockList(), IndicateOffloadEvent.NeighborReachabilityQuery);
        """);

    [Fact]
    public Task Silent_for_a_method_of_the_same_name() => VerifyAsync("public object GetBlockList(OffloadOperation operation) => operation;\npublic object Take() => GetBlockList(OffloadOperation.Terminate);");
}
