namespace Chimney.Analyzers.Tests.Rules;

/// <summary>Work that runs later finishes what it was given: once, twice, or never (C101, C104, C276). Asked for every way to schedule it.</summary>
public class ScheduledWorkTests : RuleTest
{
    private const string Tasks = "System.Threading.Tasks.";

    private static Task Work(string pend, string schedule, string then = "", string members = "") => VerifyAsync($$"""
        private System.Threading.Timer? _timer;
        private System.Threading.Thread? _thread;
        private readonly System.Threading.CancellationTokenSource _stop = new();
        private Queue<PendedProtocolOffload> _queue = new();

        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            var pended = {{pend}};
            {{schedule}}
            {{then}}
        }

        {{members}}

        private void Finish(PendedProtocolOffload kept) => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, kept.Resume().ToMiniport());

        private sealed class Item : System.Threading.IThreadPoolWorkItem
        {
            private readonly Driver _driver;
            private readonly PendedProtocolOffload _kept;

            public Item(Driver driver, PendedProtocolOffload kept) => (_driver, _kept) = (driver, kept);

            public void Execute() => _driver.Finish(_kept);
        }
        """.Replace("Task.", $"{Tasks}Task.", StringComparison.Ordinal).Replace("new Task(", $"new {Tasks}Task(", StringComparison.Ordinal)
        .Replace("ThreadPool.", "System.Threading.ThreadPool.", StringComparison.Ordinal).Replace("SynchronizationContext", "System.Threading.SynchronizationContext", StringComparison.Ordinal)
        .Replace("new Thread(", "new System.Threading.Thread(", StringComparison.Ordinal).Replace("new Timer(", "new System.Threading.Timer(", StringComparison.Ordinal).Replace($"{Tasks}{Tasks}", Tasks, StringComparison.Ordinal).Replace("System.Threading.System.Threading.", "System.Threading.", StringComparison.Ordinal));

    /// <summary>What runs the work once.</summary>
    public static TheoryData<string> Ways =>
    [
        "QueueWorkItem(() => Finish(pended));",
        "Task.Run(() => Finish(pended));",
        "_ = Task.Run(() => Finish(pended), System.Threading.CancellationToken.None);",
        "_ = Task.Run(() => Finish(pended), default);",
        "_ = Task.Run(() => Finish(pended), default(System.Threading.CancellationToken));",
        "Task.Factory.StartNew(() => Finish(pended));",
        "Task.Factory.StartNew(state => Finish((PendedProtocolOffload)state!), pended);",
        "Task.Delay(1).ContinueWith(_ => Finish(pended));",
        "ThreadPool.QueueUserWorkItem(_ => Finish(pended));",
        "ThreadPool.QueueUserWorkItem(state => Finish((PendedProtocolOffload)state!), pended);",
        "ThreadPool.QueueUserWorkItem(kept => Finish(kept), pended, true);",
        "ThreadPool.UnsafeQueueUserWorkItem(_ => Finish(pended), null);",
        "ThreadPool.UnsafeQueueUserWorkItem(new Item(this, pended), false);",
        "SynchronizationContext.Current!.Post(_ => Finish(pended), null);",
        "SynchronizationContext.Current!.Send(_ => Finish(pended), null);",
        "new Thread(() => Finish(pended)).Start();",
        "var thread = new Thread(() => Finish(pended)); thread.IsBackground = true; thread.Start();",
        "new Thread(state => Finish((PendedProtocolOffload)state!)).Start(pended);",
        "new Thread(() => Finish(pended)).UnsafeStart();",
        "new Task(() => Finish(pended)).Start();",
        "new Task(() => Finish(pended)).RunSynchronously();",
        "new Task(state => Finish((PendedProtocolOffload)state!), pended).Start();",
        "_timer = new Timer(_ => Finish(pended), null, 10, System.Threading.Timeout.Infinite);",
        "_timer = new Timer(state => Finish((PendedProtocolOffload)state!), pended, 10, -1);",
        "_timer = new Timer(_ => Finish(pended), null, TimeSpan.FromSeconds(1), System.Threading.Timeout.InfiniteTimeSpan);",
        "_timer = new Timer(_ => Finish(pended), null, 10, 0);",
        "_timer = new Timer(_ => Finish(pended), null, TimeSpan.Zero, TimeSpan.Zero);",
        "var timer = new Timer(_ => Finish(pended)); timer.Change(10, System.Threading.Timeout.Infinite); _timer = timer;",
        "Action work = () => Finish(pended); work();",
        "void Later() => Finish(pended); Task.Run(Later);",
    ];

    [Theory]
    [MemberData(nameof(Ways))]
    public Task Silent_where_it_runs_once(string schedule) => Work("list.Pend()", schedule);

