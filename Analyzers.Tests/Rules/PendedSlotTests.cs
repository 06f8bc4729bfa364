namespace Chimney.Analyzers.Tests.Rules;

/// <summary>A field holds one handle: who puts it in, who takes it out, and what becomes of it then (C104, C276).</summary>
public class PendedSlotTests : RuleTest
{
    private const string Finish = """

        private void Finish(PendedProtocolOffload pended) => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, pended.Resume().ToMiniport());
        """;

    private static Task Slot(string pends, string members) => VerifyAsync($$"""
        private PendedProtocolOffload? _slot;
        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{pends}}
        }
        {{members}}
        """.Replace("Interlocked", "System.Threading.Interlocked", StringComparison.Ordinal).Replace("Volatile", "System.Threading.Volatile", StringComparison.Ordinal) + Finish);

    private const string PutsIfEmpty = """
        var pended = list.Pend();
        if (Interlocked.CompareExchange(ref _slot, pended, null) != null)
            Finish(pended);
        """;

    [Theory]
    [InlineData("var kept = Volatile.Read(ref _slot);\nif (kept != null && Interlocked.CompareExchange(ref _slot, null, kept) == kept)\n    Finish(kept);")]
    [InlineData("if (Interlocked.Exchange(ref _slot, null) is { } kept)\n    Finish(kept);")]
    [InlineData("var kept = _slot;\nwhile (kept != null)\n{\n    var found = Interlocked.CompareExchange(ref _slot, null, kept);\n    if (ReferenceEquals(found, kept))\n    {\n        Finish(kept);\n        return;\n    }\n    kept = found;\n}")]
    public Task Silent_where_a_handle_goes_into_an_empty_field_or_is_finished(string drain) => Slot(PutsIfEmpty, $"public void Drain()\n{{\n    {drain}\n}}");

    [Fact]
    public Task Silent_where_the_field_is_only_for_the_first() => Slot("""
        var pended = list.Pend();
        if (Interlocked.CompareExchange(ref _slot, pended, null) is null)
            return;
        QueueWorkItem(() =>
        {
            Finish(pended);
            if (Interlocked.Exchange(ref _slot, null) is { } other)
                Finish(other);
        });
        """, "");

    [Fact, Breaks("C276")]
    public Task The_field_was_not_empty() => Slot("""
        var pended = {|CHIM1006:list.Pend()|};
        if (Interlocked.CompareExchange(ref _slot, pended, null) != null)
            Console.WriteLine("lost");
        """, "public void Drain()\n{\n    if (Interlocked.Exchange(ref _slot, null) is { } kept)\n        Finish(kept);\n}");

    private const string Puts = "Flush();\n    _slot = list.Pend();";

    private const string Flush = """

        public void Flush()
        {
            var kept = _slot;
            _slot = null;
            if (kept != null)
                Finish(kept);
        }
        """;

    [Theory]
    [InlineData("var (kept, _) = (_slot, _slot = null);\nif (kept != null)\n    Finish(kept);")]
    [InlineData("(var kept, _slot) = (_slot, null);\nif (kept != null)\n    Finish(kept);")]
    [InlineData("if (_slot != null)\n{\n    PendedProtocolOffload? kept;\n    (_slot, kept) = (null, _slot);\n    Finish(kept);\n}")]
    [InlineData("if (_slot is { } kept)\n{\n    _slot = null;\n    QueueWorkItem(() => Finish(kept));\n}")]
    [InlineData("var kept = _slot;\nif (kept == null)\n    return;\n_slot = null;\ntry { Console.WriteLine(); }\nfinally { Finish(kept); }")]
    [InlineData("for (var kept = _slot; kept != null; kept = _slot)\n{\n    _slot = null;\n    Finish(kept);\n}")]
    [InlineData("var kept = _slot;\ntry\n{\n    if (kept != null)\n        Finish(kept);\n}\nfinally { _slot = null; }")]
    [InlineData("var kept = _slot;\n_slot = null;\nif (kept == null)\n    return;\nif (IsUp())\n    _slot = kept;\nelse\n    Finish(kept);")]
    [InlineData("var kept = _slot;\n_slot = null;\nAction? work = null;\nif (kept != null)\n    work = () => Finish(kept);\nwork?.Invoke();")]
    [InlineData("var kept = _slot;\n_slot = null;\nbool isFull = kept is not null;\nif (isFull)\n    Finish(kept!);")]
    [InlineData("if (Take() is { } kept)\n    Finish(kept);")]
    [InlineData("while (TryTake(out var kept))\n    Finish(kept!);")]
    [InlineData("PendedProtocolOffload? mine = null;\nSwap(ref mine);\nif (mine != null)\n    Finish(mine);")]
    public Task Silent_where_a_copy_is_finished(string drain) => Slot(Puts, $$"""
        {{Flush}}
        public void Drain()
        {
            {{drain}}
        }

        private PendedProtocolOffload? Take()
        {
            var kept = _slot;
            _slot = null;
            return kept;
        }

        private bool TryTake(out PendedProtocolOffload? kept)
        {
            kept = _slot;
            _slot = null;
            return kept != null;
        }

        private void Swap(ref PendedProtocolOffload? other) => (_slot, other) = (other, _slot);
        """);

