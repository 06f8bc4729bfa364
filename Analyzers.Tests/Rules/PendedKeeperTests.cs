namespace Chimney.Analyzers.Tests.Rules;

/// <summary>Less common ways to keep a handle, none of which is in doubt: ends of channels, immutable collections, collections of collections, keys, references.</summary>
public class PendedKeeperTests : RuleTest
{
    private const string Channels = "System.Threading.Channels.";

    private const string Immutable = "System.Collections.Immutable.";

    private const string Finish = "private void Finish(PendedProtocolOffload pended) => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, pended.Resume().ToMiniport());";

    private static Task Keeper(string fields, string put, string drain) => VerifyAsync($$"""
        {{fields}}
        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{put}}
        }
        public void Drain()
        {
            {{drain}}
        }
        {{Finish}}
        """);

    private const string TwoEnds = $$"""
        private readonly {{Channels}}ChannelWriter<PendedProtocolOffload> _writer;
        private readonly {{Channels}}ChannelReader<PendedProtocolOffload> _reader;
        public Driver()
        {
            var channel = {{Channels}}Channel.CreateUnbounded<PendedProtocolOffload>();
            _writer = channel.Writer;
            _reader = channel.Reader;
        }
        """;

    private const string Whole = $"private readonly {Channels}Channel<PendedProtocolOffload> _channel = {Channels}Channel.CreateUnbounded<PendedProtocolOffload>();";

    private const string Read = "while (_reader.TryRead(out var kept)) Finish(kept);";

    [Theory]
    [InlineData(TwoEnds, "_writer", Read)]
    [InlineData(Whole + $"\nprivate readonly {Channels}ChannelWriter<PendedProtocolOffload> _writer;\npublic Driver() => _writer = _channel.Writer;", "_writer", "while (_channel.Reader.TryRead(out var kept)) Finish(kept);")]
    [InlineData(Whole + $"\nprivate readonly {Channels}ChannelReader<PendedProtocolOffload> _reader;\npublic Driver() => _reader = _channel;", "_channel.Writer", Read)]
    [InlineData(Whole + $"\nprivate {Channels}ChannelWriter<PendedProtocolOffload> Writer => _channel.Writer;", "Writer", "while (_channel.Reader.TryRead(out var kept)) Finish(kept);")]
    public Task Silent_for_ends_of_a_channel(string fields, string writer, string drain)
        => Keeper(fields, $"var pended = list.Pend();\nif (!{writer}.TryWrite(pended))\n    Finish(pended);", drain);

    [Fact, Breaks("C276")]
    public Task Nobody_reads_the_other_end() => Keeper(TwoEnds, "var pended = {|CHIM1006:list.Pend()|};\nif (!_writer.TryWrite(pended))\n    Finish(pended);", "");

    [Fact]
    public Task Not_proved_for_a_channel_of_others() => Keeper(
        $"private readonly {Channels}ChannelWriter<PendedProtocolOffload> _writer;\npublic Driver({Channels}Channel<PendedProtocolOffload> channel) => _writer = channel.Writer;",
        "var pended = {|CHIM1099:list.Pend()|};\nif (!_writer.TryWrite(pended))\n    Finish(pended);", "");

    private const string Queue = $"private {Immutable}ImmutableQueue<PendedProtocolOffload> _all = {Immutable}ImmutableQueue<PendedProtocolOffload>.Empty;";

    private const string List = $"private {Immutable}ImmutableList<PendedProtocolOffload> _all = {Immutable}ImmutableList<PendedProtocolOffload>.Empty;";

    private const string Table = $"private int _next;\nprivate {Immutable}ImmutableDictionary<int, PendedProtocolOffload> _all = {Immutable}ImmutableDictionary<int, PendedProtocolOffload>.Empty;";

