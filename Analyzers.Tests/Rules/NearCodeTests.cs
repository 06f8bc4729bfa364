using Chimney.Analyzers.Tests.Harness;

namespace Chimney.Analyzers.Tests.Rules;

/// <summary>
/// What blocks ask for one by one, and what may have been done before a list was pended, is only asked of code near which nothing does it (C021, C116):
/// which code is near is asked for place by place.
/// </summary>
public class NearCodeTests : RuleTest
{
    private const string Release = "ImOffloadEntry.From(block.OffloadHandle!).Release()";

    /// <summary>A driver that converts by hand after a terminate and gives no offload entry up itself.</summary>
    private static string Driver(string members, string types, bool isReported) => Handlers.InDriver($$"""
        public override void ProtocolTerminateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list)
        {
            var entry = ImCallEntry.From(list);
            var rebuilt = list.OverlayAsMiniport();
            entry.SavedImReserved.CopyTo(rebuilt.Root.ImReserved);
            rebuilt.Root.SourceHandle = entry.SavedSourceHandle;
            entry.Release();
            {{(isReported ? "{|CHIM2008:" : "")}}Ndis.NdisMTerminateOffloadComplete(NdisMiniportHandle, rebuilt){{(isReported ? "|}" : "")}};
        }
        public delegate void Dropping(ProtocolOffloadBlock block);
        {{members.Replace("RELEASE", Release, StringComparison.Ordinal)}}
        """) + types.Replace("RELEASE", Release, StringComparison.Ordinal);

    private const string Dropper = "\npublic class Dropper { public static void Prepare() { } public void Drop(ProtocolOffloadBlock block) => RELEASE; }\n";