    [Theory]
    [InlineData("var kept = _slot;\n{|CHIM1006:_slot = null|};\nif (kept != null && IsUp())\n    Finish(kept);")]
    [InlineData("var kept = _slot;\n{|CHIM1006:_slot = null|};\nConsole.WriteLine(kept?.Operation);")]
    [InlineData("if (_slot is { } kept)\n{\n    {|CHIM1006:_slot = null|};\n    kept.Resume();\n}")]
    [InlineData("var kept = _slot;\nvar other = kept;\n_slot = null;\nif (kept != null)\n{\n    Finish(kept);\n    {|CHIM1002:Finish(other!)|};\n}")]
    [InlineData("var kept = _slot;\nif (kept != null)\n{\n    var list = kept.Resume();\n    Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());\n    {|CHIM1002:Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, _slot!.Resume().ToMiniport())|};\n    _slot = null;\n}")]
    [Breaks("C276", "C104")]
    public Task A_copy_is_lost_or_finished_twice(string drain) => Slot(Puts, $$"""
        {{Flush}}
        public void Drain()
        {
            {{drain}}
        }
        """);

    [Theory]
    [InlineData("if (_slot != null)\n    Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, {|CHIM1002:_slot.Resume()|}.ToMiniport());")]
    [InlineData("var kept = _slot;\nif (kept != null && IsUp())\n    Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, {|CHIM1002:kept.Resume()|}.ToMiniport());")]
    [Breaks("C104")]
    public Task A_handle_stays_in_its_field(string drain) => Slot("Drain();\n    _slot = list.Pend();", $$"""
        public void Drain()
        {
            {{drain}}
        }
        """);

    private const string Left = "if (_slot != null)\n        Ndis.NdisMQueryOffloadStateComplete({0}, {{|CHIM1002:_slot.Resume()|}}.ToMiniport());";

    [Theory]
    [InlineData("public void Tick() => Drain();", "private void Drain()", "NdisMiniportHandle")]
    [InlineData("public void Tick()\n{\n    Drain();\n}", "private void Drain()", "NdisMiniportHandle")]
    [InlineData("", "public void Drain(NdisMiniportHandle miniport)", "miniport")]
    [InlineData("public void Tick() => Drain(NdisMiniportHandle);", "private void Drain(NdisMiniportHandle miniport)", "miniport")]
    [InlineData("public void Tick() => Drain();\n    internal void Tock()\n    {\n        Drain();\n    }", "private void Drain()", "NdisMiniportHandle")]
    [Breaks("C104")]
    public Task A_handle_stays_in_its_field_of_a_helper(string members, string drain, string miniport) => Slot($"Drain({(miniport == "miniport" ? "NdisMiniportHandle" : "")});\n    _slot = list.Pend();", $$"""
        {{members}}
        {{drain}}
        {
            {{string.Format(System.Globalization.CultureInfo.InvariantCulture, Left, miniport)}}
        }
        """);

    [Theory]
    [InlineData("public void Tick()\n{\n    if (Interlocked.Exchange(ref _full, 0) == 1)\n        Drain();\n}", "private void Drain()", "NdisMiniportHandle")]
    [InlineData("public void Tick()\n{\n    Drain();\n    _slot = null;\n}", "private void Drain()", "NdisMiniportHandle")]
    [InlineData("public void Stop() => Drain();", "private void Drain()", "NdisMiniportHandle")]
    [InlineData("public void Tick() => Drain();\npublic void Once() => QueueWorkItem(Drain);", "private void Drain()", "NdisMiniportHandle")]
    [InlineData("", "public void Drain(bool isLast)", "isLast ? NdisMiniportHandle : NdisMiniportHandles[1]")]
    [InlineData("private bool _isOn;\npublic void Tick()\n{\n    var isOn = _isOn;\n    _isOn = false;\n    Drain(isOn);\n}", "private void Drain(bool isOn)", "isOn ? NdisMiniportHandle : NdisMiniportHandles[1]")]
    [InlineData("public Driver() => Drain();", "private void Drain()", "NdisMiniportHandle")]
    public Task Silent_where_a_helper_may_be_called_once(string members, string drain, string miniport) => Slot($"if (_slot != null)\n        Drain({(drain.EndsWith("()", StringComparison.Ordinal) ? "" : "true")});\n    _slot = list.Pend();\n    _full = 1;", $$"""
        private int _full;
        {{members}}
        {{drain}}
        {
            {{string.Format(System.Globalization.CultureInfo.InvariantCulture, Left, miniport).Replace("{|CHIM1002:", "", StringComparison.Ordinal).Replace("|}", "", StringComparison.Ordinal)}}
        }
        """);