    [Theory]
    [InlineData(Queue, "Enqueue(ref _all, list.Pend());", "while (Immutable.TryDequeue(ref _all, out var kept)) Finish(kept);")]
    [InlineData(List, "Update(ref _all, (all, added) => all.Add(added), list.Pend());", "foreach (var kept in System.Threading.Interlocked.Exchange(ref _all, _all.Clear())) Finish(kept);")]
    [InlineData(List, "Update(ref _all, all => all.Add(pended));", "foreach (var kept in System.Threading.Interlocked.Exchange(ref _all, _all.Clear())) Finish(kept);")]
    [InlineData(Table, "TryAdd(ref _all, _next++, pended))\n    Finish(pended);", "while (Immutable.TryRemove(ref _all, _next--, out var kept)) Finish(kept);")]
    public Task Silent_for_an_immutable_collection(string field, string put, string drain)
    {
        string atomic = Immutable + "ImmutableInterlocked.";
        put = (put.Contains("TryAdd", StringComparison.Ordinal) ? "if (!" : "") + atomic + put;
        return Keeper(field, (put.Contains("pended", StringComparison.Ordinal) ? "var pended = list.Pend();\n" : "") + put, drain.Replace("Immutable.Try", atomic + "Try", StringComparison.Ordinal));
    }

    [Fact, Breaks("C276")]
    public Task Nobody_empties_the_immutable_collection()
        => Keeper(Queue, "System.Collections.Immutable.ImmutableInterlocked.Enqueue(ref _all, {|CHIM1006:list.Pend()|});", "");

    [Fact, Breaks("C007")]
    public Task Completed_after_it_went_into_the_immutable_collection() => Keeper(Queue, """
        var pended = list.Pend();
        System.Collections.Immutable.ImmutableInterlocked.Enqueue(ref _all, pended);
        {|CHIM1002:Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, pended.Resume().ToMiniport())|};
        """, "while (System.Collections.Immutable.ImmutableInterlocked.TryDequeue(ref _all, out var kept)) Finish(kept);");

    [Theory]
    [InlineData("Queue<PendedProtocolOffload>[] _all = { new(), new() }", "_all[IsUp() ? 1 : 0].Enqueue(list.Pend());", "foreach (var queue in _all)\n    while (queue.TryDequeue(out var kept)) Finish(kept);")]
    [InlineData("List<Queue<PendedProtocolOffload>> _all = new() { new() }", "_all[IsUp() ? 1 : 0].Enqueue(list.Pend());", "if (_all[0].Count > 0) Finish(_all[0].Dequeue());")]
    [InlineData("Dictionary<bool, Queue<PendedProtocolOffload>> _all = new()", "var key = IsUp();\nif (!_all.TryGetValue(key, out var queue))\n    _all[key] = queue = new Queue<PendedProtocolOffload>();\nqueue.Enqueue(list.Pend());",
        "foreach (var queue in _all.Values)\n    while (queue.TryDequeue(out var kept)) Finish(kept);")]
    [InlineData("Dictionary<PendedProtocolOffload, int> _all = new()", "_all[list.Pend()] = 3;", "foreach (var entry in _all) Finish(entry.Key);\n_all.Clear();")]
    [InlineData("Dictionary<PendedProtocolOffload, int> _all = new()", "_all.Add(list.Pend(), 3);", "foreach (var kept in _all.Keys) Finish(kept);\n_all.Clear();")]
    [InlineData("System.Collections.Concurrent.ConcurrentDictionary<PendedProtocolOffload, byte> _all = new()", "var pended = list.Pend();\n_all.TryAdd(pended, 0);\nQueueWorkItem(() =>\n{\n    if (_all.TryRemove(pended, out _)) Finish(pended);\n});", "")]
    [InlineData("PendedProtocolOffload?[] _all = new PendedProtocolOffload?[2]", "var pended = list.Pend();\nif (_all[0] is null)\n    _all[0] = pended;\nelse\n    Finish(pended);", "if (_all[0] is { } kept)\n{\n    _all[0] = null;\n    Finish(kept);\n}")]
    [InlineData("PendedProtocolOffload?[] _all = new PendedProtocolOffload?[2]", "var pended = list.Pend();\nforeach (ref var slot in _all.AsSpan())\n    if (slot is null)\n    {\n        slot = pended;\n        return;\n    }\nFinish(pended);",
        "foreach (ref var slot in _all.AsSpan())\n    if (slot is { } kept)\n    {\n        slot = null;\n        Finish(kept);\n    }")]
    [InlineData("List<PendedProtocolOffload> _all = new()", "_all.Add(list.Pend());", "while (_all.Count > 0)\n{\n    var kept = _all[^1];\n    _all.RemoveAt(_all.Count - 1);\n    Finish(kept);\n}")]
    public Task Silent_for_collections(string field, string put, string drain) => Keeper($"private readonly {field};", put, drain);