    [Theory]
    [MemberData(nameof(Ways))]
    [Breaks("C104")]
    public Task Finished_here_as_well(string schedule) => Work("list.Pend()", schedule, "{|CHIM1002:Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, pended.Resume().ToMiniport())|};");

    [Theory]
    [MemberData(nameof(Ways))]
    [Breaks("C276")]
    public Task Lost_where_it_cannot_be_scheduled(string schedule) => Work(schedule.Contains("Action work", StringComparison.Ordinal) ? "list.Pend()" : "{|CHIM1006:list.Pend()|}", $"try\n{{\n    {schedule}\n}}\ncatch (InvalidOperationException)\n{{\n}}");

    [Theory]
    [InlineData("new Thread(() => Finish(pended));")]
    [InlineData("new Task(() => Finish(pended));")]
    [InlineData("var thread = new Thread(() => Finish(pended)); thread.IsBackground = true;")]
    [InlineData("_ = new Timer(_ => Finish(pended), null, System.Threading.Timeout.Infinite, System.Threading.Timeout.Infinite);")]
    [InlineData("_ = new Timer(_ => Finish(pended), null, -1, 10);")]
    [InlineData("_ = new Timer(_ => Finish(pended), null, System.Threading.Timeout.InfiniteTimeSpan, TimeSpan.Zero);")]
    [InlineData("_ = new Timer(_ => Finish(pended));")]
    [InlineData("var timer = new Timer(_ => Finish(pended), null, 10, -1); timer.Dispose();")]
    [InlineData("var timer = new Timer(_ => Finish(pended)); timer.Change(10, -1); timer.Change(-1, -1);")]
    [InlineData("_stop.Token.Register(() => Finish(pended));")]
    [InlineData("_stop.Token.UnsafeRegister(_ => Finish(pended), null);")]
    [InlineData("Task.Run(() => Finish(pended), _stop.Token);")]
    [InlineData("Action work = () => Finish(pended);")]
    [InlineData("void Later() => Finish(pended);")]
    [Breaks("C276")]
    public Task Never_run_or_perhaps_not(string schedule) => Work("{|CHIM1006:list.Pend()|}", schedule);

    [Theory]
    [InlineData("var kept = _stop.Token.Register(() => Finish(pended)); if (kept.Unregister()) Finish(pended);")]
    [InlineData("if (!IsUp()) { Finish(pended); return; } Task.Run(() => Finish(pended));")]
    [InlineData("var late = new Thread(() => Finish(pended)); if (IsUp()) late.Start(); else Finish(pended);")]
    public Task Silent_where_one_of_two_runs(string schedule) => Work("list.Pend()", schedule);

    [Theory]
    [InlineData("_timer = {|CHIM1002:new Timer(_ => Finish(pended), null, 10, 10)|};")]
    [InlineData("_timer = {|CHIM1002:new Timer(_ => Finish(pended), null, TimeSpan.Zero, TimeSpan.FromSeconds(1))|};")]
    [InlineData("foreach (int turn in new[] { 1, 2 }) {|CHIM1002:Task.Run(() => Finish(pended))|};")]
    [InlineData("Action work = () => Finish(pended); work(); {|CHIM1002:work()|};")]
    [Breaks("C104")]
    public Task Run_twice(string schedule) => VerifyAsync($$"""
        private System.Threading.Timer? _timer;

        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            var pended = list.Pend();
            {{schedule.Replace("Task.", Tasks + "Task.", StringComparison.Ordinal).Replace("new Timer(", "new System.Threading.Timer(", StringComparison.Ordinal)}}
        }

        private void Finish(PendedProtocolOffload kept) => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, kept.Resume().ToMiniport());
        """);

    private const string Again = "{|CHIM1002:Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, pended.Resume().ToMiniport())|};";

    /// <summary>What runs beside may have written already, or not yet.</summary>
    [Theory]
    [InlineData("bool done = false; Task.Run(() => { Finish(pended); done = true; }); if (!done) AGAIN")]
    [InlineData("_done = false; Task.Run(() => { Finish(pended); _done = true; }); if (!_done) AGAIN")]
    [InlineData("_done = false; Task.Run(() => { Finish(pended); Done(); }); if (!_done) AGAIN")]
    [InlineData("_done = false; Task.Run(() => { Finish(pended); Deeper(3); }); if (!_done) AGAIN")]
    [InlineData("bool done = false; void Work() { Finish(pended); done = true; } Task.Run(Work); if (!done) AGAIN")]
    [InlineData("bool done = false; void Set() => done = true; Task.Run(() => { Finish(pended); Set(); }); if (!done) AGAIN")]
    [InlineData("bool done = false; Action set = () => done = true; Task.Run(() => { Finish(pended); set(); }); if (!done) AGAIN")]
    [InlineData("var timer = new Timer(_ => Finish(pended), null, 10, -1); timer.Dispose(); AGAIN")]
    [InlineData("var timer = new Timer(_ => Finish(pended)); timer.Change(10, -1); timer.Change(-1, -1); AGAIN")]
    [InlineData("var kept = _stop.Token.Register(() => Finish(pended)); kept.Dispose(); AGAIN")]
    [InlineData("_ = new Lazy<int>(() => { Finish(pended); return 1; }).Value; AGAIN")]
    [InlineData("var late = new Lazy<int>(() => { Finish(pended); return 1; }); _ = late.Value; _ = late.Value; AGAIN")]
    [Breaks("C104")]
    public Task Finished_again_where_the_work_may_have_run(string schedule) => Work("list.Pend()", schedule.Replace("AGAIN", Again, StringComparison.Ordinal), "", Flags);