    [Theory]
    [InlineData("private static void Drop(ProtocolOffloadBlock block) => RELEASE;", "")]
    [InlineData("private sealed class Inner { public void Drop(ProtocolOffloadBlock block) => RELEASE; }", "")]
    [InlineData("private sealed class Inner { public sealed class Innermost { public void Drop(ProtocolOffloadBlock block) => RELEASE; } }", "")]
    [InlineData("private readonly Dropping _drop = block => RELEASE;", "")]
    [InlineData("public Dropping Drop { get; } = block => RELEASE;", "")]
    [InlineData("public Dropping Drop => block => RELEASE;", "")]
    [InlineData("public Driver() { Dropping drop = block => RELEASE; drop.ToString(); }", "")]
    [InlineData("public void Start() { void Drop(ProtocolOffloadBlock block) => RELEASE; Dropping drop = Drop; drop.ToString(); }", "")]
    [InlineData("private readonly Dropper? _dropper;", Dropper)]
    [InlineData("private static Dropper? s_dropper;", Dropper)]
    [InlineData("public Dropper? Other { get; set; }", Dropper)]
    [InlineData("public void Start() => Dropper.Prepare();", Dropper)]
    [InlineData("public void Start() => Console.WriteLine(new Dropper());", Dropper)]
    [InlineData("public void Start() { Action go = Dropper.Prepare; go(); }", Dropper)]
    [InlineData("private readonly Action _go = Dropper.Prepare;", Dropper)]
    [InlineData("private readonly Holder? _holder;", "\npublic class Holder { public Dropper? Held; }\n" + Dropper)]
    [InlineData("private readonly Holder? _holder;", "\npublic class Holder : Dropper { }\n" + Dropper)]
    [InlineData("private readonly Dropper? _dropper;", "\npublic class Special : Dropper { public void Drop(ProtocolOffloadBlock block) => RELEASE; }\npublic class Dropper { }\n")]
    [InlineData("", "\npublic class Special : Driver { public void Drop(ProtocolOffloadBlock block) => RELEASE; }\n")]
    [InlineData("", "\npublic class Most : Special { public void Drop(ProtocolOffloadBlock block) => RELEASE; }\npublic class Special : Driver { }\n")]
    public Task Silent_where_code_near_releases(string members, string types) => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Driver(members, types, false));

    [Theory]
    [InlineData("", Dropper)]
    [InlineData("public string Name() => nameof(Dropper);", Dropper)]
    [InlineData("private static void Drop(ProtocolOffloadBlock block) => Console.WriteLine(block.Status);", "")]
    [InlineData("private static void Drop(ProtocolOffloadBlock block) => ImOffloadEntry.From(block.OffloadHandle!);", "")]
    [InlineData("private readonly Holder? _holder;", "\npublic class Holder { public int Held; }\n" + Dropper)]
    [InlineData("", "\npublic class Special : Driver { }\n" + Dropper)]
    [Breaks("C021")]
    public Task No_code_near_releases(string members, string types) => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Driver(members, types, true));

    [Fact]
    public Task Silent_where_the_base_releases() => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Driver("", "\npublic abstract class Common : IntermediateDriver { public static void Drop(ProtocolOffloadBlock block) => RELEASE; }\n", false)
        .Replace("class Driver : IntermediateDriver", "class Driver : Common", StringComparison.Ordinal));

    private const string Publish = "foreach (var block in list.Blocks) if (!block.IsPlaceholder && block.MiniportOffloadContext.IsNull) block.MiniportOffloadContext = OffloadContext.From(new object());";

    /// <summary>A target that publishes on one path only, after it has pended the list in this way.</summary>
    private static Task Target(string members, bool isReported, string types = "") => ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync(Targets.Answering($$"""
        if (IsUp())
        {
            {{Publish}}
        }
        foreach (var other in list.Blocks)
            other.Status = NdisStatus.Success;
        {{(isReported ? "{|CHIM2004:" : "")}}Ndis.NdisMInitiateOffloadComplete(NdisMiniportHandle, list){{(isReported ? "|}" : "")}};
        """, members.Replace("HANDLER", "public override void MiniportInitiateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)", StringComparison.Ordinal)
            .Replace("LIST", "[Borrows] MiniportOffloadBlockList list", StringComparison.Ordinal).Replace("PUBLISH", Publish, StringComparison.Ordinal))
        + types.Replace("LIST", "[Borrows] MiniportOffloadBlockList list", StringComparison.Ordinal).Replace("PUBLISH", Publish, StringComparison.Ordinal));

    [Theory]
    [InlineData("HANDLER { PUBLISH _work.Enqueue(list.Pend()); }")]
    [InlineData("HANDLER { Prepare(list); _work.Enqueue(list.Pend()); }\nprivate void Prepare(LIST) { PUBLISH }")]
    [InlineData("HANDLER { Prepare(list); _work.Enqueue(list.Pend()); }\nprivate void Prepare(LIST) => More(list);\nprivate void More(LIST) { PUBLISH }")]
    [InlineData("HANDLER { Prepare(list); _work.Enqueue(list.Pend()); }\nprotected virtual void Prepare(LIST) { }")]
    [InlineData("HANDLER { Prepare(list); _work.Enqueue(list.Pend()); }\nprotected abstract void Prepare(LIST);")]
    [InlineData("HANDLER { PUBLISH Park(list); }\nprivate void Park([Discharges] MiniportOffloadBlockList list) => _work.Enqueue(list.Pend());")]
    [InlineData("HANDLER { PUBLISH Way(list); }\nprivate void Way([Discharges] MiniportOffloadBlockList list) => Park(list);\nprivate void Park([Discharges] MiniportOffloadBlockList list) => _work.Enqueue(list.Pend());")]
    [InlineData("HANDLER { Inner.Prepare(list); _work.Enqueue(list.Pend()); }\nprivate static class Inner { public static void Prepare(LIST) { PUBLISH } }")]
    [InlineData("HANDLER { void Prepare(MiniportOffloadBlock block) => block.MiniportOffloadContext = OffloadContext.From(this); foreach (var each in list.Blocks) Prepare(each); _work.Enqueue(list.Pend()); }")]
    public Task Silent_where_it_may_be_published_before_the_list_is_pended(string members) => Target(members, false);

    [Fact]
    public Task Silent_where_another_type_publishes_before_the_list_is_pended()
        => Target("HANDLER { Publisher.Prepare(list); _work.Enqueue(list.Pend()); }", false, "\npublic static class Publisher { public static void Prepare(LIST) { PUBLISH } }\n");

    [Theory]
    [InlineData("")]
    [InlineData("HANDLER { _work.Enqueue(list.Pend()); }")]
    [InlineData("HANDLER { Park(list); }\nprivate void Park([Discharges] MiniportOffloadBlockList list) => _work.Enqueue(list.Pend());")]
    [InlineData("HANDLER { Note(); _work.Enqueue(list.Pend()); }\n[System.Runtime.InteropServices.DllImport(\"x\")] private static extern void Note();")]
    [InlineData("HANDLER { Again(3); _work.Enqueue(list.Pend()); }\nprivate static void Again(int times) { if (times > 0) Again(times - 1); }")]
    [Breaks("C116")]
    public Task Nothing_is_published_before_the_list_is_pended(string members) => Target(members, true);

    private static Task ByHand(string put, string take) => VerifyAsync($$"""
        private readonly Queue<PendedProtocolOffload> _kept = new();
        private readonly Dictionary<int, PendedProtocolOffload> _table = new();
        private PendedProtocolOffload? _slot;

        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => {{put}};

        {{take}}
            var rebuilt = kept.Resume().OverlayAsMiniport();
            {|CHIM2002:Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, rebuilt)|};
        }
        """);

    [Theory]
    [InlineData("_kept.Enqueue(list.Pend())", "public void Drain() { var kept = _kept.Dequeue();")]
    [InlineData("_kept.Enqueue(list.Pend())", "public void Drain() { if (!_kept.TryDequeue(out var kept)) return;")]
    [InlineData("_table.Add(Random.Shared.Next(), list.Pend())", "public void Drain(int key) { if (!_table.Remove(key, out var kept)) return;")]
    [Breaks("C012", "C013")]
    public Task A_list_that_was_pended_goes_up_with_nothing_restored(string put, string take) => ByHand(put, take);
}