    [Theory]
    [InlineData("Queue<PendedProtocolOffload>[] _all = { new(), new() }", "_all[IsUp() ? 1 : 0].Enqueue({|CHIM1006:list.Pend()|});")]
    [InlineData("Dictionary<PendedProtocolOffload, int> _all = new()", "_all[{|CHIM1006:list.Pend()|}] = 3;")]
    [InlineData("PendedProtocolOffload?[] _all = new PendedProtocolOffload?[2]", "if (_all[0] is null)\n    _all[0] = {|CHIM1006:list.Pend()|};\nelse\n    Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());")]
    [Breaks("C276")]
    public Task Nobody_empties_the_collection(string field, string put) => Keeper($"private readonly {field};", put, "");

    [Fact, Breaks("C276")]
    public Task Taken_out_by_itself_and_dropped() => Keeper("private readonly HashSet<PendedProtocolOffload> _all = new();", """
        var pended = {|CHIM1006:list.Pend()|};
        _all.Add(pended);
        _all.Remove(pended);
        """, "foreach (var kept in _all) Finish(kept);\n_all.Clear();");

    [Theory]
    [InlineData("private ref PendedProtocolOffload? Slot => ref _slot;", "Slot")]
    [InlineData("private ref PendedProtocolOffload? Slot() => ref _slot;", "Slot()")]
    public Task Silent_for_a_slot_that_is_given_out_by_reference(string member, string slot) => Keeper($"private PendedProtocolOffload? _slot;\n{member}", $$"""
        var pended = list.Pend();
        ref var slot = ref {{slot}};
        if (slot is null)
            slot = pended;
        else
            Finish(pended);
        """, $"if ({slot} is {{ }} kept)\n{{\n    {slot} = null;\n    Finish(kept);\n}}");

    [Fact]
    public Task Not_proved_for_a_slot_that_is_given_out_and_that_nobody_here_empties() => Keeper("private PendedProtocolOffload? _slot;\nprivate ref PendedProtocolOffload? Slot() => ref _slot;", "Slot() = {|CHIM1099:list.Pend()|};", "");

    private const string Elapses = """
        var pended = list.Pend();
        var timer = new System.Timers.Timer(1) { AutoReset = false };
        timer.Elapsed += (_, _) => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, pended.Resume().ToMiniport());

        """;

    [Theory]
    [InlineData("AutoReset = false")]
    [InlineData("AutoReset = false, Interval = 5")]
    [InlineData("Interval = 5, AutoReset = false")]
    public Task Silent_for_an_event_that_is_raised_once(string options) => Keeper("", Elapses.Replace("AutoReset = false", options, StringComparison.Ordinal) + "timer.Start();", "");

    [Theory]
    [InlineData("Interval = 5")]
    [InlineData("AutoReset = true")]
    [InlineData("AutoReset = false, Enabled = true")]
    [InlineData("Enabled = true, AutoReset = false")]
    public Task Not_proved_where_the_timer_may_go_on(string options)
        => Keeper("", Elapses.Replace("AutoReset = false", options, StringComparison.Ordinal).Replace("timer.Elapsed", "{|CHIM1099:timer.Elapsed", StringComparison.Ordinal).TrimEnd().TrimEnd(';') + "|};\ntimer.Start();", "");

    [Theory]
    [InlineData("if (IsUp())\n    timer.Start();")]
    [InlineData("timer.Start();\ntimer.Start();")]
    [InlineData("timer.Enabled = true;")]
    [InlineData("timer.AutoReset = true;\ntimer.Start();\ntimer.Enabled = true;")]
    [InlineData("timer.Start();\ntimer.Stop();")]
    [InlineData("timer.Start();\nConsole.WriteLine(timer);")]
    public Task Not_proved_where_the_event_may_be_raised_again_or_never(string start)
        => Keeper("", Elapses.Replace("timer.Elapsed", "{|CHIM1099:timer.Elapsed", StringComparison.Ordinal).TrimEnd().TrimEnd(';') + "|};\n" + start, "");