    private const string Flags = """
        private bool _done;
        private void Done() => _done = true;
        private void Deeper(int n) { if (n > 0) Deeper(n - 1); else _done = true; }
        private static System.Threading.Tasks.Task? s_task;
        """;

    [Theory]
    [InlineData("Task.Run(() => { if (IsUp()) throw new InvalidOperationException(); }); Finish(pended);")]
    [InlineData("Task.Run(() => { if (IsUp()) throw new InvalidOperationException(); Console.WriteLine(); }); Task.Run(() => Finish(pended));")]
    [InlineData("new Thread(() => throw new InvalidOperationException()).Start(); Finish(pended);")]
    [InlineData("Task.Run(() => { try { Console.WriteLine(); } finally { Finish(pended); } });")]
    [InlineData("var late = new Lazy<int>(() => { Finish(pended); return 1; }); _ = late.Value;")]
    [InlineData("var late = new Lazy<int>(() => { Finish(pended); return 1; }); _ = late.Value + late.Value;")]
    [InlineData("bool done = false; Task.Run(() => { lock (_stop) done = true; Finish(pended); }); Console.WriteLine(done);")]
    [InlineData("void Deep(int n) { if (n > 0) Deep(n - 1); else Finish(pended); } Deep(0);")]
    [InlineData("var timer = new Timer(_ => Finish(pended), null, 10, -1); timer.Change(20, -1); _timer = timer;")]
    public Task Silent_where_work_throws_or_is_forced(string schedule) => Work("list.Pend()", schedule, "", Flags);

    [Theory]
    [InlineData("var thread = new Thread(() => Finish(pended)); try { thread.Start(); } catch (InvalidOperationException) { }")]
    [InlineData("var late = new Lazy<int>(() => { Finish(pended); return 1; });")]
    [InlineData("var late = new Lazy<int>(() => { Finish(pended); return 1; }); _ = late.IsValueCreated;")]
    [InlineData("var late = new Lazy<int>(() => { Finish(pended); return 1; }); try { _ = late.Value; } catch (InvalidOperationException) { }")]
    [InlineData("var kept = _stop.Token.Register(() => Finish(pended)); if (kept.Equals(default)) { }")]
    [InlineData("var task = new Task(() => Finish(pended)); if (IsUp()) task.Start();")]
    [Breaks("C276")]
    public Task Lost_where_it_is_not_started_or_cannot_be(string schedule) => Work("{|CHIM1006:list.Pend()|}", schedule, "", Flags);

    [Fact, Breaks("C104", "C276")]
    public Task Another_question_to_a_registration_tells_nothing()
        => Work("{|CHIM1006:list.Pend()|}", "var kept = _stop.Token.Register(() => Finish(pended)); if (kept.Equals(default)) " + Again);

    [Theory]
    [InlineData("_thread = new Thread(() => Finish(pended));")]
    [InlineData("s_task = new Task(() => Finish(pended));")]
    [InlineData("s_task = new Task(state => Finish((PendedProtocolOffload)state!), pended);")]
    [InlineData("_timer = new Timer(_ => Finish(pended));")]
    [InlineData("_timer = new Timer(state => Finish((PendedProtocolOffload)state!), pended, -1, -1);")]
    public Task Not_proved_where_a_field_keeps_what_others_may_start(string schedule) => Work("{|CHIM1099:list.Pend()|}", schedule, "", Flags);

    [Theory]
    [InlineData("_thread = new Thread(() => Finish(taken));")]
    [InlineData("_timer = new Timer(state => Finish((PendedProtocolOffload)state!), taken, -1, -1);")]
    public Task Not_proved_for_what_was_taken_out(string schedule) => Work("list.Pend()", $$"""
        _queue.Enqueue(pended);
        if ({|CHIM1099:_queue.TryDequeue(out var taken)|})
            {{schedule}}
        """);
}
