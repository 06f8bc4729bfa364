namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM1006 as a protocol: what is put into a field, a queue, a timer or a task, the type takes out and completes, at the latest on teardown.</summary>
public class CHIM1006ProtocolTests : RuleTest
{
    private const string Queue = "private readonly Queue<PendedMiniportOffload> _parked = new();\n";

    private const string Send = "private void Send(PendedMiniportOffload parked) => Ndis.NdisUpdateOffload(NdisBindingHandle, parked.Resume().ToProtocol(new ImCallEntry()));\n";

    private static Task Handler(string body, string members) => VerifyAsync($$"""
        public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            {{body}}
        }
        {{Send}}
        {{members}}
        """);

    private static Task Parks(string members) => Handler("_parked.Enqueue({|CHIM1006:list.Pend()|});", Queue + members);

    private static Task Drains(string members) => Handler("_parked.Enqueue(list.Pend());", Queue + members);

    [Fact, Breaks("C276")]
    public Task Queue_that_is_only_counted_where_another_is_drained() => Parks("""
        private readonly Queue<PendedMiniportOffload> _other = new();
        public void Drain()
        {
            Console.WriteLine(_parked.Count);
            while (_other.TryDequeue(out var parked))
                Send(parked);
        }
        """);

    [Fact, Breaks("C276")]
    public Task Teardown_takes_out_one_and_leaves_the_rest() => Parks("""
        public void Halt()
        {
            if (_parked.TryDequeue(out var parked))
                Send(parked);
        }
        """);

    [Fact, Breaks("C276")]
    public Task Teardown_of_one_queue_of_two() => Handler("if (IsUp()) _parked.Enqueue(list.Pend()); else _other.Enqueue({|CHIM1006:list.Pend()|});", Queue + """
        private readonly Queue<PendedMiniportOffload> _other = new();
        private void Drain(Queue<PendedMiniportOffload> queue)
        {
            while (queue.TryDequeue(out var parked))
                Send(parked);
        }
        public void Flush() { Drain(_parked); Drain(_other); }
        public void Unbind() => Drain(_parked);
        """);

    [Fact, Breaks("C276")]
    public Task Query_over_the_field_that_nobody_walks() => Handler("_list.Add({|CHIM1006:list.Pend()|});", """
        private readonly List<PendedMiniportOffload> _list = new();
        private bool IsSent(PendedMiniportOffload parked) { Send(parked); return true; }
        public void Drain() { System.Linq.Enumerable.Select(_list, IsSent); _list.Clear(); }
        """);

    [Fact, Breaks("C276")]
    public Task Member_that_drains_and_is_never_called() => Parks("private void Drain() { while (_parked.TryDequeue(out var parked)) Send(parked); }");

    [Fact, Breaks("C277")]
    public Task Helper_of_the_finaliser() => Parks("""
        private void Drain() { while (_parked.TryDequeue(out var parked)) Send(parked); }
        ~Driver() => {|CHIM4005:Drain()|};
        """);

    [Fact]
    public Task Immutable_collection_thrown_away() => Handler("_list.Add({|CHIM1006:list.Pend()|});", """
        private System.Collections.Immutable.ImmutableList<PendedMiniportOffload> _list = System.Collections.Immutable.ImmutableList<PendedMiniportOffload>.Empty;
        public void Drain() { foreach (var parked in _list) Send(parked); _list = _list.Clear(); }
        """);

    [Fact]
    public Task Timer_that_is_disposed_before_it_fires() => Handler("""
        var parked = {|CHIM1006:list.Pend()|};
        using var timer = new System.Threading.Timer(_ => Send(parked), null, 100, -1);
        """, "");

    [Fact]
    public Task Task_that_never_starts() => Handler("var parked = {|CHIM1006:list.Pend()|}; var task = new System.Threading.Tasks.Task(() => Send(parked));", "");

