namespace Chimney.Analyzers.Tests.Rules;

/// <summary>CHIM1006: a pended duty is dropped, or its holder never completes it (C101, C104, C276, C277).</summary>
public class CHIM1006Tests : RuleTest
{
    private const string Drain = """

        public void Drain()
        {
            while (_parked.TryDequeue(out var parked))
                Ndis.NdisInvalidateOffload(NdisBindingHandle, parked.Resume().ToProtocol(new ImCallEntry()));
        }
        """;

    private const string InFinalizer = """

        ~Driver()
        {
            while (_parked.TryDequeue(out var parked))
                {|CHIM4005:Ndis.NdisInvalidateOffload(NdisBindingHandle, parked.Resume().ToProtocol(new ImCallEntry()))|};
        }
        """;

    private const string Queue = """

        private readonly Queue<PendedMiniportOffload> _parked = new();
        """;

    private static Task Handler(string body, string members = "") => VerifyAsync($$"""
        public override void MiniportInvalidateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list)
        {
            {{body}}
        }
        {{members}}
        """);

    [Fact]
    public Task Result_of_pend_discarded() => Handler("{|CHIM1006:list.Pend()|};");

    [Fact]
    public Task Handle_only_in_a_local() => Handler("var parked = {|CHIM1006:list.Pend()|};");

    [Fact, Breaks("C276")]
    public Task Queue_that_nothing_drains() => Handler("_parked.Enqueue({|CHIM1006:list.Pend()|});", Queue);

    [Fact]
    public Task Refused_addition_ignored() => Handler("_table.TryAdd(1, {|CHIM1006:list.Pend()|});", """
        private readonly Dictionary<int, PendedMiniportOffload> _table = new();
        public void Drain(int key)
        {
            if (_table.Remove(key, out var parked))
                Ndis.NdisInvalidateOffload(NdisBindingHandle, parked.Resume().ToProtocol(new ImCallEntry()));
        }
        """);

    [Fact, Breaks("C276")]
    public Task Teardown_forgets_the_queue() => Handler("_parked.Enqueue({|CHIM1006:list.Pend()|});", Queue + Drain + """

        public void Halt() => Console.WriteLine("halted");
        """);

    [Fact, Breaks("C276")]
    public Task Resumed_list_not_completed() => VerifyAsync("""
        public void Flush(PendedMiniportOffload parked)
        {
            var list = {|CHIM1006:parked.Resume()|};
            if (IsUp())
                Ndis.NdisInvalidateOffload(NdisBindingHandle, list.ToProtocol(new ImCallEntry()));
        }
        """);

    [Fact, Breaks("C276")]
    public Task Handle_taken_out_and_dropped() => Handler("_parked.Enqueue(list.Pend());", Queue + """

        public void Drain()
        {
            while ({|CHIM1006:_parked.TryDequeue(out var parked)|})
                if (IsUp())
                    Ndis.NdisInvalidateOffload(NdisBindingHandle, parked.Resume().ToProtocol(new ImCallEntry()));
        }
        """);

    /// <summary>When a finaliser runs, or whether it does, is up to the collector.</summary>
    [Fact, Breaks("C277")]
    public Task Left_to_the_finaliser() => Handler("_parked.Enqueue({|CHIM1006:list.Pend()|});", Queue + InFinalizer);

    [Fact]
    public Task Slot_overwritten() => Handler("_slot = list.Pend(); {|CHIM1006:_slot = null|};", """
        private PendedMiniportOffload? _slot;
        """);

    [Fact]
    public Task Silent_with_a_queue_that_is_drained() => Handler("_parked.Enqueue(list.Pend());", Queue + Drain);

    [Fact]
    public Task Silent_when_teardown_drains() => Handler("_parked.Enqueue(list.Pend());", Queue + Drain + """

        public void Halt() => Drain();
        """);

    [Fact]
    public Task Silent_when_the_finaliser_comes_after_a_method() => Handler("_parked.Enqueue(list.Pend());", Queue + Drain + "\n~Driver() => {|CHIM4005:Drain()|};");

    [Fact]
    public Task Silent_when_disposing_has_the_usual_pattern() => Handler("_parked.Enqueue(list.Pend());", Queue + Drain.Replace("Drain()", "Dispose(bool disposing)", StringComparison.Ordinal).Replace("while (", "while (disposing && ", StringComparison.Ordinal) + """

        public void Dispose() => Dispose(true);

        ~Driver() => Dispose(false);
        """);

    [Fact]
    public Task Silent_when_resumed_at_once() => Handler("""
        var parked = list.Pend();
        Ndis.NdisInvalidateOffload(NdisBindingHandle, parked.Resume().ToProtocol(new ImCallEntry()));
        """);

    [Fact]
    public Task Silent_when_queued_as_work() => Handler("""
        var parked = list.Pend();
        QueueWorkItem(() => Ndis.NdisInvalidateOffload(NdisBindingHandle, parked.Resume().ToProtocol(new ImCallEntry())));
        """);

    [Fact]
    public Task Silent_when_a_refused_addition_is_handled() => Handler("""
        var parked = list.Pend();
        if (!_table.TryAdd(1, parked))
            Ndis.NdisInvalidateOffload(NdisBindingHandle, parked.Resume().ToProtocol(new ImCallEntry()));
        """, """
        private readonly Dictionary<int, PendedMiniportOffload> _table = new();
        public void Drain(int key)
        {
            if (_table.Remove(key, out var parked))
                Ndis.NdisInvalidateOffload(NdisBindingHandle, parked.Resume().ToProtocol(new ImCallEntry()));
        }
        """);

    [Fact, Breaks("C101")]
    public Task Dropped_by_a_target() => ChimneyTarget("""
        public override void MiniportUpdateOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => {|CHIM1006:list.Pend()|};

        public void Work()
        {
            while (_work.TryDequeue(out var pended))
            {
                var list = pended.Resume();
                foreach (var block in list.Blocks)
                    block.Status = NdisStatus.Failure;
                Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list);
            }
        }
        """);

    [Fact, Breaks("C104")]
    public Task Forgotten_by_a_target() => ChimneyTarget("""
        public void Work()
        {
            while ({|CHIM1006:_work.TryDequeue(out var pended)|})
            {
                var list = pended.Resume();
                if (list.Root.IsPlaceholder)
                    continue;
                foreach (var block in list.Blocks)
                    block.Status = NdisStatus.Failure;
                Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list);
            }
        }
        """);

    [Fact]
    public Task Silent_when_an_offload_target_completes_later() => ChimneyTarget("""
        public void Work()
        {
            while (_work.TryDequeue(out var pended))
            {
                var list = pended.Resume();
                foreach (var block in list.Blocks)
                    block.Status = NdisStatus.Failure;
                Ndis.NdisMQueryOffloadStateComplete(NdisMiniportHandle, list);
            }
        }
        """);

    private static Task ChimneyTarget(string members) => Harness.ChimneyVerifier<ChimneyAnalyzer>.VerifyAnalyzerAsync($$"""
        using System.Collections.Generic;
        using Chimney;

        public abstract class Target : OffloadTarget
        {
            private readonly Queue<PendedMiniportOffload> _work = new();

            public override void MiniportQueryOffload(MiniportAdapterContext context, MiniportOffloadBlockList list) => _work.Enqueue(list.Pend());

            {{members}}
        }
        """);
}
