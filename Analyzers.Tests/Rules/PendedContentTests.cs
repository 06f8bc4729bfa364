using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>
/// What a field can hold is known from all the code that names it: for which operation the handles in it were pended (C103), and whether anything ever
/// empties it (C104). Code that only looks changes nothing of that; code that may put something in makes it unknown.
/// </summary>
public class PendedContentTests : RuleTest
{
    private const string Right = "Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, kept.Resume().ToMiniport());";
    private const string Wrong = "Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, kept.Resume().ToMiniport())";
    private const string WhileQueued = "while (_kept.TryDequeue(out var kept))\n";

    /// <summary>A driver that puts what it queries into a field, and finishes it with the function of another operation.</summary>
    private static Task Finished(string field, string put, string drain, string members = "") => VerifyAsync($$"""
        {{field}}
        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{put}}
        }

        public void Drain()
        {
            {{drain}}
        }
        {{members}}
        """.Replace("Interlocked.", "System.Threading.Interlocked.", StringComparison.Ordinal).Replace("Volatile.", "System.Threading.Volatile.", StringComparison.Ordinal).Replace("Monitor.", "System.Threading.Monitor.", StringComparison.Ordinal));

    private static Task Queue(string members, string last) => Finished("private readonly Queue<PendedProtocolOffload> _kept = new();", "_kept.Enqueue(list.Pend());", WhileQueued + last, members);

    [Theory]
    [InlineData("public bool IsIdle() => _kept.Count == 0;")]
    [InlineData("public bool IsIdle() { if (_kept.Count > 0) return false; return true; }")]
    [InlineData("public void Look() { foreach (var each in _kept) Console.WriteLine(each.Operation); }")]
    [InlineData("public void Look() { lock (_kept) Console.WriteLine(); }")]
    [InlineData("public void Look() { Monitor.Enter(_kept); Monitor.Exit(_kept); }")]
    [InlineData("public string Name() => nameof(_kept);")]
    [InlineData("public bool IsIdle() => !System.Linq.Enumerable.Any(_kept);")]
    [InlineData("public bool IsMade() => _kept != null;")]
    [InlineData("public bool IsMade() => _kept is not null;")]
    [InlineData("public void Trim() => _kept.TrimExcess();")]
    [InlineData("public bool Has(PendedProtocolOffload one) => _kept.Count > 0 && IsUp();")]
    [InlineData("public void Peek() => Console.WriteLine(_kept.Peek().Operation);")]
    [InlineData("public void More(ProtocolOffloadBlockList list) { }\npublic override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport());")]
    [Breaks("C103")]
    public Task Looking_at_a_queue_puts_nothing_in(string members) => Queue(members, $"    {{|CHIM1003:{Wrong}|}};");

    [Theory]
    [InlineData("public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => _kept.Enqueue(list.Pend());")]
    [InlineData("public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => Put(list);\nprivate void Put(ProtocolOffloadBlockList other) => _kept.Enqueue(other.Pend());")]
    [InlineData("public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) { var pended = list.Pend(); if (IsUp()) _kept.Enqueue(pended); else _kept.Enqueue(pended); }")]
    [InlineData("public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => Put(list.Pend());\nprivate void Put(PendedProtocolOffload other) => Put(other, 1);\nprivate void Put(PendedProtocolOffload other, int tries) => _kept.Enqueue(other);")]
    [InlineData("public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) { PendedProtocolOffload pended; pended = list.Pend(); _kept.Enqueue(pended); }")]
    [InlineData("public void Put(PendedProtocolOffload pended) => _kept.Enqueue(pended);")]
    [InlineData("public void Put(PendedProtocolOffload[] all) { foreach (var each in all) _kept.Enqueue(each); }")]
    [InlineData("public void Put(object one) { if (one is PendedProtocolOffload pended) _kept.Enqueue(pended); }")]
    [InlineData("public void Put(object one) { if (one is PendedProtocolOffload { Operation: OffloadOperation.Update } pended) _kept.Enqueue(pended); }")]
    [InlineData("public void Put(Queue<PendedProtocolOffload> from) { while (from.TryDequeue(out var pended)) _kept.Enqueue(pended); }")]
    [InlineData("public void Put(Queue<PendedProtocolOffload> from) { PendedProtocolOffload? pended; while (from.TryDequeue(out pended)) _kept.Enqueue(pended); }")]
    [InlineData("public void Put((PendedProtocolOffload, int) pair) { var (pended, tries) = pair; _kept.Enqueue(pended); }")]
    [InlineData("public void Put((PendedProtocolOffload, int) pair) { PendedProtocolOffload pended; (pended, _) = pair; _kept.Enqueue(pended); }")]
    [InlineData("private PendedProtocolOffload? _other; public void Give(PendedProtocolOffload one) => _other = one;\npublic void Put() { PendedProtocolOffload? pended = null; pended ??= Interlocked.Exchange(ref _other, null); if (pended != null) _kept.Enqueue(pended); }")]
    [InlineData("public void Put(PendedProtocolOffload one) { PendedProtocolOffload? pended = null; Set(ref pended, one); _kept.Enqueue(pended!); }\nprivate static void Set(ref PendedProtocolOffload? place, PendedProtocolOffload one) => place = one;")]
    [InlineData("public Queue<PendedProtocolOffload> Kept => _kept;")]
    [InlineData("public Queue<PendedProtocolOffload> Kept() { return _kept; }")]
    [InlineData("public void Start(List<Queue<PendedProtocolOffload>> all) => all.Add(_kept);")]
    [InlineData("public Action<PendedProtocolOffload> Put() => _kept.Enqueue;")]
    [InlineData("public Action<PendedProtocolOffload> Put() => pended => _kept.Enqueue(pended);")]
    public Task Silent_where_another_handle_may_be_put_in(string members) => Queue(members, $"    {Wrong};");

