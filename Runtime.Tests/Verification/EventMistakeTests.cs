namespace Chimney.Runtime.Tests.Verification;

/// <summary>What an intermediate driver can do wrong with an event besides dropping it.</summary>
public class EventMistakeTests
{
    private sealed class Throwing : IntermediateDriver
    {
        public override void ProtocolTcpOffloadEvent(OffloadHandle offloadContext, TcpOffloadEventType eventType, uint eventSpecificInformation)
            => throw new InvalidOperationException("busy");
    }

    private sealed class Late : IntermediateDriver
    {
        public override void ProtocolIndicateOffloadEvent(ProtocolBindingContext protocolBindingContext, ProtocolOffloadBlockList offloadBlockList, IndicateOffloadEvent indicationCode)
        {
            Ndis.NdisMOffloadEventIndicate(NdisMiniportHandle, offloadBlockList.OverlayAsMiniport(), indicationCode);
            _ = offloadBlockList.Root.Status;
        }
    }

    private readonly RecordingHost _host = new();
    private readonly RecordingTarget _target = new();
    private readonly OffloadObject _neighbor = OffloadObject.Neighbor("N");

    private ContractViolation Run(IntermediateDriver filter, Action<OffloadObject> indicate)
    {
        OffloadObject connection = _neighbor.AddPath("P").AddConnection("T");
        using var stack = new NdisStack(_host, [filter], _target, new ContractVerifier(VerifierMode.Record));
        _host.Initiate(OffloadTree.Build(_neighbor));
        stack.Run();
        indicate(connection);
        stack.Halt();
        return Assert.Single(stack.Verifier.Violations);
    }

    [Fact]
    public void C274_An_exception_before_the_event_is_carried_up_is_reported_and_the_event_goes_on()
    {
        ContractViolation violation = Run(new Throwing(), connection => _target.Indicate(connection, TcpOffloadEventType.Disconnect));
        Assert.Equal(("C274", nameof(Throwing)), (violation.Rule, violation.Driver));
        Assert.IsType<InvalidOperationException>(violation.Cause);
        Assert.Equal(TcpOffloadEventType.Disconnect, Assert.Single(_host.Events).EventType);
    }

    [Fact]
    public void The_list_of_an_indication_is_not_looked_at_after_it_was_carried_up()
        => Assert.Equal(nameof(Late), Run(new Late(), _ => _target.QueryReachability(_neighbor)).Driver);
}