    [Fact]
    public Task Task_that_a_token_may_cancel() => Handler("var parked = {|CHIM1006:list.Pend()|}; System.Threading.Tasks.Task.Run(() => Send(parked), _stop.Token);", """
        private readonly System.Threading.CancellationTokenSource _stop = new();
        """);

    [Fact]
    public Task Thread_whose_failing_start_is_swallowed() => Handler("""
        var parked = {|CHIM1006:list.Pend()|};
        try { new System.Threading.Thread(() => Send(parked)).Start(); }
        catch (OutOfMemoryException) { }
        """, "");

    [Fact]
    public Task Work_item_that_drops_its_state() => Handler("System.Threading.ThreadPool.QueueUserWorkItem(Work, {|CHIM1006:list.Pend()|});", "private void Work(object? state) { }");

    [Fact]
    public Task Periodic_timer_completes_again() => Handler("""
        var parked = list.Pend();
        _timer = {|CHIM1002:new System.Threading.Timer(_ => Send(parked), null, 100, 100)|};
        """, "private System.Threading.Timer? _timer;");

    [Fact]
    public Task A_slot_may_hold_the_handle_of_another_request() => Handler("_slot = {|CHIM1099:list.Pend()|};", """
        private PendedMiniportOffload? _slot;
        public void Flush() { var parked = _slot; _slot = null; if (parked != null) Send(parked); }
        """);

    [Fact]
    public Task An_entry_may_hold_the_handle_of_another_request() => Handler("_table[_key] = {|CHIM1099:list.Pend()|};", """
        private readonly Dictionary<int, PendedMiniportOffload> _table = new();
        private int _key;
        public void Finish(int key) { if (_table.Remove(key, out var parked)) Send(parked); }
        """);

    [Fact]
    public Task A_queue_that_other_assemblies_see_is_not_proven() => Handler("Parked.Enqueue({|CHIM1099:list.Pend()|});", "public Queue<PendedMiniportOffload> Parked { get; } = new();");

    [Fact]
    public Task Silent_with_a_slot_that_is_tested_first() => Handler("if (_slot is null) _slot = list.Pend(); else Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));", """
        private PendedMiniportOffload? _slot;
        private PendedMiniportOffload? Next { get { var parked = _slot; _slot = null; return parked; } }
        public void Flush() { if (Next is { } parked) Send(parked); }
        """);

    [Fact]
    public Task Silent_with_an_entry_that_is_free() => Handler("int key = _next; if (_table.ContainsKey(key)) Send(list.Pend()); else _table[key] = list.Pend();", """
        private readonly Dictionary<int, PendedMiniportOffload> _table = new();
        private int _next;
        public void Finish(int key) { if (_table.Remove(key, out var parked)) Send(parked); }
        """);

    [Fact]
    public Task Silent_with_a_slot_of_the_connection() => Handler("_connections[_key].Parked = list.Pend();", """
        internal sealed class Connection { public PendedMiniportOffload? Parked; }
        private readonly Dictionary<int, Connection> _connections = new();
        private int _key;
        public void Finish(int key) { if (_connections[key].Parked is { } parked) { _connections[key].Parked = null; Send(parked); } }
        """);

    [Fact]
    public Task Silent_when_gathered_in_a_local_list_first() => Drains("""
        public void Drain()
        {
            var due = new List<PendedMiniportOffload>();
            lock (_parked)
                while (_parked.TryDequeue(out var parked))
                    due.Add(parked);
            foreach (var parked in due)
                Send(parked);
        }
        """);

    [Fact]
    public Task Silent_when_teardown_repeats_a_step() => Drains("""
        private bool Step() { if (!_parked.TryDequeue(out var parked)) return false; Send(parked); return true; }
        public void Dispose() { while (Step()) { } }
        """);

    [Fact]
    public Task Silent_with_members_that_only_sound_like_teardown() => Drains("""
        private sealed class Guard : IDisposable { public void Dispose() { } }
        public bool IsHalted { get; private set; }
        public void Drain() { using var guard = new Guard(); while (_parked.TryDequeue(out var parked)) Send(parked); }
        """);