    private static string Puts(string put) => put.Replace("HANDLE", "list.Pend()", StringComparison.Ordinal);

    /// <summary>Ways into a collection, and out of it.</summary>
    public static TheoryData<string, string, string> Ways => new()
    {
        { "Queue<PendedProtocolOffload>", "_kept.Enqueue(HANDLE);", "while (_kept.TryDequeue(out var kept))" },
        { "Queue<PendedProtocolOffload>", "var pended = HANDLE; _kept.Enqueue(pended);", "while (_kept.TryDequeue(out var kept))" },
        { "Queue<PendedProtocolOffload>", "_kept.Enqueue((PendedProtocolOffload)(object)(PendedProtocolOffload)HANDLE);".Replace("(object)", "", StringComparison.Ordinal), "while (_kept.TryDequeue(out var kept))" },
        { "Queue<PendedProtocolOffload>", "PendedProtocolOffload pended; _kept.Enqueue(pended = HANDLE);", "while (_kept.TryDequeue(out var kept))" },
        { "Queue<PendedProtocolOffload>", "PendedProtocolOffload pended = IsUp() ? list.Pend() : list.Pend(); _kept.Enqueue(pended);", "while (_kept.TryDequeue(out var kept))" },
        { "Stack<PendedProtocolOffload>", "_kept.Push(HANDLE);", "while (_kept.TryPop(out var kept))" },
        { "System.Collections.Concurrent.ConcurrentQueue<PendedProtocolOffload>", "_kept.Enqueue(HANDLE);", "while (_kept.TryDequeue(out var kept))" },
        { "System.Collections.Concurrent.ConcurrentBag<PendedProtocolOffload>", "_kept.Add(HANDLE);", "while (_kept.TryTake(out var kept))" },
        { "System.Collections.Concurrent.ConcurrentDictionary<int, PendedProtocolOffload>", "_kept[_next++] = HANDLE;", "for (int i = 0; i < _next; i++)\n    if (_kept.TryRemove(i, out var kept))" },
        { "Dictionary<int, PendedProtocolOffload>", "_kept.Add(_next++, HANDLE);", "for (int i = 0; i < _next; i++)\n    if (_kept.Remove(i, out var kept))" },
        { "Dictionary<string, PendedProtocolOffload>", "_kept.Add(_next++.ToString(), HANDLE);", "for (int i = 0; i < _next; i++)\n    if (_kept.Remove(i.ToString(), out var kept))" },
        { "Dictionary<OffloadOperation, PendedProtocolOffload>", "var pended = HANDLE; _kept.Add(pended.Operation, pended);", "if (_kept.Remove(OffloadOperation.Query, out var kept))" },
        { "Queue<PendedProtocolOffload>", "var mine = list; _kept.Enqueue(mine.Pend());", "while (_kept.TryDequeue(out var kept))" },
        { "Queue<PendedProtocolOffload>", "ProtocolOffloadBlockList mine; mine = list; _kept.Enqueue(mine.Pend());", "while (_kept.TryDequeue(out var kept))" },
        { "Queue<PendedProtocolOffload>", "Put1(HANDLE);", "while (_kept.TryDequeue(out var kept))" },
        { "Queue<PendedProtocolOffload>", "Put5(list);", "while (_kept.TryDequeue(out var kept))" },
        { "Dictionary<int, PendedProtocolOffload>", "_kept.Add(_last?.GetHashCode() ?? 0, HANDLE);", "if (_kept.Remove(0, out var kept))" },
        { "Dictionary<OffloadOperation, PendedProtocolOffload>", "_kept.Add(_last?.Operation ?? OffloadOperation.Query, HANDLE);", "if (_kept.Remove(OffloadOperation.Query, out var kept))" },
        { "PriorityQueue<PendedProtocolOffload, int>", "_kept.Enqueue(HANDLE, _next++);", "while (_kept.TryDequeue(out var kept, out _))" },
    };

