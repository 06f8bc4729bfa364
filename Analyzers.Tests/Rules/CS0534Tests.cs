using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;
using Microsoft.CodeAnalysis.Testing;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CS0534CodeFix>;

/// <summary>Handlers that a driver has to override or implement, and does not: the fix writes them.</summary>
public class CS0534Tests
{
    private static readonly string[] s_requests = ["Initiate", "Terminate", "Update", "Invalidate", "Query"];

    private static string Target(string name, string members, string head = "public class") => $$"""
        using System.Collections.Generic;
        using Chimney;

        {{head}} {{name}} : OffloadTarget
        {
        {{members}}}
        """.ReplaceLineEndings("\n") + "\n";

    private static string Done(string operation) => $$"""
            public override void Miniport{{operation}}Offload(MiniportAdapterContext context, MiniportOffloadBlockList list) => _work.Enqueue(list.Pend());

        """;

    private const string Work = """
            private readonly Queue<PendedMiniportOffload> _work = new();

            public void Fail()
            {
                while (_work.TryDequeue(out PendedMiniportOffload? pended))
                {
                    var operation = pended.Operation;
                    MiniportOffloadBlockList list = pended.Resume();
                    foreach (var block in list.Blocks)
                    {
                        block.Status = NdisStatus.Failure;
                        block.NetBufferListChain = null;
                    }
                    switch (operation)
                    {
                        case OffloadOperation.Initiate: Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list); break;
                        case OffloadOperation.Terminate: Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, list); break;
                        case OffloadOperation.Update: Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list); break;
                        case OffloadOperation.Invalidate: Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list); break;
                        default: Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list); break;
                    }
                }
            }

        """;

    private static Task NotOffered(string source) => Verify.VerifyCodeFixAsync(source, source);

    /// <summary>What the fix writes for a request of a target.</summary>
    private static string Failing(string operation) => $$"""
            public override void Miniport{{operation}}Offload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
            {
                PendedMiniportOffload pended = offloadBlockList.Pend();
                QueueWorkItem(() =>
                {
                    MiniportOffloadBlockList failed = pended.Resume();
                    foreach (var block in failed.Blocks)
                    {{(operation == "Terminate" ? "{\n                block.Status = NdisStatus.Failure;\n                block.NetBufferListChain = null;\n            }" : "    block.Status = NdisStatus.Failure;")}}
                    Ndis.NdisM{{operation}}Offload{{(operation == "Query" ? "State" : "")}}Complete(NdisMiniportHandle, failed);
                });
            }

        """;

    [Fact]
    public Task The_last_handler_of_a_target() => Verify.VerifyCodeFixAsync(
        Target("{|CS0534:Device|}", Work + string.Join("\n", s_requests.SkipLast(1).Select(Done))),
        Target("Device", Work + string.Join("\n", s_requests.SkipLast(1).Select(Done).Append(Failing("Query")))));

    [Fact]
    public Task All_handlers_of_a_target() => Verify.VerifyCodeFixAsync(
        Target("{|CS0534:{|CS0534:{|CS0534:{|CS0534:{|CS0534:Device|}|}|}|}|}", ""),
        Target("Device", string.Join("\n", s_requests.Select(Failing))));

    [Fact]
    public Task In_a_type_with_braces_at_the_end_of_lines() => Verify.VerifyCodeFixAsync(
        Target("{|CS0534:Device|}", Work + string.Join("\n", s_requests.SkipLast(1).Select(Done))).Replace("\n{", " {", StringComparison.Ordinal),
        Target("Device", Work + string.Join("\n", s_requests.SkipLast(1).Select(Done).Append(Failing("Query")))).Replace("\n{", " {", StringComparison.Ordinal));

    [Fact]
    public Task Where_a_base_class_has_the_others() => Verify.VerifyCodeFixAsync(
        Target("Base", Work + string.Join("\n", s_requests.SkipLast(1).Select(Done)), "public abstract class") + "\npublic class {|CS0534:Device|} : Base\n{\n}\n",
        Target("Base", Work + string.Join("\n", s_requests.SkipLast(1).Select(Done)), "public abstract class") + "\npublic class Device : Base\n{\n" + Failing("Query") + "}\n");