    [Fact]
    public Task Silent_when_a_worker_of_its_own_drains() => Drains("""
        private sealed class Worker
        {
            private readonly Driver _driver;
            private readonly Queue<PendedMiniportOffload> _work;
            public Worker(Driver driver, Queue<PendedMiniportOffload> work) { _driver = driver; _work = work; }
            public void Run() { while (_work.TryDequeue(out var parked)) _driver.Send(parked); }
        }
        public void Work() => new Worker(this, _parked).Run();
        """);

    [Fact]
    public Task Silent_with_items_of_a_class_of_its_own() => Handler("_items.Enqueue(new Item(list.Pend()));", """
        private readonly struct Item
        {
            public readonly PendedMiniportOffload Parked;
            public Item(PendedMiniportOffload parked) { Parked = parked; }
        }
        private readonly Queue<Item> _items = new();
        public void Drain() { while (_items.TryDequeue(out var item)) Send(item.Parked); }
        """);

    [Fact]
    public Task Silent_when_the_pool_gets_the_handle_as_state()
        => Handler("System.Threading.ThreadPool.QueueUserWorkItem(Work, list.Pend());", "private void Work(object? state) => Send((PendedMiniportOffload)state!);");

    [Fact]
    public Task Silent_with_a_timer_that_fires_once() => Handler("""
        var parked = list.Pend();
        _timer = new System.Threading.Timer(_ => Send(parked), null, System.Threading.Timeout.Infinite, System.Threading.Timeout.Infinite);
        _timer.Change(100, System.Threading.Timeout.Infinite);
        """, "private System.Threading.Timer? _timer;");

    [Fact]
    public Task Silent_with_an_atomic_guard_between_timer_and_task() => Handler("""
        var parked = list.Pend();
        int done = 0;
        void Finish() { if (System.Threading.Interlocked.Exchange(ref done, 1) == 0) Send(parked); }
        _timer = new System.Threading.Timer(_ => Finish(), null, 100, -1);
        System.Threading.Tasks.Task.Run(Finish);
        """, "private System.Threading.Timer? _timer;");

    [Fact]
    public Task A_lambda_inside_a_try_is_analysed() => Handler("""
        var parked = {|CHIM1006:list.Pend()|};
        try { System.Threading.Tasks.Task.Run(() => Send(parked)); }
        catch (Exception) { }
        """, "");

    [Fact]
    public Task Composed_driver_and_target() => Harness.ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync("""
        using System.Collections.Generic;
        using Chimney;

        public sealed class Slots
        {
            private readonly Queue<PendedMiniportOffload> _drained = new();
            private readonly Queue<PendedMiniportOffload> _kept = new();

            public WInvalidateOffloadHandler Invalidate => (context, list) => _drained.Enqueue(list.Pend());

            public WUpdateOffloadHandler Update => (context, list) => _kept.Enqueue({|CHIM1006:list.Pend()|});

            public void Drain(NdisBindingHandle handle)
            {
                while (_drained.TryDequeue(out var parked))
                    Ndis.NdisInvalidateOffload(handle, parked.Resume().ToProtocol(new ImCallEntry()));
            }
        }

        public abstract class Target : OffloadTarget
        {
            private readonly List<PendedMiniportOffload> _work = new();

            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => _work.Add(list.Pend());

            public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => _work.Add(list.Pend());

            public void Work()
            {
                for (int i = 0; i < _work.Count; i++)
                {
                    var parked = _work[i];
                    var list = parked.Resume();
                    foreach (var block in list.Blocks)
                        block.Status = NdisStatus.Failure;
                    if (parked.Operation == OffloadOperation.Query)
                        Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list);
                    else
                        Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list);
                }
                _work.Clear();
            }
        }
        """);
}
