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
             14 ↑ host: enters ProtocolInvalidateOffloadComplete(protocol list of N1, 6 blocks) = Success

            """, rig.Stack.Trace.ToString());
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