    [Fact]
    public Task As_the_type_completes_others() => Verify.VerifyCodeFixAsync(
        Target("{|CS0534:Device|}", Own + Work + string.Join("\n", s_requests.SkipLast(1).Select(Done))),
        Target("Device", Own + Work + string.Join("\n", s_requests.SkipLast(1).Select(Done)) + """

                public override void MiniportQueryOffload(MiniportAdapterContext miniportAdapterContext, MiniportOffloadBlockList offloadBlockList)
                {
                    PendedMiniportOffload pended = offloadBlockList.Pend();
                    QueueWorkItem(() => Answer(pended.Resume()));
                }

            """));

    private const string Own = """
            private void Answer(MiniportOffloadBlockList list)
            {
                foreach (var block in list.Blocks)
                    block.Status = NdisStatus.Failure;
                Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list);
            }

        """;

    /// <summary>A driver that implements an interface, and has a handle or not.</summary>
    private static string Client(string name, string members, string role = "Intermediate") => $$"""
        using Chimney;

        [OffloadRole(DriverRole.{{role}})]
        public class {{name}} : IOffloadClient, IOffloadBinding
        {
            private NdisMiniportHandle _miniport = null!;

            void IOffloadBinding.BindMiniportEdge(NdisMiniportHandle? ndisMiniportHandle) => _miniport = ndisMiniportHandle!;

            void IOffloadBinding.BindProtocolEdge(NdisBindingHandle? ndisBindingHandle)
            {
            }

            public void ProtocolInitiateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => Ndis.NdisMInitiateOffloadComplete(_miniport, list.ToMiniport());

            public void ProtocolTerminateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => Ndis.NdisMTerminateOffloadComplete(_miniport, list.ToMiniport());

            public void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => Ndis.NdisMUpdateOffloadComplete(_miniport, list.ToMiniport());
        {{members}}}
        """.ReplaceLineEndings("\n") + "\n";

    private const string Two = """

            public void ProtocolInvalidateOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            {
                Ndis.NdisMInvalidateOffloadComplete(_miniport, offloadBlockList.ToMiniport());
            }

            public void ProtocolQueryOffloadComplete(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList)
            {
                Ndis.NdisMQueryOffloadStateComplete(_miniport, offloadBlockList.ToMiniport());
            }

        """;

    [Fact]
    public Task Of_an_interface() => Verify.VerifyCodeFixAsync(Unimplemented(Client("Filter", "")), Client("Filter", Two));

    private static string Unimplemented(string source) => source.Replace(": IOffloadClient", ": {|CS0535:{|CS0535:IOffloadClient|}|}", StringComparison.Ordinal);

    [Fact]
    public Task Not_offered_in_a_host() => NotOffered(Unimplemented(Client("Filter", "", "Host")));

    [Fact]
    public Task Not_offered_in_a_test_double() => NotOffered(Unimplemented(Client("Filter", "", "None")));

    [Fact]
    public Task Not_offered_without_a_handle() => NotOffered("""
        using Chimney;

        public class Part : {|CS0535:{|CS0535:{|CS0535:{|CS0535:{|CS0535:IOffloadProvider|}|}|}|}|}
        {
        }

        """);

    [Fact]
    public Task Not_offered_for_other_members() => NotOffered("""
        public class Part : {|CS0535:System.IDisposable|}
        {
        }

        public abstract class Base
        {
            public abstract void Run();
        }

        public class {|CS0534:Derived|} : Base
        {
        }

        """);

    [Fact]
    public Task Not_offered_where_another_member_is_missing_as_well() => NotOffered(
        Target("Base", Work + string.Join("\n", s_requests.SkipLast(1).Select(Done)) + "\n    public abstract void Stop();\n", "public abstract class") + "\npublic class {|CS0534:{|CS0534:Device|}|} : Base\n{\n}\n");

    [Fact]
    public Task Not_offered_on_one_line() => NotOffered("using Chimney;\n\npublic class {|CS0534:{|CS0534:{|CS0534:{|CS0534:{|CS0534:Device|}|}|}|}|} : OffloadTarget { }\n");
}
