using Chimney.Analyzers.Tests.Harness;
using Chimney.CodeFixes;

namespace Chimney.Analyzers.Tests.Rules;

using Verify = ChimneyVerifier<ChimneyAnalyzer, CHIM4002CodeFix>;

/// <summary>CHIM4002: no lock is held across a call into NDIS (C275).</summary>
public class CHIM4002Tests : RuleTest
{
    private const string Call = "Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport())";
    private const string Reported = "{|CHIM4002:" + Call + "|};";

    private static string Handler(string body) => $$"""
        private readonly object _gate = new();
        private int _count;
        private System.Threading.SpinLock _spin;
        private readonly System.Threading.ReaderWriterLockSlim _table = new();
        private readonly System.Threading.SemaphoreSlim _slots = new(1);

        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{body}}
        }
        """;

    [Fact, Breaks("C275")]
    public Task In_a_lock_statement() => VerifyAsync(Handler($"lock (_gate) {{ _count++; {Reported} }}"));

    [Fact]
    public Task Between_enter_and_exit() => VerifyAsync(Handler($"System.Threading.Monitor.Enter(_gate); try {{ {Reported} }} finally {{ System.Threading.Monitor.Exit(_gate); }}"));

    [Fact, Breaks("C275")]
    public Task Under_a_spin_lock() => VerifyAsync(Handler($"bool taken = false; _spin.Enter(ref taken); {Reported} _spin.Exit();"));

    [Fact]
    public Task Under_a_reader_lock() => VerifyAsync(Handler($"_table.EnterReadLock(); {Reported} _table.ExitReadLock();"));

    [Fact]
    public Task Where_the_lock_was_taken_before_the_try() => VerifyAsync(Handler($"lock (_gate) {{ try {{ _count++; }} finally {{ {Reported} }} }}"));

    [Fact]
    public Task In_a_callee() => VerifyAsync(Handler("lock (_gate) { {|CHIM4002:Finish(list)|}; }") + $"\nprivate void Finish(ProtocolOffloadBlockList list) => {Call};");

    [Fact, Breaks("C275")]
    public Task Outside_of_handlers() => VerifyAsync("""
        private readonly Queue<PendedProtocolOffload> _parked = new();

        public void Drain()
        {
            lock (_parked)
                while (_parked.TryDequeue(out PendedProtocolOffload? parked))
                    {|CHIM4002:Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, parked.Resume().ToMiniport())|};
        }
        """);

    [Fact]
    public Task Where_the_base_calls() => VerifyAsync(Handler("lock (_gate) {|CHIM4002:base.ProtocolUpdateOffloadComplete(context, list)|};"));