    /// <summary>What keeps the second call from finding the handle again, or where that cannot be told.</summary>
    [Theory]
    [InlineData("if (Interlocked.Exchange(ref _full, 0) == 1 && _slot != null)\n    Complete(_slot.Resume());", "")]
    [InlineData("if (_full == 1 && _slot is { } kept)\n{\n    _full = 0;\n    Complete(kept.Resume());\n}", "")]
    [InlineData("var isFull = _full == 1;\n_full = 0;\nif (isFull && _slot is { } kept)\n    Complete(kept.Resume());", "")]
    [InlineData("if (IsMine() && _slot is { } kept)\n    Complete(kept.Resume());", "private bool IsMine() => Interlocked.Exchange(ref _full, 0) == 1;")]
    [InlineData("if (_slot is { } kept)\n{\n    Complete(kept.Resume());\n    Clear();\n}", "private void Clear() => _slot = null;")]
    [InlineData("Complete(_slot!.Resume());", "")]
    [InlineData("if (_slot is { } kept)\n    Complete(kept.Resume());", "public void Once()\n{\n    if (Interlocked.Exchange(ref _full, 0) == 1)\n        Drain();\n}")]
    public Task Silent_where_it_may_be_resumed_once(string drain, string members) => Slot("{|#0:|}_slot = list.Pend();\n    _full = 1;".Replace("{|#0:|}", "if (_slot != null)\n        Drain();\n    ", StringComparison.Ordinal), $$"""
        private int _full;
        private void Complete(ProtocolOffloadBlockList list) => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport());
        {{members}}
        public void Drain()
        {
            {{drain}}
        }
        """);

    [Fact]
    public Task Silent_where_each_handle_has_its_own_work_item() => VerifyAsync($$"""
        private PendedProtocolOffload? _slot;
        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            _slot = {|CHIM1099:list.Pend()|};
            QueueWorkItem(Work);
        }

        private void Work()
        {
            if (_slot != null)
                Finish(_slot);
        }
        """ + Finish);

    /// <summary>A property for one handle is a field for one.</summary>
    [Theory]
    [InlineData("var kept = Kept;\nKept = null;\nif (kept != null)\n    Finish(kept);")]
    [InlineData("if (Kept is { } kept)\n{\n    Kept = null;\n    Finish(kept);\n}")]
    [InlineData("(var kept, Kept) = (Kept, null);\nif (kept != null)\n    Finish(kept);")]
    [InlineData("if (Kept != null)\n    Finish(Kept);\nKept = null;")]
    [InlineData("var pair = (Kept, 1);\nKept = null;\nif (pair.Item1 != null)\n    Finish(pair.Item1);")]
    [InlineData("var kept = Kept;\n_more.TryDequeue(out var other);\nKept = null;\nif (kept != null)\n    Finish(kept);\nif (other != null)\n    Finish(other);")]
    public Task Silent_where_a_property_is_emptied(string drain) => Property(drain);

    [Theory]
    [InlineData("var kept = Kept;\n{|CHIM1006:Kept = null|};\nif (kept != null && IsUp())\n    Finish(kept);")]
    [InlineData("var kept = Kept;\nvar other = kept;\nKept = null;\nif (kept != null)\n{\n    Finish(kept);\n    {|CHIM1002:Finish(other!)|};\n}")]
    [InlineData("if (Kept != null)\n    {|CHIM1006:Kept = null|};")]
    [InlineData("var kept = Kept;\nif ({|CHIM1006:_more.TryDequeue(out var other)|})\n    Console.WriteLine();\nKept = null;\nif (kept != null)\n    Finish(kept);")]
    [Breaks("C276", "C104")]
    public Task A_property_is_emptied_and_the_handle_lost_or_finished_twice(string drain) => Property(drain);

    private static Task Property(string drain) => VerifyAsync($$"""
        private readonly Queue<PendedProtocolOffload> _more = new();
        private PendedProtocolOffload? Kept { get; set; }
        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            Flush();
            Kept = list.Pend();
        }

        public void Flush()
        {
            var kept = Kept;
            Kept = null;
            if (kept != null)
                Finish(kept);
        }

        public void Drain()
        {
            {{drain}}
        }
        """ + Finish);
}