    [Theory]
    [MemberData(nameof(Ways))]
    [Breaks("C103")]
    public Task Put_in_for_one_operation_and_finished_as_another(string type, string put, string take)
        => Finished($"private readonly {type} _kept = new();\nprivate int _next;", Puts(put), $"{take}\n    {{|CHIM1003:{Wrong}|}};", HelpersOf(put));

    [Theory]
    [MemberData(nameof(Ways))]
    public Task Silent_where_it_is_finished_as_what_it_is(string type, string put, string take)
        => Finished($"private readonly {type} _kept = new();\nprivate int _next;", Puts(put), $"{take}\n    {Right}", HelpersOf(put));

    /// <summary>Helpers that call each other, four at most: further callers are not asked.</summary>
    private static string HelpersOf(string put) => put.Contains("_last", StringComparison.Ordinal) ? "private readonly PendedProtocolOffload? _last = None();\nprivate static PendedProtocolOffload? None() => null;" : !put.Contains("Put", StringComparison.Ordinal) ? "" : """
        private void Put1(PendedProtocolOffload one) => Put2(one);
        private void Put2(PendedProtocolOffload one) => Put3(one);
        private void Put3(PendedProtocolOffload one) => Put4(one);
        private void Put4(PendedProtocolOffload one) => _kept.Enqueue(one);
        private void Put5(ProtocolOffloadBlockList one) => Put6(one);
        private void Put6(ProtocolOffloadBlockList one) => Put7(one);
        private void Put7(ProtocolOffloadBlockList one) => Put8(one);
        private void Put8(ProtocolOffloadBlockList one) => _kept.Enqueue(one.Pend());
        """;

    private static Task Table(string finish, string members)
        => Finished("private readonly Dictionary<int, PendedProtocolOffload> _kept = new();\nprivate int _next;", "_kept[_next++] = list.Pend();", $"for (int i = 0; i < _next; i++)\n    if (_kept.Remove(i, out var kept))\n        {finish};", members);

    [Theory]
    [InlineData("public void Look() => Console.WriteLine(_kept[0].Operation);")]
    [InlineData("public bool Look(PendedProtocolOffload one) => _kept[0] == one;")]
    [InlineData("public void Look() { foreach (var each in _kept) if (each.Value is { Operation: OffloadOperation.Query }) Console.WriteLine(_kept.ContainsKey(each.Key)); }")]
    [InlineData("public void Look() => See(_kept[0]);\nprivate static void See(in PendedProtocolOffload one) => Console.WriteLine(one.Operation);")]
    [InlineData("public void Look() => See(_kept[0]);\nprivate static void See(PendedProtocolOffload one) => Console.WriteLine(one.Operation);")]
    [InlineData("public int Count => _kept.Count + _kept.Keys.Count;")]
    [Breaks("C103")]
    public Task Looking_at_an_element_puts_nothing_in(string members) => Table($"{{|CHIM1003:{Wrong}|}}", members);

    [Theory]
    [InlineData("public void Put(PendedProtocolOffload one) => _kept[0] = one;")]
    [InlineData("public void Put(PendedProtocolOffload one) => _kept[0] ??= one;")]
    [InlineData("public void Put(PendedProtocolOffload one) => (_kept[0], _) = (one, 1);")]
    [InlineData("public void Put(PendedProtocolOffload one) => _kept.TryAdd(0, one);")]
    [InlineData("public void Put(PendedProtocolOffload one) => System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_kept, 0, out _) = one;")]
    public Task Silent_where_an_element_may_be_another_handle(string members) => Table(Wrong, members);