    [Fact]
    public Task Scope_of_the_lock_type() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handlers.InDriver("""
        private readonly System.Threading.Lock _gate = new();

        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            using (_gate.EnterScope())
                {|CHIM4002:Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport())|};
        }
        """) + """

        namespace System.Threading
        {
            public sealed class Lock
            {
                public Scope EnterScope() => default;

                public ref struct Scope
                {
                    public void Dispose() { }
                }
            }
        }
        """);

    [Fact]
    public Task Message_names_function_and_lock() => Verify.VerifyAnalyzerAsync(
        Handlers.InDriver(Handler($"lock (_gate) {{ {{|#0:{Call}|}}; }}")),
        Verify.Diagnostic(Descriptors.CHIM4002CalledUnderLock).WithLocation(0).WithArguments("ProtocolUpdateOffloadComplete", "", "", "", "'NdisMUpdateOffloadComplete' while it holds '_gate'"));

    [Fact]
    public Task Silent_after_the_lock() => VerifyAsync(Handler($"lock (_gate) {{ _count++; }} {Call};"));

    [Fact]
    public Task Silent_between_two_locks() => VerifyAsync(Handler($"System.Threading.Monitor.Enter(_gate); _count++; System.Threading.Monitor.Exit(_gate); {Call}; lock (_gate) _count--;"));

    [Fact]
    public Task Silent_where_the_lock_may_be_free() => VerifyAsync(Handler($"bool locked = IsUp(); if (locked) System.Threading.Monitor.Enter(_gate); {Call}; if (locked) System.Threading.Monitor.Exit(_gate);"));

    [Fact]
    public Task Silent_after_try_and_finally() => VerifyAsync(Handler($"_slots.Wait(0); System.Threading.Monitor.Enter(_gate); try {{ _count++; if (IsUp()) _count--; }} finally {{ System.Threading.Monitor.Exit(_gate); }} {Call};"));

    [Fact]
    public Task Silent_for_a_semaphore_that_counts() => VerifyAsync(Handler($"_ = _slots.WaitAsync(); {Call};"));

    [Fact]
    public Task Silent_for_a_delegate_made_under_the_lock() => VerifyAsync(Handler("PendedProtocolOffload parked = list.Pend(); lock (_gate) QueueWorkItem(() => Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, parked.Resume().ToMiniport()));"));

    [Fact]
    public Task Silent_for_conversions() => VerifyAsync(Handler("MiniportOffloadBlockList up; lock (_gate) up = list.ToMiniport(); Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, up);"));

    /// <summary>Each kind of lock: what takes it and what releases it.</summary>
    public static TheoryData<string, string> Kinds => new()
    {
        { "System.Threading.Monitor.Enter(_gate);", "System.Threading.Monitor.Exit(_gate);" },
        { "bool taken = false; System.Threading.Monitor.Enter(_gate, ref taken);", "System.Threading.Monitor.Exit(_gate);" },
        { "bool taken = false; _spin.Enter(ref taken);", "_spin.Exit(false);" },
        { "_gates.Enter();", "_gates.Exit();" },
        { "_table.EnterReadLock();", "_table.ExitReadLock();" },
        { "_table.EnterUpgradeableReadLock();", "_table.ExitUpgradeableReadLock();" },
        { "_table.EnterWriteLock();", "_table.ExitWriteLock();" },
        { "_slots.Wait();", "_slots.Release();" },
        { "_slots.Wait(System.Threading.CancellationToken.None);", "_slots.Release();" },
        { "_mutex.WaitOne();", "_mutex.ReleaseMutex();" },
    };

    /// <summary>Work outside of handlers, which may wait.</summary>
    private static Task WorkAsync(string body) => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handlers.InDriver($$"""
        private readonly object _gate = new();
        private readonly object _other = new();
        private readonly System.Threading.Lock _gates = new();
        private readonly System.Threading.Mutex _mutex = new();
        private System.Threading.SpinLock _spin;
        private readonly System.Threading.ReaderWriterLockSlim _table = new();
        private readonly System.Threading.SemaphoreSlim _slots = new(1);
        private readonly Queue<PendedProtocolOffload> _parked = new();

        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => _parked.Enqueue(list.Pend());

        public void Work(PendedProtocolOffload kept)
        {
            {{body}}
        }

        public void Drain()
        {
            while (_parked.TryDequeue(out PendedProtocolOffload? kept))
                Work(kept);
        }
        """) + """

        namespace System.Threading
        {
            public sealed class Lock
            {
                public void Enter() { }

                public void Exit() { }
            }
        }
        """);

    private const string Finish = "Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, kept.Resume().ToMiniport())";

    [Theory]
    [MemberData(nameof(Kinds))]
    [Breaks("C275")]
    public Task Between_take_and_release_of_each_kind(string take, string release) => WorkAsync($"{take} {{|CHIM4002:{Finish}|}}; {release}");

    [Theory]
    [MemberData(nameof(Kinds))]
    public Task Silent_before_take_and_after_release_of_each_kind(string take, string release)
        => WorkAsync($"if (IsUp()) {Finish}; else {{ {take} try {{ Console.WriteLine(); }} finally {{ {release} }} {Finish}; }}");

    [Theory]
    [InlineData("System.Threading.Monitor.Enter(_gate); System.Threading.Monitor.Enter(_other); System.Threading.Monitor.Exit(_other); CALL; System.Threading.Monitor.Exit(_gate);")]
    [InlineData("System.Threading.Monitor.Enter(_gate); try { Console.WriteLine(); } catch (InvalidOperationException) { CALL; return; } finally { System.Threading.Monitor.Exit(_gate); } FREE;")]
    [InlineData("System.Threading.Monitor.Enter(_gate); if (IsUp()) Console.WriteLine(); else Console.WriteLine(1); CALL; System.Threading.Monitor.Exit(_gate);")]
    [InlineData("System.Threading.Monitor.Enter(_gate); for (int i = 0; i < 3; i++) Console.WriteLine(i); CALL; System.Threading.Monitor.Exit(_gate);")]
    [InlineData("System.Threading.Monitor.Enter(_gate); try { System.Threading.Monitor.Enter(_other); try { Console.WriteLine(); } finally { System.Threading.Monitor.Exit(_other); } CALL; } finally { System.Threading.Monitor.Exit(_gate); }")]
    [InlineData("_table.EnterReadLock(); _table.EnterWriteLock(); _table.ExitWriteLock(); CALL; _table.ExitReadLock();")]
    [InlineData("lock (_gate) { lock (_other) { } CALL; }")]
    [InlineData("lock (_gate) { try { Console.WriteLine(); } catch (InvalidOperationException) { CALL; return; } } FREE;")]
    [InlineData("lock (_gate) { if (!IsUp()) goto free; CALL; return; } free: FREE;")]
    public Task Under_the_outer_of_two_locks_or_behind_other_code(string body) => WorkAsync(body.Replace("CALL", $"{{|CHIM4002:{Finish}|}}", StringComparison.Ordinal).Replace("FREE", Finish, StringComparison.Ordinal));

    [Theory]
    [InlineData("System.Threading.Monitor.Enter(_gate); try { Console.WriteLine(); System.Threading.Monitor.Exit(_gate); Console.WriteLine(); } catch (InvalidOperationException) { CALL; return; } CALL;")]
    [InlineData("if (IsUp()) System.Threading.Monitor.Enter(_gate); else Console.WriteLine(); CALL; if (System.Threading.Monitor.IsEntered(_gate)) System.Threading.Monitor.Exit(_gate);")]
    [InlineData("if (System.Threading.Monitor.TryEnter(_gate)) System.Threading.Monitor.Exit(_gate); CALL;")]
    [InlineData("_slots.Wait(5); CALL; _slots.Release();")]
    [InlineData("_mutex.WaitOne(5); CALL; _mutex.ReleaseMutex();")]
    [InlineData("System.Threading.Monitor.Enter(_gate); try { if (IsUp()) goto free; Console.WriteLine(); } finally { System.Threading.Monitor.Exit(_gate); } Console.WriteLine(); free: CALL;")]
    [InlineData("System.Threading.Monitor.Enter(_gate); CALL;")]
    [InlineData("_slots.Wait(); CALL;")]
    [InlineData("System.Threading.Monitor.Enter(_gate); System.Threading.Monitor.Exit(_gate); CALL; return; Console.WriteLine();")]
    [InlineData("lock (_gate) { } lock (_other) { } CALL;")]
    [InlineData("foreach (object gate in new[] { _gate, _other }) { System.Threading.Monitor.Enter(gate); System.Threading.Monitor.Exit(gate); } CALL;")]
    [InlineData("for (int i = 0; i < 3; i++) { if (i == 2) { CALL; return; } System.Threading.Monitor.Enter(_gate); Console.WriteLine(); System.Threading.Monitor.Exit(_gate); } CALL;")]
    public Task Silent_where_the_lock_may_be_free_by_then(string body) => WorkAsync(body.Replace("CALL", Finish, StringComparison.Ordinal));

    [Fact]
    public Task Fixed_by_moving_the_last_statement_out() => Verify.VerifyCodeFixAsync(
        Handlers.InDriver(Handler($$"""
            lock (_gate)
                {
                    _count++;
                    {{Reported}}
                }
            """)),
        Handlers.InDriver(Handler($$"""
            lock (_gate)
                {
                    _count++;
                }
                {{Call}};
            """)));

    [Fact]
    public Task No_fix_where_the_lock_guards_what_is_passed()
    {
        string source = Handlers.InDriver("""
            private readonly Queue<PendedProtocolOffload> _parked = new();
            private int _count;

            public void DrainOne()
            {
                lock (_parked)
                {
                    _count--;
                    {|CHIM4002:Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, _parked.Dequeue().Resume().ToMiniport())|};
                }
            }
            """);
        return Verify.VerifyCodeFixAsync(source, source);
    }

    private static Task NamesAsync(string body, string members, string words, int places)
    {
        var expected = Verify.Diagnostic(Descriptors.CHIM4002CalledUnderLock);
        for (int i = 0; i < places; i++)
            expected = expected.WithLocation(i);
        return Verify.VerifyAnalyzerAsync(Handlers.InDriver(Handler(body) + "\nprivate readonly object _another = new();\n" + members), expected.WithArguments("ProtocolUpdateOffloadComplete", "", "", "", words));
    }

    [Fact]
    public Task Names_the_first_of_two_locks() => NamesAsync($"lock (_gate) lock (_another) {{ {{|#0:{Call}|}}; }}", "", "'NdisMUpdateOffloadComplete' while it holds '_another'", 1);

    [Fact]
    public Task Names_the_lock_that_is_held_on_both_ways() => NamesAsync($$"""
        _table.EnterReadLock();
        bool isUp = IsUp();
        if (isUp)
            System.Threading.Monitor.Enter(_gate);
        else
            System.Threading.Monitor.Enter(_another);
        {|#0:{{Call}}|};
        if (isUp)
            System.Threading.Monitor.Exit(_gate);
        else
            System.Threading.Monitor.Exit(_another);
        _table.ExitReadLock();
        """, "", "'NdisMUpdateOffloadComplete' while it holds '_table'", 1);

    [Fact]
    public Task Names_the_helper_and_shows_the_call() => NamesAsync("lock (_gate) { {|#0:Finish(list)|}; }", $"private void Finish(ProtocolOffloadBlockList list) => {{|#1:{Call}|}};", "'NdisMUpdateOffloadComplete' in 'Finish' while it holds '_gate'", 2);
}
