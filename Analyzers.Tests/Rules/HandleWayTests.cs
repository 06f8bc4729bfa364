namespace Chimney.Analyzers.Tests.Rules;

/// <summary>Ways of a handle through tables of delegates and slots that are exchanged: it is finished once, whichever way it takes (C101, C104, C276).</summary>
public class HandleWayTests : RuleTest
{
    private static Task Way(string field, string made, string use) => VerifyAsync($$"""
        private readonly {{field}};

        public Driver()
        {
            {{made}}
        }

        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            var pended = list.Pend();
            {{use}}
        }

        private void Finish(PendedProtocolOffload kept) => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, kept.Resume().ToMiniport());
        """);

    /// <summary>A table of delegates, how it is filled, and what calls one of them.</summary>
    public static TheoryData<string, string, string> Tables => new()
    {
        { "Action<PendedProtocolOffload>[] _ways", "_ways = new Action<PendedProtocolOffload>[] { Finish };", "_ways[0](pended)" },
        { "Action<PendedProtocolOffload>[] _ways", "_ways = new Action<PendedProtocolOffload>[] { Finish, kept => Finish(kept) };", "_ways[Random.Shared.Next(2)](pended)" },
        { "Action<PendedProtocolOffload> _way", "_way = Finish;", "_way(pended)" },
        { "Action<PendedProtocolOffload> _way", "_way = kept => Finish(kept);", "_way.Invoke(pended)" },
    };

    [Theory]
    [MemberData(nameof(Tables))]
    public Task Silent_where_a_table_has_the_way(string field, string made, string use) => Way(field, made, use + ";");

    [Theory]
    [MemberData(nameof(Tables))]
    [Breaks("C104")]
    public Task Finished_by_the_table_and_here(string field, string made, string use) => Way(field, made, use + "; {|CHIM1002:Finish(pended)|};");

    private static Task Slot(string code) => VerifyAsync($$"""
        private PendedProtocolOffload? _slot;
        private int Number() => Random.Shared.Next(9);

        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            {{code}}
        }

        public void Drain()
        {
            if (Interlocked.Exchange(ref _slot, null) is { } kept)
                Finish(kept);
        }

        private void Finish(PendedProtocolOffload kept) => Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, kept.Resume().ToMiniport());
        """.Replace("Interlocked.", "System.Threading.Interlocked.", StringComparison.Ordinal));

    [Theory]
    [InlineData("var pended = list.Pend(); if (Interlocked.CompareExchange(ref _slot, pended, null) != null) Finish(pended);")]
    [InlineData("var pended = list.Pend(); if (Interlocked.CompareExchange(ref _slot, pended, null) is { }) Finish(pended);")]
    [InlineData("var pended = list.Pend(); var before = Interlocked.Exchange(ref _slot, pended); if (before != null) Finish(before);")]
    [InlineData("var pended = list.Pend(); if (Interlocked.Exchange(ref _slot, pended) is { } before) Finish(before);")]
    [InlineData("int number = Number(); var pended = list.Pend(); var before = Interlocked.Exchange(ref _slot, null); if (before != null) { if (number > 3) Finish(before); if (number <= 3) Finish(before); } Finish(pended);")]
    [InlineData("int number = Number(); var pended = list.Pend(); Finish(pended); var seen = _slot; if (seen != null && Interlocked.CompareExchange(ref _slot, null, seen) == seen) { if (number > 3) Finish(seen); if (number <= 3) Finish(seen); }")]
    [InlineData("var pended = list.Pend(); Finish(pended); var seen = _slot; if (seen != null && ReferenceEquals(Interlocked.CompareExchange(ref _slot, null, seen), seen)) Finish(seen);")]
    public Task Silent_where_the_slot_gives_back_what_it_held(string code) => Slot(code);

    [Theory]
    [InlineData("var pended = {|CHIM1006:list.Pend()|}; Interlocked.CompareExchange(ref _slot, pended, null);")]
    [InlineData("var pended = {|CHIM1006:list.Pend()|}; if (Interlocked.CompareExchange(ref _slot, pended, null) == null) Console.WriteLine();")]
    [InlineData("var pended = {|CHIM1006:list.Pend()|}; if (Number() > 3) { var before = Interlocked.Exchange(ref _slot, pended); if (before != null) Finish(before); }")]
    [Breaks("C276")]
    public Task Lost_where_the_slot_does_not_take_it(string code) => Slot(code);
}
