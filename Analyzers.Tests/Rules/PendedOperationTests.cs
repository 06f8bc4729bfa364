using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>A handle says for which operation it was pended; work that is scheduled by a handler finds that operation and no other.</summary>
public class PendedOperationTests : RuleTest
{
    private const string FinishRequest = """
        switch (operation)
        {
            case OffloadOperation.Initiate: Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list); break;
            case OffloadOperation.Terminate: Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, list); break;
            case OffloadOperation.Update: Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list); break;
            case OffloadOperation.Query: Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list); break;
            default: Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list); break;
        }
        """;

    private const string FinishChain = """
        switch (operation)
        {
            case OffloadOperation.Send: Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain); break;
            case OffloadOperation.Receive: Ndis.NdisTcpOffloadReceiveComplete(NdisMiniportHandle, chain); break;
            case OffloadOperation.Disconnect: Ndis.NdisTcpOffloadDisconnectComplete(NdisMiniportHandle, chain); break;
            default: Ndis.NdisTcpOffloadForwardComplete(NdisMiniportHandle, chain); break;
        }
        """;

    private static Task Target(string members, params string[] handlers) => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync($$"""
        using System;
        using System.Collections.Generic;
        using System.Threading;
        using Chimney;

        public abstract class Target : OffloadTarget
        {
            {{string.Concat(handlers)}}
            {{members}}
        }
        """);

    private static string[] Requests(string body) =>
    [
        .. new[] { "InitiateOffload", "TerminateOffload", "UpdateOffload", "InvalidateOffload", "QueryOffload" }
            .Select(name => $"public override void Miniport{name}(MiniportAdapterContext context, MiniportOffloadBlockList list) => {body};\n"),
    ];

    private static string[] Chains(string body) =>
    [
        .. new[] { ("Send", ""), ("Receive", ""), ("Forward", ""), ("Disconnect", ", TcpDisconnectFlags flags") }
            .Select(d => $"public override NdisStatus MiniportTcpOffload{d.Item1}(MiniportAdapterContext context, OffloadContext connection, NetBufferListChain list{d.Item2}) => {body};\n"),
    ];

    [Fact]
    public Task Silent_where_one_work_item_serves_all_requests() => Target($$"""
        private readonly List<NdisOffloadHandle> _connections = new();

        private void Keep(PendedMiniportOffload pended) => QueueWorkItem(() =>
        {
            OffloadOperation operation = pended.Operation;
            MiniportOffloadBlockList list = pended.Resume();
            foreach (MiniportOffloadBlock block in list.Blocks)
            {
                block.Status = operation == OffloadOperation.Initiate ? NdisStatus.Success : NdisStatus.Failure;
                if (operation == OffloadOperation.Terminate)
                    block.NetBufferListChain = null;
                if (operation == OffloadOperation.Initiate && !block.IsPlaceholder)
                {
                    block.MiniportOffloadContext = OffloadContext.From(new object());
                    _connections.Add(block.NdisOffloadHandle);
                }
            }
            {{FinishRequest}}
        });
        """, Requests("Keep(list.Pend())"));

    [Fact]
    public Task Silent_where_one_work_item_serves_all_chains() => Target($$"""
        private NdisStatus Keep(PendedNetBufferListChain pended)
        {
            QueueWorkItem(() =>
            {
                OffloadOperation operation = pended.Operation;
                NetBufferListChain chain = pended.Resume();
                for (NetBufferList? list = chain.First; list is not null; list = list.Next)
                    list.Status = NdisStatus.RequestAborted;
                {{FinishChain}}
            });
            return NdisStatus.Pending;
        }
        """, Chains("Keep(list.Pend())"));