    /// <summary>A collection that is made anew is empty; one from elsewhere may hold anything.</summary>
    [Theory]
    [InlineData("_kept = new();")]
    [InlineData("_kept = new Queue<PendedProtocolOffload>();")]
    [InlineData("_kept = null!;")]
    [InlineData("_kept = (Queue<PendedProtocolOffload>)null!;")]
    [Breaks("C103")]
    public Task A_new_collection_is_empty(string renew) => Renewed(renew, $"{{|CHIM1003:{Wrong}|}}");

    [Theory]
    [InlineData("_kept = given;")]
    [InlineData("_kept = new Queue<PendedProtocolOffload>(given);")]
    [InlineData("_kept = new(given);")]
    [InlineData("_kept = Made();")]
    [InlineData("Remake(ref _kept);")]
    [InlineData("(_kept, _) = (given, 1);")]
    [InlineData("_kept ??= given;")]
    [InlineData("System.Threading.Volatile.Write(ref _kept, given);")]
    public Task Silent_where_the_collection_may_be_from_elsewhere(string renew) => Renewed(renew, Wrong);

    private static Task Renewed(string renew, string finish) => Finished("private Queue<PendedProtocolOffload> _kept = new();", "_kept.Enqueue(list.Pend());", $"{WhileQueued}    {finish};", $$"""
        public void Renew(Queue<PendedProtocolOffload> given)
        {
            {{renew.Replace("System.Threading.", "", StringComparison.Ordinal)}}
        }
        private static Queue<PendedProtocolOffload> Made() => new();
        private static void Remake(ref Queue<PendedProtocolOffload> place) => place = new();
        """);

