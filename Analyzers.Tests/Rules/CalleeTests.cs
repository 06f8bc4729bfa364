namespace Chimney.Analyzers.Tests.Rules;

/// <summary>What becomes of a list where callees get it: with attributes and without a body, as delegates, by reference, in recursion, resumed on behalf of the caller.</summary>
public class CalleeTests : RuleTest
{
    private const string Members = """
        public interface IKeeper
        {
            void Close([Discharges] ProtocolOffloadBlockList list);
            void Look([Borrows] ProtocolOffloadBlockList list);
            bool TryClose([Discharges(When = true)] ProtocolOffloadBlockList list);
            bool FailsToClose([Discharges(When = false)] ProtocolOffloadBlockList list);
            void Note([Borrows] ProtocolOffloadBlockList list, ImCallEntry entry);
            ProtocolOffloadBlockList Swap([Borrows] ProtocolOffloadBlockList list);
            void Renew([Borrows] ProtocolOffloadBlockList list, out ProtocolOffloadBlockList other);
            void Take(ProtocolOffloadBlockList list);
            void Exchange(ref ProtocolOffloadBlockList list);
        }
        public class Sender { public virtual void Send(NdisMiniportHandle handle, ProtocolOffloadBlockList list) => Ndis.NdisMUpdateOffloadComplete(handle, list.ToMiniport()); }
        public delegate void Taker(NdisMiniportHandle handle, ProtocolOffloadBlockList list);
        public IKeeper Keeper = null!;
        public Sender Out = new Sender();
        private bool _flag;
        private readonly Queue<PendedProtocolOffload> _parked = new();
        public void Drain()
        {
            while (_parked.TryDequeue(out var parked))
            {
                var list = parked.Resume();
                if (parked.Operation == OffloadOperation.Update)
                    Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
                else
                    Ndis.NdisMInvalidateOffloadComplete(NdisMiniportHandle, list.ToMiniport());
            }
        }
        """;