    [Theory]
    [InlineData("var pended = list.Pend(); QueueWorkItem(() => Finish(pended.Operation, pended.Resume()));")]
    [InlineData("var item = (Handle: list.Pend(), Tries: 1); QueueWorkItem(() => Finish(item.Handle.Operation, item.Handle.Resume()));")]
    [InlineData("var pended = list.Pend(); ThreadPool.QueueUserWorkItem(state => { var kept = (PendedProtocolOffload)state!; Finish(kept.Operation, kept.Resume()); }, pended);")]
    [InlineData("var item = new Item { Handle = list.Pend() }; QueueWorkItem(() => Finish(item.Handle!.Operation, item.Handle.Resume()));")]
    [InlineData("var item = new Item { Handle = list.Pend() }; QueueWorkItem(() => { if (item is { Handle: { Operation: var operation } kept }) Finish(operation, kept.Resume()); });")]
    [InlineData("var item = new Item { Next = new Item { Handle = list.Pend() } }; QueueWorkItem(() => Finish(item.Next!.Handle!.Operation, item.Next.Handle.Resume()));")]
    [InlineData("var item = new Item(); item.Next = item; item.Handle = list.Pend(); QueueWorkItem(() => Finish(item.Next!.Handle!.Operation, item.Next.Handle.Resume()));")]
    [InlineData("_item.Handle = list.Pend(); QueueWorkItem(() => { if (System.Threading.Interlocked.Exchange(ref _item.Handle, null) is { } kept) Finish(kept.Operation, kept.Resume()); });")]
    [InlineData("var item = new Item(); item.Next = item; item.Handle = list.Pend(); _items.Enqueue(item);")]
    [InlineData("var handles = new[] { list.Pend() }; QueueWorkItem(() => { foreach (var kept in handles) Finish(kept.Operation, kept.Resume()); });")]
    [InlineData("var pended = list.Pend(); void Work() { var operation = pended.Operation; Finish(operation, pended.Resume()); } QueueWorkItem(Work);")]
    public Task Silent_where_completions_of_an_intermediate_driver_share_their_end(string body)
    {
        string[] operations = ["InitiateOffload", "TerminateOffload", "UpdateOffload", "InvalidateOffload", "QueryOffload"];
        return VerifyAsync($$"""
            {{string.Concat(operations.Select(o => $"public override void Protocol{o}Complete(ProtocolBindingContext context, ProtocolOffloadBlockList list)\n{{\n    {body}\n}}\n"))}}
            private sealed class Item { public PendedProtocolOffload? Handle; public Item? Next; }
            private readonly Item _item = new();
            private readonly Queue<Item> _items = new();
            public void Drain()
            {
                while (_items.TryDequeue(out var item))
                    if (item.Handle is { } kept)
                        Finish(kept.Operation, kept.Resume());
            }

            private void Finish(OffloadOperation operation, ProtocolOffloadBlockList down)
            {
                var list = down.ToMiniport();
                {{FinishRequest}}
            }
            """.Replace("ThreadPool", "System.Threading.ThreadPool", StringComparison.Ordinal));
    }

    [Fact]
    public Task Silent_in_slots() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync($$"""
        using System.Threading;
        using Chimney;

        public sealed class Filter
        {
            private readonly NdisMiniportHandle NdisMiniportHandle;

            public Filter(NdisMiniportHandle handle) => NdisMiniportHandle = handle;

            public ClientChimneyOffloadGenericCharacteristics Client() => new()
            {
                InitiateOffloadCompleteHandler = (_, list) => Keep(list.Pend()),
                TerminateOffloadCompleteHandler = (_, list) => Keep(list.Pend()),
                UpdateOffloadCompleteHandler = (_, list) => Keep(list.Pend()),
                InvalidateOffloadCompleteHandler = Invalidated,
                QueryOffloadCompleteHandler = (_, list) => Keep(list.Pend()),
            };

            public ProviderChimneyOffloadTcpCharacteristics Provider() => new()
            {
                TcpOffloadSendHandler = (_, _, chain) => Keep(chain.Pend()),
                TcpOffloadReceiveHandler = (_, _, chain) => Keep(chain.Pend()),
                TcpOffloadForwardHandler = (_, _, chain) => Keep(chain.Pend()),
                TcpOffloadDisconnectHandler = (_, _, chain, _) => Keep(chain.Pend()),
            };

            private void Invalidated(ProtocolBindingContext context, ProtocolOffloadBlockList list) => Keep(list.Pend());

            private void Keep(PendedProtocolOffload pended) => ThreadPool.QueueUserWorkItem(_ =>
            {
                var operation = pended.Operation;
                var list = pended.Resume().ToMiniport();
                {{FinishRequest}}
            });

            private NdisStatus Keep(PendedNetBufferListChain pended)
            {
                ThreadPool.QueueUserWorkItem(_ =>
                {
                    var operation = pended.Operation;
                    var chain = pended.Resume();
                    for (NetBufferList? list = chain.First; list is not null; list = list.Next)
                        list.Status = NdisStatus.RequestUpload;
                    {{FinishChain}}
                });
                return NdisStatus.Pending;
            }
        }
        """);

    /// <summary>What the handle says is believed where it is wrong as well.</summary>
    [Fact, Breaks("C103")]
    public Task The_wrong_section_of_the_switch() => VerifyAsync("""
        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => {|CHIM1003:Keep(list.Pend())|};

        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => Keep(list.Pend());

        private void Keep(PendedProtocolOffload pended) => QueueWorkItem(() =>
        {
            if (pended.Operation == OffloadOperation.Update)
                {|CHIM1003:Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, pended.Resume().ToMiniport())|};
            else
                Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, pended.Resume().ToMiniport());
        });
        """);
}
