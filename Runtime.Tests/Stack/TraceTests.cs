namespace Chimney.Runtime.Tests.Stack;

public class TraceTests
{
    private sealed class Plain : IntermediateDriver;

    [Fact]
    public void One_operation_down_and_up_reads_as_text()
    {
        using var rig = new Rig(new Plain { Name = "upper" }, new Plain { Name = "lower" });
        rig.Do(OffloadOperation.Initiate);
        rig.Stack.Trace.Clear();

        rig.Do(OffloadOperation.Invalidate);

        Assert.Equal("""
              7 ↓ host: calls NdisInvalidateOffload(protocol list of N1, 6 blocks)
              8 ↓   upper: enters MiniportInvalidateOffload(miniport list of N1, 6 blocks)
              8 ↓   upper: converts to the protocol list of N1, 6 blocks
              8 ↓   upper: calls NdisInvalidateOffload(protocol list of N1, 6 blocks)
              9 ↓     lower: enters MiniportInvalidateOffload(miniport list of N1, 6 blocks)
              9 ↓     lower: converts to the protocol list of N1, 6 blocks
              9 ↓     lower: calls NdisInvalidateOffload(protocol list of N1, 6 blocks)
             10 ↓       target: enters MiniportInvalidateOffload(miniport list of N1, 6 blocks)
             10 ↓       target: pends the miniport list of N1, 6 blocks
             11 ↓       target: resumes the miniport list of N1, 6 blocks
             11 ↑       target: calls NdisMInvalidateOffloadComplete(miniport list of N1, 6 blocks) = Success
             12 ↑     lower: enters ProtocolInvalidateOffloadComplete(protocol list of N1, 6 blocks) = Success
             12 ↑     lower: converts to the miniport list of N1, 6 blocks = Success
             12 ↑     lower: calls NdisMInvalidateOffloadComplete(miniport list of N1, 6 blocks) = Success
             13 ↑   upper: enters ProtocolInvalidateOffloadComplete(protocol list of N1, 6 blocks) = Success
             13 ↑   upper: converts to the miniport list of N1, 6 blocks = Success
             13 ↑   upper: calls NdisMInvalidateOffloadComplete(miniport list of N1, 6 blocks) = Success
             14   host: N1 Offloaded → Invalidated
             14   host: P1 Offloaded → Invalidated
             14   host: T1 Offloaded → Invalidated
             14   host: T2 Offloaded → Invalidated
             14   host: P2 Offloaded → Invalidated
             14   host: T3 Offloaded → Invalidated
             14 ↑ host: enters ProtocolInvalidateOffloadComplete(protocol list of N1, 6 blocks) = Success

            """, rig.Stack.Trace.ToString());
    }

    [Fact]
    public void Indications_and_events_are_in_the_log()
    {
        using var rig = new ChainRig(new ContractVerifier(), new Plain { Name = "filter" });
        rig.Stack.Trace.Clear();

        rig.FromTarget(() =>
        {
            Ndis.NdisTcpOffloadEventHandler(rig.Target.Connection, TcpOffloadEventType.SendBacklogChange, 100);
            Ndis.NdisTcpOffloadEventHandler(rig.Target.Connection, TcpOffloadEventType.Retrieve, (uint)TcpUploadReason.LowActivity);
            rig.Indicate();
        });

        Assert.Equal("""
              6 ↑     target: calls NdisTcpOffloadEventHandler(T, SendBacklogChange, 100)
              6 ↑   filter: enters ProtocolTcpOffloadEvent(T, SendBacklogChange, 100)
              6 ↑   filter: calls NdisTcpOffloadEventHandler(T, SendBacklogChange, 100)
              6 ↑ host: enters ProtocolTcpOffloadEvent(T, SendBacklogChange, 100)
              6 ↑     target: calls NdisTcpOffloadEventHandler(T, Retrieve, LowActivity)
              6 ↑   filter: enters ProtocolTcpOffloadEvent(T, Retrieve, LowActivity)
              6 ↑   filter: calls NdisTcpOffloadEventHandler(T, Retrieve, LowActivity)
              6 ↑ host: enters ProtocolTcpOffloadEvent(T, Retrieve, LowActivity)
              6 ↑     target: calls NdisTcpOffloadReceiveHandler(chain of T, 1 list)
              6 ↑   filter: enters ProtocolTcpOffloadReceiveIndicate(chain of T, 1 list)
              6 ↑   filter: calls NdisTcpOffloadReceiveHandler(chain of T, 1 list)
              6 ↑ host: enters ProtocolTcpOffloadReceiveIndicate(chain of T, 1 list)
              6 ↑ host: pends the chain of T, 1 list
              6 ↑ host: answers ProtocolTcpOffloadReceiveIndicate(chain of T, 1 list, 10 bytes consumed) = Success
              6 ↑   filter: answers ProtocolTcpOffloadReceiveIndicate(chain of T, 1 list, 10 bytes consumed) = Success

            """, rig.Stack.Trace.ToString());
    }