    private static Task Handler(string body, string members, string name = "ProtocolUpdateOffloadComplete") => VerifyAsync(
        $"{members.ReplaceLineEndings(" ")}\npublic override void {name}(ProtocolBindingContext context, ProtocolOffloadBlockList list) {{ {body.Replace("UP(", "Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, ", StringComparison.Ordinal)} }}");

    [Theory]
    [InlineData("if (Keeper.FailsToClose(list)) UP(list.ToMiniport());")]
    [InlineData("if (!Keeper.TryClose(list)) UP(list.ToMiniport());")]
    [InlineData("bool done = Keeper.TryClose(list); if (!done) UP(list.ToMiniport());")]
    [InlineData("Keeper.Close(list); {|CHIM1002:Keeper.Close(list)|};")]
    [InlineData("Keeper.Close(list); {|CHIM1005:Keeper.Look(list)|};")]
    [InlineData("Keeper.Close(list); {|CHIM1005:Keeper.Take(list)|};")]
    [InlineData("Keeper.Look(list); Keeper.Close(list);")]
    [InlineData("{|CHIM1099:Keeper.Take(list)|};")]
    [InlineData("{|CHIM1099:Keeper.Exchange(ref list)|};")]
    [InlineData("var other = Keeper.Swap(list); UP({|CHIM1004:other.ToMiniport()|});")]
    [InlineData("var other = Keeper.Swap(list); _parked.Enqueue(list.Pend()); UP(other.ToMiniport());")]
    [InlineData("Keeper.Renew(list, out var other); _parked.Enqueue(list.Pend()); UP(other.ToMiniport());")]
    [InlineData("_parked.Enqueue(list.Pend()); UP({|CHIM1004:default|});")]
    [InlineData("_parked.Enqueue(list.Pend()); UP({|CHIM1004:default(ProtocolOffloadBlockList).ToMiniport()|});")]
    [InlineData("_parked.Enqueue(list.Pend().Resume().Pend());")]
    [InlineData("var entry = ImCallEntry.From(list); var again = list.Pend().Resume(); UP(again.ToMiniport()); {|CHIM1005:Keeper.Note(again, entry)|};")]
    public Task Of_which_the_attributes_speak(string body) => Handler(body, Members);

    [Theory]
    [InlineData("_flag = true; Keeper.Look(list); if (_flag) UP(list.ToMiniport());")]
    [InlineData("_flag = true; if (!Keeper.TryClose(list) && _flag) UP(list.ToMiniport());")]
    [InlineData("_flag = true; if (Keeper.FailsToClose(list) && _flag) UP(list.ToMiniport());")]
    [InlineData("if (Keeper.FailsToClose(list)) _flag = true;")]
    [InlineData("if (Keeper.TryClose(list)) _flag = true;")]
    public Task That_leave_it_open(string body) => Handler(body, Members, "{|CHIM1001:ProtocolUpdateOffloadComplete|}");

    [Theory]
    [InlineData("Out.Send(NdisMiniportHandle, list);")]
    [InlineData("Taker send = Out.Send; send(NdisMiniportHandle, list);")]
    [InlineData("Taker send = Out.Send; send(NdisMiniportHandle, list); {|CHIM1002:send(NdisMiniportHandle, list)|};")]
    [InlineData("Taker send = new Sender().Send; send.Invoke(NdisMiniportHandle, list);")]
    [InlineData("Taker send = (handle, given) => UP(given.ToMiniport()); send(NdisMiniportHandle, list);")]
    [InlineData("void Send(ProtocolOffloadBlockList given, int turns) { if (turns > 0) { Send(given, turns - 1); return; } UP(given.ToMiniport()); } Send(list, 5);")]
    [InlineData("void Send(ProtocolOffloadBlockList given) { if (IsUp()) Send(given); {|CHIM1002:UP(given.ToMiniport())|}; } Send(list);")]
    [InlineData("void Finish(bool done, ProtocolOffloadBlockList given) { if (done) UP(given.ToMiniport()); } Finish(given: list, done: true);")]
    public Task That_are_called_indirectly(string body) => Handler(body, Members);

    [Fact]
    public Task That_call_each_other() => Handler("Ping(list);", Members + """
        private void Ping(ProtocolOffloadBlockList list) { if (IsUp()) { Pong(list); return; } Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport()); }
        private void Pong(ProtocolOffloadBlockList list) { if (IsUp()) { Ping(list); return; } if (IsUp()) return; Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport()); }
        """, "{|CHIM1001:ProtocolUpdateOffloadComplete|}");

    [Theory]
    [InlineData("Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, chain); var part = {|CHIM1005:chain.SplitFirst(out var rest)|};")]
    [InlineData("var part = chain.SplitFirst(out var rest); Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, part); {|CHIM1002:Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, part)|};")]
    [InlineData("var part = chain.SplitFirst(out var rest); {|CHIM1003:Ndis.NdisTcpOffloadForwardComplete(NdisMiniportHandle, part)|}; Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, rest);")]
    [InlineData("var part = chain.SplitFirst(out var rest); Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, rest); Ndis.NdisTcpOffloadSendComplete(NdisMiniportHandle, part);")]
    public Task That_get_a_chain_in_pieces(string body) => VerifyAsync($"public override void ProtocolTcpOffloadSendComplete(ProtocolBindingContext context, NetBufferListChain chain) {{ {body} }}");

    [Theory]
    [InlineData("if (b.Operation == OffloadOperation.Update) Updated(b); else Finish(b);")]
    [InlineData("if (b.Operation == OffloadOperation.Query) {|CHIM1003:Updated(b)|}; else Finish(b);")]
    public Task That_finish_handles_from_several_places(string second) => VerifyAsync($$"""
        private readonly Queue<PendedProtocolOffload> _a = new(), _b = new();
        public override void ProtocolUpdateOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => _a.Enqueue(list.Pend());
        public override void ProtocolQueryOffloadComplete(ProtocolBindingContext context, ProtocolOffloadBlockList list) => _b.Enqueue(list.Pend());
        private void Finish(PendedProtocolOffload parked) { var list = parked.Resume(); if (parked.Operation == OffloadOperation.Query) Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list.ToMiniport()); else Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport()); }
        private void Updated(PendedProtocolOffload parked) { var list = parked.Resume(); Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport()); }
        public void Drain()
        {
            if (_a.TryDequeue(out var a)) { if (a.Operation == OffloadOperation.Update) Updated(a); else Finish(a); }
            if (_b.TryDequeue(out var b)) { {{second}} }
        }
        """);

    private const string Event = "public override void ProtocolIndicateOffloadEvent(ProtocolBindingContext context, ProtocolOffloadBlockList list, IndicateOffloadEvent code) { ";

    [Theory]
    [InlineData("if (list.IsNull) {|CHIM1001:return;|} Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, list.ToMiniport(), code);")]
    [InlineData("Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, list.ToMiniport(), code); Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, {|CHIM1005:list.ToMiniport()|}, code);")]
    [InlineData("var up = list.ToMiniport(); Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, up, code); {|CHIM1005:Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, up, code)|};")]
    public Task That_get_the_list_of_an_event(string body) => VerifyAsync(Event + body + " }");

    private const string Senders = """
        public class Sender { public virtual void Send(NdisMiniportHandle handle, ProtocolOffloadBlockList list) => Ndis.NdisMUpdateOffloadComplete(handle, list.ToMiniport()); }
        public class Idle : Sender { public override void Send(NdisMiniportHandle handle, ProtocolOffloadBlockList list) { } }
        public class Eager : Sender { public override void Send(NdisMiniportHandle handle, ProtocolOffloadBlockList list) => Ndis.NdisMUpdateOffloadComplete(handle, list.ToMiniport()); }
        public Eager Out = new Eager();
        public Sender Any = new Sender();
        """;

    /// <summary>The type of what it is called on says which overrides are meant, and what was made here is of no other type.</summary>
    [Theory]
    [InlineData("Out.Send(NdisMiniportHandle, list);", "ProtocolUpdateOffloadComplete")]
    [InlineData("var made = new Eager(); made.Send(NdisMiniportHandle, list);", "ProtocolUpdateOffloadComplete")]
    [InlineData("Sender made = new Sender(); made.Send(NdisMiniportHandle, list);", "ProtocolUpdateOffloadComplete")]
    [InlineData("Any.Send(NdisMiniportHandle, list);", "{|CHIM1001:ProtocolUpdateOffloadComplete|}")]
    [InlineData("Sender made = new Idle(); made.Send(NdisMiniportHandle, list);", "{|CHIM1001:ProtocolUpdateOffloadComplete|}")]
    public Task That_are_overridden(string body, string name) => Handler(body, Senders, name);

    /// <summary>Code of other objects may change a field; functions of the DDI do not.</summary>
    [Theory]
    [InlineData("_flag = true; Other.MiniportUpdateOffload(context, list); if (!_flag) {|CHIM1002:Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry()))|};")]
    [InlineData("_flag = true; Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry())); if (!_flag) Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));")]
    [InlineData("var entry = new ImCallEntry(); Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol(entry)); {|CHIM1005:Keeper.Note(default, entry)|};")]
    [InlineData("var entry = new ImCallEntry(); Keeper.Note(default, entry); Ndis.NdisUpdateOffload(NdisBindingHandle, list.ToProtocol(entry));")]
    public Task That_get_a_request(string body) => VerifyAsync(
        Members.ReplaceLineEndings(" ") + "\npublic Driver Other = null!;\npublic override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) { " + body + " }");

    private const string Openers = """
        private static void Open(PendedProtocolOffload parked, out ProtocolOffloadBlockList list) => list = parked.Resume();
        private static void Open(PendedProtocolOffload parked, out ProtocolOffloadBlockList list, out int n) { n = 3; list = parked.Resume(); }
        private static ProtocolOffloadBlockList Open(PendedProtocolOffload parked) => parked.Resume();
        """;

    [Theory]
    [InlineData("Open(list.Pend(), out var again);")]
    [InlineData("Open(list.Pend(), out var again, out int n);")]
    [InlineData("var again = Open(list.Pend());")]
    public Task That_resume_it_for_their_caller(string open) => Handler(open + " if (IsUp()) {|CHIM1001:return;|} UP(again.ToMiniport());", Openers);

    [Theory]
    [InlineData("{|CHIM1006:Open(parked, out var again)|};")]
    [InlineData("{|CHIM1006:Open(parked, out var again, out int n)|};")]
    [InlineData("var again = {|CHIM1006:Open(parked)|};")]
    public Task That_take_it_over_for_their_caller(string open) => Handler("_parked.Enqueue(list.Pend());", Openers + $$"""
        private readonly Queue<PendedProtocolOffload> _parked = new();
        public void Drain() { while (_parked.TryDequeue(out var parked)) { {{open}} if (IsUp()) return; Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, again.ToMiniport()); } }
        """);

    [Fact]
    public Task That_resume_it_and_forget_it() => Handler("Open(list.Pend());", """
        private void Open(PendedProtocolOffload parked) { var list = {|CHIM1006:parked.Resume()|}; if (IsUp()) return; Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, list.ToMiniport()); }
        """);

    private const string Owner = """
        private sealed class Owner : IAsyncDisposable
        {
            public PendedProtocolOffload? Kept;
            public NdisMiniportHandle Handle;
            public System.Threading.Tasks.ValueTask DisposeAsync() { var kept = Kept; Kept = null; if (kept != null) Ndis.NdisMUpdateOffloadComplete(Handle, kept.Resume().ToMiniport()); return default; }
        }
        """;

    private static Task Later(string id, string body) => Handler(id.Length == 0 ? "_ = Later(list.Pend());" : $"_ = {{|{id}:Later(list.Pend())|}};", Owner + $$"""
        private async System.Threading.Tasks.Task Later(PendedProtocolOffload parked) { await System.Threading.Tasks.Task.Yield(); {{body}} }
        """);

    [Theory]
    [InlineData("var owner = new Owner { Kept = parked }; await owner.DisposeAsync();")]
    [InlineData("var owner = new Owner { Kept = parked }; await owner.DisposeAsync().ConfigureAwait(false);")]
    [InlineData("var owner = new Owner { Kept = parked }; await owner.DisposeAsync().AsTask();")]
    [InlineData("var owner = new Owner { Kept = parked }; await owner.DisposeAsync().AsTask().ConfigureAwait(false);")]
    [InlineData("var owner = new Owner { Kept = parked }; await ((IAsyncDisposable)owner).DisposeAsync();")]
    [InlineData("await using var owner = new Owner { Kept = parked };")]
    [InlineData("var owner = new Owner(); _ = owner.DisposeAsync(); Ndis.NdisMUpdateOffloadComplete(NdisMiniportHandle, parked.Resume().ToMiniport());")]
    public Task That_are_awaited(string body) => Later("", body);

    [Theory]
    [InlineData("var owner = new Owner { Kept = parked }; _ = owner.DisposeAsync();")]
    [InlineData("var owner = new Owner { Kept = parked }; _ = owner.DisposeAsync().AsTask();")]
    public Task That_nobody_awaits(string body) => Later("CHIM1099", body);
}
