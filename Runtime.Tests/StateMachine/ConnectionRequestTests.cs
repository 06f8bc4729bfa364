using static Chimney.OffloadObjectState;
using static Chimney.OffloadOperation;

namespace Chimney.Runtime.Tests.StateMachine;

/// <summary>The rows of TCP connections for their start and for requests, each through a real stack: what is allowed, and which rule a driver breaks otherwise.</summary>
public class ConnectionRequestTests
{
    [Theory]
    [InlineData(TcpOffloadConnectionState.Closed, false)]
    [InlineData(TcpOffloadConnectionState.Listen, false)]
    [InlineData(TcpOffloadConnectionState.SynSent, false)]
    [InlineData(TcpOffloadConnectionState.SynRcvd, false)]
    [InlineData(TcpOffloadConnectionState.Established, true)]
    [InlineData(TcpOffloadConnectionState.FinWait1, true)]
    [InlineData(TcpOffloadConnectionState.FinWait2, true)]
    [InlineData(TcpOffloadConnectionState.CloseWait, true)]
    [InlineData(TcpOffloadConnectionState.Closing, true)]
    [InlineData(TcpOffloadConnectionState.LastAck, true)]
    [InlineData(TcpOffloadConnectionState.TimeWait, false)]
    public void K01_A_connection_is_offloaded_between_its_handshake_and_its_end(TcpOffloadConnectionState state, bool allowed)
    {
        using var rig = new DataRig(state: state);
        Assert.Equal(allowed ? [] : ["C246"], rig.Rules);
        Assert.Equal(allowed ? Offloaded : NotOffloaded, rig.Connection.State);
        // Half-closed: one of the halves (C238).
        Assert.Equal(state is TcpOffloadConnectionState.FinWait1 or TcpOffloadConnectionState.FinWait2 or TcpOffloadConnectionState.CloseWait, rig.Connection.Connection!.IsHalfClosed);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public void K02_Sends_complete_with_what_became_of_them(int filters)
    {
        using var rig = new DataRig(filters: filters);
        rig.Ask(Send);
        rig.Ask(Send);
        rig.CompleteAll(NdisStatus.Success);
        rig.Ask(Send);
        rig.CompleteAll(NdisStatus.UploadInProgress);
        Assert.Equal([NdisStatus.Success, NdisStatus.Success, NdisStatus.UploadInProgress], rig.Host.Completed);
        Assert.Empty(rig.Rules);
    }

    [Theory]
    [InlineData(NdisStatus.Failure, "C196")]
    [InlineData(NdisStatus.Paused, "C282")]
    [InlineData(NdisStatus.RequestAborted, "C197")]
    public void K02_A_send_has_its_own_statuses(NdisStatus status, string rule)
    {
        using var rig = new DataRig();
        rig.Ask(Send);
        rig.Complete(status);
        Assert.Equal([rule], rig.Rules);
        Assert.Equal([NdisStatus.UploadInProgress], rig.Host.Completed);
        Assert.False(rig.Connection.Connection!.HasOutstanding);
    }

    [Fact]
    public void K03_Receives_complete_in_order()
    {
        using var rig = new DataRig(filters: 1);
        rig.Ask(Receive);
        rig.Ask(Receive);
        Assert.Equal(2, rig.Connection.Connection!.Receives.Outstanding);
        rig.CompleteAll(NdisStatus.Success);
        Assert.Empty(rig.Rules);
        rig.Ask(Receive);
        rig.Complete(NdisStatus.Failure);
        Assert.Equal(["C209"], rig.Rules);
    }

    [Fact]
    public void K04_A_receive_posted_after_a_disconnect_was_indicated_has_an_invalid_state()
    {
        using var rig = new DataRig();
        rig.Ask(Receive);
        rig.Indicate(TcpOffloadEventType.Disconnect);
        rig.Ask(Receive);
        rig.Complete(NdisStatus.Success);
        rig.Complete(NdisStatus.InvalidState);
        Assert.Empty(rig.Rules);

        rig.Ask(Receive);
        rig.Complete(NdisStatus.Success);
        Assert.Equal(["C209"], rig.Rules);

        using var open = new DataRig();
        open.Ask(Receive);
        open.Complete(NdisStatus.InvalidState);
        Assert.Equal(["C209"], open.Rules);
    }

    [Fact]
    public void K05_Forwards_complete_with_their_own_statuses()
    {
        using var rig = new DataRig();
        rig.Ask(Forward);
        rig.Ask(Forward);
        rig.Complete(NdisStatus.Success);
        rig.Complete(NdisStatus.UploadInProgress);
        Assert.Empty(rig.Rules);
        rig.Ask(Forward);
        rig.Complete(NdisStatus.RequestAborted);
        rig.Ask(Forward);
        rig.Complete(NdisStatus.InvalidState);
        Assert.Equal(["C205", "C205"], rig.Rules);
    }

    [Fact]
    public void K06_A_graceful_disconnect_closes_the_send_half_when_it_completes()
    {
        using var rig = new DataRig();
        rig.Ask(Send);
        rig.Ask(Disconnect);
        Assert.False(rig.Connection.Connection!.IsLocalClosed);
        rig.CompleteAll(NdisStatus.Success);
        Assert.True(rig.Connection.Connection.IsLocalClosed);
        Assert.Empty(rig.Rules);

        // The host asks once.
        rig.Ask(Disconnect);
        Assert.Equal(["C204"], rig.Rules);
        Assert.Empty(rig.Target.Pended);
    }

    [Theory]
    [InlineData(NdisStatus.RequestAborted, "C204")]
    [InlineData(NdisStatus.Failure, "C202")]
    [InlineData(NdisStatus.UploadInProgress, null)]
    public void K06_A_disconnect_fails_only_with_its_connection(NdisStatus status, string? rule)
    {
        using var rig = new DataRig();
        rig.Ask(Disconnect);
        rig.Complete(status);
        Assert.Equal(rule is null ? [] : [rule], rig.Rules);
        Assert.False(rig.Connection.Connection!.IsLocalClosed);
    }

    [Fact]
    public void K06_Sends_complete_before_the_disconnect_that_follows_them()
    {
        using var rig = new DataRig();
        rig.Ask(Send);
        rig.Ask(Disconnect);
        rig.Target.Pended.Enqueue(rig.Target.Pended.Dequeue());
        rig.Complete(NdisStatus.Success);
        Assert.Equal(["C194"], rig.Rules);
    }

    [Fact]
    public void K07_An_abort_ends_all_sends_before_it_completes()
    {
        using var rig = new DataRig();
        rig.Ask(Send);
        rig.Ask(Disconnect, TcpDisconnectFlags.AbortiveClose);
        rig.Complete(NdisStatus.RequestAborted);
        rig.Complete(NdisStatus.Success);
        Assert.Empty(rig.Rules);
        Assert.Equal(NdisStatus.OffloadDataNotAccepted, rig.IndicateData(5));
        rig.Ask(Disconnect, TcpDisconnectFlags.AbortiveClose);
        Assert.Equal(["C201", "C204"], rig.Rules);
    }

    [Fact]
    public void K07_An_abort_may_follow_a_graceful_disconnect_and_waits_for_the_sends()
    {
        using var rig = new DataRig();
        rig.Ask(Send);
        rig.Ask(Disconnect);
        rig.Ask(Disconnect, TcpDisconnectFlags.AbortiveClose);
        rig.Target.Pended.Enqueue(rig.Target.Pended.Dequeue());
        rig.Complete(NdisStatus.RequestAborted);
        rig.Complete(NdisStatus.Success);
        Assert.Equal(["C201"], rig.Rules);
    }
}