    [Fact, Breaks("C007")]
    public Task Completed_by_the_event_and_here() => Keeper("", Elapses + "timer.Start();\n{|CHIM1002:Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, pended.Resume().ToMiniport())|};", "");

    [Fact]
    public Task Silent_for_flags_at_the_end_of_a_list() => Keeper("", """
        var flags = new List<bool> { false, IsUp() };
        if (flags[^1])
            Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        if (!flags[^1])
            Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        """, "");

    /// <summary>Places that are free: the entry was taken out, or its key is new.</summary>
    [Theory]
    [InlineData("Dictionary<int, PendedProtocolOffload> _all = new()", "_all[System.Threading.Interlocked.Increment(ref s_next)] = list.Pend();", "for (int i = 0; i < s_next; i++) if (_all.Remove(i, out var kept)) Finish(kept);")]
    [InlineData("Dictionary<Guid, PendedProtocolOffload> _all = new()", "_all[Guid.NewGuid()] = list.Pend();", "foreach (var kept in _all.Values) Finish(kept);\n_all.Clear();")]
    [InlineData("Dictionary<object, PendedProtocolOffload> _all = new()", "_all[new object()] = list.Pend();", "foreach (var kept in _all.Values) Finish(kept);\n_all.Clear();")]
    [InlineData("Dictionary<int, PendedProtocolOffload> _all = new()", "_all[s_next++] = list.Pend();", "for (int i = 0; i < s_next; i++) if (_all.Remove(i, out var kept)) Finish(kept);")]
    [InlineData("Dictionary<int, PendedProtocolOffload> _all = new()", "var key = context.GetHashCode();\nif (_all.Remove(key, out var old)) Finish(old);\n_all[key] = list.Pend();", "foreach (var kept in _all.Values) Finish(kept);\n_all.Clear();")]
    [InlineData("PendedProtocolOffload?[] _all = new PendedProtocolOffload?[200]", "_all[s_next++] = list.Pend();", "for (int i = 0; i < s_next; i++) if (System.Threading.Interlocked.Exchange(ref _all[i], null) is { } kept) Finish(kept);")]
    public Task Silent_where_the_place_is_free(string field, string put, string drain) => Keeper($"private static int s_next;\nprivate readonly {field};", put, drain);

    [Theory]
    [InlineData("Dictionary<int, PendedProtocolOffload> _all = new()", "_all[context.GetHashCode()] = {|CHIM1099:list.Pend()|};", "foreach (var kept in _all.Values) Finish(kept);\n_all.Clear();")]
    [InlineData("Dictionary<int, PendedProtocolOffload> _all = new()", "_all[s_next] = {|CHIM1099:list.Pend()|};", "for (int i = 0; i < s_next; i++) if (_all.Remove(i, out var kept)) Finish(kept);")]
    [InlineData("Dictionary<int, PendedProtocolOffload> _all = new()", "if (_all.Remove(s_next, out var old)) Finish(old);\n_all[context.GetHashCode()] = {|CHIM1099:list.Pend()|};", "foreach (var kept in _all.Values) Finish(kept);\n_all.Clear();")]
    [InlineData("PendedProtocolOffload?[] _all = new PendedProtocolOffload?[200]", "_all[s_next] = {|CHIM1099:list.Pend()|};", "for (int i = 0; i < s_next; i++) if (System.Threading.Interlocked.Exchange(ref _all[i], null) is { } kept) Finish(kept);")]
    public Task Not_proved_where_the_place_may_be_full(string field, string put, string drain) => Keeper($"private static int s_next;\nprivate readonly {field};", put, drain);