    /// <summary>Whose list it is that goes in is known only from handlers and from callers that are all seen.</summary>
    [Theory]
    [InlineData("_kept.Enqueue(Same(list).Pend());", "private static ProtocolOffloadBlockList Same(ProtocolOffloadBlockList one) => one;")]
    [InlineData("Put1(list.Pend());", "private void Put1(PendedProtocolOffload one) => Put2(one);\nprivate void Put2(PendedProtocolOffload one) => Put3(one);\nprivate void Put3(PendedProtocolOffload one) => Put4(one);\nprivate void Put4(PendedProtocolOffload one) => Put5(one);\nprivate void Put5(PendedProtocolOffload one) => _kept.Enqueue(one);")]
    [InlineData("Put(list.Pend());", "internal void Put(PendedProtocolOffload one) => _kept.Enqueue(one);\npublic Action<PendedProtocolOffload> Putting() => Put;")]
    [InlineData("Put(list.Pend());", "protected void Put(PendedProtocolOffload one) => _kept.Enqueue(one);")]
    [InlineData("Put(list.Pend());", "internal virtual void Put(PendedProtocolOffload one) => _kept.Enqueue(one);")]
    [InlineData("((IKeeper)this).Put(list.Pend());", "void IKeeper.Put(PendedProtocolOffload one) => _kept.Enqueue(one);\nvoid IKeeper.Look() { }")]
    [InlineData("Put(list.Pend());", "public void Put(PendedProtocolOffload one) => _kept.Enqueue(one);\npublic void Look() { }")]
    public Task Silent_where_the_list_may_be_another(string put, string members)
        => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handlers.InDriver($$"""
            private readonly Queue<PendedProtocolOffload> _kept = new();
            public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
            {
                {{put}}
            }
            public void Drain()
            {
                {{WhileQueued}}{{Wrong}};
            }
            {{members}}
            """).Replace("public class Driver : IntermediateDriver", members.Contains("Look()", StringComparison.Ordinal) ? "internal class Driver : IntermediateDriver, IDisposableKeeper, IKeeper" : "public class Driver : IntermediateDriver", StringComparison.Ordinal)
            + "internal interface IDisposableKeeper { }\ninternal interface IKeeper { void Look(); void Put(PendedProtocolOffload one); }\n");

    /// <summary>Who sees a field may fill it: other assemblies as well, where they are let in.</summary>
    [Theory]
    [InlineData("private", true, true)]
    [InlineData("private", false, true)]
    [InlineData("internal", false, true)]
    [InlineData("private protected", false, true)]
    [InlineData("internal", true, false)]
    [InlineData("private protected", true, false)]
    [InlineData("public", false, false)]
    [InlineData("protected", false, false)]
    [InlineData("protected internal", false, false)]
    [Breaks("C103")]
    public Task A_field_that_only_this_assembly_sees(string access, bool hasFriends, bool isKnown) => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Handlers.InDriver($$"""
        {{access}} readonly Queue<PendedProtocolOffload> _kept = new();
        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => _kept.Enqueue(list.Pend());
        public void Drain()
        {
            {{WhileQueued}}{{(isKnown ? $"{{|CHIM1003:{Wrong}|}}" : Wrong)}};
        }
        """).Replace("public class Driver", (hasFriends ? "[assembly: System.Runtime.CompilerServices.InternalsVisibleTo(\"Friend\")]\n" : "[assembly: System.Reflection.AssemblyTitle(\"Alone\")]\n") + "public class Driver", StringComparison.Ordinal));

    /// <summary>A handler in a slot is one as well.</summary>
    [Theory]
    [InlineData("Keep", "private static void Keep(ProtocolBindingContext context, ProtocolOffloadBlockList list) => s_kept.Enqueue(list.Pend());")]
    [InlineData("(context, list) => s_kept.Enqueue(list.Pend())", "")]
    [InlineData("(context, list) => { Action put = () => { }; put(); s_kept.Enqueue(list.Pend()); }", "")]
    [Breaks("C103")]
    public Task Put_in_by_a_function_in_a_slot(string handler, string members) => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync($$"""
            using System;
            using System.Collections.Generic;
            using Chimney;

            public static class Filter
            {
                private static readonly Queue<PendedProtocolOffload> s_kept = new();
                private static NdisMiniportHandle s_miniport = null!;

                public static ClientChimneyOffloadGenericCharacteristics Slots() => new() { QueryOffloadCompleteHandler = {{handler}} };

                public static void Drain()
                {
                    while (s_kept.TryDequeue(out var kept))
                        {|CHIM1003:Ndis.NdisMUpdateOffloadComplete(s_miniport, kept.Resume().ToMiniport())|};
                }
                {{members}}
            }
            """);

    private static Task Slot(string drain, string members = "", string put = "Drain();\n    _kept = list.Pend();") => Finished("private PendedProtocolOffload? _kept;", put, drain, members);

    private const string TakesOnce = "if (Interlocked.Exchange(ref _kept, null) is { } kept)\n";

    /// <summary>Nothing empties the field, so that the second call of the same code finds the handle again.</summary>
    [Theory]
    [InlineData("")]
    [InlineData("public string Name() => nameof(_kept);")]
    [InlineData("public OffloadOperation? Operation() => _kept?.Operation;")]
    [InlineData("public OffloadOperation Operation() => _kept!.Operation;")]
    [InlineData("public bool IsFull() => _kept != null;")]
    [InlineData("public bool IsFull() => _kept is not null;")]
    [InlineData("public bool IsFull() { var kept = _kept; return kept != null; }")]
    [InlineData("public PendedProtocolOffload? Kept() => _kept;")]
    [InlineData("public PendedProtocolOffload Kept() { return _kept ?? throw new InvalidOperationException(); }")]
    [InlineData("public PendedProtocolOffload? Kept() => Volatile.Read(ref _kept);")]
    [InlineData("private object? _last;\npublic object? Last() => Interlocked.Exchange(ref _last, _kept);")]
    [InlineData("public bool IsIt(PendedProtocolOffload one) => ReferenceEquals(_kept, one);")]
    [InlineData("public bool IsIt(PendedProtocolOffload one) => Look(in _kept, one);\nprivate static bool Look(in PendedProtocolOffload? place, PendedProtocolOffload one) => place == one;")]
    [InlineData("public void Print() => Console.WriteLine(_kept);")]
    [InlineData("public OffloadOperation Operation() => _kept switch { null => default, var one => one.Operation };")]
    [Breaks("C104")]
    public Task A_handle_stays_in_a_field_that_nothing_empties(string members)
        => Slot("if (_kept != null)\n    Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, {|CHIM1002:_kept.Resume()|}.ToMiniport());", members);

    /// <summary>What empties a field, or may: who calls that is not asked.</summary>
    [Theory]
    [InlineData("_kept = null;")]
    [InlineData("_kept = default;")]
    [InlineData("_kept = (PendedProtocolOffload?)null;")]
    [InlineData("_kept = IsUp() ? _kept : null;")]
    [InlineData("_kept = IsUp() ? null : _kept;")]
    [InlineData("PendedProtocolOffload? none = null; _kept = none;")]
    [InlineData("PendedProtocolOffload? none; _kept = none = null;")]
    [InlineData("(_kept, _) = (null, 1);")]
    [InlineData("(_, _kept) = (1, null);")]
    [InlineData("if (Interlocked.Exchange(ref _kept, null) is { } one) Finish(one);")]
    [InlineData("var one = _kept; if (one != null && Interlocked.CompareExchange(ref _kept, null, one) == one) Finish(one);")]
    [InlineData("Volatile.Write(ref _kept, null);")]
    [InlineData("ref var place = ref _kept; place = null;")]
    [InlineData("ref PendedProtocolOffload? place = ref _none; place = ref _kept; place = null;")]
    [InlineData("Clear(ref _kept);")]
    [InlineData("Fetch(out _kept);")]
    [InlineData("Place() = null;")]
    [InlineData("_kept = None(); ")]
    public Task Silent_where_the_field_may_be_emptied(string empties) => Slot("if (_kept != null)\n    Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, _kept.Resume().ToMiniport());", $$"""
        private PendedProtocolOffload? _none;
        public void Reset()
        {
            {{empties}}
        }
        private static void Clear(ref PendedProtocolOffload? place) => place = null;
        private static void Fetch(out PendedProtocolOffload? place) => place = null;
        private ref PendedProtocolOffload? Place() => ref _kept;
        private static PendedProtocolOffload? None() => null;
        private void Finish(PendedProtocolOffload one) => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, one.Resume().ToMiniport());
        """);

    /// <summary>Ways of one handle into its field.</summary>
    public static TheoryData<string> Writes =>
    [
        "Drain(); _kept = list.Pend();",
        "Drain(); var pended = list.Pend(); _kept = pended;",
        "Drain(); PendedProtocolOffload pended; _kept = pended = list.Pend();",
        "Drain(); if (IsUp()) _kept = list.Pend(); else _kept = list.Pend();",
        "Drain(); (_kept, _) = (list.Pend(), 1);",
        "Drain(); Volatile.Write(ref _kept, list.Pend());",
        "Drain(); Interlocked.Exchange(ref _kept, list.Pend());",
        "Drain(); Keep(list.Pend());",
        "Drain(); Keep(1, list);",
    ];

    private const string Keepers = """
        private void Keep(PendedProtocolOffload pended) => _kept = pended;
        private void Keep(int tries, ProtocolOffloadBlockList list) => _kept = list.Pend();
        """;

    [Theory]
    [MemberData(nameof(Writes))]
    [Breaks("C103")]
    public Task Put_into_a_field_for_one_operation_and_finished_as_another(string put) => Slot($"{TakesOnce}    {{|CHIM1003:{Wrong}|}};", Keepers, put);

    [Theory]
    [MemberData(nameof(Writes))]
    public Task Silent_where_it_is_finished_as_it_was_put(string put) => Slot($"{TakesOnce}    {Right}", Keepers, put);

    /// <summary>Handles of another operation, or of one that is not known.</summary>
    [Theory]
    [InlineData("public void Put(PendedProtocolOffload one) { Drain(); _kept = one; }")]
    [InlineData("public void Put(PendedProtocolOffload one) { Drain(); (_kept, _) = (one, 1); }")]
    [InlineData("public void Put((PendedProtocolOffload, int) pair) { Drain(); (_kept, _) = pair; }")]
    [InlineData("public void Put(PendedProtocolOffload one) { Drain(); Volatile.Write(ref _kept, one); }")]
    [InlineData("public void Put(PendedProtocolOffload one) { if (Interlocked.CompareExchange(ref _kept, one, null) != null) throw new InvalidOperationException(); }")]
    [InlineData("public void Put(Queue<PendedProtocolOffload> all) { Drain(); all.TryDequeue(out _kept); }")]
    [InlineData("public void Put(Queue<PendedProtocolOffload> all) { Drain(); ref var place = ref _kept; place = all.Dequeue(); }")]
    [InlineData("public ref PendedProtocolOffload? Kept => ref _kept;")]
    [InlineData("public ref PendedProtocolOffload? Kept() { return ref _kept; }")]
    [InlineData("public void Put(Queue<PendedProtocolOffload> all) { Drain(); _kept = all.Count > 0 ? all.Dequeue() : null; }")]
    [InlineData("public void Put(Queue<PendedProtocolOffload> all) { Drain(); _kept = all.Count == 0 ? null : all.Dequeue(); }")]
    [InlineData("public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) { Drain(); _kept = list.Pend(); }")]
    public Task Silent_where_the_field_may_hold_another_handle(string members) => Slot($"{TakesOnce}    {Wrong};", members);
}
