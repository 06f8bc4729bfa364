namespace Chimney.Runtime.Tests.DataPath;

/// <summary>Requests, completions and indications on a connection, through intermediate drivers that change nothing.</summary>
public class PassThroughDataTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Every_request_comes_back_to_the_host(int filters)
    {
        var host = new ChainHost();
        using var stack = new NdisStack(host, Enumerable.Range(0, filters).Select(_ => new LoggingNothing()), new ChainTarget());
        OffloadObject connection = host.Offload(stack);
        var lists = new List<NetBufferList>();
        foreach (OffloadOperation operation in new[] { OffloadOperation.Send, OffloadOperation.Receive, OffloadOperation.Forward, OffloadOperation.Disconnect })
        {
            var list = new NetBufferList(new NetBuffer(new byte[10]));
            lists.Add(list);
            host.Request(operation, connection.OffloadHandle, NetBufferListChain.From(list));
        }
        stack.Run();

        Assert.Equal(lists.Select(list => (list, NdisStatus.UploadInProgress)), host.Completed.Select(list => (list, list.Status)));
        stack.Halt();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void Indications_reach_the_host_and_the_lists_come_back(int filters)
    {
        var host = new ChainHost();
        var target = new ChainTarget();
        using var stack = new NdisStack(host, Enumerable.Range(0, filters).Select(_ => new LoggingNothing()), target);
        host.Offload(stack);
        var list = new NetBufferList(new NetBuffer(new byte[10]));
        NdisStatus result = default;
        uint consumed = 0;
        target.Later(() =>
        {
            result = Ndis.NdisTcpOffloadReceiveHandler(target.Connection, NetBufferListChain.From(list), NdisStatus.Success, out consumed);
            Ndis.NdisTcpOffloadEventHandler(target.Connection, TcpOffloadEventType.Disconnect, 0);
            Ndis.NdisMOffloadEventIndicate(target.NdisMiniportHandle, default, (IndicateOffloadEvent)7);
        });
        stack.Run();

        Assert.Equal([TcpOffloadEventType.Disconnect], host.Events);
        Assert.Equal((NdisStatus.Success, 10u), (result, consumed));
        Assert.Equal(1, host.GenericIndications);
        host.ReturnKept();
        Assert.Equal([list], target.Returned);
        stack.Halt();
    }

    private sealed class LoggingNothing : IntermediateDriver
    {
    }
}
