namespace Chimney.Runtime.Tests.Drivers;

/// <summary>A driver that is composed from functions does what one made of a class does.</summary>
public class ComposedDriverTests
{
    private sealed class Plain : IntermediateDriver;

    private static IOffloadProvider[] Filters(string kinds)
        => [.. kinds.Select((kind, i) => kind == 'f' ? (IOffloadProvider)new ComposedFilter($"filter {i}").Driver : new Plain { Name = $"filter {i}" })];

    /// <summary>All operations down and up, all indications; the trace of it.</summary>
    private static string Everything(string kinds)
    {
        using var rig = new ChainRig(new ContractVerifier(), Filters(kinds));
        foreach (OffloadOperation operation in new[] { OffloadOperation.Receive, OffloadOperation.Forward, OffloadOperation.Send })
            rig.Do(operation);
        rig.FromTarget(() => Ndis.NdisTcpOffloadEventHandler(rig.Target.Connection, TcpOffloadEventType.SendBacklogChange, 100));
        rig.FromTarget(() => rig.Indicate());
        rig.FromTarget(() => Ndis.NdisMOffloadEventIndicate(rig.Target.NdisMiniportHandle, default, (IndicateOffloadEvent)7));
        rig.Return();
        rig.Do(OffloadOperation.Disconnect);
        OffloadTree tree = OffloadTree.Build(rig.Connection.Parent!.Parent!);
        foreach (OffloadOperation operation in new[] { OffloadOperation.Update, OffloadOperation.Query, OffloadOperation.Invalidate, OffloadOperation.Terminate })
        {
            Ops.SendDown(operation, rig.Host.NdisBindingHandle, tree.GetBlockList(operation));
            rig.Stack.Run();
        }
        rig.Stack.Halt();
        Assert.Equal(OffloadObjectState.NotOffloaded, rig.Connection.State);
        Assert.Equal(4, rig.Host.Completed.Count);
        Assert.Equal([TcpOffloadEventType.SendBacklogChange], rig.Host.Events);
        Assert.Equal(1, rig.Host.GenericIndications);
        Assert.Single(rig.Target.Returned);
        return rig.Stack.Trace.ToString();
    }

    [Theory]
    [InlineData("f")]
    [InlineData("ff")]
    [InlineData("cf")]
    [InlineData("fc")]
    [InlineData("fcf")]
    public void It_carries_everything_as_a_class_does(string kinds)
        => Assert.Equal(Everything(new string('c', kinds.Length)), Everything(kinds));

    [Fact]
    public void Host_and_target_can_be_composed_too()
    {
        var done = new List<OffloadOperation>();
        ComposedDriver host = ComposedHost(done);
        ComposedDriver target = ComposedTarget();
        OffloadObject neighbor = OffloadObject.Neighbor("N");
        OffloadTree tree = OffloadTree.Build(neighbor);
        using var stack = new NdisStack(host, [new Plain(), new ComposedFilter().Driver], target);
        foreach (OffloadOperation operation in new[] { OffloadOperation.Initiate, OffloadOperation.Query, OffloadOperation.Terminate })
        {
            Ops.SendDown(operation, host.NdisBindingHandle, tree.GetBlockList(operation));
            stack.Run();
        }
        stack.Halt();

        Assert.Equal([OffloadOperation.Initiate, OffloadOperation.Query, OffloadOperation.Terminate], done);
        Assert.Equal(OffloadObjectState.NotOffloaded, neighbor.State);
    }

    private static ComposedDriver ComposedHost(List<OffloadOperation> done) => new("host")
    {
        ProtocolSetOptions = handle =>
        {
            NdisStatus status = Ndis.NdisSetOptionalHandlers(handle, new ClientChimneyOffloadGenericCharacteristics
            {
                InitiateOffloadCompleteHandler = (_, _) => done.Add(OffloadOperation.Initiate),
                TerminateOffloadCompleteHandler = (_, _) => done.Add(OffloadOperation.Terminate),
                UpdateOffloadCompleteHandler = (_, _) => done.Add(OffloadOperation.Update),
                InvalidateOffloadCompleteHandler = (_, _) => done.Add(OffloadOperation.Invalidate),
                QueryOffloadCompleteHandler = (_, _) => done.Add(OffloadOperation.Query),
                IndicateOffloadEventHandler = (_, _, _) => { },
            });
            return status != NdisStatus.Success ? status : Ndis.NdisSetOptionalHandlers(handle, new ClientChimneyOffloadTcpCharacteristics
            {
                TcpOffloadSendCompleteHandler = (_, _) => { },
                TcpOffloadReceiveCompleteHandler = (_, _) => { },
                TcpOffloadDisconnectCompleteHandler = (_, _) => { },
                TcpOffloadForwardCompleteHandler = (_, _) => { },
                TcpOffloadEventHandler = (_, _, _) => { },
                TcpOffloadReceiveIndicateHandler = (OffloadHandle _, NetBufferListChain _, NdisStatus _, out uint bytesConsumed) =>
                {
                    bytesConsumed = 0;
                    return NdisStatus.OffloadDataNotAccepted;
                },
            });
        },
    };

    private static ComposedDriver ComposedTarget()
    {
        ComposedDriver driver = null!;
        driver = new ComposedDriver("target")
        {
            MiniportSetOptions = handle =>
            {
                NdisStatus status = Ndis.NdisSetOptionalHandlers(handle, new ProviderChimneyOffloadGenericCharacteristics
                {
                    InitiateOffloadHandler = (_, list) => Later(list.Pend()),
                    TerminateOffloadHandler = (_, list) => Later(list.Pend()),
                    UpdateOffloadHandler = (_, list) => Later(list.Pend()),
                    InvalidateOffloadHandler = (_, list) => Later(list.Pend()),
                    QueryOffloadHandler = (_, list) => Later(list.Pend()),
                });
                return status != NdisStatus.Success ? status : Ndis.NdisSetOptionalHandlers(handle, new ProviderChimneyOffloadTcpCharacteristics
                {
                    TcpOffloadSendHandler = (_, _, chain) => Refuse(chain.Pend()),
                    TcpOffloadReceiveHandler = (_, _, chain) => Refuse(chain.Pend()),
                    TcpOffloadDisconnectHandler = (_, _, chain, _) => Refuse(chain.Pend()),
                    TcpOffloadForwardHandler = (_, _, chain) => Refuse(chain.Pend()),
                    TcpOffloadReceiveReturnHandler = (_, _) => NdisStatus.Success,
                });
            },
        };
        return driver;

        void Later(PendedMiniportOffload pended) => driver.QueueWorkItem(() =>
        {
            OffloadOperation operation = pended.Operation;
            MiniportOffloadBlockList list = pended.Resume();
            ScriptedTarget.Succeed(operation, list);
            Ops.CompleteUp(operation, driver.NdisMiniportHandle, list);
        });

        NdisStatus Refuse(PendedNetBufferListChain pended)
        {
            driver.QueueWorkItem(() => Ndis.NdisTcpOffloadSendComplete(driver.NdisMiniportHandle, pended.Resume()));
            return NdisStatus.Pending;
        }
    }
}