    [Fact]
    public void A_violation_stands_where_it_happened()
    {
        using var rig = new Rig(VerifierMode.Record, new ScriptedFilter { Name = "leaky", OnCompletion = (_, _, _) => { } });

        rig.Do(OffloadOperation.Initiate);

        TraceEntry[] entries = [.. rig.Stack.Trace];
        int broken = Array.FindIndex(entries, entry => entry.Kind == TraceKind.Violated);
        Assert.Equal(("leaky", 1), (entries[broken].Driver, entries[broken].Level));
        Assert.StartsWith("  4     leaky: breaks C001: the list given to ProtocolInitiateOffloadComplete was never", entries[broken].ToString());
        Assert.Equal(TraceKind.Entered, entries[broken - 1].Kind);
        Assert.Equal(TraceKind.Called, entries[broken + 1].Kind);
    }

    [Fact]
    public void A_diagram_marks_violations_and_escapes_what_means_something()
    {
        using var rig = new Rig(VerifierMode.Record, new ScriptedFilter { Name = "a;b #1 <c>", Only = OffloadOperation.Query, OnCompletion = (_, _, _) => { } });
        rig.Do(OffloadOperation.Initiate);
        rig.Stack.Trace.Clear();

        rig.Do(OffloadOperation.Query);

        string[] lines = rig.Stack.Trace.ToMermaid().Split('\n');
        Assert.Equal(
            ["sequenceDiagram", "    participant D0 as host", "    participant D1 as a#59;b #35;1 #lt;c#gt;", "    participant N as NDIS", "    participant D2 as target"],
            lines[..5]);
        int broken = Array.IndexOf(lines, "    rect rgb(255, 200, 200)");
        Assert.StartsWith("    Note over D1: breaks C005: ", lines[broken + 1]);
        Assert.Equal("    end", lines[broken + 2]);
    }

    [Fact]
    public void A_log_that_is_turned_off_costs_no_memory()
    {
        using var rig = new ChainRig(new ContractVerifier(), new Plain());
        rig.Stack.Trace.IsEnabled = false;
        long without = Cost();
        rig.Stack.Trace.IsEnabled = true;
        long with = Cost();
        Assert.True(with > without, $"{without} bytes without the log, {with} with it");

        long Cost() => Allocations.Leanest(() =>
            rig.FromTarget(() => Ndis.NdisTcpOffloadEventHandler(rig.Target.Connection, TcpOffloadEventType.SendBacklogChange, 100)));
    }

    [Fact]
    public void The_log_keeps_the_newest_entries()
    {
        using var rig = new Rig(new Plain());
        rig.Stack.Trace.Limit = 4;

        rig.Do(OffloadOperation.Initiate);

        Assert.Equal(4, rig.Stack.Trace.Count);
        Assert.Equal("host", rig.Stack.Trace.Last().Driver);
    }

    [Fact]
    public void The_log_can_be_turned_off()
    {
        using var rig = new Rig(new Plain());
        rig.Stack.Trace.IsEnabled = false;

        rig.Do(OffloadOperation.Initiate);

        Assert.Empty(rig.Stack.Trace);
    }
}
