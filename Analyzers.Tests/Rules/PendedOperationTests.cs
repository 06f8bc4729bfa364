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

    private const string Sinks = """
        private readonly Queue<PendedProtocolOffload> _queue = new();
        private readonly Dictionary<int, PendedProtocolOffload> _table = new();
        private PendedProtocolOffload? _slot;
        private int _next;

        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            var pended = list.Pend();
            if (_next % 3 == 0)
                _queue.Enqueue(pended);
            else if (_next % 3 == 1)
                _table[_next++] = pended;
            else
                Keep(pended);
        }

        private void Keep(PendedProtocolOffload pended)
        {
            if (System.Threading.Interlocked.Exchange(ref _slot, pended) is { } former)
                Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, former.Resume().ToMiniport());
        }
        """;

    private static string Drain(string body, string before = "", string after = "") => $$"""

        public void Drain()
        {
            {{before}}{{body}}{{after}}
        }
        """;

    private const string Take = "while (_queue.TryDequeue(out var kept))\n";
    private const string Find = "for (var i = 0; i < _next; i++)\n    if (_table.Remove(i, out var kept))\n";
    private const string Swap = "if (System.Threading.Interlocked.Exchange(ref _slot, null) is { } kept)\n";
    private const string Copy = "var kept = _slot;\n_slot = null;\nif (kept != null)\n";

    private const string Others = """

        public void DrainAll()
        {
            while (_queue.TryDequeue(out var a))
                Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, a.Resume().ToMiniport());
            for (var i = 0; i < _next; i++)
                if (_table.Remove(i, out var b))
                    Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, b.Resume().ToMiniport());
            if (System.Threading.Interlocked.Exchange(ref _slot, null) is { } c)
                Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, c.Resume().ToMiniport());
        }
        """;

    [Theory]
    [InlineData(Take)]
    [InlineData(Find)]
    [InlineData(Swap)]
    [InlineData(Copy)]
    [Breaks("C103")]
    public Task What_holds_one_operation_is_finished_with_another(string take)
        => VerifyAsync(Sinks + Others + Drain("    {|CHIM1003:Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, kept.Resume().ToMiniport())|};", take));

    [Theory]
    [InlineData(Take)]
    [InlineData(Find)]
    [InlineData(Swap)]
    [InlineData(Copy)]
    public Task Silent_where_the_other_sections_are_never_reached(string take) => VerifyAsync(Sinks + Others + Drain($$"""
            {
                var operation = kept.Operation;
                var list = kept.Resume().ToMiniport();
                {{FinishRequest}}
            }
        """, take));

    /// <summary>Where it cannot be seen what is put in, or it is of several operations.</summary>
    [Theory]
    [InlineData("public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => _queue.Enqueue(list.Pend());")]
    [InlineData("public void Put(PendedProtocolOffload pended) => _queue.Enqueue(pended);")]
    [InlineData("public Queue<PendedProtocolOffload> All => _queue;")]
    [InlineData("private readonly List<Action<PendedProtocolOffload>> _puts = new(); public void Start() => _puts.Add(_queue.Enqueue);")]
    [InlineData("public void Fill(IEnumerable<PendedProtocolOffload> all) { foreach (var each in all) _queue.Enqueue(each); }")]
    [InlineData("public void Start() => Fill(_queue); private static void Fill(Queue<PendedProtocolOffload> to) { }")]
    [InlineData("public void Start() { var alias = _queue; alias.Clear(); }")]
    public Task Silent_where_the_operation_is_not_known(string members)
        => VerifyAsync(Sinks + Others + members + Drain("    Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, kept.Resume().ToMiniport());", Take));

    [Fact]
    public Task Silent_where_a_host_stack_keeps_what_is_over() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("""
        using Chimney;

        public sealed class Host : ProtocolDriver
        {
            internal PendedProtocolOffload? Kept { get; private set; }

            public override void ProtocolInitiateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => Kept = list.Pend();

            public NdisStatus Look() => Kept!.Resume().Root.Status;
        }

        public static class Test
        {
            public static NdisStatus Look(Host host) => host.Kept!.Resume().Root.Status;
        }
        """);
}
