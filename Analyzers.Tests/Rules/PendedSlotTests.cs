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
}