    /// <summary>Ways into what a field keeps, through variables and parts.</summary>
    public static TheoryData<string, string, string> Parts => new()
    {
        { "Queue<PendedProtocolOffload>[] _all = { new(), new() }", "var queue = _all[0];\nqueue.Enqueue(PENDED);", "while (_all[0].TryDequeue(out var kept)) Finish(kept);" },
        { "Queue<PendedProtocolOffload>[] _all = { new(), new() }", "Queue<PendedProtocolOffload> queue;\nqueue = _all[0];\nqueue.Enqueue(PENDED);", "while (_all[0].TryDequeue(out var kept)) Finish(kept);" },
        { "Queue<PendedProtocolOffload>[] _all = { new(), new() }", "_all[^1].Enqueue(PENDED);", "while (_all[^1].TryDequeue(out var kept)) Finish(kept);" },
        { "Queue<PendedProtocolOffload> _all = new()", "((Queue<PendedProtocolOffload>)(object)_all).Enqueue(PENDED);", "while (_all.TryDequeue(out var kept)) Finish(kept);" },
        { "Queue<PendedProtocolOffload> _all = new()", "var item = PENDED;\n(_all.Count > 3 ? _all : _all).Enqueue(item);", "while (_all.TryDequeue(out var kept)) Finish(kept);" },
        { "Queue<(PendedProtocolOffload Handle, int Tries)> _all = new()", "_all.Enqueue((PENDED, 1));", "while (_all.TryDequeue(out var kept)) Finish(kept.Handle);" },
        { "LinkedList<PendedProtocolOffload> _all = new()", "_all.AddLast(PENDED);", "while (_all.First is { } kept)\n{\n    _all.RemoveFirst();\n    Finish(kept.Value);\n}" },
        { "Stack<PendedProtocolOffload> _all = new()", "_all.Push(PENDED);", "while (_all.Count > 0) Finish(_all.Pop());" },
        { "System.Collections.Concurrent.ConcurrentBag<PendedProtocolOffload> _all = new()", "_all.Add(PENDED);", "while (_all.TryTake(out var kept)) Finish(kept);" },
        { "System.Collections.Concurrent.BlockingCollection<PendedProtocolOffload> _all = new()", "_all.Add(PENDED);", "while (_all.Count > 0) Finish(_all.Take());" },
        { "SortedDictionary<int, PendedProtocolOffload> _all = new()", "_all.Add(_all.Count, PENDED);", "for (int i = 0; _all.Remove(i, out var kept); i++) Finish(kept);" },
    };

    [Theory]
    [MemberData(nameof(Parts))]
    public Task Silent_where_a_part_is_filled_and_emptied(string field, string put, string drain) => Keeper($"private readonly {field};", put.Replace("PENDED", "list.Pend()", StringComparison.Ordinal), drain.Replace("_all.Remove(i, out var kept)", "_all.TryGetValue(i, out var kept) && _all.Remove(i)", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Parts))]
    [Breaks("C276")]
    public Task Nobody_empties_the_part(string field, string put, string drain) => Keeper($"private readonly {field};", put.Replace("PENDED", "{|CHIM1006:list.Pend()|}", StringComparison.Ordinal), drain.Length == 0 ? drain : "Console.WriteLine();");

    [Theory]
    [MemberData(nameof(Parts))]
    [Breaks("C276")]
    public Task Lost_where_the_addition_throws(string field, string put, string drain)
        => Keeper($"private readonly {field};", "var pended = {|CHIM1006:list.Pend()|};\ntry\n{\n    " + put.Replace("PENDED", "pended", StringComparison.Ordinal) + "\n}\ncatch (InvalidOperationException)\n{\n}", drain.Replace("_all.Remove(i, out var kept)", "_all.TryGetValue(i, out var kept) && _all.Remove(i)", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Parts))]
    [Breaks("C007")]
    public Task Completed_after_it_went_into_a_part(string field, string put, string drain)
        => Keeper($"private readonly {field};", "var pended = list.Pend();\n" + put.Replace("PENDED", "pended", StringComparison.Ordinal) + "\n{|CHIM1002:Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, pended.Resume().ToMiniport())|};", drain.Replace("_all.Remove(i, out var kept)", "_all.TryGetValue(i, out var kept) && _all.Remove(i)", StringComparison.Ordinal));
}
